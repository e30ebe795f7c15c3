"""`sim play --seat`: programs at the table that a class has, in a world of the seed, told and kept
as a game.
"""

import json
from pathlib import Path

import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.saving import read_game
from sim.cli.main import run_guarded
from sim.core.base.errors import ExitCode
from sim.core.outcomes.outcomes import OF_ONE
from sim.policies.agents.command import name_agents
from sim.policies.agents.exchange import Month
from sim.study.store.parts import read_said
from tests.cli.command import said, three_lines

MONTHS = 6
SHORT = ("--set", f"months={MONTHS}")

ANSWERING = """
import json, sys
for line in sys.stdin:
    month = json.loads(line)
    number = month["month"]
    answer = {"month": number, "word": WORD, "deed": DEED}
    BODY
    print(json.dumps(answer), flush=True)
"""


def program(
    folder, name, body="pass", word="month['legal']['word'][0]", deed="month['legal']['deed'][0]"
):
    """Write a program and return its command."""
    text = ANSWERING.replace("WORD", word).replace("DEED", deed).replace("BODY", body)
    (folder / f"{name}.py").write_text(text)
    return f"{name}=python {folder / name}.py"


def played(capsys, folder, *pairs, more=()):
    """Play a world in which programs sit, by seat and command; return what was said, and the game
    as it was kept.
    """
    words = [word for seat, agent in pairs for word in ("--seat", seat, "--agent", agent)]
    found = said(capsys, "play", *words, *SHORT, "-o", folder, *more)
    assert found.code == 0, found.err
    return found.out, position_of(read_game(Path(folder))[0])


def transcript(folder):
    """Return the months of the transcript of a game."""
    return [
        json.loads(line) for line in (Path(folder) / "transcript.jsonl").read_text().splitlines()
    ]


def test_world_k_is_that_of_a_comparison_and_is_seen_alike(tmp_path, capsys):
    """A program that says nothing to others is told the same in both, and so plays the same
    world.
    """
    short = sim.load_scenario("2017-spring").change({"months": MONTHS})
    (policy,) = name_agents(["scripted"], 10.0)
    sim.compare(
        short.change({"beijing.policy": policy}), short, worlds=2, out=tmp_path / "compared"
    )
    side = sim.load_study(tmp_path / "compared" / "rounds" / "1")
    rows = [row for path in side.transcripts for row in read_said(path)]
    there = [row | {"told": json.loads(row["told"])} for row in rows if row["world"] == 1]
    _, position = played(capsys, tmp_path / "game", ("beijing", "scripted"), more=("--world", "1"))
    here = transcript(tmp_path / "game")
    assert position.record.world == 1
    assert len(here) == len(there) == position.month
    for one, other in zip(here, there, strict=True):
        Month.model_validate(one["told"])
        assert one["wrote"] == other["wrote"]
        for key in other["told"].keys() - {"briefing"}:
            assert one["told"][key] == other["told"][key], key


def test_the_same_program_gives_the_same_game_to_the_byte(tmp_path, capsys):
    pairs = [("seoul", "scripted"), ("beijing", program(tmp_path, "mine"))]
    one, other = (played(capsys, tmp_path / name, *pairs)[0] for name in ("one", "other"))
    assert one == other
    kept = [(tmp_path / name / "transcript.jsonl").read_bytes() for name in ("one", "other")]
    assert kept[0] == kept[1]
    games = [
        json.loads((tmp_path / name / "manifest.json").read_text())["about"]
        for name in ("one", "other")
    ]
    assert games[0] == games[1]
    moved = played(capsys, tmp_path / "third", *pairs, more=("--seed", "8"))[0]
    assert moved != one


def test_programs_draw_a_line_and_write_to_each_other(tmp_path, capsys):
    opens = (
        "answer |= {'messages': [{'to': 'pyongyang', 'text': 'Shall we meet?'}],"
        " 'lines': [{'capital': 'pyongyang', 'deed': 'big_test', 'reply': 'sanctions'}]} if number == 0 else {}"
    )
    out, position = played(
        capsys,
        tmp_path / "game",
        ("washington", program(tmp_path, "opens", opens)),
        ("pyongyang", program(tmp_path, "listens", "")),
    )
    (line,) = position.lines
    assert (line.by, line.move, line.deed) == ("washington", "big_test", "sanctions")
    told = {
        (line["told"]["month"], line["told"]["seat"]): line["told"]
        for line in transcript(tmp_path / "game")
    }
    assert told[0, "pyongyang"]["messages"] == []
    assert told[1, "pyongyang"]["messages"] == [{"sender": "washington", "text": "Shall we meet?"}]
    assert "Washington writes: “Shall we meet?”" in told[1, "pyongyang"]["briefing"]
    (drawn,) = told[1, "pyongyang"]["diplomacy"]["lines"]
    assert (drawn["by"], drawn["deed"], drawn["crossed"]) == ("washington", "big_test", False)
    assert told[2, "washington"]["messages"] == []
    assert "Washington to Pyongyang: “Shall we meet?”" in out
    assert "Washington draws a red line: if Pyongyang does" in out


def test_what_cannot_be_said_is_told_back_and_the_moves_count(tmp_path, capsys):
    body = (
        "answer |= {'lines': [{'capital': 'seoul', 'deed': 'aid', 'reply': 'hold'}],"
        " 'messages': [{'to': 'tokyo', 'text': 'Hello'}]}"
    )
    wanted = "month['legal']['word'][-1]"
    out, position = played(
        capsys, tmp_path / "game", ("seoul", program(tmp_path, "odd", body, word=wanted))
    )
    last = [move.name for move in sim.MOVES["seoul.word"]][-1]
    assert {made["seoul.word"] for made in position.made} == {last}
    assert not position.record.acts
    assert not position.record.faults
    told = transcript(tmp_path / "game")[1]["told"]["diplomacy"]["refused"]
    assert [text.partition(":")[0] for text in told] == [
        "red line on seoul aid",
        "message to tokyo",
    ]
    assert "odd could not message to tokyo: there is no capital 'tokyo'" in out


def test_a_program_that_gives_no_move_leaves_its_world_to_the_rules(tmp_path, capsys):
    """Months without an answer are the model's own, are written down with their reason, and said in
    the terminal.
    """
    (tmp_path / "gone.py").write_text("raise SystemExit('the dog ate it')")
    out, position = played(capsys, tmp_path / "game", ("beijing", f"python {tmp_path / 'gone.py'}"))
    alone = sim.run(position.record.scenario, 1, position.record.seed)
    for column in OF_ONE:
        assert position.run.columns[column][0] == alone.columns[column][0], column
    assert [(fault.by, fault.month, fault.why) for fault in position.record.faults] == [
        ("beijing", month, "crash") for month in range(position.month)
    ]
    assert "gone gave no move (crash: the dog ate it); the rules moved for Beijing" in out
    assert (
        f"It gave no move in {position.month} of {position.month} months (crash {position.month})"
        in out
    )


def test_a_policy_plays_beside_a_program(tmp_path, capsys):
    dove = ("--set", "washington.policy=dove")
    _, position = played(capsys, tmp_path / "game", ("beijing", "scripted"), more=dove)
    assert position.record.teams == ("beijing",)
    assert position.record.scenario.plan("washington").in_time[0].policy == "dove"


def test_a_game_of_a_program_is_replayed_as_that_of_a_class(tmp_path, capsys):
    played(capsys, tmp_path / "game", ("beijing", program(tmp_path, "mine")))
    found = said(capsys, "report", tmp_path / "game")
    assert found.code == 0
    page = (tmp_path / "game" / "debrief.html").read_text()
    assert '"name": "mine"' in page or '"name":"mine"' in page


@pytest.mark.parametrize(
    ("words", "what", "remedy"),
    [
        (("--seat", "beijing"), "--seat lacks its --agent", '--agent "COMMAND"'),
        (("--agent", "scripted"), "--agent lacks its --seat", "--seat CAPITAL"),
        (("--seat", "beijing", "--agent", "scripted") * 2, "'beijing' is named twice", "once"),
        (("--seat", "washington", "--agent", "dove"), "'dove' is a policy", "policy=dove"),
        (
            ("--seat", "seoul", "--agent", "no-such-program"),
            "is not there: no-such-program",
            "scripted",
        ),
        (
            ("--seat", "seoul", "--agent", "scripted", "--export", "x.html"),
            "--export means nothing beside",
            "two",
        ),
        (("--seconds", "3"), "--seconds needs --seat and --agent", "leave it out"),
        (("--world", "3"), "--world needs --seat and --agent", "leave it out"),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_to_do(
    tmp_path, capsys, monkeypatch, words, what, remedy
):
    monkeypatch.chdir(tmp_path)
    found = said(capsys, "play", *words)
    lines = three_lines(found.err)
    assert found.code == ExitCode.USAGE
    assert what in lines[0]
    assert remedy in lines[2]
    assert not list(tmp_path.iterdir())


def test_a_folder_with_a_game_is_left_alone(tmp_path, capsys):
    played(capsys, tmp_path / "game", ("beijing", "scripted"))
    before = (tmp_path / "game" / "manifest.json").read_bytes()
    again = run_guarded(
        ["play", "--seat", "beijing", "--agent", "scripted", *SHORT, "-o", str(tmp_path / "game")]
    )
    assert again == ExitCode.USAGE
    assert "holds games" in capsys.readouterr().err
    assert (tmp_path / "game" / "manifest.json").read_bytes() == before

"""Programs at seats: the same luck for all, what they are told, and what becomes of those that do
not answer.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import PathCollection

import sim
from sim.analysis.tournament import TournamentOptions
from sim.analysis.tournament.entrants import Entrant
from sim.analysis.tournament.findings import ask
from sim.core.base.errors import DataProblem, ExitCode, MismatchProblem, UsageProblem
from sim.core.engine import kernel, play
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import NoCompiler
from sim.core.engine.translated import translation
from sim.core.runs.inputs import inputs
from sim.env import ManyWorlds
from sim.policies.agents import table
from sim.policies.agents.exchange import Month
from sim.policies.external_agents import FAULTS, Agent, ExternalAgents, Seat
from sim.publish.display import figures_of
from sim.publish.reproduce import compare_parts
from sim.scripted import SHOTS
from sim.study.play.play import play as play_experiment
from sim.study.store.parts import read_said

WORLDS, MONTHS = 8, 6

ECHO = """
import json, sys
for line in sys.stdin:
    month = json.loads(line)
    print(json.dumps({"month": month["month"], ANSWER}), flush=True)
"""

LATE = """
import json, sys
def say(month):
    print(json.dumps({"month": month, "word": "threaten", "deed": "hold"}), flush=True)
for line in sys.stdin:
    month = json.loads(line)["month"]
    if month == 2:
        say(1)
    if month != 1:
        say(month)
"""

YIELDING = """
from sim.policy import View, WashingtonCourse


def course(view: View) -> WashingtonCourse:
    return WashingtonCourse.ENGAGEMENT
"""


def written(answer):
    """Return the text of a program that gives the same answer each month."""
    return ECHO.replace("ANSWER", answer)


@pytest.fixture(scope="module")
def short():
    return sim.load_scenario("2017-spring").change({"months": MONTHS})


def program(folder, name, text):
    """Write a program and return its command."""
    (folder / f"{name}.py").write_text(text)
    return f"{name}=python {folder / name}.py"


def seated(scenario, worlds=WORLDS, record=(), **commands):
    """Play worlds in which programs sit for some capitals, by capital."""
    seats = tuple(
        Seat(capital, Agent(capital, tuple(command), 600.0))
        for capital, command in commands.items()
    )
    job = inputs(scenario).job(worlds, seed=7, record=("ending", *record))
    return play(replace(job, outside=ExternalAgents(seats, scenario.start, scenario.months)))


def test_a_wheel_without_a_compiler_seats_programs_all_the_same(short, monkeypatch):
    """A wheel carries the whole game compiled, and not the halves of a month between which a
    program is asked.
    """
    answers = [sys.executable, "-m", "sim.scripted"]
    played = seated(short, beijing=answers)
    whole, shipped = (
        translation(read_game(inputs(short).job(1, seed=7).rules)).fingerprint,
        kernel.kernel,
    )

    def kernel_of_a_wheel(made, form, months=0):
        if made.fingerprint != whole:
            raise NoCompiler("no compiler was found")
        return shipped(made, form, months)

    monkeypatch.setattr(kernel, "kernel", kernel_of_a_wheel)
    monkeypatch.setattr(kernel, "_said", set())
    with pytest.warns(UserWarning, match="NumPy"):
        assert seated(short, beijing=answers).state.tobytes() == played.state.tobytes()


def test_two_programs_of_one_policy_come_to_the_same_in_every_world(short):
    found = sim.tournament(short, agents=["scripted", "twin=scripted"], worlds=WORLDS)
    one, other = (found.of("value_washington", "washington", number) for number in (1, 2))
    assert one.tobytes() == other.tobytes()
    assert found.defaults("washington", 1)["defaults"][0] == 0
    assert (one != found.of("value_washington", "washington", 0)).any()


def test_what_the_scripted_one_gains_is_what_its_rule_gains_in_the_environment(short):
    found = sim.tournament(short, agents=["scripted"], worlds=WORLDS)
    many = ManyWorlds(short, ["washington"], WORLDS)
    names = many.sights["washington"].names
    shots = [[move.name for move in sim.MOVES["pyongyang.deed"]].index(name) for name in SHOTS]

    def scripted(seen):
        crisis = seen[:, names.index("tension")] >= 5.0
        shot = np.isin(seen[:, names.index("pyongyang.deed")], shots)
        return np.select([crisis, shot], [[0], [4]], [2]), np.select(
            [crisis, shot], [[1], [2]], [1]
        )

    def worth(choose):
        seen, total, weight = many.reset(seed=7, first_world=0)["washington"], np.zeros(WORLDS), 1.0
        while many.month < many.months:
            orders = np.stack(choose(seen), axis=1).reshape(WORLDS, 2)
            after, paid, _ = many.step({"washington": orders})
            seen, total, weight = (
                after["washington"],
                total + weight * paid["washington"],
                weight * many.discount,
            )
        return total

    own = worth(scripted) - worth(lambda _: np.full((2, WORLDS), -1))
    gain = found.of("value_washington", "washington", 1) - found.of(
        "value_washington", "washington", 0
    )
    np.testing.assert_allclose(gain, own, atol=1e-4)


BROKEN = {
    "silence": "import time\ntime.sleep(600)",
    "crash": "1 / 0",
    "nonsense": written('"word": "surrender", "deed": "hold"'),
    "flood": "print('x' * 10_000_000)",
    "chatter": "while True: print('{}')",
    "deep": "import sys\nfor line in sys.stdin: print('[' * 60_000, flush=True)",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_the_rules_move_for_a_program_that_does_not_answer_and_it_is_counted(
    short, kind, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda *_: None)
    if kind == "silence":
        monkeypatch.setattr(table, "TO_START", 0.5)
    asked = [program(tmp_path, kind, BROKEN[kind])]
    patience = 0.2 if kind == "silence" else 600.0
    found = sim.tournament(short.change({"months": 3}), agents=asked, worlds=2, seconds=patience)
    counted = found.defaults("washington", 1)
    count, months = counted["defaults"]
    assert count == months > 0
    assert counted[kind if kind in FAULTS else "nonsense"][0] > 0
    own, model = (found.of("value_washington", "washington", number) for number in (1, 0))
    assert own.tobytes() == model.tobytes()


def test_a_late_answer_is_no_answer_to_the_next_month(short, tmp_path, monkeypatch):
    """The time of the second month is up at once; the program answers it when it is told the third,
    before that one.
    """
    in_time = table.await_answer

    def answered(player, month, began):
        return in_time(player, month, -1e9 if month == 1 else began)

    monkeypatch.setattr(table, "await_answer", answered)
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda *_: None)
    (tmp_path / "late.py").write_text(LATE)
    done = seated(
        short,
        1,
        ("washington_default", "washington_word"),
        washington=[sys.executable, str(tmp_path / "late.py")],
    )
    assert done.record["washington_default"][:, 0].tolist() == [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]


def test_what_a_program_is_told_has_the_shape_of_the_schema(short, tmp_path):
    told = tmp_path / "told.jsonl"
    save = f"    open({str(told)!r}, 'a').write(line)\n    print"
    text = written('"word": "silence", "deed": "hold"').replace("    print", save)
    (tmp_path / "save.py").write_text(text)
    seated(short, 1, pyongyang=[sys.executable, str(tmp_path / "save.py")])
    months = [Month.model_validate_json(line) for line in told.read_text().splitlines()]
    assert [each.month for each in months] == list(range(MONTHS))
    assert months[0].date == short.start
    assert sorted(months[0].kim.values()) == [0.0, 0.0, 1.0]
    assert months[0].legal.deed == [move.name for move in sim.MOVES["pyongyang.deed"]]
    assert "You play Pyongyang" in months[0].briefing
    assert len(told.read_text().splitlines()[0]) < 5000


def test_an_imposed_move_goes_before_that_of_a_program(short):
    named = short.change({"washington.policy": sim.agent("calm", "python -m sim.scripted")})
    imposed = [
        sim.ImposedMove("washington", 2, word="blame_beijing"),
        sim.ReplacedLuck("tension", 1, 0.9),
    ]
    found = sim.run(named, 4, interventions=imposed, record=["washington.word"])
    names = [move.name for move in sim.MOVES["washington.word"]]
    assert {names[word] for word in found.actions["washington.word"][2] if word >= 0} == {
        "blame_beijing"
    }
    assert "blame_beijing" not in {names[word] for word in found.actions["washington.word"][1]}


def test_programs_write_to_one_another(short, tmp_path):
    note = '"word": "silence", "deed": "hold", "messages": [{"to": "seoul", "text": "condemn"}]'
    (tmp_path / "writer.py").write_text(written(note))
    reads = '"word": (month["messages"] or [{"text": "silence"}])[0]["text"], "deed": "hold"'
    (tmp_path / "reader.py").write_text(written(reads))
    done = seated(
        short,
        2,
        ("seoul_word",),
        washington=[sys.executable, str(tmp_path / "writer.py")],
        seoul=[sys.executable, str(tmp_path / "reader.py")],
    )
    names = [move.name for move in sim.MOVES["seoul.word"]]
    assert [names[int(word)] for word in done.record["seoul_word"][:3, 0]] == [
        "silence",
        "condemn",
        "condemn",
    ]


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are those of POSIX")
def test_a_transcript_has_what_each_was_told_and_wrote_and_why_it_did_not_count(
    short, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda *_: None)
    asked = [
        program(tmp_path, "good", written('"word": "talks", "deed": "hold"')),
        program(tmp_path, "bad", written('"word": "aid"')),
    ]
    found = sim.tournament(short, agents=asked, worlds=3, out=tmp_path / "done")
    rows = said_in(tmp_path / "done")
    assert len(rows) == sum(
        found.defaults("washington", number)["defaults"][1] for number in (1, 2)
    )
    for row in rows:
        told = Month.model_validate_json(row["told"])
        assert (
            (told.month, told.seat)
            == (row["month"], row["seat"])
            == (json.loads(row["wrote"])["month"], "washington")
        )
        assert row["fault"] == ("" if row["agent"] == "good" else "nonsense")
    assert {(row["cell"], row["agent"]) for row in rows} == {(1, "good"), (2, "bad")}
    months = [row["month"] for row in rows if (row["agent"], row["world"]) == ("good", 1)]
    assert months
    assert months == list(range(len(months)))


def said_in(folder):
    """Return all rows of the transcripts of a tournament."""
    results = sim.load_study(folder)
    results.check_files()
    return [row for path in results.transcripts for row in read_said(path)]


def test_a_tournament_that_was_stopped_goes_on_with_its_whole_transcript(short, tmp_path):
    """What a killed tournament leaves is a part without its transcript, or a transcript without its
    part: both go.
    """
    sim.tournament(short, agents=["scripted"], worlds=4, out=tmp_path / "done")
    whole = said_in(tmp_path / "done")
    round_one = tmp_path / "done" / "rounds" / "1"
    (gone, *_), (_, alone, *_) = (
        sorted((round_one / kind).iterdir()) for kind in ("transcripts", "parts")
    )
    gone.unlink()
    alone.unlink()
    (round_one / "manifest.json").unlink()
    sim.tournament(short, agents=["scripted"], worlds=4, out=tmp_path / "done")
    assert said_in(tmp_path / "done") == whole


def test_a_transcript_that_was_altered_is_found_out(short, tmp_path):
    sim.tournament(short, agents=["scripted"], worlds=2, out=tmp_path / "done")
    path = sim.load_study(tmp_path / "done").transcripts[-1]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataProblem, match="its bytes are not those its name stands for"):
        sim.load_study(tmp_path / "done").check_files()


def test_what_is_said_again_is_compared_and_not_the_moves_alone(short, tmp_path):
    """A program that moves the same way and writes otherwise is a difference, named by its world
    and month.
    """
    counted = tmp_path / "count"
    other = f"open({str(counted)!r}, 'a').write('x')\nTIMES = len(open({str(counted)!r}).read())\n"
    text = other + written(
        '"word": "talks", "deed": "hold", "messages": [{"to": "all", "text": str(TIMES)}]'
    )
    for name, body in (("same", written('"word": "talks", "deed": "hold"')), ("other", text)):
        study = ask(TournamentOptions(short, (program(tmp_path, name, body),), worlds=1), [])
        results = play_experiment(study, tmp_path / f"of-{name}")
        if name == "same":
            assert compare_parts(results).rows == 2
            continue
        with pytest.raises(
            MismatchProblem, match="world 0, month 0: the program at washington was told or wrote"
        ):
            compare_parts(results)


def test_a_policy_of_another_capital_cannot_sit(short, tmp_path, monkeypatch):
    (tmp_path / "yielding.py").write_text(YIELDING)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageProblem, match=r"policy of Washington's, and cannot sit for Beijing"):
        sim.tournament(short, agents=["yielding:course"], seats=["beijing"], worlds=2)


def test_a_program_ends_with_its_children(short, tmp_path):
    sleeper = "import subprocess, sys\nmade = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
    child = f"{sleeper}open({str(tmp_path / 'pid')!r}, 'w').write(str(made.pid))\n"
    (tmp_path / "parent.py").write_text(child + written('"word": "silence", "deed": "hold"'))
    seated(short, 1, washington=[sys.executable, str(tmp_path / "parent.py")])
    pid = (tmp_path / "pid").read_text()
    for _ in range(600):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False
        ).stdout
        if state.strip() in ("", "Z"):
            break
        time.sleep(0.05)
    assert state.strip() in ("", "Z")


def test_a_folder_goes_on_and_keeps_the_command(short, tmp_path):
    count = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')\n"
    command = program(tmp_path, "counted", count + written('"word": "talks", "deed": "relief"'))
    first = sim.tournament(short, agents=[command], worlds=4, jobs=2, out=tmp_path / "done")
    starts = (tmp_path / "starts").read_text()
    again = sim.tournament(short, agents=[command], worlds=4, out=tmp_path / "done")
    assert (tmp_path / "starts").read_text() == starts == "x" * 4
    assert first.sentences() == again.sentences()
    (kept,) = (tmp_path / "done" / "rounds" / "1" / "code").iterdir()
    assert "counted.py" in kept.read_text()


def test_every_lineup_of_two_seats(short):
    found = sim.tournament(
        short, agents=["free"], seats=["washington", "beijing"], each_other=True, worlds=20
    )
    assert list(found.options.lineups) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert found.difference("value_beijing", "beijing", 1).value == 0.0


def test_a_policy_in_a_file_takes_its_seat(short, tmp_path):
    text = 'base = "2017-spring"\nmonths = 6\n[parameters]\nlearn = 0.4\n[washington]\npressure = 0.9\n'
    (tmp_path / "learnt.toml").write_text(text)
    found = sim.tournament(short, agents=[str(tmp_path / "learnt.toml")], worlds=30)
    assert isinstance(found.options.entrants[0], Entrant)
    own = sim.run(sim.load_scenario(tmp_path / "learnt.toml"), worlds=30, seed=7)
    assert (
        found.of("value_washington", "washington", 1).tobytes()
        == own.columns["value_washington"].tobytes()
    )
    with pytest.raises(UsageProblem, match="the file changes what Washington does"):
        sim.tournament(short, agents=[str(tmp_path / "learnt.toml")], seats=["seoul"], worlds=30)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["no-such-program"], "no command"),
        (["scripted", "scripted"], "is taken"),
        (['x="'], "cannot be read"),
    ],
)
def test_who_cannot_take_part_is_refused(short, texts, said):
    with pytest.raises(UsageProblem, match=said):
        sim.tournament(short, agents=texts)


def test_an_agent_that_nobody_named_is_refused_with_what_to_do(short):
    with pytest.raises(UsageProblem, match="no agent 'nobody'") as found:
        sim.run(short.change({"washington.policy": "agent:nobody"}), worlds=2)
    assert found.value.exit_code == ExitCode.USAGE
    assert "sim tournament" in found.value.remedy


def test_a_payoff_has_the_reach_of_its_worlds_beside_it(short):
    found = sim.tournament(short, agents=["free", "hawk"], worlds=40)
    seats = found.tables()[0]
    for row in seats.rows:
        low, high = (
            float(each.replace("−", "-"))
            for each in row[seats.heads.index("5 to 95 %")].split(" to ")
        )
        assert low <= row[seats.heads.index("payoff")].value <= high


def test_the_figure_shows_each_difference_and_is_hollow_where_nobody_can_tell(short):
    found = sim.tournament(short, agents=["free", "hawk"], worlds=40)
    axes = figures_of(found)["seats"]().ax
    points = [each for each in axes.collections if isinstance(each, PathCollection)]
    sittings = list(found.sittings())
    assert len(points) == len(sittings)
    for (seat, number), point in zip(sittings, points, strict=True):
        gain = found.difference(f"value_{seat}", seat, number)
        assert point.get_offsets()[0][0] == gain.value
        assert (tuple(point.get_facecolor()[0]) == (1, 1, 1, 1)) is not gain.distinguishable

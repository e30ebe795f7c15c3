"""Programs in comparisons: the same luck for all, what they are told, and what becomes of those
that do not answer.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.analysis.compare import CompareOptions
from sim.analysis.compare.findings import CompareFinding, ask
from sim.analysis.sweep.findings import of_results
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, ExitCode, MismatchProblem, UsageProblem
from sim.core.engine import kernel, play
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import NoCompiler
from sim.core.engine.translated import translation
from sim.core.outcomes.outcomes import ASKABLE
from sim.core.runs.inputs import inputs
from sim.env.many import ManyWorlds
from sim.policies.agents import table
from sim.policies.agents.command import agent_from, name_agents
from sim.policies.agents.exchange import Month
from sim.policies.external_agents import FAULTS, Agent, AgentSeat, ExternalAgents
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


def written(answer):
    """Return the text of a program that gives the same answer each month."""
    return ECHO.replace("ANSWER", answer)


@pytest.fixture(scope="module")
def short():
    return sim.load_scenario("2017-spring").change({"months": MONTHS})


def program(folder, name, text, seconds=600.0):
    """Write a program, let it be known as an agent, and return the policy that it is."""
    (folder / f"{name}.py").write_text(text)
    return sim.agent(name, f"python {folder / name}.py", seconds)


def compared(scenario, *policies, worlds=WORLDS, **more):
    """Compare policies of Washington in the same worlds, the scenario's own first."""
    sides = [scenario.change({"washington.policy": policy}) for policy in policies]
    return sim.compare(scenario, *sides, worlds=worlds, **more)


def payoffs(found: CompareFinding, place: int):
    """Return what Washington is paid under a side, `(worlds,)`."""
    return found.runs[place].columns["value_washington"]


def seated(scenario, worlds=WORLDS, record=(), **commands):
    """Play worlds in which programs sit for some capitals, by capital."""
    seats = tuple(
        AgentSeat(capital, Agent(capital, tuple(command), 600.0))
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
    monkeypatch.setattr(kernel, "_past_warnings", set())
    with pytest.warns(UserWarning, match="NumPy"):
        assert seated(short, beijing=answers).state.tobytes() == played.state.tobytes()


@pytest.fixture
def scripted():
    """The policy that the agent which ships is."""
    return name_agents(["scripted"], 600.0)[0]


def test_two_programs_of_one_policy_come_to_the_same_in_every_world(short, scripted):
    twin, *_ = name_agents(["twin=scripted"], 600.0)
    found = compared(short, scripted, twin)
    assert payoffs(found, 1).tobytes() == payoffs(found, 2).tobytes()
    assert [(letter, each.program, each.missed) for letter, each in found.seated] == [
        ("B", "agent:scripted", 0),
        ("C", "agent:twin", 0),
    ]
    assert (payoffs(found, 1) != payoffs(found, 0)).any()
    pair = sim.compare(found.runs[1].scenario, found.runs[2].scenario, worlds=2)
    assert all(row.changes[0].low == row.changes[0].high == 0.0 for row in pair.means)


def test_what_the_scripted_one_gains_is_what_its_rule_gains_in_the_environment(short, scripted):
    found = compared(short, scripted)
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
    np.testing.assert_allclose(payoffs(found, 1) - payoffs(found, 0), own, atol=1e-4)


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
    policy = program(tmp_path, kind, BROKEN[kind], 0.2 if kind == "silence" else 600.0)
    found = compared(short.change({"months": 3}), policy, worlds=2)
    ((_, seated),) = found.seated
    assert seated.missed == seated.months == int(found.runs[1].columns["months"].sum()) > 0
    assert seated.faults[kind if kind in FAULTS else "nonsense"] > 0
    assert payoffs(found, 1).tobytes() == payoffs(found, 0).tobytes()
    assert f"In B {seated.sentence}" in found.sentences()
    assert found.data()["faults"][0].items() >= seated.faults.items()


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
    good = program(tmp_path, "good", written('"word": "talks", "deed": "hold"'))
    bad = program(tmp_path, "bad", written('"word": "aid"'))
    found = compared(short, good, bad, worlds=3, out=tmp_path / "done")
    rows = said_in(tmp_path / "done")
    assert len(rows) == sum(each.months for _, each in found.seated)
    for row in rows:
        told = Month.model_validate_json(row["told"])
        assert (
            (told.month, told.seat)
            == (row["month"], row["seat"])
            == (json.loads(row["wrote"])["month"], "washington")
        )
        assert row["fault"] == ("" if row["agent"] == "good" else "nonsense")
    assert {row["agent"] for row in rows} == {"good", "bad"}
    months = [row["month"] for row in rows if (row["agent"], row["world"]) == ("good", 1)]
    assert months
    assert months == list(range(len(months)))


def said_in(folder):
    """Return all rows of the transcripts of a comparison, side by side."""
    rows = []
    for place in sorted((folder / "rounds").iterdir()):
        results = sim.load_study(place)
        results.check_files()
        rows += [row for path in results.transcripts for row in read_said(path)]
    return rows


def test_a_comparison_that_was_stopped_goes_on_with_its_whole_transcript(
    short, scripted, tmp_path, monkeypatch
):
    """What a killed comparison leaves is a part without its transcript, or a transcript without its
    part: both go.
    """
    monkeypatch.setattr("sim.analysis.compare.findings.PROCESSES", 2)
    compared(short, scripted, worlds=4, out=tmp_path / "done")
    whole = said_in(tmp_path / "done")
    round_two = tmp_path / "done" / "rounds" / "2"
    (gone, *_), (_, alone, *_) = (
        sorted((round_two / kind).iterdir()) for kind in ("transcripts", "parts")
    )
    gone.unlink()
    alone.unlink()
    (round_two / "manifest.json").unlink()
    compared(short, scripted, worlds=4, out=tmp_path / "done")
    assert said_in(tmp_path / "done") == whole


def test_a_transcript_that_was_altered_is_found_out(short, scripted, tmp_path):
    compared(short, scripted, worlds=2, out=tmp_path / "done")
    side = sim.load_study(tmp_path / "done" / "rounds" / "2")
    path = side.transcripts[-1]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataProblem, match="its values are not those that were written"):
        side.check_files()


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
        played = short.change({"washington.policy": program(tmp_path, name, body)})
        study = ask(CompareOptions((played, short), worlds=1), [])
        results = play_experiment(study, tmp_path / f"of-{name}")
        if name == "same":
            assert compare_parts(results).rows == 1
            continue
        with pytest.raises(
            MismatchProblem,
            match="world 0, month 0: the program at washington read or wrote otherwise",
        ):
            compare_parts(results)


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
    policy = program(tmp_path, "counted", count + written('"word": "talks", "deed": "relief"'))
    first = compared(short, policy, worlds=4, jobs=2, out=tmp_path / "done")
    starts = (tmp_path / "starts").read_text()
    again = compared(short, policy, worlds=4, out=tmp_path / "done")
    assert (tmp_path / "starts").read_text() == starts == "x" * 4
    assert first.sentences() == again.sentences()
    (kept,) = (tmp_path / "done" / "rounds" / "2" / "code").iterdir()
    assert "counted.py" in kept.read_text()


def test_a_round_robin_counts_what_a_program_fails_to_do(short, tmp_path, monkeypatch):
    """Each policy of Washington against each of Beijing is a grid, or a game."""
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda *_: None)
    crash = program(tmp_path, "crash", BROKEN["crash"])
    over = {"washington.policy": ["hawk", crash], "beijing.policy": ["shield", "balance"]}
    asked = sim.experiment(short, over, ASKABLE, worlds=WORLDS)
    compared = of_results(sim.play(asked)).compared
    assert compared.names[2:] == (f"{crash}, shield", f"{crash}, balance")
    assert [(letter, each.program) for letter, each in compared.seated] == [
        ("C", crash),
        ("D", crash),
    ]
    assert all(each.missed == each.months for _, each in compared.seated)
    assert compared.payoff is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["no-such-program"], "is not there"),
        (["scripted", "scripted"], "two agents are called"),
        (['x="'], "cannot be read"),
        ([""], "is not there"),
        (["free"], "is a policy"),
        (["mine:course"], "is a policy"),
    ],
)
def test_what_is_no_program_is_refused(texts, said):
    with pytest.raises(UsageProblem, match=said):
        name_agents(texts, 10.0)


def test_a_program_is_called_by_its_file_unless_it_is_named():
    texts = ("python my-agent.py", "python 7.py", "calm=scripted", "scripted")
    assert [agent_from(text, 1.0).name for text in texts] == [
        "my-agent",
        "agent-7",
        "calm",
        "scripted",
    ]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["core", "--agent", "scripted"], "no capital has the policy 'agent:scripted'"),
        (["washington.policy=agent:nobody"], "there is no agent 'nobody' here"),
    ],
)
def test_an_agent_and_its_seat_need_each_other(words, what, capsys):
    assert run_guarded(["compare", "core", *words, "-n", "2"]) == ExitCode.USAGE
    assert what in capsys.readouterr().err


def test_what_took_the_place_of_a_tournament_is_said(capsys):
    assert run_guarded(["tournament", "2017-spring"]) == ExitCode.USAGE
    assert "Use sim compare" in capsys.readouterr().err
    with pytest.raises(AttributeError, match="Use sim compare"):
        sim.tournament  # noqa: B018


@pytest.fixture(scope="module")
def ranked(short):
    """Three policies of Washington, in an order that is not that of their payoffs."""
    return compared(short, "free", "hawk", worlds=40)


def test_sides_stand_in_the_order_of_their_payoffs(ranked):
    places = [place for place, _ in ranked.ranked(ranked.payoff)]
    means = [payoffs(ranked, place).mean() for place in places]
    assert ranked.payoff.name == "value_washington"
    assert means == sorted(means, reverse=True)
    table = next(each for each in ranked.tables() if each.name == "payoff")
    assert table.main
    assert [row[0] for row in table.rows] == [ranked.called[place] for place in places]
    for place, after, (_, mean, reach, less, lead, _) in zip(
        places, [*places[1:], None], table.rows, strict=True
    ):
        low, high = (float(each.replace("−", "-")) for each in reach.split(" to "))
        assert low <= mean.value <= high
        if place:
            assert less.value == pytest.approx((payoffs(ranked, 0) - payoffs(ranked, place)).mean())
        if after is not None:
            gap = payoffs(ranked, place) - payoffs(ranked, after)
            assert lead.value == pytest.approx(gap.mean())
    assert any(f"highest under {table.rows[0][0]}" in each for each in ranked.sentences())


def test_no_payoffs_are_ranked_where_no_capital_differs(short):
    found = sim.compare(short, short.change({"clash": 0.1}), worlds=4)
    assert found.payoff is None
    assert "payoff" not in figures_of(found)


def test_every_pair_of_payoffs_is_asked_for(short):
    found = compared(short, "free", "hawk", worlds=40, against_each=True)
    table = next(each for each in found.tables() if each.name == "pairs")
    rows = {row[0]: row[1].value for row in table.rows}
    gap = payoffs(found, 1) - payoffs(found, 2)
    assert rows["value to Washington, B minus C"] == pytest.approx(gap.mean())

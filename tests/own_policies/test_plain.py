"""A function outside the subset is played as plain Python: the same worlds, a word on why, and
errors as data.
"""

import json
import re
import signal
import zipfile

import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import ExitCode, UsageProblem
from sim.core.engine import PLACES, play
from sim.core.runs.inputs import inputs
from sim.policies import user_policies as policies
from sim.policies.agents.table import PolicyStopped
from sim.policies.user_policies import own_policy
from sim.study.run.task import StudyStopped
from sim.testing import check_policy
from tests.own_policies.test_archive import command

PLAIN = '''
import functools
import math
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from sim.policy import BeijingDeed, BeijingWord, PyongyangDeed, View, WashingtonCourse

LIMITS = {"strikes": 2}


@dataclass
class Bag:
    seen: list = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)

    def enough(self) -> bool:
        return len(self.seen) > LIMITS["strikes"]


def traced(function):
    @functools.wraps(function)
    def same(*args):
        return function(*args)

    return same


def course(view: View, memory: Bag) -> WashingtonCourse:
    """Engage until three months with a test, then press for ever."""
    if view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST:
        memory.seen.append(math.sin(view.month))  # here
    while memory.enough() and view.fearful < 0.9:
        return WashingtonCourse.MAXIMUM_PRESSURE
    return WashingtonCourse.ENGAGEMENT


def shadow(view: View) -> tuple[BeijingWord, BeijingDeed]:
    try:
        back = view.washington_word.name == "BACK_CHANNEL"
        return (BeijingWord.MEDIATE, BeijingDeed.AID) if back or view.economy < -0.02 or view.luck < 0.2 else 1 / 0
    except ZeroDivisionError:
        return view.usual_word, view.usual_deed


def keeping(view: View, memory: Bag) -> WashingtonCourse:  # keeps a list
    return WashingtonCourse.PATIENCE


def half(x: float) -> float:
    return x ** 2.0  # here half


def squared(view: View) -> WashingtonCourse:
    return WashingtonCourse.PATIENCE if half(view.tension) > 4 * 4 else WashingtonCourse.ENGAGEMENT


def drawing(view: View) -> WashingtonCourse:
    return random.choice(list(WashingtonCourse))


def failing(view: View) -> WashingtonCourse:
    return [WashingtonCourse.PATIENCE][int(view.luck < 0.1)]  # here it fails


def nothing(view: View) -> WashingtonCourse:
    return {False: WashingtonCourse.PATIENCE}.get(view.luck < 0.1)


def hanging(view: View, memory: dict) -> WashingtonCourse:
    memory["months"] = memory.get("months", 0) + 1
    if view.luck < 0.1:
        signal.raise_signal(signal.SIGPROF)  # as the clock does when the time is over
    return WashingtonCourse(memory["months"] % 4)


def dying(view: View, memory: dict) -> WashingtonCourse:
    memory["months"] = memory.get("months", 0) + 1
    if view.luck < 0.1:
        os._exit(1)
    return WashingtonCourse(memory["months"] % 4)


def counting(view: View) -> WashingtonCourse:
    return np.argmin([view.tension, 9.0])


def stubborn(view: View) -> WashingtonCourse:
    while True:
        try:
            sum(range(1000))
        except Exception:
            pass


def patient(view: View, memory: dict) -> WashingtonCourse:
    memory["months"] = memory.get("months", 0) + 1
    return WashingtonCourse(memory["months"] % 4)
'''


PATIENT = 600.0
"""Seconds that no test ever waits for."""

with_alarm = pytest.mark.skipif(
    not hasattr(signal, "SIGPROF"), reason="this system cannot interrupt a function"
)


@pytest.fixture
def outside(folder):
    """The same folder with `loose.py`, whose functions no engine translates."""
    (folder / "loose.py").write_text(PLAIN)
    return folder


@pytest.fixture
def brief(quiet):
    """Three months."""
    return quiet.change({"months": 3})


def played(scenario, worlds=20):
    """Worlds with everything recorded."""
    return play(inputs(scenario).job(worlds, seed=7, record=PLACES), "numpy")


@pytest.mark.parametrize(
    ("capital", "one", "other"),
    [("washington", "grim:course", "loose:course"), ("beijing", "grim:shadow", "loose:shadow")],
)
def test_the_same_policy_within_and_without_gives_the_same_bytes(
    outside, brief, capital, one, other
):
    inside, plain = (played(brief.change({f"{capital}.policy": name})) for name in (one, other))
    assert all(inside.record[place].tobytes() == plain.record[place].tobytes() for place in PLACES)
    assert own_policy(one).how == "compiled"
    assert own_policy(other).how == "plain"


def test_it_is_told_what_made_it_so_and_where(outside):
    lines = PLAIN.splitlines()
    for name, mark, what in (
        ("course", "while memory.enough", "may not use While"),
        ("keeping", "# keeps a list", "Bag cannot be remembered: Bag.seen"),
        ("squared", "# here half", "x ** 2.0"),
    ):
        line = next(number for number, text in enumerate(lines, 1) if mark in text)
        why = own_policy(f"loose:{name}").why
        assert what in why
        assert f"(loose.py, line {line})" in why


def line_of(text):
    """Return the line of `loose.py` that holds a text."""
    return next(number for number, line in enumerate(PLAIN.splitlines(), 1) if text in line)


def test_a_place_on_the_menu_may_be_a_number_of_numpy(outside, brief):
    courses = sim.run(
        brief.change({"washington.policy": "loose:counting"}), worlds=2, engine="numpy"
    ).courses["washington"]
    assert set(courses.ravel().tolist()) == {0}


@with_alarm
def test_no_except_of_the_functions_catches_its_time_limit_and_where_it_hangs_everywhere_the_run_stops(
    outside, brief, monkeypatch
):
    monkeypatch.setenv("SIM_POLICY_SECONDS", "0.05")
    monkeypatch.setattr("sim.policies.agents.table.GRACE", PATIENT)
    monkeypatch.setattr("sim.policies.agents.table.MOST_LATE", 1)
    with pytest.raises(
        PolicyStopped, match=r"no answer within 0\.05 s \(loose\.py, line \d+\), the last of 2"
    ):
        played(brief.change({"washington.policy": "loose:stubborn"}), 3)


NONE = """
from sim.policy import PyongyangDeed, View, WashingtonCourse


def go(view: View) -> WashingtonCourse:
    return [WashingtonCourse.PATIENCE][int(view.month) + 1]
"""


def test_the_cost_is_said_with_what_made_it_so(outside, brief, monkeypatch):
    said = []
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda text, *_: said.append(text))
    sim.run(brief.change({"washington.policy": "loose:squared"}), worlds=5, engine="numpy")
    assert re.search(
        r"loose:squared is played as plain Python.* worlds a second.*\(loose.py, line", said[0]
    )


def test_the_cost_is_said_once(outside, brief, monkeypatch):
    about = []
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda _, each: about.append(each))
    for worlds in (5, 9):
        sim.run(brief.change({"washington.policy": "loose:squared"}), worlds=worlds, engine="numpy")
    assert len(about) == 2
    assert about[0] == about[1] != ""


def test_where_every_world_fails_the_answer_is_why(outside, brief, capsys):
    (outside / "none.py").write_text(NONE)
    assert (
        run_guarded(["run", "2017-spring", "--set", "washington.policy=none:go", "-n", "5"])
        == ExitCode.SOME_FAILED
    )
    said = capsys.readouterr().err
    assert "5 worlds failed" in said
    assert (
        "alike: go in month 0: IndexError: list index out of range\n  where: none.py, line 6"
        in said
    )


def test_what_is_imposed_and_replaced_holds_for_it_too(outside, brief):
    changes = [sim.ImposedMove("beijing", 1, deed="aid"), sim.ReplacedLuck("tension", 1, 0.99)]
    one, other = (
        sim.run(
            brief.change({"washington.policy": name}), 20, interventions=changes, engine="numpy"
        )
        for name in ("grim:course", "loose:course")
    )
    assert all(one.columns[name].tobytes() == other.columns[name].tobytes() for name in one.columns)


@pytest.mark.long
def test_two_of_them_and_a_compiled_one_play_together(outside, brief):
    named = {"washington.policy": "loose:course", "beijing.policy": "loose:shadow"}
    mixed = {"washington.policy": "loose:course", "beijing.policy": "grim:shadow"}
    both, one = played(brief.change(named)), played(brief.change(mixed))
    assert all(both.record[place].tobytes() == one.record[place].tobytes() for place in PLACES)


@pytest.mark.long
def test_the_contract_holds_for_it_too_and_what_it_draws_is_of_the_world(outside):
    check_policy(
        "loose:drawing",
        scenario=sim.load_scenario("2017-spring").change({"months": 4}),
        engines=("numpy",),
    )


def test_a_world_that_fails_is_a_row_with_its_error(outside, brief):
    asked = sim.experiment(
        brief, ["washington.policy=free,loose:failing,loose:nothing"], ["war"], worlds=20
    )
    with pytest.raises(StudyStopped, match="worlds failed; all others are kept"):
        sim.play(asked, out="done")
    rows = next(sim.load_study("done").worlds())
    errors = [rows[rows["cell"] == cell]["error"].dropna() for cell in range(3)]
    assert [0 < len(each) < 20 for each in errors] == [False, True, True]
    assert all(
        "IndexError: list index out of range (loose.py, line" in error for error in errors[1]
    )
    line = line_of("def nothing")
    why = f"it returned None: write return WashingtonCourse.PATIENCE (loose.py, line {line})"
    assert {re.sub(r"in month \d+", "", error) for error in errors[2]} == {f"nothing : {why}"}


def test_a_command_leaves_with_four_where_worlds_failed(outside, capsys):
    words = ["--set", "months=2", "--set", "washington.policy=loose:nothing", "-n", "40", "-q"]
    assert (
        run_guarded(["sweep", "2017-spring", "--over", "washington.pressure=0,1", *words])
        == ExitCode.SOME_FAILED
        == 4
    )
    told = capsys.readouterr()
    assert "it returned None" in told.err
    assert "lose-lose" in told.out


@with_alarm
def test_a_world_that_hangs_is_lost_alone_and_the_others_remember(outside, brief, monkeypatch):
    monkeypatch.setenv("SIM_POLICY_SECONDS", f"{PATIENT:g}")
    free = played(brief.change({"washington.policy": "loose:patient"}), 12)
    hung = played(brief.change({"washington.policy": "loose:hanging"}), 12)
    sound = ~hung.failed
    assert 0 < hung.failed.sum() <= 6
    why = r"hanging in month \d+: no answer within 600 s \(loose\.py, line \d+\)"
    assert all(re.fullmatch(why, text) for text in hung.errors.values())
    for place in PLACES:
        assert hung.record[place][:, sound].tobytes() == free.record[place][:, sound].tobytes()


def test_a_function_that_ends_its_process_stops_the_run(outside, brief, capsys):
    with pytest.raises(PolicyStopped, match="the policy cannot go on: crash"):
        played(brief.change({"washington.policy": "loose:dying"}), 12)
    words = ["run", "2017-spring", "--set", "washington.policy=loose:dying", "-n", "12"]
    assert run_guarded(words) == ExitCode.SOME_FAILED


WAITING = """
import time
from sim.policy import PyongyangDeed, View, WashingtonCourse


def go(view: View) -> WashingtonCourse:
    time.sleep(0.3 if view.month < 1.0 else 600.0)
    return [WashingtonCourse.PATIENCE][0]
"""


@with_alarm
def test_a_function_that_waits_is_stopped_at_its_limit(outside, brief, monkeypatch):
    (outside / "waiting.py").write_text(WAITING)
    monkeypatch.setenv("SIM_POLICY_SECONDS", "1.5")
    assert not played(
        brief.change({"months": 1, "washington.policy": "waiting:go"}), 2
    ).failed.any()
    monkeypatch.setattr("sim.policies.agents.table.GRACE", PATIENT)
    with pytest.raises(
        PolicyStopped, match=r"no answer within 1\.5 s, in which it waited \(waiting"
    ):
        played(brief.change({"months": 2, "washington.policy": "waiting:go"}), 2)


def test_it_is_archived_and_reproduced_where_its_file_is_not(outside, brief, monkeypatch):
    asked = sim.experiment(brief, ["washington.policy=free,loose:course"], ["war"], worlds=10)
    sim.play(asked, out="done", jobs=2)
    clean = outside / "clean"
    clean.mkdir()
    sim.archive(["done"], clean / "done.zip")
    with zipfile.ZipFile(clean / "done.zip") as held:
        (code,) = (name for name in held.namelist() if "/code/" in name)
        assert held.read(code).decode() == PLAIN
        place, _, file = code.partition("code/")
        assert json.loads(held.read(f"{place}manifest.json"))["files"][f"code/{file}"]
    monkeypatch.setattr(policies, "_known", {})
    assert command(clean, "reproduce", "done.zip").returncode == 3
    done = command(clean, "reproduce", "--run-code", "done.zip")
    assert done.returncode == 0, done.stderr


def test_what_cannot_come_along_is_refused(outside, brief):
    (outside / "helper.py").write_text("def f(x):\n    return x\n")
    (outside / "leaning.py").write_text(
        "import helper\nfrom sim.policy import View, WashingtonCourse\n\n\n"
        "def go(view: View) -> WashingtonCourse:\n    return helper.f(WashingtonCourse.PATIENCE)\n"
    )
    with pytest.raises(UsageProblem, match="a file of your own") as found:
        sim.run(brief.change({"washington.policy": "leaning:go"}), worlds=2)
    assert found.value.place.line == 1


NEVER = """
import math
from dataclasses import dataclass

import numpy as np

from sim.policy import PyongyangDeed, View, WashingtonCourse

LIMIT = INFINITE


@dataclass
class Memory:
    until: float = INFINITE


def go(view: View, memory: Memory) -> WashingtonCourse:
    if view.month > LIMIT or view.month > memory.until:
        return WashingtonCourse.ENGAGEMENT
    return WashingtonCourse.MAXIMUM_PRESSURE
"""


@pytest.mark.parametrize(
    "infinite", ['float("inf")', "math.inf", "-1e999", 'float("nan")', "np.float64(9e99)"]
)
def test_a_number_without_end_is_a_constant_like_any_other(infinite, outside, brief):
    """A scholar's never: nothing writes it as a literal, so the policy is played as plain
    Python.
    """
    text = NEVER.replace("INFINITE", infinite)
    (outside / "endless.py").write_text(text)
    found = sim.run(brief.change({"washington.policy": "endless:go"}), worlds=4)
    assert not found.failed.any()

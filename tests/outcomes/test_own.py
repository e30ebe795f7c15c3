"""Outcomes of a user's own: functions and formulas, checked, played, kept and carried to
workers.
"""

from __future__ import annotations

import math
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

import sim
from sim.analysis.discovery import DiscoveryOptions, findings as discovery
from sim.analysis.finding import analyse
from sim.analysis.sensitivity import SensitivityOptions, findings as sensitivity
from sim.core.base.errors import ScenarioProblem, UsageProblem
from sim.core.game.moves import Ending, PyongyangDeed
from sim.core.outcomes.history import History
from sim.study.experiment.build import grid_of
from sim.study.experiment.factor_text import factors_from
from sim.study.experiment.formula import Formula, FormulaProblem
from sim.study.experiment.own_outcome import Code
from sim.study.experiment.study_file import read_study
from tests.docs.documents import ROOT, section
from tests.for_each import for_each
from tests.outcomes.made import in_months, made, side_by_side
from tests.studies.studies import SMALL, play, written

CORE = sim.load_scenario("core").change({"months": 12})
LINE = 4.0


def quiet(history: History) -> Any:
    """Uses a number from outside and a function of Python's own library."""
    return (history.tension < LINE).all(axis=0) & (math.sqrt(LINE) > 1)


def hottest(history: History) -> Any:
    return history.tension.max(axis=0)


def helped(history: History) -> Any:
    return made(history)


QUIET = sim.Outcome("quiet_year", "Tension stayed below 4.", quiet)
HOTTEST = sim.Outcome("hottest", "The highest tension of any month.", hottest, unit="rungs")


def formula(text: str, name: str = "own") -> sim.Outcome:
    return sim.Outcome(name, f"{text}.", Formula(text))


def value(text: str, history: History) -> list[Any]:
    found: list[Any] = Formula(text)(history).tolist()
    return found


def test_a_run_has_a_users_outcomes_beside_the_built_in_ones() -> None:
    run = sim.run(CORE, 50, 3, outcomes=[QUIET, HOTTEST], record=["tension"])
    tension = run.state["tension"][1:]
    assert np.array_equal(run.columns["quiet_year"], np.nanmax(tension, axis=0) < 4)
    assert np.array_equal(run.columns["hottest"], np.nanmax(tension, axis=0))
    assert run.probability(QUIET) == run.probability("quiet_year")
    assert run.mean("hottest").value == pytest.approx(np.nanmax(tension, axis=0).mean())
    assert np.array_equal(run.columns["war"], sim.run(CORE, 50, 3).columns["war"])
    again = sim.run(CORE.change({"washington.pressure": 1.0}), 50, 3, outcomes=[QUIET])
    assert sim.paired_difference(again, run, "quiet_year").n == 50
    swept = sim.sweep(CORE, {"washington.pressure": [0.0, 1.0]}, 20, outcomes=[QUIET])
    assert swept.estimates("quiet_year").value.shape == (2,)


def test_kinds_are_those_of_what_is_returned() -> None:
    assert (QUIET.kind, HOTTEST.kind) == ("flag", "number")
    assert (HOTTEST.label, HOTTEST.unit, HOTTEST.dtype) == ("hottest", "rungs", "float64")


@pytest.mark.parametrize(
    ("name", "of", "words"),
    [
        ("war and peace", hottest, "no name"),
        ("deep", lambda history: history.tension, r"array of shape \(600, 2\) for 2 worlds"),
        ("one", lambda history: 1.0, "one value for 2 worlds"),
        ("texts", lambda history: np.full(2, "x"), "values of the kind"),
        ("lost", lambda history: history.tensoin.max(axis=0), "there is no series 'tensoin'"),
        ("broken", lambda history: 1 / 0, "ZeroDivisionError"),
        ("vandal", lambda history: history.tension.fill(0.0), "read-only"),
    ],
)
def test_a_function_that_cannot_be_is_refused_at_once(name: str, of: Any, words: str) -> None:
    with pytest.raises(UsageProblem, match=words) as caught:
        sim.Outcome(name, "A meaning.", of)
    assert len(str(caught.value).split("\n")) == 3


@pytest.mark.parametrize("name", ["war", "cold_standoff", "cell", "momentum", "war_low"])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    with pytest.raises(UsageProblem, match="taken"):
        sim.run(CORE, 5, outcomes=[sim.Outcome(name, "A meaning.", hottest)])


def test_a_function_travels_with_what_it_uses() -> None:
    here = pickle.loads(pickle.dumps(QUIET))
    assert "LINE = 4.0" in QUIET.text
    assert "import math as math" in QUIET.text
    history = side_by_side(made(tension=3.0), made(tension=5.0))
    assert here.values(history).tolist() == QUIET.values(history).tolist() == [True, False]
    for problem in (
        sim.Outcome("plain", "A lambda.", lambda history: history.tension.max(axis=0)),
    ):
        with pytest.raises(UsageProblem, match="no source"):
            pickle.dumps(problem)
    with pytest.raises(UsageProblem, match="it uses 'made'"):
        _ = sim.Outcome("helped", "It calls another function.", helped, kind="number").text


def test_an_outcome_without_source_is_played_in_memory_and_not_kept(tmp_path: Path) -> None:
    plain = sim.Outcome("plain", "A lambda.", lambda history: history.tension.max(axis=0))
    study = grid_of(CORE, (), 10, 7, ["war", plain])
    assert sim.play(study).cells["plain"][0] > 0
    with pytest.raises(UsageProblem, match="no source"):
        play(study, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_kept_study_has_a_users_outcomes_and_never_runs_their_code(tmp_path: Path) -> None:
    factors = factors_from([("washington.pressure=0,1", "")], CORE)
    study = grid_of(CORE, factors, 30, 7, ["war", QUIET, HOTTEST])
    in_memory = sim.play(study)
    kept = play(study, tmp_path / "two", jobs=2)
    assert kept.cells.equals(in_memory.cells)
    again = sim.load_study(tmp_path / "two")
    assert again.study.outcomes == ("war", "quiet_year", "hottest")
    assert again.catalogue["hottest"].meaning == HOTTEST.meaning
    assert again.cells.equals(in_memory.cells)
    with pytest.raises(UsageProblem, match="came with results"):
        sim.play(again.study)
    # With the outcome given again, the same study goes on where it stopped.
    play(study, tmp_path / "two")


def test_the_hash_stands_for_the_source(tmp_path: Path) -> None:
    other = sim.Outcome("hottest", HOTTEST.meaning, lambda history: history.tension.max(axis=0))
    same = sim.Outcome("hottest", HOTTEST.meaning, Code(HOTTEST.text), unit="rungs")
    hashes = [grid_of(CORE, (), 10, 7, [each]).hash for each in (HOTTEST, same, QUIET)]
    assert hashes[0] == hashes[1] != hashes[2]
    with pytest.raises(UsageProblem, match="no source"):
        _ = grid_of(CORE, (), 10, 7, [other]).hash


HISTORY = side_by_side(
    made(tension=in_months(36, {5, 6}, 6.0, 3.0), refugees=1.0),
    made(
        tension=2.0, refugees=2.0, pyongyang_deed=in_months(36, {0, 1, 2}, PyongyangDeed.BIG_TEST)
    ),
)


@for_each(
    ("text", "values"),
    [
        ("any(tension > 5)", [True, False]),
        ("all(tension < 4, 2017-01, 2017-05)", [True, True]),
        ("all(tension < 4, 2017-01, 2017-06)", [False, True]),
        ("sum(tension > 5)", [2, 0]),
        ("sum(refugees)", [36, 72]),
        ("mean(tension, 2017-06, 2017-07)", [6.0, 2.0]),
        ("mean(tension) < 3.2 and not war", [True, True]),
        ("1 < 2 < 3", [True, True]),
        ("-months + 2 * 3 / 4 - 1", [-35.5, -35.5]),
        ('sum(pyongyang.deed == "big_test")', [0, 3]),
        ('sum(pyongyang_deed != "big_test")', [36, 33]),
        ('final_state == "freeze" or ending == "strike"', [True, True]),
        ("freeze", [True, True]),
        ("sum(tension > 5 or refugees > 1)", [2, 36]),
    ],
)
def test_a_formula_says_what_it_says(text: str, values: list[Any]) -> None:
    assert value(text, HISTORY) == values


def test_a_formula_counts_the_months_that_a_world_lived() -> None:
    ended = made(refugees=1.0, tension=in_months(36, range(9), 3.0, 7.0), ends=(8, Ending.CLASH))
    assert value("sum(refugees)", ended) == [9]
    assert value("any(tension > 5)", ended) == [False]
    assert value("all(tension > 5, 2018-01, 2018-06)", ended) == [True]
    assert value("mean(refugees, 2018-01, 2018-06)", ended) == [1.0]


BAD = {
    "tension": (1, "a value for every month"),
    "any(tension)": (5, "needs a comparison"),
    "all(war)": (5, "one value a world"),
    "tensoin > 3": (1, "no outcome 'tensoin'"),
    "any(tensoin > 3)": (5, "no series 'tensoin'"),
    "__import__('os').system('true')": (1, "no meaning"),
    "war.__class__": (1, "no outcome"),
    "9 ** 9 ** 9": (1, "no meaning"),
    "1e300": (1, "too large"),
    "all(tension < 4, 2017-13, 2018-01)": (18, "no month"),
    "any(tension > 1, 2018-01, 2017-01)": (18, "order"),
    'final_state == "freez"': (16, "no 'freez'"),
    "war == 1": (1, "no number"),
    "war +": (1, "no formula"),
    "[tension for tension in ()]": (1, "no meaning"),
    "(lambda: 1)()": (1, "no meaning"),
    "not months": (5, "no flag"),
    "any(any(tension > 3))": (5, "no meaning"),
    "": (1, "no formula"),
    "war if war else war": (1, "no meaning"),
    "-" * 900 + "1": (1, "deep|no formula"),
    "(" * 900: (0, "no formula"),
    "war" * 400: (1, "too long"),
}


@for_each("text", BAD)
def test_a_formula_that_means_nothing_is_refused_with_its_column(text: str) -> None:
    column, words = BAD[text]
    with pytest.raises(FormulaProblem, match=words) as caught:
        formula(text)
    assert caught.value.column == column or not column


@given(st.text(alphabet="abcdehilmnorstuwy_.<>=!+-*/()[]{}'\"\\,: 0123456789\n\x00é", max_size=60))
def test_no_text_is_more_than_a_formula_or_a_problem(text: str) -> None:
    try:
        made_of = formula(text)
    except UsageProblem:
        return
    assert made_of.values(HISTORY).shape == (2,)


OWN = SMALL.replace(
    'outcomes = ["lose_lose", "war", "cold_standoff", "value_washington"]\nblock = 2\n',
    'block = 2\n[outcomes]\nnames = ["war"]\ncalm = "all(tension < 4, 2017-02, 2017-03) and not war"\n'
    'share = { formula = "sum(pyongyang.deed == \\"hold\\") / months", meaning = "Share of idle months." }\n'
    'both = "calm and share > .5"\n',
)


def test_a_study_file_defines_outcomes(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, OWN))
    assert study.outcomes == ("war", "calm", "share", "both")
    play(study, tmp_path / "out", jobs=2)
    results = sim.load_study(tmp_path / "out")
    assert results.study.own == study.own
    found = results.columns(["calm", "share", "both"])
    assert np.array_equal(found["both"], found["calm"] & (found["share"] > 0.5))
    assert {"calm_low", "share_high"} <= set(results.cells)


@for_each(
    ("old", "new", "words"),
    [
        ("tension < 4", "tensoin < 4", "column 5 of the formula: there is no series 'tensoin'"),
        ("2017-03", "2027-03", "2027-03 lies outside"),
        ("calm =", "war =", "the name 'war' is taken"),
        ("formula =", "formul =", "no key 'formul'"),
        ("{ formula =", "{ python =", "does not say its kind"),
        ('names = ["war"]', 'names = ["war", "warr"]', "no outcome 'warr'"),
        ("calm =", '"ca lm" =', "no name of an outcome"),
        ('both = "calm and share > .5"', "both = 3", "not a table|both"),
    ],
)
def test_a_bad_outcome_of_a_study_is_told_with_its_key(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioProblem, match=words) as caught:
        read_study(written(tmp_path, OWN.replace(old, new)))
    assert "small.toml, line" in str(caught.value)
    assert "outcomes" in str(caught.value)


def test_a_study_with_python_code_is_read_and_not_run(tmp_path: Path) -> None:
    """A file from a stranger may hold code; only a user's own sim.Outcome is ever run."""
    trap = "trap = { python = \"open('stolen', 'w')\\ndef trap(history): return 1\", kind = \"flag\" }\n"
    study = read_study(written(tmp_path, OWN.replace('both = "calm and share > .5"\n', trap)))
    with pytest.raises(UsageProblem, match="Python code"):
        play(study, tmp_path / "out")
    assert not (tmp_path / "stolen").exists()
    assert not Path("stolen").exists()


def test_analyses_take_a_users_outcome_for_a_built_in_one() -> None:
    factors = factors_from([("accident", ""), ("washington.pressure", "")], CORE)
    asked = SensitivityOptions(
        CORE,
        factors=factors,
        points=64,
        point_worlds=10,
        outcome=HOTTEST,
        resamples=100,
        worlds=10,
    )
    found = analyse(sensitivity.ask, sensitivity.find, asked)
    assert found.tables()[0].caption.startswith("What moves the mean hottest in rungs")
    assert found.data()["options"]["outcome"] == "hottest"
    wide = DiscoveryOptions(CORE, factors, points=400, outcome=QUIET, resamples=20, shuffles=19)
    boxes = analyse(discovery.ask, discovery.find, wide)
    assert "quiet year" in " ".join(boxes.sentences())
    assert boxes.data()["outcome"] == "quiet_year"
    with pytest.raises(UsageProblem, match="is a number"):
        DiscoveryOptions(CORE, factors, points=400, outcome=HOTTEST)


def test_the_page_on_outcomes_is_true(tmp_path: Path) -> None:
    (table,) = re.findall(
        r"```toml\n(.*?)```", section(ROOT / "docs/studies.md", "Outcomes of your own"), re.S
    )
    (code,) = re.findall(
        r"```python\n(.*?)```", section(ROOT / "docs/your-own.md", "An outcome"), re.S
    )
    rest = '[levers]\nwashington.pressure = "0:1:2"\n[[design]]\nkind = "factorial"\n'
    path = tmp_path / "page.toml"
    path.write_text(f'title = "A page"\nscenario = "2017-spring"\n{table}{rest}', encoding="utf-8")
    assert read_study(path).outcomes == (
        "lose_lose",
        "war",
        "calm",
        "busy",
        "long",
        "quiet",
        "hurt",
    )
    space: dict[str, Any] = {"sim": sim}
    exec(code.replace("500", "20"), space)
    assert space["run"].mean("hottest").value > 0


def test_an_analysis_of_an_own_outcome_is_gone_on_with_from_another_process(tmp_path: Path) -> None:
    """What is asked is told by what it says, not by where a function lies in memory."""
    script = tmp_path / "asks.py"
    script.write_text(
        "import sim\n\n\ndef quiet(history):\n    return (history.tension < 3.0).all(axis=0)\n\n\n"
        "QUIET = sim.Outcome('quiet', 'Tension stays below 3.', quiet)\n"
        "spring = sim.load_scenario('2017-spring')\n"
        f"sim.robustness(spring, points=20, worlds=10, resamples=50, outcome=QUIET, out={str(tmp_path / 'out')!r})\n"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

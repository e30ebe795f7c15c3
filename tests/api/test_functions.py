"""The functions of the package: keywords that are shown, an example that runs, and a message for
what is unknown.
"""

import doctest
import inspect
import re

import numpy as np
import pytest

import sim
from sim.analysis.catalogue import FUNCTIONS
from sim.analysis.run import RunOptions
from sim.analysis.run.findings import ask, find
from sim.core.base.errors import UsageProblem
from tests.for_each import for_each

PUBLIC = [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_has_an_example_that_runs(name):
    (found,) = doctest.DocTestFinder(recurse=False).find(getattr(sim, name), name, globs={})
    assert found.examples
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(found)
    assert outcome.failed == 0


@for_each("name", FUNCTIONS)
def test_an_analysis_shows_its_keywords_and_refuses_others(name):
    function = getattr(sim, name)
    assert {"jobs", "out", "seed"} <= set(inspect.signature(function).parameters)
    own = FUNCTIONS[name].load()
    scenarios = 0 if own.bare else 2 if own.several else 1
    with pytest.raises(UsageProblem, match="no option 'wrlds'"):
        function(*[sim.load_scenario("2017-spring")] * scenarios, wrlds=10)
    if scenarios:
        with pytest.raises(UsageProblem, match=r"17 is no scenario|no world is named"):
            function(*[17] * scenarios)


def test_two_threads_need_no_guard_in_a_plain_script(run_script):
    said = run_script(
        "import sim\nprint(sim.run(sim.load_scenario('2017-spring'), worlds=300, jobs=2).worlds)"
    )
    assert said == "300"


SPRING = sim.load_scenario("2017-spring")


def test_a_list_will_do_for_a_tuple():
    assert sim.sensitivity(SPRING, vary="choices", only=["accidents"], worlds=20).seed == 7
    made = sim.sweep(SPRING, {"beijing.enforcement": np.linspace(0.0, 1.0, 2)}, worlds=20)
    assert repr(made) == "<Grid of 2017-spring, seed 7: 2 cells of 20 worlds>"


@for_each(
    "call",
    [
        lambda: sim.sensitivity(SPRING, vary="choices", only="accidents"),
        lambda: sim.sensitivity(SPRING, only=0.5),
        lambda: sim.sensitivity(SPRING, factors="clash"),
        lambda: sim.sensitivity(SPRING, vary="sobel"),
        lambda: sim.robustness(SPRING, profiles="free"),
        lambda: sim.policy_game(SPRING, states="two"),
        lambda: sim.why(SPRING, world=3, levers="washington.pressure=1"),
        lambda: sim.sweep(SPRING, {}),
        lambda: sim.sweep(SPRING, {"beijing.enforcement": 1}),
        lambda: sim.sweep(2017, {"beijing.enforcement": [1]}),
        lambda: sim.play("kim-unknown"),
    ],
)
def test_what_has_another_shape_is_refused_in_words(call):
    with pytest.raises(
        UsageProblem, match=r"is '|is \[|is \{|is 0|is 1|is not|no method|no scenario|no experiment"
    ):
        call()


def test_an_outcome_that_is_a_number_is_known_and_has_no_probability():
    with pytest.raises(
        UsageProblem, match="the outcome 'refugees' is a number, and has no probability"
    ):
        sim.run(SPRING, 5).probability("refugees")


@pytest.mark.parametrize(
    "outcome", ["wars", "refugees", sim.Outcome("calm", "Calm.", lambda h: h.tension[-1] < 2)]
)
def test_what_has_no_probability_is_neither_compared_nor_told(outcome):
    for call in (
        lambda: sim.compare(SPRING, SPRING, worlds=20, outcome=outcome),
        lambda: sim.why(SPRING, world=3, outcome=outcome),
    ):
        with pytest.raises(UsageProblem, match="outcome"):
            call()


def test_a_comparison_says_in_how_many_worlds():
    sentences = sim.compare(SPRING, SPRING, worlds=50).sentences()
    assert sum("of 50 worlds of A" in sentence for sentence in sentences) == 1


def test_regret_is_a_difference_and_so_in_months_of_a_value_and_in_points_of_a_share():
    found = sim.robustness(SPRING, points=20, worlds=10, resamples=50)
    washington, beijing, share = found.sentences()[:3]
    for value in (washington, beijing):
        assert re.search(r"on average [\d.]+ (\([\d.]+ to [\d.]+\) )?months", value)
    assert re.search(r"on average [\d.]+ points", share)
    rows = found.tables()[0].rows
    assert {row[5].kind for row in rows} == {row[6].kind for row in rows} == {"points"}


def test_a_share_of_few_is_never_shown_as_sure():
    found = sim.robustness(SPRING, points=20, worlds=10, resamples=50, tolerable=1.0)
    every = next(each for each in found.criteria if each.criterion == "satisficing").profiles[
        "free"
    ]
    assert (every.value, every.high, every.n) == (1.0, 1.0, 20)
    assert every.low == pytest.approx(20 / (20 + 1.96**2), abs=1e-3)


def test_goals_on_which_lose_lose_by_goals_hangs_carry_the_worlds_that_they_rest_on():
    options = RunOptions(SPRING, 50)
    found = sim.analyse(ask, find, options)
    (hanging,) = [each for each in found.tables() if each.name == "goals"]
    lost = int(found.run.flag("goals_failed_both").sum())
    assert {shown.n for _, shown in hanging.rows} == {lost}
    none = sim.analyse(ask, find, RunOptions(SPRING.change({"months": 1}), 5))
    (empty,) = [each for each in none.tables() if each.name == "goals"]
    assert {shown for _, shown in empty.rows} == {"none"}

"""The functions of the package: keywords that are shown, an example that runs, and a message for what is unknown."""

import doctest
import inspect

import pytest

import sim
from sim.errors import UsageProblem

PUBLIC = [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))]
ANALYSES = [
    name
    for name in PUBLIC
    if getattr(sim, name).__module__ == "sim.face" and name not in ("analyse", "play", "why", "report")
]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_has_an_example_that_runs(name):
    (found,) = doctest.DocTestFinder(recurse=False).find(getattr(sim, name), name, globs={})
    assert found.examples
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(found)
    assert outcome.failed == 0


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_shows_its_keywords_and_refuses_others(name):
    function = getattr(sim, name)
    assert {"jobs", "out", "seed"} <= set(inspect.signature(function).parameters)
    scenarios = {"compare": 2, "hindcast": 0}.get(name, 1)
    with pytest.raises(UsageProblem, match="no option 'wrlds'"):
        function(*[sim.load_scenario("2017-spring")] * scenarios, wrlds=10)
    if scenarios:
        with pytest.raises(UsageProblem, match="no scenario"):
            function(*["2017-spring"] * scenarios)


def test_two_threads_need_no_guard_in_a_plain_script(run_script):
    said = run_script("import sim\nprint(sim.run(sim.load_scenario('2017-spring'), worlds=300, jobs=2).worlds)")
    assert said == "300"

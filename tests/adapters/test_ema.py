"""The EMA Workbench plays the same worlds as `sim.evaluate`, and gets parameters of the right kind."""

import re
import warnings

import pytest

import sim
from sim.adapters import ema_results, workbench_model
from sim.adapters.points import workbench
from sim.errors import UsageProblem
from tests.docs.documents import ROOT

SPRING = sim.load_scenario("2017-spring")
LEVERS = ["washington.policy=free,patience", "beijing.enforcement=0:0.5"]


@pytest.fixture(scope="module")
def model():
    return workbench_model(SPRING, levers=LEVERS, uncertainties=["accident"], outcomes=["war", "lose_lose"], worlds=60)


def test_a_range_is_a_real_parameter_and_a_choice_a_category(model) -> None:
    ema = workbench()
    policy, enforcement = model.levers
    assert isinstance(policy, ema.CategoricalParameter)
    assert isinstance(enforcement, ema.RealParameter)
    assert (enforcement.lower_bound, enforcement.upper_bound) == (0.0, 0.5)


def test_its_experiments_are_worlds_of_the_model(model) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        experiments, outcomes = workbench().perform_experiments(model, scenarios=2, policies=2)
    table = {name.replace("__", "."): experiments[name].tolist() for name in experiments if "__" in name}
    table |= {"accident": experiments["accident"].tolist()}
    found = sim.evaluate(SPRING, table, ["war", "lose_lose"], worlds=60).to_frame()
    assert outcomes["lose_lose"].tolist() == found["lose_lose"].tolist()
    assert outcomes["war"].tolist() == found["war"].tolist()


def test_the_evaluator_of_the_page_plays_the_model(model) -> None:
    """The block of docs/other-tools.md that no doctest runs, with few points."""
    block, *_ = re.findall(
        r"^```py\n(.*?)^```", (ROOT / "docs" / "other-tools.md").read_text(encoding="utf-8"), re.M | re.S
    )
    names = {"model": model}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(re.sub(r"=\d+", "=2", block), names)
    assert len(names["experiments"]) == len(names["outcomes"]["lose_lose"]) == 4


def test_results_go_over_in_the_order_of_the_points() -> None:
    points = {"beijing.enforcement": [0.9, 0.1, 0.5]}
    found = sim.evaluate(SPRING, points, worlds=40)
    experiments, outcomes = ema_results(found)
    assert experiments["beijing.enforcement"].tolist() == points["beijing.enforcement"]
    assert outcomes["war"].shape == (3,)


def test_a_wrong_name_is_said_in_words() -> None:
    with pytest.raises(UsageProblem, match="presure"):
        workbench_model(SPRING, levers=["washington.presure"])

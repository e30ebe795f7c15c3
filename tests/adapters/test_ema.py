"""The EMA Workbench plays the same worlds as `sim.evaluate`."""

import re
import warnings
from typing import Any

import pytest

import sim
from tests.adapters.page import PAGE, played


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    return played("The EMA Workbench")


def test_its_experiments_are_worlds_of_the_model(page: dict[str, Any]) -> None:
    from ema_workbench import perform_experiments

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        experiments, outcomes = perform_experiments(page["model"], scenarios=2, policies=2)
    table = {
        name.replace("__", "."): experiments[name].tolist() for name in experiments if "__" in name
    }
    table |= {"accident": experiments["accident"].tolist()}
    found = sim.evaluate(page["spring"], table, ["war", "lose_lose"], worlds=200).to_frame()
    assert outcomes["lose_lose"].tolist() == found["lose_lose"].tolist()
    assert outcomes["war"].tolist() == found["war"].tolist()


def test_the_evaluator_of_the_page_plays_the_model(page: dict[str, Any]) -> None:
    block, *_ = re.findall(r"^```py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(re.sub(r"=\d+", "=2", block), names := dict(page))
    assert len(names["experiments"]) == len(names["outcomes"]["lose_lose"]) == 4


def test_results_go_over_in_the_order_of_the_points(page: dict[str, Any]) -> None:
    assert (
        page["experiments"]["beijing.enforcement"].tolist() == page["table"]["beijing.enforcement"]
    )

"""SALib gets the ranges of the model, and what it samples is played under the same luck."""

import numpy as np
import pytest

import sim
from sim.adapters import ema_outcomes, salib_problem
from sim.core.base.errors import UsageProblem
from tests.adapters.page import played


def test_a_problem_is_sampled_played_and_analysed() -> None:
    page = played("SALib")
    spec = page["spec"]
    indices = spec.analyze_rbd_fast(seed=7).analysis
    assert np.isfinite(indices["S1"]).all()
    shares = page["lose_lose"](spec.samples[[0, 1, 0]])
    # A point twice has the same share.
    assert shares[0] == shares[2]


def test_results_become_a_problem_and_a_choice_is_refused() -> None:
    points = {"accident": [0.002, 0.01, 0.02, 0.015], "washington.pressure": [0.1, 0.9, 0.4, 0.6]}
    results = sim.evaluate("2017-spring", points, ["lose_lose", "war"], worlds=20)
    problem = salib_problem(results, ["lose_lose", "war"])
    assert {*problem["names"]} == {*points}
    for name, column in zip(problem["names"], problem.samples.T, strict=True):
        assert column.tolist() == points[name]
    experiments, shares = ema_outcomes(results, ["lose_lose", "war"])
    assert np.array_equal(problem.results, np.stack([*shares.values()], axis=1))
    assert {*experiments} == {*points}
    chosen = {"washington.policy": ["dove", "hawk"]}
    with pytest.raises(UsageProblem, match="a choice"):
        salib_problem(sim.evaluate("2017-spring", chosen, ["war"], worlds=5), ["war"])

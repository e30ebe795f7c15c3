"""SALib gets the ranges of the model, and what it samples is played under the same luck."""

import numpy as np
import pytest
from SALib import ProblemSpec

import sim
from sim.adapters import salib_function, salib_problem
from sim.errors import UsageProblem

SPRING = sim.load_scenario("2017-spring")


def test_a_problem_is_sampled_played_and_analysed() -> None:
    problem = salib_problem(SPRING, ["accident", "learn", "washington.pressure"], ["crisis"])
    spec = ProblemSpec(problem).sample_latin(100, seed=7).evaluate(salib_function(SPRING, problem, worlds=20))
    assert spec.samples[:, 2].max() <= 1.0
    indices = spec.analyze_rbd_fast(seed=7).analysis
    assert np.isfinite(indices["S1"]).all()


def test_a_point_twice_has_the_same_share() -> None:
    problem = salib_problem(SPRING, ["beijing.enforcement"], ["lose_lose", "war"])
    shares = salib_function(SPRING, problem, worlds=50)(np.array([[0.2], [0.8], [0.2]]))
    assert shares.shape == (3, 2)
    assert shares[0].tolist() == shares[2].tolist()


@pytest.mark.parametrize("factor", ["washington.policy", "accident=triangular(0.001,0.002,0.02)"])
def test_what_is_no_plain_range_is_refused(factor: str) -> None:
    with pytest.raises(UsageProblem, match="no range"):
        salib_problem(SPRING, [factor])

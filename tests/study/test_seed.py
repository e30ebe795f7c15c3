"""A seed is a whole number from 0 to 2⁶³ − 1."""

import numpy as np
import pytest

import sim
from sim.core.base.errors import Problem
from sim.options import checked_seed
from tests.for_each import for_each

pytestmark = pytest.mark.short


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1, np.int64(5)])
def test_a_seed_is_a_whole_number(seed: int) -> None:
    assert checked_seed(seed) == seed
    assert type(checked_seed(seed)) is int


@for_each("seed", [True, False, np.True_, 1.5, 1.0, np.float64(3.0), "7", None, [7]])
def test_what_is_no_whole_number_is_no_seed(seed: object) -> None:
    with pytest.raises(Problem, match="whole number"):
        checked_seed(seed)


@pytest.mark.parametrize("seed", [-1, 2**63, 2**64, -(2**63)])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(Problem, match="whole number"):
        checked_seed(seed)


@pytest.mark.parametrize(
    "given", [{"seed": -1}, {"seed": 1.5}, {"worlds": 0}, {"jobs": 0}, {"first_world": -1}]
)
def test_everything_that_a_run_is_given_is_refused_in_the_same_way(
    given: dict[str, object],
) -> None:
    with pytest.raises(Problem, match="whole number"):
        sim.run(sim.load_scenario("core"), **given)

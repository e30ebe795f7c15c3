"""Two runs side by side: worlds in pairs, without those that failed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.base.errors import UsageProblem
from sim.core.scenario import Scenario
from sim.study.run.worlds import Run, difference, paired_difference


def made_run(war: list[bool], value: list[float], failed: list[bool], seed: int = 7) -> Run:
    """Return a run of made-up outcomes."""
    columns = {
        "war": np.array(war),
        "value_washington": np.array(value),
        "failed": np.array(failed),
    }
    return Run(Scenario(), seed, {"world": np.arange(len(war)), **columns})


A = made_run([True, True, False, False], [1.0, np.nan, 3.0, 4.0], [False, True, False, False])
B = made_run([False, False, False, True], [0.0, 0.0, 1.0, np.nan], [False, False, False, True])


def test_a_pair_with_a_failed_world_is_left_out() -> None:
    war = paired_difference(A, B, "war")
    assert (war.n, war.flips_to, war.flips_from) == (2, 1, 0)
    assert paired_difference(A, B, "value_washington").value == 1.5


def test_worlds_that_share_no_luck_are_two_samples_without_the_failed() -> None:
    other = made_run(
        [False, False, False, True], [0.0, 0.0, 1.0, np.nan], [False, False, False, True], seed=8
    )
    found = difference(A, other, "value_washington")
    assert found.value == pytest.approx(8 / 3 - 1 / 3)
    with pytest.raises(UsageProblem, match="do not share their random draws"):
        paired_difference(A, other, "war")


def test_swapping_the_runs_turns_the_sign() -> None:
    there, back = paired_difference(A, B, "war"), paired_difference(B, A, "war")
    assert (there.value, there.low, there.high) == pytest.approx(
        (-back.value, -back.high, -back.low)
    )

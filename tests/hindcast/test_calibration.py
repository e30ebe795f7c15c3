"""Tests of calibration: right forecasts pass, wrong ones fail as often as the power says."""

import numpy as np
import pytest

from sim.history.scores import CalibrationTest, overlapping, pit_test, randomised_pit

GENERATOR = np.random.default_rng(12)


def judged(pit: np.ndarray, apart: int, seed: int) -> CalibrationTest:
    """Return the test of enough values."""
    found = pit_test(pit, apart, seed)
    assert found
    return found


def test_the_pit_is_uniform_for_right_forecasts_and_not_for_wrong_ones() -> None:
    from scipy.stats import binom, kstest

    chance = GENERATOR.random(4000)
    seen = GENERATOR.binomial(3, chance)
    right = binom.pmf(np.arange(4)[None, :], 3, chance[:, None])
    luck = GENERATOR.random(4000)
    assert kstest(randomised_pit(right, seen, luck), "uniform").pvalue > 0.001
    wrong = binom.pmf(np.arange(4)[None, :], 3, 0.5 * chance[:, None])
    pit = randomised_pit(wrong, seen, luck)
    assert kstest(pit, "uniform").pvalue < 1e-6
    found = judged(pit[:60], 3, 1)
    assert not found.passed
    assert found.distance > found.bound


def test_windows_that_overlap_are_uniform_and_hang_together_as_far_as_they_share_months() -> None:
    values = overlapping(40, 4, GENERATOR, 4000)
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.var() == pytest.approx(1 / 12, abs=0.003)
    shared = [np.corrcoef(values[:, 0], values[:, lag])[0, 1] for lag in (1, 2, 3, 4, 9)]
    np.testing.assert_allclose(shared, [0.73, 0.48, 0.24, 0.0, 0.0], atol=0.06)


def test_the_test_of_the_pit_rejects_right_forecasts_seldom_and_those_too_high_as_often_as_it_says() -> (
    None
):
    right = overlapping(60, 3, GENERATOR, 150)
    rejected, found = (
        sum(not judged(each, 3, 5).passed for each in pit) / 150 for pit in (right, right**2)
    )
    power = judged(right[0], 3, 5).power
    assert rejected <= 0.11
    assert power > 0.4
    assert found == pytest.approx(power, abs=0.15)


def test_without_enough_windows_there_is_no_test() -> None:
    assert [pit_test(GENERATOR.random(n), 12, 1) is None for n in (20, 35, 36)] == [
        True,
        True,
        False,
    ]

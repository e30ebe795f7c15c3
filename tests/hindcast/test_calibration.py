"""Tests of calibration: right forecasts pass, wrong ones fail as often as the power says."""

from functools import partial

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.history import calibration
from sim.history.calibration import pit_test, randomised_pit, reliability_test

GENERATOR = np.random.default_rng(12)
BINS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])


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
    found = pit_test(pit[:60], 3, 1)
    assert not found.passed
    assert found.distance > found.bound


def test_windows_that_overlap_are_uniform_and_hang_together_as_far_as_they_share_months() -> None:
    values = calibration.overlapping(40, 4, GENERATOR, 4000)
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.var() == pytest.approx(1 / 12, abs=0.003)
    shared = [np.corrcoef(values[:, 0], values[:, lag])[0, 1] for lag in (1, 2, 3, 4, 9)]
    np.testing.assert_allclose(shared, [0.73, 0.48, 0.24, 0.0, 0.0], atol=0.06)


def test_the_test_of_the_pit_rejects_right_forecasts_seldom_and_those_too_high_as_often_as_it_says() -> None:
    right = calibration.overlapping(60, 3, GENERATOR, 150)
    rejected, found = (sum(not pit_test(each, 3, 5).passed for each in pit) / 150 for pit in (right, right**2))
    power = pit_test(right[0], 3, 5).power
    assert rejected <= 0.11
    assert power > 0.4
    assert found == pytest.approx(power, abs=0.15)


def drawn(true: np.ndarray, apart: int, size: int) -> np.ndarray:
    """Return what happens with true chances `(origins, targets)` where windows overlap, `(size, origins, targets)`."""
    luck = calibration.overlapping(len(true), apart, GENERATOR, size, true.shape[1])
    return np.moveaxis(luck, -1, 1) < true


def test_the_test_of_reliability_rejects_right_forecasts_seldom_and_mostly_those_too_high() -> None:
    chance = GENERATOR.beta(0.5, 0.5, (60, 4))
    known = GENERATOR.random((60, 4)) < 0.9
    gaps = np.where(known, chance, np.nan)
    test = partial(reliability_test, chance=gaps, known=known, ends=BINS, apart=3, seed=5)
    right = [test(happened=each) for each in drawn(chance, 3, 5)]
    wrong = [test(happened=each) for each in drawn(chance / 2, 3, 5)]
    assert sum(not each.passed for each in right) <= 2
    assert right[0].power > 0.8
    assert sum(not each.passed for each in wrong) >= 4


def test_a_test_without_enough_windows_is_refused() -> None:
    with pytest.raises(DataProblem):
        pit_test(GENERATOR.random(20), 12, 1)
    assert [calibration.enough(n, 12) for n in (35, 36)] == [False, True]

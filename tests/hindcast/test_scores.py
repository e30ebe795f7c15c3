"""Scores, against closed forms and slow sums."""

import numpy as np
import pytest

from sim.history import scores
from sim.history.targets import Key

GENERATOR = np.random.default_rng(12)


KEY: Key = ("test_month", 3)


def test_the_score_is_minus_the_log_of_what_was_given_and_unknown_counts_are_left_out() -> None:
    forecast = GENERATOR.dirichlet(np.ones(4), 30)
    seen = GENERATOR.integers(0, 4, 30)
    found = scores.scores_of("some", KEY, forecast, seen)
    for row, count in enumerate(seen):
        assert found[row] == pytest.approx(-np.log(0.99 * forecast[row, count] + 0.01 / 4))
    seen[::2] = -1
    assert scores.scores_of("some", KEY, forecast, seen).tolist() == found[1::2].tolist()


def test_the_score_is_proper() -> None:
    truth = np.array([0.5, 0.3, 0.2])

    def expected(forecast: list[float] | np.ndarray) -> float:
        rows = np.tile(forecast, (3, 1))
        return float(truth @ scores.scores_of("some", KEY, rows, np.arange(3)))

    for other in ([0.6, 0.2, 0.2], [0.3, 0.4, 0.3], [0.9, 0.05, 0.05], [1 / 3, 1 / 3, 1 / 3]):
        assert expected(truth) < expected(other) + 2e-3
    assert expected(truth) < expected([0.1, 0.1, 0.8])


def test_nothing_is_impossible_after_smoothing() -> None:
    worst = scores.scores_of("some", KEY, np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([3]))[0]
    assert worst == pytest.approx(-np.log(0.01 / 4))


def test_blocks_widen_the_interval_of_a_series_with_memory() -> None:
    from sim.core.estimate.interval import mean_estimate

    noise = GENERATOR.standard_normal(600)
    series = np.convolve(noise, np.ones(6), "valid")[:500]
    places = scores.resample_origins(500, 3, 1000, 3)
    slow = scores.mean_over_origins(series, places)
    assert slow.half_width > 1.8 * mean_estimate(series).half_width
    plain = scores.mean_over_origins(noise[:500], places)
    assert plain.half_width == pytest.approx(mean_estimate(noise[:500]).half_width, rel=0.25)
    assert slow.low <= slow.value <= slow.high


def test_a_difference_of_nothing_is_nothing() -> None:
    none = scores.mean_over_origins(np.zeros(58), scores.resample_origins(58, 12, 100, 0))
    assert (none.low, none.value, none.high) == (0.0, 0.0, 0.0)


def test_too_few_origins_say_nothing_about_the_spread() -> None:
    assert [scores.block_length(n, 3) for n in (58, 36, 35, 9, 8)] == [12, 12, 11, 3, None]
    assert [scores.block_length(n, 12) for n in (49, 36, 35)] == [12, 12, None]
    found = scores.mean_over_origins(np.arange(5.0), scores.resample_origins(5, 3, 100, 0))
    assert (found.value, found.low, found.high) == (2.0, -np.inf, np.inf)

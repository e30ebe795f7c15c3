"""Scores, base rates and tests of calibration, against closed forms and slow sums."""

from itertools import product

import numpy as np
import pytest

from sim.analysis.history import scores
from sim.analysis.history import scores as base
from sim.errors import DataProblem

GENERATOR = np.random.default_rng(12)
FLAGS = GENERATOR.random(40) < 0.4


def test_every_base_rate_is_a_distribution() -> None:
    for baseline in base.BASELINES.values():
        for horizon in (1, 3, 12):
            forecast = baseline(FLAGS, FLAGS[:20], horizon)
            assert forecast.shape == (horizon + 1,)
            assert (forecast >= 0).all()
            assert forecast.sum() == pytest.approx(1.0)


def test_climatology_counts_all_windows() -> None:
    flags = np.array([1, 1, 0, 0, 1], dtype=bool)
    assert base.climatology(flags, flags, 2).tolist() == [0.25, 0.5, 0.25]


def test_a_chain_of_two_states_is_the_sum_over_all_its_paths() -> None:
    after_quiet, after_flag, horizon = 0.2, 0.7, 5
    for now in (False, True):
        slow = np.zeros(horizon + 1)
        for path in product((False, True), repeat=horizon):
            chance, before = 1.0, now
            for month in path:
                own = after_flag if before else after_quiet
                chance *= own if month else 1.0 - own
                before = month
            slow[sum(path)] += chance
        np.testing.assert_allclose(base.chain_counts(after_quiet, after_flag, now, horizon), slow, atol=1e-14)


def test_a_chain_without_memory_is_binomial() -> None:
    from scipy.stats import binom

    np.testing.assert_allclose(base.chain_counts(0.3, 0.3, True, 6), binom.pmf(np.arange(7), 6, 0.3), atol=1e-14)


def test_transitions_are_counts_with_half_an_outcome_each() -> None:
    flags = np.array([0, 1, 1, 0, 0, 0], dtype=bool)
    assert base.transitions(flags) == (pytest.approx(1.5 / 4), pytest.approx(1.5 / 3))


def test_persistence_is_beta_binomial() -> None:
    from scipy.stats import betabinom

    latest = np.array([1, 1, 0, 1, 0, 0, 0, 1], dtype=bool)
    slow = betabinom.pmf(np.arange(7), 6, 2.5, 4.5)
    np.testing.assert_allclose(base.persistence(latest, latest, 6), slow, atol=1e-12)


def test_persistence_leans_to_what_was_last_seen() -> None:
    none, all_months = np.zeros(6, dtype=bool), np.ones(6, dtype=bool)
    quiet, busy = (base.persistence(none, latest, 6) for latest in (none, all_months))
    np.testing.assert_allclose(quiet, busy[::-1])
    assert quiet[0] > 0.5


def test_the_scores_are_what_their_definitions_say() -> None:
    forecast = GENERATOR.dirichlet(np.ones(4), 30)
    seen = GENERATOR.integers(0, 4, 30)
    found = scores.scored(forecast, seen)
    for row, count in enumerate(seen):
        given = 0.99 * forecast[row] + 0.01 / 4
        assert found["log score"][row] == pytest.approx(-np.log(given[count]))
        assert found["Brier score"][row] == pytest.approx((given[1:].sum() - (count > 0)) ** 2)
        draws = np.arange(4)
        # CRPS as E|X − y| − E|X − X'| / 2 (Gneiting and Raftery 2007).
        spread = sum(given[a] * given[b] * abs(a - b) for a in draws for b in draws) / 2
        assert found["CRPS"][row] == pytest.approx((given * abs(draws - count)).sum() - spread)


@pytest.mark.parametrize("name", list(scores.SCORES))
def test_the_scores_are_proper(name: str) -> None:
    truth = np.array([0.5, 0.3, 0.2])

    def expected(forecast: list[float] | np.ndarray) -> float:
        rows = np.tile(forecast, (3, 1))
        return float(truth @ scores.scored(rows, np.arange(3))[name])

    for other in ([0.6, 0.2, 0.2], [0.3, 0.4, 0.3], [0.9, 0.05, 0.05], [1 / 3, 1 / 3, 1 / 3]):
        assert expected(truth) < expected(other) + 2e-3
    assert expected(truth) < expected([0.1, 0.1, 0.8])


def test_nothing_is_impossible_after_smoothing() -> None:
    worst = scores.scored(np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([3]))["log score"][0]
    assert worst == pytest.approx(-np.log(0.01 / 4))


def test_blocks_widen_the_interval_of_a_series_with_memory() -> None:
    from sim.study.estimate.interval import mean_estimate

    noise = GENERATOR.standard_normal(600)
    series = np.convolve(noise, np.ones(6), "valid")[:500]
    places = scores.resampled(500, 3, 1000, 3)
    slow = scores.mean_over_origins(series, places)
    assert slow.half_width > 1.8 * mean_estimate(series).half_width
    plain = scores.mean_over_origins(noise[:500], places)
    assert plain.half_width == pytest.approx(mean_estimate(noise[:500]).half_width, rel=0.25)
    assert slow.low <= slow.value <= slow.high


def test_a_difference_of_nothing_is_nothing() -> None:
    none = scores.mean_over_origins(np.zeros(58), scores.resampled(58, 12, 100, 0))
    assert (none.low, none.value, none.high) == (0.0, 0.0, 0.0)


def test_too_few_origins_say_nothing_about_the_spread() -> None:
    assert [scores.block_length(n, 3) for n in (58, 36, 35, 9, 8)] == [12, 12, 11, 3, None]
    assert [scores.block_length(n, 12) for n in (49, 36, 35)] == [12, 12, None]
    found = scores.mean_over_origins(np.arange(5.0), scores.resampled(5, 3, 100, 0))
    assert (found.value, found.low, found.high) == (2.0, -np.inf, np.inf)


def test_the_pit_is_uniform_for_right_forecasts_and_not_for_wrong_ones() -> None:
    from scipy.stats import binom, kstest

    chance = GENERATOR.random(4000)
    seen = GENERATOR.binomial(3, chance)
    right = binom.pmf(np.arange(4)[None, :], 3, chance[:, None])
    luck = GENERATOR.random(4000)
    assert kstest(scores.randomised_pit(right, seen, luck), "uniform").pvalue > 0.001
    wrong = binom.pmf(np.arange(4)[None, :], 3, 0.5 * chance[:, None])
    pit = scores.randomised_pit(wrong, seen, luck)
    assert kstest(pit, "uniform").pvalue < 1e-6
    assert scores.pit_test(pit[:60], 3, 1).p < scores.pit_test(GENERATOR.random(60), 3, 1).p


def test_the_test_of_the_pit_rejects_a_right_forecast_seldom() -> None:
    # Sums of three neighbours stand for horizons that overlap: each set of every third is independent.
    rejected = 0
    for _ in range(150):
        base_values = GENERATOR.random(60)
        mixed = (base_values[:-2] + base_values[1:-1] + base_values[2:]) % 1.0
        rejected += not scores.pit_test(mixed, 3, 5, resamples=500).uniform
    assert rejected <= 0.08 * 150


def test_a_pit_without_enough_origins_is_refused() -> None:
    with pytest.raises(DataProblem):
        scores.pit_test(GENERATOR.random(20), 12, 1)

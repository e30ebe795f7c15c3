"""The machinery of calibration, where the posterior is known exactly, and its own checks."""

import math
from typing import Any

import numpy as np
import pytest

from sim.analysis.calibration.overlap import learnt, overlap
from sim.analysis.calibration.prior import Prior, drawn_places, logistic, logit, values_at
from sim.analysis.calibration.regression import slopes
from sim.analysis.calibration.rejection import nearest
from sim.analysis.calibration.sample import equally_weighted, mean_and_sd, posterior, quantiles
from sim.analysis.calibration.sbc import rank, uniformity
from sim.errors import DataProblem, UsageProblem

EXACT_MEAN, EXACT_SD = 15 / 52, math.sqrt(15 * 37 / (52**2 * 53))
"""Mean and sd of Beta(15, 37), the posterior of a share after 14 of 50 under a uniform prior."""


def binomial(size: int, seed: int, trials: int = 50) -> tuple[Any, Any]:
    """Return shares from a uniform prior and what 50 trials made of each."""
    places = drawn_places(1, size, seed)
    return places, np.random.default_rng([seed, 1]).binomial(trials, places).astype(float)


def test_fourteen_of_fifty_gives_the_exact_posterior() -> None:
    assert (round(EXACT_MEAN, 5), round(EXACT_SD, 5)) == (0.28846, 0.06223)
    places, hits = binomial(400_000, 3)
    sample = posterior(places, hits, np.array([14.0]), keep=100, regress=True)
    # All simulations with 14 hits tie, so the tolerance is 0, and nothing is left for the regression to do.
    assert sample.tolerance == 0.0
    assert len(sample.places) == np.count_nonzero(hits == 14)
    mean, sd = mean_and_sd(sample.places[:, 0], sample.weights)
    # Four standard errors of a mean, and of an sd, from about 7 800 draws.
    n = len(sample.places)
    assert abs(mean - EXACT_MEAN) < 4 * EXACT_SD / math.sqrt(n)
    assert abs(sd - EXACT_SD) < 4 * EXACT_SD / math.sqrt(2 * n)


def test_regression_makes_good_a_wide_tolerance() -> None:
    places, hits = binomial(20_000, 4)
    observed = np.array([14.0])
    crude = posterior(places, hits, observed, keep=8_000, regress=False)
    better = posterior(places, hits, observed, keep=8_000)
    errors = {
        name: [abs(a - b) for a, b in zip(mean_and_sd(s.places[:, 0], s.weights), (EXACT_MEAN, EXACT_SD), strict=True)]
        for name, s in {"crude": crude, "better": better}.items()
    }
    assert errors["better"][0] < 0.01
    assert errors["better"][1] < 0.01 < errors["crude"][1]


def normal_ranks(replications: int, simulations: int, keep: int, regress: bool, seed: int = 11) -> Any:
    """Return ranks of the truth for two numbers seen through three noisy, mixed summaries."""
    mixing = np.array([[1.0, 0.3, 0.0], [0.2, 1.0, -0.5]])
    generator = np.random.default_rng(seed)
    places = generator.random((simulations, 2))
    summaries = places @ mixing + 0.1 * generator.standard_normal((simulations, 3))
    ranks = []
    for _ in range(replications):
        truth = generator.random(2)
        observed = truth @ mixing + 0.1 * generator.standard_normal(3)
        sample = posterior(places, summaries, observed, keep, regress)
        ranks.append(rank(truth, sample.places, sample.weights, generator.random(2)))
    return np.array(ranks)


def test_the_truth_ranks_uniformly_among_its_posterior_draws() -> None:
    # Simulation-based calibration, Talts and others 2018. Tolerance: p above .001 for each of two numbers.
    ranks = normal_ranks(300, 20_000, 200, regress=True)
    for column in ranks.T:
        found = uniformity(column)
        assert found.chi_square_p > 0.001
        assert found.band < 1.3 * found.bound


def test_ranks_show_a_sample_that_is_too_wide() -> None:
    ranks = normal_ranks(500, 20_000, 15_000, regress=False)
    assert all(uniformity(column).chi_square_p < 1e-3 for column in ranks.T)


@pytest.mark.long
def test_the_truth_ranks_uniformly_in_many_replications() -> None:
    ranks = normal_ranks(3_000, 200_000, 500, regress=True)
    for column in ranks.T:
        found = uniformity(column)
        assert found.chi_square_p > 0.001
        assert found.band < 1.3 * found.bound


def test_exact_ranks_of_a_share_are_uniform() -> None:
    generator = np.random.default_rng(8)
    places, hits = binomial(50_000, 8)
    ranks = []
    for _ in range(400):
        truth = generator.random(1)
        seen = generator.binomial(50, truth).astype(float)
        sample = posterior(places, hits, seen, keep=50)
        ranks.append(rank(truth, sample.places, sample.weights, generator.random(1))[0])
    assert uniformity(np.array(ranks)).inside


def test_the_uniformity_test_keeps_its_level_and_sees_a_hump() -> None:
    generator = np.random.default_rng(5)
    inside = [uniformity(generator.random(200)) for _ in range(400)]
    assert 0.90 < np.mean([each.inside for each in inside]) < 0.99
    assert 0.02 < np.mean([each.chi_square_p < 0.05 for each in inside]) < 0.09
    assert uniformity(generator.beta(3, 3, 200)).chi_square_p < 1e-4
    with pytest.raises(DataProblem):
        uniformity(generator.random(49))


def test_the_nearest_are_accepted_with_ties_and_weigh_less_the_farther_they_are() -> None:
    summaries = np.array([[0.0], [1.0], [-1.0], [3.0], [9.0]])
    accepted = nearest(summaries, np.array([0.0]), 2)
    assert accepted.index.tolist() == [0, 1, 2]
    assert accepted.weights[0] == 1.0
    assert 0.0 < accepted.weights[1] == accepted.weights[2] < 0.01
    with pytest.raises(DataProblem):
        nearest(summaries, np.array([0.0]), 6)


def test_slopes_are_those_of_a_plane() -> None:
    generator = np.random.default_rng(2)
    gaps = generator.standard_normal((400, 3))
    plane = np.array([[2.0, 0.0], [-1.0, 0.5], [0.0, 3.0]])
    found = slopes(4.0 + gaps @ plane, gaps, generator.random(400))
    np.testing.assert_allclose(found, plane, atol=1e-4)


@pytest.mark.parametrize("scale", ["uniform", "log-uniform"])
def test_place_and_value_undo_each_other(scale: Any) -> None:
    prior = Prior("x", 0.25, 4.0, scale)
    places = np.linspace(0, 1, 11)
    values = prior.value(places)
    assert values[0] == 0.25
    assert values[-1] == pytest.approx(4.0)
    np.testing.assert_allclose(prior.place(values), places, atol=1e-12)
    assert prior.value(np.array([0.5]))[0] == pytest.approx(2.125 if scale == "uniform" else 1.0)
    np.testing.assert_allclose(logistic(logit(places)), places, atol=1e-11)


@pytest.mark.parametrize(("low", "high", "scale"), [(1, 1, "uniform"), (2, 1, "uniform"), (0, 1, "log-uniform")])
def test_a_prior_without_a_range_is_refused(low: float, high: float, scale: Any) -> None:
    with pytest.raises(UsageProblem):
        Prior("x", low, high, scale)


def test_draws_have_a_seed_and_a_part_of_their_own() -> None:
    first = drawn_places(2, 5, 0)
    assert (first == drawn_places(2, 5, 0)).all()
    assert (first != drawn_places(2, 5, 0, part=1)).all()
    assert (first != drawn_places(2, 5, 1)).all()
    assert values_at([Prior("a", 0, 2), Prior("b", 1, 3)], first).shape == (5, 2)


def test_weighted_quantiles_and_resampling_agree_with_plain_ones() -> None:
    generator = np.random.default_rng(6)
    values = generator.random(2000)
    shares = np.array([0.05, 0.5, 0.95])
    plain = quantiles(values, np.ones(2000), shares)
    np.testing.assert_allclose(plain, np.quantile(values, shares), atol=1e-3)
    weights = values / values.sum()
    taken = equally_weighted(weights, 1000, generator)
    assert mean_and_sd(values[taken], np.ones(1000))[0] == pytest.approx(2 / 3, abs=0.01)
    counts = np.bincount(taken, minlength=2000)
    assert (np.abs(counts - 1000 * weights) < 1).all()


def test_overlap_is_one_for_the_prior_and_small_for_a_point() -> None:
    places, even = np.random.default_rng(1).random(20_000), np.ones(20_000)
    assert overlap(places, even) > 0.97
    assert not learnt(places, even).informed
    narrow = learnt(0.3 + 0.01 * places, even)
    assert narrow.overlap <= 0.1
    assert narrow.shrinkage > 0.95
    assert narrow.informed
    assert overlap(0.5 * places, even) == pytest.approx(0.5, abs=0.01)

"""Stacking: weights learn what is better, from earlier origins only."""

import numpy as np
import pytest

from sim.analysis.history.benchmarks import PRIOR, stacked, stacked_forecasts
from sim.analysis.history.scores import log_score, smoothed
from sim.analysis.history.targets import Key

GENERATOR = np.random.default_rng(3)
ORIGINS = list(range(100, 190))
TRUTH = GENERATOR.dirichlet(np.ones(4), 90)
SEEN = np.array([GENERATOR.choice(4, p=row) for row in TRUTH])
GIVEN = {"right": TRUTH, "wrong": GENERATOR.dirichlet(np.ones(4), 90), "even": np.full((90, 4), 0.25)}


def test_a_later_month_leaves_earlier_stacked_forecasts_untouched_bit_for_bit() -> None:
    base = stacked(GIVEN, SEEN, ORIGINS, 3)
    for changed in (0, 40, 88):
        seen = SEEN.copy()
        # A window that begins at an origin holds the months up to two later.
        seen[max(changed - 2, 0) :] = (seen[max(changed - 2, 0) :] + 1) % 4
        given = {name: rows.copy() for name, rows in GIVEN.items()}
        for rows in given.values():
            rows[changed + 1 :] = rows[changed + 1 :, ::-1]
        other = stacked(given, seen, ORIGINS, 3)
        assert other.forecast[: changed + 1].tobytes() == base.forecast[: changed + 1].tobytes()
        assert other.weights[: changed + 1].tobytes() == base.weights[: changed + 1].tobytes()
    assert stacked(GIVEN, (SEEN + 1) % 4, ORIGINS, 3).weights[3:].tobytes() != base.weights[3:].tobytes()


def test_weights_begin_even_lie_on_the_simplex_and_go_to_who_is_right() -> None:
    found = stacked(GIVEN, SEEN, ORIGINS, 3)
    np.testing.assert_allclose(found.weights[:3], 1 / 3)
    np.testing.assert_allclose(found.weights.sum(axis=1), 1.0)
    assert found.weights[-1].argmax() == 0
    assert found.weights[-1, 0] > 0.5
    np.testing.assert_allclose(found.forecast.sum(axis=1), 1.0)


def test_the_weights_are_the_most_likely_ones() -> None:
    found = stacked(GIVEN, SEEN, ORIGINS, 1)
    right = np.stack([np.exp(-log_score(smoothed(rows), SEEN)) for rows in GIVEN.values()], axis=1)[:-1]

    def log_posterior(weights: np.ndarray) -> float:
        return float(np.log(right @ weights).sum() + PRIOR * np.log(weights).sum())

    best = log_posterior(found.weights[-1])
    for _ in range(50):
        assert log_posterior(0.97 * found.weights[-1] + 0.03 * GENERATOR.dirichlet(np.ones(3))) < best + 1e-6


def test_an_event_is_stacked_where_it_is_at_stake_and_teaches_only_there() -> None:
    key: Key = ("talks_begin", 3)
    at_stake = GENERATOR.random(90) < 0.6
    seen = {key: np.where(at_stake, (GENERATOR.random(90) < 0.8).astype(np.intp), -1)}
    high, low = (np.where(at_stake, chance, np.nan) for chance in (0.8, 0.2))
    found = stacked_forecasts({"high": {key: high}, "low": {key: low}, "silent": {}}, seen, ORIGINS)[key]
    assert found.forecasters == ("high", "low")
    assert (np.isnan(found.forecast) == ~at_stake).all()
    assert found.forecast[at_stake][-1] == pytest.approx(found.weights[at_stake][-1] @ [0.8, 0.2])
    assert found.weights[-1, 0] > 0.75

"""Comparisons of forecasters: differences by the same blocks."""

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history.benchmarks import POOL
from sim.history.scores import difference, scores_of
from sim.history.targets import Key

GENERATOR = np.random.default_rng(8)


COUNT: Key = ("test_month", 3)
TALKS: Key = ("talks_month", 3)


def some_forecasts() -> tuple[dict[str, dict[Key, np.ndarray]], dict[Key, np.ndarray]]:
    """Return forecasts of a count and of one that is known from every second origin."""
    seen = {
        COUNT: GENERATOR.integers(0, 4, 60),
        TALKS: np.where(np.arange(60) % 2, GENERATOR.integers(0, 2, 60), -1),
    }
    good = 0.7 * np.eye(4)[seen[COUNT]] + 0.3 / 4
    talks = np.where(seen[TALKS][:, None] < 0, np.nan, [[0.6, 0.4, 0.0, 0.0]])
    given = {
        POOL: {COUNT: good, TALKS: talks},
        "poor": {COUNT: np.roll(good, 1, axis=0), TALKS: talks[:, ::-1]},
        "even": {COUNT: np.full((60, 4), 0.25), TALKS: np.full((60, 4), 0.25)},
        "counts only": {COUNT: good[:, ::-1]},
    }
    return given, seen


def test_a_difference_is_that_of_the_scores_of_the_same_origins() -> None:
    given, seen = some_forecasts()
    for key in (COUNT, TALKS):
        mine, its = (scores_of(name, key, given[name][key], seen[key]) for name in (POOL, "poor"))
        less = difference(key, given, seen[key], POOL, "poor", 100)
        assert less.value == pytest.approx((mine - its).mean())
        assert less.n == len(mine) == (seen[key] >= 0).sum()
        assert less.high < 0.0
        assert difference(key, given, seen[key], "poor", POOL, 100).value == -less.value
    even = scores_of("even", COUNT, given["even"][COUNT], seen[COUNT])
    assert even == pytest.approx(np.log(4))


def test_a_forecast_that_is_missing_is_told() -> None:
    given, seen = some_forecasts()
    given["poor"][COUNT] = given["poor"][COUNT].copy()
    given["poor"][COUNT][7] = np.nan
    with pytest.raises(DataProblem, match="poor has no forecast"):
        scores_of("poor", COUNT, given["poor"][COUNT], seen[COUNT])

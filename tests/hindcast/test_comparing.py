"""Comparisons of forecasters: a row for each, and differences by the same blocks."""

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history.benchmarks import POOL
from sim.history.scores import SCORES, board, difference, score_forecasts
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


def test_the_board_has_a_row_for_each_target_horizon_and_forecaster() -> None:
    given, seen = some_forecasts()
    rows = {(row.target, row.forecaster): row for row in board(given, seen, resamples=100)}
    assert set(rows) == {(t, f) for f, own in given.items() for t, _ in own}
    even = rows["test_month", "even"]
    assert even.means["log_score"].value == pytest.approx(np.log(4))
    assert rows["talks_month", "even"].means["log_score"].value == pytest.approx(np.log(4))
    assert {row.means["crps"].n for (t, _), row in rows.items() if t == "talks_month"} == {30}
    own, poor = rows["test_month", POOL], rows["test_month", "poor"]
    assert own.less == {}
    mine, its = (score_forecasts(given[name][COUNT], seen[COUNT]) for name in (POOL, "poor"))
    for score in SCORES:
        less = poor.less[score]
        assert less.value == pytest.approx((mine[score] - its[score]).mean())
        assert less.high < 0.0


def test_a_difference_is_that_of_the_board() -> None:
    given, seen = some_forecasts()
    row = next(row for row in board(given, seen, resamples=100) if row.forecaster == "poor")
    assert difference(COUNT, given, seen[COUNT], POOL, "poor", 100) == row.less["log_score"]
    assert (
        difference(COUNT, given, seen[COUNT], "poor", POOL, 100).value
        == -row.less["log_score"].value
    )


def test_a_forecast_that_is_missing_is_told() -> None:
    given, seen = some_forecasts()
    given["poor"][COUNT] = given["poor"][COUNT].copy()
    given["poor"][COUNT][7] = np.nan
    with pytest.raises(DataProblem, match="poor has no forecast"):
        board(given, seen)

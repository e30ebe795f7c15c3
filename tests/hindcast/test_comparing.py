"""Comparisons of forecasters: closed forms, slow sums and the rate of false alarms."""

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after
from sim.history.benchmarks import POOL
from sim.history.scores import (
    ERAS,
    SCORES,
    board,
    by_era,
    diebold_mariano,
    difference,
    score_forecasts,
)
from sim.history.targets import Key
from sim.study.estimate.paired import holm

GENERATOR = np.random.default_rng(8)


def test_without_overlap_the_test_is_that_of_student() -> None:
    from scipy.stats import ttest_1samp

    values = GENERATOR.standard_normal(30) + 0.3
    found, slow = diebold_mariano(values, 1), ttest_1samp(values, 0.0)
    assert found is not None
    assert (found.statistic, found.p) == (pytest.approx(slow.statistic), pytest.approx(slow.pvalue))


def test_the_variance_counts_the_lags_of_overlap_and_the_statistic_is_made_smaller_for_few_origins() -> (
    None
):
    values, h, n = np.convolve(GENERATOR.standard_normal(52), np.ones(3), "valid") + 0.5, 3, 50
    off = values - values.mean()
    long_run = sum((off[: n - abs(k)] * off[abs(k) :]).sum() / n for k in range(1 - h, h))
    plain = values.mean() / np.sqrt(long_run / n)
    found = diebold_mariano(values, h)
    assert found is not None
    assert found.statistic == pytest.approx(plain * np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n))
    other = diebold_mariano(-values, h)
    assert other is not None
    assert (other.statistic, other.p) == (-found.statistic, found.p)


def test_a_variance_below_nothing_is_estimated_otherwise_and_no_test_is_made_of_nothing() -> None:
    seesaw = np.where(np.arange(20) % 2, 1.0, -1.0) + 0.01
    found = diebold_mariano(seesaw, 2)
    assert found is not None
    assert np.isfinite(found.statistic)
    assert 0.5 < found.p <= 1.0
    assert diebold_mariano(np.zeros(20), 3) is None
    assert diebold_mariano(seesaw, 20) is None


def test_equal_forecasters_are_seldom_told_apart_though_windows_overlap() -> None:
    noise = GENERATOR.standard_normal((400, 62))
    series = [np.convolve(each, np.ones(3), "valid") for each in noise]
    tests = [diebold_mariano(each, 3) for each in series]
    assert np.mean([test.p < 0.05 for test in tests if test]) < 0.11
    assert np.mean([diebold_mariano(each, 1).p < 0.05 for each in series]) > 0.2  # type: ignore[union-attr]


def test_holm_is_bonferroni_for_the_smallest_and_never_turns_the_order() -> None:
    p = GENERATOR.random(7).tolist()
    found = holm(p)
    assert min(found) == pytest.approx(min(1.0, 7 * min(p)))
    assert all(a >= b for a, b in zip(found, p, strict=True))
    order = np.argsort(p)
    assert (np.diff(np.array(found)[order]) >= 0).all()
    assert holm([0.01, 0.02, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert holm([]) == []


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
        assert less.difference.value == pytest.approx((mine[score] - its[score]).mean())
        assert less.clearly
        assert not less.worse
        assert less.test is not None
        assert less.test.p <= (less.p_holm or 0.0) < 0.05


def test_eras_share_no_origin_and_leave_none_out_and_their_means_make_up_the_whole() -> None:
    given, seen = some_forecasts()
    months = [month_after("2015-01", k) for k in range(60)]
    for month in (month_after("1990-01", k) for k in range(420)):
        assert sum(first <= month <= last for first, last in ERAS.values()) == 1
    for key in (COUNT, TALKS):
        found = by_era(key, given, seen[key], months, 100)
        whole = {
            row.forecaster: row.means["log_score"]
            for row in board(given, {key: seen[key]}, resamples=100)
        }
        for name, mean in whole.items():
            parts = [own[name] for own in found.values()]
            assert sum(each.n for each in parts) == mean.n
            assert sum(each.value * each.n for each in parts) / mean.n == pytest.approx(mean.value)


def test_a_difference_is_that_of_the_board() -> None:
    given, seen = some_forecasts()
    row = next(row for row in board(given, seen, resamples=100) if row.forecaster == "poor")
    assert (
        difference(COUNT, given, seen[COUNT], POOL, "poor", 100) == row.less["log_score"].difference
    )
    assert (
        difference(COUNT, given, seen[COUNT], "poor", POOL, 100).value
        == -row.less["log_score"].difference.value
    )


def test_a_row_as_plain_data_has_each_score_under_its_own_name() -> None:
    given, seen = some_forecasts()
    row = board(given, seen, resamples=100)[1].as_dict()
    assert {
        "target",
        "horizon",
        "forecaster",
        "log_score",
        "crps",
        "brier",
        "judged_less_it",
    } == set(row)
    assert {"value", "low", "high", "n"} <= set(row["log_score"])
    assert {"statistic", "p", "p_holm", "n"} == set(
        row["judged_less_it"]["crps"]["diebold_mariano"]
    )


def test_a_forecast_that_is_missing_is_told() -> None:
    given, seen = some_forecasts()
    given["poor"][COUNT] = given["poor"][COUNT].copy()
    given["poor"][COUNT][7] = np.nan
    with pytest.raises(DataProblem, match="poor has no forecast"):
        board(given, seen)

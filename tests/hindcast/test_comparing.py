"""Comparisons of forecasters: closed forms, slow sums and the rate of false alarms."""

import numpy as np
import pytest

from sim.analysis.history.judging import ERAS, MODEL, board, diebold_mariano, holm, skill_by_era, skills_by_era
from sim.analysis.history.scores import SCORES, scored, skill
from sim.analysis.history.targets import Key
from sim.errors import DataProblem
from sim.months import month_after

GENERATOR = np.random.default_rng(8)


def test_without_overlap_the_test_is_that_of_student() -> None:
    from scipy.stats import ttest_1samp

    values = GENERATOR.standard_normal(30) + 0.3
    found, slow = diebold_mariano(values, 1), ttest_1samp(values, 0.0)
    assert found is not None
    assert (found.statistic, found.p) == (pytest.approx(slow.statistic), pytest.approx(slow.pvalue))


def test_the_variance_counts_the_lags_of_overlap_and_the_statistic_is_made_smaller_for_few_origins() -> None:
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


def test_skill_is_nothing_for_the_even_forecast_and_one_for_who_knows() -> None:
    even = np.full(40, np.log(4))
    assert skill(even, even, None).value == 0.0
    assert skill(np.zeros(40), even, None).value == 1.0
    assert skill(2 * even, even, None).value == -1.0


def test_eras_share_no_origin_leave_none_out_and_their_skills_make_up_the_whole() -> None:
    months = [month_after("1990-01", k) for k in range(420)]
    for month in months:
        assert sum(first <= month <= last for first, last in ERAS.values()) == 1
    values, even = GENERATOR.random(420), np.full(420, 2.0)
    found = skill_by_era(values, even, months, 3, 50, 1)
    assert list(found) == list(ERAS)
    whole = sum(each.value * each.n for each in found.values()) / 420
    assert whole == pytest.approx(skill(values, even, None).value)
    assert list(skill_by_era(values[:5], even[:5], months[:5], 3, 50, 1)) == [next(iter(ERAS))]


COUNT: Key = ("test_month", 3)
EVENT: Key = ("talks_begin", 3)


def some_forecasts() -> tuple[dict[str, dict[Key, np.ndarray]], dict[Key, np.ndarray]]:
    """Return forecasts of a count and of an event that is at stake from every second origin."""
    seen = {COUNT: GENERATOR.integers(0, 4, 60), EVENT: np.where(np.arange(60) % 2, GENERATOR.integers(0, 2, 60), -1)}
    good = 0.7 * np.eye(4)[seen[COUNT]] + 0.3 / 4
    chance = np.where(seen[EVENT] < 0, np.nan, 0.4)
    given = {
        MODEL: {COUNT: good, EVENT: chance}, "poor": {COUNT: np.roll(good, 1, axis=0), EVENT: 1 - chance},
        "even": {COUNT: np.full((60, 4), 0.25), EVENT: np.full(60, 0.5)}, "counts only": {COUNT: good[:, ::-1]},
    }  # fmt: skip
    return given, seen


def test_the_board_has_a_row_for_each_target_horizon_and_forecaster() -> None:
    given, seen = some_forecasts()
    rows = {(row.target, row.forecaster): row for row in board(given, seen, resamples=100)}
    assert set(rows) == {(t, f) for f, own in given.items() for t, _ in own}
    even = rows["test_month", "even"]
    assert even.means["log_score"].value == pytest.approx(np.log(4))
    assert even.skill["log_score"].value == 0.0
    assert rows["talks_begin", "even"].means["log_score"].value == pytest.approx(np.log(2))
    assert {row.means["crps"].n for (t, _), row in rows.items() if t == "talks_begin"} == {30}
    own, poor = rows["test_month", MODEL], rows["test_month", "poor"]
    assert own.less == {}
    mine, its = (scored(given[name][COUNT], seen[COUNT]) for name in (MODEL, "poor"))
    for score in SCORES:
        less = poor.less[score]
        assert less.difference.value == pytest.approx((mine[score] - its[score]).mean())
        assert less.clearly
        assert not less.worse
        assert less.test is not None
        assert less.test.p <= (less.p_holm or 0.0) < 0.05
    # An event is a count of 0 or 1.
    event = rows["talks_begin", MODEL].means
    assert event["crps"].value == pytest.approx(event["brier"].value)


def test_skill_by_era_is_that_of_the_origins_of_the_era() -> None:
    given, seen = some_forecasts()
    months = [month_after("2015-01", k) for k in range(60)]
    for key in (COUNT, EVENT):
        found = skills_by_era(key, given, seen[key], months, 100)
        assert set(found) == {name for name, own in given.items() if key in own}
        assert {each.value for each in found["even"].values()} == {0.0}
        late = {name: {key: own[key][36:]} for name, own in given.items() if key in own}
        row = board(late, {key: seen[key][36:]}, resamples=100)[0]
        assert found[MODEL]["summits and after"].value == pytest.approx(row.skill["log_score"].value)


def test_a_row_as_plain_data_has_each_score_under_its_own_name() -> None:
    given, seen = some_forecasts()
    row = board(given, seen, resamples=100)[1].as_dict()
    assert {"target", "horizon", "forecaster", "log_score", "crps", "brier", "skill", "model_less_it"} == set(row)
    assert {"value", "low", "high", "n"} <= set(row["log_score"])
    assert {"statistic", "p", "p_holm", "n"} == set(row["model_less_it"]["crps"]["diebold_mariano"])


def test_without_a_judged_forecaster_nothing_is_compared_and_a_forecast_that_is_missing_is_told() -> None:
    given, seen = some_forecasts()
    assert all(row.less == {} for row in board(given, seen, judged="nobody", resamples=100))
    given["poor"][COUNT] = given["poor"][COUNT].copy()
    given["poor"][COUNT][7] = np.nan
    with pytest.raises(DataProblem, match="poor has no forecast"):
        board(given, seen)

"""Forecast and hindcast: nothing later is known, both are one forecast, and scores are what they
claim to be.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.months import month_after
from sim.history import HindcastOptions
from sim.history.benchmarks import EFFORT, MODEL, PERSISTENCE, POOL, level_of_effort, persistence
from sim.history.counts import (
    TARGETS,
    central_interval,
    chances_of_counts,
    mean_count,
    observed_count,
)
from sim.history.dates import HORIZONS
from sim.history.hindcast import HindcastFinding, log_scores
from sim.history.record import Record, load_record
from sim.history.record_calendar import term_end, votes_due
from tests.history_record.changed import changed_from

RECORD = load_record()
SMALL: dict[str, Any] = {"particles": 2, "worlds": 30, "resamples": 100}
FIRST = "1993-07"


def hindcast(
    record: Record = RECORD, first: str = FIRST, last: str = "1995-06", **more: Any
) -> Any:
    return sim.hindcast(record=record, first=first, last=last, **SMALL | more)


@cache
def small() -> Any:
    return hindcast()


def rows_of(finding: Any, count: int) -> list[bytes]:
    """Return the bytes of the first forecasts of every forecaster, target and horizon."""
    return [
        rows[:count].tobytes()
        for forecast in finding.forecasts.values()
        for rows in forecast.values()
    ]


def test_no_later_month_changes_a_forecast() -> None:
    changed = hindcast(changed_from(RECORD, month_after(FIRST, 3), 1))
    assert rows_of(small(), 4) == rows_of(changed, 4)
    assert rows_of(small(), 6) != rows_of(changed, 6)


def test_a_forecast_is_the_hindcast_of_the_same_origin() -> None:
    forecast = sim.forecast(last=month_after(FIRST, -1), particles=2, worlds=30)
    for name, chances in forecast.forecasts.items():
        for key, row in chances.items():
            np.testing.assert_array_equal(row, small().forecasts[name][key][0])


def test_threads_change_nothing() -> None:
    assert rows_of(hindcast(jobs=2), 99) == rows_of(small(), 99)


def test_every_forecast_is_a_distribution_and_the_pool_the_mean_of_two() -> None:
    for name in (POOL, MODEL, EFFORT, PERSISTENCE):
        for (_, horizon), rows in small().forecasts[name].items():
            assert rows.shape[1] == horizon + 1
            np.testing.assert_allclose(rows.sum(axis=1), 1.0)
    for key, rows in small().forecasts[POOL].items():
        members = [small().forecasts[name][key] for name in (MODEL, EFFORT)]
        np.testing.assert_allclose(rows, np.mean(members, axis=0))


def test_missing_months_are_played_and_not_counted() -> None:
    """A forecast of a later today plays the same worlds: over the months that both are about, the
    expected counts add up.
    """
    near = sim.forecast(last="1995-06", today="1995-07", particles=2, worlds=30)
    far = sim.forecast(last="1995-06", today="1995-10", particles=2, worlds=30)
    assert (near.options.missing, far.options.missing) == (0, 3)
    for target in TARGETS:
        first, second, both = (
            float(mean_count(finding.forecasts[MODEL][target, horizon]))
            for finding, horizon in ((near, 3), (far, 3), (near, 6))
        )
        assert first + second == pytest.approx(both)
    assert "3 months to today are missing" in " ".join(far.sentences())
    assert far.sentences()[0].startswith("October 1995 to September 1996")


def test_the_model_begins_after_the_record_unless_today_is_given() -> None:
    assert sim.forecast(last="1995-06", particles=2, worlds=20).options.today == "1995-07"
    with pytest.raises(UsageProblem, match="1995-06 is in the record"):
        sim.forecast(last="1995-06", today="1995-06", particles=2, worlds=20)


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        ("1990-06", "1995-06", "lie before 1990-06"),
        ("2015-01", "2015-06", "too short"),
        ("2015-01", "2030-01", "lies outside"),
        ("2016-01", "2015-01", "no window"),
    ],
)
def test_a_span_that_cannot_be_scored_is_refused(first: str, last: str, fault: str) -> None:
    with pytest.raises(DataProblem, match=fault):
        hindcast(first=first, last=last)


def test_too_few_months_are_refused() -> None:
    with pytest.raises(DataProblem, match="36 or more"):
        sim.forecast(last="1991-06")


def options() -> HindcastOptions:
    return HindcastOptions(RECORD, "2000-01", "2010-12", resamples=200)


def planted(chances: np.ndarray, counts: np.ndarray) -> HindcastFinding:
    """Return a finding in which the pool forecasts tests of six months by `chances`, and all others
    an even chance.
    """
    key = ("test_month", 6)
    even = np.full_like(chances, 1.0 / 7.0)
    forecasts = {
        POOL: {key: chances},
        MODEL: {key: even},
        EFFORT: {key: even},
        PERSISTENCE: {key: even},
    }
    return HindcastFinding(options(), forecasts, {key: counts})


def test_a_forecast_that_knows_is_better_and_one_that_errs_is_worse() -> None:
    luck = np.random.default_rng(3)
    counts = luck.integers(0, 7, len(options().origins))
    knows = 0.6 * np.eye(7)[counts] + 0.4 / 7.0
    errs = 0.6 * np.eye(7)[(counts + 3) % 7] + 0.4 / 7.0
    even = np.full_like(knows, 1.0 / 7.0)
    for chances, verdict in (
        (knows, "adds to"),
        (errs, "takes from"),
        (even, "adds nothing clear"),
    ):
        assert verdict in planted(chances, counts).sentences()[0]


def test_chances_that_are_met_lie_on_the_diagonal() -> None:
    """Counts drawn from the forecasts themselves: each class holds its own chance."""
    luck = np.random.default_rng(5)
    chance = luck.random(len(options().origins))
    chances = np.column_stack([1.0 - chance, *[chance / 6.0] * 6])
    counts = np.array([luck.choice(7, p=row) for row in chances])
    finding = planted(chances, counts)
    for _, mean, came in finding.calibration().rows:
        assert came.low - 0.02 <= float(mean.removesuffix(" %")) / 100.0 <= came.high + 0.02
    assert 0.85 <= finding.held(("test_month", 6)) <= 1.0


def test_the_log_score_of_an_even_forecast_is_the_logarithm_of_its_counts() -> None:
    even = np.full((5, 4), 0.25)
    np.testing.assert_allclose(log_scores(even, np.array([0, 1, 2, 3, 0])), np.log(4.0))
    certain = np.eye(4)[[1]]
    assert log_scores(certain, np.array([1]))[0] < 0.01
    assert log_scores(certain, np.array([2]))[0] == pytest.approx(np.log(400.0))


def test_counts_that_are_not_known_are_minus_one() -> None:
    marks = np.array([1, 0, 1, -1, 1], dtype=np.int8)
    assert [observed_count(marks, origin, 2) for origin in range(5)] == [1, 1, -1, -1, -1]


def test_chances_and_intervals_of_counts() -> None:
    happened = np.array([[True, False, False, True], [True, False, True, True]])
    np.testing.assert_allclose(chances_of_counts(happened), [0.25, 0.25, 0.5])
    assert mean_count(chances_of_counts(happened)) == pytest.approx(happened.sum() / 4)
    low, high = central_interval(np.array([0.04, 0.9, 0.06]), 0.9)
    assert (int(low), int(high)) == (1, 2)


def test_persistence_is_beta_binomial() -> None:
    """With nothing but events its chance of none has the closed form of Jeffreys' prior."""
    all_months = np.ones(3, dtype=np.int8)
    b, a = 0.5, 3.5
    none = np.prod([(b + k) / (a + b + k) for k in range(3)])
    assert persistence(all_months, 3)[0] == pytest.approx(none)
    assert persistence(all_months, 3)[::-1] == pytest.approx(persistence(1 - all_months, 3))
    assert np.isnan(persistence(np.array([1, -1, -1], dtype=np.int8), 3)).all()


def test_a_level_of_effort_follows_the_months_and_forgets_them() -> None:
    busy, quiet = np.ones(60, dtype=np.int8), np.zeros(60, dtype=np.int8)
    means = {
        name: float(mean_count(level_of_effort(marks, [origin], [6])[6][0]))
        for name, marks, origin in (
            ("busy", busy, 60),
            ("quiet", quiet, 60),
            ("busy, years ago", busy, 300),
            ("nothing known", busy, 0),
        )
    }
    assert means["busy"] > means["busy, years ago"] > means["nothing known"] > means["quiet"]


def test_terms_end_by_constitution() -> None:
    assert votes_due(RECORD.to_month("2016-06"), 12) == {"washington": 6}
    assert term_end(RECORD.to_month("2024-12"), "seoul") is None


def test_all_of_it_is_plain_data() -> None:
    for finding in (small(), sim.forecast(last="1995-06", particles=2, worlds=20)):
        assert json.dumps(finding.data(), allow_nan=False)
        assert len(finding.first_screen()[0]) <= 4
    assert max(HORIZONS) == 12

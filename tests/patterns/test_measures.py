"""Each measure on a made-up history whose answer is known by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.claims import NOTHING, measures as m
from sim.analysis.patterns import named as statistics
from sim.analysis.patterns.named import severity
from sim.core.estimate.interval import mean_estimate
from sim.core.game.catalogue import MOVES
from sim.core.game.moves import (
    Ending,
    PyongyangDeed,
    PyongyangWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.outcomes.history import History, beliefs
from tests.patterns.made import months, told, value, world, worlds

SOFT = {"washington_word": WashingtonWord.TALKS, "pyongyang_word": PyongyangWord.OFFER}


def talking(*when: int, **more: float) -> History:
    """Return a world in which both are soft in some months."""
    return world(**{name: months(when, word, 2.0) for name, word in SOFT.items()}, **more)


def test_severity_adds_word_and_deed() -> None:
    h = world(washington_word=WashingtonWord.THREATEN, washington_deed=WashingtonDeed.DEPLOY)
    hard = {
        entry.name: entry.severity
        for menu in ("word", "deed")
        for entry in MOVES[f"washington.{menu}"]
    }
    assert (severity(h, "washington") == hard["threaten"] + hard["deploy"]).all()


def of_severity(
    monkeypatch: pytest.MonkeyPatch, name: str, series: np.ndarray, ends: int | None = None
) -> float:
    """Return the value of a claim about Washington's severity, where that is as given, `(months,
    worlds)`.
    """
    monkeypatch.setattr(statistics, "severity", lambda h, capital: series)
    each = world(len(series), ends)
    return value(name, worlds(*[each] * series.shape[1]))


def test_a_series_that_lasts_correlates_and_one_that_alternates_does_the_opposite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lasting = np.repeat([[1.0], [3.0], [1.0], [5.0]], 9, axis=0)
    alternating = np.tile([[1.0], [-1.0]], (18, 1))
    assert of_severity(monkeypatch, "act.steady.washington", lasting) > 0.8
    assert of_severity(monkeypatch, "act.steady.washington", alternating) == pytest.approx(-1.0)


def test_correlation_takes_no_pair_across_the_end_of_a_world(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = np.array([[1.0, 2.0, 1.0, 2.0, 99.0, 99.0]]).T
    assert of_severity(monkeypatch, "act.steady.washington", series, ends=3) == pytest.approx(-1.0)


def test_flips_count_pairs_from_soft_to_hard_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    series = np.array([[-1.0, 1.0, 0.5, -2.0, 3.0, 3.0, -1.0]]).T
    assert of_severity(monkeypatch, "act.flips.washington", series) == 3 / 6


def test_changes_of_course_leave_new_governments_out() -> None:
    h = world(6, washington_course=[0.0, 0.0, 1.0, 1.0, 2.0, 2.0])
    assert value("act.changes.washington", h) == 2 / 5
    assert value("act.changes.washington", h, offices=(2,)) == 1 / 4
    assert value("act.changes.washington", h, offices=(2, 50)) == 1 / 4


def test_spells_bridge_short_gaps_and_not_longer_ones() -> None:
    flags = np.array([[1, 0, 0, 1, 0, 0, 0, 1, 1]], dtype=bool).T
    assert m.spells(flags, 2) == [(0, 0, 3), (0, 7, 8)]
    assert m.spells(flags, 3) == [(0, 0, 8)]
    assert m.spells(np.zeros((4, 2), dtype=bool), 2) == []


def test_talks_have_ended_after_six_months_without() -> None:
    short, long, broken = talking(2, 3, 8), talking(*range(2, 20)), talking(2, 9)
    h = worlds(short, long, broken)
    assert m.talks(h).tolist() == [1.0, 1.0, 2.0]
    assert m.talks(h, ended=True).tolist() == [1.0, 0.0, 2.0]
    assert value("opening.ends", h) == 3 / 4


def test_talks_that_nobody_saw_end_do_not_count() -> None:
    late, cut_off = (
        talking(20),
        world(**{name: months((2,), word, 2.0) for name, word in SOFT.items()}, ends=9),
    )
    assert m.talks(worlds(late, cut_off)).tolist() == [0.0, 0.0]


def test_crises_are_counted_with_the_month_in_which_somebody_backs_down() -> None:
    tense = months((3, 4), 5.5, 2.0)
    h = world(tension=tense, pyongyang_yields=months((5,), 1.0))
    assert value("war.length", h) == 3.0


def test_wars_are_told_by_crisis_and_by_year_lived() -> None:
    fought = world(tension=months((2, 3), 6.0, 2.0), ends=3)
    peaceful = world(tension=months((2, 20), 6.0, 2.0))
    h = worlds(fought, peaceful)
    assert value("war.per_crisis", h) == pytest.approx(1 / 3)
    assert value("war.patience", h) == pytest.approx(12 / (4 + 36))
    assert value("war.crises", h) == pytest.approx(12 * 3 / (4 + 36))


def test_a_collapse_is_no_war() -> None:
    h = world(tension=months((2, 3), 6.0, 2.0), ends=3, how=Ending.COLLAPSE)
    assert value("war.per_crisis", h) == 0.0


def test_where_nothing_can_happen_there_is_no_number() -> None:
    for name in ("war.per_crisis", "war.calm", "learn.true.greedy"):
        assert told(name, world(9)).measured == replace(
            NOTHING, kind=told(name, world(9)).measured.kind
        )


def test_a_year_and_shares_count_live_months_only() -> None:
    h = world(12, ends=5, pyongyang_deed=PyongyangDeed.BIG_TEST)
    assert value("record.big", h) == 12.0
    assert value("record.tests", h) == 1.0
    assert m.share(m.tests(h), h.live).value == 1.0
    assert m.per_world(h.live).tolist() == [6.0]


def test_a_capital_is_on_a_course_in_live_months_only() -> None:
    h = world(8, ends=2, washington_course=WashingtonCourse.PREVENT)
    assert m.on(h, "washington", "prevent").sum() == 3
    assert m.on(h, "washington", "patience").sum() == 0


def test_beliefs_are_prior_times_likelihood() -> None:
    h = world(frozen_evidence__0=math.log(2.0))
    prior = np.array([h.number(f"prior_washington.{kim}") for kim in range(3)])
    weight = prior * [2.0, 1.0, 1.0]
    np.testing.assert_allclose(beliefs(h, "washington")[:, 5, 0], weight / weight.sum())
    seoul = np.array([h.number(f"prior_washington.{kim}") for kim in range(3)])
    np.testing.assert_allclose(beliefs(h, "seoul")[:, 5, 0], seoul / seoul.sum())


def test_doubt_is_none_when_sure_and_whole_when_nothing_is_known() -> None:
    assert m.doubt(np.array([1.0, 0.0, 0.0])) == 0.0
    assert m.doubt(np.full(3, 1 / 3)) == pytest.approx(1.0)


def test_the_records_own_path_is_quiet_talks_and_a_test() -> None:
    talks = {name: months(range(12, 16), word, 2.0) for name, word in SOFT.items()}
    deed = months((3, 30), PyongyangDeed.MISSILE_TEST, PyongyangDeed.HOLD)
    own = world(**talks, pyongyang_deed=deed)
    silent = world(pyongyang_deed=deed)
    tested = world(
        **talks, pyongyang_deed=months((15, 30), PyongyangDeed.BIG_TEST, PyongyangDeed.HOLD)
    )
    for_good = world(**talks)
    assert m.record_path(worlds(own, silent, tested, for_good)).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_distance_from_nothing_is_the_same_either_way() -> None:
    name = "lever.beijing.thaad_retaliation.sanction_pressure"
    low, high = (
        worlds(*(world(sanction_pressure=each + shift) for each in (0.0, 0.1, 0.4)))
        for shift in (0.2, 0.5)
    )
    up, down = told(name, high, low), told(name, low, high)
    assert up.measured.value == down.measured.value == pytest.approx(0.3)
    assert up.what.endswith("(from 0.367), either way")
    assert (up.holds, told(name, low, low).holds) == (True, False)


def test_a_slope_and_a_correlation_need_what_varies() -> None:
    x = np.array([0.0, 1.0, 2.0])
    assert m.slope(x, 1.0 - 2.0 * x) == -2.0
    assert m.correlation(x, 1.0 - 2.0 * x) == pytest.approx(-1.0)
    assert math.isnan(m.slope(np.ones(3), x))
    assert math.isnan(m.correlation(np.ones(3), x))


def test_the_jackknife_of_a_mean_is_students_interval() -> None:
    """With as many groups as worlds the jackknife of a mean is the standard error itself."""
    values = np.random.default_rng(3).normal(size=m.GROUPS)
    found, exact = (
        m.estimate_by_jackknife(m.GROUPS, lambda who: float(values[who].mean())),
        mean_estimate(values),
    )
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_one_world_gives_a_value_without_bounds() -> None:
    found = m.estimate_by_jackknife(1, lambda who: 4.0)
    assert (found.value, found.low, found.high) == (4.0, -math.inf, math.inf)


def test_a_quotient_of_shares_is_of_the_totals() -> None:
    hits, exposure = np.full(40, 2.0), np.full(40, 4.0)
    found = m.quotient(40, (hits, exposure), (hits, 2.0 * exposure))
    assert found.value == 2.0
    assert math.isnan(m.quotient(40, (hits, exposure), (0.0 * hits, exposure)).value)

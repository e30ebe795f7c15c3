"""The columns of crises: which months they hold, and what each says of who was on which course."""

import numpy as np
import pytest

from sim.core.game.moves import (
    BeijingDeed,
    PyongyangCourse,
    PyongyangDeed,
    WashingtonCourse,
    WashingtonDeed,
)
from sim.history.likelihood import (
    ODDS,
    Now,
    Parameters,
    World,
    council_shown,
    courses_shown,
    deed_shown,
    fade_type,
    learn_type,
    talks_shown,
)
from sim.history.record import load_record
from sim.history.sightings import FACTS, PLACES, STEP_HALVES, calendar_of, memory_of

RECORD = load_record()
P = Parameters()


def months_of(column: str) -> list[str]:
    """Return the months in which a column is above 0."""
    return [RECORD.months[row] for row in np.flatnonzero(RECORD.columns[column] > 0)]


def seen(**shown: float) -> Now:
    """Return a month that shows something."""
    now = Now()
    for name, value in shown.items():
        setattr(now.calendar, name, value)
    return now


def test_the_steps_of_the_two_nuclear_crises_stand_and_the_vetoes() -> None:
    assert {"1993-03", "1994-05", "2002-12", "2003-01", "2009-04"} <= set(months_of("treaty_steps"))
    assert months_of("vetoes") == ["2022-05", "2024-03"]
    assert len(months_of("treaty_steps")) == 20


def test_a_high_contact_is_a_contact_and_the_channel_of_2001_is_none() -> None:
    talks = RECORD.columns["us_talks"]
    assert (talks[RECORD.columns["us_talks_high"] > 0] > 0).all()
    assert not [month for month in months_of("us_talks_high") if month.startswith("2001")]
    assert {"2000-10", "2002-10", "2018-06"} <= set(months_of("us_talks_high"))


def test_a_month_in_doubt_is_unknown() -> None:
    row = RECORD.position("2004-09")
    assert np.isnan(RECORD.columns["us_measures"][row])
    assert calendar_of(RECORD)[row, PLACES.index("seen_measure")] == -1.0
    assert set(FACTS) <= set(PLACES)


ENGAGES, PRESSES = WashingtonCourse.ENGAGEMENT, WashingtonCourse.MAXIMUM_PRESSURE


def odds(now: Now) -> float:
    """Return the odds of brinkmanship over building that a month gives, under pressure."""
    brink, build = (
        courses_shown(course, PRESSES, now, P)
        for course in (PyongyangCourse.BRINKMANSHIP, PyongyangCourse.BUILD)
    )
    return brink / build


def test_a_step_speaks_for_the_brink_and_against_engagement() -> None:
    assert odds(seen(seen_step=1.0)) == pytest.approx(ODDS)
    assert odds(seen(seen_step=1.0, step_memory=1.0)) == pytest.approx(ODDS)
    assert odds(seen()) == 1.0
    engaged = courses_shown(PyongyangCourse.BRINKMANSHIP, ENGAGES, seen(seen_step=1.0), P)
    assert engaged < 0.2 * P.step_listed


def test_quiet_after_a_step_speaks_against_the_brink_until_it_is_forgotten() -> None:
    fresh, fading, long_ago = (
        odds(seen(seen_step=0.0, step_memory=memory)) for memory in (1.0, 0.5, 0.0)
    )
    assert fresh < fading < long_ago < 1.0
    assert long_ago > 0.9
    left = memory_of(np.arange(40) == 3)
    assert left[:4].tolist() == [0.0] * 4
    assert left[4] == 1.0
    assert left[4 + STEP_HALVES] == pytest.approx(0.5)


def test_a_meeting_of_leaders_speaks_for_charm() -> None:
    met = seen(seen_summit=1.0)
    charm, build = (
        courses_shown(course, PRESSES, met, P)
        for course in (PyongyangCourse.CHARM, PyongyangCourse.BUILD)
    )
    assert charm / build == pytest.approx(ODDS)
    row = calendar_of(RECORD)[:, PLACES.index("seen_summit")]
    assert row[RECORD.position("2018-06")] == row[RECORD.position("2007-10")] == 1.0
    assert (row[: RECORD.position("2006-01")] == -1.0).all()


def test_a_contact_of_the_working_level_speaks_less_for_talks_than_one_of_unknown_level() -> None:
    def for_talks(now: Now, charms: bool = False) -> float:
        return talks_shown(0, True, charms, now, P) / talks_shown(2, False, charms, now, P)

    low, high = seen(seen_talks=1.0, seen_high=0.0), seen(seen_talks=1.0, seen_high=1.0)
    assert for_talks(low) < for_talks(seen(seen_talks=1.0)) < for_talks(high)
    assert talks_shown(0, True, True, high, P) > 2.0 * talks_shown(0, True, False, high, P)
    assert talks_shown(0, True, False, seen(seen_talks=0.0, seen_high=0.0), P) == pytest.approx(
        talks_shown(0, True, False, seen(seen_talks=0.0), P)
    )
    # A contact within a year of a step is bargaining over it.
    bargained = seen(seen_talks=1.0, step_memory=0.6)
    assert for_talks(bargained) < 0.2 * for_talks(seen(seen_talks=1.0))


def test_what_was_learnt_of_a_type_fades() -> None:
    world = World()
    world.kim_odds = [0.9, 0.08, 0.02, 0.0, 0.0, 0.0]
    prior = [0.4, 0.3, 0.3, 0.0, 0.0, 0.0]
    before = np.log(world.kim_odds[0] / world.kim_odds[1]) - np.log(prior[0] / prior[1])
    fade_type(world, prior, P)
    after = np.log(world.kim_odds[0] / world.kim_odds[1]) - np.log(prior[0] / prior[1])
    assert after == pytest.approx((1.0 - P.type_fade) * before)
    assert sum(world.kim_odds) == pytest.approx(1.0)


def test_a_designation_speaks_for_sanctions_and_a_veto_for_a_shield() -> None:
    def shown(
        washington: WashingtonDeed, beijing: BeijingDeed, big: float, **facts: float
    ) -> float:
        return council_shown(washington, beijing, big, seen(**facts), P)

    hold, sanctions = WashingtonDeed.HOLD, WashingtonDeed.SANCTIONS
    aid, enforce = BeijingDeed.AID, BeijingDeed.ENFORCE_FULLY
    assert shown(sanctions, aid, 0.0, seen_measure=1.0) > 5 * shown(
        hold, aid, 0.0, seen_measure=1.0
    )
    veto = shown(sanctions, aid, 1.0, seen_veto=1.0)
    assert veto == pytest.approx(ODDS * shown(sanctions, enforce, 1.0, seen_veto=1.0))
    assert veto == pytest.approx(ODDS * shown(sanctions, aid, 0.0, seen_veto=1.0))


def test_branches_test_beside_building_alone_and_by_the_arsenal() -> None:
    test = seen(seen_test=1.0)
    build, hold = PyongyangDeed.BUILD, PyongyangDeed.HOLD
    chances = [deed_shown(build, arsenal, test, P) for arsenal in (0.0, 0.5, 1.0)]
    plain = deed_shown(hold, 1.0, test, P)
    assert chances[0] == pytest.approx(plain)
    np.testing.assert_allclose(np.diff(chances), 0.5 * 0.98 * 0.4 * P.big_listed**0)
    assert deed_shown(hold, 0.0, test, P) == plain


def test_evidence_on_a_type_counts_by_its_power() -> None:
    world = World()
    world.kim_odds = [0.5, 0.25, 0.25, 0.0, 0.0, 0.0]
    learn_type(world, [0.8, 0.1, 0.0, 0.0, 0.0, 0.0], P)
    wanted = np.array([0.5 * 0.8**0.3, 0.25 * 0.1**0.3, 0.0])
    np.testing.assert_allclose(world.kim_odds[:3], wanted / wanted.sum())

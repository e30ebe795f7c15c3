"""The columns of crises: which months they hold, and what each says of who was on which course."""

import numpy as np
import pytest

from sim.core.game.moves import BeijingDeed, PyongyangCourse, PyongyangDeed, WashingtonDeed
from sim.history.likelihood import (
    Now,
    Parameters,
    World,
    council_shown,
    deed_shown,
    learn_type,
    step_shown,
    talks_shown,
)
from sim.history.record import load_record
from sim.history.sightings import FACTS, PLACES, calendar_of

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


def test_a_step_speaks_for_the_brink_and_its_absence_hardly_against_it() -> None:
    brink, build = PyongyangCourse.BRINKMANSHIP, PyongyangCourse.BUILD
    step, none = seen(seen_step=1.0), seen(seen_step=0.0)
    assert step_shown(brink, step, P) / step_shown(build, step, P) == pytest.approx(150.0)
    assert step_shown(brink, none, P) / step_shown(build, none, P) > 0.8
    assert step_shown(brink, seen(), P) == 1.0


def test_a_contact_of_the_working_level_speaks_less_for_talks_than_one_of_unknown_level() -> None:
    def odds(now: Now) -> float:
        return talks_shown(0, True, now, P) / talks_shown(2, False, now, P)

    low, high = seen(seen_talks=1.0, seen_high=0.0), seen(seen_talks=1.0, seen_high=1.0)
    assert odds(low) < odds(seen(seen_talks=1.0)) / 2.0 < odds(high)
    assert talks_shown(0, True, seen(seen_talks=0.0, seen_high=0.0), P) == pytest.approx(
        talks_shown(0, True, seen(seen_talks=0.0), P)
    )


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
    assert veto > 40 * shown(sanctions, enforce, 1.0, seen_veto=1.0)
    assert veto > 40 * shown(sanctions, aid, 0.0, seen_veto=1.0)


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

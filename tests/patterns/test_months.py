"""Months that a historian would find implausible, on made-up histories."""

from __future__ import annotations

import math

import pytest

from sim.core.game.moves import (
    BeijingCourse,
    Ending,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    WashingtonCourse,
    WashingtonDeed,
)
from tests.patterns.made import months, value, world, worlds

CHARM, BUILD = PyongyangCourse.CHARM, PyongyangCourse.BUILD
BIG, HOLD = PyongyangDeed.BIG_TEST, PyongyangDeed.HOLD


@pytest.mark.parametrize(("engages", "answered"), [(10, 1.0), (13, 1.0), (14, 0.0)])
def test_a_turn_is_answered_within_three_months(engages: int, answered: float) -> None:
    turn = months(range(10, 36), CHARM, BUILD)
    talks = months(range(engages, 36), WashingtonCourse.ENGAGEMENT, WashingtonCourse.PATIENCE)
    assert (
        value("opening.answered", world(pyongyang_course=turn, washington_course=talks)) == answered
    )


def test_who_engages_already_answers_no_turn() -> None:
    turn = months(range(10, 36), CHARM, BUILD)
    assert math.isnan(
        value(
            "opening.answered",
            world(pyongyang_course=turn, washington_course=WashingtonCourse.ENGAGEMENT),
        )
    )


def test_the_longest_pause_is_told_of_worlds_that_live() -> None:
    tests = [world(pyongyang_deed=months((at,), BIG, HOLD)) for at in (10, 20, 30)]
    assert value("opening.pause", worlds(*tests, world(ends=3))) == 25.0  # of 25, 20 and 30 months


def test_rounds_count_where_they_follow_one_another() -> None:
    three, apart = (
        world(un_round_ago=months((4, 5, 6), 0.0, 5.0)),
        world(un_round_ago=months((4, 6, 8), 0.0, 5.0)),
    )
    assert value("plausible.rounds.two", worlds(three, apart)) == 0.5
    assert value("plausible.rounds.four", worlds(three, apart)) == 0.0


@pytest.mark.parametrize(("acts", "silent"), [((), 1.0), ((3,), 0.0)])
def test_silence_under_tests_is_nine_months_of_it(acts: tuple[int, ...], silent: float) -> None:
    h = world(
        9,
        pyongyang_deed=months((0, 2, 4, 6), BIG, HOLD, 9),
        washington_deed=months(acts, WashingtonDeed.SANCTIONS, WashingtonDeed.HOLD, 9),
    )
    assert value("plausible.silence", h) == silent


def test_a_collapse_without_hunger_is_counted() -> None:
    fed, hungry = (world(ends=5, how=Ending.COLLAPSE, economy=y) for y in (-0.02, -0.12))
    assert value("plausible.fed", worlds(fed, hungry, world())) == 1.0
    assert value("beijing.collapse.hunger", worlds(hungry, hungry, world())) == pytest.approx(-0.12)


@pytest.mark.parametrize(
    ("tension", "quiet", "calm"), [(3.0, 8.0, 1.0), (4.5, 8.0, 0.0), (3.0, 2.0, 0.0)]
)
def test_prevention_in_calm_needs_low_tension_and_quiet(
    tension: float, quiet: float, calm: float
) -> None:
    turn = months(range(9, 36), WashingtonCourse.PREVENT, WashingtonCourse.PATIENCE)
    assert (
        value(
            "plausible.prevention.calm", world(washington_course=turn, tension=tension, quiet=quiet)
        )
        == calm
    )


def test_pressing_the_soft_is_a_turn_within_three_months_of_a_soft_word() -> None:
    soft = {
        "pyongyang_course": CHARM,
        "pyongyang_word": months((5,), PyongyangWord.TALKS, PyongyangWord.SILENCE),
    }
    for at, share in ((7, 1 / 3), (9, 0.0)):
        turn = months(range(at, 36), WashingtonCourse.MAXIMUM_PRESSURE, WashingtonCourse.PATIENCE)
        assert value("plausible.pressing", world(washington_course=turn, **soft)) == pytest.approx(
            share
        )


def test_a_big_test_under_patience_is_answered_this_month_or_the_next() -> None:
    for at, answered in ((8, 1.0), (9, 1.0), (10, 0.0)):
        deeds = months((at,), WashingtonDeed.SANCTIONS, WashingtonDeed.HOLD)
        assert (
            value(
                "answer.test.patience",
                world(pyongyang_deed=months((8,), BIG, HOLD), washington_deed=deeds),
            )
            == answered
        )


def test_shielding_in_hunger_is_told_as_a_ratio() -> None:
    """A hungry Beijing turns to shield in one month of two, a fed one in one of four."""
    shield = [BeijingCourse.BALANCE] * 5
    hungry = [
        world(5, economy=-0.2, beijing_course=[*shield[:k], *[BeijingCourse.SHIELD] * (5 - k)])
        for k in (2, 2)
    ]
    fed = [
        world(5, beijing_course=[*shield[:k], *[BeijingCourse.SHIELD] * (5 - k)]) for k in (4, 4)
    ]
    assert value("beijing.hunger", worlds(*hungry, *fed)) == pytest.approx(2.0)

"""No entry of a list decides alone: it moves no course by odds above ten."""

from copy import deepcopy
from dataclasses import replace

import pytest

from sim.core.game.catalogue import CAPITALS
from sim.core.game.conduct import exercises_due, find_chances_of_others
from sim.core.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.core.game.world import Moves
from sim.history.likelihood import ODDS, Parameters, Sums, draw_pyongyang, sum_out
from tests.for_each import for_each
from tests.likelihood.support import OBSERVED, Case, cases

COURSES = dict(
    zip(CAPITALS, (WashingtonCourse, BeijingCourse, PyongyangCourse, SeoulCourse), strict=True)
)
GIVEN = {"seen_big": "seen_test", "seen_high": "seen_talks"}
"""Entries that are read only where another one is a yes."""


def chance_of(case: Case, **shown: float) -> float:
    """Return the chance of a month that shows only this."""
    world, now, sums, moves = deepcopy(case.world), deepcopy(case.now), Sums(), Moves()
    for name in OBSERVED:
        setattr(now.calendar, name, shown.get(name, -1.0))
    find_chances_of_others(moves, world, exercises_due(now), now, case.p)
    sum_out(sums, moves, world, now, case.p)
    draw_pyongyang(world, moves, sums, now, case.p)
    return world.seen_chance


@for_each("name", OBSERVED)
def test_no_entry_moves_a_course_by_odds_above_ten(name: str) -> None:
    given = {GIVEN[name]: 1.0} if name in GIVEN else {}
    for case in cases()[:6]:
        for capital, courses in COURSES.items():
            for value in (0.0, 1.0):
                chances = []
                for course in courses:
                    own = replace(deepcopy(case), p=Parameters())
                    setattr(own.world, f"{capital}_course", course)
                    before = chance_of(own, **given) if given else 1.0
                    chances.append(chance_of(own, **given, **{name: value}) / before)
                assert max(chances) <= ODDS * min(chances) * (1.0 + 1e-9), (capital, value, chances)


def test_an_entry_that_is_not_known_changes_nothing() -> None:
    for case in cases()[:6]:
        assert chance_of(case) == pytest.approx(1.0)

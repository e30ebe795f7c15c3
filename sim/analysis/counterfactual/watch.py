"""Watching one world month by month: what each capital faced, expected and chose from, by the rules themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sim.engine.luck import LEAST
from sim.game.capitals.pyongyang import lean_of_pyongyang
from sim.game.capitals.washington import lean_of_washington
from sim.game.catalogue import CAPITALS
from sim.game.conduct import exercises_due, find_chances
from sim.game.language import Row, copy_of
from sim.game.month import act, open_month
from sim.game.moves import Ending
from sim.game.numbers import Numbers
from sim.game.policies import COURSE_MENUS
from sim.game.reviews import (
    courses_of_beijing,
    courses_of_pyongyang,
    courses_of_seoul,
    courses_of_washington,
    prospects_of_pyongyang,
    prospects_of_washington,
    settle_courses,
    valued,
    weighed_by_beijing,
    weighed_by_seoul,
)
from sim.game.rules.war import ACCIDENTS_FROM
from sim.game.world import Moves, Now, World
from sim.study.one_world import REVIEWS, OneWorld

MOST: Final = 1.0 - 2.0**-53
"""The largest uniform below 1: what needs a small one does not happen."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a capital weighs at a review, a number for each of its courses.

    `reasons` are log-odds before anything is expected of a course, and before the inertia of the present one. `worth`
    is what each course is expected to bring a month, empty for Beijing and Seoul, which go by reasons alone. `risk` is
    the risk of war a month that Washington reckons with.
    """

    reasons: tuple[float, ...]
    worth: tuple[float, ...]
    chances: tuple[float, ...]
    risk: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One month of a world.

    `before` is the world at its start, `opened` once governments are in office, `chosen` with this month's courses in
    force, when all choose, and `after` at its end. `spared` is the world on which war was settled in a month of danger:
    the end of the month, had both stood firm and luck spared it. `reviews` holds what was weighed, by capital.
    """

    number: int
    now: Now
    before: World
    opened: World
    chosen: World
    chances: Moves
    after: World
    spared: World | None
    p: Numbers
    reviews: dict[str, Weighed]


def watch(one: OneWorld) -> list[Page]:
    """Play a world to its end, and return a page for every month; the world is the one that nobody watches."""
    pages: list[Page] = []
    while not one.over:
        pages.append(watched_month(one))
    return pages


def watched_month(one: OneWorld) -> Page:
    """Play a month in the order of `sim.game.month`, and look on before each choice."""
    world, now, p, number = one.state, one.now(), one.p, one.month
    before = copy_of(world)
    open_month(world, now, p)
    opened = copy_of(world)
    reviews: dict[str, Weighed] = {}
    for capital in CAPITALS:
        is_due, review = REVIEWS[capital]
        if is_due(world, now, p):
            reviews[capital] = WEIGHING[capital](world, now, p)
            review(world, now, p)
    settle_courses(world, now, p)
    chosen, chances = copy_of(world), Moves()
    find_chances(chances, world, exercises_due(now), now, p)
    act(world, now, p)
    one.month += 1
    after = copy_of(world)
    faced_war = spared(chosen, now, p) if in_danger(after) else None
    return Page(number, now, before, opened, chosen, chances, after, faced_war, p, reviews)


def in_danger(after: World) -> bool:
    """Tell whether a world could end in a month, or somebody backed down, as its end shows."""
    backed_down = after.washington_yields or after.pyongyang_yields
    return backed_down or after.tension >= ACCIDENTS_FROM or after.ending != Ending.NONE


def spared(chosen: World, now: Now, p: Numbers) -> World:
    """Return the end of a month in which both stand firm at the brink and luck spares the world."""
    world = copy_of(chosen)
    luck = replace(
        now.luck, stand_washington=LEAST, stand_pyongyang=LEAST,
        strike=MOST, attack=MOST, clash=MOST, accident=MOST, collapse=MOST,
    )  # fmt: skip
    act(world, replace(now, luck=luck), p)
    return world


def of_menu(capital: str, row: Row) -> tuple[float, ...]:
    """Return the places of a row that are courses of a capital."""
    return tuple(row[: len(COURSE_MENUS[capital])])


def washington_weighs(world: World, now: Now, p: Numbers) -> Weighed:
    """Return what Washington weighs at a review."""
    lean, worth = lean_of_washington(world, now, p), prospects_of_washington(world, now, p)
    chances = courses_of_washington(world, valued(lean, worth, p), p)
    return Weighed(of_menu("washington", lean), of_menu("washington", worth), of_menu("washington", chances), worth[4])


def pyongyang_weighs(world: World, now: Now, p: Numbers) -> Weighed:
    """Return what Pyongyang weighs at a review."""
    lean, worth = lean_of_pyongyang(world, p), prospects_of_pyongyang(world, now, p)
    chances = courses_of_pyongyang(world, valued(lean, worth, p), p)
    return Weighed(of_menu("pyongyang", lean), of_menu("pyongyang", worth), of_menu("pyongyang", chances))


def beijing_weighs(world: World, now: Now, p: Numbers) -> Weighed:
    """Return what Beijing weighs at a review, the North's economy as it sees it."""
    reasons = weighed_by_beijing(world, now, p)
    return Weighed(of_menu("beijing", reasons), (), of_menu("beijing", courses_of_beijing(world, reasons, p)))


def seoul_weighs(world: World, now: Now, p: Numbers) -> Weighed:
    """Return what Seoul weighs at a review."""
    reasons = weighed_by_seoul(world, p)
    return Weighed(of_menu("seoul", reasons), (), of_menu("seoul", courses_of_seoul(world, reasons, p)))


WEIGHING: Final[dict[str, Callable[[World, Now, Numbers], Weighed]]] = {
    "washington": washington_weighs,
    "beijing": beijing_weighs,
    "pyongyang": pyongyang_weighs,
    "seoul": seoul_weighs,
}

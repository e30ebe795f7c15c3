"""Two courses, six months: the likelihood over all paths of the game, and the filter's estimate of
it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.core.engine.records import fill_record, flat, names_of
from sim.core.game import conduct, month as game, reviews
from sim.core.game.language import copy_of
from sim.core.game.moves import BeijingCourse, SeoulCourse
from sim.history import likelihood as given
from sim.history.filter import Clouds
from sim.history.likelihood import (
    Now,
    World,
    council_shown,
    deed_shown,
    is_soft,
    korea_shown,
    talks_shown,
)

from .support import Branch, chance_of, every_way, log_likelihood, months_of, numbers_of

NEVER = -500.0


def only(table: str, size: int, *allowed: int) -> dict[str, float]:
    """Leave only some moves of a menu, on every course."""
    shut = (move for move in range(size) if move not in allowed)
    return {f"{table}.{course}.{move}": NEVER for move in shut for course in range(4)}


SMALL = (
    only("washington_words", 5, 2)
    | only("washington_deeds", 4, 1)
    | only("beijing_words", 4, 2)
    | only("beijing_deeds", 4, 1)
    | only("pyongyang_words", 4, 2)
    | only("pyongyang_deeds", 6, 2, 3)
    | only("seoul_words", 3, 1)
    | only("seoul_deeds", 5, 1)
    | {f"precision.{kim}": 1.0 for kim in range(3)}
    | {"review_rate_washington": 0.0}
    | {f"pyongyang_lean.{course}": -30.0 for course in (2, 3)}
    | {f"beijing_lean.{course}": -30.0 for course in (0, 2, 3)}
    | {f"seoul_lean.{course}": -30.0 for course in (0, 1)}
    | {f"start_pyongyang_course.{course}": float(course == 0) for course in range(4)}
    | dict.fromkeys(
        (
            "tension_noise",
            "blur",
            "type_drift",
            "relation_drift",
            "collapse",
            "start_tension",
        ),
        0.0,
    )
    | {
        "leverage_low": 0.5,
        "leverage_high": 0.5,
        "review_base": 0.35,
        "inertia": 0.4,
        "test_missed": 0.0,
        "test_false": 0.3,
        "branches": 0.0,
        "type_evidence": 1.0,
        "type_fade": 0.0,
        "kim_chance.0": 0.6,
        "kim_chance.1": 0.4,
        "kim_chance.2": 0.0,
        "pyongyang_deeds.0.3": 1.8,
        "pyongyang_deeds.1.3": -0.8,
    }
)
"""Pyongyang builds or is on the brink, and tests or does not; a test is always listed, and others
are in its place.
"""

TESTS = (0.0, 1.0, 0.0, 0.0, -1.0, 0.0)
CALENDAR = months_of(
    *({"month": float(k), "month_of_year": k + 4.0, "seen_test": s} for k, s in enumerate(TESTS))
)


def now_of(row: Any) -> Now:
    now = Now()
    fill_record(now.calendar, row)
    now.orders.beijing_course = BeijingCourse.BALANCE  # where the bans leave them at reviews too
    now.orders.seoul_course = SeoulCourse.HARD_LINE
    return now


def begun(branch: Branch | None, begin: Any, p: Any, patch: pytest.MonkeyPatch) -> World:
    world = World()
    with patch.context() as inside:
        for place in (game, conduct) if branch else ():
            inside.setattr(place, "drawn", branch.drawn)
        begin(world, Now(), p)
    return world


def merged(ways: Iterable[tuple[float, World]]) -> list[tuple[float, World]]:
    """Return ways of which no two come to the same world."""
    found: dict[tuple[float, ...], tuple[float, World]] = {}
    for chance, world in ways:
        state = tuple(flat(world))
        found[state] = (chance + found.get(state, (0.0, world))[0], world)
    return list(found.values())


def seen(world: Any, now: Now, p: Any, big: float) -> float:
    """Return the chance of what a month showed, given the words and deeds that a world of the game
    did.
    """
    soft = is_soft(world.pyongyang_word)
    chance = deed_shown(world.pyongyang_deed, world.arsenal, now, p) * talks_shown(
        world.washington_word, soft, now, p
    )
    chance *= korea_shown(world.seoul_word, world.seoul_deed, soft, False, now, p)
    return chance * council_shown(world.washington_deed, world.beijing_deed, big, now, p)


PROSPECTS = reviews.prospects_of_pyongyang


@cache
def prospects(state: tuple[float, ...]) -> list[float]:
    """Return what each course is worth to Pyongyang: the dear part of a review, the same on many
    paths.
    """
    return PROSPECTS(fill_record(World(), state), Now(), numbers_of(SMALL))


def through(
    branch: Branch, module: Any, world: World, now: Now, p: Any, patch: pytest.MonkeyPatch
) -> Any:
    """Take a world through a month of a game in which a branch says whether Pyongyang reviews, and
    what is drawn.
    """
    after = copy_of(world)
    asked = reviews.pyongyang_reviews

    def reviewed(world: Any, now: Now, p: Any) -> bool:
        chance = chance_of(asked, "review_pyongyang", world, now, p)
        return bool(branch.choose([1.0 - chance, chance if chance > 1e-12 else 0.0]))

    with patch.context() as inside:
        for place in (game, given, conduct, reviews):
            if hasattr(place, "drawn"):
                inside.setattr(place, "drawn", branch.drawn)
            if hasattr(place, "prospects_of_pyongyang"):
                inside.setattr(
                    place,
                    "prospects_of_pyongyang",
                    lambda world, now, p: prospects(tuple(flat(world))),
                )
            if hasattr(place, "pyongyang_reviews"):
                inside.setattr(place, "pyongyang_reviews", reviewed)
        module.month(after, now, p)
    return after


def by_the_game(p: Any, patch: pytest.MonkeyPatch) -> float:
    """Return the likelihood of all paths of the game, each with the chance that the lists show it
    so.
    """

    def rest(world: World, month: int) -> float:
        if month == len(TESTS):
            return 1.0
        now, total = now_of(CALENDAR[month]), 0.0
        for chance, after in merged(
            every_way(lambda branch: through(branch, game, world, now, p, patch))
        ):
            likely = seen(after, now, p, world.big_test)
            if likely > 0.0:
                total += chance * likely * rest(after, month + 1)
        return total

    return sum(
        c * rest(world, 0)
        for c, world in every_way(lambda branch: begun(branch, game.begin, p, patch))
    )


def by_the_likelihood(p: Any, patch: pytest.MonkeyPatch) -> float:
    """Return the likelihood of all draws of particles, each with the chance that it had what was
    seen.
    """

    def rest(world: World, month: int) -> float:
        if month == len(TESTS):
            return 1.0
        now = now_of(CALENDAR[month])
        ways = merged(every_way(lambda branch: through(branch, given, world, now, p, patch)))
        return sum(chance * after.seen_chance * rest(after, month + 1) for chance, after in ways)

    return rest(begun(None, given.begin, p, patch), 0)


def test_the_likelihood_of_two_courses_equals_that_of_all_paths_of_the_game(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The filter's own rules, summed over all their draws, are exact; its estimate by few particles
    is unbiased.
    """
    p = numbers_of(SMALL)
    exact = by_the_game(p, monkeypatch)
    assert 1e-4 < exact < 0.5
    assert abs(by_the_likelihood(p, monkeypatch) - exact) < 1e-8 * exact
    vectors = 1000
    numbers = {"test_false": np.full(vectors, SMALL["test_false"])}
    clouds = Clouds.before(numbers, {}, SMALL, particles=5, seed=4)
    estimates = np.exp(log_likelihood(clouds, CALENDAR).sum(axis=0))
    error = estimates.std(ddof=1) / np.sqrt(vectors)
    assert error > 1e-3 * exact
    assert abs(estimates.mean() - exact) < 3.0 * error
    assert set(names_of(type(p))) >= set(SMALL)

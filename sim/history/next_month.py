"""What would change the mind: what each thing that next month may show would make of Pyongyang's course and of Kim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.arrays import Floats, exp, inner, weighted_sum
from sim.history.beliefs import courses_with_types, held_by, spread
from sim.history.filter import Clouds
from sim.history.kept_posterior import Still
from sim.history.sightings import PLACES
from sim.study.estimate.interval import Estimate

TESTS: Final = {
    "no test": {"seen_test": 0.0, "seen_big": 0.0}, "a test": {"seen_test": 1.0, "seen_big": 0.0},
    "a big test": {"seen_test": 1.0, "seen_big": 1.0},
}  # fmt: skip
TALKS: Final = {"no talks": {"seen_talks": 0.0}, "talks": {"seen_talks": 1.0}}
SIGHTS: Final = {
    f"{test}, {talk}": seen | heard for test, seen in TESTS.items() for talk, heard in TALKS.items()
}  # fmt: skip
"""What the next month may show of tests and of talks; all else is left open."""


@dataclass(frozen=True)
class Sight:
    """One thing that next month may show: how likely it is, and what would then be held.

    `after` are the chances of ITEMS, `moved` is the share of belief in Pyongyang's course and type of Kim that would
    move, from 0 to 1.
    """

    name: str
    chance: Estimate
    after: list[Estimate]
    moved: Estimate

    @property
    def weighed(self) -> float:
        """The belief that would move, times the chance that it does."""
        return self.moved.value * self.chance.value


def sights(sampler: Still, open_month: Floats) -> list[Sight]:
    """Return what the month after the last one read may show, what moves the mind most first.

    `open_month` is that month's row of the calendar, `(1, places)`, in which nothing is known. Chances are given that
    there is no war and no collapse. What no set of numbers gives any chance is left out.
    """
    clouds, weight = sampler.clouds, sampler.weight
    before = courses_with_types(clouds)
    branches = {name: branch(clouds, open_month, seen, sampler.jobs) for name, seen in SIGHTS.items()}
    all_chances = sum(chance for _, chance in branches.values())
    total = inner(weight, np.asarray(all_chances))
    found = []
    for name, (after, chance) in branches.items():
        given = weight * chance
        if given.sum() == 0.0:
            continue
        own = spread((chance / np.where(all_chances > 0.0, all_chances, 1.0))[:, None], weight)[0]
        own = around(own, float(given.sum()) / total)
        given = given / given.sum()
        held = courses_with_types(after)
        moved = spread(distance(before, held)[:, None], given)[0]
        moved = around(moved, float(distance(weighted_sum(before, weight), weighted_sum(held, given))))
        found.append(Sight(name, own, spread(held_by(after), given), moved))
    return sorted(found, key=lambda sight: -sight.moved.value)


def branch(clouds: Clouds, open_month: Floats, seen: dict[str, float], jobs: int) -> tuple[Clouds, Floats]:
    """Return clouds that have read a month with these entries, and the chance of them by set, `(sets,)`."""
    row = open_month.copy()
    for name, value in seen.items():
        row[0, PLACES.index(name)] = value
    # The arrays of clouds are replaced as they read, never written to, but for those of their own.
    after = replace(clouds)
    return after, exp(after.read(row, jobs))


def distance(one: Floats, other: Floats) -> Floats:
    """Return the total variation between chances along the last axis.

    >>> float(distance(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])))
    0.25
    """
    return np.asarray(np.abs(one - other).sum(axis=-1) / 2.0)


def around(estimate: Estimate, value: float) -> Estimate:
    """Return an estimate with another middle, its interval as wide as it must be to hold it."""
    return replace(estimate, value=value, low=min(estimate.low, value), high=max(estimate.high, value))

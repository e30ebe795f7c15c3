"""What a capital does under a policy: courses, words and deeds, month by month and over a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.game.catalogue import COURSES, MOVES
from sim.study.run.worlds import run
from sim.study.scenario import Scenario

MOST_WORLDS: Final = 2000
"""Worlds whose months are played again: enough for a picture of shares."""

KINDS: Final = ("course", "word", "deed")


def names_of(capital: str, kind: str) -> tuple[str, ...]:
    """Return the labels of the courses, words or deeds of a capital, in the order of their menu."""
    found = COURSES[capital] if kind == "course" else MOVES[f"{capital}.{kind}"]
    return tuple(item.label for item in found)


@dataclass(frozen=True, eq=False)
class Conduct:
    """What a capital does: `by_month[kind]` is the share of living worlds, `(months, menu)`, NaN once none lives.

    `by_world[kind]` is the share of its months, `(menu, worlds)`. A kind is a course, a word or a deed.
    """

    capital: str
    by_month: Mapping[str, Floats]
    by_world: Mapping[str, Floats]

    @property
    def worlds(self) -> int:
        """How many worlds were played."""
        return int(self.by_world["course"].shape[1])


def conduct_of(scenario: Scenario, capital: str, worlds: int, seed: int, jobs: int = 1) -> Conduct:
    """Play the first worlds of a scenario and return what a capital does in them."""
    played = run(
        scenario, min(worlds, MOST_WORLDS), seed, jobs=jobs, record=[f"{capital}.{kind}" for kind in KINDS[1:]]
    )
    done = {"course": played.courses[capital]} | {kind: played.actions[f"{capital}.{kind}"] for kind in KINDS[1:]}
    by_month, by_world = {}, {}
    for kind, moves in done.items():
        each = np.stack([moves == place for place in range(len(names_of(capital, kind)))])
        lived = moves >= 0
        with np.errstate(invalid="ignore"):
            by_month[kind] = (each.sum(axis=2) / lived.sum(axis=1)).T
        by_world[kind] = each.sum(axis=1) / lived.sum(axis=0)
    return Conduct(capital, by_month, by_world)

"""Functions in plain Python that are asked in the one world of a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import finalize

import numpy as np

from sim.engine.outside import Asked, Mind, Outside
from sim.engine.own import Kind, menus_of
from sim.engine.records import hints_of
from sim.errors import DataProblem, UsageProblem
from sim.game.language import copy_of
from sim.game.view import View
from sim.game.world import World

FIELDS: Final = tuple(hints_of(View))
HERE: Final = np.zeros(1, np.int64)
"""The place of the one world."""


@dataclass(frozen=True)
class AskedHere:
    """The functions that are asked in one world, each in a process of its own that ends with this."""

    minds: tuple[tuple[Asked, Mind], ...]

    @classmethod
    def of(cls, outside: Outside | None) -> AskedHere:
        """Begin with those that a job asks; raises UsageProblem for a program at a seat."""
        check_told(outside)
        return cls(tuple((each, each.sit()) for each in (outside.functions if outside else ())))

    def __post_init__(self) -> None:
        for _, mind in self.minds:
            finalize(self, mind.close)

    def ask(self, kind: Kind, capital: str | None, month: int, world: World, play: Callable[[World], None]) -> None:
        """Let functions choose, those of one capital or of all, and write it down for the rules that stand in for them.

        What each sees is found by playing on with a copy of the world. Raises DataProblem where one fails.
        """
        for asked, mind in self.minds:
            if asked.kind != kind or capital not in (None, asked.capital):
                continue
            memory = f"{asked.capital}_memory"
            kept = getattr(world, memory)
            kept.asked = 0.0
            tried = copy_of(world)
            play(tried)
            seen = getattr(tried, memory)
            if seen.asked != 1.0:
                continue
            row = np.array([[float(getattr(seen, f"seen_{name}"))] for name in FIELDS])
            choice, errors = mind.choose(month, HERE, row)
            if errors:
                raise DataProblem(f"the world fails: {errors[0]}", f"policy of {asked.capital}", "Mend the policy.")
            places = ("course",) if kind == "course" else ("word", "deed")
            for place, menu, value in zip(places, menus_of(asked.capital, kind), choice[:, 0].tolist(), strict=True):
                setattr(kept, place, menu(value))


def check_told(outside: Outside | None) -> None:
    """Refuse a program at a seat of a world that is told month by month; raises UsageProblem."""
    if outside is not None and outside.table is not None:
        raise UsageProblem(
            "a program at a seat cannot be asked in a world that is told month by month", "policy",
            "Name a policy or a function; sim tournament plays programs, and keeps what they said.",
        )  # fmt: skip

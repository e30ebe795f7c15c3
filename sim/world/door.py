"""The one door through which a move is imposed or a piece of luck replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Ints
from ..errors import UsageProblem, nearest
from .actions import ACTIONS
from .luck import LEAST, SLOT


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number of at least 0, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= 0


def check_place(month: object, worlds: object) -> None:
    """Raise UsageProblem unless a month and the worlds, if any are named, are whole numbers."""
    if not is_whole(month):
        raise UsageProblem(f"the month is {month!r}", "month", "Give a whole number; 0 is the first month.")
    if worlds is not None and not (isinstance(worlds, tuple) and all(is_whole(world) for world in worlds)):
        raise UsageProblem(f"the worlds are {worlds!r}", "worlds", "Give a tuple of world numbers, or None for all.")


@dataclass(frozen=True, slots=True)
class ImposedMove:
    """A capital makes a move in a month (0 is the first), in some worlds by number, or in all.

    A war move is imposed only where it is feasible; elsewhere the capital chooses for itself.
    """

    capital: str
    month: int
    move: str
    worlds: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        check_place(self.month, self.worlds)
        known = [action.name for action in ACTIONS.get(self.capital, ())]
        if self.move not in known:
            where = f"{self.capital}, month {self.month}"
            raise UsageProblem(
                f"there is no move '{self.move}' of '{self.capital}'",
                where,
                f"Use a known move.{nearest(str(self.move), known)}",
            )


@dataclass(frozen=True, slots=True)
class ReplacedLuck:
    """A slot of luck has a given uniform in a month, in some worlds by number, or in all."""

    month: int
    slot: str
    value: float
    worlds: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        check_place(self.month, self.worlds)
        if self.slot not in SLOT:
            raise UsageProblem(
                f"there is no slot of luck '{self.slot}'",
                f"month {self.month}",
                f"Use a known slot.{nearest(str(self.slot), SLOT)}",
            )
        if not isinstance(self.value, float) or not LEAST <= self.value < 1.0:
            raise UsageProblem(
                f"luck is {self.value!r}",
                f"month {self.month}, {self.slot}",
                "Give a number above 0 and below 1.",
            )


Intervention = ImposedMove | ReplacedLuck


def within_horizon(interventions: Sequence[Intervention], months: int) -> tuple[Intervention, ...]:
    """Return the interventions; raises UsageProblem for one in a month that is not played."""
    for item in interventions:
        if not 0 <= item.month < months:
            where = f"month {item.month} of a scenario of {months} months"
            raise UsageProblem(
                "an intervention falls outside the horizon", where, f"Give a month from 0 to {months - 1}."
            )
    return tuple(interventions)


def positions(worlds: tuple[int, ...] | None, numbers: Ints) -> Ints:
    """Return where in a batch some worlds stand; worlds that are not in the batch are passed over."""
    if worlds is None:
        return np.arange(numbers.size)
    return np.flatnonzero(np.isin(numbers, np.asarray(worlds)))


def imposed(interventions: Sequence[Intervention], month: int) -> list[ImposedMove]:
    """Return the moves that are imposed in a month."""
    return [item for item in interventions if isinstance(item, ImposedMove) and item.month == month]


def replaced(interventions: Sequence[Intervention], month: int) -> list[ReplacedLuck]:
    """Return the luck that is replaced in a month."""
    return [item for item in interventions if isinstance(item, ReplacedLuck) and item.month == month]

"""Interventions on worlds while they are played: moves, courses, random draws and levers, in some
worlds or in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.errors import UsageProblem, check_known
from sim.core.engine import LEVERS as LEVER_FIELDS, ORDERS, SLOTS
from sim.core.engine.job import FREE
from sim.core.game.catalogue import CAPITALS, menu_names
from sim.core.game.levers import LEVERS

Sheet = npt.NDArray[Any]
Worlds = tuple[int, ...] | None
"""Worlds by number, or None for all."""


@dataclass(frozen=True, slots=True)
class ImposedMove:
    """A capital makes a statement, takes an action or is put on a course in a month (0 is the
    first); the rest is left to it.

    A course holds in that month; after it the capital may review it. Raises UsageProblem for a
    move that is not on the menu.
    """

    capital: str
    month: int
    word: str | None = None
    deed: str | None = None
    course: str | None = None
    worlds: Worlds = None

    def __post_init__(self) -> None:
        check_place(self.month, self.worlds)
        check_known("capital", self.capital, CAPITALS, f"month {self.month}")
        if not list(self.orders()):
            remedy = "Give a statement, an action or a course."
            raise UsageProblem(
                "an imposed move imposes nothing", f"{self.capital}, month {self.month}", remedy
            )

    def cells(self) -> list[Cell]:
        """Return the cells of the orders that it writes."""
        return [("orders", self.month, ORDERS.index(order), move) for order, move in self.orders()]

    def orders(self) -> Iterator[tuple[str, int]]:
        """Yield the order and the place on the menu of each thing that is imposed."""
        for kind, name in (("word", self.word), ("deed", self.deed), ("course", self.course)):
            if name is not None:
                menu = menu_names(f"{self.capital}.{kind}")
                check_known(kind, name, menu, f"{self.capital}, month {self.month}")
                yield f"{self.capital}_{kind}", menu.index(name)
        if self.course is not None:
            yield f"{self.capital}_second", FREE  # it stands before a plan too


@dataclass(frozen=True, slots=True)
class ReplacedLuck:
    """A random draw holds a given uniform in a month; raises UsageProblem for an unknown slot or
    no uniform.
    """

    slot: str
    month: int
    value: float
    worlds: Worlds = None

    def __post_init__(self) -> None:
        check_place(self.month, self.worlds)
        check_known("random draw", self.slot, SLOTS, f"month {self.month}")
        if not isinstance(self.value, float) or not 0.0 < self.value < 1.0:
            remedy = "Give a number above 0 and below 1."
            raise UsageProblem(
                f"the random draw is {self.value!r}", f"month {self.month}, {self.slot}", remedy
            )

    def cells(self) -> list[Cell]:
        """Return the cell of the random draws that it writes."""
        return [("luck", self.month, SLOTS.index(self.slot), self.value)]


@dataclass(frozen=True, slots=True)
class ChangedLever:
    """A lever, such as `washington.pressure`, holds a value from a month on; raises UsageProblem
    for an invalid value.
    """

    lever: str
    month: int
    value: float
    worlds: Worlds = None

    def __post_init__(self) -> None:
        check_place(self.month, self.worlds)
        check_known("lever", self.lever, LEVERS, f"month {self.month}")
        entry = LEVERS[self.lever]
        real = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not real or not entry.admits(float(self.value)):
            remedy = f"Give a number from {entry.low:g} to {entry.high:g}."
            raise UsageProblem(f"'{self.lever}' is {self.value!r}", f"month {self.month}", remedy)

    def cells(self) -> list[Cell]:
        """Return the cells of the levers that it writes."""
        return [("levers", slice(self.month, None), LEVER_PLACES[self.lever], self.value)]


Intervention = ImposedMove | ReplacedLuck | ChangedLever

LEVER_PLACES: Final = {name: LEVER_FIELDS.index(lever.field) for name, lever in LEVERS.items()}


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number of at least 0, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= 0


def check_place(month: object, worlds: object) -> None:
    """Raise UsageProblem unless a month and the worlds, if any are named, are whole numbers."""
    if not is_whole(month):
        raise UsageProblem(
            f"the month is {month!r}", "month", "Give a whole number; 0 is the first month."
        )
    if worlds is not None and not (
        isinstance(worlds, tuple) and all(is_whole(world) for world in worlds)
    ):
        raise UsageProblem(
            f"the worlds are {worlds!r}",
            "worlds",
            "Give a tuple of world numbers, or None for all.",
        )


def within_horizon(interventions: Sequence[Intervention], months: int) -> tuple[Intervention, ...]:
    """Return the interventions; raises UsageProblem for one in a month that is not played."""
    for item in interventions:
        if not isinstance(item, Intervention):
            remedy = "Give ImposedMove, ReplacedLuck or ChangedLever."
            raise UsageProblem(f"{item!r} is no intervention", "interventions", remedy)
        if item.month >= months:
            location = f"month {item.month} of a scenario of {months} months"
            remedy = f"Give a month from 0 to {months - 1}."
            raise UsageProblem("an intervention falls outside the horizon", location, remedy)
    return tuple(interventions)


Cell = tuple[str, int | slice, int, float]
"""An input that an intervention writes: the sheet, the month or months, the column, and the value.
"""


def write_into_sheet(
    sheet: Sheet,
    month: int | slice,
    place: int,
    value: float,
    indices: npt.NDArray[np.intp] | None,
    worlds: int,
) -> Sheet:
    """Return a copy of a sheet with a value written for some of its worlds, None for all."""
    if indices is not None and not indices.size:
        return sheet
    copy = sheet.copy()
    if indices is not None and copy.ndim == 2:
        copy = np.repeat(copy[:, :, None], worlds, axis=2)
    if indices is None:
        copy[month, place] = value
    else:
        copy[month, place, indices] = value
    return copy

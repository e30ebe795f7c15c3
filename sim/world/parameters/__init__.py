"""The ledger: every number of the game, declared once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from ...arrays import Quantity
from .choosing import (
    BeijingNumbers,
    ChoiceNumbers,
    PyongyangNumbers,
    RuleNumbers,
    SeoulNumbers,
    WashingtonNumbers,
)
from .dynamics import EconomyNumbers, ForceNumbers, TalksNumbers, TensionNumbers
from .entry import TAGS, Entry, entries_of
from .events import HazardNumbers, ShockNumbers
from .levers import BeijingLevers, PyongyangLevers, SeoulLevers, WashingtonLevers
from .minds import MindNumbers
from .payoffs import LoseLoseNumbers, PayoffNumbers
from .start import StartNumbers

__all__ = ["GROUPS", "LEDGER", "LEVERS", "MODULES", "TAGS", "Entry", "Parameters", "assemble", "idle_module"]

GROUPS: tuple[type, ...] = (
    StartNumbers, TensionNumbers, ForceNumbers, EconomyNumbers, TalksNumbers, ChoiceNumbers, WashingtonNumbers,
    BeijingNumbers, PyongyangNumbers, SeoulNumbers, RuleNumbers, MindNumbers, HazardNumbers, ShockNumbers,
    PayoffNumbers, LoseLoseNumbers,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parameters(
    StartNumbers, TensionNumbers, ForceNumbers, EconomyNumbers, TalksNumbers, ChoiceNumbers, WashingtonNumbers,
    BeijingNumbers, PyongyangNumbers, SeoulNumbers, RuleNumbers, MindNumbers, HazardNumbers, ShockNumbers,
    PayoffNumbers, LoseLoseNumbers,
):  # fmt: skip
    """All numbers of a batch of worlds.

    A number is a float, or an array over worlds where the worlds of the batch differ. A table is an array
    `(cells, 1)` or `(cells, worlds)`.
    """


LEVERS: dict[str, type] = {
    "washington": WashingtonLevers,
    "beijing": BeijingLevers,
    "pyongyang": PyongyangLevers,
    "seoul": SeoulLevers,
}

LEDGER: dict[str, Entry] = {name: entry for group in GROUPS for name, entry in entries_of(group).items()} | {
    name: entry for capital, levers in LEVERS.items() for name, entry in entries_of(levers, f"{capital}.").items()
}

MODULES: tuple[str, ...] = tuple(dict.fromkeys(e.module for e in LEDGER.values() if e.module != "core"))


def idle_module(name: str, modules: Collection[str]) -> str | None:
    """Return the module that a number, or the cell of a table, belongs to where it is off, so that nothing reads it."""
    entry = LEDGER.get(name) or LEDGER.get(name.partition(".")[0])
    return entry.module if entry and entry.module not in ("core", *modules) else None


def assemble(points: Sequence[Mapping[str, Quantity]], worlds: Sequence[int]) -> Parameters:
    """Lay the values of several points over one axis of worlds.

    `points[k]` maps names of numbers, tables (their factor) and cells (`table.cell`) to values and holds for
    `worlds[k]` worlds; a value may be an array over them. What a point does not name has the ledger's default.
    """
    repeats = np.asarray(worlds)
    # Most names are in no point: looking them up point by point would cost more than the worlds of a small batch.
    mentioned = set().union(*points)

    def laid(name: str, default: float) -> Quantity:
        if name not in mentioned:
            return float(default)
        values = [point.get(name, default) for point in points]
        if any(isinstance(value, np.ndarray) for value in values):
            return np.concatenate([np.broadcast_to(v, n) for v, n in zip(values, worlds, strict=True)])
        if all(value == values[0] for value in values):
            return float(values[0])
        return np.repeat(np.asarray(values, dtype=np.float64), repeats)

    resolved: dict[str, Quantity] = {}
    for item in fields(Parameters):
        entry = LEDGER[item.name]
        factor = laid(entry.name, entry.default)
        if entry.kind != "table":
            resolved[entry.name] = factor
            continue
        cells = [laid(f"{entry.name}.{cell}", value) for cell, value in entry.cells]
        width = 1 if all(isinstance(part, float) for part in (factor, *cells)) else int(repeats.sum())
        rows = np.empty((len(cells), width))
        for row, cell_value in zip(rows, cells, strict=True):
            row[:] = cell_value
        rows *= factor
        resolved[entry.name] = rows
    return Parameters(**resolved)  # type: ignore[arg-type]

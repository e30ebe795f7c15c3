"""One declared number: its name, default, range, unit, meaning and evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from sim.game.language import PLACES_OF_A_ROW

Tag = Literal["D", "L", "A"]
Kind = Literal["number", "table", "grid"]

TAGS: Final[dict[Tag, str]] = {
    "D": "data: read off a dated public record",
    "L": "literature: taken from a published study",
    "A": "assumed: our own choice, open to challenge",
}
OURS: Final = "assumption of this project"


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything the project knows about one number, table or grid of the ledger.

    `cells` names the places of a table or grid with their defaults, `("fearful", 1.0)` or `("patience.talks", -3.5)`.
    `low` and `high` bound the number, or every cell. `neutral` is the value at which a channel changes nothing. `seen`
    is true where the default was set while looking at the record of 2015 to 2019.
    """

    name: str
    symbol: str
    kind: Kind
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    tag: Tag
    source: str
    neutral: float | None
    seen: bool
    cells: tuple[tuple[str, float], ...]

    def admits(self, value: float) -> bool:
        """Say whether a value lies in the declared range; not-a-number never does."""
        return self.low <= value <= self.high


def _declared(
    kind: Kind,
    symbol: str,
    default: float,
    span: tuple[float, float],
    meaning: str,
    unit: str,
    tag: Tag,
    source: str,
    neutral: float | None,
    seen: bool,
    cells: tuple[tuple[str, float], ...] = (),
) -> dict[str, Any]:
    return {"entry": (symbol, kind, float(default), *span, unit, meaning, tag, source, neutral, seen, cells)}


def number(
    symbol: str,
    default: float,
    span: tuple[float, float],
    meaning: str,
    *,
    unit: str = "",
    tag: Tag = "A",
    source: str = OURS,
    neutral: float | None = None,
    seen: bool = False,
) -> Any:
    """Declare a number as a field of a dataclass."""
    made = _declared("number", symbol, default, span, meaning, unit, tag, source, neutral, seen)
    return field(default=float(default), metadata=made)


def table(
    symbol: str,
    cells: dict[str, float],
    span: tuple[float, float],
    meaning: str,
    *,
    unit: str = "",
    tag: Tag = "A",
    source: str = OURS,
) -> Any:
    """Declare a number for every item of a menu; places beyond the menu hold 0."""
    made = _declared("table", symbol, 0.0, span, meaning, unit, tag, source, None, False, tuple(cells.items()))
    values = _padded([float(value) for value in cells.values()])
    return field(default_factory=values.copy, metadata=made)


def grid(symbol: str, moves: str, rows: dict[str, tuple[float, ...]], meaning: str) -> Any:
    """Declare a table for every course of a capital; `moves` names its columns, parted by spaces."""
    names = moves.split()
    cells = tuple(
        (f"{course}.{move}", float(v)) for course, row in rows.items() for move, v in zip(names, row, strict=True)
    )
    made = _declared("grid", symbol, 0.0, (-10.0, 10.0), meaning, "log-odds", "A", OURS, None, False, cells)
    values = [_padded([float(v) for v in row]) for row in rows.values()]
    values += [_padded([]) for _ in range(PLACES_OF_A_ROW - len(values))]
    return field(default_factory=lambda: [row.copy() for row in values], metadata=made)


def entries_of(declaration: type) -> dict[str, Entry]:
    """Collect the entries that a dataclass declares, in the order of declaration."""
    return {item.name: Entry(item.name, *item.metadata["entry"]) for item in fields(declaration)}


def _padded(values: list[float]) -> list[float]:
    return values + [0.0] * (PLACES_OF_A_ROW - len(values))

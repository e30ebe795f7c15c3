"""One declared number: its name, range, meaning and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Tag = Literal["D", "L", "E", "A"]
Kind = Literal["number", "table", "switch", "lever"]

TAGS: Mapping[str, str] = {
    "D": "data: read off a dated public record",
    "L": "literature: taken from a published study",
    "E": "elicited: what named people said",
    "A": "assumed: our own choice, open to challenge",
}
OURS = "assumption of this project"


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything the project knows about one number of the ledger.

    For a table, `default` is the factor on all its cells (1), `low` and `high` bound that factor, and `cells` holds
    the named values. `neutral` is the value at which the entry's module has no effect.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    tag: Tag
    source: str
    kind: Kind
    module: str
    neutral: float | None
    cells: tuple[tuple[str, float], ...]

    def admits(self, value: float) -> bool:
        """Say whether a value lies in the declared range; not-a-number never does."""
        if self.kind == "switch":
            return value in (0, 1)
        return self.low <= value <= self.high


def number(
    symbol: str,
    default: float,
    span: tuple[float, float],
    meaning: str,
    *,
    unit: str = "",
    tag: Tag = "A",
    source: str = OURS,
    module: str = "core",
    neutral: float | None = None,
    kind: Kind = "number",
) -> Any:
    """Declare a number of the ledger as a dataclass field."""
    return field(metadata={"entry": (symbol, default, *span, unit, meaning, tag, source, kind, module, neutral, ())})


def switch(symbol: str, default: int, meaning: str, *, module: str = "core", neutral: int | None = None) -> Any:
    """Declare a number that is either 0 or 1."""
    return number(symbol, default, (0, 1), meaning, module=module, neutral=neutral, kind="switch")


def lever(symbol: str, default: float, span: tuple[float, float], meaning: str, *, module: str = "core") -> Any:
    """Declare what a capital chooses; the default is also the neutral value."""
    return number(symbol, default, span, meaning, module=module, neutral=default, kind="lever")


def table(
    symbol: str,
    cells: Mapping[str, float],
    span: tuple[float, float],
    meaning: str,
    *,
    unit: str = "",
    tag: Tag = "A",
    source: str = OURS,
    module: str = "core",
    neutral: float | None = None,
) -> Any:
    """Declare a table: named cells and one range for the factor on all of them."""
    return field(
        metadata={
            "entry": (
                symbol,
                1.0,
                *span,
                unit,
                meaning,
                tag,
                source,
                "table",
                module,
                neutral,
                tuple(cells.items()),
            )
        }
    )


def entries_of(declaration: type, prefix: str = "") -> dict[str, Entry]:
    """Collect the entries that a dataclass declares, in the order of declaration."""
    found = {}
    for item in fields(declaration):
        name = prefix + item.name
        found[name] = Entry(name, *item.metadata["entry"])
    return found

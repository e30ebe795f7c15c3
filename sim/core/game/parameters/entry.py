"""One declared parameter: its name, default, range, unit, meaning and evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, NamedTuple

from sim.core.game.language import PLACES_OF_A_ROW, Move

Tag = Literal["D", "L", "A"]
Kind = Literal["number", "table", "grid"]

TAGS: Final[dict[Tag, str]] = {
    "D": "data: read off a dated public record",
    "L": "literature: taken from a published study",
    "A": "assumed: our own choice, open to challenge",
}
OUR_ASSUMPTION: Final = "assumption of this project"


class Evidence(NamedTuple):
    """The evidence for a value: its kind, and its source."""

    tag: Tag
    source: str


ASSUMED: Final = Evidence("A", OUR_ASSUMPTION)
FEARON: Final = Evidence("L", "Fearon 1994")


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything the project knows about one parameter: a number, a table or a grid.

    `cells` names the places of a table or grid with their defaults, `("fearful", 1.0)` or
    `("patience.talks", -3.5)`, and `places` says where the engine keeps each, `"0"` or `"0.0"`.
    `low` and `high` bound the number, or every cell. `neutral` is the value at which a channel
    changes nothing. `in_sample` is true where the default was set while looking at the record of
    2015 to 2019.
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
    in_sample: bool
    cells: tuple[tuple[str, float], ...]
    places: tuple[str, ...]

    def admits(self, value: float) -> bool:
        """Say whether a value lies in the declared range; not-a-number never does."""
        return self.low <= value <= self.high


def number(
    default: float,
    span: tuple[float, float],
    meaning: str,
    unit: str = "",
    *,
    symbol: str = "",
    evidence: Evidence = ASSUMED,
    neutral: float | None = None,
    in_sample: bool = False,
) -> Any:
    """Declare a number as a field of a dataclass; `evidence` is the basis of its default."""
    entry = (
        symbol,
        "number",
        float(default),
        *span,
        unit,
        meaning,
        *evidence,
        neutral,
        in_sample,
        (),
        (),
    )
    return field(default=float(default), metadata={"entry": entry})


def table(
    cells: Mapping[str, float],
    span: tuple[float, float],
    meaning: str,
    unit: str = "",
    *,
    symbol: str = "",
    evidence: Evidence = ASSUMED,
) -> Any:
    """Declare a number for every item of a menu; places beyond the menu hold 0."""
    entry = (
        symbol,
        "table",
        0.0,
        *span,
        unit,
        meaning,
        *evidence,
        None,
        False,
        tuple(cells.items()),
        tuple(map(str, range(len(cells)))),
    )
    values = _padded(cells.values())
    return field(default_factory=values.copy, metadata={"entry": entry})


def names_of(menu: type[Move]) -> list[str]:
    """Return the names of the cells of a table over a menu."""
    return [item.name.lower() for item in menu]


def alike(menu: type[Move], value: float) -> dict[str, float]:
    """Return the cells of a table that holds the same for all items of a menu."""
    return dict.fromkeys(names_of(menu), value)


def sure(move: Move) -> dict[str, float]:
    """Return the cells of a table of chances: 1 for one item, 0 for all others of its menu."""
    return alike(type(move), 0) | {move.name.lower(): 1}


def by_type(fearful: float, greedy: float, erratic: float) -> dict[str, float]:
    """Return the cells of a table over the types of Kim."""
    return {"fearful": fearful, "greedy": greedy, "erratic": erratic}


def grid(still: Move, rows: Mapping[str, Sequence[float]], meaning: str) -> Any:
    """Declare a table of log-odds for every course of a capital, each over a menu of its moves.

    Log-odds count in differences only: they are those against the move `still`, which holds 0 and
    is no cell. Raises ValueError where a row has another number there.
    """
    if any(row[still] for row in rows.values()):
        raise ValueError(f"log-odds against {still.name} are 0 at {still.name}")
    found = [
        (f"{course}.{move.name.lower()}", float(row[move]), f"{at}.{int(move)}")
        for at, (course, row) in enumerate(rows.items())
        for move in type(still)
        if move != still
    ]
    cells, places = tuple((name, value) for name, value, _ in found), tuple(at for *_, at in found)
    values = [_padded(row) for row in rows.values()]
    values += [_padded([]) for _ in range(PLACES_OF_A_ROW - len(values))]
    entry = (
        "",
        "grid",
        0.0,
        -10.0,
        10.0,
        "log-odds",
        meaning,
        *ASSUMED,
        None,
        False,
        cells,
        places,
    )
    return field(default_factory=lambda: [row.copy() for row in values], metadata={"entry": entry})


def entries_of(declaration: type) -> dict[str, Entry]:
    """Collect the entries that a dataclass declares, in the order of declaration."""
    return {item.name: Entry(item.name, *item.metadata["entry"]) for item in fields(declaration)}


def _padded(values: Collection[float]) -> list[float]:
    return [*map(float, values), *[0.0] * (PLACES_OF_A_ROW - len(values))]

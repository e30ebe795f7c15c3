"""The fields of a view: the information for a user-written policy, and the expressions that read
it.
"""

from __future__ import annotations

import ast
from dataclasses import make_dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from sim.core.game.catalogue import CAPITALS
from sim.core.game.sight import menu_class, sight

Kind = Literal["course", "moves"]
KINDS: Final[tuple[Kind, ...]] = ("course", "moves")

ANSWERS: Final[dict[str, Kind]] = {"review": "course", "act": "moves"}
"""The methods with which an agent answers a view, and what it chooses with each."""

OMNISCIENT: Final = "omniscient"
"""The name that a file sets to True to be shown true states."""


class Field(NamedTuple):
    """The type of a field of a view, and the expression that reads it from a world."""

    kind: type
    words: str


def own_fields(capital: str, kind: Kind) -> dict[str, Field]:
    """Return the fields beyond a capital's observations: date, random draws, and choices by the
    rules.
    """
    fields = {
        "month": Field(float, "now.calendar.month"),
        "month_of_year": Field(float, "now.calendar.month_of_year"),
        "due": Field(bool, f"{capital}_reviews(world, now, p)"),
    }
    if kind == "course":
        return fields | {"luck": Field(float, f"now.luck.course_{capital}")}
    for part, luck in (("word", "luck"), ("deed", "luck_of_deed")):
        move = f"{capital}_{part}"
        many = len(menu_class(f"{capital}.{part}"))
        fields[luck] = Field(float, f"now.luck.{move}")
        fields[f"usual_{part}"] = Field(int, f"drawn(moves.{move}, {many}, now.luck.{move})")
    return fields


@cache
def fields_of(capital: str, kind: Kind, omniscient: bool) -> dict[str, Field]:
    """Return the fields of a policy's view by name: its capital's observations and `own_fields`."""
    found = own_fields(capital, kind)
    for seen in sight(capital, omniscient):
        place, _, row = seen.place.partition(".")
        words = f"world.{place}[{row}]" if row.isdigit() else f"world.{seen.place}"
        found[seen.name.removeprefix("kim.").replace(".", "_")] = Field(seen.kind, words)
    return found


def record_of(name: str, fields: dict[str, Field], **methods: Any) -> type:
    """Return a record with some fields, 0 each."""
    listed = [(field, kind, kind(0)) for field, (kind, _) in fields.items()]
    return make_dataclass(name, listed, namespace=methods, slots=True)


def is_omniscient(text: str) -> bool:
    """Return whether a file asks that its policies be shown true states."""
    line = f"{OMNISCIENT} = True"
    return any(ast.unparse(node) == line for node in ast.parse(text).body)


ALL_FIELDS: Final = {
    name: field
    for omniscient in (True, False)
    for capital in CAPITALS
    for kind in KINDS
    for name, field in fields_of(capital, kind, omniscient).items()
}
"""Every field that some policy may be shown."""

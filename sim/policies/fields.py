"""The fields of a view: what a policy of a user's own is shown, and the words of the rules that
read it from a world.
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

OMNISCIENT: Final = "omniscient"
"""The name that a file sets to True to be shown true states."""


class Field(NamedTuple):
    """What a field of a view holds, and the words that read it."""

    kind: type
    words: str


def own_fields(capital: str, kind: Kind) -> dict[str, Field]:
    """Return the fields that are no part of what a capital sees: the date, luck, and what the
    rules would do.
    """
    found = {
        "month": Field(float, "now.calendar.month"),
        "month_of_year": Field(float, "now.calendar.month_of_year"),
        "due": Field(bool, f"{capital}_reviews(world, now, p)"),
    }
    if kind == "course":
        return found | {"luck": Field(float, f"now.luck.course_{capital}")}
    for part, luck in (("word", "luck"), ("deed", "luck_of_deed")):
        own = f"{capital}_{part}"
        many = len(menu_class(f"{capital}.{part}"))
        found[luck] = Field(float, f"now.luck.{own}")
        found[f"usual_{part}"] = Field(int, f"drawn(moves.{own}, {many}, now.luck.{own})")
    return found


@cache
def fields_of(capital: str, kind: Kind, omniscient: bool) -> dict[str, Field]:
    """Return the fields of the view of a policy, by name: what its capital sees, and its own."""
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
    """Say whether a file says that its policies are shown true states."""
    wanted = f"{OMNISCIENT} = True"
    return any(ast.unparse(node) == wanted for node in ast.parse(text).body)


ALL_FIELDS: Final = {
    name: field
    for omniscient in (True, False)
    for capital in CAPITALS
    for kind in KINDS
    for name, field in fields_of(capital, kind, omniscient).items()
}
"""Every field that some policy may be shown."""

"""Capitals that a person names: whether there are such, in the order of the game."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS


def check_capital(name: object, where: str) -> None:
    """Refuse a name that is none of a capital; raises UsageProblem with the nearest."""
    if name not in CAPITALS:
        remedy = f"Use one of: {', '.join(CAPITALS)}.{nearest(str(name), CAPITALS)}"
        raise UsageProblem(f"there is no capital '{name}'", where, remedy)


def checked_capitals(names: str | Sequence[str], where: str) -> tuple[str, ...]:
    """Return capitals in the order of the game; raises UsageProblem for none, a wrong one, or one named twice."""
    named = (names,) if isinstance(names, str) else tuple(names)
    for place, name in enumerate(named):
        check_capital(name, where)
        if name in named[:place]:
            raise UsageProblem(f"'{name}' is named twice", where, "Name each capital once.")
    if not named:
        raise UsageProblem("no capital is named", where, f"Name one or more of: {', '.join(CAPITALS)}.")
    return tuple(capital for capital in CAPITALS if capital in named)

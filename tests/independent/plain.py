"""The same worlds played by the rules themselves, one at a time: the only contact of these tests
with the code.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields

from sim.core.game import maths
from sim.core.game.month import begin, month
from sim.core.game.parameters import Parameters
from sim.core.game.world import Calendar, Levers, Luck as Slots, Now, Orders, World

from .arrays import PLACES, Array, Fields
from .random_worlds import LEVERS, PLANS


@contextmanager
def sixteen_digits() -> Iterator[None]:
    """Let the rules take the library's exponential, so that a chance differs only where a rule does.

    Theirs has nine digits, which tests/engine/test_maths.py holds it to.
    """
    short = maths.exp
    modules = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("sim.core.game") and getattr(module, "exp", None) is short
    ]
    for module in modules:
        module.exp = math.exp  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in modules:
            module.exp = short  # type: ignore[attr-defined]


class PlainWorld:
    """One world as the code plays it."""

    def __init__(
        self, k: int, numbers: Fields, start: Fields, uniforms: Mapping[str, Array]
    ) -> None:
        self.k, self.world = k, World()
        self.numbers = Parameters(**{name: here(values, k) for name, values in numbers.items()})
        begin(self.world, self.now(start, Calendar(), uniforms), self.numbers)

    def now(self, now: Fields, calendar: Calendar, uniforms: Mapping[str, Array]) -> Now:
        """Return what a month brings to this world."""
        return Now(
            Slots(**{slot: here(u, self.k) for slot, u in uniforms.items()}),
            Levers(**{name: here(now.levers[short], self.k) for name, short in LEVERS.items()}),
            Orders(**{name: here(now.orders[name], self.k) for name in (*PLACES, *PLANS)}),
            calendar,
        )

    def play(self, now: Fields, uniforms: Mapping[str, Array]) -> None:
        """Play a month."""
        dates = Calendar()
        for name, values in now.calendar.items():
            value = here(values, self.k)
            if isinstance(value, list):
                value += [0.0] * (len(getattr(dates, name)) - len(value))
            setattr(dates, name, value)
        month(self.world, self.now(now, dates, uniforms), self.numbers)

    def states(self) -> dict[str, float]:
        """Return everything the world keeps by a flat name; what a review comes to on its way is
        its own affair.
        """
        found: dict[str, float] = {}
        for item in fields(World):
            if not item.name.endswith("_next"):
                flatten(item.name, getattr(self.world, item.name), found)
        return found


def here(values: Array, k: int) -> object:
    """Return the value, row or grid of one world as plain Python."""
    return values[..., k].tolist()


def flatten(name: str, value: object, found: dict[str, float]) -> None:
    """Add a value, or what it is made of, under flat names."""
    if isinstance(value, list):
        found.update({f"{name}.{place}": float(x) for place, x in enumerate(value)})
    elif hasattr(value, "__dataclass_fields__"):
        for item in fields(value):  # type: ignore[arg-type]
            flatten(f"{name}.{item.name}", getattr(value, item.name), found)
    else:
        found[name] = float(value)  # type: ignore[arg-type]


def reading(s: Fields) -> dict[str, Array]:
    """Return what the second reading keeps of the worlds, under the same flat names."""
    found: dict[str, Array] = {}
    rows = {name: s[name] for name in s if getattr(s[name], "ndim", 0) == 2}
    rows |= {f"moves.{name}": row for name, row in s.moves.items()}
    for name, row in rows.items():
        found |= {f"{name}.{place}": row[place] for place in range(len(row))}
    found |= {name: s[name] for name in s if name != "moves" and name not in rows}
    return found | {"kim.type": found.pop("kim_type"), "kim.leverage": found.pop("kim_leverage")}

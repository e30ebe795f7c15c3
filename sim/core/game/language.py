"""The few words that the rules use beside plain arithmetic.

A rule is a function with typed arguments: `float`, `int`, `bool`, `Count`, `Row`, a menu or a
record. It may use `=`, `+=` and the like, `if`, `elif`, `else`, early `return`, `for` over a menu
or a fixed range, `a if c else b`, arithmetic, comparisons, `and`, `or`, `not`, `len` of a menu,
`float` of a whole number, and calls of other rules. A rule that returns nothing may change the
records that it is given, but never the parameters or the inputs of the month; it reports results of
the month by `tell`. Nothing else is a rule: `while`, other libraries, strings, exceptions, `1`
where `1.0` is meant, a name set in one branch only, `return` in a loop. In plain Python the words
have the meaning written here. Every engine gives them the same meaning, to the last bit.

Both sides of a choice and of `and` and `or` may be worked out by an engine: a rule must not rely on
one being skipped.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from functools import cache
from math import sqrt
from typing import Final, TypeAlias, TypeVar

__all__ = [
    "PLACES_OF_A_ROW",
    "Count",
    "Grid",
    "Move",
    "Row",
    "Table",
    "bits_of",
    "copy_of",
    "float_of",
    "rarely",
    "row",
    "sqrt",
    "tell",
]

PLACES_OF_A_ROW: Final = 6
"""Places in a row or a table: the longest menu has so many moves."""

Count: TypeAlias = int
"""A whole number that is the same for all worlds."""

Row: TypeAlias = list[float]
"""A number for every move of a menu, of this world."""

Table: TypeAlias = list[float]
"""A number for every move of a menu, declared among the parameters of the model."""

Grid: TypeAlias = list[list[float]]
"""A table for every course of a capital, declared among the parameters of the model."""

Record = TypeVar("Record")

_FLOAT: Final = struct.Struct("<d")
_WHOLE: Final = struct.Struct("<q")
_bytes_of_float, _float_in = _FLOAT.pack, _FLOAT.unpack  # looked up once: exp calls them
_bytes_of_whole, _whole_in = _WHOLE.pack, _WHOLE.unpack


class Move(IntEnum):
    """A menu: its names stand for 0, 1, 2, …"""


def row() -> Row:
    """Return a row of zeros."""
    return [0.0] * PLACES_OF_A_ROW


def copy_of(record: Record) -> Record:
    """Return a copy of a record, its rows and inner records copied too."""
    kind = type(record)
    copy = kind.__new__(kind)
    for name in _names_of(kind):  # type: ignore[arg-type]
        value = getattr(record, name)
        if isinstance(value, list):
            value = value.copy()
        elif hasattr(value, "__dataclass_fields__"):
            value = copy_of(value)
        setattr(copy, name, value)
    return copy


@cache
def _names_of(record: type) -> tuple[str, ...]:
    return tuple(record.__dataclass_fields__)  # type: ignore[attr-defined]


def tell(place: Record, record: Record) -> None:
    """Report a record to the caller that asked for it, in a place that the month provides, as
    `now.payoffs`.

    An engine skips it if nobody asked. A rule cannot read a reported record.
    """
    for name in _names_of(type(record)):  # type: ignore[arg-type]
        setattr(place, name, getattr(record, name))


def rarely(condition: bool) -> bool:
    """Mark a condition that few worlds meet, so that an engine may skip the work when no world
    does.

    In the order of the month it marks a step that few worlds take: an engine gathers those worlds
    and plays them alone.
    """
    return condition


def bits_of(x: float) -> int:
    """Return the 64 bits of a float as a whole number with a sign."""
    (bits,) = _whole_in(_bytes_of_float(x))
    return bits  # type: ignore[no-any-return]


def float_of(bits: int) -> float:
    """Return the float that has these 64 bits."""
    (x,) = _float_in(_bytes_of_whole(bits))
    return x  # type: ignore[no-any-return]

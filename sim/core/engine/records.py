"""The places of a record: what it holds, by name and in order, as a row of floats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sim.core.game.language import PLACES_OF_A_ROW, Move

Record = TypeVar("Record", bound=Any)


@dataclass(frozen=True)
class RecordPlace:
    """One place of a record: its name with dots, and the type of what it holds."""

    name: str
    type: type

    @property
    def letter(self) -> str:
        """Tell how an engine keeps it: f a float, i a whole number, b a condition."""
        return "f" if self.type is float else "b" if self.type is bool else "i"


@cache
def hints_of(record: Any) -> dict[str, Any]:
    """Return the type of every field of a record, in order."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


@cache
def places_of(record: type) -> tuple[RecordPlace, ...]:
    """Return the places of a record in order: a row has six, a grid six by six, an inner record its
    own.
    """
    places: list[RecordPlace] = []
    for name, hint in hints_of(record).items():
        if isinstance(hint, type) and is_dataclass(hint):
            places += [RecordPlace(f"{name}.{place.name}", place.type) for place in places_of(hint)]
        elif hint == list[float]:
            places += [RecordPlace(f"{name}.{i}", float) for i in range(PLACES_OF_A_ROW)]
        elif hint == list[list[float]]:
            places += [
                RecordPlace(f"{name}.{i}.{j}", float)
                for i in range(PLACES_OF_A_ROW)
                for j in range(PLACES_OF_A_ROW)
            ]
        elif hint in (float, int, bool) or issubclass(hint, Move):
            places.append(RecordPlace(name, hint))
        else:
            remedy = "write float, int, bool, Row, Grid, a menu or a record"
            raise TypeError(f"{record.__name__}.{name} is {hint}: {remedy}")
    return tuple(places)


@cache
def names_of(record: type) -> tuple[str, ...]:
    """Return the names of the places of a record, in order."""
    return tuple(place.name for place in places_of(record))


def flat(record: Any) -> list[float]:
    """Return what a record holds as floats, in the order of its places."""
    values: list[float] = []
    for name in hints_of(record.__class__):
        value = getattr(record, name)
        if type(value) is float:  # most are
            values.append(value)
        elif is_dataclass(value):
            values += flat(value)
        elif isinstance(value, list):
            values += [
                float(x) for part in value for x in (part if isinstance(part, list) else (part,))
            ]
        else:
            values.append(float(value))
    return values


def fill_record(record: Record, values: Iterable[float]) -> Record:
    """Put floats into the places of a record, in order, and return it."""
    values = iter(values)
    for name, hint in hints_of(record.__class__).items():
        if hint is float:  # most are
            setattr(record, name, float(next(values)))
            continue
        value = getattr(record, name)
        if is_dataclass(value):
            fill_record(value, values)
        elif isinstance(value, list):
            for i, part in enumerate(value):
                value[i] = (
                    [float(next(values)) for _ in part]
                    if isinstance(part, list)
                    else float(next(values))
                )
        elif hint is bool:
            setattr(record, name, bool(next(values)))
        else:
            setattr(record, name, hint(int(next(values))))
    return record

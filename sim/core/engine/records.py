"""The places of a record: its values, by name and in order, as a row of floats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, get_origin, get_type_hints

from sim.core.game.language import PLACES_OF_A_ROW, Move

Record = TypeVar("Record", bound=Any)


@dataclass(frozen=True)
class RecordPlace:
    """One place of a record: its dotted name, and the type of its value."""

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
    """Return the values of a record as floats, in the order of its places."""
    values: list[float] = []
    for value in _leaves_of(record.__class__).get(record):
        if type(value) is float:  # most are
            values.append(value)
        elif type(value) is list:
            values += [float(number) for row in rows_of(value) for number in row]
        else:
            values.append(float(value))
    return values


def rows_of(value: list[Any]) -> list[list[float]]:
    """Return the rows of a grid, or a row alone."""
    return value if type(value[0]) is list else [value]


def fill_record(record: Record, values: Iterable[float]) -> Record:
    """Put floats into the places of a record, in order, and return it; rows keep their lists.

    Raises IndexError if there are fewer values than places.
    """
    numbers, place = list(map(float, values)), 0
    for owner, leaves in _leaves_of(record.__class__).of_owners:
        holder = owner(record) if owner else record
        for name, make in leaves:
            if make is None:
                setattr(holder, name, numbers[place])
                place += 1
            elif make is list:
                for row in rows_of(getattr(holder, name)):
                    row[:] = numbers[place : place + len(row)]
                    place += len(row)
            else:
                setattr(holder, name, make(int(numbers[place])))
                place += 1
    return record


@dataclass(frozen=True)
class _Leaves:
    """The fields that hold values, of a record and of its inner records.

    `get` reads all. `of_owners` has, for the record and each inner one, its getter and the names of
    its fields, each with its converter from a float: None for no conversion, `list` for a row or a
    grid.
    """

    get: Callable[[Any], tuple[Any, ...]]
    of_owners: tuple[tuple[Callable[[Any], Any] | None, tuple[tuple[str, Any], ...]], ...]


@cache
def _leaves_of(record: Any) -> _Leaves:
    """Find the leaves of a record, once: engines read and fill them in every world and month."""
    owners: list[tuple[str, list[tuple[str, Any]]]] = []

    def visit(path: str, kind: Any) -> None:
        for name, hint in hints_of(kind).items():
            if is_dataclass(hint):
                visit(f"{path}{name}.", hint)
                continue
            if not owners or owners[-1][0] != path:
                owners.append((path, []))
            make = None if hint is float else get_origin(hint) or hint
            owners[-1][1].append((name, make))

    visit("", record)
    names = [f"{path}{name}" for path, leaves in owners for name, _ in leaves]
    one = attrgetter(*names)
    return _Leaves(
        one if len(names) > 1 else lambda record: (one(record),),
        tuple((attrgetter(path[:-1]) if path else None, tuple(leaves)) for path, leaves in owners),
    )

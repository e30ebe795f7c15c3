"""The intermediate representation of a rule: steps, made of expressions that have a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.core.engine.source import Kind, Rule


@dataclass
class Ex:
    """An expression: its operation, its operands and its kind."""

    # constant, name, field, at, row_at, word, call, fresh, copy, choose, and, or, not, negative or
    # an operator
    do: str
    parts: list[Any]
    kind: Kind


@dataclass
class Set:
    """Put a value into a name, field or place where a mask holds: none, this rule's own, or with it
    the given one.
    """

    target: Ex
    value: Ex
    mask: str  # "", "own" or "given"


@dataclass
class Take:
    """Give a name to a record or a count that stays as it is, or to a fresh record."""

    name: str
    value: Ex


@dataclass
class Do:
    """Call a rule that changes records."""

    call: Ex
    mask: str


@dataclass
class Tell:
    """Put a record where the month tells it, if anybody asked for it."""

    place: Ex
    record: Ex


@dataclass
class If:
    """Steps of two branches; where it is rare, they are skipped when no world meets the
    condition.
    """

    number: int
    condition: Ex
    rare: bool
    yes: list[Any]
    no: list[Any]


@dataclass
class Loop:
    """Steps for each whole number of a range; `Count` is alike in all worlds."""

    name: str
    start: Ex
    stop: Ex
    body: list[Any]


@dataclass
class Lowered:
    """A rule as steps, with the names it sets, the numbers it is given and sets anew, and the
    records it changes.
    """

    rule: Rule
    name: str
    steps: list[Any] = field(default_factory=list)
    locals: dict[str, Kind] = field(default_factory=dict)
    reset: dict[str, Kind] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


def steps_in(steps: list[Any]) -> Iterator[Any]:
    """Yield every step, those within branches and loops too."""
    for step in steps:
        yield step
        for inner in (
            (step.yes, step.no)
            if isinstance(step, If)
            else (step.body,)
            if isinstance(step, Loop)
            else ()
        ):
            yield from steps_in(inner)


def expressions_in(steps: list[Any]) -> Iterator[Ex]:
    """Yield every expression of steps, and those that they are made of."""
    for step in steps_in(steps):
        match step:
            case Set(target, value):
                waiting = [target, value]
            case Take(_, value) | Do(value) | Tell(_, value):
                waiting = [value]
            case If(_, condition):
                waiting = [condition]
            case Loop(_, start, stop):
                waiting = [start, stop]
        while waiting:
            yield (ex := waiting.pop())
            waiting += [part for part in ex.parts if isinstance(part, Ex)]

"""Response patterns, each defined once: functions of marked months that a record and worlds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import numpy as np

from sim.arrays import Ints, Marks
from sim.history.observe import UNKNOWN
from sim.history.targets import SPELL

SEASON: Final = (3, 8)
"""The months of the year in which the game's exercises are due."""

TALKS_OF_A_PAUSE: Final = 3
"""Months with talks, of its first six, that make a test pause one with talks: a turn that began."""


@dataclass(frozen=True, eq=False)
class Marked:
    """What was seen month by month, and the months of the year, 1 to 12, both `(months, worlds)`.

    `seen` has a mark by the name of an observable: 1 yes, 0 no, −1 unknown. A record is one world, or as many as it is
    cut into; of a world that ended the months after the end are unknown.
    """

    seen: Mapping[str, Marks]
    season: Ints


@dataclass(frozen=True, eq=False)
class Counted:
    """Cases, and how many hits each brings, both `(months, worlds)`; what is unknown is no case."""

    hits: Ints
    among: Ints


def cases(hits: Any, among: Any) -> Counted:
    """Return the hits of some cases."""
    chosen = np.asarray(among, dtype=np.intp)
    return Counted(np.asarray(hits, dtype=np.intp) * chosen, chosen)


def shift_mark(marks: Marks, months: int) -> Marks:
    """Return the mark of some months ago, below 0 of some months ahead; unknown beyond the ends."""
    found = np.full_like(marks, UNKNOWN)
    if abs(months) < len(marks):
        found[max(months, 0) : len(marks) + min(months, 0)] = marks[max(-months, 0) : len(marks) - max(months, 0)]
    return found


def any_of(each: Sequence[Marks]) -> Marks:
    """Return where at least one is a yes, unknown where any of them is unknown.

    A yes beside an unknown is not taken: near the ends it would count the months with something and leave out those
    without.
    """
    marks = np.stack(each)
    return np.where((marks == UNKNOWN).any(axis=0), UNKNOWN, (marks == 1).any(axis=0)).astype(np.int8)


def no(marks: Marks) -> Marks:
    """Return where it is not, unknown where that is unknown."""
    return np.where(marks == UNKNOWN, UNKNOWN, marks == 0).astype(np.int8)


def both(one: Marks, other: Marks) -> Marks:
    """Return where both are a yes, unknown where any of them is unknown."""
    return no(any_of([no(one), no(other)]))


def in_months(marks: Marks, first: int, last: int) -> Marks:
    """Return whether it happens from some months ahead to others, both included; below 0 is ago."""
    return any_of([shift_mark(marks, -ahead) for ahead in range(first, last + 1)])


def where(marks: Marks, given: Marks, value: int = 1) -> Counted:
    """Return in which months it happens among those in which something else does, or with `value` 0 does not."""
    return cases(marks == 1, (marks != UNKNOWN) & (given == value))


def begins(marks: Marks) -> Marks:
    """Return where a spell begins: a month with it after six without."""
    return both(marks, no(in_months(marks, -SPELL, -1)))


def ends(marks: Marks) -> Marks:
    """Return where a spell has its last month: six without follow."""
    return both(marks, no(in_months(marks, 1, SPELL)))


def spell(marks: Marks) -> Marks:
    """Return the months of spells: those with it, and gaps of fewer than six months; all others are pauses."""
    gaps = [both(in_months(marks, -ago, -1), in_months(marks, 1, SPELL - ago)) for ago in range(1, SPELL)]
    return any_of([marks, *gaps])


def turns(m: Marked) -> Marks:
    """Return the months after which a pause with talks begins: the last test before six without, three with talks."""
    ahead = np.stack([shift_mark(m.seen["talks_month"], -month) for month in range(1, SPELL + 1)])
    talks = np.where((ahead == UNKNOWN).any(axis=0), UNKNOWN, (ahead == 1).sum(axis=0) >= TALKS_OF_A_PAUSE)
    return both(ends(m.seen["test_month"]), talks.astype(np.int8))


def find_turned(m: Marked) -> Marks:
    """Return the months of pauses with talks that were seen to begin, that of the test that ends one included."""
    tests, began = m.seen["test_month"], turns(m)
    found = np.zeros_like(tests)
    for month in range(1, len(tests)):
        goes_on = (found[month - 1] == 1) & (tests[month - 1] == 0)
        found[month] = (goes_on | (began[month - 1] == 1)) & (tests[month] != UNKNOWN)
    return found


Parts = tuple[Counted, ...]
Reading = Literal["share", "a year", "length", "difference"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: what is counted in marked months, and how the counts are read.

    A `share` is hits over cases, `a year` twelve of them; a `length` is cases over hits, months over ends, so that what
    was seen of a spell counts though it was not seen to end. A `difference` is the first share less the second, and
    its sign is claimed where the record shows it.
    """

    key: str
    what: str
    counted: Callable[[Marked], Parts]
    reading: Reading


def following(name: str, other: str, m: Marked) -> Parts:
    """Return how often it happens in the month after something else, and after a month without that."""
    last = shift_mark(m.seen[other], 1)
    return where(m.seen[name], last), where(m.seen[name], last, 0)


def again(name: str, place: int, m: Marked) -> Parts:
    """Return how often it happens in the month after it did, place 0, or after it did not, place 1."""
    return (following(name, name, m)[place],)


def flips(name: str, m: Marked) -> Parts:
    """Return how many spells begin or end in a month."""
    first, last = begins(m.seen[name]), ends(m.seen[name])
    return (cases((first == 1).astype(np.intp) + (last == 1), (first != UNKNOWN) & (last != UNKNOWN)),)


def spell_ends(name: str, m: Marked) -> Parts:
    """Return how often a month of a spell is its last."""
    return (where(ends(m.seen[name]), spell(m.seen[name])),)


def pause_ends(name: str, m: Marked) -> Parts:
    """Return how often a month of a pause is its last: the next begins a spell."""
    return (where(shift_mark(begins(m.seen[name]), -1), spell(m.seen[name]), 0),)


def around(name: str, other: str, m: Marked) -> Parts:
    """Return how often it happens where something else does in this or the last month, and where it does not."""
    lately = in_months(m.seen[other], -1, 0)
    return where(m.seen[name], lately), where(m.seen[name], lately, 0)


def turns_begin(m: Marked) -> Parts:
    """Return how often a pause with talks begins in a month."""
    began = turns(m)
    return (cases(began == 1, began != UNKNOWN),)


def turns_of_pauses(m: Marked) -> Parts:
    """Return how many of the test pauses that begin are with talks."""
    return (where(turns(m), ends(m.seen["test_month"])),)


def turns_end(m: Marked) -> Parts:
    """Return how often a test ends a pause with talks in a month of it."""
    return (where(m.seen["test_month"], find_turned(m)),)


def by_calendar(m: Marked) -> Parts:
    """Return how often an exercise is held in March or August, and in other months."""
    held, due = m.seen["exercise"], np.isin(m.season, SEASON)
    return cases(held == 1, (held != UNKNOWN) & due), cases(held == 1, (held != UNKNOWN) & ~due)


def in_season(m: Marked) -> Parts:
    """Return how many of the exercises are held in March or August."""
    return (cases(np.isin(m.season, SEASON), m.seen["exercise"] == 1),)


TEST: Final = "test_month"
TALKS: Final = "talks_month"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern("tests.again", "P(test | test last month)", partial(again, TEST, 0), "share"),
    Pattern("tests.fresh", "P(test | no test last month)", partial(again, TEST, 1), "share"),
    Pattern("tests.persist", "P(test): a test last month less none", partial(following, TEST, TEST), "difference"),
    Pattern("talks.again", "P(talks | talks last month)", partial(again, TALKS, 0), "share"),
    Pattern("talks.fresh", "P(talks | no talks last month)", partial(again, TALKS, 1), "share"),
    Pattern("talks.persist", "P(talks): talks last month less none", partial(following, TALKS, TALKS), "difference"),
    Pattern("tests.flips", "spells of tests that begin or end a year", partial(flips, TEST), "a year"),
    Pattern("tests.spell", "months of a spell of tests", partial(spell_ends, TEST), "length"),
    Pattern("tests.pause", "months of a test pause", partial(pause_ends, TEST), "length"),
    Pattern("talks.flips", "spells of talks that begin or end a year", partial(flips, TALKS), "a year"),
    Pattern("talks.spell", "months of a spell of talks", partial(spell_ends, TALKS), "length"),
    Pattern("talks.pause", "months of a pause of talks", partial(pause_ends, TALKS), "length"),
    Pattern("turn.begins", "test pauses with talks that begin a year", turns_begin, "a year"),
    Pattern("turn.share", "test pauses that are with talks, of all", turns_of_pauses, "share"),
    Pattern("turn.length", "months of a test pause with talks", turns_end, "length"),
    Pattern("tests.talks", "P(test): talks of late less none", partial(around, TEST, TALKS), "difference"),
    Pattern("talks.tests", "P(talks): a test last month less none", partial(following, TALKS, TEST), "difference"),
    Pattern("tests.exercise", "P(test): an exercise of late less none", partial(around, TEST, "exercise"),
            "difference"),
    Pattern("exercise.season", "exercises in March and August, of all", in_season, "share"),
    Pattern("exercise.calendar", "P(exercise): March and August less others", by_calendar, "difference"),
)  # fmt: skip
"""Of late is in this month or the last. A spell bridges gaps of fewer than six months; longer ones are pauses."""

"""Dated courses: months in which historians name the course of a capital, and what beliefs make of
them.

The list was coded before the likelihood of this edition was written. A third of it was set aside by
a rule, and not looked at until that was done.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.history.record import shipped_bytes

FILE: Final = "dated-courses.csv"
ASIDE: Final = 13
"""Entries that are set aside."""

NAMED: Final = (
    ("1994-06", "1994-06"),
    ("2000-06", "2000-06"),
    ("2009-05", "2009-05"),
    ("2012-02", "2012-02"),
    ("2013-04", "2013-04"),
    ("2014-01", "2014-12"),
    ("2017-08", "2017-11"),
    ("2018-06", "2018-06"),
)
"""Months whose courses under the former likelihood were told before the list was coded: no entry
that holds one is set aside.
"""

NAMED_OF_PYONGYANG: Final = (*NAMED, ("2008-09", "2015-12"))


@dataclass(frozen=True, slots=True)
class DatedCourse:
    """A capital's course from a first to a last month, as historians tell it.

    `courses` are the names of one course, or of two between which they differ; `said` is what
    happened, in our words, and `source` who tells it.
    """

    capital: str
    first: str
    last: str
    courses: tuple[str, ...]
    said: str
    source: str

    @property
    def place(self) -> str:
        """A hash of capital and first month, by which entries are set aside."""
        return hashlib.sha256(f"{self.capital} {self.first}".encode()).hexdigest()

    @property
    def was_named(self) -> bool:
        """Whether it holds a month whose course was told before the coding."""
        named = NAMED_OF_PYONGYANG if self.capital == "pyongyang" else NAMED
        return any(self.first <= last and first <= self.last for first, last in named)


@cache
def dated_courses() -> tuple[DatedCourse, ...]:
    """Return the list, in the order of its file."""
    rows = csv.DictReader(io.StringIO(shipped_bytes(FILE).decode()))
    return tuple(
        DatedCourse(
            row["capital"],
            row["first"],
            row["last"],
            tuple(row["course"].split("|")),
            row["what historians say"],
            row["source"],
        )
        for row in rows
    )


@cache
def set_aside() -> frozenset[DatedCourse]:
    """Return the entries that are set aside: of those that hold no named month, the ones whose
    hashes come first.
    """
    unnamed = [entry for entry in dated_courses() if not entry.was_named]
    return frozenset(sorted(unnamed, key=lambda entry: entry.place)[:ASIDE])


def list_hash() -> str:
    """Return the SHA-256 of the file of the list."""
    return hashlib.sha256(shipped_bytes(FILE)).hexdigest()

"""Dated changes of course: what was publicly known, and the course that two machine readings see in it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.analysis.defaults import Lineup
from sim.analysis.history.offices import likeliest, office_of
from sim.analysis.history.record import OFFICES, Record, load_record, shipped_bytes
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.game.numbers.entry import Tag
from sim.months import month_after

FACTS_FILE: Final = "changes.csv"
CODING_FILES: Final = ("changes-coding-a.csv", "changes-coding-b.csv")
NO_COURSE: Final = "none"
"""What a coding says where a fact tells of no course of its capital."""

BEIJING_AT_FIRST: Final = "shield"
"""Beijing's course before the first fact of it (tag A): an ally by treaty, which no column names."""


@dataclass(frozen=True, slots=True)
class Change:
    """A dated public fact (tag D), and the course of its capital that each of two machine codings reads in it (tag A).

    `holder` is who held the office, "" in Beijing. `codings` are courses of the capital or NO_COURSE, `why` the reasons
    that the two gave.
    """

    number: int
    month: str
    capital: str
    holder: str
    fact: str
    codings: tuple[str, str]
    why: tuple[str, str]

    @property
    def agreed(self) -> bool:
        """Whether both codings read the same."""
        return self.codings[0] == self.codings[1]

    @property
    def course(self) -> str:
        """The course that counts: the one on which both codings agree, where they differ that of the first."""
        return self.codings[0]


@dataclass(frozen=True, slots=True)
class Line:
    """The course that a government was known to follow, since the month in which that was `known`, and the fact."""

    capital: str
    holder: str
    known: str
    course: str
    fact: str
    tag: Tag = "A"


@cache
def dated_changes() -> tuple[Change, ...]:
    """Return the dated facts that ship, in order of time, each with both codings; made by machine, not by hand."""
    first, second = ({row["fact_number"]: row for row in rows_of(name)} for name in CODING_FILES)
    return tuple(
        Change(
            int(row["fact_number"]), row["month"], row["capital"], row["holder"], row["fact"],
            (first[row["fact_number"]]["course"], second[row["fact_number"]]["course"]),
            (first[row["fact_number"]]["reason"], second[row["fact_number"]]["reason"]),
        )
        for row in rows_of(FACTS_FILE)
    )  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of the data that ship."""
    return list(csv.DictReader(io.StringIO(shipped_bytes(name).decode("utf-8"), newline="")))


def line_of(capital: str, holder: str, month: str) -> Line:
    """Return the line of a government as it was known before a month; months compare as text.

    It is the last change dated before the month that names a course. Before the first of a government it is the course
    that its office is read to bring most likely; in Beijing, which no column names, BEIJING_AT_FIRST.
    """
    told = [
        change for change in dated_changes()
        if (change.capital, change.holder) == (capital, holder) and change.month < month and change.course != NO_COURSE
    ]  # fmt: skip
    if told:
        return Line(capital, holder, told[-1].month, told[-1].course, told[-1].fact)
    if capital not in OFFICES:
        return Line(capital, holder, "", BEIJING_AT_FIRST, "no dated change of course is known yet")
    office = office_of(capital, holder)
    return Line(capital, holder, office.since, likeliest(office), office.reason)


def lines_at(record: Record, place: int) -> dict[str, Line]:
    """Return the line of each capital as known before the month at a place of a record.

    `place` is `len(record)` for the month after the last. Who governs is who held the office at the end of the month
    before; in the first month of a record, who holds it then. Raises DataProblem where nobody is named.
    """
    row = max(place - 1, 0)
    month = record.months[place] if place < len(record) else month_after(record.months[-1], 1)
    return {capital: line_of(capital, holder_in(record, capital, row), month) for capital in CAPITALS}


def holder_in(record: Record, capital: str, row: int) -> str:
    """Return who held an office in a row of a record, "" in Beijing; raises DataProblem where nobody is named."""
    if capital not in OFFICES:
        return ""
    holder = record.texts[OFFICES[capital]][row]
    if not holder:
        raise DataProblem(
            f"nobody is named for {record.months[row]}", f"{record.label}, column {OFFICES[capital]}",
            "Fill the cell: the line-up follows from who governs.",
        )  # fmt: skip
    return holder


FIRST_YEAR: Final = 1993
"""From here on there is a dated fact of all four capitals before each year; for earlier years no claim is made."""


@cache
def lineups_by_year() -> dict[int, Lineup]:
    """Return the line-up of each year from 1993 to 2019, each capital's course by itself; for checks only.

    A year has the course that was in force in most of its months, of two equals the later one.
    """
    record = load_record()
    return {year: lineup_of_year(record, year) for year in range(FIRST_YEAR, int(record.months[-1][:4]) + 1)}


def lineup_of_year(record: Record, year: int) -> Lineup:
    """Return the course of each capital in most months of a year."""
    first = record.position(f"{year}-01")
    lines = [lines_at(record, place) for place in range(first, first + 12)]
    washington, beijing, pyongyang, seoul = (most_of([line[c].course for line in lines]) for c in CAPITALS)
    return washington, beijing, pyongyang, seoul


def most_of(courses: list[str]) -> str:
    """Return the course that occurs most often, of two equals the one that occurs last."""
    return max(reversed(courses), key=courses.count)

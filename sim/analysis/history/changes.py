"""Dated changes of course, which course each shows, and how far two machine codings of them agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.analysis.defaults import Lineup
from sim.analysis.history.offices import likeliest, office_of
from sim.analysis.history.record import OFFICES, Record, load_record, shipped_bytes
from sim.arrays import Floats, Ints
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.game.numbers.entry import Tag
from sim.months import month_after
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import WILSON, Estimate, wilson

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


NAME: Final = "agreement of two machine codings"
METHOD: Final = "bootstrap over facts"
RESAMPLES: Final = 4000
SEED: Final = 12


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two codings agree: kappa with its interval, and in how many of the facts they say the same."""

    kappa: Estimate
    same: int
    facts: int


def agreement() -> dict[str, Agreement]:
    """Return the agreement of the two machine codings of the dated changes, "all" and by capital."""
    changes = dated_changes()
    capitals = dict.fromkeys(change.capital for change in changes)
    parts = {capital: [change for change in changes if change.capital == capital] for capital in capitals}
    return {"all": agreement_of(parts)} | {name: agreement_of({name: part}) for name, part in parts.items()}


def agreement_of(parts: Mapping[str, Sequence[Change]], resamples: int = RESAMPLES) -> Agreement:
    """Return the agreement over groups of changes whose courses are compared within each group only.

    The interval holds the middle 95 % of the kappas of facts drawn anew within each group. Where the codings agree in
    all facts it begins where Wilson's interval of that share does. It is about the facts, not about other readers.
    """
    tables = [table_of([change.codings for change in part]) for part in parts.values()]
    luck = generator(SEED, Stream.FACTS_RESAMPLED)
    drawn = [
        luck.multinomial(int(table.sum()), (table / table.sum()).ravel(), resamples).reshape(-1, *table.shape)
        for table in tables
    ]
    value = float(kappa_of([table[None] for table in tables])[0])
    facts, same = sum(int(table.sum()) for table in tables), sum(int(np.trace(table)) for table in tables)
    if same == facts:
        differ = facts * (1.0 - wilson(facts, facts).low)
        return Agreement(Estimate(value, float(1.0 - differ / by_chance(tables)), value, facts, WILSON), same, facts)
    low, high = np.nanquantile(kappa_of(drawn), (0.025, 0.975))
    return Agreement(Estimate(value, float(low), float(high), facts, METHOD), same, facts)


def table_of(pairs: Sequence[tuple[str, str]]) -> Ints:
    """Return how often the first coding says one thing and the second another, `(categories, categories)`."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    table = np.zeros((len(names), len(names)), dtype=np.intp)
    for first, second in pairs:
        table[names.index(first), names.index(second)] += 1
    return table


def kappa_of(tables: Sequence[Ints]) -> Floats:
    """Return Cohen's kappa of tables `(resamples, categories, categories)`, one a group; NaN where it is undefined.

    Agreement by chance is counted within each group: over groups kappa is 1 less all that differ, by all that would
    differ by chance (Cohen 1960, Educational and Psychological Measurement 20:37; Barlow et al. 1991 for strata).
    """
    differ = np.sum([table.sum(axis=(1, 2)) - np.trace(table, axis1=1, axis2=2) for table in tables], axis=0)
    expected = by_chance(tables)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(expected > 0.0, 1.0 - differ / expected, np.nan))


def by_chance(tables: Sequence[Ints]) -> Floats:
    """Return how many would differ by chance if each coding kept its shares, over all groups, `(resamples,)`."""
    found = [
        table.sum(axis=(-2, -1)) - np.sum(table.sum(axis=-2) * table.sum(axis=-1), axis=-1) / table.sum(axis=(-2, -1))
        for table in tables
    ]
    return np.asarray(np.sum(found, axis=0))

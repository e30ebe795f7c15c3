"""Dated courses: months in which historians name the course of a capital, and what beliefs make of
them.

The list was coded before the likelihood of this edition was written. A third of it was set aside by
a rule, and not looked at until that was done.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags
from sim.core.estimate.writing import percent_text
from sim.history.beliefs import ITEMS, KIM, Beliefs, items_of
from sim.history.observe import seen_in
from sim.history.record import OFFICES, Record, shipped_bytes

FILE: Final = "dated-courses.csv"
ASIDE: Final = 13
"""Entries that are set aside."""

FORMER_MONTHS: Final = (
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

FORMER_OF_PYONGYANG: Final = (*FORMER_MONTHS, ("2008-09", "2015-12"))


@dataclass(frozen=True, slots=True)
class DatedCourse:
    """A capital's course from a first to a last month, as historians tell it.

    `courses` are the names of one course, or of two between which they differ; `account` is what
    happened, in our words, and `source` who tells it.
    """

    capital: str
    first: str
    last: str
    courses: tuple[str, ...]
    account: str
    source: str

    @property
    def place(self) -> str:
        """A hash of capital and first month, by which entries are set aside."""
        return hashlib.sha256(f"{self.capital} {self.first}".encode()).hexdigest()

    @property
    def was_named(self) -> bool:
        """Whether it holds a month whose course was told before the coding."""
        spans = FORMER_OF_PYONGYANG if self.capital == "pyongyang" else FORMER_MONTHS
        return any(self.first <= last and first <= self.last for first, last in spans)


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


def rule_of_thumb(record: Record) -> dict[str, list[str]]:
    """Return the course of each capital by month if it is that of its last public act.

    Registered before any score (docs/registration.md); acts of one month count in the order here.
    """
    yes = {name: values > 0 for name, values in record.columns.items()}
    tests = seen_in(record)["test_month"] == 1
    exercises = np.isin(record.texts["exercise_scale"], ("full", "reduced"))
    acts: dict[str, tuple[int, str, tuple[tuple[str, Flags], ...]]] = {
        "washington": (
            12,
            "patience",
            (
                ("engagement", yes["us_talks"]),
                ("maximum_pressure", yes["us_measures"] | yes["resolutions"]),
            ),
        ),
        "beijing": (
            12,
            "balance",
            (("enforce", yes["resolutions"]), ("shield", yes["vetoes"] | yes["china_summits"])),
        ),
        "pyongyang": (
            6,
            "consolidate",
            (
                ("brinkmanship", yes["treaty_steps"] | yes["lethal_incidents"]),
                ("charm", yes["us_talks"] | yes["korea_talks"]),
                ("build", tests),
            ),
        ),
        "seoul": (6, "hedge", (("sunshine", yes["korea_talks"]), ("hard_line", exercises))),
    }
    return {
        capital: last_acts(len(record), months, without, signs)
        for capital, (months, without, signs) in acts.items()
    }


def last_acts(
    count: int, memory: int, without: str, acts: tuple[tuple[str, Flags], ...]
) -> list[str]:
    """Return the course of the last act by month; `without` where the last one is `memory` months
    old or more.
    """
    courses, course, age = [], without, memory
    for row in range(count):
        age += 1
        for name, happened in acts:
            if happened[row]:
                course, age = name, 0
                break
        courses.append(course if age < memory else without)
    return courses


WANTED: Final = (
    ("1994-06", "1994-06", "washington", "engagement", "50 % at most"),
    ("2017-08", "2017-11", "washington", "maximum_pressure", "50 % or more, or brinkmanship"),
    ("2017-08", "2017-11", "pyongyang", "brinkmanship", "50 % or more, or pressure"),
    ("2014-01", "2014-12", "pyongyang", "brinkmanship", "40 % at most"),
    ("2012-02", "2012-02", "pyongyang", "brinkmanship", "40 % at most"),
    ("2000-06", "2000-06", "pyongyang", "charm", "first, or consolidation"),
    ("2018-06", "2018-06", "pyongyang", "charm", "first, or consolidation"),
)
"""What was wanted of some months, as registered: first and last month, capital, course, chance."""

SURE: Final = 0.9
"""A type of Kim is held to be sure from this chance on."""


def wanted_chances(beliefs: Beliefs, record: Record) -> list[tuple[str, str, str, str]]:
    """Return the months, the item, what was wanted of it, and its chances there, the least and the
    largest; then for each leader the type that is sure in most of his months.
    """
    rows = []
    for first, last, capital, course, text in WANTED:
        places = [row for row, month in enumerate(beliefs.months) if first <= month <= last]
        if beliefs.months[-1] >= last:
            chances = beliefs.chance[places, ITEMS.index((capital, course))]
            least, most = percent_text(chances.min()), percent_text(chances.max())
            chance = least if least == most else f"{least} to {most}"
            months = first if first == last else f"{first} to {last}"
            rows.append((months, f"{capital}: {course}", text, chance))
    leaders = np.array(record.texts[OFFICES["pyongyang"]])
    types = np.array(items_of(KIM))
    for leader in dict.fromkeys(leaders.tolist()):
        sure = (beliefs.chance[leaders == leader][:, types] >= SURE).sum(axis=0)
        item = f"{leader}: {ITEMS[types[sure.argmax()]][1]}"
        text = "90 % or more in half of his months at most"
        count = int((leaders == leader).sum())
        rows.append(("all of his months", item, text, f"in {sure.max()} of {count}"))
    return rows


@dataclass(frozen=True, slots=True)
class DatedScore:
    """What beliefs made of an entry: the mean chance of its courses over its months, the likeliest
    course of the capital, and the course of the rule of thumb in most months.
    """

    entry: DatedCourse
    chance: float
    likeliest: str
    by_rule: str

    @property
    def is_hit(self) -> bool:
        """Whether the likeliest course is that of the entry."""
        return self.likeliest in self.entry.courses

    @property
    def rule_hits(self) -> bool:
        """Whether the rule of thumb names it."""
        return self.by_rule in self.entry.courses


def scores_of(
    beliefs: Beliefs, record: Record, entries: Iterable[DatedCourse]
) -> tuple[DatedScore, ...]:
    """Return the score of every entry whose months have beliefs; `record` holds these months."""
    by_rule, scores = rule_of_thumb(record), []
    for entry in entries:
        rows = [
            row for row, month in enumerate(beliefs.months) if entry.first <= month <= entry.last
        ]
        if not rows or beliefs.months[-1] < entry.last:
            continue
        mean = {
            ITEMS[place][1]: float(beliefs.chance[rows, place].mean())
            for place in items_of(entry.capital)
        }
        # Of courses that the rule names in as many months, the first.
        ruled = [by_rule[entry.capital][row] for row in rows]
        scores.append(
            DatedScore(
                entry,
                sum(mean[course] for course in entry.courses),
                max(mean, key=lambda course: mean[course]),
                max(ruled, key=ruled.count),
            )
        )
    return tuple(scores)

"""The two public lists of launches, read into the columns of tests for months after a record.

CNS/NTI: the sheet of the North Korea Missile Test Database, saved as CSV. Beyond Parallel: the CSV
that the page of the provocations database exports. Both are read as they are; columns that are not
needed may stand in them.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after, months_from
from sim.core.base.plain import AnyPath
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.record import MOST_BYTES, NUMBERS, TEXTS, Record
from sim.study.experiment.tables import csv_lines

DATES: Final = ("%Y-%m-%d", "%Y-%m", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%y", "%d-%b-%Y")
"""How the lists write a day; of some old launches only the month is known."""

KOREA: Final = 9
"""Hours by which a Korean clock is ahead of UTC."""

BALLISTIC: Final = ("SRBM", "MRBM", "IRBM", "ICBM", "SLBM", "HGV", "Unknown")
LONG: Final = ("IRBM", "ICBM")
SATELLITE: Final = "SLV"
"""The types of CNS/NTI that count as ballistic, as long-range and as a satellite carrier."""

Cells = Mapping[str, str]
Counts = Mapping[str, Counter[str]]
"""By column, the number in each month."""


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The layout of a list: the columns that it needs, those of the record that it fills, and in
    `counts` those to which a row adds one.
    """

    name: str
    needed: tuple[str, ...]
    fills: tuple[str, ...]
    counts: Callable[[Cells, date], Sequence[str]]


def counts_of_cns(cells: Cells, day: date) -> list[str]:
    """Return the columns that a launch on the list of CNS/NTI adds one to."""
    kind = cells["Missile Type"]
    if kind == SATELLITE:
        return ["satellite_launches"]
    found = ["ballistic_missiles"] if kind in BALLISTIC or not kind else []
    return [*found, "long_range_tests"] if kind in LONG else found


def counts_of_beyond_parallel(cells: Cells, day: date) -> list[str]:
    """Return the columns that a row of Beyond Parallel adds one to."""
    kind = cells["Category"].casefold()
    return (
        ["missile_tests"]
        if kind == "missile"
        else ["nuclear_tests"]
        if kind == "nuclear test"
        else []
    )


LAYOUTS: Final = (
    ListLayout(
        "CNS/NTI",
        ("Date", "Missile Type"),
        ("ballistic_missiles", "satellite_launches", "long_range_tests", "launch_days"),
        counts_of_cns,
    ),
    ListLayout(
        "Beyond Parallel",
        ("Date", "Category", "Event"),
        ("missile_tests", "nuclear_tests"),
        counts_of_beyond_parallel,
    ),
)


@dataclass(frozen=True)
class LaunchList:
    """The content of a list: its layout, the numbers by column and month, and its first and last
    month.
    """

    layout: ListLayout
    counts: Counts
    first: str
    last: str


def load_list(path: AnyPath) -> LaunchList:
    """Return the content of a list of launches; raises DataProblem, with the line, for another
    layout and for an invalid day.
    """
    label = os.fspath(path)
    content = ordinary_bytes(label, MOST_BYTES, DataProblem, "Give a list as its page exports it.")
    lines = csv_lines(label, content, DataProblem)
    heads = [head.strip('" ') for head in lines[0][1]] if lines else []
    layout = next((each for each in LAYOUTS if set(each.needed) <= set(heads)), None)
    if layout is None:
        wanted = "; ".join(f"{each.name}: {', '.join(each.needed)}" for each in LAYOUTS)
        raise DataProblem(
            "the columns are those of neither list",
            f"{label}, line 1",
            f"Give a list as its page exports it. It needs, of {wanted}.",
        )
    counts: dict[str, Counter[str]] = {name: Counter() for name in layout.fills}
    days: set[date] = set()
    months: list[str] = []
    for line, values in lines[1:]:
        cells = dict(zip(heads, values, strict=False))
        day = day_of(cells, f"{label}, line {line}, column Date")
        months.append(day.strftime("%Y-%m"))
        for name in layout.counts(cells, day):
            counts[name][months[-1]] += 1
            if name != "long_range_tests":
                days.add(day)
    if not months:
        raise DataProblem("the list holds no row", f"{label}, line 2", "Give one row a launch.")
    if "launch_days" in counts:
        counts["launch_days"].update(day.strftime("%Y-%m") for day in days)
    return LaunchList(layout, counts, min(months), max(months))


def day_of(cells: Cells, where: str) -> date:
    """Return the Korean day of a row; a time of launch in UTC moves it. Raises DataProblem for no
    day.
    """
    text = cells.get("Date", "")
    for form in DATES:
        try:
            day = datetime.strptime(text, form)
        except ValueError:
            continue
        hour = re.match(r"\s*(\d{1,2}):", cells.get("Launch Time (UTC)", ""))
        ahead = timedelta(days=1) if hour and int(hour[1]) + KOREA >= 24 else timedelta()
        return (day + ahead).date()
    raise DataProblem(f"'{text}' is not a day", where, "Write a day as 2025-03-10.")


def record_of(lists: Sequence[LaunchList], known: Record) -> Record:
    """Return the months after a record to the last one that every list reaches; cells of which the
    lists say nothing are empty.

    Raises DataProblem for the same list twice, a gap between record and list, and lists that reach
    no later month.
    """
    first, last = month_after(known.months[-1], 1), min(each.last for each in lists)
    names = [each.layout.name for each in lists]
    if len(set(names)) < len(names):
        raise DataProblem(
            f"{names[0]} occurs twice", "--from-list", "Give each of the two lists once."
        )
    if (late := max(each.first for each in lists)) > first:
        raise DataProblem(
            f"a list begins in {late}, and the record ends in {known.months[-1]}",
            "--from-list",
            "Give the whole list: a month without a row is one without a launch.",
        )
    if last < first:
        raise DataProblem(
            f"the lists end in {last}, and the record in {known.months[-1]}",
            "--from-list",
            "Give newer lists, or a --record that ends earlier.",
        )
    months = tuple(month_after(first, k) for k in range(months_from(first, last, "last") + 1))
    columns = {name: np.full(len(months), np.nan) for name in NUMBERS}
    for each in lists:
        for name, numbers in each.counts.items():
            columns[name] = np.array([numbers[month] for month in months], dtype=np.float64)
    texts = {name: ("",) * len(months) for name in TEXTS}
    return Record(months, columns, texts, " and ".join(names))


def read_lists(paths: Sequence[str], known: Record) -> Record:
    """Read the lists that are named, for the months after the record that is known."""
    return record_of([load_list(path) for path in paths], known)

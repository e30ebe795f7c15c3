"""The two public lists of launches, read into the columns of tests for months after a record.

CNS/NTI: the sheet of the North Korea Missile Test Database, saved as CSV. Beyond Parallel: the CSV
that the page of the provocations database exports. Both are read as they are; columns that are not
needed may stand in them. Every row of a list is counted or named: see ListLedger.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np

from sim.core.base.errors import DataProblem, nearest
from sim.core.base.months import month_after, months_from
from sim.core.base.plain import AnyPath
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.record import MOST_BYTES, NUMBERS, OFFICES, TEXTS, Record
from sim.study.experiment.tables import csv_lines

DATES: Final = ("%Y-%m-%d", "%Y-%m", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%y", "%d-%b-%Y")
"""How the lists write a day; of some old launches only the month is known."""

KOREA: Final = 9
"""Hours by which a Korean clock is ahead of UTC."""

EARLIEST: Final = date(1948, 9, 9)
"""The day on which the DPRK was founded: no row can be older."""

TIME: Final = "Launch Time (UTC)"
LONG: Final = ("ballistic_missiles", "long_range_tests")


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The layout of a list: the columns that it needs, those of the record that it fills, the column
    that holds the kind of a row, and the columns to which a row of each kind adds one.

    Kinds without columns are known and no launch of the record. A row whose kind is empty counts as
    `unknown`.
    """

    name: str
    needed: tuple[str, ...]
    fills: tuple[str, ...]
    kind: str
    kinds: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...] | None = None


LAYOUTS: Final = (
    ListLayout(
        "CNS/NTI",
        ("Date", "Missile Type"),
        ("ballistic_missiles", "satellite_launches", "long_range_tests", "launch_days"),
        "Missile Type",
        {
            **dict.fromkeys(("SRBM", "MRBM", "SLBM", "HGV", "Unknown"), LONG[:1]),
            **dict.fromkeys(("IRBM", "ICBM"), LONG),
            "SLV": ("satellite_launches",),
            **dict.fromkeys(("LACM", "ASCM", "SLCM", "GLCM", "CM", "Cruise", "Cruise Missile"), ()),
        },
        LONG[:1],
    ),
    ListLayout(
        "Beyond Parallel",
        ("Date", "Category", "Event"),
        ("missile_tests", "nuclear_tests"),
        "Category",
        {"Missile": ("missile_tests",), "Nuclear Test": ("nuclear_tests",), "Other": ()},
    ),
)


class Launch(NamedTuple):
    """A row of a list: its line, its Korean day, its kind, and the columns to which it adds one."""

    line: int
    day: date
    kind: str
    columns: tuple[str, ...]

    @property
    def month(self) -> str:
        """The month of its day."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True)
class LaunchList:
    """The content of a list: its file, its layout, its rows, the lines that equal another one, and
    those with more cells than columns, right of all that is read.
    """

    label: str
    layout: ListLayout
    rows: tuple[Launch, ...]
    copies: tuple[int, ...]
    longer: tuple[int, ...]


@dataclass(frozen=True)
class ListLedger:
    """Where each row of a list went: `rows` is the sum of all that follows.

    `counted` rows are launches in the months that are read, `irrelevant` those of kinds that are no
    launch of the record, by kind; `earlier` and `later` lie outside the months, and `copies` are the
    lines that equal another one, which is taken once. `unnamed` of the counted rows say no kind;
    `longer` are the lines of LaunchList.
    """

    name: str
    rows: int
    counted: int
    irrelevant: Counter[str]
    earlier: int
    later: int
    copies: tuple[int, ...]
    unnamed: int
    longer: tuple[int, ...]

    def rest(self) -> list[str]:
        """Return the rows that are not counted, in words, and those that say no kind."""
        lines, longer = (", ".join(map(str, numbers)) for numbers in (self.copies, self.longer))
        parts = {
            "before the months": self.earlier,
            "after them": self.later,
            **{f"of kind {kind}": count for kind, count in self.irrelevant.items()},
            f"equal to another row and taken once (line {lines}; number rows that are two launches)": len(
                self.copies
            ),
            "counted though their kind is empty": self.unnamed,
            f"with more cells than columns, right of all that is read (line {longer})": len(
                self.longer
            ),
        }
        return [f"{count} {text}" for text, count in parts.items() if count]


def load_list(path: AnyPath) -> LaunchList:
    """Return the content of a list of launches.

    Raises DataProblem, with the line, for another layout, a row with too many or too few cells, a
    day that cannot be, and a kind that is not known.
    """
    label = os.fspath(path)
    content = ordinary_bytes(label, MOST_BYTES, DataProblem, "Give a list as its page exports it.")
    lines = csv_lines(label, content, DataProblem)
    heads = [head.strip('" ') for head in lines[0][1]] if lines else []
    layout = next((candidate for candidate in LAYOUTS if set(candidate.needed) <= set(heads)), None)
    if layout is None:
        layouts = "; ".join(
            f"{candidate.name}: {', '.join(candidate.needed)}" for candidate in LAYOUTS
        )
        raise DataProblem(
            "the columns are those of neither list",
            f"{label}, line 1",
            f"Give a list as its page exports it. It needs, of {layouts}.",
        )
    for head in (*layout.needed, TIME):
        if heads.count(head) > 1:
            raise DataProblem(
                f"the column '{head}' occurs twice", f"{label}, line 1", "Keep one of the two."
            )
    read = [heads.index(head) for head in ("Date", layout.kind, TIME) if head in heads]
    # A comma without quotes can only lie right of what is read, or it breaks the day or the kind.
    first_columns = max(read) < len(read)
    rows: list[Launch] = []
    copies, longer = [], []
    first_lines: dict[tuple[str, ...], int] = {}
    for line, values in lines[1:]:
        location = f"{label}, line {line}"
        if len(values) > len(heads) and first_columns:
            longer.append(line)
        elif len(values) != len(heads):
            raise DataProblem(
                f"the row holds {len(values)} cells, not {len(heads)}",
                location,
                "Put a text that holds a comma in quotes, and give one cell a column.",
            )
        if first_lines.setdefault(tuple(values), line) != line:
            copies.append(line)
            continue
        cells = dict(zip(heads, values[: len(heads)], strict=True))
        kind = cells[layout.kind]
        columns = layout.kinds.get(kind, layout.unknown if not kind else None)
        if columns is None:
            raise DataProblem(
                f"'{kind}' is no kind that this list is known to have",
                f"{location}, column {layout.kind}",
                f"Use one of: {', '.join(layout.kinds)}.{nearest(kind, layout.kinds)}",
            )
        rows.append(Launch(line, day_of(cells, f"{location}, column Date"), kind, columns))
    if not rows:
        raise DataProblem("the list holds no row", f"{label}, line 2", "Give one row a launch.")
    return LaunchList(label, layout, tuple(rows), tuple(copies), tuple(longer))


def day_of(cells: Mapping[str, str], location: str) -> date:
    """Return the Korean day of a row; a time of launch in UTC moves it. Raises DataProblem for a
    text that is no day, and for a day before 1948 or in the future.
    """
    text, today = cells["Date"], datetime.now(UTC).date()
    for form in DATES:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if not EARLIEST <= day <= today:
            raise DataProblem(
                f"no launch on this list can be of {day}", location, f"Write a day to {today}."
            )
        hour = re.match(r"\s*(\d{1,2}):", cells.get(TIME, ""))
        return day + timedelta(days=1) if hour and int(hour[1]) + KOREA >= 24 else day
    raise DataProblem(f"'{text}' is not a day", location, "Write a day as 2025-03-10.")


class ListedMonths(NamedTuple):
    """The months after a record as lists have them, where each row of each list went, and the months
    with a launch on one list alone.
    """

    record: Record
    ledgers: tuple[ListLedger, ...]
    differing: dict[str, list[str]]


def record_of(lists: Sequence[LaunchList], record_before: Record) -> ListedMonths:
    """Return the months after a record to the last one that every list reaches; offices are carried
    on, and other cells of which the lists say nothing are empty.

    Raises DataProblem for the same list twice, a gap between record and list, and lists that reach
    no later month.
    """
    first = month_after(record_before.months[-1], 1)
    begins, ends = (
        [end(listed.rows, key=lambda row: row.day) for listed in lists] for end in (min, max)
    )
    last = min(row.month for row in ends)
    names = [listed.layout.name for listed in lists]
    if len(set(names)) < len(names):
        raise DataProblem(
            f"{names[0]} occurs twice", lists[1].label, "Give each of the two lists once."
        )
    for listed, row in zip(lists, begins, strict=True):
        if row.month > first:
            raise DataProblem(
                f"the list begins in {row.month}, and the record ends in {record_before.months[-1]}",
                f"{listed.label}, line {row.line}",
                "Give the whole list: a month without a row is one without a launch.",
            )
    if last < first:
        raise DataProblem(
            f"the lists end in {last}, and the record in {record_before.months[-1]}",
            " and ".join(
                f"{listed.label}, line {row.line}" for listed, row in zip(lists, ends, strict=True)
            ),
            "Give newer lists, or a --record that ends earlier.",
        )
    months = tuple(month_after(first, k) for k in range(months_from(first, last, "last") + 1))
    columns = {name: np.full(len(months), np.nan) for name in NUMBERS}
    for listed in lists:
        counts = counts_of(listed)
        for name in listed.layout.fills:
            columns[name] = np.array([counts[name, month] for month in months], dtype=np.float64)
    texts = {name: ("",) * len(months) for name in TEXTS}
    # Nobody is known to have left office: the reader is told, and may write another name.
    texts |= {name: (record_before.texts[name][-1],) * len(months) for name in OFFICES.values()}
    record = Record(months, columns, texts, " and ".join(names))
    return ListedMonths(
        record,
        tuple(ledger_of(listed, first, last) for listed in lists),
        differences(lists, months),
    )


def counts_of(content: LaunchList) -> Counter[tuple[str, str]]:
    """Return the numbers of a list by column and month."""
    counts = Counter((name, row.month) for row in content.rows for name in row.columns)
    days = {(row.month, row.day) for row in content.rows if row.columns}
    return counts + Counter(("launch_days", month) for month, _ in days)


def ledger_of(content: LaunchList, first: str, last: str) -> ListLedger:
    """Return where each row of a list went, given the months that are read."""
    inside = [row for row in content.rows if first <= row.month <= last]
    launches = [row for row in inside if row.columns]
    return ListLedger(
        content.layout.name,
        len(content.rows) + len(content.copies),
        len(launches),
        Counter(row.kind for row in inside if not row.columns),
        sum(row.month < first for row in content.rows),
        sum(row.month > last for row in content.rows),
        content.copies,
        sum(not row.kind for row in launches),
        content.longer,
    )


def differences(lists: Sequence[LaunchList], months: Sequence[str]) -> dict[str, list[str]]:
    """Return the months with a launch on one list alone, by the name of the list; a cruise missile
    is a launch. Empty for one list.
    """
    if len(lists) < 2:
        return {}
    launches = {
        listed.layout.name: {row.month for row in listed.rows if row.kind != "Other"}
        for listed in lists
    }
    return {
        name: [
            month
            for month in months
            if month in months_of_list and not all(month in other for other in launches.values())
        ]
        for name, months_of_list in launches.items()
    }


def read_lists(paths: Sequence[str], record: Record) -> ListedMonths:
    """Read the lists that are named, for the months after the record that is known."""
    return record_of([load_list(path) for path in paths], record)

"""The monthly record of the peninsula: reading, checking, joining and cutting by month."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import accumulate
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, nearest
from sim.core.base.months import count_month, month_after
from sim.core.base.plain import AnyPath
from sim.core.estimate.writing import counted_text
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.dates import FIRST_MONTH
from sim.study.experiment.tables import csv_lines

SHIPPED: Final = ("korea-monthly-1990-2005.csv", "korea-monthly.csv")
SHIPPED_LABEL: Final = "the shipped record"
PACKAGE: Final = "sim.history"
MOST_BYTES: Final = 2**20
MOST_MONTHS: Final = 2400
LONGEST_TEXT: Final = 100
COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
AMOUNT: Final = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


Kind = Literal["count", "amount", "scale", "name"]

SCALES: Final = ("none", "reduced", "full")


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column: a count is a whole number, an amount a decimal, a scale one of SCALES, a name a
    text.

    An empty cell means "not found", never zero; a column that a file leaves out is one of empty
    cells.
    """

    name: str
    kind: Kind
    meaning: str


COLUMNS: Final[tuple[RecordColumn, ...]] = (
    RecordColumn(
        "missile_tests", "count", "launch events of missiles and rockets, cruise missiles included"
    ),
    RecordColumn(
        "ballistic_missiles", "count", "ballistic missiles launched; a salvo of three counts three"
    ),
    RecordColumn("satellite_launches", "count", "launches of a satellite carrier"),
    RecordColumn("launch_days", "count", "days with a launch, Korean time"),
    RecordColumn(
        "long_range_tests",
        "count",
        "launches of an ICBM or an intermediate-range missile, by class",
    ),
    RecordColumn("nuclear_tests", "count", "nuclear tests"),
    RecordColumn(
        "us_talks", "count", "official contacts of the United States and the DPRK, summits included"
    ),
    RecordColumn("us_summits", "count", "meetings of the two leaders"),
    RecordColumn(
        "korea_talks", "count", "inter-Korean talks of vice ministers and above, summits included"
    ),
    RecordColumn("korea_summits", "count", "meetings of the two Korean leaders"),
    RecordColumn("china_summits", "count", "meetings of the leaders of China and the DPRK"),
    RecordColumn(
        "resolutions", "count", "resolutions of the UN Security Council that impose sanctions"
    ),
    RecordColumn("lethal_incidents", "count", "hostile acts with a death"),
    RecordColumn("clashes", "count", "exchanges of fire, mines and naval clashes"),
    RecordColumn("provocations", "count", "all DPRK provocations on one list"),
    RecordColumn(
        "other_provocations",
        "count",
        "other provocations on that list: infiltrations, clashes, seizures",
    ),
    RecordColumn("china_trade", "amount", "China's trade with the DPRK, million US dollars"),
    RecordColumn(
        "us_talks_high",
        "count",
        "months whose contacts are led on either side by a leader, a minister, a vice minister, an assistant secretary "
        "or a special envoy; the channel in New York and technical teams are none",
    ),
    RecordColumn(
        "treaty_steps",
        "count",
        "months in which Pyongyang formally leaves or voids a treaty, its safeguards, the armistice or an agreement "
        "with Seoul, or removes seals, fuel or inspectors",
    ),
    RecordColumn(
        "us_measures",
        "count",
        "months in which Washington designates persons or firms of the DPRK, or those who deal with it, for sanctions",
    ),
    RecordColumn("vetoes", "count", "vetoes in the Security Council of a text on the DPRK"),
    RecordColumn(
        "exercise_scale",
        "scale",
        "US–ROK exercise of the theatre with three days or more in the month",
    ),
    RecordColumn("us_president", "name", "in office in Washington at the end of the month"),
    RecordColumn("rok_president", "name", "in office in Seoul at the end of the month"),
    RecordColumn("dprk_leader", "name", "leader in Pyongyang at the end of the month"),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
NUMBERS: Final = tuple(column.name for column in COLUMNS if column.kind in ("count", "amount"))
TEXTS: Final = tuple(column.name for column in COLUMNS if column.kind in ("scale", "name"))
MONTH: Final = "month"
HEADER: Final = (MONTH, *BY_NAME)

OFFICES: Final = {
    "washington": "us_president",
    "pyongyang": "dprk_leader",
    "seoul": "rok_president",
}
"""The column of the record with the office holder of each capital."""

REQUIRED: Final = (MONTH, *OFFICES.values())
"""The columns that every file has; all others may be left out."""


@dataclass(frozen=True, eq=False)
class Record:
    """Months in order without a gap, and the values of each column.

    `columns[name]` is a float array `(months,)` of counts or amounts, NaN where nothing was found;
    `texts[name]` a tuple of texts, "" where nothing was found. Neither can be changed. `label` is
    the name of the record in messages. `notes` say which of its months were read and which were
    not, and which offices were carried on.
    """

    months: tuple[str, ...]
    columns: Mapping[str, Floats]
    texts: Mapping[str, tuple[str, ...]]
    label: str = "the record"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        columns = {
            name: np.array(values, dtype=np.float64) for name, values in self.columns.items()
        }
        for values in columns.values():
            values.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(columns))
        object.__setattr__(
            self,
            "texts",
            MappingProxyType({name: tuple(entries) for name, entries in self.texts.items()}),
        )

    def __len__(self) -> int:
        return len(self.months)

    @property
    def digest(self) -> str:
        """A hash of twelve characters of all that the record holds."""
        whole = hashlib.sha256(repr((self.months, sorted(self.texts.items()))).encode())
        for name, values in sorted(self.columns.items()):
            whole.update(name.encode() + values.tobytes())
        return whole.hexdigest()[:12]

    def __repr__(self) -> str:
        # What identifies the results of an analysis that read it.
        return f"record of {self.digest} to {self.months[-1]}"

    def position(self, month: str) -> int:
        """Return the place of a month, counted from 0; the month after the last is at `len`.

        Raises DataProblem for a text that is no month, and for a month outside the record.
        """
        number, first = (
            count_month(month) if isinstance(month, str) else None,
            count_month(self.months[0]),
        )
        if number is None:
            raise DataProblem(
                f"{month!r} is not a month", self.label, 'Write a month as "2015-01".'
            )
        place = number - (first or 0)
        if not 0 <= place <= len(self.months):
            raise DataProblem(
                f"{month} lies outside the record",
                self.label,
                f"Give a month from {self.months[0]} to {month_after(self.months[-1], 1)}.",
            )
        return place

    def before(self, month: str) -> Record:
        """Return the months strictly before a month, and nothing later; raises DataProblem where
        there are none.
        """
        place = self.position(month)
        if place == 0:
            raise DataProblem(
                f"the record holds nothing before {month}",
                self.label,
                f"Give a month from {month_after(self.months[0], 1)} on.",
            )
        return self._part(0, place)

    def window(self, first: str, last: str) -> Record:
        """Return the months from the first to the last, both included; raises DataProblem outside
        the record.
        """
        begin, end = self.position(first), self.position(last) + 1
        if not begin < end <= len(self.months):
            raise DataProblem(
                f"there is no window from {first} to {last}",
                self.label,
                f"Give two months in order, from {self.months[0]} to {self.months[-1]}.",
            )
        return self._part(begin, end)

    def from_1990(self) -> Record:
        """Return the record from January 1990 on: one that begins later continues the shipped one,
        and an empty office is that of the month before.

        Raises DataProblem if months are missing between the two, if the record ends before 1990,
        and if nobody is named in an office in its first month.
        """
        if self.months[0] > FIRST_MONTH:
            joined = join_records(load_record(), self)
            earlier = len(joined) - len(self)
            note = f"{self.label}: {len(self)} of {len(self)} months read, after {earlier} of {SHIPPED_LABEL}."
            return replace(joined, notes=(note,)).with_offices()
        if self.months[-1] < FIRST_MONTH:
            raise DataProblem(
                f"the record ends before {FIRST_MONTH}", self.label, "Give later months."
            )
        window = self.window(FIRST_MONTH, self.months[-1])
        if self.label == SHIPPED_LABEL:
            return window.with_offices()
        # A record that was read before keeps what was said of its source.
        note = f"{self.label}: {len(window)} of {len(self)} months read."
        return replace(window, notes=self.notes or (note,)).with_offices()

    def to_month(self, last: str) -> Record:
        """Return the record to a month, and note how many later ones are not read."""
        window = self.window(self.months[0], last)
        if later := len(self) - len(window):
            note = f"{later} months after {last} are left unread."
            return replace(window, notes=(*window.notes, note))
        return window

    def with_offices(self) -> Record:
        """Return the record with each empty office filled by the last holder named before, which
        its notes say; raises DataProblem where there is none.
        """
        texts, notes = dict(self.texts), list(self.notes)
        for capital, column in OFFICES.items():
            holders = self.texts[column]
            if not holders[0]:
                raise DataProblem(
                    f"nobody is named in office in {capital.capitalize()} in {self.months[0]}",
                    f"{self.label}, column {column}",
                    "Name the holder of the first month; a later empty cell takes the last name.",
                )
            texts[column] = tuple(accumulate(holders, lambda earlier, holder: holder or earlier))
            if empty := [
                month for month, name in zip(self.months, holders, strict=True) if not name
            ]:
                notes.append(
                    f"{column} is empty in {counted_text(len(empty), 'month')} from {empty[0]} on and carried on: "
                    f"{texts[column][self.position(empty[0])]}."
                )
        return replace(self, texts=texts, notes=tuple(notes))

    def _part(self, begin: int, end: int) -> Record:
        return Record(
            self.months[begin:end],
            {name: values[begin:end] for name, values in self.columns.items()},
            {name: values[begin:end] for name, values in self.texts.items()},
            self.label,
            self.notes,
        )


def load_record(path: AnyPath | None = None) -> Record:
    """Return the record that ships, 1990-01 to 2024-12, or one from a CSV file with columns of the
    same names.

    The columns may stand in any order, and all but REQUIRED may be left out, which leaves them
    unknown. Raises DataProblem, with line and column, for a file that is not UTF-8, holds NUL bytes
    or is too large; for missing, doubled or unknown columns; for months that are none, doubled,
    missing or out of order; and for negative counts or text in a number.
    """
    if path is None:
        earlier, later = (record_from(name, shipped_bytes(name)) for name in SHIPPED)
        return replace(join_records(earlier, later), label=SHIPPED_LABEL)
    label = os.fspath(path)
    return record_from(
        label,
        ordinary_bytes(label, MOST_BYTES, DataProblem, "Give a CSV file with one line a month."),
    )


def join_records(earlier: Record, later: Record) -> Record:
    """Return the months of one record before another begins, then those of the other; raises
    DataProblem for a gap.
    """
    first, follows = later.months[0], month_after(earlier.months[-1], 1)
    if first <= earlier.months[0]:
        return later
    if first > follows:
        raise DataProblem(
            f"the first month is {first}, and {earlier.label} ends in {earlier.months[-1]}",
            later.label,
            f"Begin in {follows} or before: a record has no gaps.",
        )
    beginning = earlier.before(first)
    return Record(
        beginning.months + later.months,
        {name: np.concatenate([beginning.columns[name], later.columns[name]]) for name in NUMBERS},
        {name: beginning.texts[name] + later.texts[name] for name in TEXTS},
        later.label,
    )


def shipped_bytes(name: str) -> bytes:
    """Return a file of the data that ship."""
    return resources.files(PACKAGE).joinpath("data", name).read_bytes()


def record_from(label: str, content: bytes) -> Record:
    """Return the record that the bytes of a CSV file hold; raises DataProblem as `load_record`
    does.
    """
    if len(content) > MOST_BYTES:
        raise DataProblem(
            f"the file is larger than {MOST_BYTES // 2**20} MiB", label, "Give one line a month."
        )
    lines = csv_lines(label, content, DataProblem)
    if not lines:
        raise DataProblem(
            "the file is empty",
            f"{label}, line 1",
            f"Begin with columns of these: {','.join(HEADER)}.",
        )
    place = header_of(label, *lines[0])
    rows = lines[1:]
    if not rows:
        raise DataProblem("the file holds no month", f"{label}, line 2", "Give one line a month.")
    if len(rows) > MOST_MONTHS:
        raise DataProblem(
            f"the file holds more than {MOST_MONTHS} months", label, "Give one line a month."
        )
    for line, cells in rows:
        if len(cells) != len(place):
            raise DataProblem(
                f"the line holds {len(cells)} cells, not {len(place)}",
                f"{label}, line {line}",
                "Give one cell a column, empty if nothing was found.",
            )
    months = months_of(label, [(line, cells[place[MONTH]]) for line, cells in rows])
    # A column that the file leaves out is one of empty cells.
    read = {
        column.name: [
            cell_of(
                column,
                cells[place[column.name]] if column.name in place else "",
                f"{label}, line {line}, column {column.name}",
            )
            for line, cells in rows
        ]
        for column in COLUMNS
    }
    numbers = {name: np.array(read[name], dtype=np.float64) for name in NUMBERS}
    return Record(months, numbers, {name: tuple(map(str, read[name])) for name in TEXTS}, label)


def header_of(label: str, line: int, names: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; raises DataProblem for one that is needed and missing,
    doubled or unknown.
    """
    location = f"{label}, line {line}"
    for number, name in enumerate(names):
        place = f"{location}, column {number + 1}"
        if name not in HEADER:
            raise DataProblem(
                f"there is no column '{name}'",
                place,
                f"Use the columns of the shipped record.{nearest(name, HEADER)}",
            )
        if name in names[:number]:
            raise DataProblem(f"the column '{name}' occurs twice", place, "Keep one of the two.")
    for name in REQUIRED:
        if name not in names:
            raise DataProblem(
                f"the column '{name}' is missing",
                location,
                "Add it; leave its cells empty if nothing was found.",
            )
    return {name: number for number, name in enumerate(names)}


def months_of(label: str, cells: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Return the months of a record; raises DataProblem unless each follows the one before."""
    months: list[str] = []
    for line, text in cells:
        location = f"{label}, line {line}, column {MONTH}"
        number = count_month(text)
        if number is None:
            raise DataProblem(f"'{text}' is not a month", location, "Write a month as 2017-02.")
        if months:
            next_month = month_after(months[-1], 1)
            if text in months:
                raise DataProblem(
                    f"the month {text} occurs twice", location, "Keep one line a month."
                )
            if text != next_month:
                raise DataProblem(
                    f"{text} follows {months[-1]}, but {next_month} should",
                    location,
                    "Give every month once, in order of time; leave its cells empty if nothing was found.",
                )
        months.append(text)
    return tuple(months)


def cell_of(column: RecordColumn, text: str, location: str) -> float | str:
    """Return the value of a cell: a number, NaN for an empty one, or a text; raises DataProblem."""
    if column.kind in ("count", "amount"):
        return number_of(column, text, location)
    if column.kind == "scale" and text and text not in SCALES:
        raise DataProblem(
            f"'{text}' is no scale of an exercise", location, f"Write one of: {', '.join(SCALES)}."
        )
    if not text.isprintable() or len(text) > LONGEST_TEXT:
        raise DataProblem(
            "the text cannot be a name", location, f"Give at most {LONGEST_TEXT} letters."
        )
    return text


def number_of(column: RecordColumn, text: str, location: str) -> float:
    """Return the number in a cell, NaN for an empty one; raises DataProblem for anything that is
    not 0 or more.
    """
    if not text:
        return float("nan")
    if (COUNT if column.kind == "count" else AMOUNT).fullmatch(text):
        return float(text)
    whole = "a whole number" if column.kind == "count" else "a number"
    remedy = f"Write {whole}, 0 or more; leave the cell empty if nothing was found."
    if text.startswith("-") and AMOUNT.fullmatch(text[1:]):
        raise DataProblem(f"'{text}' is below 0", location, remedy)
    raise DataProblem(f"'{text}' is not {whole}", location, remedy)

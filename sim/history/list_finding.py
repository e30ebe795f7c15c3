"""The months that public lists of launches add to a record, in sentences and a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.analysis.finding import Finding
from sim.core.estimate.writing import count_text, counted_text
from sim.core.scenario import Scenario, load_scenario
from sim.history import RecordOptions
from sim.history.launch_lists import ListedMonths, ListLedger
from sim.history.record import COLUMNS, NUMBERS, OFFICES, TEXTS, Record, csv_text
from sim.study.estimate.quantities import Row, Table, list_parts


@dataclass(frozen=True, eq=False)
class ListFinding(Finding):
    """The months after a record as the lists have them, and which columns are left to fill."""

    analysis: ClassVar[str] = "record"
    options: RecordOptions
    listed: ListedMonths

    @property
    def record(self) -> Record:
        """The months as a record."""
        return self.listed.record

    @property
    def scenario(self) -> Scenario:
        """The scenario that begins where the project's history does."""
        return load_scenario("2017-spring")

    @property
    def left(self) -> list[str]:
        """The columns that the lists do not fill."""
        return [
            column.name
            for column in COLUMNS
            if (
                not any(self.record.texts[column.name])
                if column.name in TEXTS
                else np.isnan(self.record.columns[column.name]).all()
            )
        ]

    @property
    def holders(self) -> list[str]:
        """The holders of the three offices."""
        return [self.record.texts[column][0] or "nobody" for column in OFFICES.values()]

    def setting(self) -> str:
        """Return nothing: no world is played."""
        return ""

    def sentences(self) -> list[str]:
        """Return how many months were read, where every row went, and which cells are left to
        fill.
        """
        months = self.record.months
        return [
            f"{self.record.label}: {count_text(len(months))} months, {months[0]} to {months[-1]}, in record.csv of the "
            "folder (-o).",
            *(row_text(ledger) for ledger in self.listed.ledgers),
            *(
                f"A launch on {name} alone: {list_parts(apart)}."
                for name, apart in self.listed.differing.items()
                if apart
            ),
            f"Offices are carried on from the month before: {list_parts(self.holders)}. Change those who left.",
            f"Left to fill: {list_parts(self.left)}. A cell may stay empty: nothing is then said of it.",
            f"The lists end in {months[-1]}: leave that month out unless it was over when they were made.",
        ]

    def tables(self) -> list[Table]:
        """Return the months in the columns that the lists fill, and where every row went."""
        names = [name for name in NUMBERS if name not in self.left]
        rows: tuple[Row, ...] = tuple(
            (month, *(int(self.record.columns[name][row]) for name in names))
            for row, month in enumerate(self.record.months)
        )
        caption = "Tests by month as the lists have them, Korean time"
        ledger: list[Row] = [
            (
                counts.name,
                counts.rows,
                counts.counted,
                counts.irrelevant.total(),
                counts.earlier,
                counts.later,
                len(counts.copies),
            )
            for counts in self.listed.ledgers
        ]
        heads = ("list", "rows", "counted", "other kinds", "before", "after", "equal rows")
        return [
            Table("tests", caption, ("month", *names), rows, main=True),
            Table("ledger", "Where every row of the lists went", heads, tuple(ledger)),
        ]

    def caveats(self) -> list[str]:
        """Return the owners of the lists."""
        return ["Facts of CNS/NTI and of CSIS Beyond Parallel; name them as the source."]

    def files(self) -> Mapping[str, str]:
        """Return the months as a record."""
        return {"record.csv": csv_text(self.record)}


def row_text(ledger: ListLedger) -> str:
    """Return where the rows of a list went, in a sentence."""
    rest = ledger.rest()
    return (
        f"{ledger.name}: {counted_text(ledger.rows, 'row')}, {count_text(ledger.counted)} counted"
        + (f"; {list_parts(rest)}." if rest else ".")
    )

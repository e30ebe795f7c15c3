"""The months that public lists of launches add to a record, in sentences and a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.plain import Data
from sim.core.estimate.writing import count_text
from sim.core.scenario import Scenario, load_scenario
from sim.history import RecordOptions
from sim.history.record import COLUMNS, NUMBERS, TEXTS, Record, csv_text
from sim.study.estimate.quantities import Row, Table, list_parts


@dataclass(frozen=True, eq=False)
class ListFinding(Finding):
    """The months after a record as the lists have them, and which columns are left to fill."""

    analysis: ClassVar[str] = "record"
    options: RecordOptions
    record: Record

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
            if column.name in TEXTS or np.isnan(self.record.columns[column.name]).all()
        ]

    def sentences(self) -> list[str]:
        """Return how many months were read, and which cells are left to fill."""
        months = self.record.months
        return [
            f"{self.record.label}: {count_text(len(months))} months, {months[0]} to {months[-1]}, in record.csv of the "
            "folder (-o).",
            f"Left to fill: {list_parts(self.left)}. A cell may stay empty: nothing is then said of it.",
            f"The lists end in {months[-1]}: leave that month out unless it was over when they were made.",
        ]

    def tables(self) -> list[Table]:
        """Return the months in the columns that the lists fill."""
        names = [name for name in NUMBERS if name not in self.left]
        rows: tuple[Row, ...] = tuple(
            (month, *(int(self.record.columns[name][row]) for name in names))
            for row, month in enumerate(self.record.months)
        )
        caption = "Tests by month as the lists have them, Korean time"
        return [Table("tests", caption, ("month", *names), rows, main=True)]

    def caveats(self) -> list[str]:
        """Return the owners of the lists."""
        return ["Facts of CNS/NTI and of CSIS Beyond Parallel; name them as the source."]

    def files(self) -> Mapping[str, str]:
        """Return the months as a record."""
        return {"record.csv": csv_text(self.record)}

    def data(self) -> Data:
        """Return everything as plain data."""
        return {
            **self.beginning(),
            "months": list(self.record.months),
            "left": self.left,
        }

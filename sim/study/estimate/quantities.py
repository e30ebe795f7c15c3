"""The content of tables and sentences: numbers with their interval and n, words for a probability,
and the caveat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final, TypeGuard

from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import (
    Kind,
    count_text,
    finite,
    number_text,
    quantity_text,
    short_text,
)
from sim.core.scenario import Scenario
from sim.core.scenario.fingerprint import fingerprint, tool_version
from sim.study.estimate.paired import Difference

CAVEAT: Final = "Conditional on the model's assumptions. Not a forecast."
"""The caveat under every result of simulated worlds."""

REAL_MONTHS: Final = (
    "About real months, given the model and the record. Scores of the past: sim hindcast."
)
"""The caveat under a forecast and a hindcast."""


UNIT: Final = re.compile(r" (%|points?)(?= |$)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a table or a sentence: a share of 1, an amount in its unit, or a difference of
    shares.

    `n` is the sample size of the interval, None if there is no interval. A quantity with `brief` is
    shown with that many decimals and without its interval, which files have.
    """

    value: float
    low: float
    high: float
    kind: Kind
    n: int | None = None
    brief: int | None = None

    def text(self, digits: int | None = None) -> str:
        """Return the number as text, `40 % (36 to 45)`; with `digits` decimals if given."""
        if self.brief is not None:
            return number_text(self.value, self.brief if digits is None else digits)
        return quantity_text(self.value, self.low, self.high, self.kind, digits)

    def bare(self, digits: int | None = None) -> str:
        """Return the number as a column has it whose head says the unit: `40 (36 to 45)`."""
        return UNIT.sub("", self.text(digits))

    def as_dict(self) -> Data:
        """Return the number as plain data; an infinite or undefined number is null."""
        return dict(finite({"value": self.value, "low": self.low, "high": self.high, "n": self.n}))


Cell = str | int | float | Quantity
"""The content of a cell of a table: a text, a count, a number without error, or one with its interval."""
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table that is shown to people and exported: the first columns, `labels` of them, name the
    rows.

    `name` is that of its file. `main` tables are always printed, others only in the full output. A
    `sheet` is too long to be printed and is only in files. A figure says by which
    `method` its intervals are, and what `n` counts. Its title is
    `headline`. It draws the columns in `panel_titles`, each in a panel with that title, and the rows
    with a name in `row_names`. Without these it draws the first columns with intervals, and all rows.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    main: bool = False
    sheet: bool = False
    labels: int = 1
    method: str = "95 %"
    counted: str = "worlds"
    headline: str = ""
    panel_titles: Mapping[str, str] = field(default_factory=dict)
    row_names: Sequence[str] = ()


MOST_PANELS: Final = 3
MOST_SERIES: Final = 6


def panels_of(table: Table) -> list[list[int]]:
    """Return the columns that a figure draws, those with intervals, by panel: neighbours of one kind
    stand together, but for those that the table names.
    """
    kinds = [
        (place, next((cell.kind for row in table.rows if drawable(cell := row[place])), None))
        for place in range(table.labels, len(table.heads))
    ]
    alone = [[place] for place, kind in kinds if kind and table.heads[place] in table.panel_titles]
    if alone:
        return alone
    groups = groupby(((place, kind) for place, kind in kinds if kind), key=itemgetter(1))
    return [[place for place, _ in group][:MOST_SERIES] for _, group in groups][:MOST_PANELS]


def drawable(cell: Cell) -> TypeGuard[Quantity]:
    """Return whether a cell is a number with an interval."""
    return isinstance(cell, Quantity) and bool(cell.n) and cell.brief is None


def quantity(estimate: Estimate) -> Quantity:
    """Return an estimate as a quantity of the same kind."""
    return _of_kind(estimate, estimate.kind)


def share(estimate: Estimate) -> Quantity:
    """Return a probability as a share that is shown as per cent."""
    return _of_kind(estimate, "share")


def amount(estimate: Estimate | Difference) -> Quantity:
    """Return a number in its own unit."""
    return _of_kind(estimate, "amount")


def points(difference: Difference | Estimate) -> Quantity:
    """Return a difference of two shares, shown in percentage points with its sign."""
    return _of_kind(difference, "points")


def _of_kind(estimate: Estimate | Difference, kind: Kind) -> Quantity:
    return Quantity(estimate.value, estimate.low, estimate.high, kind, getattr(estimate, "n", None))


def cell_text(cell: Cell, digits: int | None = None) -> str:
    """Return a cell of a table as text."""
    if isinstance(cell, Quantity):
        return cell.text(digits)
    if isinstance(cell, float):
        return short_text(cell, 4)
    return count_text(cell) if isinstance(cell, int) else cell


def columns_of(table: Table) -> list[str]:
    """Return a name of its own for each column, as CSV and JSON have it: its head, numbered if it
    comes again, and `name` for none.
    """
    heads = [head or "name" for head in table.heads]
    return [
        head if head not in heads[:place] else f"{head} {heads[: place + 1].count(head)}"
        for place, head in enumerate(heads)
    ]


def records_of(table: Table) -> list[Data]:
    """Return the rows of a table as plain data, each with its cells by column; a number has its
    value, limits and n.
    """
    columns = columns_of(table)
    return [
        {
            column: cell.as_dict() if isinstance(cell, Quantity) else cell
            for column, cell in zip(columns, finite(row), strict=True)
        }
        for row in table.rows
    ]


def list_parts(parts: Sequence[str]) -> str:
    """Return parts as a sentence lists them: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


TERMS = (
    ("almost no chance", 0.05),
    ("very unlikely", 0.20),
    ("unlikely", 0.45),
    ("roughly even chance", 0.55),
    ("likely", 0.80),
    ("very likely", 0.95),
    ("almost certain", 1.00),
)
"""Each term with the upper end of its range, in order.

Source: Office of the Director of National Intelligence, Intelligence Community Directive 203,
Analytic Standards (2015), section D.6.e(2)(a).
"""

LOWEST, HIGHEST = 0.01, 0.99
"""The first and last limit of the directive's table: it has no term for rarer or surer events."""


def words(low: float, high: float) -> str:
    """Give the term for an interval, or the first and the last term if it crosses a border.

    A border belongs to the term nearer to one half, so a probability and its complement get
    opposite terms. Beyond 1 and 99 %, for which the directive has no term, the last one stays and
    the text says so. Raises DataProblem if a limit lies outside 0 to 1 or the two are in the wrong
    order.
    """
    first, last = TERMS[_place(low)][0], TERMS[_place(high)][0]
    if low > high:
        remedy = "Give the lower limit first."
        raise DataProblem(
            "The limits of an interval are the wrong way round.", f"{low} to {high}", remedy
        )
    if first == last:
        return first + _beyond(low, high)
    return f"{first} to {last}".replace("even chance", "even")


def _place(probability: float) -> int:
    """Give the place of the term in the table."""
    if not 0 <= probability <= 1:
        remedy = "Give a number from 0 to 1."
        raise DataProblem(
            f"{probability} is no probability.", "the words for a probability", remedy
        )
    # 1 - .95 is not .05 to the last bit: without rounding a border would move with the way it was
    # computed.
    chance = round(probability, 12)
    if chance < 0.5:
        return sum(chance >= end for _, end in TERMS[:3])
    return sum(chance > end for _, end in TERMS[:-1])


def _beyond(low: float, high: float) -> str:
    """Say where a whole interval lies beyond the table."""
    if high < LOWEST:
        return " (below 1 %)"
    return " (above 99 %)" if low > HIGHEST else ""


def attributes(scenario: Scenario, seed: int) -> Data:
    """Return the source of the numbers, as attributes of a table or an xarray dataset; tables of
    outcomes have the `units` of their columns beside it.
    """
    return {
        "scenario": scenario.name,
        "scenario_hash": scenario.hash,
        "model": fingerprint(),
        "seed": seed,
        "version": tool_version(),
        "caveat": CAVEAT,
    }

"""Many cells: the outcomes of an experiment over a design, cell by cell and over all its worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import product
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.compare import MOST, CompareOptions
from sim.analysis.compare.findings import CompareFinding, compare_runs
from sim.analysis.finding import Figures, Finding, main_tables
from sim.analysis.sensitivity import LEAST, RANK
from sim.analysis.sweep import SweepOptions
from sim.core.base.plain import Data
from sim.core.estimate.interval import STUDENT, Estimate, probability, wilson
from sim.core.estimate.writing import count_text, counted_text, number_text, short_text
from sim.core.outcomes.catalogue import Columns
from sim.core.outcomes.outcomes import (
    ASKABLE,
    JOINT_OUTCOMES,
    WAR_LINE,
    is_war,
    name_of,
)
from sim.study.estimate.quantities import CAVEAT, Quantity, Row, Table, amount, share
from sim.study.experiment.definition import Experiment, Factor, value_text
from sim.study.experiment.design import cells_of, describe_design
from sim.study.experiment.factor_text import factor_name, factor_value, titled
from sim.study.play.grid import Grid, is_grid, shown_order
from sim.study.run.precision import WHOLE, rough, worlds_of_share
from sim.study.run.readings import benchmark_table, kims_alone, names_beside, shown_with
from sim.study.store.results import Results, cell_column

MOST_COLUMNS: Final = 21
MOST_ROWS: Final = 20
MOST_GROUPED: Final = 24
"""Cells of a grid of three factors or more that one table holds."""

MOST_TOLD: Final = 10
"""Rows beside which the first screen has room for every sentence."""

ENDS: Final = 5
"""Of many cells, so many of the highest and of the lowest are printed."""

FIRST_ENDS: Final = 3
"""So many of either on the first screen."""

MOST_IN_FULL: Final = 1000
"""Of so many cells the data hold every kept outcome, of more those of the tables: `runs.parquet`
beside them holds the rest.
"""

MOST_OUTCOMES: Final = 8
"""Outcomes of a study that its tables show."""

PLANE: Final = "plane"
CELLS: Final = "cells"
EXTREMES: Final = "extremes"


def ask(options: SweepOptions | Experiment, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of the grid, or the study itself."""
    if so_far:
        return None
    return options if isinstance(options, Experiment) else options.grid


def find(options: SweepOptions | Experiment, results: Sequence[Results]) -> SweepFinding:
    """Return the finding of a sweep."""
    if isinstance(options, Experiment):
        return of_results(results[0])
    shown = options.outcomes or tuple(map(name_of, shown_with(options.outcome)))
    return SweepFinding(results[0], shown)


@dataclass(frozen=True, eq=False)
class SweepFinding(Finding):
    """The outcomes of the cells of any experiment; `shown` are those in its tables, the main one
    first.
    """

    analysis: ClassVar[str] = "sweep"
    results: Results
    shown: tuple[str, ...]

    @property
    def options(self) -> Experiment:
        """The experiment, which holds the scenario that the factors change, and the seed."""
        return self.results.study

    @property
    def outcome(self) -> str:
        """The outcome in front."""
        return self.shown[0]

    @cached_property
    def cells(self) -> Columns:
        """The cells by column: factors, n, failed worlds, and the kept outcomes with their limits,
        of many cells those shown.
        """
        return self.results.cell_columns(self.told_by_cell)

    @property
    def told_by_cell(self) -> tuple[str, ...]:
        """The kept outcomes, of many cells those shown."""
        return self.options.outcomes if cells_of(self.options) <= MOST_IN_FULL else self.shown

    @property
    def count(self) -> int:
        """How many cells have been run."""
        return int(self.cells["cell"].size)

    def records(self, places: Any = slice(None)) -> list[Data]:
        """Return some cells, each as a record."""
        columns = [column[places].tolist() for column in self.cells.values()]
        return [dict(zip(self.cells, row, strict=True)) for row in zip(*columns, strict=True)]

    @cached_property
    def grid(self) -> Grid | None:
        """The cells as a grid, where they are one whose worlds are all there."""
        return Grid(self.results) if is_grid(self.results) and self.results.complete else None

    @cached_property
    def compared(self) -> CompareFinding | None:
        """A grid of few policies or other names as a comparison of its cells, in the same worlds;
        None for others.
        """
        grid, catalogue = self.grid, self.results.catalogue
        has_names = grid is not None and all(
            isinstance(level, str) for factor in grid.factors for level in factor.values
        )
        is_small = 2 <= self.count <= MOST and self.outcome in catalogue.probabilities
        whole = {*catalogue.flags, *catalogue.numbers} <= {*self.results.kept}
        if grid is None or not has_names or not is_small or not whole or self.cells["failed"].any():
            return None
        runs = tuple(self.results.run(cell) for cell in range(self.count))
        settings = tuple(
            tuple(
                f"{factor.name}={value}"
                for factor, value in zip(grid.factors, grid.values(cell), strict=True)
            )
            for cell in range(len(runs))
        )
        scenarios = tuple(run.scenario for run in runs)
        options = CompareOptions(
            scenarios, grid.worlds, self.seed, outcome=self.outcome, changes=settings
        )
        return compare_runs(options, runs)

    @cached_property
    def overall(self) -> dict[str, Estimate]:
        """How likely each kept outcome is over all worlds."""
        probabilities = self.results.catalogue.probabilities
        return self.results.overalls(
            [name for name in self.options.outcomes if name in probabilities]
        )

    def exported(self) -> Results:
        """Return the results whose worlds are exported."""
        return self.results

    def label(self, outcome: str) -> str:
        """Return an outcome in words."""
        return self.results.catalogue.label(outcome)

    def quantity(self, cell: Any, outcome: str) -> Quantity:
        """Return an outcome of a cell with its interval."""
        value, low, high = (float(cell[f"{outcome}{end}"]) for end in ("", "_low", "_high"))
        kind = share if outcome in self.results.catalogue.probabilities else amount
        return kind(Estimate(value, low, high, int(cell["n"]), STUDENT))

    def told(self, cell: Any, outcome: str) -> Row:
        """Return an outcome of a cell as a table shows it: a mean never without the 5 to 95 % of
        its worlds.
        """
        estimate = self.quantity(cell, outcome)
        if outcome in self.results.catalogue.probabilities:
            return (estimate,)
        ends = (number_text(float(cell[f"{outcome}_{end}"]), 1) for end in ("p05", "p95"))
        return estimate, " to ".join(ends)

    @property
    def factors(self) -> list[str]:
        """The factors of the study, as they are typed."""
        return [factor.name for factor in self.options.factors]

    def place(self, cell: Any) -> str:
        """Return where a cell is, in words."""
        parts = []
        for factor in self.factors:
            value = cell[cell_column(factor)]
            text = shown(factor, value)
            if factor.endswith(".policy") and isinstance(value, str):
                text = f"“{text}”"
            # Of one factor the table has the name.
            parts.append(f"{factor_name(factor)} {text}" if len(self.factors) > 1 else text)
        return ", ".join(parts)

    def sentences(self) -> list[str]:
        """Return the outcome over all worlds, and between which cells it lies."""
        count, label = self.count, self.label(self.outcome)
        values = self.cells[self.outcome]
        if not np.isfinite(values).any():
            return [f"No world of the {count_text(count)} cells is sound."]
        low, high = self.records([np.nanargmin(values), np.nanargmax(values)])
        least, most = (self.quantity(cell, self.outcome).text() for cell in (low, high))
        ends = f"from {least} at {self.place(low)} to {most} at {self.place(high)}"
        if self.outcome not in self.overall:
            return [f"The mean of {label} in the {count_text(count)} cells reaches {ends}."]
        also = "".join(
            f" and {self.label(name)} in {share(self.overall[name]).text()}"
            for name in names_beside(self.outcome)
            if name in self.overall
        )
        if self.compared:
            return self.compared.sentences()
        first = (
            f"There is {label} in {share(self.overall[self.outcome]).text()}{also} of all worlds"
        )
        if count == 1:
            return [f"{first}."]
        if np.nanmin(values) == np.nanmax(values):
            return [f"{first}.", f"It is {least} in each of the {count_text(count)} cells."]
        clear = int((~self.unsure(self.outcome) & np.isfinite(values)).sum())
        reach = [f"In the {count_text(count)} cells it goes {ends}."]
        if len(self.factors) > 2:
            reach = [
                f"In the {count_text(count)} cells it goes from {least} to {most}.",
                f"It is least at {self.place(low)}, most at {self.place(high)}.",
            ]
        return [
            f"{first}.",
            *reach,
            f"Of the {count_text(count)} cells {count_text(clear)} differ clearly from the share over all.",
        ]

    def unsure(self, outcome: str) -> Any:
        """Say which cells have an interval that holds the share over all worlds, `(cells,)`."""
        line = round(self.overall[outcome].value, 3)
        low, high = (self.cells[f"{outcome}{end}"] for end in ("_low", "_high"))
        return (low <= line) & (line <= high)

    def tables(self) -> list[Table]:
        """Return the plane of two factors, or the highest and lowest cells, then all cells, and all
        worlds.
        """
        return [*self._tables]

    @cached_property
    def _tables(self) -> list[Table]:
        is_short = self.count <= MOST_ROWS
        front = self.compared.tables() if self.compared else self.planes()
        by_kim = not self.compared and {*JOINT_OUTCOMES} <= {*self.results.kept}
        return [
            *(front or ([] if is_short else [self.extremes()])),
            self.table(CELLS, "Each cell", self.records(), is_short and not front),
            self.overall_table(),
            *([self.by_kim()] if by_kim else []),
            self.cell_list(),
            self.factor_list(),
            self.outcome_list(),
        ]

    def factor_list(self) -> Table:
        """Return the factors and what they vary over, for files."""
        rows = [
            (
                factor.name,
                ", ".join(map(value_text, factor.values))
                or f"{value_text(factor.low)} to {value_text(factor.high)}",
            )
            for factor in self.options.factors
        ]
        return Table("factors", "The factors", ("", "values"), rows, sheet=True)

    def cell_list(self) -> Table:
        """Return the kept outcomes of every cell by their names, for files; of many cells those
        that are shown.
        """
        names = [name for name in self.told_by_cell if name in self.cells]
        heads = ("cell", *self.factors, "n", "failed", *names)
        rows: list[Row] = [
            (
                int(cell["cell"]),
                *(plain_value(cell[cell_column(factor)]) for factor in self.factors),
                int(cell["n"]),
                int(cell["failed"]),
                *(self.quantity(cell, name) for name in names),
            )
            for cell in self.records()
        ]
        return Table("estimates", "Each cell, every kept outcome", heads, rows, sheet=True)

    def outcome_list(self) -> Table:
        """Return every kept probability over all worlds by the name of its outcome, for files."""
        rows = [(name, share(estimate)) for name, estimate in self.overall.items()]
        return Table("outcomes", "Over all worlds", ("", "share or mean"), rows, sheet=True)

    def by_kim(self) -> Table:
        """Return the table of both powers against the benchmark over all worlds and by Kim's type."""
        columns = self.results.columns([*JOINT_OUTCOMES, "kim_type"])
        failed = columns.pop("failed")
        # Of a million worlds a copy is felt.
        sound = (
            {name: column[~failed] for name, column in columns.items()} if failed.any() else columns
        )
        return benchmark_table(sound, self.options.luck != "independent")

    def table(self, name: str, caption: str, cells: list[Data], main: bool) -> Table:
        """Return some cells, a row each: where it is, its worlds, and the outcomes shown."""
        catalogue = self.results.catalogue
        heads = (*(map(factor_name, self.factors or [""])), "n")
        for outcome in self.shown:
            heads += (self.label(outcome),)
            heads += () if outcome in catalogue.probabilities else ("5 to 95 %",)
        rows: list[Row] = [
            (
                *(
                    [shown(factor, cell[cell_column(factor)]) for factor in self.factors]
                    or ["the scenario"]
                ),
                int(cell["n"]),
                *(part for outcome in self.shown for part in self.told(cell, outcome)),
            )
            for cell in cells
        ]
        return Table(name, caption, heads, rows, main, labels=len(self.factors or [""]))

    def extremes(self) -> Table:
        """Return the cells in which the outcome is highest, and those in which it is lowest."""
        values = self.cells[self.outcome]
        ordered = np.argsort(-values, kind="stable")[: np.count_nonzero(np.isfinite(values))]
        ends = [
            *range(min(ENDS, len(ordered))),
            *range(max(ENDS, len(ordered) - ENDS), len(ordered)),
        ]
        records = self.records(ordered[ends])
        caption = f"the {ENDS} highest and the {ENDS} lowest of {count_text(len(ordered))} cells"
        return self.table(EXTREMES, f"{self.label(self.outcome)}: {caption}", records, True)

    def planes(self) -> list[Table]:
        """Return a grid of two factors, or a small one of more, a table an outcome: one factor across,
        the last upwards as in a map.
        """
        grid = self.grid
        if grid is None or self.outcome not in self.overall or len(grid.factors) < 2:
            return []
        if len(grid.factors) > 2 and self.count > MOST_GROUPED:
            return []
        if len(across_of(grid).values) > MOST_COLUMNS:
            return []
        outcomes = [name for name in map(name_of, shown_with(self.outcome)) if name in self.overall]
        return [
            self.plane(grid, name, PLANE if name == self.outcome else f"{PLANE}-{name}")
            for name in outcomes or [self.outcome]
        ]

    def plane(self, grid: Grid, outcome: str, name: str) -> Table:
        """Return a grid: the share of worlds with an outcome in each cell, a factor across, and the
        others in the rows, those with names first.
        """
        across = across_of(grid)
        others = sorted(
            (factor for factor in grid.factors if factor is not across),
            key=lambda factor: not factor.labels,
        )
        order = [grid.factors.index(factor) for factor in (across, *others)]
        cells, columns = grid.estimates(outcome), shown_order(across)
        value = cells.value.transpose(order)
        unsure = self.unsure(outcome).reshape(grid.shape).transpose(order)
        upwards = (shown_order(factor)[:: 1 if factor.labels else -1] for factor in others)
        rows = [
            (
                *(
                    factor_value(factor.name, factor.values[place])
                    for factor, place in zip(others, row, strict=True)
                ),
                *(
                    f"{number_text(100.0 * value[column, *row], 0)}{'~' if unsure[column, *row] else ''}"
                    for column in columns
                ),
            )
            for row in product(*upwards)
        ]
        everywhere = share(self.overall[outcome]).text()
        # A grid has no room for each interval.
        widest = max(
            float((cells.value - cells.low).max()), float((cells.high - cells.value).max())
        )
        caption = (
            f"{self.label(outcome)}, % of worlds: {factor_name(across.name)} across. "
            f"Every 95 % interval is within {number_text(100.0 * widest, 1)} points of its value. A cell with "
            f"~ is not distinguishable from the share over all cells, {everywhere}"
        )
        heads = (
            *(factor_name(factor.name) for factor in others),
            *(factor_value(across.name, across.values[k]) for k in columns),
        )
        return Table(name, caption, heads, rows, True, labels=len(others))

    def overall_table(self) -> Table:
        """Return every kept probability over all worlds."""
        # A flag that says the same as a final state is not told twice.
        rows = {self.label(name): share(estimate) for name, estimate in self.overall.items()}
        shared = self.options.luck == "common"
        caption = f"Over all worlds of all cells{'; n counts those that all cells share' * shared}"
        return Table("overall", caption, ("", "share of worlds"), [*rows.items()])

    def figures(self) -> Figures:
        """Return the outcome along each factor, and where the design has room for them its
        surface.
        """
        from sim.show.surface import kinds_for

        finite = np.isfinite(self.cells[self.outcome])
        if not self.factors or finite.sum() < 2:
            return {}
        fit = kinds_for(self.results, self.outcome)
        return {draw.__name__: partial(draw, self.results, self.outcome) for draw in fit}

    @property
    def size(self) -> str:
        """How many worlds count, and of how many months."""
        return f"{count_text(int(self.cells['n'].sum()))} worlds of {self.scenario.months} months"

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line."""
        size = f"{self.count} × {counted_text(self.options.worlds, 'world')}"
        return f"{titled(self.scenario)} · {size} · seed {self.seed} · 95 % intervals"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences, and the cells by type of Kim, the plane of the first outcome, or the
        ends of a long table.
        """
        if self.compared:
            return self.compared.first_screen()
        first, *_ = main_tables(self.tables())
        brief = self.by_cell_and_kim() if first.name == CELLS else None
        sentences = self.sentences()
        if first.name == EXTREMES:
            brief = self.brief_extremes(first)
        if len(self.factors) > 2:
            # The names of two cells by three factors fill the screen, and the table has both.
            sentences = [*sentences[:2], *sentences[3:]]
        return sentences[:2] if brief and len(brief.rows) > MOST_TOLD else sentences, [
            brief or first
        ]

    def brief_extremes(self, table: Table) -> Table:
        """Return the ends of a long table without n, which is one in all, and with one outcome."""
        count, size = FIRST_ENDS, len(self.factors)
        columns = [*range(size), size + 1]
        rows = [[row[k] for k in columns] for row in (*table.rows[:count], *table.rows[-count:])]
        caption = f"{self.label(self.outcome)}: the {count} highest and the {count} lowest cells"
        return replace(
            table, caption=caption, heads=tuple(table.heads[k] for k in columns), rows=rows
        )

    def by_cell_and_kim(self) -> Table | None:
        """Return the outcome along one factor, in all worlds and by type of Kim where each cell has
        worlds of each; None for a mean, and for more factors.
        """
        if self.outcome not in self.overall or len(self.factors) != 1:
            return None
        has_types = "kim_type" in self.results.kept
        columns = self.results.columns([self.outcome, *["kim_type"] * has_types])
        sound, (factor,) = ~columns["failed"], self.factors
        types = kims_alone(columns) if has_types else {}
        rows: list[tuple[str, list[Quantity | None]]] = []
        for cell in self.records():
            here = sound & (columns["cell"] == cell["cell"])
            groups = [columns[self.outcome][here & among] for among in (sound, *types.values())]
            shares = [share(probability(flags)) if flags.size else None for flags in groups]
            rows.append((shown(factor, cell[cell_column(factor)]), shares))
        if not all(all(shares) for _, shares in rows):
            types = {}
        label = self.label(self.outcome)
        # Types in whole per cents, as in a comparison.
        table = [
            (
                name,
                everywhere.bare() if everywhere else "",
                *(part.bare(0) for part in by_kim if part and types),
            )
            for name, (everywhere, *by_kim) in rows
        ]
        caption = f"{label}, % of worlds, by {factor_name(factor)}"
        return Table("by_cell", caption, ("", label, *types), table)

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        if folder is None:
            return "the same with -o FOLDER, then sim show FOLDER", "add --full"
        many = self.count >= LEAST[RANK]
        return (
            *([f"sim sensitivity {folder}"] if many else []),
            *(f"sim plot {kind} {folder} -o {kind}.png" for kind in [*self.figures()][:1]),
            f"sim report {folder} -o report.html",
        )

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        study = self.options
        state = "" if self.results.complete else ", and it is not finished"
        failed = int(self.cells["failed"].sum())
        return [
            f"{study.title}: {describe_design(study.components)}, {self.size} from "
            f"{self.scenario.start}, seed {study.seed}, {study.luck} luck{state}. Intervals: 95 %, "
            "Wilson's for shares, Student's for means; over all cells that share their luck, "
            "between its worlds.",
            *self.precision(),
            *([f"{count_text(failed)} worlds failed and are left out."] if failed else []),
        ]

    def precision(self) -> list[str]:
        """Return from how many worlds a cell on its shares are known to half a point."""
        if self.outcome not in self.overall:
            return []
        least = rough(worlds_of_share(wilson(1, 2), WHOLE))
        return [f"Shares are known to half a point from {least} worlds a cell on."]

    def caveats(self) -> list[str]:
        """Return the caveats: the sweep is no forecast, and, if a chance of war is shown, the line
        on war in the record.
        """
        return [CAVEAT, WAR_LINE] if any(map(is_war, self.shown)) else [CAVEAT]


def across_of(grid: Grid) -> Factor:
    """Return the factor whose values are columns: of two the first, of more the numbers with most."""
    if len(grid.factors) == 2:
        return grid.factors[0]
    return max(grid.factors, key=lambda factor: (not factor.labels, len(factor.values)))


def shown(factor: str, value: Any) -> str:
    """Return the value of a factor as text; "as it is" for a value that a point leaves to the
    scenario.
    """
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or value != value:
        return "as it is"
    return short_text(value, 4) if isinstance(value, float) else factor_value(factor, value)


def plain_value(value: Any) -> str | float | int:
    """Return the value of a factor in a cell as a table holds it, empty if a point leaves it."""
    value = value.item() if isinstance(value, np.generic) else value
    return "" if value is None or value != value else value


def of_results(results: Results) -> SweepFinding:
    """Return the finding of the cells of any results: shares before amounts, as many as a table can
    hold.
    """
    ordered = sorted(
        results.study.outcomes, key=lambda name: name not in results.catalogue.probabilities
    )
    names = [*JOINT_OUTCOMES] if set(ordered) == set(ASKABLE) else ordered
    return SweepFinding(results, tuple(names[:MOST_OUTCOMES]))

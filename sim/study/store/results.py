"""The results of an experiment, read lazily over its parts: worlds, estimates, and the meaning of
columns.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.core.base.arrays import Floats, xarray
from sim.core.base.errors import DataProblem, UsageProblem, nearest
from sim.core.base.plain import Data
from sim.core.estimate import interval
from sim.core.estimate.quantiles import t_quantile
from sim.core.estimate.writing import counted_text
from sim.core.game.levers import LEVERS
from sim.core.outcomes.catalogue import Columns, Outcome, OutcomeOrName, name_of
from sim.core.outcomes.outcomes import STATES, factor_column
from sim.core.scenario.parameters import PARAMETERS
from sim.study.estimate.distribution import (
    Distribution,
    Distributions,
    better,
    has_distribution,
    part_by,
)
from sim.study.estimate.quantities import CAVEAT, attributes
from sim.study.estimate.shares import clustered_share
from sim.study.estimate.shown import Shown
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import cells_of, design_of, first_worlds
from sim.study.run.task import PlayedWorlds, gather_block
from sim.study.run.worlds import Run
from sim.study.store.disk import draft
from sim.study.store.folder import check_same, design_table
from sim.study.store.parts import failed_in, packing_of, table_of
from sim.study.store.values import hash_of_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

    from sim.core.scenario import Scenario


def no_part_yet(place: str) -> DataProblem:
    """Return the problem of a study without a finished part."""
    remedy = "The same command goes on, if it does not run now."
    return DataProblem("no part is finished yet", place, remedy)


class Results(Shown):
    """The results of an experiment, in memory or in a folder: its worlds part by part, and their
    estimates.

    `study` is the experiment, `design` a pandas table with a row for each cell, `cells` the design
    with an estimate and interval of every outcome. `blocks` are the columns and failures of worlds in
    memory.
    """

    scenario: Scenario
    seed: int

    def __init__(
        self, study: Experiment, blocks: Sequence[tuple[Columns, dict[int, str]]] = ()
    ) -> None:
        self._blocks = tuple(blocks)
        self.study, self.catalogue, self.scenario, self.seed = (
            study,
            study.catalogue,
            study.scenario,
            study.seed,
        )

    @cached_property
    def hash(self) -> str:
        """The hash of the experiment; raises UsageProblem for an outcome that cannot be kept."""
        return self.study.hash

    def __repr__(self) -> str:
        cells = counted_text(len(self.design), "cell")
        size = f"{cells} of {counted_text(self.study.worlds, 'world')}"
        return f"<{type(self).__name__} {self.study.title}, seed {self.seed}: {size}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the cells, a row each, with an estimate and 95 % limits of each outcome."""
        frame = self.cells.copy(deep=False)
        frame.attrs.update(attributes(self.scenario, self.seed))
        frame.attrs["units"] = {
            name: unit for name in map(str, frame) if (unit := meaning_of(name, self.study).unit)
        }
        return frame

    def to_xarray(self) -> xr.Dataset:
        """Return each outcome over the factors of a full grid, or else over cells, and over `stat`:
        value, low and high, and of a number 5 and 95 % of the worlds; needs the package xarray.
        """
        frame = self.cells
        categories = [name for name in frame if frame[name].dtype == "category"]
        frame = frame.astype(dict.fromkeys(categories, object))
        factors = [cell_column(factor.name) for factor in self.study.factors]
        grid = bool(factors) and len(frame) == math.prod(frame[name].nunique() for name in factors)
        indexed = frame.set_index(factors).drop(columns="cell") if grid else frame.set_index("cell")
        arrays = xarray()
        flat = arrays.Dataset.from_dataframe(indexed)
        none = arrays.full_like(flat["n"], math.nan, dtype=float)
        columns = {name: [f"{name}{end}" for end in STATS.values()] for name in self.study.outcomes}
        dataset: xr.Dataset = flat.drop_vars(
            column for several in columns.values() for column in several if column in flat
        )
        dataset = dataset.assign_coords(stat=list(STATS))
        for name, several in columns.items():
            means = meaning_of(name, self.study)
            dataset[name] = arrays.concat([flat.get(column, none) for column in several], "stat")
            dataset[name].attrs = {"long_name": means.text, "units": means.unit or "1"}
        return dataset.assign_attrs(attributes(self.scenario, self.seed))

    @property
    def place(self) -> str:
        """The place of the results, in words."""
        return self.study.title

    @property
    def complete(self) -> bool:
        """Whether every cell has been run."""
        return True

    def check_complete(self) -> None:
        """Refuse a study whose sweep is not finished; one that was played in memory always is."""

    def parts(self, names: Sequence[str] | None = None) -> Iterator[tuple[Columns, dict[int, str]]]:
        """Yield the columns, at least those named, and failures of each part, in order of cells;
        failed rows hold zeros.
        """
        yield from self._blocks

    def whole_cells(self, outcomes: Sequence[Outcome]) -> Iterator[tuple[Columns, dict[int, str]]]:
        """Yield what some outcomes are read from, and failures, of some whole cells at a time, in
        order: a large cell has several parts.
        """
        names = columns_read(outcomes)
        for _, parts in groupby(self.parts(names), lambda part: part[0]["cell"][0]):
            joined = gather_block(
                [
                    PlayedWorlds({name: columns[name] for name in names}, failures, {})
                    for columns, failures in parts
                ]
            )
            yield joined.columns, joined.failures

    @cached_property
    def design(self) -> pd.DataFrame:
        """The design, a row for each cell."""
        table: pd.DataFrame = design_table(design_of(self.study)).to_pandas()
        return table

    def columns(self, outcomes: Sequence[OutcomeOrName], cell: int | None = None) -> Columns:
        """Return outcome columns by cell and world, `(rows,)` each, with `cell`, `world` and
        `failed`.

        They are those of all worlds, or of one cell. Flags and final states by name are true or
        false. Raises UsageProblem for an outcome that was not kept.
        """
        kept_outcomes = [self.kept_outcome(outcome) for outcome in outcomes]
        gathered: dict[str, list[Any]] = {}
        for part, failures in self.parts(columns_read(kept_outcomes)):
            arrays = {"cell": part["cell"], "world": part["world"]} | {
                outcome.name: outcome.read(part) for outcome in kept_outcomes
            }
            arrays["failed"] = failed_in(part, failures)
            among = slice(None) if cell is None else part["cell"] == cell
            for name, values in arrays.items():
                gathered.setdefault(name, []).append(values[among])
        return {name: np.concatenate(values) for name, values in gathered.items()}

    def distributions(self, outcome: OutcomeOrName, by: str) -> Distributions:
        """Return the distributions of a number over worlds, one for each type of Kim (`kim_type`)
        or value of a factor.

        For a full grid they can be paired, cell by cell and world by world. Raises UsageProblem for
        a flag, and for an outcome that the parts do not hold.
        """
        entry = has_distribution(self.kept_outcome(outcome).name, self.catalogue)
        columns = self.columns([entry.name, *self.catalogue.of_kind("state")])
        sound = ~columns.pop("failed")
        columns = {name: column[sound] for name, column in columns.items()}
        cells = self.design.set_index("cell").loc[columns["cell"]]
        factors = {factor.name: cells[factor.name].to_numpy() for factor in self.study.factors}
        luck = (self.seed, None) if self.study.luck != "independent" else None
        # Number worlds so that cells which differ only in the grouping factor `by` have the
        # same numbers.
        others = cells[[name for name in factors if name != by]]
        group = (
            others.groupby(list(others), dropna=False).ngroup().to_numpy()
            if len(others.columns)
            else 0
        )
        worlds = (
            np.asarray(columns["world"], dtype=np.int64) + (int(columns["world"].max()) + 1) * group
        )
        whole = Distribution(
            entry.name,
            columns[entry.name],
            entry.unit,
            better(entry),
            entry.label,
            luck,
            worlds,
        )
        return part_by(whole, columns, by, factors)

    def by_cell(self, outcome: OutcomeOrName) -> Floats:
        """Return an outcome of every world as numbers, `(cells, worlds)`.

        Raises DataProblem if a world failed, because cells of different size make no rectangle.
        """
        columns = self.columns([outcome])
        if columns["failed"].any():
            lost = int(np.count_nonzero(columns["failed"]))
            raise DataProblem(
                f"{lost:,} worlds failed",
                self.place,
                "Look at their column 'error', or ask for other worlds.",
            )
        return columns[name_of(outcome)].astype(np.float64).reshape(-1, self.study.worlds)

    def run(self, cell: int | None = 0, jobs: int = 1) -> Run:
        """Return the worlds of one cell as a run, which can answer more questions than the kept
        outcomes.

        With None it has the worlds of all cells, which may then differ only in their random draws.
        Raises UsageProblem for an unknown cell, or if not every outcome was kept.
        """
        study, catalogue = self.study, self.catalogue
        check_same(study.policies)
        place = cell or 0
        if not 0 <= place < cells_of(study):
            raise UsageProblem(
                f"there is no cell {cell}", self.place, f"Give 0 to {cells_of(study) - 1}."
            )
        (values,) = design_of(study).values(place, place + 1)
        names = [factor.name for factor in study.factors]
        changes = {
            name: value for name, value in zip(names, values, strict=True) if value is not None
        }
        names = [name for name, outcome in catalogue.items() if not outcome.part_of]
        first = int(first_worlds(study)[place])
        scenario = study.scenario.change(changes)
        columns = self.run_columns(names, cell)
        return Run(scenario, study.seed, columns, first_world=first, jobs=jobs, catalogue=catalogue)

    def run_columns(self, names: Sequence[str], cell: int | None) -> Columns:
        """Return the columns of a run: its outcomes, `world` and `failed`."""
        columns = self.columns(names, cell)
        del columns["cell"]
        return columns

    def worlds(self) -> Iterator[pd.DataFrame]:
        """Yield the worlds part by part as pandas tables: cell, world, seed, outcomes, and the
        error of a failed world.
        """
        import pandas as pd
        import pyarrow as pa

        # Flags and whole numbers of worlds that failed need a type that knows missing values.
        nullable = {
            pa.bool_(): pd.BooleanDtype(),
            pa.int8(): pd.Int8Dtype(),
            pa.int16(): pd.Int16Dtype(),
        }
        for columns, failures in self.parts():
            yield table_of(columns, failures, {}).to_pandas(
                types_mapper=nullable.get if failures else None
            )

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The cells run so far: factors, n, failed worlds, and for each outcome its estimate and 95
        % limits.
        """
        return self.estimates(self.study.outcomes)

    def estimates(self, outcomes: Sequence[OutcomeOrName], level: float = 0.95) -> pd.DataFrame:
        """Return the cells run so far with an estimate and limits of each outcome: Wilson's, or
        Student's for a mean.

        A factor called like an outcome gets the word `set` before it.
        Raises UsageProblem for an outcome that the study did not keep.
        """
        import pandas as pd

        table = pd.DataFrame(self._estimated(outcomes, level))
        return self.design.rename(columns=cell_column).merge(table, on="cell", how="inner")

    def cell_columns(self, outcomes: Sequence[OutcomeOrName]) -> Columns:
        """Return what `estimates` does as arrays by column, `(cells,)` each: values of factors as
        objects, None where a cell keeps the scenario's own.
        """
        columns = self._estimated(outcomes, 0.95)
        design = design_of(self.study)
        factors = {
            cell_column(factor.name): design.column(factor.name)[columns["cell"]]
            for factor in self.study.factors
        }
        return factors | columns

    def _estimated(self, outcomes: Sequence[OutcomeOrName], level: float) -> Columns:
        kept_outcomes = [self.kept_outcome(outcome) for outcome in outcomes]
        tables = [
            estimate_cells(columns, failures, kept_outcomes, level)
            for columns, failures in self.whole_cells(kept_outcomes)
        ]
        if not tables:
            raise no_part_yet(self.place)
        return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}

    def overall(self, outcome: OutcomeOrName, level: float = 0.95) -> interval.Estimate:
        """Return the probability of an outcome over all worlds run so far; see `overalls`."""
        return self.overalls([outcome], level)[name_of(outcome)]

    def overalls(
        self, outcomes: Sequence[OutcomeOrName], level: float = 0.95
    ) -> dict[str, interval.Estimate]:
        """Return the probability of each of some outcomes over all worlds run so far, by name.

        Cells that share their random draws are not independent samples: the interval is then over
        the numbered worlds, each taken through all cells.
        """
        kept_outcomes = {entry.name: entry for entry in map(self.kept_outcome, outcomes)}
        last = int(first_worlds(self.study).max()) + self.study.worlds
        shared = {outcome: Shared(last) for outcome in kept_outcomes}
        for columns, failures in self.parts(columns_read(kept_outcomes.values())):
            sound = ~failed_in(columns, failures)
            for outcome, counted in shared.items():
                counted.add(columns["world"], self.catalogue.flag(columns, outcome), sound)
        return {
            name: counted.estimate(self.study.luck != "independent", level)
            for name, counted in shared.items()
        }

    @property
    def kept(self) -> tuple[str, ...]:
        """The outcomes that the parts hold: those asked for, and every state."""
        return (
            *self.study.outcomes,
            *self.catalogue.of_kind("state"),
            *(name for name in self.catalogue.probabilities if self.catalogue[name].part_of),
        )

    def kept_outcome(self, outcome: OutcomeOrName) -> Outcome:
        """Return an outcome by its name; raises UsageProblem for one that the parts do not hold."""
        name = name_of(outcome)
        if name not in self.kept:
            remedy = f"Use one it kept.{nearest(name, self.kept)}"
            raise UsageProblem(
                f"the study did not keep the outcome '{name}'", self.study.title, remedy
            )
        return self.catalogue[name]


def columns_read(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the columns of a part from which outcomes are read, with those that number its rows."""
    return list(
        dict.fromkeys(["cell", "world", *(outcome.part_of or outcome.name for outcome in outcomes)])
    )


MEANINGS: Final = {
    "cell": "the cell of the design, a row of design.parquet",
    "world": "the number of the world: with the seed it fixes all random draws",
    "seed": "the seed of the random draws",
    "month": "the month, counted from the start, which is 0",
    "error": "why the world failed; empty if it did not",
    "failed": "whether the world failed, so that its other values mean nothing",
    "n": "how many worlds count",
}
STATS: Final = {"value": "", "low": "_low", "high": "_high", "p05": "_p05", "p95": "_p95"}
"""What is known of an outcome in a cell, each with the ending of its column."""

LIMITS: Final = {
    "_low": "lower end of the 95 % interval of",
    "_high": "upper end of the 95 % interval of",
    "_p05": "5 % of the worlds lie below, of",
    "_p95": "95 % of the worlds lie below, of",
}


def cell_column(name: str) -> str:
    """Return the column of a factor in a table of cells, which has no states of worlds beside it."""
    return name if name in STATES else factor_column(name)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a column, in one sentence, and its unit, "" if it has none."""

    text: str
    unit: str = ""


def meaning_of(column: str, study: Experiment) -> Meaning:
    """Return the meaning of a column in a table of worlds or cells of an experiment."""
    if column in MEANINGS:
        return Meaning(MEANINGS[column])
    factors = {factor_column(factor.name): factor for factor in study.factors} | {
        f.name: f for f in study.factors
    }
    if column in factors:
        factor = factors[column]
        entry = LEVERS.get(factor.name) or PARAMETERS.get(factor.name.partition(".")[0])
        text = entry.meaning if entry else factor.name.replace("_", " ").replace(".", ": ")
        return Meaning(f"{factor.role}, set: {text}", entry.unit if entry else "")
    if column.startswith("point_"):
        return Meaning(
            f"the point of the design's part {column.removeprefix('point_')}, counted from 0"
        )
    if column in study.catalogue:
        outcome = study.catalogue[column]
        names = "; ".join(f"{name}: {meaning}" for name, meaning in outcome.names)
        return Meaning(f"{outcome.meaning} {names}".strip(), outcome.unit)
    for end, text in LIMITS.items():
        if column.endswith(end):
            return Meaning(
                f"{text} {column.removesuffix(end)}",
                meaning_of(column.removesuffix(end), study).unit,
            )
    return Meaning(
        f"state of a world at the end of the month: {column.replace('_', ' ').replace('.', ': ')}"
    )


def describe_table(table: pa.Table, study: Experiment) -> pa.Table:
    """Return an arrow table with the meaning and unit of each column and its source as metadata.

    A Parquet file written from it keeps the metadata.
    """
    import pyarrow as pa

    columns = {name: meaning_of(name, study) for name in table.column_names}
    fields = [
        field.with_metadata({"meaning": means.text} | ({"unit": means.unit} if means.unit else {}))
        for field, means in zip(table.schema, columns.values(), strict=True)
    ]
    metadata = {
        "scenario": study.scenario.name,
        "scenario_hash": study.scenario.hash,
        "experiment": study.hash,
        "model": study.model.fingerprint,
        "seed": str(study.seed),
        "caveat": CAVEAT,
    }
    # pandas reads this key into the `attrs` of the table.
    attrs = metadata | {
        "seed": study.seed,
        "units": {name: means.unit for name, means in columns.items() if means.unit},
        "meanings": {name: means.text for name, means in columns.items()},
    }
    metadata["PANDAS_ATTRS"] = json.dumps(attrs, ensure_ascii=False)
    return table.cast(pa.schema(fields, metadata=metadata))


def write_worlds(results: Results, path: Path) -> str:
    """Write every world as a Parquet table and return the SHA-256 of its values.

    Columns: cell, the value of each factor, world, seed, outcomes, and the error of a world that
    failed. A factor called like an outcome gets the word `set` before it. Parts are read one at a
    time: memory does not grow with them.
    """
    import pyarrow.parquet as pq

    with draft(path) as file:

        def written() -> Iterator[pa.RecordBatch]:
            """Write the parts one by one, and yield the rows of each."""
            writer = None
            for table in tables_of(results):
                writer = writer or pq.ParquetWriter(file, table.schema, **packing_of(table.schema))
                writer.write_table(table, max(table.num_rows, 1))  # a row group a part
                yield from table.to_batches()
            if writer is not None:
                writer.close()

        return hash_of_table(written())


def hash_worlds(results: Results) -> str:
    """Return the SHA-256 of the values of the file that `write_worlds` would write."""
    return hash_of_table(piece for table in tables_of(results) for piece in table.to_batches())


def tables_of(results: Results) -> Iterator[pa.Table]:
    """Yield the worlds part by part as arrow tables; see `write_worlds`."""
    import pyarrow as pa

    design = pa.Table.from_pandas(
        results.design.rename(columns=factor_column), preserve_index=False
    )
    factors = design.select([factor_column(factor.name) for factor in results.study.factors])
    for columns, failures in results.parts():
        part, factor_columns = (
            table_of(columns, failures, {}),
            factors.take(pa.array(columns["cell"])),
        )
        arrays = {"cell": part["cell"]} | {
            name: factor_columns[name].combine_chunks() for name in factor_columns.column_names
        }
        for name in (
            "world",
            "seed",
            *(outcome for outcome in results.catalogue if outcome in columns),
            "error",
        ):
            arrays[name] = part[name]
        yield describe_table(pa.table(arrays), results.study)


class Shared:
    """Counts an outcome by the number of its world, so that cells with the same random draws do not
    count as independent.
    """

    def __init__(self, worlds: int) -> None:
        self.hits, self.counted = np.zeros(worlds), np.zeros(worlds)

    def add(self, worlds: Any, happened: Any, sound: Any) -> None:
        """Count worlds by number: whether the outcome happened, and whether they count at all."""
        self.hits += np.bincount(worlds, weights=happened & sound, minlength=self.hits.size)
        self.counted += np.bincount(worlds, weights=sound, minlength=self.hits.size)

    def estimate(self, common: bool, level: float = 0.95) -> interval.Estimate:
        """Return the share with its interval: over worlds if they share random draws, else
        Wilson's.
        """
        counts = self.counted > 0
        if common:
            return clustered_share(self.hits[counts], self.counted[counts], level)
        return interval.wilson(int(self.hits.sum()), int(self.counted.sum()), level)


def estimate_cells(
    columns: Columns, failures: dict[int, str], outcomes: Sequence[Outcome], level: float
) -> Data:
    """Return the estimates of the cells of a part as columns; a cell without a sound world has n =
    0 and NaN.
    """
    cell, starts, counts = np.unique(columns["cell"], return_index=True, return_counts=True)
    failed = failed_in(columns, failures)
    lost = np.add.reduceat(failed.astype(np.int64), starts)
    n = counts - lost
    table: Data = {"cell": cell, "n": n, "failed": lost}
    for outcome in outcomes:
        if outcome.kind == "number":
            *limits, low, high = means(outcome.read(columns), failed, starts, counts, level)
            table |= {f"{outcome.name}_p05": low, f"{outcome.name}_p95": high}
        else:
            flags = outcome.read(columns) & ~failed
            hits = np.add.reduceat(flags.astype(np.int64), starts)
            shares = interval.wilson_cells(hits, np.maximum(n, 1), level)
            limits = [
                np.where(n > 0, limit, np.nan) for limit in (shares.value, shares.low, shares.high)
            ]
        table |= dict(
            zip((outcome.name, f"{outcome.name}_low", f"{outcome.name}_high"), limits, strict=True)
        )
    return table


def means(values: Any, failed: Any, starts: Any, counts: Any, level: float) -> tuple[Any, ...]:
    """Return the mean of each cell, the limits of its t interval, and the 5 and 95 % of its worlds.

    One world gives no limits.
    """
    limits = np.full((5, starts.size), np.nan)
    sound = np.zeros(0) if failed.all() else interval.finite_numbers(values[~failed])
    stops = np.cumsum(counts - np.add.reduceat(failed.astype(np.int64), starts)).tolist()
    for place, (first, end) in enumerate(pairwise((0, *stops))):
        if end > first:
            n, mean, variance = interval.mean_and_variance_of(sound[first:end])
            reach = t_quantile(level, n - 1) * math.sqrt(variance / n) if n > 1 else math.nan
            # As NumPy's inverted_cdf, whose call for each cell would take as long as playing its
            # worlds.
            ordered = np.sort(sound[first:end])
            low, high = (ordered[max(0, math.ceil(n * share - 1.0))] for share in (0.05, 0.95))
            limits[:, place] = mean, mean - reach, mean + reach, low, high
    return tuple(limits)

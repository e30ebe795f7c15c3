"""Read a full grid from the results of its experiment, and evaluate a user's table of points in one
batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from sim.core.base.arrays import Array, Whole
from sim.core.base.errors import DataProblem, UsageProblem, one_line
from sim.core.base.plain import AnyPath, Data
from sim.core.estimate.interval import Cells, Estimate
from sim.core.estimate.writing import count_text
from sim.core.outcomes.catalogue import Columns, Outcome, OutcomeOrName, plain_name
from sim.core.outcomes.outcomes import ASKABLE
from sim.core.scenario import Scenario
from sim.options import CELL_WORLDS, as_list, checked_seed, checked_whole, with_known_options
from sim.study.estimate.quantities import attributes
from sim.study.estimate.shown import Shown
from sim.study.experiment.build import experiment, points_of
from sim.study.experiment.definition import Discrete, Experiment, Factor, Number, Value
from sim.study.experiment.design import design_of
from sim.study.experiment.factor_text import check_name, check_values, one_of, role_of, setting
from sim.study.experiment.given_scenario import ScenarioLike, scenario_of
from sim.study.play.play import Execution, play
from sim.study.run.progress import with_progress
from sim.study.store.results import Results, cell_column

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Grid(Shown):
    """The results of a full grid: `factors` vary, the last fastest; `shape` is the number of values
    of each.

    Raises DataProblem for results of another design, and for those of a sweep that is not finished.
    """

    scenario: Scenario
    seed: int

    def __init__(self, results: Results) -> None:
        study = results.study
        if not is_grid(results):
            remedy = "Read its cells with sim show, or sim.load_study."
            raise DataProblem("the study is no full grid", results.place, remedy)
        if not results.complete:
            raise DataProblem(
                "the sweep is not finished", results.place, "Run it again: it goes on."
            )
        self.results, self.worlds = results, study.worlds
        self.scenario, self.seed = study.scenario, study.seed
        # The order of the design, not that of the file, in which levers come first.
        design = design_of(study)
        self.factors = tuple(
            Factor(name, role_of(name), one_of(tuple(dict.fromkeys(design.column(name).tolist()))))
            for name in study.components[0].factors
        )
        self.shape = tuple(len(factor.values) for factor in self.factors)
        self.kept = [name for name in results.catalogue.probabilities if name in results.kept]

    def __repr__(self) -> str:
        size = f"{count_text(math.prod(self.shape))} cells of {count_text(self.worlds)} worlds"
        return f"<Grid of {self.scenario.name}, seed {self.seed}: {size}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the cells tidily, a row for each outcome: factors, outcome, value, low, high, n.

        `results.to_frame()` has a row for each cell, with a column for every outcome.
        """
        import pandas as pd

        cells, names = self.results.to_frame(), self.results.study.outcomes
        factors = [cell_column(factor.name) for factor in self.factors]
        parts = [
            cells[[*factors, "n", name, f"{name}_low", f"{name}_high"]]
            .set_axis([*factors, "n", "value", "low", "high"], axis=1)
            .assign(outcome=name)
            for name in names
        ]
        frame: pd.DataFrame = pd.concat(parts, ignore_index=True)
        frame = frame[[*factors, "outcome", "value", "low", "high", "n"]]
        frame.attrs.update(attributes(self.scenario, self.seed))
        return frame

    def to_xarray(self) -> xr.Dataset:
        """Return every kept probability with its limits, named by factor; needs the package
        xarray.
        """
        return self.results.to_xarray()

    @cached_property
    def table(self) -> Columns:
        """Every kept probability in every cell, with its limits."""
        return self.results.cell_columns(self.kept)

    def estimates(self, outcome: str) -> Cells:
        """Return the probability of an outcome in every cell with its Wilson interval, each of the
        grid's shape.
        """
        name = self.results.kept_outcome(plain_name(outcome)).name
        value, low, high = (
            self.table[f"{name}{end}"].reshape(self.shape) for end in ("", "_low", "_high")
        )
        return Cells(value, low, high)

    @cached_property
    def overalls(self) -> dict[str, Estimate]:
        """The probability of each kept outcome over all worlds of the grid."""
        return self.results.overalls(self.kept)

    def overall(self, outcome: str) -> Estimate:
        """Return the probability of an outcome over all worlds of the grid, with an interval that
        respects their shared random draws.
        """
        return self.overalls[self.results.kept_outcome(plain_name(outcome)).name]

    def values(self, number: int) -> tuple[Value, ...]:
        """Return the value of each factor in a cell."""
        places = np.unravel_index(number, self.shape)
        return tuple(
            factor.values[int(place)] for factor, place in zip(self.factors, places, strict=True)
        )


def is_grid(results: Results) -> bool:
    """Say whether results are those of a full grid."""
    return [component.kind for component in results.study.components] == ["factorial"]


def shown_order(factor: Factor) -> list[int]:
    """Return the places of the values of a factor in the order shown: numbers rising, names as
    given.
    """
    places = list(range(len(factor.values)))
    return (
        places if factor.labels else sorted(places, key=lambda place: float(factor.values[place]))
    )


@with_known_options
def sweep(
    scenario: ScenarioLike,
    over: Mapping[str, Sequence[Value] | str] | Sequence[str],
    worlds: int = 2000,
    seed: int = 7,
    *,
    jobs: int = 1,
    outcomes: Sequence[Outcome] = (),
    executor: Executor | None = None,
    progress: bool | None = None,
) -> Grid:
    """Play a full grid in memory, the last name of `over` fastest.

    `scenario` is a Scenario, a name, the path of a file, or a dict of changes of spring 2017.
    `over` maps each name to a list of values, or to a text as `sim sweep --over` takes it, such as
    "0:1:5" or "a,b"; or it is a list of such texts with their names, "washington.pressure=0:1:5".

    World k of every cell shares its random draws. `outcomes` are your own, made by `sim.Outcome`,
    beside all built-in ones. The grid is played in `jobs` threads, or on the workers of `executor`,
    with a bar of `progress` as in `sim.run`. Raises UsageProblem or ScenarioProblem for an invalid
    name or value, StudyStopped if workers are lost.

    >>> import sim
    >>> made = sim.sweep(sim.load_scenario("2017-spring"), {"beijing.enforcement": [0.0, 1.0]}, worlds=50)
    >>> made.to_frame().query("outcome == 'war'").shape
    (2, 6)
    """
    # Checked in the same order as by the command: arguments that no sweep takes are refused first.
    worlds, seed = checked_whole("worlds", worlds, 1, CELL_WORLDS), checked_seed(seed)
    if not over or not isinstance(over, Mapping | list | tuple):
        raise UsageProblem(
            f"'over' is {over!r}", "over", 'Give a dict, such as {"beijing.enforcement": [0, 1]}.'
        )
    study = experiment(scenario, over, (*ASKABLE, *as_list("outcomes", outcomes)), worlds, seed)
    with with_progress(Execution(jobs=jobs, executor=executor), progress) as way:
        return Grid(play(study, way=way))


LISTED: Final = 50
"""A column of numbers with more values than this is a range; one with fewer is a list of values."""


@with_known_options
def evaluate(
    scenario: ScenarioLike,
    points: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | Any,
    outcomes: Sequence[OutcomeOrName] = ("lose_lose", "war", "crisis"),
    worlds: int = 2000,
    seed: int = 7,
    *,
    luck: Literal["common", "independent"] = "common",
    jobs: int = 1,
    out: AnyPath | None = None,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> Results:
    """Estimate outcomes at every point of a table in one batch: a pandas table, columns by name, or
    a list of rows.

    `scenario` is a Scenario, a name, the path of a file, or a dict of changes of spring 2017. Names
    are those of `Scenario.change`; a name that a row leaves out, or None, keeps the scenario's own
    value. By `luck` all points share their worlds ("common"), so that differences between points
    are paired, or each has its own. `outcomes` are names, or your own made by `sim.Outcome`. With
    `out` the worlds are kept in a folder, and a call that was stopped goes on. The points are
    played in `jobs` threads, or on the workers of `executor`, with a bar of `progress` as in
    `sim.run`. Raises UsageProblem, and StudyStopped if workers are lost.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.evaluate(spring, [{"beijing.enforcement": 0.0}, {"beijing.enforcement": 1.0}], worlds=100)
    >>> found.to_frame()[["beijing.enforcement", "lose_lose"]].round(2).shape
    (2, 2)
    """
    scenario = scenario_of(scenario)
    rows = rows_of(points)
    replicate_blocks = np.arange(len(rows), dtype=np.int64) * (luck != "common")
    study = experiment_of_rows(
        scenario, rows, replicate_blocks, worlds, checked_seed(seed), outcomes
    )
    with with_progress(Execution(jobs=jobs, executor=executor), progress) as way:
        return play(study, out, way)


def experiment_of_rows(
    scenario: Scenario,
    rows: Sequence[Mapping[str, Any]],
    replicate_blocks: Whole,
    worlds: int,
    seed: int,
    outcomes: Sequence[OutcomeOrName],
) -> Experiment:
    """Return the experiment over points, one for each row, as `evaluate` takes them.

    Points of one replicate block share their random draws.
    """
    columns = columns_of(scenario, rows)
    coded = {factor.name: column for factor, column in columns.items()}
    return points_of(scenario, [*columns], coded, replicate_blocks, worlds, seed, outcomes)


def columns_of(scenario: Scenario, rows: Sequence[Mapping[str, Any]]) -> dict[Factor, Array]:
    """Return the factors that rows of points vary, with the coded value of each row."""
    names = dict.fromkeys(name for row in rows for name in row)
    return dict(column_of(name, [row.get(name) for row in rows], scenario) for name in names)


def rows_of(points: Any) -> list[Data]:
    """Return a table of points as rows by name, None for a missing value; raises UsageProblem."""
    import pandas as pd

    try:
        table = pd.DataFrame(points)
    except (TypeError, ValueError) as error:
        remedy = "Give a pandas table, columns of one length by name, or rows."
        raise UsageProblem(
            f"the points are no table: {one_line(str(error))}", "points", remedy
        ) from None
    if table.empty:
        raise UsageProblem(
            "there are no points", "points", "Give one row or more, with one name or more."
        )
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def column_of(name: str, values: Sequence[Any], scenario: Scenario) -> tuple[Factor, Array]:
    """Return a column as a factor and its coded values: numbers, or indices; raises
    UsageProblem.
    """
    location = f"points: {name}"
    check_name(name, location)
    exact = [
        None if value is None else setting(name, plain_value(value), location) for value in values
    ]
    distinct = list(
        dict.fromkeys((type(value) is bool, value) for value in exact if value is not None)
    )
    if not distinct:
        raise UsageProblem(
            f"'{name}' has no value in any row",
            location,
            "Give it a value, or leave the column out.",
        )
    distribution: Number | Discrete
    if len(distinct) > LISTED and all(isinstance(value, float) for _, value in distinct):
        coded = np.array(
            [math.nan if value is None else value for value in exact], dtype=np.float64
        )
        distribution = Number("uniform", float(np.nanmin(coded)), float(np.nanmax(coded)))
    else:
        place = {key: number for number, key in enumerate(distinct)}
        coded = np.array(
            [-1 if value is None else place[type(value) is bool, value] for value in exact]
        )
        distribution = one_of([value for _, value in distinct])
    check_values(name, distribution, location, scenario)
    return Factor(name, role_of(name), distribution), coded


def plain_value(value: Any) -> float | str:
    """Return a value of a table as a number or a text."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return value if isinstance(value, str) else float(value)

"""The points of Sobol', played or those of a study that is read, and the outcome there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.finding import check_happens
from sim.analysis.sensitivity import (
    GROUPS,
    LEAST,
    LEAST_WORLDS,
    RANK,
    SOBOL,
    SensitivityOptions,
    check_groups,
)
from sim.core.base.arrays import Array, Floats, Ints
from sim.core.base.errors import DataProblem
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.outcomes import is_number
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.build import points_of
from sim.study.experiment.components import saltelli
from sim.study.experiment.definition import Component, Experiment, Factor
from sim.study.experiment.design import cells_of, spread_over, values_of
from sim.study.store.parts import failed_in
from sim.study.store.results import Results

DUMMY: Final = "dummy"
UNMOVED: Final = ("the outcome to explain", "Name another outcome, more worlds, or wider ranges.")
LUCK: Final = {
    "independent": "each point is played in worlds of its own; so is the dummy's, which repeats a point",
    "common": "all points are played in the same worlds, so that intervals hold for these worlds; the dummy is made "
    "from the difference between halves of the worlds of a point",
}


@dataclass(frozen=True, eq=False)
class DesignSample:
    """The outcome on a design, `(groups, points a group)`; groups are independent, the points of
    one are not.

    `mean` is the average over the worlds of a point, `variance` the sample variance between them
    (None for a deterministic function), `worlds` how many they are. Without `values` a group is a
    base point of Sobol': A, A with each factor and the dummy from B, and B. `values` are those of
    the factors at points of any other design, a group each, `(points, factors)`; `names_of` is the
    number of unordered names of each, 0 for numbers. The last factor is the dummy, which is not in
    `names`. Raises DataProblem if a value is not finite, or all are the same.
    """

    names: tuple[str, ...]
    mean: Floats
    variance: Floats | None
    worlds: Ints
    values: Floats | None = None
    names_of: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # The libraries would answer 0.
        wrong = int(np.count_nonzero(~np.isfinite(self.mean)))
        if wrong:
            raise DataProblem(
                f"the outcome is not finite at {wrong} of {self.points} points",
                UNMOVED[0],
                "Narrow the range of a factor, or name another outcome.",
            )
        if float(np.ptp(self.mean)) <= 1e-12 * float(np.abs(self.mean).max()):
            raise DataProblem(f"the outcome is the same at all {self.points} points", *UNMOVED)

    @property
    def method(self) -> str:
        """The method that the design serves."""
        return SOBOL if self.values is None else RANK

    @property
    def groups(self) -> int:
        """How many base points or points there are: the n of every index."""
        return int(self.mean.shape[0])

    @property
    def points(self) -> int:
        """How many points there are, the dummy's included."""
        return int(self.mean.size)

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names of the factors with the dummy last."""
        return (*self.names, DUMMY)

    @property
    def worlds_a_point(self) -> str:
        """The number of worlds of a point in words."""
        low, high = int(self.worlds.min()), int(self.worlds.max())
        return f"{low}" if low == high else f"{low} to {high}"


def blocks_over(factors: Sequence[Factor], points: int, seed: int) -> Floats:
    """Return Saltelli blocks over factors and a dummy in the unit cube, `(base points, points of
    one, factors + 1)`.

    Raises UsageProblem for a number of base points that cannot be used; see `check_groups`.
    """
    check_groups(points)
    count = len(factors) + 1
    blocks = saltelli(points, count, generator(seed, Stream.SENSITIVITY_DESIGN))
    return blocks.reshape(points, -1, count)


def columns_over(factors: Sequence[Factor], blocks: Floats) -> dict[str, Array]:
    """Return each factor at every point of some blocks, `(points,)`: a number, or the place of a
    value among several.
    """
    return spread_over(factors, blocks[:, :, :-1].reshape(-1, len(factors)))


def points_asked(options: SensitivityOptions) -> Experiment:
    """Return the experiment over the points of Sobol', each in worlds of its own."""
    blocks = blocks_over(options.factors, options.points, options.seed)
    return points_of(
        options.scenario,
        options.factors,
        columns_over(options.factors, blocks),
        np.arange(blocks.shape[0] * blocks.shape[1]),
        options.point_worlds,
        options.seed,
        (options.outcome,),
    )


def sample_of(options: SensitivityOptions, results: Sequence[Results]) -> DesignSample:
    """Return the averages of the points; raises DataProblem for an outcome that does not vary."""
    if options.results is not None:
        return study_sample(options, options.results)
    rows = results[0].by_cell(options.outcome)
    if not is_number(options.outcome):
        check_happens(options.outcome, rows.mean(axis=1), rows.size, *UNMOVED)
    shape = (options.points, -1)
    return DesignSample(
        tuple(factor.name for factor in options.factors),
        rows.mean(axis=1).reshape(shape),
        rows.var(axis=1, ddof=1).reshape(shape),
        np.full((options.points, len(options.factors) + 3), options.point_worlds),
    )


def options_of_study(
    results: Results,
    outcome: OutcomeOrName = "lose_lose",
    factors: Sequence[str] = (),
    **asked: Any,
) -> SensitivityOptions:
    """Return the options of an analysis of a finished study; `factors` keeps some of its factors.

    Raises DataProblem for a study that is not run or has too few points, and UsageProblem for an
    outcome that it did not keep or a factor that it does not have.
    """
    study, place = results.study, results.place
    method, component = method_of(study), study.components[0]
    groups = int(component.get("points")) if method == SOBOL else cells_of(study)
    if groups < LEAST[method]:
        message = f"{groups} {GROUPS[method]} are too few for intervals"
        raise DataProblem(message, place, f"Run a study of {LEAST[method]} or more.")
    if not results.complete:
        remedy = "Run the same sim sweep again: it goes on."
        raise DataProblem("the sweep has not come to its end", place, remedy)
    used = tuple(map(study.factor, dict.fromkeys(factors))) or study.factors
    if method == RANK and len(used) < 2:
        remedy = "Name two or more, or draw it: sim plot marginals FOLDER."
        raise DataProblem("there is one factor, and nothing to rank it among", place, remedy)
    return SensitivityOptions(
        study.scenario,
        factors=used,
        worlds=study.worlds,
        points=groups,
        seed=study.seed,
        outcome=results.kept_outcome(outcome),
        read=results.hash,
        results=results,
        **asked,
    )


def method_of(study: Experiment) -> str:
    """Return the method that the design of a study serves."""
    kinds = [component.kind for component in study.components]
    return SOBOL if kinds == ["saltelli"] else RANK


def study_sample(options: SensitivityOptions, results: Results) -> DesignSample:
    """Return the averages of the cells of a study, with a dummy that its design or its method
    makes.
    """
    cells, study = CellMoments.of(results, options.outcome), results.study
    if not is_number(options.outcome):
        check_happens(options.outcome, cells.mean, int(cells.worlds.sum()), *UNMOVED)
    if method_of(study) == RANK:
        return given_sample(options, cells, values_of(study, options.factors))
    if cells.worlds.min() < LEAST_WORLDS:
        remedy = f"Run a study of {LEAST_WORLDS} worlds a cell or more."
        raise DataProblem(f"a cell has {int(cells.worlds.min())} worlds", results.place, remedy)
    names = [factor.name for factor in options.factors]
    return saltelli_sample(study.components[0], cells, names)


def given_sample(options: SensitivityOptions, cells: CellMoments, values: Floats) -> DesignSample:
    """Return the cells in which a world did not fail; with one world a cell the variance is
    unknown.
    """
    names = tuple(factor.name for factor in options.factors)
    for name, column in zip(names, values.T, strict=True):
        if not np.ptp(column) > 0.0:
            raise DataProblem(
                f"'{name}' is the same at all points",
                "the points of the study",
                "Name other factors with --factor.",
            )
    sound = cells.worlds > 0
    worlds = cells.worlds[sound, None]
    return DesignSample(
        names,
        cells.mean[sound, None],
        cells.variance[sound, None] if worlds.min() > 1 else None,
        worlds,
        values[sound],
        tuple(
            len(factor.values) if factor.labels and len(factor.values) > 2 else 0
            for factor in options.factors
        ),
    )


class CellMoments:
    """Moments of an outcome a cell, and the difference of random halves, which is noise only; all
    `(cells,)`.
    """

    def __init__(self, cells: int, seed: int) -> None:
        self._halving = generator(seed, Stream.HALVES_OF_A_CELL)
        self.worlds: Ints = np.zeros(cells, dtype=np.int64)
        self.mean, self.variance, self.luck = (np.zeros(cells) for _ in range(3))

    @classmethod
    def of(cls, results: Results, outcome: OutcomeOrName) -> CellMoments:
        """Return the moments of every cell of a study; worlds that failed are left out."""
        moments = cls(cells_of(results.study), results.study.seed)
        kept_outcome = results.kept_outcome(outcome)
        for columns, failures in results.whole_cells([kept_outcome]):
            sound = ~failed_in(columns, failures)
            moments.add(
                columns["cell"][sound], kept_outcome.read(columns)[sound].astype(np.float64)
            )
        return moments

    def add(self, cell: Ints, values: Floats) -> None:
        """Take the worlds of some whole cells, in their order."""
        cells, starts, counts = np.unique(cell, return_index=True, return_counts=True)
        mean = np.add.reduceat(values, starts) / counts
        gaps = values - np.repeat(mean, counts)
        self.worlds[cells], self.mean[cells] = counts, mean
        self.variance[cells] = np.add.reduceat(gaps * gaps, starts) / np.maximum(counts - 1, 1)
        # Halves at random: cells that share their luck would else all show the same two halves of
        # it.
        order = np.lexsort(
            (self._halving.random(values.size), np.repeat(np.arange(cells.size), counts))
        )
        even = (np.arange(values.size) - np.repeat(starts, counts)) % 2 == 0
        evens = (counts + 1) // 2
        odds = np.maximum(counts - evens, 1)
        weights = np.where(even, np.repeat(1.0 / evens, counts), np.repeat(-1.0 / odds, counts))
        between = np.add.reduceat(values[order] * weights, starts)
        # Scaled to vary as two averages over all the worlds would, each with luck of its own.
        self.luck[cells] = between * np.sqrt((2.0 / counts) / (1.0 / evens + 1.0 / odds))


def saltelli_sample(component: Component, cells: CellMoments, names: Sequence[str]) -> DesignSample:
    """Return the blocks of some factors with that of the dummy: A with new random draws."""
    shape = (int(component.get("points")), -1)
    blocks = [0, *(1 + component.factors.index(name) for name in names), 0, -1]
    mean, variance = (moment.reshape(shape)[:, blocks] for moment in (cells.mean, cells.variance))
    worlds = cells.worlds.reshape(shape)[:, blocks]
    mean[:, -2] += cells.luck.reshape(shape)[:, 0]
    return DesignSample(tuple(names), mean, variance, worlds)

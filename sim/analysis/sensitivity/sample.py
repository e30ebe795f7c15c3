"""The points of a sensitivity, a design that is played or the cells of a study that are read, and
the outcome there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis import sensitivity
from sim.analysis.finding import check_happens
from sim.core.base.arrays import Array, Floats, Ints
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.outcomes import is_number
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.build import points_of
from sim.study.experiment.components import morris, saltelli
from sim.study.experiment.definition import Component, Discrete, Experiment, Factor
from sim.study.experiment.design import cells_of, cube_of, spread_over, values_of
from sim.study.run.readings import shown_with
from sim.study.store.parts import failed_in
from sim.study.store.results import Results

DUMMY: Final = "dummy"
LEVELS: Final = 4
UNMOVED: Final = ("the outcome to explain", "Name another outcome, more worlds, or wider ranges.")


@dataclass(frozen=True, eq=False)
class DesignSample:
    """The outcome on a design, `(groups, points a group)`; groups are independent, the points of
    one are not.

    `mean` is the average over the worlds of a point, `variance` the sample variance between them
    (None for a deterministic function), `worlds` how many they are. For Sobol' a group is A, A with
    each factor from B, with second order B with each from A, and B; for Morris it is a trajectory.
    The last factor is the dummy, which is not in `names`. `unit` holds a Morris design in the unit
    cube, or the values of the factors at given points, a group each, `(points, 1, factors)`;
    `names_of` is the number of unordered names of each factor, 0 for numbers. Raises DataProblem if
    a value is not finite, or all are the same.
    """

    method: str
    names: tuple[str, ...]
    mean: Floats
    variance: Floats | None
    worlds: Ints
    second_order: bool = False
    unit: Floats | None = None
    levels: int = 0
    names_of: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # The libraries would answer 0.
        wrong = int(np.count_nonzero(~np.isfinite(self.mean)))
        if wrong:
            raise DataProblem(
                f"the outcome is not finite at {wrong} of {self.points} points",
                "the outcome to explain",
                "Narrow the range of a factor, or name another outcome.",
            )
        if float(np.ptp(self.mean)) <= 1e-12 * float(np.abs(self.mean).max()):
            raise DataProblem(
                f"the outcome is the same at all {self.points} points",
                "the outcome to explain",
                "Name another outcome, more worlds a point, or wider ranges.",
            )

    @property
    def groups(self) -> int:
        """How many base points or trajectories there are: the n of every index."""
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


@dataclass(frozen=True, eq=False)
class PointDesign:
    """The points of a design in groups: a base point with its blocks, or a trajectory.

    `unit` holds the points in the unit cube, `(groups, points a group, factors + 1)`; its last
    column is the dummy, which touches nothing in the model. `levels` is that of a Morris design,
    else 0.
    """

    method: str
    factors: tuple[Factor, ...]
    unit: Floats
    second_order: bool = False
    levels: int = 0

    @property
    def points(self) -> int:
        """How many points the design has."""
        return int(self.unit.shape[0] * self.unit.shape[1])

    def columns(self) -> dict[str, Floats | Ints]:
        """Return each factor at every point, `(points,)`: a number, or the place of a value among
        several.
        """
        return spread_over(self.factors, self.unit[:, :, :-1].reshape(self.points, -1))

    def sample(self, mean: Floats, variance: Floats | None = None, worlds: int = 1) -> DesignSample:
        """Return the outcomes of all points, `(points,)`, with the design that they come from;
        raises DataProblem.
        """
        shape = self.unit.shape[:2]
        between = None if variance is None else variance.reshape(shape)
        names = tuple(each.name for each in self.factors)
        return DesignSample(
            self.method,
            names,
            mean.reshape(shape),
            between,
            np.full(shape, worlds),
            self.second_order,
            self.unit,
            self.levels,
        )


def design_over(
    factors: Sequence[Factor], method: str, groups: int, seed: int, second_order: bool = False
) -> PointDesign:
    """Return Saltelli blocks from a scrambled Sobol' sequence, or Morris trajectories, over factors
    and a dummy.

    Raises UsageProblem for a number of groups that the method cannot use; see `check_groups`.
    """
    sensitivity.check_groups(method, groups)
    count, rng = len(factors) + 1, generator(seed, Stream.SENSITIVITY_DESIGN)
    if method == sensitivity.SOBOL:
        unit, levels = saltelli(groups, count, rng, second_order), 0
    else:
        unit, levels = morris(groups, count, LEVELS, rng), LEVELS
    return PointDesign(
        method, tuple(factors), unit.reshape(groups, -1, count), second_order, levels
    )


KINDS: Final = {"saltelli": sensitivity.SOBOL, "morris": sensitivity.MORRIS}
LUCK: Final = {
    "independent": "each point is played in worlds of its own; so is the dummy's, which repeats a point",
    "shared by all points": "all points are played in the same worlds, so that intervals hold for these worlds; the "
    "dummy is made from the difference between halves of the worlds of a point",
}


def ask(options: sensitivity.SensitivityOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the design, then the tornado; None if a study is read."""
    if options.results is not None or len(so_far) > 1:
        return None
    s, seed = options.scenario, options.seed
    if so_far:
        outcomes = shown_with(options.outcome)
        columns = tornado_columns(options.factors)
        replicate_blocks = np.zeros(2 * len(options.factors) + 1, dtype=np.int64)
        return points_of(
            s, options.factors, columns, replicate_blocks, options.tornado_worlds, seed, outcomes
        )
    design = design_of(options)
    replicate_blocks = np.arange(design.points)
    return points_of(
        s,
        options.factors,
        design.columns(),
        replicate_blocks,
        options.worlds,
        seed,
        (options.outcome,),
    )


def design_of(options: sensitivity.SensitivityOptions) -> PointDesign:
    """Return the points that are played."""
    return design_over(
        options.factors, options.method, options.points, options.seed, options.second_order
    )


def tornado_columns(factors: Sequence[Factor]) -> dict[str, Array]:
    """Return the points of a tornado: the base scenario, then each factor alone at its low and its
    high end.
    """
    columns = {}
    for place, factor in enumerate(factors):
        several = isinstance(factor.distribution, Discrete)
        column = np.full(
            2 * len(factors) + 1,
            -1 if several else np.nan,
            dtype=np.int32 if several else np.float64,
        )
        ends = (0, len(factor.values) - 1) if several else (factor.low, factor.high)
        column[2 * place + 1 : 2 * place + 3] = ends
        columns[factor.name] = column
    return columns


def sample_of(options: sensitivity.SensitivityOptions, results: Sequence[Results]) -> DesignSample:
    """Return the averages of the points; raises DataProblem for an outcome that does not vary."""
    if options.results is not None:
        return study_sample(options, options.results)
    rows = results[0].by_cell(options.outcome)
    mean, variance = rows.mean(axis=1), rows.var(axis=1, ddof=1)
    if not is_number(options.outcome):
        check_happens(options.outcome, mean, rows.size, *UNMOVED)
    return design_of(options).sample(mean, variance, options.worlds)


def options_of_study(
    results: Results,
    outcome: OutcomeOrName = "lose_lose",
    factors: Sequence[str] = (),
    method: str | None = None,
    **asked: Any,
) -> sensitivity.SensitivityOptions:
    """Return the options of an analysis of a finished study; `factors` keeps some of its factors.

    Raises DataProblem for a study that serves no method, and UsageProblem for a method that its
    design does not serve, an outcome that it did not keep or a factor that it does not have.
    """
    study, able = results.study, methods_of(results.study)
    if method not in (None, *able):
        raise UsageProblem(
            f"the study's design is one for {' or '.join(able)}",
            f"method {method}",
            "Leave it out.",
        )
    made, groups = method or able[0], groups_in(results)
    kept = results.kept_outcome(outcome)
    used = tuple(map(study.factor, dict.fromkeys(factors))) or study.factors
    if factors and made == sensitivity.MORRIS:
        remedy = "Leave --factor out, or run a Saltelli design."
        raise UsageProblem("a trajectory moves all factors in turn", results.place, remedy)
    if made in sensitivity.GIVEN:
        check_given(used, results.place)
    return sensitivity.SensitivityOptions(
        study.scenario,
        used,
        made,
        groups,
        study.worlds,
        study.seed,
        kept,
        read=results.hash,
        results=results,
        **asked,
    )


def methods_of(study: Experiment) -> tuple[str, ...]:
    """Return the methods that the design of a study serves, that which is unasked first."""
    kinds = [each.kind for each in study.components]
    return (KINDS[kinds[0]],) if len(kinds) == 1 and kinds[0] in KINDS else sensitivity.GIVEN


def groups_in(results: Results) -> int:
    """Return how many base points, trajectories or points a study has; raises DataProblem for too
    few, or not run.
    """
    study, where = results.study, results.place
    method, own = methods_of(study)[0], study.components[0]
    names = {sensitivity.SOBOL: "points", sensitivity.MORRIS: "trajectories"}
    groups = int(own.get(names[method])) if method in names else cells_of(study)
    if groups < sensitivity.LEAST[method]:
        few = f"{groups} {sensitivity.GROUPS[method]} are too few for intervals"
        raise DataProblem(few, where, f"Run a study of {sensitivity.LEAST[method]} or more.")
    if not results.complete:
        raise DataProblem(
            "the sweep has not come to its end", where, "Run the same sim sweep again: it goes on."
        )
    return groups


def check_given(factors: Sequence[Factor], where: str) -> None:
    """Refuse one factor, which has no rank among others; raises DataProblem."""
    if len(factors) < 2:
        raise DataProblem(
            "there is one factor, and nothing to rank it among",
            where,
            "Name two or more, or draw it: sim plot marginals FOLDER.",
        )


def study_sample(options: sensitivity.SensitivityOptions, results: Results) -> DesignSample:
    """Return the averages of the cells of a study, with a dummy that its design or its method
    makes.
    """
    cells, only = CellMoments.of(results, options.outcome), [each.name for each in options.factors]
    if options.method not in sensitivity.GIVEN and cells.worlds.min() < sensitivity.LEAST_WORLDS:
        remedy = f"Run a study of {sensitivity.LEAST_WORLDS} worlds a cell or more."
        raise DataProblem(f"a cell has {int(cells.worlds.min())} worlds", results.place, remedy)
    if not is_number(options.outcome):
        check_happens(options.outcome, cells.mean, int(cells.worlds.sum()), *UNMOVED)
    own = results.study.components[0]
    if options.method in sensitivity.GIVEN:
        return given_sample(options, cells, values_of(results.study, options.factors))
    return (
        saltelli_sample(own, cells, only)
        if own.kind == "saltelli"
        else morris_sample(results, own, cells)
    )


def given_sample(
    options: sensitivity.SensitivityOptions, cells: CellMoments, values: Floats
) -> DesignSample:
    """Return the cells in which a world did not fail; with one world a cell the variance is
    unknown.
    """
    names = tuple(each.name for each in options.factors)
    for name, column in zip(names, values.T, strict=True):
        if not np.ptp(column) > 0.0:
            raise DataProblem(
                f"'{name}' is the same at all points",
                "the points of the study",
                "Name other factors with --factor.",
            )
    sound = cells.worlds > 0
    worlds = cells.worlds[sound, None]
    variance = cells.variance[sound, None] if worlds.min() > 1 else None
    several = (each.labels and len(each.values) > 2 for each in options.factors)
    return DesignSample(
        options.method,
        names,
        cells.mean[sound, None],
        variance,
        worlds,
        unit=values[sound, None],
        names_of=tuple(
            len(each.values) if own else 0
            for each, own in zip(options.factors, several, strict=True)
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
        made = cls(cells_of(results.study), results.study.seed)
        wanted = results.kept_outcome(outcome)
        for columns, failures in results.parts():
            sound = ~failed_in(columns, failures)
            made.add(columns["cell"][sound], wanted.read(columns)[sound].astype(np.float64))
        return made

    def add(self, cell: Ints, values: Floats) -> None:
        """Take the worlds of some whole cells, in their order."""
        own, starts, counts = np.unique(cell, return_index=True, return_counts=True)
        mean = np.add.reduceat(values, starts) / counts
        gaps = values - np.repeat(mean, counts)
        self.worlds[own], self.mean[own] = counts, mean
        self.variance[own] = np.add.reduceat(gaps * gaps, starts) / np.maximum(counts - 1, 1)
        # Halves at random: cells that share their luck would else all show the same two halves of
        # it.
        order = np.lexsort(
            (self._halving.random(values.size), np.repeat(np.arange(own.size), counts))
        )
        even = (np.arange(values.size) - np.repeat(starts, counts)) % 2 == 0
        evens = (counts + 1) // 2
        odds = np.maximum(counts - evens, 1)
        weights = np.where(even, np.repeat(1.0 / evens, counts), np.repeat(-1.0 / odds, counts))
        between = np.add.reduceat(values[order] * weights, starts)
        # Scaled to vary as two averages over all the worlds would, each with luck of its own.
        self.luck[own] = between * np.sqrt((2.0 / counts) / (1.0 / evens + 1.0 / odds))


def saltelli_sample(own: Component, cells: CellMoments, only: Sequence[str]) -> DesignSample:
    """Return the blocks of some factors with those of the dummy: A, and B, with new random draws."""
    factors = len(own.factors)
    second = bool(own.get("second_order"))
    shape = (int(own.get("points")), -1)
    places = [own.factors.index(name) for name in only]
    blocks = [0, *(1 + place for place in places), 0]
    if second:
        blocks += [*(1 + factors + place for place in places), -1]
    blocks.append(-1)
    mean, variance = (each.reshape(shape)[:, blocks] for each in (cells.mean, cells.variance))
    worlds, luck = cells.worlds.reshape(shape)[:, blocks], cells.luck.reshape(shape)
    mean[:, 1 + len(places)] += luck[:, 0]
    if second:
        mean[:, -2] += luck[:, -1]
    return DesignSample(sensitivity.SOBOL, tuple(only), mean, variance, worlds, second)


def morris_sample(results: Results, own: Component, cells: CellMoments) -> DesignSample:
    """Return the trajectories, each with one more step at its end that moves the dummy alone."""
    factors, levels = len(own.factors), int(own.get("levels"))
    shape = (int(own.get("trajectories")), factors + 1)
    unit = cube_of(results.study, 0).reshape(*shape, factors)
    still = np.concatenate((unit, np.zeros((*shape, 1))), axis=2)
    moved = still[:, -1:].copy()
    moved[:, :, -1] = (levels // 2) / (levels - 1)
    points = np.concatenate((still, moved), axis=1)
    last = [*range(factors + 1), factors]
    mean, variance = (each.reshape(shape)[:, last] for each in (cells.mean, cells.variance))
    worlds = cells.worlds.reshape(shape)[:, last]
    mean[:, -1] += cells.luck.reshape(shape)[:, -1]
    return DesignSample(
        sensitivity.MORRIS, own.factors, mean, variance, worlds, unit=points, levels=levels
    )

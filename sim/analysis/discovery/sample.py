"""The points that a box is looked for in, with how often the outcome happened at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.discovery.box import Factor
from sim.analysis.discovery.peel import Data
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.estimate.interval import count_text
from sim.study.experiment.definition import Factor as StudyFactor
from sim.study.experiment.design import size_of
from sim.study.experiment.distributions import Discrete
from sim.study.outcomes import flag_of
from sim.study.scenario import Scenario
from sim.study.store.results import StudyResults

LEAST_POINTS: Final = 50
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Points over levers and uncertainties, each played in some worlds.

    `values` is `(points, factors)`, a category standing by its place; `hits` and `worlds` are `(points,)`. Where all
    points share the luck of their worlds, `each` says point by point and world by world whether the outcome happened,
    `(points, most worlds)`, −1 where no such world was run; it is None where the worlds of points are independent.
    `group` numbers what was drawn as one, `(points,)`: points that repeat one another's values, as those of a crossed
    design do, share a number and are halved and resampled together; None where every point was drawn for itself.
    `source` says in words where the points come from.
    """

    scenario: Scenario
    seed: int
    outcome: str
    factors: tuple[Factor, ...]
    values: Floats
    hits: Counts
    worlds: Counts
    source: str
    each: npt.NDArray[np.int8] | None = None
    group: Counts | None = None
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """How many points there are."""
        return int(self.hits.size)

    @cached_property
    def share(self) -> Floats:
        """The share of a point's worlds in which the outcome happened, `(points,)`."""
        return self.hits / self.worlds

    @property
    def single(self) -> bool:
        """Whether every point is one world, drawn for itself and with luck of its own."""
        return self.each is None and self.group is None and bool((self.worlds == 1).all())

    @cached_property
    def groups(self) -> Counts:
        """The number of the group of each point, `(points,)`, from 0 without a gap."""
        if self.group is None:
            return np.arange(self.points)
        numbers: Counts = np.unique(self.group, return_inverse=True)[1]
        return numbers

    def summed(self, values: Floats) -> Floats:
        """Return the sums of a number a point over each group, `(groups,)`."""
        return np.bincount(self.groups, weights=values).astype(np.float64)

    @property
    def data(self) -> Data:
        """What a box is fitted to."""
        return Data(self.values, self.share, self.factors)

    @property
    def worlds_text(self) -> str:
        """The worlds of a point in words: "1 world", "100 to 2 000 worlds"."""
        low, high = int(self.worlds.min()), int(self.worlds.max())
        several = count_text(high) if low == high else f"{count_text(low)} to {count_text(high)}"
        return f"{several} world{'' if high == 1 else 's'}"

    def taken(self, rows: npt.NDArray[Any]) -> Sample:
        """Return the sample of some points."""
        each = None if self.each is None else self.each[rows]
        return replace(
            self, values=self.values[rows], hits=self.hits[rows], worlds=self.worlds[rows], each=each,
            group=None if self.group is None else self.group[rows],
        )  # fmt: skip


def check_points(points: int, where: str) -> None:
    """Refuse fewer points than a box and its test on the other half need, with a DataProblem."""
    if points < LEAST_POINTS:
        raise DataProblem(
            f"{points} points are too few to look for a box in", where, f"Give {LEAST_POINTS} points or more."
        )


def check_sample(sample: Sample, where: str) -> None:
    """Refuse a sample in which nothing can be found: too few points, nothing that varies, an outcome that does not.

    Raises DataProblem.
    """
    check_points(sample.points, where)
    if not any(np.ptp(column) > 0.0 for column in sample.values.T):
        raise DataProblem("no factor varies over these points", where, "Give a study that varies something.")
    hits, worlds = int(sample.hits.sum()), int(sample.worlds.sum())
    if hits in (0, worlds):
        raise DataProblem(
            f"'{sample.outcome}' happens in {'all' if hits else 'none'} of {count_text(worlds)} worlds", where,
            "Name another outcome, more points, or wider ranges.",
        )  # fmt: skip


def chosen(sample: Sample, names: Sequence[tuple[str, str]]) -> Sample:
    """Return the sample with some of its factors only, all where none is named; each name with where it was said.

    Raises UsageProblem for a factor that the sample does not have.
    """
    from sim.errors import UsageProblem, nearest

    known = [factor.name for factor in sample.factors]
    for name, where in names:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"the study has no factor '{name}'", where, remedy)
    wanted = {name for name, _ in names} or set(known)
    columns = [place for place, name in enumerate(known) if name in wanted]
    return replace(sample, factors=tuple(sample.factors[c] for c in columns), values=sample.values[:, columns])


TANGLED: Final = ("saltelli", "morris")
"""Designs whose points repeat one another's values, so that two halves of them are not independent."""


def sample_from(results: StudyResults, outcome: str) -> Sample:
    """Return the cells of a study that have been run, with how often an outcome happened in each.

    Raises UsageProblem for an outcome that the study did not keep, and DataProblem where no part is finished or a part
    was altered.
    """
    results.check(outcome)
    study, design = results.study, results.design
    cells, most = len(design), study.replication.most
    common = study.luck == "common"
    each = np.full((cells, most), -1, dtype=np.int8) if common else None
    hits, worlds = (np.zeros(cells, dtype=np.int64) for _ in range(2))
    for columns, failures in results.parts():
        sound = np.ones(columns["cell"].size, dtype=bool)
        sound[list(failures)] = False
        cell = columns["cell"][sound].astype(np.int64)
        happened = flag_of(columns, outcome)[sound]
        np.add.at(hits, cell, happened)
        np.add.at(worlds, cell, 1)
        if each is not None:
            each[cell, columns["world"][sound]] = happened
    run = np.flatnonzero(worlds)
    if not run.size:
        raise DataProblem("no part is finished yet", str(results.folder), "Let the sweep go on for a while.")
    columns_of = [coded(factor, design[factor.name].to_numpy()) for factor in study.factors]
    factors = tuple(factor for factor, _ in columns_of)
    values = np.column_stack([column for _, column in columns_of])
    whole = Sample(
        study.scenario, study.seed, outcome, factors, values, hits, worlds, f"study {study.name}", each,
        drawn_as_one(results), notes_of(results, int(run.size), cells),
    )  # fmt: skip
    return whole.taken(run)


def drawn_as_one(results: StudyResults) -> Any:
    """Return for each cell the point of the largest of the designs that the study crosses; None for one design alone.

    Cells of one such point repeat its values, so they cannot be told apart as independent draws.
    """
    components = results.study.components
    if len(components) == 1:
        return None
    largest = max(range(len(components)), key=lambda place: size_of(components[place]))
    return results.design[f"point_{largest}"].to_numpy().astype(np.int64)


def coded(factor: StudyFactor, column: Any) -> tuple[Factor, Floats]:
    """Return a factor of a study as one of a sample, with its column: names and truth values as places."""
    known = factor.distribution
    if not isinstance(known, Discrete):
        return Factor(factor.name, known.low, known.high), column.astype(np.float64)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known.values):
        numbers = [float(value) for value in known.values]
        return Factor(factor.name, min(numbers), max(numbers)), column.astype(np.float64)
    labels = tuple(str(value) for value in known.values)
    places = {label: float(place) for place, label in enumerate(labels)}
    return Factor(factor.name, 0.0, float(len(labels)), labels), np.array([places[str(value)] for value in column])


def notes_of(results: StudyResults, run: int, cells: int) -> tuple[str, ...]:
    """Return what a reader must know about the points of a study."""
    study, notes = results.study, []
    if run < cells:
        notes.append(f"Only {run} of {cells} cells have been run so far.")
    if any(component.kind in TANGLED for component in study.components):
        notes.append("Points of this design repeat one another's values: the two halves are not independent.")
    if len(study.components) > 1:
        notes.append("Points that repeat the values of one design point are halved and resampled together.")
    if study.luck == "common":
        notes.append("All points share the luck of their worlds: intervals run over both points and worlds.")
        if study.replication.most == 1:
            notes.append("That luck is of one world only: another world may give another box.")
    return tuple(notes)

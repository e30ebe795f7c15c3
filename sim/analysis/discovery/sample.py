"""The points that a box is looked for in, with how often the outcome happened at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.discovery.box import Factor
from sim.analysis.discovery.fit import Data
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.estimate import count_text
from sim.study.scenario import Scenario

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

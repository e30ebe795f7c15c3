"""Designs over factors with a dummy as their last column, and the outcome at their points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Floats, Ints
from sim.errors import DataProblem
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.components import morris, saltelli
from sim.study.experiment.definition import Factor
from sim.study.experiment.design import spread_over
from sim.study.experiment.groups import SOBOL, check_groups

DUMMY: Final = "dummy"
LEVELS: Final = 4


@dataclass(frozen=True, eq=False)
class Sample:
    """The outcome on a design, `(groups, points a group)`; groups are independent, the points of one are not.

    `mean` is the average over the worlds of a point, `variance` the sample variance between them (None for a plain
    function, which has no luck), `worlds` how many they are. For Sobol' a group is A, A with each factor from B, with
    second order B with each from A, and B; for Morris it is a trajectory. The last factor is the dummy, which is not
    in `names`. `unit` holds a Morris design in the unit cube, or the values of the factors at given points, a group
    each, `(points, 1, factors)`.
    """

    method: str
    names: tuple[str, ...]
    mean: Floats
    variance: Floats | None
    worlds: Ints
    second_order: bool = False
    unit: Floats | None = None
    levels: int = 0

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

    def check(self) -> None:
        """Raise DataProblem where a value is not finite, or all are the same: the libraries would answer 0."""
        wrong = int(np.count_nonzero(~np.isfinite(self.mean)))
        if wrong:
            raise DataProblem(
                f"the outcome is not finite at {wrong} of {self.points} points", "the outcome to explain",
                "Narrow the range of a factor, or name another outcome.",
            )  # fmt: skip
        if float(np.ptp(self.mean)) <= 1e-12 * float(np.abs(self.mean).max()):
            raise DataProblem(
                f"the outcome is the same at all {self.points} points", "the outcome to explain",
                "Name another outcome, more worlds a point, or wider ranges.",
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Design:
    """The points of a design in groups: a base point with its blocks, or a trajectory.

    `unit` holds the points in the unit cube, `(groups, points a group, factors + 1)`; its last column is the dummy,
    which touches nothing in the model. `levels` is that of a Morris design, else 0.
    """

    method: str
    factors: tuple[Factor, ...]
    unit: Floats
    second_order: bool = False
    levels: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors, without the dummy."""
        return tuple(each.name for each in self.factors)

    @property
    def points(self) -> int:
        """How many points the design has."""
        return int(self.unit.shape[0] * self.unit.shape[1])

    def columns(self) -> dict[str, Floats | Ints]:
        """Return each factor at every point, `(points,)`: a number, or the place of a value among several."""
        return spread_over(self.factors, self.unit[:, :, :-1].reshape(self.points, -1))

    def lots(self, common: bool) -> Ints:
        """Return the number of the lot of worlds in which each point is played, `(points,)`.

        With independent luck every point has a lot of its own. With common luck the points of a group share one of two
        lots, and the dummy's column says which: so the dummy stands for the luck itself.
        """
        if not common:
            return np.arange(self.points)
        dummy = self.unit[:, :, -1]
        groups = np.arange(len(self.unit))[:, None]
        lots: Ints = (2 * groups + (dummy != dummy[:, :1])).reshape(-1)
        return lots

    def sample(self, mean: Floats, variance: Floats | None = None, worlds: int = 1) -> Sample:
        """Return the outcomes of all points, `(points,)`, with the design that they come from; raises DataProblem."""
        shape = self.unit.shape[:2]
        between = None if variance is None else variance.reshape(shape)
        made = Sample(
            self.method, self.names, mean.reshape(shape), between, np.full(shape, worlds), self.second_order,
            self.unit, self.levels,
        )  # fmt: skip
        made.check()
        return made


def design_over(factors: Sequence[Factor], method: str, groups: int, seed: int, second_order: bool = False) -> Design:
    """Return Saltelli blocks from a scrambled Sobol' sequence, or Morris trajectories, over factors and a dummy.

    Raises UsageProblem for a number of groups that the method cannot use; see `check_groups`.
    """
    check_groups(method, groups)
    count, rng = len(factors) + 1, generator(seed, Stream.SENSITIVITY_DESIGN)
    if method == SOBOL:
        unit, levels = saltelli(groups, count, rng, second_order), 0
    else:
        unit, levels = morris(groups, count, LEVELS, rng), LEVELS
    return Design(method, tuple(factors), unit.reshape(groups, -1, count), second_order, levels)


def evaluate(function: Callable[[Floats], ArrayLike], design: Design) -> Sample:
    """Return what a plain function makes of the points of a design, `(points, factors)` to `(points,)`.

    Raises DataProblem for another shape, and for values that are not finite or all the same.
    """
    values = np.asarray(function(np.column_stack(list(design.columns().values()))), dtype=np.float64)
    if values.shape != (design.points,):
        raise DataProblem(
            f"the function gives values of shape {values.shape}", f"{design.points} points", "Give one value a point."
        )
    return design.sample(values)

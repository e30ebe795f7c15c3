"""Designs over factors with a dummy as their last column: Saltelli blocks and Morris trajectories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.sensitivity.old_ranges import Uncertainty
from sim.analysis.sensitivity.sample import MORRIS, SOBOL, Sample
from sim.arrays import Floats, Ints
from sim.errors import UsageProblem
from sim.study.experiment.plans import MOST_SOBOL, morris, saltelli

STREAM: Final = 4_170_001
"""Sets the luck of the design apart from that of the worlds under the same seed."""

LEAST_POINTS: Final = 64
LEAST_TRAJECTORIES: Final = 10
MOST_TRAJECTORIES: Final = 100_000
LEVELS: Final = 4


@dataclass(frozen=True, eq=False)
class Design:
    """The points of a design in groups: a base point with its blocks, or a trajectory.

    `unit` holds the points in the unit cube, `(groups, points a group, factors + 1)`; its last column is the dummy,
    which touches nothing in the model. `levels` is that of a Morris design, else 0.
    """

    method: str
    factors: tuple[Uncertainty, ...]
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

    def values(self) -> Floats:
        """Return the values of the factors at every point, `(points, factors)`, each uniform over its range."""
        low, high = (np.array([getattr(each, end) for each in self.factors]) for end in ("low", "high"))
        share = self.unit[:, :, :-1].reshape(self.points, -1)
        # Rounding must not carry a value past the end of its range.
        values: Floats = np.clip(low + share * (high - low), low, high)
        return values

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
        """Return the outcomes of all points, `(points,)`, with the design that they come from."""
        shape = self.unit.shape[:2]
        between = None if variance is None else variance.reshape(shape)
        return Sample(
            self.method, self.names, mean.reshape(shape), between, np.full(shape, worlds), self.second_order,
            self.unit, self.levels,
        )  # fmt: skip


def sobol_design(factors: Sequence[Uncertainty], points: int, seed: int, second_order: bool = False) -> Design:
    """Return Saltelli blocks over factors and a dummy, from `points` base points of a scrambled Sobol' sequence.

    Raises UsageProblem unless there are enough points and they are a power of two.
    """
    check_power(points)
    made = saltelli(points, len(factors) + 1, np.random.default_rng([seed, STREAM]), second_order)
    return Design(SOBOL, tuple(factors), made.reshape(points, -1, len(factors) + 1), second_order)


def morris_design(factors: Sequence[Uncertainty], trajectories: int, seed: int) -> Design:
    """Return Morris trajectories over factors and a dummy, on four levels; raises UsageProblem for too few."""
    check_trajectories(trajectories)
    made = morris(trajectories, len(factors) + 1, LEVELS, np.random.default_rng([seed, STREAM]))
    return Design(MORRIS, tuple(factors), made.reshape(trajectories, -1, len(factors) + 1), levels=LEVELS)


def check_power(points: int) -> None:
    """Refuse a number of base points that the method cannot use, with a UsageProblem."""
    where = f"{points} base points"
    if points < LEAST_POINTS:
        raise UsageProblem("these are too few for indices with intervals", where, f"Ask for {LEAST_POINTS} or more.")
    if points > MOST_SOBOL:
        raise UsageProblem("the Sobol' sequence has not so many", where, f"Ask for {MOST_SOBOL} or fewer.")
    if points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise UsageProblem("Sobol' points come in powers of two", where, f"Ask for {below} or {2 * below}.")


def check_trajectories(trajectories: int) -> None:
    """Refuse a number of trajectories that says nothing or has no end, with a UsageProblem."""
    where = f"{trajectories} trajectories"
    if trajectories < LEAST_TRAJECTORIES:
        raise UsageProblem("these are too few for intervals", where, f"Ask for {LEAST_TRAJECTORIES} or more.")
    if trajectories > MOST_TRAJECTORIES:
        raise UsageProblem("these are too many", where, f"Ask for {MOST_TRAJECTORIES} or fewer.")

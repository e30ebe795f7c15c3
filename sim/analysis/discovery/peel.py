"""Peeling: the patient search for a box in which an outcome is likely, a thin slab at a time.

Source: Friedman and Fisher (1999), Statistics and Computing 9, 123-143. Slabs of different size, as categories and
levels give them, are compared by the gain in density for each point that is given up: Kwakkel and Jaxa-Rozen (2016),
Environmental Modelling & Software 79, 311-321.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.discovery.box import SIDES, Box, Factor, Limit
from sim.arrays import Floats

SLAB: Final = 0.05
"""Share of a box's points that a peel takes away."""

LEAST_MASS: Final = 0.05
"""Share of all points below which no box is peeled."""


@dataclass(frozen=True, slots=True)
class Step:
    """A box on the peeling path with the number of its points and the sum of their shares."""

    box: Box
    points: int
    happened: float

    @property
    def density(self) -> float:
        """How often the outcome happens in the box."""
        return self.happened / self.points


@dataclass(frozen=True, slots=True)
class Slab:
    """A peel that could be made: what is left of the points, and the limit that leaves it."""

    gain: float
    left: int
    limit: Limit


def peel(values: Floats, share: Floats, factors: Sequence[Factor], least_mass: float = LEAST_MASS) -> list[Step]:
    """Return the peeling path from the whole space on, each box within the one before.

    `values` is `(points, factors)`, `share` `(points,)` says how often the outcome happens at a point. Peeling ends
    where no slab raises the density, or where the box would hold less than `least_mass` of the points.
    """
    numbers = [place for place, factor in enumerate(factors) if not factor.labels]
    # One row a factor, its points in rising order; taking points away leaves each row in order.
    order = np.argsort(values[:, numbers], axis=0, kind="stable").T
    inside = np.ones(values.shape[0], dtype=bool)
    least = max(int(np.ceil(least_mass * values.shape[0])), 1)
    steps = [Step(Box(), values.shape[0], float(share.sum()))]
    while True:
        last = steps[-1]
        slabs = _numeric(values, share, numbers, order, last) + _named(values, share, factors, inside, last)
        slabs = [slab for slab in slabs if slab.gain > 0.0 and slab.left >= least]
        if not slabs:
            return steps
        restricted = last.box.restricted
        best = max(slabs, key=lambda slab: (slab.gain, slab.limit.factor in restricted))
        inside &= best.limit.admits(values)
        order = order[inside[order]].reshape(len(numbers), best.left)
        steps.append(Step(last.box.tightened(best.limit), best.left, float(share[inside].sum())))


def _numeric(
    values: Floats, share: Floats, numbers: Sequence[int], order: npt.NDArray[np.intp], last: Step
) -> list[Slab]:
    """Return the slabs at the two ends of each number."""
    if not numbers or last.points < 2:
        return []
    column = np.asarray(numbers)
    thin = max(round(SLAB * last.points), 1)
    found = []
    # From either end inwards.
    for side, rows in zip(SIDES, (order, order[:, ::-1]), strict=True):
        last_out, first_in = (values[rows[:, place], column] for place in (thin - 1, thin))
        happened = share[rows[:, :thin]].sum(axis=1)
        for row, number in enumerate(numbers):
            taken, gone, cut = thin, float(happened[row]), (last_out[row], first_in[row])
            if cut[0] == cut[1]:
                run = values[rows[row], number]
                taken = whole_levels(run, thin)
                if taken == last.points:
                    continue
                gone, cut = float(share[rows[row, :taken]].sum()), (run[taken - 1], run[taken])
            left = last.points - taken
            gain = ((last.happened - gone) / left - last.density) / taken
            found.append(Slab(gain, left, Limit(number, side, (float(cut[0]) + float(cut[1])) / 2.0)))
    return found


def whole_levels(run: Floats, thin: int) -> int:
    """Return how many values of a sorted run to take so that no level is cut in two: those before the level at `thin`.

    Where that level is the first, all of it is taken.
    """
    same = run == run[thin]
    return int(np.argmax(same)) or int(np.count_nonzero(same))


def _named(
    values: Floats, share: Floats, factors: Sequence[Factor], inside: npt.NDArray[np.bool_], last: Step
) -> list[Slab]:
    """Return the peels that take one category away."""
    found = []
    for number, factor in enumerate(factors):
        if not factor.labels:
            continue
        codes = values[inside, number].astype(np.int64)
        counts = np.bincount(codes, minlength=len(factor.labels))
        happened = np.bincount(codes, weights=share[inside], minlength=len(factor.labels))
        there = np.flatnonzero(counts)
        if there.size < 2:
            continue
        for code in there.tolist():
            left = last.points - int(counts[code])
            gain = ((last.happened - happened[code]) / left - last.density) / int(counts[code])
            kept = frozenset(there.tolist()) - {code}
            found.append(Slab(float(gain), left, Limit(number, "kept", kept=kept)))
    return found

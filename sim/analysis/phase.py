"""The phase plane of two states: the mean monthly drift where worlds pass, the mean path, and where worlds end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.estimate.interval import Estimate, mean_estimate, normal_quantile

LEAST_MONTHS: Final = 30
LEAST_WORLDS: Final = 10


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean change in a month of both states from one bin of the plane.

    `x` and `y` are the middle of the bin and `along` and `up` the mean changes, with intervals that run over worlds,
    since the months of one world are not independent; n counts worlds. `months` counts the months behind them.
    """

    x: float
    y: float
    along: Estimate
    up: Estimate
    months: int

    @property
    def clear(self) -> bool:
        """Whether the interval of either change leaves 0 out."""
        return any(not each.low <= 0.0 <= each.high for each in (self.along, self.up))


METHOD: Final = "mean by world, linearised"


def drifts(x: Floats, y: Floats, x_edges: Floats, y_edges: Floats, least: int = LEAST_MONTHS) -> list[Drift]:
    """Return the mean monthly drift in every bin that `least` months of ten worlds or more begin in.

    `x` and `y` are states `(months + 1, worlds)`, NaN after the end; the edges rise. The two intervals of a bin hold
    together at 95 % (Bonferroni). Raises DataProblem for states of different shapes.
    """
    if x.shape != y.shape or x.ndim != 2:
        raise DataProblem(
            "A phase plane needs two states of the same worlds.", f"shapes {x.shape} and {y.shape}",
            "Give both states of one run.",
        )  # fmt: skip
    month, world = np.nonzero(~np.isnan(x[1:]) & ~np.isnan(y[1:]))
    from_x, from_y = x[month, world], y[month, world]
    to_x, to_y = x[month + 1, world] - from_x, y[month + 1, world] - from_y
    column, row = bins(from_x, x_edges), bins(from_y, y_edges)
    found = []
    for r in range(y_edges.size - 1):
        for c in range(x_edges.size - 1):
            here = (column == c) & (row == r)
            months = int(np.count_nonzero(here))
            _, whose = np.unique(world[here], return_inverse=True)
            if months < least or whose.max() + 1 < LEAST_WORLDS:
                continue
            along, up = (mean_by_world(each[here], whose) for each in (to_x, to_y))
            centre = ((edges[k] + edges[k + 1]) / 2 for edges, k in ((x_edges, c), (y_edges, r)))
            found.append(Drift(float(next(centre)), float(next(centre)), along, up, months))
    return found


def bins(values: Floats, edges: Floats) -> npt.NDArray[np.intp]:
    """Return the bin of each value, the last one closed above; −1 outside the edges."""
    place = np.searchsorted(edges, values, side="right") - 1
    place = np.where(values == edges[-1], edges.size - 2, place)
    return np.where((values < edges[0]) | (values > edges[-1]), -1, place)


def mean_by_world(values: Floats, whose: npt.NDArray[np.intp], level: float = 0.975) -> Estimate:
    """Return the mean of values with an interval over the worlds they come from, `whose` from 0 to the last world.

    Source: Cochran 1977, Sampling Techniques, section 6.4, the ratio of two totals over worlds.
    """
    totals, counts = np.bincount(whose, values), np.bincount(whose)
    n, months = counts.size, values.size
    value = math.fsum(values.tolist()) / months
    residual = totals - value * counts
    reach = normal_quantile(level) * math.sqrt(n * math.fsum((residual * residual).tolist()) / max(n - 1, 1)) / months
    return Estimate(value, value - reach, value + reach, n, METHOD, level)


def mean_path(state: Floats) -> list[Estimate]:
    """Return the mean of a state over the worlds still running in each month, with t intervals; it stops with them."""
    path = []
    for row in state:
        running = row[~np.isnan(row)]
        if not running.size:
            break
        path.append(mean_estimate(running))
    return path


def last_of(state: Floats) -> Floats:
    """Return the last value of a state that each world has, `(worlds,)`."""
    last = np.count_nonzero(~np.isnan(state), axis=0) - 1
    ends: Floats = state[last, np.arange(state.shape[1])]
    return ends

"""Rejection: the simulations whose summaries lie nearest to the observed ones, with weights that fall with distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints
from sim.errors import DataProblem


@dataclass(frozen=True, slots=True)
class Accepted:
    """Simulations near the observation.

    `index` are their numbers and `weights` their Epanechnikov weights, both `(accepted,)`; `scale` is the unit of each
    summary, `(summaries,)`, and `tolerance` the largest distance in these units.
    """

    index: Ints
    weights: Floats
    scale: Floats
    tolerance: float


def spread(summaries: Floats) -> Floats:
    """Return the unit of each summary, `(summaries,)`: its mean absolute deviation from the median.

    A median deviation would be 0 for a summary that most simulations share. A summary that never varies has unit 1.
    """
    deviation = np.abs(summaries - np.median(summaries, axis=0)).mean(axis=0)
    return np.where(deviation > 0.0, deviation, 1.0)


def distances(summaries: Floats, observed: Floats, scale: Floats) -> Floats:
    """Return the Euclidean distance of each simulation from the observation, `(simulations,)`, in units of `scale`."""
    total = np.zeros(len(summaries))
    for column, seen, unit in zip(summaries.T, observed, scale, strict=True):
        gap = (column - seen) / unit
        total += gap * gap
    return np.sqrt(total)


def nearest(summaries: Floats, observed: Floats, keep: int, scale: Floats | None = None) -> Accepted:
    """Accept the `keep` simulations nearest to the observation, and all that tie with the last of them.

    `summaries` is `(simulations, summaries)`. Weights are 1 − (distance/tolerance)², and 1 for all where every
    distance is 0: then the accepted ones are draws from the exact posterior. Raises DataProblem where there are fewer
    simulations than asked for. Sources: Pritchard and others 1999; Beaumont, Zhang and Balding 2002.
    """
    if not 1 <= keep <= len(summaries):
        raise DataProblem(
            f"{keep} of {len(summaries)} simulations cannot be kept", "rejection", "Simulate more, or keep fewer."
        )
    unit = spread(summaries) if scale is None else scale
    distance = distances(summaries, observed, unit)
    tolerance = float(np.partition(distance, keep - 1)[keep - 1])
    index: Ints = np.flatnonzero(distance <= tolerance)
    return Accepted(index, epanechnikov(distance[index], tolerance), unit, tolerance)


def epanechnikov(distance: npt.NDArray[np.float64], tolerance: float) -> Floats:
    """Return the weights of distances within a tolerance, `(accepted,)`.

    The outermost simulation gets a little weight too, so that none that is accepted counts for nothing.
    """
    if tolerance <= 0.0:
        return np.ones_like(distance)
    ratio = distance / (tolerance * (1.0 + 1e-3))
    return 1.0 - ratio * ratio

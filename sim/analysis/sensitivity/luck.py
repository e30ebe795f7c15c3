"""How much of the variance is pure luck: between single worlds, and left in the averages of a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.sensitivity.index import estimate
from sim.analysis.sensitivity.sample import SOBOL, Sample
from sim.arrays import Floats, Ints
from sim.study.estimate import Estimate


@dataclass(frozen=True, slots=True)
class LuckShare:
    """Shares of variance that are luck, with intervals; n counts groups.

    `single` is of the variance between single worlds, with the factors drawn anew for each; `left` of the variance
    between the averages of the points.
    """

    single: Estimate
    left: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return the shares as plain data."""
        return {
            "of_variance_between_single_worlds": self.single.as_dict(),
            "of_variance_between_averages_of_points": self.left.as_dict(),
        }


def luck_share(sample: Sample, rows: Ints, method: str) -> LuckShare | None:
    """Return the shares of luck, or None where the outcome of a point is no average over worlds.

    Only points drawn from the factors' whole ranges count: A and B of each base point, or the points of a trajectory
    up to the last.
    """
    if sample.variance is None:
        return None
    kept = [0, -1] if sample.method == SOBOL else list(range(sample.mean.shape[1] - 1))
    mean, variance = sample.mean[:, kept], sample.variance[:, kept]
    noise = variance / sample.worlds[:, kept]
    drawn = np.array([_shares(mean[row], variance[row], noise[row]) for row in rows])
    return LuckShare(estimate(drawn[:, 0], sample.groups, method), estimate(drawn[:, 1], sample.groups, method))


def _shares(mean: Floats, variance: Floats, noise: Floats) -> tuple[float, float]:
    """Return both shares: the variance between averages holds that between points and what luck is left."""
    observed, within, left = float(mean.var(ddof=1)), float(variance.mean()), float(noise.mean())
    between = max(observed - left, 0.0)
    single = within / (within + between) if within > 0.0 else 0.0
    return single, min(left / observed, 1.0) if observed > 0.0 else 1.0

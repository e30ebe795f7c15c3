"""How good a box is: coverage, density and mass, each with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sim.analysis.discovery.box import Box, Flags
from sim.analysis.discovery.sample import Sample
from sim.study.clustered import ratio
from sim.study.estimate import Estimate, mean_estimate, normal_quantile, wilson
from sim.world.types import Floats

TWO_WAY: Final = "ratio by point and world"
BY_POINT: Final = "ratio by point"


@dataclass(frozen=True, slots=True)
class Measures:
    """A box measured on a sample; density is None where no point lies in the box.

    Coverage is the share of all that happened which happened in the box, density how often it happens there, overall
    how often it happens anywhere, and mass the share of points in the box.
    """

    coverage: Estimate
    density: Estimate | None
    overall: Estimate
    mass: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return the measures as plain data."""
        return {
            "coverage": self.coverage.as_dict(),
            "density": self.density.as_dict() if self.density else None,
            "overall": self.overall.as_dict(),
            "mass": self.mass.as_dict(),
        }


def measured(sample: Sample, box: Box) -> Measures:
    """Return the measures of a box on a sample in which the outcome happens somewhere."""
    inside = box.holds(sample.values)
    return Measures(
        coverage(sample, inside), happening(sample, inside) if inside.any() else None,
        happening(sample, np.ones(sample.points, dtype=bool)), wilson(int(inside.sum()), sample.points),
    )  # fmt: skip


def happening(sample: Sample, inside: Flags) -> Estimate:
    """Return how often the outcome happens at some points: Wilson's interval where a point is a world of its own.

    Where a point is a share of several worlds, n counts points and the interval is Student's over them.
    """
    if sample.single:
        return wilson(int(sample.hits[inside].sum()), int(inside.sum()))
    if sample.each is None:
        return within(mean_estimate(sample.share[inside]))
    return two_way(sample, inside.astype(np.float64)[:, None], counted(sample) * inside[:, None])


def coverage(sample: Sample, inside: Flags) -> Estimate:
    """Return which share of what happens lies at some points; n counts worlds with the outcome, or points."""
    if sample.single:
        return wilson(int(sample.hits[inside].sum()), int(sample.hits.sum()))
    if sample.each is None:
        return within(replace(ratio(sample.share * inside, sample.share), method=BY_POINT))
    own = (sample.each == 1) / sample.worlds[:, None]
    return two_way(sample, inside.astype(np.float64)[:, None], own)


def counted(sample: Sample) -> Floats:
    """Return what each world counts, `(points, most worlds)`: those of a point add up to 1."""
    assert sample.each is not None
    return (sample.each >= 0) / sample.worlds[:, None]


def two_way(sample: Sample, chosen: Floats, exposure: Floats) -> Estimate:
    """Return a ratio whose sampling error has two sources: which points were drawn, and the luck that they share.

    The ratio is that of what happened at the chosen points to the exposure: their worlds for a density, what happened
    anywhere for a coverage. Source: Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics
    29, 238-249: the variance by point and the variance by world, less what both count.
    """
    assert sample.each is not None
    happened = (sample.each == 1) / sample.worlds[:, None] * chosen
    total = float(exposure.sum())
    value = float(happened.sum()) / total
    residual = happened - value * exposure
    by_point, by_world = residual.sum(axis=1), residual.sum(axis=0)
    each, first, second = float((residual**2).sum()), float(by_point @ by_point), float(by_world @ by_world)
    points = int(np.count_nonzero(exposure.any(axis=1)))
    variance = max(first + second - each, first, second) * points / max(points - 1, 1)
    reach = normal_quantile(0.95) * math.sqrt(variance) / total if points > 1 else math.inf
    return within(Estimate(value, value - reach, value + reach, points, TWO_WAY))


def within(estimate: Estimate) -> Estimate:
    """Return the estimate of a share with limits no lower than 0 and no higher than 1."""
    return replace(estimate, low=max(estimate.low, 0.0), high=min(estimate.high, 1.0))

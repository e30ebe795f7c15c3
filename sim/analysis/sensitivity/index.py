"""An index of sensitivity: one estimate a factor and one of the dummy, and which factors are above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.sensitivity.sample import DUMMY
from sim.arrays import Floats
from sim.study.estimate import Estimate

DUMMY_LEVEL: Final = 0.99
"""The level of the dummy's interval: at 95 % one of sixteen factors would too often pass it by luck."""

METHOD: Final = "percentiles of resampled base points"
TRAJECTORIES: Final = "percentiles of resampled trajectories"
MEANINGS: Final = {
    "first": "share of the variance between points that the factor explains alone",
    "total": "share of the variance between points that the factor has a part in, interactions included",
    "mu_star": "mean size of the change in the outcome per full range of the factor",
    "mu": "mean change in the outcome per full range of the factor, with its sign",
    "sigma": "standard deviation of that change over the other factors: interactions and curvature",
}


@dataclass(frozen=True, slots=True)
class Index:
    """One kind of index: its name, and an estimate of each factor with the dummy last; n counts groups."""

    name: str
    estimates: dict[str, Estimate]

    @property
    def dummy(self) -> Estimate:
        """The index of the factor that touches nothing."""
        return self.estimates[DUMMY]

    def above(self, factor: str) -> bool:
        """Say whether the whole interval of a factor lies above the whole interval of the dummy."""
        return factor != DUMMY and self.estimates[factor].low > self.dummy.high

    def as_dict(self) -> dict[str, Any]:
        """Return the index as plain data."""
        return {
            "index": self.name,
            "meaning": MEANINGS[self.name],
            "estimates": {name: each.as_dict() for name, each in self.estimates.items()},
            "above_dummy": [name for name in self.estimates if self.above(name)],
        }


def index_of(name: str, factors: Sequence[str], drawn: Floats, groups: int, method: str) -> Index:
    """Return an index with percentile intervals at 95 %, of the dummy at 99 %.

    `drawn` is `(1 + resamples, factors)`, the sample itself first.
    """
    levels = {name: DUMMY_LEVEL if name == DUMMY else 0.95 for name in factors}
    columns = zip(factors, drawn.T, strict=True)
    return Index(name, {factor: estimate(column, groups, method, levels[factor]) for factor, column in columns})


def estimate(drawn: Floats, n: int, method: str, level: float = 0.95) -> Estimate:
    """Return the first of some values with the percentile interval of the others, `(1 + resamples,)`.

    The interval is widened to hold its value, which a skewed resample may miss.
    """
    value, tail = float(drawn[0]), (1.0 - level) / 2.0
    low, high = (float(limit) for limit in np.quantile(drawn[1:], [tail, 1.0 - tail]))
    return Estimate(value, min(low, value), max(high, value), n, method, level)

"""Shares of months: ratios whose interval runs over worlds, since months of one world are not independent."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.errors import DataProblem
from sim.study.estimate import Estimate, normal_quantile

CLUSTERED: Final = "ratio by world"


def ratio(hits: NDArray[np.float64], exposure: NDArray[np.float64], level: float = 0.95) -> Estimate:
    """Return the ratio of two totals over worlds, with the linearised interval of a ratio estimator.

    `hits` and `exposure` are `(worlds,)` and not below 0, so neither is the interval. Source: Cochran 1977, Sampling
    Techniques, section 6.4. Raises DataProblem where there is no exposure at all.
    """
    total = float(exposure.sum())
    if total <= 0.0:
        raise DataProblem(
            "there is nothing to take a share of",
            "a ratio over worlds",
            "Run more worlds, or another scenario.",
        )
    value = float(hits.sum()) / total
    n = int(hits.size)
    residual = hits - value * exposure
    spread = math.sqrt(n * float(residual @ residual) / max(n - 1, 1)) / total if n > 1 else math.inf
    reach = normal_quantile(level) * spread
    return Estimate(value, max(value - reach, 0.0), value + reach, n, CLUSTERED, level)


def quotient(above: Estimate, below: Estimate) -> Estimate:
    """Return one ratio over another, with an interval by the delta method on the log; both are taken as independent."""
    if above.value <= 0.0 or below.value <= 0.0:
        return Estimate(math.nan if below.value <= 0.0 else 0.0, 0.0, math.inf, above.n, CLUSTERED, above.level)
    value = above.value / below.value
    spread = math.hypot(above.half_width / above.value, below.half_width / below.value)
    return Estimate(value, value * math.exp(-spread), value * math.exp(spread), above.n, CLUSTERED, above.level)

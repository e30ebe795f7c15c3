"""Shares of months: ratios whose interval runs over worlds, since months of one world are not independent."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.errors import DataProblem
from sim.study.estimate.interval import Estimate, normal_quantile

CLUSTERED: Final = "ratio by world"
SHARE: Final = "Wilson by world"


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


def clustered_share(hits: NDArray[np.float64], exposure: NDArray[np.float64], level: float = 0.95) -> Estimate:
    """Return a share over worlds that were each tried several times: Wilson's interval at the effective sample size.

    `hits` and `exposure` are `(worlds,)`, hits at most the exposure. The effective size is that of independent trials
    with the variance of the ratio by world; it counts worlds where no hit or every trial is one, since the ratio then
    shows no variance at all. Sources: Korn and Graubard 1998, Survey Methodology 24:193; Wilson 1927, JASA 22:209.
    Raises DataProblem where there is no exposure at all.
    """
    found = ratio(hits, exposure, level)
    share, trials, worlds = found.value, float(exposure.sum()), float(np.count_nonzero(exposure))
    z = normal_quantile(level)
    residual = hits - share * exposure
    variance = worlds * float(residual @ residual) / max(worlds - 1.0, 1.0) / (trials * trials)
    n = worlds if variance <= 0.0 else min(share * (1.0 - share) / variance, trials)
    middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
    reach = z / (1.0 + z * z / n) * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    return Estimate(share, min(low, share), max(high, share), found.n, SHARE, level)


def quotient(above: Estimate, below: Estimate) -> Estimate:
    """Return one ratio over another, with an interval by the delta method on the log; both are taken as independent."""
    if above.value <= 0.0 or below.value <= 0.0:
        return Estimate(math.nan if below.value <= 0.0 else 0.0, 0.0, math.inf, above.n, CLUSTERED, above.level)
    value = above.value / below.value
    spread = math.hypot(above.half_width / above.value, below.half_width / below.value)
    return Estimate(value, value * math.exp(-spread), value * math.exp(spread), above.n, CLUSTERED, above.level)

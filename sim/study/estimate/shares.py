"""Quantiles by order statistics, and shares of worlds that were each tried several times."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import (
    ORDER,
    SHARE,
    Estimate,
    check_level,
    not_finite,
    numbers_of,
    ratio,
)
from sim.core.estimate.quantiles import normal_quantile
from sim.study.estimate.tails import binomial_quantile


def quantile_estimate(values: ArrayLike, share: float, level: float = 0.95) -> Estimate:
    """Estimate a quantile (share .5 is the median), with the distribution-free interval of order
    statistics.

    `values` has shape (worlds,) and may be infinite (a war that never comes), not NaN. The value is
    the smallest that at least `share` of the worlds do not exceed. A limit no world can give is
    infinite. Source: Hahn and Meeker 1991, Statistical Intervals, chapter 5.
    """
    check_level(level)
    if not 0 < share < 1:
        raise UsageProblem(f"{share} is no share.", "share", "Give a number between 0 and 1.")
    ordered = np.sort(numbers_of(values))
    if np.isnan(ordered).any():
        raise not_finite("NaN")
    n = ordered.size
    # Padded so that rank 0 and rank n + 1 exist: beyond all worlds there is no limit.
    ranked = np.concatenate(([-math.inf], ordered, [math.inf]))
    tail = (1 - level) / 2
    first, last = binomial_quantile(tail, n, share), binomial_quantile(1 - tail, n, share) + 1
    # Rounded, so that .07 * 100, which is a bit above 7, stays rank 7.
    value = ranked[math.ceil(round(n * share, 9))]
    return Estimate(float(value), float(ranked[first]), float(ranked[last]), n, ORDER, level)


def clustered_share(hits: Floats, exposure: Floats, level: float = 0.95) -> Estimate:
    """Return a share over worlds that were each tried several times: Wilson's interval at the
    effective sample size.

    `hits` and `exposure` are `(worlds,)`, hits at most the exposure. The effective size is that of
    independent trials with the variance of the ratio by world; it is the number of worlds if no
    trial or every trial is a hit, since the ratio then shows no variance. Sources: Korn and
    Graubard 1998, Survey Methodology 24:193; Wilson 1927, JASA 22:209. Raises DataProblem if there
    is no exposure at all.
    """
    estimate = ratio(hits, exposure, level)
    share, trials, worlds = estimate.value, float(exposure.sum()), float(np.count_nonzero(exposure))
    z = normal_quantile(level)
    residual = hits - share * exposure
    variance = worlds * float((residual**2).sum()) / max(worlds - 1.0, 1.0) / (trials * trials)
    n = worlds if variance <= 0.0 else min(share * (1.0 - share) / variance, trials)
    middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
    reach = z / (1.0 + z * z / n) * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    return Estimate(
        share, min(low, share), max(high, share), estimate.n, SHARE, level, kind="share"
    )

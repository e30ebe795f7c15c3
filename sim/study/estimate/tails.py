"""Tail probabilities and quantiles of the binomial, computed in a fixed order."""

from __future__ import annotations

import math

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.estimate.quantiles import rounded


def binomial_chances(n: int, share: float, reach: float) -> tuple[int, Floats]:
    """Return a count and the chances of it and of the counts after it in a binomial of `n` tries.

    They are built outwards from the middle, as far as `reach`. To import a library of distributions
    takes longer than a run of 2 000 worlds.
    """
    middle = int(n * share)
    low, high = max(math.floor(middle - reach), 0), min(math.ceil(middle + reach), n)
    counts = np.arange(low, high)
    steps = (n - counts) / (counts + 1) * (share / (1.0 - share))
    steps_below = middle - low
    chances = np.concatenate(
        (np.cumprod(1.0 / steps[:steps_below][::-1])[::-1], [1.0], np.cumprod(steps[steps_below:]))
    )
    return low, chances / chances.sum()


def binomial_quantile(chance: float, n: int, share: float) -> int:
    """Return the smallest count of `n` that is not exceeded with at least this chance, as
    scipy.stats.binom.ppf does.
    """
    reach = 9.0 * math.sqrt(n * share * (1.0 - share)) + 2.0
    low, chances = binomial_chances(n, share, reach)
    return low + int(np.searchsorted(np.cumsum(chances), chance * (1.0 - 1e-12)))


def binomial_tail(hits: int, n: int, share: float) -> float:
    """Return the chance of `hits` or more in `n` tries that each hit with the chance `share`, above
    0 and below 1.
    """
    return rounded(binomial_chances(n, share, n)[1][hits:].sum())

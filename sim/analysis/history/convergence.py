"""Whether samplers that began with other luck have come to the same posterior, and how far it is from the prior."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.arrays import Floats

BINS: Final = 10
"""Equal parts of a range over which densities are compared."""


def weighted_quantiles(values: Floats, weight: Floats, shares: tuple[float, ...]) -> Floats:
    """Return quantiles of values `(sets,)` that weigh differently, `(shares,)`; the middle of each step counts.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), (0.5,)).tolist()
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    heavy = weight[order]
    return np.asarray(np.interp(shares, (np.cumsum(heavy) - heavy / 2.0) / heavy.sum(), values[order]))


def binned(values: Floats, weight: Floats, low: float, high: float) -> Floats:
    """Return the share of the weight in each part of a range, `(BINS,)`."""
    return np.asarray(np.histogram(values, BINS, (low, high), weights=weight)[0] / weight.sum())


def overlap(one: Floats, other: Floats) -> float:
    """Return what two distributions over the same parts have in common, from 0 to 1.

    >>> overlap(np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    0.5
    """
    return float(np.minimum(one, other).sum())


def rank_rhat(chains: Floats) -> float:
    """Return the rank-normalised R-hat of draws `(chains, draws)`, the greater of that of place and that of spread.

    1 where chains agree; above 1.05 they do not. The draws of a sampler of sets have no order, so no chain is split.
    Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021.
    """
    folded = np.abs(chains - np.median(chains))
    return max(rhat(normal_scores(chains)), rhat(normal_scores(folded)))


def normal_scores(draws: Floats) -> Floats:
    """Return draws as the normal quantiles of their ranks, Blom's 1958; equal draws share a rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(draws).reshape(draws.shape) - 0.375) / (draws.size + 0.25)))


def rhat(chains: Floats) -> float:
    """Return R-hat of draws `(chains, draws)`: the spread of all over the spread within chains."""
    draws = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean()
    between = chains.mean(axis=1).var(ddof=1)
    return float(np.sqrt((draws - 1) / draws + between / within)) if within > 0.0 else np.inf

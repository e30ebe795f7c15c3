"""Whether chains have converged: rank-normalised R̂ and the bulk effective sample size.

Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.engine import on_arrays

LEAST_STEPS: Final = 8
"""Steps after which R̂ and effective size can be told."""

WORST_R_HAT: Final = 1.01
LEAST_ESS: Final = 400.0
"""What every fitted direction is to reach: the largest R̂ and the least bulk effective size."""


def halved(draws: Floats) -> Floats:
    """Return each chain as two, `(2 · chains, steps // 2)` of `(chains, steps)`."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def normal_ranks(draws: Floats) -> Floats:
    """Return the normal scores of the ranks of draws, of the same shape; equal draws share their
    mean rank.
    """
    _, place, count = np.unique(draws, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2.0)[place].reshape(draws.shape)
    return np.asarray(on_arrays("normal")((rank - 0.375) / (draws.size + 0.25)))


def plain_r_hat(draws: Floats) -> float:
    """Return the root of the whole variance over that within chains, of `(chains, steps)`."""
    steps = draws.shape[1]
    inner_variance = float(draws.var(axis=1, ddof=1).mean())
    between = steps * float(draws.mean(axis=1).var(ddof=1))
    return float(np.sqrt(((steps - 1) / steps * inner_variance + between / steps) / inner_variance))


def r_hat(draws: Floats) -> float:
    """Return the rank-normalised split R̂ of draws `(chains, steps)`: the larger of that of their
    places and that of their distances from the median.
    """
    parts = halved(draws)
    folded = np.abs(parts - np.median(parts))
    return max(plain_r_hat(normal_ranks(parts)), plain_r_hat(normal_ranks(folded)))


def bulk_ess(draws: Floats) -> float:
    """Return the bulk effective sample size of draws `(chains, steps)`: as many independent draws
    would know the mean of their normal scores as well.

    Sums of two neighbouring correlations count until one is below 0, none larger than the one
    before (Geyer 1992).
    """
    parts = normal_ranks(halved(draws))
    chains, steps = parts.shape
    apart = parts - parts.mean(axis=1, keepdims=True)
    size = 1 << (2 * steps - 1).bit_length()
    power = np.abs(np.fft.rfft(apart, size, axis=1)) ** 2
    covariance = np.fft.irfft(power, size, axis=1)[:, :steps] / steps
    inner_variance = float(covariance[:, 0].mean()) * steps / (steps - 1.0)
    whole = inner_variance * (steps - 1.0) / steps + float(parts.mean(axis=1).var(ddof=1))
    correlation = 1.0 - (inner_variance - covariance.mean(axis=0) * steps / (steps - 1.0)) / whole
    correlation[0] = 1.0
    pairs = correlation[: steps // 2 * 2].reshape(-1, 2).sum(axis=1)
    end = int(np.argmax(pairs < 0.0)) if (pairs < 0.0).any() else len(pairs)
    pairs = np.minimum.accumulate(pairs[:end])
    time = max(-1.0 + 2.0 * float(pairs.sum()), math.log(10.0) / math.log(chains * steps))
    return float(chains * steps / time)


@dataclass(frozen=True, eq=False)
class Convergence:
    """R̂ and the bulk effective size of each direction, `(directions,)`; nan after too few steps."""

    r_hat: Floats
    ess: Floats

    @classmethod
    def of(cls, draws: Floats) -> Convergence:
        """Return the convergence of draws `(chains, steps, directions)`."""
        if draws.shape[1] < LEAST_STEPS:
            unknown = np.full(draws.shape[-1], np.nan)
            return cls(unknown, unknown)
        columns = np.moveaxis(draws, -1, 0)
        return cls(np.array(list(map(r_hat, columns))), np.array(list(map(bulk_ess, columns))))

    @property
    def is_known(self) -> bool:
        """Whether there were steps enough to tell."""
        return not np.isnan(self.r_hat).any()

    @property
    def is_reached(self) -> bool:
        """Whether every direction has converged."""
        return bool((self.r_hat <= WORST_R_HAT).all() and (self.ess >= LEAST_ESS).all())

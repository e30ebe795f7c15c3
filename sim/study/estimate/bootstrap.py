"""The bootstrap, and the register of random streams that analyses draw from.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6, 8 and 13.
"""

from __future__ import annotations

from enum import IntEnum, unique

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Floats, Ints
from sim.core.estimate.interval import Estimate


def draw_resamples(count: int, resamples: int, seed: int, stream: Stream, block: int = 1) -> Ints:
    """Return the indices of `count` items in each resample, `(resamples, count)`.

    Dependent neighbours are drawn in blocks of consecutive items, the first following the last:
    Politis and Romano 1992, in LePage and Billard, Exploring the Limits of Bootstrap, 263-270.
    """
    starts = generator(seed, stream).integers(0, count, (resamples, -(-count // block)))
    rows: Ints = ((starts[:, :, None] + np.arange(block)) % count).reshape(resamples, -1)[:, :count]
    return rows


def resampled_counts(count: int, resamples: int, seed: int, stream: Stream) -> Ints:
    """Return how often each of `count` items is in each resample, `(resamples, count)`; each row
    sums to `count`.

    Drawn as multinomial counts, for means over many worlds: see `resampled_means`. The draws differ
    from those of `draw_resamples`.
    """
    counts: Ints = generator(seed, stream).multinomial(
        count, np.full(count, 1.0 / count), size=resamples
    )
    return counts


def resampled_means(values: npt.ArrayLike, counts: Ints) -> Floats:
    """Return the means of values `(..., things)` in resamples, `(resamples, ...)`; `counts` as
    `resampled_counts`.

    The same bytes on every machine: see `summable`.
    """
    table = np.asarray(values, dtype=np.float64)
    flat = (
        counts.astype(np.float64) @ summable(table).reshape(-1, table.shape[-1]).T / table.shape[-1]
    )
    means: Floats = flat.reshape(len(counts), *table.shape[:-1])
    return means


def summable(values: Floats) -> Floats:
    """Return values `(..., things)` on a grid so coarse that sums of as many of them are exact in
    any order.

    The order of the sums in a matrix product depends on the processor, and floats then differ in
    their last bits. Sums of multiples of 2^g that stay below 2^(g + 53) are exact. The grid is
    about `things` · 2^-53 of the largest value.

    >>> summable(np.array([0.1, 1.0, 3.0])) - np.array([0.1, 1.0, 3.0]) < 1e-15
    array([ True,  True,  True])
    """
    largest = np.abs(values).max(initial=0.0, keepdims=True, axis=-1) * values.shape[-1]
    if not np.isfinite(largest).all():
        return values
    grid = np.ldexp(1.0, np.frexp(largest)[1] - 53)
    return np.asarray(np.round(values / grid) * grid)


def percentiles(value: float, values: Floats, n: int, method: str, level: float = 0.95) -> Estimate:
    """Return an estimate with the percentile interval of its resampled values, `(resamples,)`.

    The interval is widened to hold `value`, which a skewed bootstrap may miss.
    """
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(values, [tail, 1.0 - tail]).tolist()
    return Estimate(float(value), min(low, float(value)), max(high, float(value)), n, method, level)


@unique
class Stream(IntEnum):
    """The random streams of the analyses, by purpose.

    The number of a stream stands between the seed and the numbers that tell its generators apart.
    """

    HYPERCUBE = 4_160_001
    POINTS_RESAMPLED = 4_160_002
    PROFILES_RESAMPLED = 4_160_007
    VECTORS = 4_160_009
    SENSITIVITY_DESIGN = 4_170_001
    GROUPS_RESAMPLED = 4_170_002
    HALVES_OF_A_CELL = 4_170_004
    DUMMY_SHUFFLED = 4_170_005
    BOX_HALVES = 4_250_001
    BOX_SHUFFLED = 4_250_002
    BOX_RESAMPLED = 4_250_003
    BOX_PICTURE = 4_250_004
    SCORES_RESAMPLED = 5_160_003
    MONTHS_RESAMPLED = 5_160_011
    RECORD_START = 5_170_001
    PARTICLES = 5_170_002
    FORECAST = 5_170_005
    SEATS_LEAK = 5_180_001
    SEATS_CARDS = 5_180_002
    TAIL_RESAMPLED = 7_230_001
    NAMES_RESAMPLED = 12_030_001


def generator(seed: int, stream: Stream, *more: int) -> np.random.Generator:
    """Return the generator of a stream under a seed; `more` tells several of one stream apart."""
    return np.random.default_rng([seed, int(stream), *more])

"""Scores of forecasts, each forecaster beside the pool, and the coverage of intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Ints, Whole, log
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate
from sim.history.benchmarks import Forecasts
from sim.history.observe import UNKNOWN
from sim.history.targets import Key
from sim.study.estimate import bootstrap
from sim.study.estimate.bootstrap import Stream

SMOOTHING: Final = 0.01
"""Share of an even forecast mixed into every forecast, so that none calls anything impossible."""

BLOCK_MONTHS: Final = 12
"""Origins of a block: as long as horizons of a year overlap, and about as long as a spell of
tests.
"""

LEAST_BLOCKS: Final = 3

BLOCK_METHOD: Final = "circular block bootstrap"
METHOD: Final = f"{BLOCK_METHOD}, blocks of 12 origins, fewer below 36"


def smooth_forecasts(forecast: Floats) -> Floats:
    """Return forecasts `(…, counts)` with 1 % of an even one mixed in: the floor of the log
    score.
    """
    return np.asarray((1.0 - SMOOTHING) * forecast + SMOOTHING / forecast.shape[-1])


def log_score(forecast: Floats, counts: Ints) -> Floats:
    """Return −ln of the probability given to the counts that happened, `(origins,)`.

    `forecast` is `(origins, counts)` and should be smoothed; `counts` `(origins,)`. Source: Good
    1952.
    """
    return -log(forecast[np.arange(len(counts)), counts])


def any_chance(forecast: Floats) -> Floats:
    """Return the probability that the count is above 0, `(origins,)`."""
    return np.asarray(1.0 - forecast[..., 0])


def block_length(origins: int, horizon: int) -> int | None:
    """Return how many origins a block holds: 12, or fewer where there are fewer than 36, but never
    below the horizon.

    None where fewer than three blocks fit: then nothing can be said about the spread.
    """
    length = min(BLOCK_MONTHS, max(origins // LEAST_BLOCKS, horizon))
    return length if LEAST_BLOCKS * length <= origins else None


def resample_origins(
    origins: int, horizon: int, resamples: int, seed: int, stream: Stream = Stream.SCORES_RESAMPLED
) -> Whole | None:
    """Return resampled places of origins, `(resamples, origins)`: blocks in a row, the first after
    the last.

    None where there are too few origins for three blocks.
    """
    length = block_length(origins, horizon)
    return (
        None
        if length is None
        else bootstrap.draw_resamples(origins, resamples, seed, stream, block=length)
    )


def mean_over_origins(values: Floats, places: Whole | None) -> Estimate:
    """Return the mean over origins `(origins,)` with the percentile interval of resampled blocks.

    The interval is unbounded where there are no resamples. Neighbouring origins share months, so
    that a plain interval would be too short. Source: Politis and Romano 1992.
    """
    value, n = float(values.mean()), len(values)
    if places is None:
        return Estimate(value, -math.inf, math.inf, n, METHOD)
    return bootstrap.percentiles(value, values[places].mean(axis=1), n, METHOD)


def scores_of(forecaster: str, key: Key, forecast: Floats, counts: Ints) -> Floats:
    """Return the log scores of origins with a known count, each forecast smoothed first; raises
    DataProblem without a forecast.
    """
    scored = counts != UNKNOWN
    if len(forecast) != len(counts) or np.isnan(forecast[scored]).any():
        raise DataProblem(
            f"{forecaster} has no forecast from an origin that is scored",
            f"{key[0]}, {key[1]} months",
            "Forecast from every origin.",
        )
    return log_score(smooth_forecasts(forecast[scored]), counts[scored])


def difference(
    key: Key,
    forecasts: Forecasts,
    counts: Ints,
    one: str,
    other: str,
    resamples: int = 2000,
    seed: int = 7,
) -> Estimate:
    """Return the mean log score of one forecaster less that of another, by the same blocks of
    origins; below 0 where the first is better.
    """
    first, second = (scores_of(name, key, forecasts[name][key], counts) for name in (one, other))
    places = resample_origins(len(first), key[1], resamples, seed)
    return mean_over_origins(first - second, places)


STEPS: Final = 2000
"""Steps of expectation and maximisation by which weights are stacked."""


def stacked(chances: Floats, worth: Floats) -> Floats:
    """Return the weights of members, half way from those of the largest mean log of the pooled
    chance to equal ones.

    `chances` `(members, origins)` were given to what came, and `worth` `(origins,)` is how much an
    origin counts. Source: Yao, Vehtari, Simpson and Gelman 2018.
    """
    equal = np.full(len(chances), 1.0 / len(chances))
    weight = equal
    for _ in range(STEPS):
        shares = weight[:, None] * chances
        weight = (shares / shares.sum(axis=0) * worth).sum(axis=1) / worth.sum()
    return np.asarray((weight + equal) / 2.0)


LEVELS: Final = (0.5, 0.9, 0.95)
"""Central predictive intervals whose coverage is counted."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of the central interval of a level: the shares of `n` counts that lie within, above
    and below it.
    """

    level: float
    inside: float
    above: float
    below: float
    n: int


def mean_count(forecast: Floats) -> Floats:
    """Return the mean counts of forecasts `(…, counts)`."""
    return np.asarray((forecast * np.arange(forecast.shape[-1])).sum(axis=-1))


def interval_of(forecast: Floats, level: float) -> tuple[Ints, Ints]:
    """Return the ends of the central interval of forecasts `(…, counts)`: counts, `(…)` each."""
    reached = np.cumsum(forecast, axis=-1)
    # A sum of chances may end a rounding below 1.
    low, high = (
        (reached[..., :-1] < share - 1e-12).sum(axis=-1)
        for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    )
    return np.asarray(low), np.asarray(high)


def coverage(forecast: Floats, counts: Ints) -> tuple[Coverage, ...]:
    """Return the coverage of intervals of forecasts `(origins, counts)` for the known of `counts`
    `(origins,)`, a level each.
    """
    scored = counts != UNKNOWN
    levels = []
    for level in LEVELS:
        low, high = interval_of(forecast[scored], level)
        above, below = float((counts[scored] > high).mean()), float((counts[scored] < low).mean())
        levels.append(Coverage(level, 1.0 - above - below, above, below, int(scored.sum())))
    return tuple(levels)

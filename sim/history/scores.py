"""Scores of forecasts, each forecaster beside the pool, and the coverage of intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from sim.core.base.arrays import Floats, Ints, Whole, log
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.history.benchmarks import POOL, Forecasts
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


class Score(NamedTuple):
    """The name and the definition of a score."""

    label: str
    meaning: str


LOG_SCORE: Final = "log_score"
SCORES: Final = {
    LOG_SCORE: Score("log score", "−ln of the probability given to the observed event"),
    "crps": Score("CRPS", "ranked probability score of the count, in months"),
    "brier": Score("Brier score", "squared error of the probability that it happens at all"),
}
"""Low is good in all three."""


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


def crps(forecast: Floats, counts: Ints) -> Floats:
    """Return the ranked probability score of each forecast, `(origins,)`.

    Σ over counts c of (F(c) − [observed ≤ c])², the CRPS of a distribution on whole numbers.
    Source: Epstein 1969.
    """
    reached = np.cumsum(forecast, axis=-1)
    return np.asarray(
        ((reached - (np.arange(forecast.shape[-1]) >= counts[:, None])) ** 2).sum(axis=-1)
    )


def any_chance(forecast: Floats) -> Floats:
    """Return the probability that the count is above 0, `(origins,)`."""
    return np.asarray(1.0 - forecast[..., 0])


def brier(forecast: Floats, counts: Ints) -> Floats:
    """Return (P(any) − [any])² of each forecast, `(origins,)`. Source: Brier 1950."""
    return np.asarray((any_chance(forecast) - (counts > 0)) ** 2)


def score_forecasts(forecast: Floats, counts: Ints) -> dict[str, Floats]:
    """Return the three scores of forecasts by name, each `(origins,)`; every forecast is smoothed
    first.
    """
    smooth = smooth_forecasts(forecast)
    return {
        LOG_SCORE: log_score(smooth, counts),
        "crps": crps(smooth, counts),
        "brier": brier(smooth, counts),
    }


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


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One forecaster on one target and horizon: its mean scores, and the pool's less its own.

    Each holds an entry a score, as in `SCORES`; `less` is empty where it is the pool itself, and
    below 0 where the pool is better.
    """

    target: str
    horizon: int
    forecaster: str
    means: dict[str, Estimate]
    less: dict[str, Estimate]

    def as_dict(self) -> Data:
        """Give the row as plain data, each score under its own name."""
        return {
            "target": self.target,
            "horizon": self.horizon,
            "forecaster": self.forecaster,
            **{name: mean.as_dict() for name, mean in self.means.items()},
            "judged_less_it": {name: less.as_dict() for name, less in self.less.items()},
        }


def board(
    forecasts: Forecasts, counts: Mapping[Key, Ints], resamples: int = 2000, seed: int = 7
) -> tuple[ScoreRow, ...]:
    """Return a row for each target, horizon and forecaster; none for a target of which no count is
    known.

    `counts[target, horizon]` is the count from each origin on, −1 if it is unknown: those origins
    are left out for all. A forecaster need not forecast every target. Raises DataProblem if one has
    no forecast from an origin that is scored.
    """
    rows = []
    for key, observed in counts.items():
        if not (observed != UNKNOWN).any():
            continue
        places = resample_origins(int((observed != UNKNOWN).sum()), key[1], resamples, seed)
        scores = {
            name: scores_of(name, key, tables[key], observed)
            for name, tables in forecasts.items()
            if key in tables
        }
        for name, by_score in scores.items():
            means, less = (
                {score: mean_over_origins(row, places) for score, row in values.items()}
                for values in (
                    by_score,
                    {score: scores[POOL][score] - row for score, row in by_score.items()},
                )
            )
            rows.append(ScoreRow(*key, name, means, {} if name == POOL else less))
    return tuple(rows)


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
    origins.
    """
    first, second = (
        scores_of(name, key, forecasts[name][key], counts)[LOG_SCORE] for name in (one, other)
    )
    places = resample_origins(len(first), key[1], resamples, seed)
    return mean_over_origins(first - second, places)


def scores_of(forecaster: str, key: Key, forecast: Floats, counts: Ints) -> dict[str, Floats]:
    """Return the scores of origins with a known count; raises DataProblem without a forecast."""
    scored = counts != UNKNOWN
    if len(forecast) != len(counts) or np.isnan(forecast[scored]).any():
        raise DataProblem(
            f"{forecaster} has no forecast from an origin that is scored",
            f"{key[0]}, {key[1]} months",
            "Forecast from every origin.",
        )
    return score_forecasts(forecast[scored], counts[scored])


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

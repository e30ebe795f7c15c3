"""Scores of forecasts of counts and events, and how far the mean of one can be trusted."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints, log
from sim.errors import DataProblem
from sim.study.estimate import bootstrap
from sim.study.estimate.bootstrap import Stream
from sim.study.estimate.interval import Estimate

SMOOTHING: Final = 0.01
"""Share of an even forecast mixed into every forecast, so that none calls anything impossible."""

BLOCK_MONTHS: Final = 12
"""Origins of a block: as long as horizons of a year overlap, and about as long as a spell of tests."""

LEAST_BLOCKS: Final = 3

BLOCK_METHOD: Final = "circular block bootstrap"
METHOD: Final = f"{BLOCK_METHOD}, blocks of 12 origins, fewer below 36"


class Score(NamedTuple):
    """How a score is called, and what it is."""

    label: str
    meaning: str


SCORES: Final = {
    "log_score": Score("log score", "−ln of the probability given to what happened"),
    "crps": Score("CRPS", "ranked probability score of the count, in months"),
    "brier": Score("Brier score", "squared error of the probability that it happens at all"),
}
"""Low is good in all three."""


def as_counts(forecast: Floats) -> Floats:
    """Return the chance of each count, `(origins, counts)`, also where the chances of an event are given, `(origins,)`.

    An event is a count of 0 or 1, so that its CRPS is its Brier score.
    """
    return np.stack([1.0 - forecast, forecast], axis=-1) if forecast.ndim == 1 else forecast


def smoothed(forecast: Floats) -> Floats:
    """Return forecasts `(…, counts)` with 1 % of an even one mixed in: the floor of the log score."""
    return np.asarray((1.0 - SMOOTHING) * forecast + SMOOTHING / forecast.shape[-1])


def log_score(forecast: Floats, seen: Ints) -> Floats:
    """Return −ln of the probability given to the counts that happened, `(origins,)`.

    `forecast` is `(origins, counts)` and should be smoothed; `seen` `(origins,)`. Source: Good 1952.
    """
    return -log(forecast[np.arange(len(seen)), seen])


def crps(forecast: Floats, seen: Ints) -> Floats:
    """Return the ranked probability score of each forecast, `(origins,)`.

    Σ over counts of (F(c) − [seen ≤ c])², the CRPS of a distribution on whole numbers. Source: Epstein 1969.
    """
    reached = np.cumsum(forecast, axis=-1)
    happened = np.arange(forecast.shape[-1]) >= seen[:, None]
    return np.asarray(((reached - happened) ** 2).sum(axis=-1))


def any_chance(forecast: Floats) -> Floats:
    """Return the probability that the count is above 0, `(origins,)`."""
    return np.asarray(1.0 - forecast[..., 0])


def brier(forecast: Floats, seen: Ints) -> Floats:
    """Return (P(any) − [any])² of each forecast, `(origins,)`. Source: Brier 1950."""
    return np.asarray((any_chance(forecast) - (seen > 0)) ** 2)


def scored(forecast: Floats, seen: Ints) -> dict[str, Floats]:
    """Return the three scores of forecasts by name, each `(origins,)`; every forecast is smoothed first."""
    given = smoothed(as_counts(forecast))
    return {"log_score": log_score(given, seen), "crps": crps(given, seen), "brier": brier(given, seen)}


def block_length(origins: int, horizon: int) -> int | None:
    """Return how many origins a block holds: 12, or fewer where there are fewer than 36, but never below the horizon.

    None where fewer than three blocks fit: then nothing can be said about the spread.
    """
    length = min(BLOCK_MONTHS, max(origins // LEAST_BLOCKS, horizon))
    return length if LEAST_BLOCKS * length <= origins else None


def resampled(
    origins: int, horizon: int, resamples: int, seed: int, stream: Stream = Stream.SCORES_RESAMPLED
) -> npt.NDArray[np.int64] | None:
    """Return resampled places of origins, `(resamples, origins)`: blocks in a row, the first after the last.

    None where there are too few origins for three blocks.
    """
    length = block_length(origins, horizon)
    return None if length is None else bootstrap.resampled(origins, resamples, seed, stream, block=length)


def mean_over_origins(values: Floats, places: npt.NDArray[np.int64] | None, level: float = 0.95) -> Estimate:
    """Return the mean over origins `(origins,)` with the percentile interval of resampled blocks.

    The interval is unbounded where there are no resamples. Neighbouring origins share months, so that a plain interval
    would be too short. Source: Politis and Romano 1992.
    """
    check_places(values, places)
    means = None if places is None else values[places].mean(axis=1)
    return _over_origins(float(values.mean()), means, len(values), level)


def check_places(values: Floats, places: npt.NDArray[np.int64] | None) -> None:
    """Refuse resamples of another number of origins; raises DataProblem."""
    if places is not None and places.shape[1] != len(values):
        raise DataProblem("the resamples belong to other origins", "scores", "Resample as many origins as there are.")


def _over_origins(value: float, drawn: Floats | None, n: int, level: float) -> Estimate:
    """Return a value with the percentiles of what was drawn; unbounded where nothing was."""
    if drawn is None:
        return Estimate(value, -math.inf, math.inf, n, METHOD, level)
    return bootstrap.percentiles(value, drawn, n, METHOD, level)


def frequencies(counts: npt.NDArray[Any], horizon: int) -> Floats:
    """Return the shares of the counts 0 to `horizon`, `(horizon + 1,)`."""
    return np.asarray(np.bincount(counts, minlength=horizon + 1) / len(counts))

"""Scores of forecasts of counts, and how far the difference of two can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints
from sim.errors import DataProblem
from sim.study.estimate import bootstrap
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import Estimate

SMOOTHING: Final = 0.01
"""Share of an even forecast mixed into every forecast, so that none calls anything impossible."""

BLOCK_MONTHS: Final = 12
"""Origins of a block: as long as horizons of a year overlap, and about as long as a spell of tests."""

LEAST_BLOCKS: Final = 3

METHOD: Final = "circular block bootstrap, blocks of 12 origins, fewer below 36"
SCORES: Final = {
    "log score": "−ln of the probability given to what happened",
    "CRPS": "ranked probability score of the count, in months",
    "Brier score": "squared error of the probability that it happens at all",
}
"""Low is good in all three."""


def smoothed(forecast: Floats) -> Floats:
    """Return forecasts `(…, counts)` with 1 % of an even one mixed in: the floor of the log score."""
    return np.asarray((1.0 - SMOOTHING) * forecast + SMOOTHING / forecast.shape[-1])


def log_score(forecast: Floats, seen: Ints) -> Floats:
    """Return −ln of the probability given to the counts that happened, `(origins,)`.

    `forecast` is `(origins, counts)` and should be smoothed; `seen` `(origins,)`. Source: Good 1952.
    """
    return np.asarray(-np.log(forecast[np.arange(len(seen)), seen]))


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
    given = smoothed(forecast)
    return {"log score": log_score(given, seen), "CRPS": crps(given, seen), "Brier score": brier(given, seen)}


def block_length(origins: int, horizon: int) -> int | None:
    """Return how many origins a block holds: 12, or fewer where there are fewer than 36, but never below the horizon.

    None where fewer than three blocks fit: then nothing can be said about the spread.
    """
    length = min(BLOCK_MONTHS, max(origins // LEAST_BLOCKS, horizon))
    return length if LEAST_BLOCKS * length <= origins else None


def resampled(origins: int, horizon: int, resamples: int, seed: int) -> npt.NDArray[np.int64] | None:
    """Return resampled places of origins, `(resamples, origins)`: blocks in a row, the first after the last.

    None where there are too few origins for three blocks.
    """
    length = block_length(origins, horizon)
    if length is None:
        return None
    return bootstrap.resampled(origins, resamples, seed, Stream.SCORES_RESAMPLED, block=length)


def mean_over_origins(values: Floats, places: npt.NDArray[np.int64] | None, level: float = 0.95) -> Estimate:
    """Return the mean over origins `(origins,)` with the percentile interval of resampled blocks.

    The interval is unbounded where there are no resamples. Neighbouring origins share months, so that a plain interval
    would be too short. Source: Politis and Romano 1992.
    """
    if places is None:
        return Estimate(float(values.mean()), -math.inf, math.inf, len(values), METHOD, level)
    if places.shape[1] != len(values):
        raise DataProblem("the resamples belong to other origins", "scores", "Resample as many origins as there are.")
    means = values[places].mean(axis=1)
    return bootstrap.percentiles(float(values.mean()), means, len(values), METHOD, level)


def randomised_pit(forecast: Floats, seen: Ints, luck: Floats) -> Floats:
    """Return the randomised probability integral transform of each forecast, `(origins,)`, uniform if it is right.

    It lies at luck's place between F(seen − 1) and F(seen). Source: Czado, Gneiting and Held 2009.
    """
    rows = np.arange(len(seen))
    reached = np.cumsum(forecast, axis=-1)
    own = forecast[rows, seen]
    return np.asarray(np.clip(reached[rows, seen] - own + luck * own, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class PitTest:
    """How uniform PIT values are: the mean Kolmogorov–Smirnov distance over sets of origins that share no month.

    Each set takes every `horizon`-th origin, `n` of them about; `bound` is what the mean distance stays within in 95 of
    100 cases if the sets are uniform, found by simulation, `p` its p-value.
    """

    distance: float
    bound: float
    p: float
    n: int

    @property
    def uniform(self) -> bool:
        """Whether the distance stays within the bound."""
        return self.distance <= self.bound


def ks_distance(values: Floats) -> Floats:
    """Return the largest distance of the distribution function of the last axis from that of a uniform, 0 to 1."""
    ordered = np.sort(values, axis=-1)
    n = ordered.shape[-1]
    steps = np.arange(1, n + 1) / n
    return np.asarray(np.maximum((steps - ordered).max(axis=-1), (ordered - steps + 1.0 / n).max(axis=-1)))


def pit_test(pit: Floats, horizon: int, seed: int, resamples: int = 4000) -> PitTest:
    """Test PIT values `(origins,)` for uniformity where horizons overlap.

    Under the null a set of origins that share no month holds independent uniforms. The sets overlap one another, so
    the null is simulated as one set: the mean of several distances varies less than one, so the test is careful.
    Raises DataProblem where a set has fewer than three origins.
    """
    sets = [pit[offset::horizon] for offset in range(min(horizon, len(pit)))]
    sizes = [each.size for each in sets]
    if min(sizes) < 3:
        raise DataProblem(
            f"{len(pit)} origins leave too few that share no month", f"a PIT at {horizon} months",
            "Score more origins, or a shorter horizon.",
        )  # fmt: skip
    distance = float(np.mean([float(ks_distance(each)) for each in sets]))
    n = min(sizes)
    null = ks_distance(generator(seed, Stream.PIT).random((resamples, n)))
    p = (float(np.count_nonzero(null >= distance)) + 1.0) / (resamples + 1.0)
    return PitTest(distance, float(np.quantile(null, 0.95)), p, n)


def frequencies(counts: npt.NDArray[Any], horizon: int) -> Floats:
    """Return the shares of the counts 0 to `horizon`, `(horizon + 1,)`."""
    return np.asarray(np.bincount(counts, minlength=horizon + 1) / len(counts))

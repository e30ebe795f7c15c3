"""Tests of whether forecasts are calibrated, on windows that share no month, and what such a test could have found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.history.scores import BLOCK_METHOD, block_length, resample_origins
from sim.study.estimate.bootstrap import Stream, generator

LEAST: Final = 3
"""Windows that share no month: with fewer there is no test."""

LEVEL: Final = 0.05
RESAMPLES: Final = 200
SIMULATIONS: Final = 200

METHOD: Final = (
    f"the distance over its mean under a null by {BLOCK_METHOD}, read against that of {SIMULATIONS} right forecasts "
    "whose windows overlap alike, since a bootstrap of so few blocks alone rejects too often"
)
TOO_HIGH: Final = "forecasts that are too high: PIT values are the squares of uniform ones"
"""What the power is said against."""


@dataclass(frozen=True, slots=True)
class CalibrationTest:
    """How far forecasts are from calibrated, on windows that share no month.

    `distance` is a mean over the sets of windows, each of every so many origins, `n` of them or more. `bound` is what
    it stays within in 95 of 100 cases if the forecasts are right, `p` its p-value, and `power` how often the test
    would have rejected forecasts that are too high.
    """

    distance: float
    bound: float
    p: float
    power: float
    n: int

    @property
    def passed(self) -> bool:
        """Whether right forecasts would be as far off in more than 5 of 100 cases."""
        return self.p > LEVEL


def randomised_pit(forecast: Floats, seen: Ints, luck: Floats) -> Floats:
    """Return the randomised probability integral transform of each forecast, `(origins,)`, uniform if it is right.

    It lies at luck's place between F(seen − 1) and F(seen). Source: Czado, Gneiting and Held 2009.
    """
    rows = np.arange(len(seen))
    reached = np.cumsum(forecast, axis=-1)
    own = forecast[rows, seen]
    return np.asarray(np.clip(reached[rows, seen] - own + luck * own, 0.0, 1.0))


def ks_distance(values: Floats) -> Floats:
    """Return the largest distance of the distribution function of the last axis from that of a uniform, 0 to 1."""
    ordered = np.sort(values, axis=-1)
    n = ordered.shape[-1]
    steps = np.arange(1, n + 1) / n
    return np.asarray(np.maximum((steps - ordered).max(axis=-1), (ordered - steps + 1.0 / n).max(axis=-1)))


def ks_apart(values: Floats, apart: int) -> Floats:
    """Return the mean distance from uniform of the sets of every so many values of the last axis."""
    return np.asarray(np.mean([ks_distance(values[..., offset::apart]) for offset in range(apart)], axis=0))


def ks_over_null(pit: Floats, apart: int, places: Ints) -> tuple[float, float]:
    """Return the distance of PIT values, and the mean distance of resampled sets from what they were drawn from.

    A value's rank among all stands for it in resamples, so that what is drawn from is uniform.
    """
    ranks = (np.argsort(np.argsort(pit, kind="stable"), kind="stable") + 0.5) / len(pit)
    return float(ks_apart(pit, apart)), float(ks_apart(ranks[places], apart).mean())


def overlapping(origins: int, apart: int, luck: np.random.Generator, count: int) -> Floats:
    """Return uniform values `(count, origins)` that hang together as windows do that share months with others.

    Each is a normal sum over the `apart` months of its window, at its quantile.
    """
    from scipy.special import ndtr

    months = np.cumsum(luck.standard_normal((count, origins + apart)), axis=-1)
    return np.asarray(ndtr((months[..., apart:] - months[..., :-apart]) / np.sqrt(apart)))


@cache
def pit_reference(origins: int, apart: int, seed: int) -> tuple[Floats, Floats]:
    """Return the distances over the null of right forecasts and of those too high, `(simulations,)` each."""
    right = overlapping(origins, apart, generator(seed, Stream.CALIBRATION_POWER, origins, apart), SIMULATIONS)
    places = _places(origins, apart, seed)
    found = np.array([[ks_over_null(each, apart, places) for each in values] for values in (right, right**2)])
    own, too_high = found[..., 0] / found[..., 1]
    return own, too_high


def pit_test(pit: Floats, apart: int, seed: int) -> CalibrationTest | None:
    """Test PIT values `(origins,)` for uniformity where the windows of `apart` origins in a row share months.

    None where they hold fewer than three windows that share no month, or three blocks.
    """
    origins = len(pit)
    if origins < LEAST * apart or block_length(origins, apart) is None:
        return None
    distance, null = ks_over_null(pit, apart, _places(origins, apart, seed))
    right, too_high = pit_reference(origins, apart, seed)
    bound = float(np.quantile(right, 1.0 - LEVEL))
    p = float(np.count_nonzero(right >= distance / null) + 1) / (len(right) + 1)
    return CalibrationTest(distance, bound * null, p, float((too_high > bound).mean()), origins // apart)


def _places(origins: int, apart: int, seed: int) -> Ints:
    """Return resampled places of origins in blocks, `(resamples, origins)`."""
    return np.asarray(resample_origins(origins, apart, RESAMPLES, seed, Stream.CALIBRATION_RESAMPLED))

"""Tests of whether forecasts are calibrated, on windows that share no month, and what such a test could have found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.errors import DataProblem
from sim.history.scores import BLOCK_METHOD, block_length, resample_origins
from sim.study.estimate.bootstrap import Stream, generator

LEAST: Final = 3
"""Windows that share no month: with fewer there is no test."""

LEVEL: Final = 0.05
LEAST_NULL: Final = 1e-12
RESAMPLES: Final = 200
SIMULATIONS: Final = 200

METHOD: Final = (
    f"the distance over its mean under a null by {BLOCK_METHOD}, read against that of {SIMULATIONS} right forecasts "
    "whose windows overlap alike, since a bootstrap of so few blocks alone rejects too often"
)
TOO_HIGH_PIT: Final = "forecasts that are too high: PIT values are the squares of uniform ones"
TOO_HIGH: Final = "forecasts that are too high: things happen half as often as forecast"
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


def overlapping(origins: int, apart: int, luck: np.random.Generator, *more: int) -> Floats:
    """Return uniform values `(…, origins)` that hang together as windows do which share months with the next `apart`.

    Each is a normal sum over the months of its window, at its quantile.
    """
    from scipy.special import ndtr

    months = np.cumsum(luck.standard_normal((*more, origins + apart)), axis=-1)
    return np.asarray(ndtr((months[..., apart:] - months[..., :-apart]) / np.sqrt(apart)))


@cache
def pit_reference(origins: int, apart: int, seed: int) -> tuple[Floats, Floats]:
    """Return the distances over the null of right forecasts and of those too high, `(simulations,)` each."""
    right = overlapping(origins, apart, generator(seed, Stream.CALIBRATION_POWER, origins, apart), SIMULATIONS)
    places = _places(origins, apart, seed)
    found = [[ks_over_null(each, apart, places) for each in values] for values in (right, right**2)]
    return ratios(found[0]), ratios(found[1])


def ratios(found: Sequence[tuple[float, float]]) -> Floats:
    """Return distances over their means under the null."""
    return np.array([distance / null for distance, null in found])


def read_against(distance: float, null: float, right: Floats, wrong: Floats, n: int) -> CalibrationTest:
    """Return the test of a distance with its mean under the null, read against those of right and wrong forecasts."""
    bound = float(np.quantile(right, 1.0 - LEVEL))
    p = float(np.count_nonzero(right >= distance / null) + 1) / (len(right) + 1)
    return CalibrationTest(distance, bound * null, p, float((wrong > bound).mean()), n)


def pit_test(pit: Floats, apart: int, seed: int) -> CalibrationTest:
    """Test PIT values `(origins,)` for uniformity where the windows of `apart` origins in a row share months.

    Raises DataProblem where fewer than three windows share no month.
    """
    check_enough(len(pit), apart)
    found = ks_over_null(pit, apart, _places(len(pit), apart, seed))
    return read_against(*found, *pit_reference(len(pit), apart, seed), len(pit) // apart)


def reliability_test(
    chance: Floats, happened: Flags, known: Flags, ends: Floats, apart: int, seed: int
) -> CalibrationTest:
    """Test whether events happen as often as forecast, in classes of chances between `ends`; all `(origins, targets)`.

    The distance is the reliability part of the Brier score: the mean squared difference, over classes, of how often
    things were forecast and happened, of forecasts whose outcome is `known`. Raises DataProblem where fewer than three
    windows share no month. Source: Murphy 1973, J. Appl. Meteorol. 12:595.
    """
    check_enough(len(chance), apart)
    places = _places(len(chance), apart, seed)
    member = (np.searchsorted(ends[1:-1], chance, side="right")[..., None] == np.arange(len(ends) - 1)) & known[
        ..., None
    ]
    targets = chance.shape[1]
    luck = overlapping(len(chance), apart, generator(seed, Stream.CALIBRATION_POWER, apart), SIMULATIONS, targets)
    luck = np.moveaxis(luck, -1, 1)
    right, wrong = (
        ratios([_reliability(each < true, chance, member, apart, places) for each in luck])
        for true in (chance, chance / 2)
    )
    found = _reliability(happened, chance, member, apart, places)
    return read_against(*found, right, wrong, len(chance) // apart)


def _reliability(happened: Flags, chance: Floats, member: Flags, apart: int, places: Ints) -> tuple[float, float]:
    """Return the distance of forecasts from reliable ones, and its mean in resamples under the null."""
    off = np.where(member.any(axis=-1), happened - chance, 0.0)
    more, counts = (off[:, :, None] * member).sum(axis=1), member.sum(axis=1).astype(np.float64)
    # Under the null a class happens as often as forecast: what it happened more often is taken off each of its own.
    centred = more - counts * more.sum(axis=0) / np.maximum(counts.sum(axis=0), 1.0)
    null = _unreliability(centred[places], counts[places], apart)
    # Where nothing varies, as if all was known before, the least that a number can hold stands for the null.
    return float(_unreliability(more, counts, apart)), max(float(null.mean()), LEAST_NULL)


def _unreliability(more: Floats, counts: Floats, apart: int) -> Floats:
    """Return the mean over sets of windows of Σ over classes, by their share, of (how much more often it happened)²."""
    found = []
    for offset in range(apart):
        n, sums = (each[..., offset::apart, :].sum(axis=-2) for each in (counts, more))
        found.append((sums**2 / np.maximum(n, 1.0)).sum(axis=-1) / np.maximum(n.sum(axis=-1), 1.0))
    return np.asarray(np.mean(found, axis=0))


def enough(origins: int, apart: int) -> bool:
    """Return whether so many origins hold three windows that share no month, and three blocks."""
    return origins >= LEAST * apart and block_length(origins, apart) is not None


def check_enough(origins: int, apart: int) -> None:
    """Refuse a test on fewer than three windows that share no month; raises DataProblem."""
    if not enough(origins, apart):
        raise DataProblem(
            f"{origins} origins leave too few that share no month", f"a test of calibration at {apart} months",
            "Score more origins, or a shorter horizon.",
        )  # fmt: skip


def _places(origins: int, apart: int, seed: int) -> Ints:
    """Return resampled places of origins in blocks, `(resamples, origins)`."""
    return np.asarray(resample_origins(origins, apart, RESAMPLES, seed, Stream.CALIBRATION_RESAMPLED))

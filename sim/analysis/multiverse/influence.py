"""Which choice moves the answer most: the mean absolute change when one choice is made otherwise, all else the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.study.estimate import Estimate

from .choices import DIMENSIONS, Reading, Structure

STREAM: Final = 4_160_006
"""Sets the luck of resampling apart from that of the worlds under the same seed."""

RESAMPLES: Final = 1000
CHUNK: Final = 64
METHOD: Final = "basic bootstrap over worlds"
Key = tuple[Structure, Reading]
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Influence:
    """How much one choice moves P(lose-lose): the mean over all pairs of specifications that differ in it alone.

    `change` is the mean absolute difference with the sampling error taken out, never below 0; `plain` is the same
    without that. `largest` names the pair that is furthest apart.
    """

    dimension: str
    pairs: int
    change: Estimate
    plain: float
    largest: tuple[Key, Key]
    furthest: float

    def as_dict(self) -> dict[str, Any]:
        """Return the influence as plain data."""
        return {
            "dimension": self.dimension,
            "pairs": self.pairs,
            "mean_absolute_change": self.change.as_dict(),
            "with_sampling_error": self.plain,
            "furthest_apart": [f"{how.label}; {what.label}" for how, what in self.largest],
            "furthest_change": self.furthest,
        }


def level(key: Key, dimension: str) -> object:
    """Return the level of a specification in a dimension."""
    structure, reading = key
    return getattr(reading if dimension in ("reading", "threshold") else structure, dimension)


def pairs_of(keys: Sequence[Key], dimension: str, middles: Mapping[str, str]) -> Pairs:
    """Return the pairs of specifications that differ in one dimension alone, as places in `keys`.

    Readings are compared at their middle thresholds.
    """
    aside = ("reading", "threshold") if dimension == "reading" else (dimension,)
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, key in enumerate(keys):
        if dimension == "reading" and key[1].threshold != middles[key[1].reading]:
            continue
        groups.setdefault(tuple(level(key, each) for each in DIMENSIONS if each not in aside), []).append(place)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def resampled_shares(flags: npt.NDArray[np.bool_], seed: int, resamples: int = RESAMPLES) -> npt.NDArray[np.float64]:
    """Return the shares of all specifications in resampled worlds, `(resamples, specifications)`.

    `flags` is `(specifications, worlds)`. A resample draws whole worlds, so that what specifications share stays.
    """
    luck = np.random.default_rng([seed, STREAM])
    worlds = flags.shape[1]
    columns = flags.T.astype(np.float32)
    shares = []
    for first in range(0, resamples, CHUNK):
        size = min(CHUNK, resamples - first)
        weights = luck.multinomial(worlds, np.full(worlds, 1.0 / worlds), size=size).astype(np.float32)
        # Counts of worlds are whole, so that single precision adds them exactly.
        shares.append((weights @ columns).astype(np.float64) / worlds)
    return np.concatenate(shares)


def influences(
    keys: Sequence[Key], flags: npt.NDArray[np.bool_], middles: Mapping[str, str], seed: int,
    resamples: int = RESAMPLES,
) -> list[Influence]:  # fmt: skip
    """Return the influence of every dimension with two levels or more, the largest first.

    The interval is that of the basic bootstrap, which takes out that noise makes absolute changes look larger.
    """
    shares, again = flags.mean(axis=1), resampled_shares(flags, seed, resamples)
    found = []
    for dimension in DIMENSIONS:
        pairs = pairs_of(keys, dimension, middles)
        if pairs:
            found.append(influence(dimension, keys, pairs, shares, again, flags.shape[1]))
    return sorted(found, key=lambda each: -each.change.value)


def influence(
    dimension: str, keys: Sequence[Key], pairs: Pairs, shares: npt.NDArray[np.float64],
    again: npt.NDArray[np.float64], worlds: int,
) -> Influence:  # fmt: skip
    """Return the influence of one dimension from shares `(specifications,)` and resampled shares."""
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    apart = np.abs(shares[left] - shares[right])
    plain = float(apart.mean())
    drawn = np.abs(again[:, left] - again[:, right]).mean(axis=1)
    # Mirrored at the plain value: what resampling adds, sampling has added before.
    low, value, high = np.maximum(0.0, 2.0 * plain - np.array([*np.quantile(drawn, [0.975, 0.5, 0.025])])).tolist()
    estimate = Estimate(value, low, high, worlds, METHOD)
    most = int(apart.argmax())
    return Influence(dimension, len(pairs), estimate, plain, (keys[left[most]], keys[right[most]]), float(apart[most]))

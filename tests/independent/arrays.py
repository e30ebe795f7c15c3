"""Worlds side by side: arrays by name over an axis of worlds, their luck, and the short words of
the description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri

Array: TypeAlias = NDArray[Any]

CLOSE = 1e-12
"""Luck that lies nearer than this to a threshold may fall either way."""
SHARP = 1e-9
"""How near to a threshold luck is moved, so that a small difference in a chance is a difference in
what happens.
"""

CAPITALS = ("washington", "beijing", "pyongyang", "seoul")
PLACES = {
    "washington_word": 5,
    "washington_deed": 4,
    "washington_course": 4,
    "beijing_word": 4,
    "beijing_deed": 4,
    "beijing_course": 4,
    "pyongyang_word": 4,
    "pyongyang_deed": 6,
    "pyongyang_course": 4,
    "seoul_word": 3,
    "seoul_deed": 5,
    "seoul_course": 3,
}
"""How many places each menu and each list of courses has."""
MENUS = tuple(name for name in PLACES if not name.endswith("_course"))

PATIENCE, PRESSURE, ENGAGEMENT, PREVENT = range(4)
BUILD, BRINKMANSHIP, CHARM, CONSOLIDATE = range(4)
SUNSHINE, HEDGE, HARD_LINE = range(3)
FEARFUL, GREEDY, ERRATIC = range(3)
NO_ENDING, STRIKE, ATTACK, CLASH, ACCIDENT, COLLAPSE = range(6)
IMPOSSIBLE = -30.0


class Fields(dict[str, Any]):
    """Arrays by name; the last axis is that of worlds."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def but(self, **changes: Any) -> Fields:
        """Return the same with some arrays replaced."""
        return Fields(self, **changes)


class Luck:
    """The uniforms of a month by slot, and the thresholds that they were held against."""

    def __init__(self, uniforms: Mapping[str, Array]) -> None:
        self.uniforms = uniforms
        self.thresholds: dict[str, list[Array]] = {}

    def below(self, slot: str, chance: Array) -> Array:
        """Say where an event of this chance fires."""
        self.thresholds.setdefault(slot, []).append(chance)
        return self.uniforms[slot] < chance

    def pick(self, slot: str, chances: Array) -> Array:
        """Take the first move whose cumulative chance is ≥ u, the last one if none is."""
        reached = np.cumsum(chances, axis=0)[:-1]
        self.thresholds.setdefault(slot, []).extend(reached)
        return (reached < self.uniforms[slot]).sum(axis=0)

    def normal(self, slot: str) -> Array:
        """Return the standard normal quantile of a slot."""
        return ndtri(self.uniforms[slot])

    def close(self) -> Array:
        """Say which worlds came too close to a threshold. Chances of 0 and 1 are exact: nothing is
        close to them.
        """
        found = np.zeros(next(iter(self.uniforms.values())).shape, bool)
        for slot, thresholds in self.thresholds.items():
            for threshold in thresholds:
                found |= (
                    (np.abs(self.uniforms[slot] - threshold) < CLOSE)
                    & (threshold > 0)
                    & (threshold < 1)
                )
        return found

    def sharpened(self, rng: Generator) -> dict[str, Array]:
        """Return uniforms that bring the same, most of them moved next to one of the thresholds
        around them.
        """
        moved = dict(self.uniforms)
        for slot, thresholds in self.thresholds.items():
            u, bounds = self.uniforms[slot], np.clip(np.stack(thresholds), 0.0, 1.0)
            low = np.where(bounds < u, bounds, 0.0).max(axis=0)
            high = np.where(bounds > u, bounds, 1.0).min(axis=0)
            ends = np.choose(
                rng.choice(3, u.shape, p=(0.4, 0.4, 0.2)), (low + SHARP, high - SHARP, u)
            )
            moved[slot] = np.where(high - low > 4 * SHARP, ends, u)
        return moved


def above(x: Array) -> Array:
    """Return the positive part."""
    return np.maximum(0.0, x)


def logistic(v: Array) -> Array:
    """Return 1/(1 + exp(−v))."""
    return 1.0 / (1.0 + np.exp(-v))


def of(table: Array, index: Array) -> Array:
    """Return each world's place of a table, or each world's row of a grid."""
    return table[index, ..., np.arange(table.shape[-1])].T


def one_hot(index: Array, places: int) -> Array:
    """Return a row of places by worlds: 1 at the index, else 0."""
    return (np.arange(places)[:, None] == index).astype(float)


def chances_of(exponents: Sequence[Array] | Array) -> Array:
    """Return exp(exponent) over their sum, moves by worlds."""
    stacked = np.stack(np.broadcast_arrays(*exponents))
    weights = np.exp(stacked - stacked.max(axis=0))  # the same shares, and no overflow
    return weights / weights.sum(axis=0)


def beliefs(prior: Array, evidence: Array) -> Array:
    """7.11: a belief over the types from a prior and log-likelihoods."""
    weights = prior[:3] * np.exp(evidence)
    return weights / weights.sum(axis=0)


def terms(keep: Array, months: int) -> Array:
    """7.7: the sum 1 + keep + … of as many terms as months."""
    return sum(keep**j for j in range(1, months)) + np.ones_like(keep)

"""The cross-entropy method over numbers and choices: draw candidates, keep the best, draw nearer to them.

Source: Rubinstein and Kroese 2004, The Cross-Entropy Method; smoothing as in De Boer, Kroese, Mannor and Rubinstein
2005, Annals of Operations Research 134:19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.study.experiment.definition import Discrete, Factor, Value

ELITE: Final = 12
"""The best of them, to which the next generation draws nearer."""

PACE: Final = 0.6
"""How far the distribution moves towards the best at a time; 1 is all the way."""

WIDTH: Final = 0.3
"""The first standard deviation of a number, as a share of its range."""

LEAST_CHANCE: Final = 0.02
"""No value of a choice becomes rarer than that: what is never drawn can never win."""

DIGITS: Final = 3
"""Digits of a number's place in its range: a policy that nobody could read says too much."""

FEW: Final = 3
"""With fewer of the best to learn from, a number stays where it is."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates: the place of each number in its range, 0 to 1, and the place of each choice; NaN and −1 elsewhere."""

    places: Floats
    picks: Ints


@dataclass(frozen=True, slots=True)
class Spread:
    """Where candidates are drawn from: a normal law for each number, chances for each choice."""

    factors: tuple[Factor, ...]
    mean: Floats
    width: Floats
    chances: tuple[Floats | None, ...]

    def drawn(self, count: int, rng: np.random.Generator) -> Candidates:
        """Return so many candidates; the numbers of one that leaves its range are put on its edge."""
        shape = (count, len(self.factors))
        places = np.clip(self.mean + self.width * rng.standard_normal(shape), 0.0, 1.0).round(DIGITS)
        uniform = rng.random(shape)
        picks = np.full(shape, -1, dtype=np.int64)
        for at, chance in enumerate(self.chances):
            if chance is not None:
                picks[:, at] = np.minimum(np.searchsorted(np.cumsum(chance), uniform[:, at]), chance.size - 1)
        return Candidates(places, picks)

    def nearer(self, best: Candidates, used: Flags) -> Spread:
        """Return the spread after a generation; `used` says which numbers of the best ones did anything."""
        mean, width = self.mean.copy(), self.width.copy()
        chances = list(self.chances)
        for at, chance in enumerate(self.chances):
            own = used[:, at]
            if int(own.sum()) < FEW:
                continue
            if chance is None:
                rows = best.places[own, at]
                mean[at] += PACE * (rows.mean() - mean[at])
                width[at] += PACE * (rows.std() - width[at])
            else:
                counted = np.bincount(best.picks[own, at], minlength=chance.size) / own.sum()
                mixed = np.maximum(chance + PACE * (counted - chance), LEAST_CHANCE)
                chances[at] = mixed / mixed.sum()
        return Spread(self.factors, mean, width, tuple(chances))

    def middle(self) -> Candidates:
        """Return the candidate in the middle: each number at its mean, each choice at its likeliest value."""
        picks = [-1 if chance is None else int(chance.argmax()) for chance in self.chances]
        return Candidates(self.mean[None].round(DIGITS), np.array([picks]))


def spread_around(factors: Sequence[Factor], start: Sequence[Value]) -> Spread:
    """Return the first spread: numbers around what the scenario has, and choices alike but for that which it has."""
    mean = np.zeros(len(factors))
    chances: list[Floats | None] = []
    for at, (factor, value) in enumerate(zip(factors, start, strict=True)):
        own = factor.distribution
        if isinstance(own, Discrete):
            weight = np.ones(len(own.values))
            weight[own.index(value)] = max(1.0, len(own.values) - 1.0)
            chances.append(weight / weight.sum())
        else:
            mean[at] = (float(value) - own.low) / (own.high - own.low)
            chances.append(None)
    return Spread(tuple(factors), mean, np.full(len(factors), WIDTH), tuple(chances))


def value_at(factor: Factor, place: float, pick: int) -> Value:
    """Return the value of a factor at a place in its range, or that of a choice."""
    if isinstance(factor.distribution, Discrete):
        return factor.distribution.values[pick]
    return float(factor.distribution.quantile(np.array([place]))[0])


def best_of(payoffs: Floats) -> Ints:
    """Return the places of the best candidates, the best first; of equals the first drawn."""
    order: Ints = np.argsort(-payoffs, kind="stable")[:ELITE]
    return order

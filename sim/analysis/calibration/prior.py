"""Priors: independent numbers over their ranges, and the scale on which every prior is uniform from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.arrays import Floats
from sim.errors import UsageProblem

STREAM: Final = 5_160_001
"""Sets the luck of the prior apart from every other luck under the same seed."""

EDGE: Final = 1e-12
"""How near to 0 and 1 a place may come before its logit is taken."""

Scale = Literal["uniform", "log-uniform"]


@dataclass(frozen=True, slots=True)
class Prior:
    """A number that may lie anywhere from `low` to `high`, each place, or each ratio, as likely as any other.

    Raises UsageProblem for an empty range, and for a log-uniform one that is not above 0.
    """

    name: str
    low: float
    high: float
    scale: Scale = "uniform"

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.scale == "log-uniform" and self.low <= 0.0):
            raise UsageProblem(
                f"'{self.name}' has no {self.scale} prior from {self.low:g} to {self.high:g}", "a prior",
                "Give a low end below the high one, and above 0 where the prior is log-uniform.",
            )  # fmt: skip

    def value(self, place: Floats) -> Floats:
        """Return the values at places from 0 to 1 of the prior's distribution function."""
        if self.scale == "log-uniform":
            value: Floats = self.low * np.exp(place * math.log(self.high / self.low))
        else:
            value = self.low + place * (self.high - self.low)
        # Rounding must not leave the range.
        return np.clip(value, self.low, self.high)

    def place(self, value: Floats) -> Floats:
        """Return where values lie in the prior's distribution function, from 0 to 1."""
        if self.scale == "log-uniform":
            return np.asarray(np.log(np.asarray(value) / self.low) / math.log(self.high / self.low))
        return np.asarray((np.asarray(value) - self.low) / (self.high - self.low))


def drawn_places(count: int, size: int, seed: int, part: int = 0) -> Floats:
    """Return places drawn from independent uniforms, `(size, count)`; each part of a seed has draws of its own."""
    return np.random.default_rng([seed, STREAM, part]).random((size, count))


def values_at(priors: Sequence[Prior], places: Floats) -> Floats:
    """Return the values at places `(draws, priors)`, of the same shape."""
    return np.column_stack([prior.value(column) for prior, column in zip(priors, places.T, strict=True)])


def logit(places: Floats) -> Floats:
    """Return places from 0 to 1 on a scale without ends."""
    inside = np.clip(places, EDGE, 1.0 - EDGE)
    return np.asarray(np.log(inside / (1.0 - inside)))


def logistic(unbounded: Floats) -> Floats:
    """Return the places from 0 to 1 that numbers on the scale without ends stand for."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(unbounded, -700.0, 700.0))))

"""What a factor of a study may be: a number with a stated distribution, or one of several named values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats

KINDS: Final = ("uniform", "log-uniform", "triangular", "beta", "discrete")
DIGITS: Final = 12
"""Significant digits of a design point, so that the last bit of a logarithm on another machine moves no point."""

Value: TypeAlias = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number between `low` and `high`, in the shape that `kind` names.

    `mode` is the peak of a triangular distribution; `a` and `b` shape a beta distribution over the range.
    """

    kind: str
    low: float
    high: float
    mode: float = math.nan
    a: float = math.nan
    b: float = math.nan

    def quantile(self, share: Floats) -> Floats:
        """Return the values below which the given shares lie, each from 0 to 1, rounded to twelve digits."""
        spread = self.high - self.low
        if self.kind == "uniform":
            values = self.low + spread * share
        elif self.kind == "log-uniform":
            values = self.low * np.exp(share * math.log(self.high / self.low))
        elif self.kind == "triangular":
            values = self._triangular(share, spread)
        else:
            from scipy.special import betaincinv

            values = self.low + spread * betaincinv(self.a, self.b, share)
        return rounded(values, self.low, self.high)

    def levels(self, count: int) -> Floats:
        """Return `count` levels from low to high: even steps, or even ratios for a log-uniform number.

        For a triangular or beta number they are the middles of `count` parts of equal probability.
        """
        if self.kind in ("triangular", "beta"):
            return self.quantile((np.arange(count) + 0.5) / count)
        return self.quantile(np.arange(count) / max(count - 1, 1))

    def admits(self, value: Value) -> bool:
        """Say whether a value lies in the range."""
        return not isinstance(value, bool | str) and self.low <= value <= self.high

    def _triangular(self, share: Floats, spread: float) -> Floats:
        peak = (self.mode - self.low) / spread
        rising = self.low + spread * np.sqrt(share * peak)
        falling = self.high - spread * np.sqrt((1.0 - share) * (1.0 - peak))
        return np.where(share <= peak, rising, falling)


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of several values, each with its probability; in a design it is the index of the value."""

    values: tuple[Value, ...]
    weights: tuple[float, ...]
    kind: str = "discrete"

    def quantile(self, share: Floats) -> npt.NDArray[np.int32]:
        """Return the index of the value that each share, from 0 to 1, falls on."""
        edges = np.cumsum(np.asarray(self.weights)) / math.fsum(self.weights)
        found = np.searchsorted(edges, share, side="right")
        return np.minimum(found, len(self.values) - 1).astype(np.int32)

    def levels(self, count: int) -> npt.NDArray[np.int32]:
        """Return the first `count` indices."""
        return np.arange(count, dtype=np.int32)

    def admits(self, value: Value) -> bool:
        """Say whether a value is one of those that the factor may have."""
        return any(same(value, known) for known in self.values)

    def index(self, value: Value) -> int:
        """Return the index of a value that the factor admits."""
        return next(number for number, known in enumerate(self.values) if same(value, known))


Distribution = Number | Discrete


def same(a: Value, b: Value) -> bool:
    """Say whether two values are equal, true and 1 being different things."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def rounded(values: Floats, low: float, high: float) -> Floats:
    """Return values with twelve significant digits, none outside the range."""
    tidy = np.array([float(f"{value:.{DIGITS}g}") for value in np.ravel(values)], dtype=np.float64)
    return np.minimum(np.maximum(tidy, low), high)


def described(distribution: Distribution) -> dict[str, Any]:
    """Return a distribution as plain data."""
    if isinstance(distribution, Discrete):
        return {"distribution": "discrete", "values": list(distribution.values), "weights": list(distribution.weights)}
    shape = {key: getattr(distribution, key) for key in ("low", "high", "mode", "a", "b")}
    return {"distribution": distribution.kind} | {key: value for key, value in shape.items() if not math.isnan(value)}

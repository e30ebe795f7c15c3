"""What a capital expects another to do this month: one move, or a chance for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ..arrays import Floats, Quantity
from .traits import Row, Traits


class Forecast(Protocol):
    """What the utilities ask of a forecast."""

    expected: Row
    """The expected traits of the other's move, `(worlds,)` each."""

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        """Return log E[exp(slope · step of tension)] over the other's move, `(worlds,)`."""

    def mean_gap(self, severity: Floats) -> Floats:
        """Return the expected distance in severity to the other's move, for own moves `(rows, 1)`: `(rows, worlds)`."""


@dataclass(slots=True)
class Repeat:
    """The forecast that the other will do again what it was seen to do last month, whose traits are `expected`."""

    expected: Row

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        """Return slope · step of tension, since one move is expected."""
        return slope * (self.expected["rise"] + self.expected["fall"] * calming)

    def mean_gap(self, severity: Floats) -> Floats:
        """Return the distance in severity to the expected move, `(rows, worlds)`."""
        gap = severity - self.expected["severity"]
        np.abs(gap, out=gap)
        return gap


@dataclass(slots=True)
class Mixed:
    """A forecast that gives each move a chance; `chances` is `(actions, worlds)`."""

    chances: Floats
    traits: Traits
    expected: Row = field(init=False)

    def __post_init__(self) -> None:
        self.expected = self.traits.expected(self.chances)

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        """Return log E[exp(slope · step of tension)] over the chances, `(worlds,)`."""
        growth = np.exp(slope * (self.traits.rows["rise"] + self.traits.rows["fall"] * calming))
        total = self.chances[0] * growth[0]
        for chance, row in zip(self.chances[1:], growth[1:], strict=True):
            total = total + chance * row
        result: Quantity = np.log(total)
        return result

    def mean_gap(self, severity: Floats) -> Floats:
        """Return the expected distance in severity over the chances, `(rows, worlds)`."""
        others = self.traits.rows["severity"]
        total: Floats = np.abs(severity - others[0]) * self.chances[0]
        for chance, other in zip(self.chances[1:], others[1:], strict=True):
            total = total + np.abs(severity - other) * chance
        return total


def empirical(counts: Floats, prior: Quantity, traits: Traits) -> Mixed:
    """Return the Dirichlet forecast from how often each move was seen, `(actions, worlds)`."""
    weights = counts + prior
    total = weights[0]
    for row in weights[1:]:
        total = total + row
    return Mixed(weights / total, traits)

"""What a capital expects another to do this month: one move, or a chance for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from .traits import Row, Traits
from .types import Floats, Ints, Quantity


class Forecast(Protocol):
    """What the utilities ask of a forecast."""

    expected: Row
    """The expected traits of the other's move, `(worlds,)` each."""

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        """Return log E[exp(slope · step of tension)] over the other's move, `(worlds,)`."""

    def mean_columns(self, table: Floats) -> Floats:
        """Return the expected values `(own moves, worlds)` of a table `(own moves, other's moves)`."""


@dataclass(slots=True)
class Repeat:
    """The forecast that the other will do again what it was seen to do last month.

    `moves` is `(worlds,)` and `expected` holds the traits of those moves.
    """

    moves: Ints
    expected: Row

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        return slope * (self.expected["rise"] + self.expected["fall"] * calming)

    def mean_columns(self, table: Floats) -> Floats:
        return table.take(self.moves, axis=1)


@dataclass(slots=True)
class Mixed:
    """A forecast that gives each move a chance; `chances` is `(actions, worlds)`."""

    chances: Floats
    traits: Traits
    expected: Row = field(init=False)

    def __post_init__(self) -> None:
        self.expected = self.traits.expected(self.chances)

    def log_growth(self, slope: Quantity, calming: Quantity) -> Quantity:
        growth = np.exp(slope * (self.traits.rows["rise"] + self.traits.rows["fall"] * calming))
        total = self.chances[0] * growth[0]
        for chance, row in zip(self.chances[1:], growth[1:], strict=True):
            total = total + chance * row
        return np.log(total)  # type: ignore[no-any-return]

    def mean_columns(self, table: Floats) -> Floats:
        total = table[:, :1] * self.chances[0]
        for column in range(1, table.shape[1]):
            total = total + table[:, column : column + 1] * self.chances[column]
        return total


def empirical(counts: Floats, prior: Quantity, traits: Traits) -> Mixed:
    """Return the Dirichlet forecast from how often each move was seen, `(actions, worlds)`."""
    weights = counts + prior
    total = weights[0]
    for row in weights[1:]:
        total = total + row
    return Mixed(weights / total, traits)

"""What a capital expects another to do this month: one move, or a chance for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .actions import at
from .parameters import Parameters
from .rules.tension import tension_step
from .types import Floats, Ints, Quantity


class Forecast(Protocol):
    """What the utilities ask of a forecast; every answer is `(worlds,)` unless it says otherwise."""

    def mean(self, table: Floats) -> Floats:
        """Return the expected value of a table `(actions, 1 or worlds)`."""

    def mean_columns(self, table: Floats) -> Floats:
        """Return the expected values `(own actions, worlds)` of a table `(own actions, actions)`."""

    def chance(self, first: int, last: int) -> Floats:
        """Return the chance of a move from `first` to `last`, both included."""

    def log_growth(self, slope: Quantity, effects: Floats, calming: Quantity, p: Parameters) -> Quantity:
        """Return log E[exp(slope · step of tension)] over the move, for a table of effects."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The forecast that the other will do again what it was seen to do last month; `moves` is `(worlds,)`."""

    moves: Ints

    def mean(self, table: Floats) -> Floats:
        return at(table, self.moves)

    def mean_columns(self, table: Floats) -> Floats:
        return table.take(self.moves, axis=1)

    def chance(self, first: int, last: int) -> Floats:
        return ((self.moves >= first) & (self.moves <= last)).astype(np.float64)

    def log_growth(self, slope: Quantity, effects: Floats, calming: Quantity, p: Parameters) -> Quantity:
        return slope * tension_step(at(effects, self.moves), calming, p)


@dataclass(frozen=True, slots=True)
class Mixed:
    """A forecast that gives each move a chance; `chances` is `(actions, worlds)`."""

    chances: Floats

    def mean(self, table: Floats) -> Floats:
        total = self.chances[0] * table[0]
        for chance, row in zip(self.chances[1:], table[1:], strict=True):
            total = total + chance * row
        return total

    def mean_columns(self, table: Floats) -> Floats:
        total = table[:, :1] * self.chances[0]
        for column in range(1, table.shape[1]):
            total = total + table[:, column : column + 1] * self.chances[column]
        return total

    def chance(self, first: int, last: int) -> Floats:
        total = self.chances[first]
        for row in self.chances[first + 1 : last + 1]:
            total = total + row
        return total

    def log_growth(self, slope: Quantity, effects: Floats, calming: Quantity, p: Parameters) -> Quantity:
        steps = tension_step(effects, calming, p)
        return np.log(self.mean(np.exp(slope * steps)))  # type: ignore[no-any-return]


def empirical(counts: Floats, prior: Quantity) -> Mixed:
    """Return the Dirichlet forecast from how often each move was seen, `(actions, worlds)`."""
    weights = counts + prior
    total = weights[0]
    for row in weights[1:]:
        total = total + row
    return Mixed(weights / total)

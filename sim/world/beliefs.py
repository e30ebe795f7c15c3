"""What the others believe about Kim, and how they learn from what they see (module `beliefs`)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from .actions import at
from .parameters import Parameters
from .perception import LAST_QUIET_MOVE
from .types import Floats, Ints, Quantity

LEAST_WEIGHT = 1e-300
Belief = tuple[Floats, ...]
"""A chance for each of Kim's types, each `(worlds,)`."""


def first_belief(worlds: int, p: Parameters) -> Belief:
    """Return the belief with which everyone starts."""
    return tuple(np.broadcast_to(row, worlds).astype(np.float64) for row in p.kim_prior)


def likelihood(chances: Floats, seen: Ints, error: Quantity) -> Floats:
    """Return the chance of seeing a move, given the chances `(actions, worlds)` of making each.

    A move is taken for the next in order with chance `error`, but never for a war move.
    """
    top = LAST_QUIET_MOVE["pyongyang"]
    right = 1.0 - error * (seen < top)
    wrong = error * ((seen >= 1) & (seen <= top))
    return at(chances, seen) * right + at(chances, np.maximum(seen - 1, 0)) * wrong


def updated(belief: Belief, likelihoods: Sequence[Floats], memory: Quantity) -> Belief:
    """Return the belief after Bayes' rule; a memory below 1 lets old evidence fade."""
    weights = [np.power(old, memory) * chance for old, chance in zip(belief, likelihoods, strict=True)]
    total = weights[0] + weights[1] + weights[2]
    return tuple(weight / total for weight in weights)


def doubt(belief: Belief) -> Floats:
    """Return the dispersion of a belief as a share of full doubt: entropy / ln 3."""
    # The floor makes b·log b exactly 0 at b = 0; scipy's entr does the same at six times the price.
    terms = [weight * np.log(np.maximum(weight, LEAST_WEIGHT)) for weight in belief]
    return (terms[0] + terms[1] + terms[2]) / -log(3.0)  # type: ignore[no-any-return]


def perceived_rate(belief: Belief, p: Parameters) -> Quantity:
    """Return the accident hazard a capital reckons with: doubt about Kim multiplies anxiety."""
    return p.perceived_hazard * (1.0 + p.anxiety * doubt(belief))


def expected_conduct(belief: Belief, chances: Sequence[Floats]) -> Floats:
    """Return the chances of Pyongyang's moves over the types, `(actions, worlds)`."""
    total = belief[0] * chances[0]
    for weight, rows in zip(belief[1:], chances[1:], strict=True):
        total = total + weight * rows
    return total

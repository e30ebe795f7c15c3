"""What the others believe about Kim, and how they learn from what they see (module `beliefs`)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from ..arrays import Floats, Ints, Quantity
from .actions import flat_index
from .parameters import Parameters
from .perception import LAST_QUIET_MOVE

LEAST_WEIGHT = 1e-300


def first_belief(worlds: int, p: Parameters) -> Floats:
    """Return the belief with which everyone starts, a chance for each of Kim's types, `(types, worlds)`."""
    return np.broadcast_to(prior_of(p), (len(p.kim_prior), worlds)).copy()


def prior_of(p: Parameters) -> Floats:
    """Return the prior over Kim's types, `(types, 1 or worlds)`: the weights of the ledger as shares of their sum."""
    weights = p.kim_prior
    shares: Floats = weights / (weights[0] + weights[1] + weights[2])
    return shares


@dataclass(frozen=True, slots=True)
class TypedConduct:
    """What Pyongyang would do if Kim were of each type.

    The chance of a move is `weights`, `(types, actions, worlds)`, times `scale`, `(types, worlds)`: they stay apart
    because learning looks up two moves a world and never needs the whole menu.
    """

    weights: Floats
    scale: Floats

    def chances(self) -> Floats:
        """Return the chances of all moves under each type, `(types, actions, worlds)`."""
        return self.weights * self.scale[:, None, :]

    def likelihood(self, seen: Ints, error: Quantity) -> Floats:
        """Return the chance of seeing a move under each type, `(types, worlds)`.

        A move is taken for the next in order with chance `error`, but never for a war move.
        """
        top = LAST_QUIET_MOVE["pyongyang"]
        right = 1.0 - error * (seen < top)
        wrong = error * ((seen >= 1) & (seen <= top))
        flat = self.weights.reshape(len(self.weights), -1)
        made, before = flat_index(seen), flat_index(np.maximum(seen - 1, 0))
        return (flat.take(made, axis=1) * right + flat.take(before, axis=1) * wrong) * self.scale


def updated(belief: Floats, likelihoods: Floats, memory: Quantity) -> Floats:
    """Return the belief after Bayes' rule; a memory below 1 lets old evidence fade."""
    weights = belief**memory * likelihoods
    return weights / (weights[0] + weights[1] + weights[2])  # type: ignore[no-any-return]


def doubt(belief: Floats) -> Floats:
    """Return the dispersion of a belief as a share of full doubt: entropy / ln 3."""
    # The floor makes b·log b exactly 0 at b = 0; scipy's entr does the same at six times the price.
    terms = belief * np.log(np.maximum(belief, LEAST_WEIGHT))
    return (terms[0] + terms[1] + terms[2]) / -log(3.0)  # type: ignore[no-any-return]


def perceived_rate(belief: Floats, p: Parameters) -> Quantity:
    """Return the accident hazard a capital reckons with: doubt about Kim multiplies anxiety."""
    return p.perceived_hazard * (1.0 + p.anxiety * doubt(belief))


def expected_conduct(belief: Floats, conduct: TypedConduct) -> Floats:
    """Return the chances of Pyongyang's moves over the types, `(actions, worlds)`."""
    chances = conduct.chances()
    return belief[0] * chances[0] + belief[1] * chances[1] + belief[2] * chances[2]  # type: ignore[no-any-return]

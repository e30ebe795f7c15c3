"""What a player can expect from each action, given the mixed choices of the others."""

from typing import Any

import numpy as np

from sim.analysis.games.choice import Profile
from sim.arrays import Floats


def expected_payoffs(payoff: Floats, profile: Profile, keep: tuple[int, ...]) -> Floats:
    """Average one player's payoff over the mixed choices of every player that is not kept.

    `payoff` has one axis per player and `profile` one vector of probabilities per player. The axes kept
    stay in their order: keeping the player alone gives its expected payoff by action.

    >>> game = np.array([[9.0, 0.0], [0.0, 1.0]])
    >>> expected_payoffs(game, (np.array([0.5, 0.5]), np.array([0.25, 0.75])), keep=(0,)).tolist()
    [2.25, 0.75]
    """
    parts: list[Any] = [payoff, list(range(payoff.ndim))]
    for player in range(payoff.ndim):
        if player not in keep:
            parts += [profile[player], [player]]
    return np.asarray(np.einsum(*parts, sorted(keep)))

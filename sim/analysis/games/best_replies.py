"""Best replies in pure choices: who would gain by another action, and where nobody would."""

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile
from sim.arrays import Floats

TIE = 1e-9  # a gain below this share of a player's range of payoffs is rounding


def regrets(payoffs: Profile) -> Profile:
    """Give what each player would gain by its best action instead, the others staying, in every profile.

    `payoffs` holds one array per player; the answer has the same shapes, and 0 where the action is a best reply.

    >>> rows, columns = regrets((np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]])))
    >>> rows.tolist()
    [[2.0, 1.0], [0.0, 0.0]]
    """
    return tuple(payoff.max(axis=player, keepdims=True) - payoff for player, payoff in enumerate(payoffs))


def slack(payoff: Floats) -> float:
    """Give the gain that counts as none for a player: rounding, in proportion to the range of its payoffs."""
    return TIE * float(np.ptp(payoff))


def is_best_reply(payoffs: Profile) -> tuple[npt.NDArray[np.bool_], ...]:
    """Say for each player and profile whether its action is a best reply to the others'."""
    return tuple(gain <= slack(payoff) for gain, payoff in zip(regrets(payoffs), payoffs, strict=True))


def pure_equilibria(payoffs: Profile) -> list[tuple[int, ...]]:
    """Give the profiles of actions, as tuples of numbers, in which every player's action is a best reply.

    >>> pure_equilibria((np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]])))
    [(1, 1)]
    """
    everywhere = np.logical_and.reduce(is_best_reply(payoffs))
    return [tuple(int(action) for action in place) for place in np.argwhere(everywhere)]

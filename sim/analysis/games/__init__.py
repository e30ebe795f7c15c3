"""Games in strategic form and their Nash equilibria: all of a game of two players in which both mix
equally many actions, and the pure ones of more players.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, weighted_sum
from sim.study.estimate.linear import solve_all

__all__ = ["equilibria_by_support", "nash_equilibria", "pure_equilibria", "regrets"]

Profile: TypeAlias = tuple[Floats, ...]
"""The payoffs or the mixed choices of all players, one array each."""


def checked_game(payoffs: Sequence[npt.ArrayLike]) -> Profile:
    """Convert payoffs to arrays of floats; raises ValueError if they do not form one game."""
    arrays = tuple(np.asarray(payoff, dtype=np.float64) for payoff in payoffs)
    advice = "Give one array per player, each with one axis per player and finite numbers."
    if len(arrays) < 2:
        raise ValueError(
            f"A game needs two or more players.\nWhere: payoffs holds {len(arrays)}.\n{advice}"
        )
    for number, array in enumerate(arrays, start=1):
        place = f"Where: player {number} has payoffs of shape {array.shape}"
        if array.ndim != len(arrays) or array.size == 0:
            raise ValueError(f"Payoffs do not fit {len(arrays)} players.\n{place}.\n{advice}")
        if array.shape != arrays[0].shape:
            raise ValueError(
                f"Payoffs differ in shape.\n{place}, player 1 {arrays[0].shape}.\n{advice}"
            )
        if not np.isfinite(array).all():
            raise ValueError(
                f"Payoffs hold a number that is not finite.\nWhere: player {number}.\n{advice}"
            )
    return arrays


TIE = 1e-9  # a gain below this share of a player's range of payoffs is rounding


def regrets(payoffs: Profile) -> Profile:
    """Return each player's gain by its best action, the others staying, in every profile.

    `payoffs` holds one array per player; the result has the same shapes, and 0 if the action is a
    best reply.

    >>> rows, columns = regrets((np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]])))
    >>> rows.tolist()
    [[2.0, 1.0], [0.0, 0.0]]
    """
    return tuple(
        payoff.max(axis=player, keepdims=True) - payoff for player, payoff in enumerate(payoffs)
    )


def slack(payoff: Floats) -> float:
    """Return the largest gain of a player that counts as rounding, in proportion to the range of
    its payoffs.
    """
    return TIE * float(np.ptp(payoff))


def is_best_reply(payoffs: Profile) -> tuple[Flags, ...]:
    """Say for each player and profile whether its action is a best reply to the others'."""
    return tuple(
        gain <= slack(payoff) for gain, payoff in zip(regrets(payoffs), payoffs, strict=True)
    )


def pure_equilibria(payoffs: Profile) -> list[tuple[int, ...]]:
    """Return the profiles of actions, as tuples of numbers, in which every player's action is a
    best reply.

    >>> pure_equilibria((np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]])))
    [(1, 1)]
    """
    everywhere = np.logical_and.reduce(is_best_reply(payoffs))
    return [tuple(int(action) for action in place) for place in np.argwhere(everywhere)]


LARGEST_SUPPORT: Final = 4
DEPENDENT: Final = 1e-13
"""A system with a smaller determinant, of payoffs in months, has no one solution."""


def equilibria_by_support(
    own: Floats, other: Floats, largest: int = LARGEST_SUPPORT
) -> Iterator[tuple[Floats, Floats]]:
    """Yield the equilibria of a game of two players in which both mix equally many actions, up to
    `largest`, those that mix fewest first.

    Payoffs are `(actions of the one, actions of the other)`, of the one and of the other. In a game
    without ties no equilibrium mixes unequal numbers.

    >>> pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    >>> [mix.tolist() for mix in next(equilibria_by_support(pennies, -pennies))]
    [[0.5, 0.5], [0.5, 0.5]]
    """
    rows, columns = own.shape
    for size in range(1, min(largest, rows, columns) + 1):
        ours = np.array(list(combinations(range(rows), size)))
        for theirs in map(np.array, combinations(range(columns), size)):
            # Each side mixes so that the other gains the same by every action that it mixes.
            mixed, value = indifferent(own[ours[:, :, None], theirs])
            mixes, worth = indifferent(other[ours[:, :, None], theirs].swapaxes(1, 2))
            for place in np.flatnonzero((mixed.min(axis=1) > 0.0) & (mixes.min(axis=1) > 0.0)):
                mine, its = np.zeros(rows), np.zeros(columns)
                mine[ours[place]], its[theirs] = mixes[place], mixed[place]
                gains = (
                    weighted_sum(own.T, its) - value[place],
                    weighted_sum(other, mine) - worth[place],
                )
                if gains[0].max() <= slack(own) and gains[1].max() <= slack(other):
                    yield mine, its


def indifferent(payoffs: Floats) -> tuple[Floats, Floats]:
    """Return the mixes of the columns under which all rows are worth the same, `(games, columns)`,
    −1 if there is none, and that worth, `(games,)`, from payoffs `(games, rows, columns)`.
    """
    count, size, _ = payoffs.shape
    systems = np.zeros((count, size + 1, size + 1))
    systems[:, :size, :size], systems[:, :size, size], systems[:, size, :size] = payoffs, -1.0, 1.0
    found, determinants = solve_all(systems, np.append(np.zeros(size), 1.0))
    good = (np.abs(determinants) > DEPENDENT) & np.isfinite(found).all(axis=1)
    return np.where(good[:, None], found[:, :size], -1.0), found[:, size]


def nash_equilibria(payoffs: Sequence[npt.ArrayLike]) -> list[Profile]:
    """Return the equilibria of a game of two players in which both mix equally many actions: the
    mixed choices of both, those that mix fewest first.

    `payoffs` holds two arrays, an axis a player. Without ties there are no others. Raises ValueError
    for payoffs that form no such game.

    >>> [[choice.tolist() for choice in each] for each in nash_equilibria([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])][:2]
    [[[1.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 1.0]]]
    """
    game = checked_game(payoffs)
    if len(game) > 2:
        raise ValueError(
            "This game has more than two players.\nWhere: nash_equilibria.\n"
            "Use pure_equilibria, or give two players."
        )
    return list(equilibria_by_support(game[0], game[1], min(game[0].shape)))

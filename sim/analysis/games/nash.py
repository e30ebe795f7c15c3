"""Nash equilibria of games in strategic form: all of them for two players, the pure ones and a limit for more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile, expected_payoffs
from sim.analysis.games.equilibrium import checked_game, logit_equilibrium
from sim.analysis.games.vertices import extreme_equilibria, small_enough
from sim.arrays import Floats

LIMIT_PRECISION = 2e4  # of the logit equilibrium that stands for a limit, for payoffs that range over 1
SAME = 0.01  # a limit closer than this to a pure equilibrium is that equilibrium

VERTICES = "vertices of the best-reply polytopes: all equilibria"
DEGENERATE = "the game is degenerate: equilibria may form sets, and these are the vertices of the sets"
PARTIAL = "pure ones by enumeration; of the mixed ones only the limit of the principal logit branch, approximately"
NO_LIMIT = "pure ones by enumeration; the logit branch could not be followed, and no mixed one was looked for"


@dataclass(frozen=True, eq=False)
class NashEquilibrium:
    """One equilibrium: a vector of probabilities per player, and the most that any player could gain by leaving it.

    `kind` is pure, mixed, or approximate (a logit equilibrium at a high precision).
    """

    profile: Profile
    kind: str
    regret: float


@dataclass(frozen=True, eq=False)
class NashEquilibria:
    """The equilibria found in a game, pure ones first, and how they were found.

    `complete` says that no other exists, or, in a degenerate game, none outside the sets of which these are the
    vertices; `method` says the same in words. None of them is singled out.
    """

    equilibria: tuple[NashEquilibrium, ...]
    complete: bool
    degenerate: bool
    method: str

    def __iter__(self) -> Iterator[NashEquilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)


def nash_equilibria(payoffs: Sequence[npt.ArrayLike]) -> NashEquilibria:
    """Find the Nash equilibria of a game of two or more players.

    `payoffs` holds one array per player, each with one axis per player. For two players (up to about 9 actions each)
    all extreme equilibria are found and a degenerate game is named so. For more players, or more actions, all pure
    equilibria are found, and of the mixed ones only the limit of the principal logit branch, as an approximation.
    Raises ValueError for payoffs that do not form a game. Sources: `vertices` and `equilibrium`; that the branch leads
    to a Nash equilibrium is theorem 3 of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.

    >>> found = nash_equilibria([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> [equilibrium.kind for equilibrium in found]
    ['pure', 'pure', 'mixed']
    >>> [round(float(choice[0]), 3) for choice in found.equilibria[2].profile]
    [0.667, 0.333]
    """
    game = checked_game(payoffs)
    if len(game) > 2 or not small_enough(1, *game[0].shape):
        return _pure_and_limit(game)
    plans, degenerate = extreme_equilibria(game[0][None], game[1][None], [1.0])
    found = [_described(game, (own, other[0])) for own, other in plans]
    found.sort(key=lambda each: (each.kind != "pure", [(-choice).tolist() for choice in each.profile]))
    return NashEquilibria(tuple(found), True, degenerate, DEGENERATE if degenerate else VERTICES)


def regret_of(payoffs: Profile, profile: Profile) -> float:
    """Give the most that any player would gain by its best action against the mixed choices of the others."""
    gains = []
    for player, payoff in enumerate(payoffs):
        expected = expected_payoffs(payoff, profile, (player,))
        gains.append(float(expected.max() - expected @ profile[player]))
    return max(0.0, *gains)


def limit_precision(payoffs: Profile) -> float:
    """Give the precision of the logit equilibrium that stands for the limit of the branch."""
    return LIMIT_PRECISION / (max(float(np.ptp(payoff)) for payoff in payoffs) or 1.0)


def _described(game: Profile, profile: Profile) -> NashEquilibrium:
    """Give an equilibrium with its kind and its regret."""
    pure = all(np.count_nonzero(choice) == 1 for choice in profile)
    return NashEquilibrium(profile, "pure" if pure else "mixed", regret_of(game, profile))


def _pure_and_limit(game: Profile) -> NashEquilibria:
    """Give the pure equilibria, and the limit of the logit branch where it is none of them."""
    found = []
    for actions in pure_equilibria(game):
        profile = tuple(np.eye(size)[action] for size, action in zip(game[0].shape, actions, strict=True))
        found.append(_described(game, profile))
    try:
        limit = logit_equilibrium(game, limit_precision(game)).profile
    except ArithmeticError:
        return NashEquilibria(tuple(found), False, False, NO_LIMIT)
    gaps = [max(float(np.abs(a - b).max()) for a, b in zip(each.profile, limit, strict=True)) for each in found]
    if min(gaps, default=1.0) > SAME:
        found.append(NashEquilibrium(limit, "approximate", regret_of(game, limit)))
    return NashEquilibria(tuple(found), False, False, PARTIAL)


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

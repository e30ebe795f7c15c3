"""Nash equilibria of games in strategic form, all for two players, the pure ones for more; and names of small games."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.games.equilibrium import Profile, checked_game, expected_payoffs
from sim.arrays import Floats, solve_all, weighted_sum

VERTICES = "vertices of the best-reply polytopes: all equilibria"
DEGENERATE = "the game is degenerate: equilibria may form sets, and these are the vertices of the sets"


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
    method: str

    def __iter__(self) -> Iterator[NashEquilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)


def nash_equilibria(payoffs: Sequence[npt.ArrayLike]) -> NashEquilibria:
    """Find all extreme Nash equilibria of a game of two players, up to about 9 actions each, as `vertices` says.

    `payoffs` holds one array per player, each with one axis per player; a degenerate game is named so. Raises
    ValueError for payoffs that do not form such a game.

    >>> found = nash_equilibria([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> [equilibrium.kind for equilibrium in found]
    ['pure', 'pure', 'mixed']
    >>> [round(float(choice[0]), 3) for choice in found.equilibria[2].profile]
    [0.667, 0.333]
    """
    game = checked_game(payoffs)
    if len(game) > 2 or not small_enough(1, *game[0].shape):
        raise ValueError(
            f"This game is too large.\nWhere: payoffs of shape {game[0].shape}.\n"
            "Give two players with few actions, or use pure_equilibria and logit_equilibrium."
        )
    plans, degenerate = extreme_equilibria(game[0][None], game[1][None], [1.0])
    found = []
    for own, (other,) in plans:
        pure = np.count_nonzero(own) == np.count_nonzero(other) == 1
        found.append(NashEquilibrium((own, other), "pure" if pure else "mixed", regret_of(game, (own, other))))
    found.sort(key=lambda each: (each.kind != "pure", [(-choice).tolist() for choice in each.profile]))
    return NashEquilibria(tuple(found), True, DEGENERATE if degenerate else VERTICES)


def regret_of(payoffs: Profile, profile: Profile) -> float:
    """Give the most that any player would gain by its best action against the mixed choices of the others."""
    expected = [expected_payoffs(payoff, profile, (player,)) for player, payoff in enumerate(payoffs)]
    return max(0.0, *(float(own.max() - (own * mine).sum()) for own, mine in zip(expected, profile, strict=True)))


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


Whole = npt.NDArray[np.int_]
Plan = tuple[Floats, Floats]
"""The mixed choice of the player without types, `(actions,)`, and those of the types, `(types, actions)`."""

MOST_SYSTEMS: Final = 100_000
TIGHT: Final = 1e-9
DEPENDENT: Final = 1e-13


def small_enough(types: int, own: int, others: int) -> bool:
    """Say whether a game has few enough types and actions for every vertex to be found."""
    return comb(own + types * others, own - 1 + types) <= MOST_SYSTEMS


def equilibria_over_types(own: Floats, other: Floats, chances: npt.ArrayLike) -> list[Plan]:
    """Return the mixed choices of all extreme equilibria.

    `own` and `other` hold the payoffs of the two players for each type, `(types, actions, actions of the other)`;
    `chances` are those of the types. In a game without degeneracy there are no other equilibria, else these are the
    vertices of the sets that they form.

    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]]])
    >>> [(choice.tolist(), types.tolist()) for choice, types in equilibria_over_types(pennies, -pennies, [1.0])]
    [([0.5, 0.5], [[0.5, 0.5]])]
    """
    return extreme_equilibria(own, other, chances)[0]


def extreme_equilibria(own: Floats, other: Floats, chances: npt.ArrayLike) -> tuple[list[Plan], bool]:
    """Return what `equilibria_over_types` does, and whether the game is degenerate.

    A game is degenerate where some choice has more best replies than actions that it mixes.
    """
    types, actions, others = own.shape
    weighed = scale_payoffs(own) * np.asarray(chances, dtype=np.float64)[:, None, None]
    mine, mine_tight = vertices(
        np.concatenate([scale_payoffs(each).T for each in other]),
        np.ones((1, actions), np.float64),
        np.repeat(np.arange(types), others),
    )
    theirs, theirs_tight = vertices(
        np.concatenate(list(weighed), axis=1), np.repeat(np.eye(types), others, axis=1), np.zeros(actions, dtype=int)
    )
    found = []
    for choice, seen in zip(mine, mine_tight, strict=True):
        # Labels: own actions unused or best, the types' actions best or unused; the two sides list them the other way.
        labels = seen | np.concatenate([theirs_tight[:, types * others :], theirs_tight[:, : types * others]], axis=1)
        found += [(choice, each.reshape(types, others)) for each in theirs[labels.all(axis=1)]]
    most = actions + types - 1, types * (others - 1) + 1
    sides = zip((mine_tight, theirs_tight), most, strict=True)
    return found, any(bool((tight.sum(axis=1) > bounds).any()) for tight, bounds in sides)


def scale_payoffs(payoff: Floats) -> Floats:
    """Return payoffs moved and stretched to the range from 0 to 1, which changes no best reply."""
    spread = float(np.ptp(payoff)) or 1.0
    return np.asarray((payoff - payoff.min()) / spread)


def vertices(answers: Floats, sums: Floats, level_of: Whole) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the vertices of {x >= 0, sums x = 1, answers x <= level} as mixed choices, and which bounds are tight.

    Each row of `answers` is bounded by one of the levels, which are unknown too; `level_of` says by which.
    """
    actions, levels = answers.shape[1], int(level_of.max()) + 1
    rows = np.vstack([
        np.hstack([-np.eye(actions), np.zeros((actions, levels))]), np.hstack([answers, -np.eye(levels)[level_of]]),
    ])  # fmt: skip
    always = np.hstack([sums, np.zeros((len(sums), levels))])
    chosen = np.array(list(combinations(range(len(rows)), actions + levels - len(sums))))
    systems = np.concatenate([np.repeat(always[None], len(chosen), axis=0), rows[chosen]], axis=1)
    # Rows have entries of up to 1, so that a tiny determinant means that they depend on one another.
    points, determinants = solve_all(systems, np.concatenate([np.ones(len(sums)), np.zeros(chosen.shape[1])]))
    points = points[np.abs(determinants) > DEPENDENT]
    room = -weighted_sum(points.T[:, :, None], rows.T)
    sure = weighted_sum(points.T[:, :, None], always.T)
    kept = (room >= -TIGHT).all(axis=1) & (np.abs(sure - 1.0) <= TIGHT).all(axis=1)
    points, tight = points[kept, :actions], np.abs(room[kept]) <= TIGHT
    # A vertex is known by its tight bounds; several systems may lead to one.
    tight, first = np.unique(tight, axis=0, return_index=True)
    mixed = np.maximum(points[first], 0.0)
    mixed[tight[:, :actions]] = 0.0
    return mixed, tight


ORDERS: Final = {
    "TRPS": "Prisoner's Dilemma", "TRSP": "Chicken", "TSRP": "Leader", "TSPR": "Hero", "TPSR": "Compromise",
    "TPRS": "Deadlock", "RTPS": "Stag Hunt", "RPTS": "Assurance", "RPST": "Coordination", "RSPT": "Peace",
    "RSTP": "Harmony", "RTSP": "Concord",
}  # fmt: skip
"""The name of each order of outcomes, the best first.

A player gives way by the action that holds the other's best outcome. R: both give way; T: the other alone does; S: the
player alone does; P: neither.
"""

TIES: Final = "a game with ties"


def ordinal_name(row: npt.ArrayLike, column: npt.ArrayLike) -> str:
    """Return the name of a game, payoffs `(2, 2)` each: of one order, or of the row player's and the column player's.

    Actions may stand in any order. Raises ValueError for other shapes.

    >>> ordinal_name([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    "Prisoner's Dilemma"
    >>> ordinal_name([[3, 2], [4, 1]], [[3, 4], [1, 2]])
    "Chicken – Prisoner's Dilemma"
    """
    own, other = np.asarray(row, dtype=np.float64), np.asarray(column, dtype=np.float64)
    if own.shape != (2, 2) or other.shape != (2, 2):
        raise ValueError(
            f"These payoffs have shapes {own.shape} and {other.shape}.\nWhere: ordinal_name.\n"
            "Give two arrays of 2 rows and 2 columns."
        )
    if any(np.unique(payoff).size < 4 for payoff in (own, other)):
        return TIES
    gives_way = int(other.argmax()) // 2, int(own.argmax()) % 2
    names = [ORDERS[order(own, gives_way)], ORDERS[order(other.T, gives_way[::-1])]]
    return " – ".join(dict.fromkeys(names))


def order(own: npt.NDArray[np.float64], gives_way: tuple[int, int]) -> str:
    """Return the order of outcomes of the player whose actions are the rows; `gives_way` says by which each does."""
    mine, others = gives_way
    outcomes = {
        "R": own[mine, others], "T": own[1 - mine, others], "S": own[mine, 1 - others], "P": own[1 - mine, 1 - others],
    }  # fmt: skip
    return "".join(sorted(outcomes, key=lambda outcome: -outcomes[outcome]))

"""All extreme equilibria of a game in which one player meets another whose type only that other one knows.

Each type of the other player chooses for itself, so it is a player of its own, and the types do not affect one another
(Harsanyi 1967, Management Science 14, 159-182). Such a game is polymatrix, and its equilibria are pairs of vertices
in which every action is unused or a best reply: Howson (1972), Management Science 18, 312-318. With one type it is any
game of two players: Mangasarian (1964), Journal of the Society for Industrial and Applied Mathematics 12, 778-780.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats

Whole = npt.NDArray[np.int_]
Plan = tuple[Floats, Floats]
"""The mixed choice of the player without types, `(actions,)`, and those of the types, `(types, actions)`."""

MOST_SYSTEMS: Final = 100_000
TIGHT: Final = 1e-9
SINGULAR: Final = 1e-13


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
    weighed = scaled(own) * np.asarray(chances, dtype=np.float64)[:, None, None]
    mine, mine_tight = vertices(
        np.concatenate([scaled(each).T for each in other]),
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


def scaled(payoff: Floats) -> Floats:
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
    regular = np.abs(np.linalg.det(systems)) > SINGULAR
    right = np.concatenate([np.ones(len(sums)), np.zeros(chosen.shape[1])])
    points = np.linalg.solve(systems[regular], np.broadcast_to(right, (int(regular.sum()), right.size))[:, :, None])
    room = -points[:, :, 0] @ rows.T
    kept = (room >= -TIGHT).all(axis=1) & (np.abs(points[:, :, 0] @ always.T - 1.0) <= TIGHT).all(axis=1)
    points, tight = points[kept, :actions, 0], np.abs(room[kept]) <= TIGHT
    # A vertex is known by its tight bounds; several systems may lead to one.
    tight, first = np.unique(tight, axis=0, return_index=True)
    mixed = np.maximum(points[first], 0.0)
    mixed[tight[:, :actions]] = 0.0
    return mixed, tight


def on_same_support(own: Floats, other: Floats, chances: npt.ArrayLike, plan: Plan) -> Plan | None:
    """Return the equilibrium of a game that mixes the same actions as a plan of another game, or None."""
    weighed = own * np.asarray(chances, dtype=np.float64)[:, None, None]
    mine = np.flatnonzero(plan[0])
    types, theirs = np.nonzero(plan[1])
    try:
        x = _indifferent(other[types[:, None], mine, theirs[:, None]], types, np.zeros(mine.size, dtype=int))
        q = _indifferent(weighed[types, mine[:, None], theirs], np.zeros(mine.size, dtype=int), types)
    except np.linalg.LinAlgError:
        return None
    choice, mixed = np.zeros(own.shape[1]), np.zeros(plan[1].shape)
    choice[mine], mixed[types, theirs] = x, q
    if not ((x > 0.0).all() and (q > 0.0).all()):
        return None
    expected, answers = np.einsum("tij,tj->i", weighed, mixed), np.einsum("tij,i->tj", other, choice)
    gains = [expected.max() - expected @ choice, *(answers.max(axis=1) - (answers * mixed).sum(axis=1))]
    room = [np.ptp(expected), *np.ptp(answers, axis=1)]
    return (choice, mixed) if all(g <= TIGHT * (1.0 + r) for g, r in zip(gains, room, strict=True)) else None


def _indifferent(answers: Floats, level_of: Whole, group_of: Whole) -> Floats:
    """Return the choice that makes answers of one level equal and sums to 1 in each group; raises LinAlgError."""
    levels, groups = np.eye(level_of.max() + 1)[level_of], np.eye(group_of.max() + 1)[group_of]
    system = np.block([[answers, -levels], [groups.T, np.zeros((groups.shape[1], levels.shape[1]))]])
    if system.shape[0] != system.shape[1]:
        raise np.linalg.LinAlgError("the equations do not fix a choice")
    right = np.concatenate([np.zeros(len(answers)), np.ones(groups.shape[1])])
    return np.asarray(np.linalg.solve(system, right)[: answers.shape[1]])

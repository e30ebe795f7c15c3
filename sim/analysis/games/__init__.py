"""Games in strategic form and their equilibria: logit ones by the choice rule of the model, and
Nash equilibria.

The rule is the logit quantal response of McKelvey and Palfrey (1995), Games and Economic Behavior
10, 6-38. All Nash equilibria are found for two players, and the pure ones for more; small games
have names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import comb
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, exp, inner, weighted_sum
from sim.study.estimate.linear import solve, solve_all

__all__ = [
    "NashEquilibria",
    "NashEquilibrium",
    "equilibria_over_types",
    "logit_equilibrium",
    "nash_equilibria",
    "ordinal_name",
    "pure_equilibria",
    "regrets",
]

Profile: TypeAlias = tuple[Floats, ...]
"""The mixed choices of all players: one array of probabilities each."""
Parts: TypeAlias = Sequence[tuple[tuple[int, ...], Profile]]
"""A game as a sum of games: the numbers of the players of each, and their payoffs, with one axis
for each of them.
"""


def expected_payoffs(payoff: Floats, profile: Profile, keep: tuple[int, ...]) -> Floats:
    """Average one player's payoff over the mixed choices of every player that is not kept.

    `payoff` has one axis per player, after others if there are any, and `profile` one vector of
    probabilities per player. The axes kept stay in their order: keeping the player alone gives its
    expected payoff by action.

    >>> game = np.array([[9.0, 0.0], [0.0, 1.0]])
    >>> expected_payoffs(game, (np.array([0.5, 0.5]), np.array([0.25, 0.75])), keep=(0,)).tolist()
    [2.25, 0.75]
    """
    for player in reversed(range(len(profile))):
        if player not in keep:
            payoff = weighted_sum(
                np.moveaxis(payoff, -1 - sum(k > player for k in keep), 0), profile[player]
            )
    return payoff


def logit_equilibrium(
    payoffs: Sequence[npt.ArrayLike], precision: float, parts: Parts | None = None
) -> Profile:
    """Find the logit equilibrium on the principal branch of a game of two or more players.

    In it every player replies to the others by the logit rule; the result has one vector of
    probabilities per player. `payoffs` holds one array per player, each with one axis per player;
    `precision` is at least 0. The principal branch starts at the uniform profile and at high
    precision comes close to one Nash equilibrium. If another branch crosses it, it is followed
    straight on; if it turns back, its first point at the precision is returned. Other equilibria
    may exist at the same precision and are not looked for. `parts` may give the games of which this
    one is the sum, which is faster if few players play in each. Raises ValueError for payoffs that
    do not form a game and ArithmeticError if the branch cannot be followed.

    >>> [choice.tolist() for choice in logit_equilibrium([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], precision=0)]
    [[0.5, 0.5], [0.5, 0.5]]
    """
    game = checked_game(payoffs)
    if not (np.isfinite(precision) and precision >= 0):
        raise ValueError(
            f"precision cannot be {precision}.\nWhere: the second argument of logit_equilibrium.\n"
            "Give a finite number, at least 0."
        )
    # Payoffs in units of their own range and a precision to match: the same game, steps of a known
    # size.
    scale = max(float(np.ptp(payoff)) for payoff in game) or 1.0
    parts = parts or [(tuple(range(len(game))), game)]
    scores = ScoreMap([(who, tuple(payoff / scale for payoff in own)) for who, own in parts])
    return scores.profile(follow(scores, float(precision) * scale))


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


FIRST_STEP = 0.05
RELATIVE_STEP = 0.1  # the longest step, as a share of the distance from the start
STEPS = 20_000
SHARPEST_TURN = 0.98  # the least cosine between the directions of two steps
CROSSING_STEP = 1e-4  # branches closer than this are taken to cross


class ScoreMap:
    """The equations of the logit equilibria of one game: score minus precision times expected gain.

    The game is the sum of `parts`, all with the same number of players. A point is the scores of
    all players, first actions left out, followed by the precision. Chances are padded to an array
    `(players, most actions)` with 0 for missing actions, and pairs of players in a part are
    stacked, so that all are computed at once.
    """

    def __init__(self, parts: Parts) -> None:
        sizes = {
            player: size
            for who, own in parts
            for player, size in zip(who, own[0].shape, strict=True)
        }
        self.shape = tuple(sizes[player] for player in sorted(sizes))
        most = max(self.shape)
        self.there = np.arange(most) < np.array(self.shape)[:, None]
        self.scores = np.flatnonzero(self.there[:, 1:])
        self.unknowns = self.scores.size
        pairs: list[list[int]] = []
        tables: list[Floats] = []
        once: list[int] = []
        for who, payoffs in parts:
            for own, other in permutations(range(len(who)), 2):
                rest = [k for k in range(len(who)) if k not in (own, other)]
                table = np.transpose(payoffs[own], (own, other, *rest))
                padded = np.zeros((most,) * len(who))
                padded[tuple(map(slice, table.shape))] = table
                tables.append((padded[1:] - padded[0]).reshape(most - 1, most, -1))
                once += (
                    [len(pairs)] if other == (own == 0) else []
                )  # one pair a player of a part: its gains
                pairs.append([who[k] for k in (own, other, *rest)])
        self.tables, (self.own, self.other, *self.rest) = np.stack(tables), np.array(pairs).T
        self.once = np.array(once)

    def chances(self, point: Floats) -> Floats:
        """Turn scores into mixed choices with the model's choice rule, `(players, most
        actions)`.
        """
        scores = np.zeros(self.there.shape)
        scores[:, 1:].flat[self.scores] = point[:-1]
        weights = exp(scores - scores.max(axis=1, keepdims=True)) * self.there
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def profile(self, point: Floats) -> Profile:
        """Return the mixed choices of all players."""
        return tuple(row[:size] for row, size in zip(self.chances(point), self.shape, strict=True))

    def gap_and_slopes(self, point: Floats) -> tuple[Floats, Floats]:
        """Return the residuals of the scores, `(unknowns,)`, and their derivatives, the precision
        last.

        In closed form: the derivative of a chance by its score is the chance times the sum of the
        others.
        """
        chances = self.chances(point)
        weights = np.ones((len(self.own), 1))
        for player in self.rest:
            weights = (weights[:, :, None] * chances[player][:, None]).reshape(len(weights), -1)
        other = chances[self.other][:, None]
        parts = (self.tables * weights[:, None, None]).sum(axis=-1) * other
        gain = parts.sum(axis=-1)
        players, actions = len(self.shape), gain.shape[1]
        gains, slopes = np.zeros((players, actions)), np.zeros((players, players, actions, actions))
        np.add.at(gains, self.own[self.once], gain[self.once])
        np.add.at(
            slopes, (self.own, self.other), parts[:, :, 1:] - gain[:, :, None] * other[:, :, 1:]
        )
        wanted = gains.ravel()[self.scores]
        moved = slopes.swapaxes(1, 2).reshape(gains.size, -1)[self.scores[:, None], self.scores]
        by_score = np.eye(self.unknowns) - point[-1] * moved
        return point[:-1] - point[-1] * wanted, np.column_stack([by_score, -wanted])


def _newton(game: ScoreMap, point: Floats, normal: Floats, rounds: int) -> tuple[Floats, float]:
    """Solve the equations within the plane through `point` that is perpendicular to `normal`;
    return the last move too.
    """
    guess = point
    move = np.inf
    for _ in range(rounds):
        gap, slopes = game.gap_and_slopes(guess)
        change, _ = solve(
            np.vstack([slopes, normal]), -np.append(gap, inner(guess - point, normal))
        )
        guess = guess + change
        move = float(np.abs(change).max())
        if move <= 1e-13 * (1.0 + float(np.abs(guess).max())):
            break
    return guess, move


def follow(game: ScoreMap, precision: float) -> Floats:
    """Follow the branch from the uniform profile at precision 0 to its first point at a precision.

    If another branch crosses it the path goes straight on. Raises ArithmeticError if it does not
    get there.
    """
    point = np.zeros(game.unknowns + 1)
    upward = np.append(np.zeros(game.unknowns), 1.0)
    tangent, side, step = *_tangent(game, point, upward), FIRST_STEP
    for _ in range(STEPS):
        ahead, move = _newton(game, point + step * tangent, tangent, rounds=8)
        size = 1.0 + float(np.abs(ahead).max())
        next_tangent, next_side = _tangent(game, ahead, tangent)
        chord = (ahead - point) / np.sqrt(inner(ahead - point, ahead - point))
        lost = (
            move > 1e-9 * size
            or min(inner(chord, tangent), inner(next_tangent, tangent)) < SHARPEST_TURN
        )
        # The side changes only where branches cross, or where a step has leapt from one to another
        # close by.
        if lost or (next_side != side and step > CROSSING_STEP):
            step /= 2.0
            continue
        if ahead[-1] >= precision:
            share = (precision - point[-1]) / (ahead[-1] - point[-1])
            end, _ = _newton(game, point + share * (ahead - point), upward, rounds=60)
            return end
        point, tangent, side = ahead, next_tangent, next_side
        step = min(1.5 * step, max(FIRST_STEP, RELATIVE_STEP * size))
    raise ArithmeticError(
        f"The branch of logit equilibria did not reach precision {precision:g}.\n"
        f"Where: {STEPS} steps from precision 0 ended at {point[-1]:g}.\n"
        "Try a lower precision, or check whether payoffs differ in size by many orders."
    )


def _tangent(game: ScoreMap, point: Floats, onward: Floats) -> tuple[Floats, int]:
    """Return the direction of the branch at a point, along `onward`, and the sign of its
    determinant.
    """
    _, slopes = game.gap_and_slopes(point)
    # The determinant has the same sign with the direction itself as the last row: it lies the way
    # of `onward`.
    tangent, side = solve(np.vstack([slopes, onward]), np.append(np.zeros(game.unknowns), 1.0))
    return np.asarray(tangent / np.sqrt(inner(tangent, tangent))), side


VERTICES = "vertices of the best-reply polytopes: all equilibria"
DEGENERATE = (
    "the game is degenerate: equilibria may form sets, and these are the vertices of the sets"
)


@dataclass(frozen=True, eq=False)
class NashEquilibrium:
    """One equilibrium: a vector of probabilities per player, and the largest gain of any player by
    leaving it.

    `kind` is pure, mixed, or approximate (a logit equilibrium at a high precision).
    """

    profile: Profile
    kind: str
    regret: float


@dataclass(frozen=True, eq=False)
class NashEquilibria:
    """The equilibria found in a game, pure ones first, and how they were found.

    `complete` says that no other exists, or, in a degenerate game, none outside the sets of which
    these are the vertices; `method` says the same in words. No selection is made among them.
    """

    equilibria: tuple[NashEquilibrium, ...]
    complete: bool
    method: str

    def __iter__(self) -> Iterator[NashEquilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)


def nash_equilibria(payoffs: Sequence[npt.ArrayLike]) -> NashEquilibria:
    """Find all extreme Nash equilibria of a game of two players, up to about 9 actions each, by
    enumerating `vertices`.

    `payoffs` holds one array per player, each with one axis per player; `method` says whether the
    game is degenerate. Raises ValueError for payoffs that do not form such a game.

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
        found.append(
            NashEquilibrium(
                (own, other), "pure" if pure else "mixed", regret_of(game, (own, other))
            )
        )
    found.sort(
        key=lambda each: (each.kind != "pure", [(-choice).tolist() for choice in each.profile])
    )
    return NashEquilibria(tuple(found), True, DEGENERATE if degenerate else VERTICES)


def regret_of(payoffs: Profile, profile: Profile) -> float:
    """Return the largest gain of any player by its best action against the mixed choices of the
    others.
    """
    expected = [
        expected_payoffs(payoff, profile, (player,)) for player, payoff in enumerate(payoffs)
    ]
    return max(
        0.0,
        *(
            float(own.max() - (own * mine).sum())
            for own, mine in zip(expected, profile, strict=True)
        ),
    )


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


Whole = npt.NDArray[np.int_]
Plan = tuple[Floats, Floats]
"""The mixed choice of the player without types, `(actions,)`, and those of the types, `(types,
actions)`.
"""

MOST_SYSTEMS: Final = 100_000
TIGHT: Final = 1e-9
DEPENDENT: Final = 1e-13


def small_enough(types: int, own: int, others: int) -> bool:
    """Say whether a game has few enough types and actions for every vertex to be found."""
    return comb(own + types * others, own - 1 + types) <= MOST_SYSTEMS


def equilibria_over_types(own: Floats, other: Floats, chances: npt.ArrayLike) -> list[Plan]:
    """Return the mixed choices of all extreme equilibria.

    `own` and `other` hold the payoffs of the two players for each type, `(types, actions, actions
    of the other)`; `chances` are those of the types. In a game without degeneracy there are no
    other equilibria, else these are the vertices of the sets that they form.

    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]]])
    >>> [(choice.tolist(), types.tolist()) for choice, types in equilibria_over_types(pennies, -pennies, [1.0])]
    [([0.5, 0.5], [[0.5, 0.5]])]
    """
    return extreme_equilibria(own, other, chances)[0]


def extreme_equilibria(
    own: Floats, other: Floats, chances: npt.ArrayLike
) -> tuple[list[Plan], bool]:
    """Return the result of `equilibria_over_types`, and whether the game is degenerate.

    A game is degenerate if some choice has more best replies than actions that it mixes.
    """
    types, actions, others = own.shape
    weighed = scale_payoffs(own) * np.asarray(chances, dtype=np.float64)[:, None, None]
    mine, mine_tight = vertices(
        np.concatenate([scale_payoffs(each).T for each in other]),
        np.ones((1, actions), np.float64),
        np.repeat(np.arange(types), others),
    )
    theirs, theirs_tight = vertices(
        np.concatenate(list(weighed), axis=1),
        np.repeat(np.eye(types), others, axis=1),
        np.zeros(actions, dtype=int),
    )
    found = []
    for choice, seen in zip(mine, mine_tight, strict=True):
        # Labels: own actions unused or best, the types' actions best or unused; the two sides list
        # them the other way.
        labels = seen | np.concatenate(
            [theirs_tight[:, types * others :], theirs_tight[:, : types * others]], axis=1
        )
        found += [(choice, each.reshape(types, others)) for each in theirs[labels.all(axis=1)]]
    most = actions + types - 1, types * (others - 1) + 1
    sides = zip((mine_tight, theirs_tight), most, strict=True)
    return found, any(bool((tight.sum(axis=1) > bounds).any()) for tight, bounds in sides)


def scale_payoffs(payoff: Floats) -> Floats:
    """Return payoffs shifted and scaled to the range from 0 to 1, which changes no best reply."""
    spread = float(np.ptp(payoff)) or 1.0
    return np.asarray((payoff - payoff.min()) / spread)


def vertices(answers: Floats, sums: Floats, level_of: Whole) -> tuple[Floats, Flags]:
    """Return the vertices of {x >= 0, sums x = 1, answers x <= level} as mixed choices, and the
    bounds that are tight.

    Each row of `answers` is bounded by one of the levels, which are unknown too; `level_of` gives
    its number.
    """
    actions, levels = answers.shape[1], int(level_of.max()) + 1
    rows = np.vstack(
        [
            np.hstack([-np.eye(actions), np.zeros((actions, levels))]),
            np.hstack([answers, -np.eye(levels)[level_of]]),
        ]
    )
    always = np.hstack([sums, np.zeros((len(sums), levels))])
    chosen = np.array(list(combinations(range(len(rows)), actions + levels - len(sums))))
    systems = np.concatenate([np.repeat(always[None], len(chosen), axis=0), rows[chosen]], axis=1)
    # Rows have entries of up to 1, so that a tiny determinant means that they depend on one
    # another.
    points, determinants = solve_all(
        systems, np.concatenate([np.ones(len(sums)), np.zeros(chosen.shape[1])])
    )
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
    "TRPS": "Prisoner's Dilemma",
    "TRSP": "Chicken",
    "TSRP": "Leader",
    "TSPR": "Hero",
    "TPSR": "Compromise",
    "TPRS": "Deadlock",
    "RTPS": "Stag Hunt",
    "RPTS": "Assurance",
    "RPST": "Coordination",
    "RSPT": "Peace",
    "RSTP": "Harmony",
    "RTSP": "Concord",
}
"""The name of each order of outcomes, the best first.

A player gives way by the action that holds the other's best outcome. R: both give way; T: the other
alone does; S: the player alone does; P: neither.
"""

TIES: Final = "a game with ties"


def ordinal_name(row: npt.ArrayLike, column: npt.ArrayLike) -> str:
    """Return the name of a game, payoffs `(2, 2)` each: of one order, or of the row player's and
    the column player's.

    Actions may be in any order. Raises ValueError for other shapes.

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


def order(own: Floats, gives_way: tuple[int, int]) -> str:
    """Return the order of outcomes of the player whose actions are the rows; `gives_way` has the
    action by which each player gives way.
    """
    mine, others = gives_way
    outcomes = {
        "R": own[mine, others],
        "T": own[1 - mine, others],
        "S": own[mine, 1 - others],
        "P": own[1 - mine, 1 - others],
    }
    return "".join(sorted(outcomes, key=lambda outcome: -outcomes[outcome]))

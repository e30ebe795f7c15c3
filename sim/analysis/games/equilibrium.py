"""Logit equilibria of games in strategic form, on the model's own choice rule.

The rule is the logit quantal response of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, exp, inner, solve, weighted_sum

Profile: TypeAlias = tuple[Floats, ...]
"""The mixed choices of all players: one array of chances each."""
Parts: TypeAlias = Sequence[tuple[tuple[int, ...], Profile]]
"""A game as the sum of games: who plays in each, by number, and what each of them gets, an axis a player of it."""


def expected_payoffs(payoff: Floats, profile: Profile, keep: tuple[int, ...]) -> Floats:
    """Average one player's payoff over the mixed choices of every player that is not kept.

    `payoff` has one axis per player, after others if there are any, and `profile` one vector of probabilities per
    player. The axes kept stay in their order: keeping the player alone gives its expected payoff by action.

    >>> game = np.array([[9.0, 0.0], [0.0, 1.0]])
    >>> expected_payoffs(game, (np.array([0.5, 0.5]), np.array([0.25, 0.75])), keep=(0,)).tolist()
    [2.25, 0.75]
    """
    for player in reversed(range(len(profile))):
        if player not in keep:
            payoff = weighted_sum(np.moveaxis(payoff, -1 - sum(k > player for k in keep), 0), profile[player])
    return payoff


def logit_equilibrium(payoffs: Sequence[npt.ArrayLike], precision: float, parts: Parts | None = None) -> Profile:
    """Find the logit equilibrium on the principal branch of a game of two or more players.

    In it every player answers the others by the logit rule; the answer has one vector of probabilities per player.
    `payoffs` holds one array per player, each with one axis per player; `precision` is at least 0. The principal
    branch starts at the uniform profile and at high precision comes close to one Nash equilibrium. Where another branch
    crosses it, it is followed straight on; where it turns back, its first point at the precision is given. Other
    equilibria may exist at the same precision and are not looked for. `parts` may say of which games it is the sum,
    which is quicker where few play in each. Raises ValueError for payoffs that do not form a game and ArithmeticError
    where the branch cannot be followed.

    >>> [choice.tolist() for choice in logit_equilibrium([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], precision=0)]
    [[0.5, 0.5], [0.5, 0.5]]
    """
    game = checked_game(payoffs)
    if not (np.isfinite(precision) and precision >= 0):
        raise ValueError(f"precision cannot be {precision}.\nWhere: the second argument of logit_equilibrium.\n"
                         "Give a finite number, at least 0.")  # fmt: skip
    # Payoffs in units of their own range and a precision to match: the same game, steps of a known size.
    scale = max(float(np.ptp(payoff)) for payoff in game) or 1.0
    parts = parts or [(tuple(range(len(game))), game)]
    scores = ScoreMap([(who, tuple(payoff / scale for payoff in own)) for who, own in parts])
    return scores.profile(follow(scores, float(precision) * scale))


def checked_game(payoffs: Sequence[npt.ArrayLike]) -> Profile:
    """Turn payoffs into arrays of floats that form one game, or say what is wrong."""
    arrays = tuple(np.asarray(payoff, dtype=np.float64) for payoff in payoffs)
    advice = "Give one array per player, each with one axis per player and finite numbers."
    if len(arrays) < 2:
        raise ValueError(f"A game needs two or more players.\nWhere: payoffs holds {len(arrays)}.\n{advice}")
    for number, array in enumerate(arrays, start=1):
        place = f"Where: player {number} has payoffs of shape {array.shape}"
        if array.ndim != len(arrays) or array.size == 0:
            raise ValueError(f"Payoffs do not fit {len(arrays)} players.\n{place}.\n{advice}")
        if array.shape != arrays[0].shape:
            raise ValueError(f"Payoffs differ in shape.\n{place}, player 1 {arrays[0].shape}.\n{advice}")
        if not np.isfinite(array).all():
            raise ValueError(f"Payoffs hold a number that is not finite.\nWhere: player {number}.\n{advice}")
    return arrays


FIRST_STEP = 0.05
RELATIVE_STEP = 0.1  # the longest step, as a share of the distance from the start
STEPS = 20_000
SHARPEST_TURN = 0.98  # the least cosine between the directions of two steps
CROSSING_STEP = 1e-4  # branches closer than this are taken to cross


class ScoreMap:
    """The equations of the logit equilibria of one game: score minus precision times expected gain.

    The game is the sum of `parts`, each of as many players. A point is the scores of all players, first actions left
    out, followed by the precision. Chances are laid in a sheet `(players, most actions)` with 0 where there is no such
    action, and pairs of players in a part in a row, so that all are worked out at once.
    """

    def __init__(self, parts: Parts) -> None:
        sizes = {player: size for who, own in parts for player, size in zip(who, own[0].shape, strict=True)}
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
                once += [len(pairs)] if other == (own == 0) else []  # one pair a player of a part: what it gains
                pairs.append([who[k] for k in (own, other, *rest)])
        self.tables, (self.own, self.other, *self.rest) = np.stack(tables), np.array(pairs).T
        self.once = np.array(once)

    def chances(self, point: Floats) -> Floats:
        """Turn scores into mixed choices with the model's choice rule, `(players, most actions)`."""
        scores = np.zeros(self.there.shape)
        scores[:, 1:].flat[self.scores] = point[:-1]
        weights = exp(scores - scores.max(axis=1, keepdims=True)) * self.there
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def profile(self, point: Floats) -> Profile:
        """Return the mixed choices of all players."""
        return tuple(row[:size] for row, size in zip(self.chances(point), self.shape, strict=True))

    def gap_and_slopes(self, point: Floats) -> tuple[Floats, Floats]:
        """Give how far the scores are from what they should be, `(unknowns,)`, and its derivatives, the precision last.

        In closed form: by a score, a chance rises by itself times the other chances.
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
        np.add.at(slopes, (self.own, self.other), parts[:, :, 1:] - gain[:, :, None] * other[:, :, 1:])
        wanted = gains.ravel()[self.scores]
        moved = slopes.swapaxes(1, 2).reshape(gains.size, -1)[self.scores[:, None], self.scores]
        by_score = np.eye(self.unknowns) - point[-1] * moved
        return point[:-1] - point[-1] * wanted, np.column_stack([by_score, -wanted])


def _newton(game: ScoreMap, point: Floats, normal: Floats, rounds: int) -> tuple[Floats, float]:
    """Solve the equations within the plane through the point that stands on `normal`; add the last move."""
    guess = point
    move = np.inf
    for _ in range(rounds):
        gap, slopes = game.gap_and_slopes(guess)
        change, _ = solve(np.vstack([slopes, normal]), -np.append(gap, inner(guess - point, normal)))
        guess = guess + change
        move = float(np.abs(change).max())
        if move <= 1e-13 * (1.0 + float(np.abs(guess).max())):
            break
    return guess, move


def follow(game: ScoreMap, precision: float) -> Floats:
    """Follow the branch from the uniform profile at precision 0 to its first point at a precision.

    Where another branch crosses it the path goes straight on. Raises ArithmeticError if it does not get there.
    """
    point = np.zeros(game.unknowns + 1)
    upward = np.append(np.zeros(game.unknowns), 1.0)
    tangent, side, step = *_tangent(game, point, upward), FIRST_STEP
    for _ in range(STEPS):
        ahead, move = _newton(game, point + step * tangent, tangent, rounds=8)
        size = 1.0 + float(np.abs(ahead).max())
        next_tangent, next_side = _tangent(game, ahead, tangent)
        chord = (ahead - point) / np.sqrt(inner(ahead - point, ahead - point))
        lost = move > 1e-9 * size or min(inner(chord, tangent), inner(next_tangent, tangent)) < SHARPEST_TURN
        # The side changes only where branches cross, or where a step has leapt from one to another close by.
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
    """Give the direction of the branch at a point, the way of `onward`, and the side it is seen from."""
    _, slopes = game.gap_and_slopes(point)
    # The determinant has the same sign with the direction itself as the last row: it lies the way of `onward`.
    tangent, side = solve(np.vstack([slopes, onward]), np.append(np.zeros(game.unknowns), 1.0))
    return np.asarray(tangent / np.sqrt(inner(tangent, tangent))), side

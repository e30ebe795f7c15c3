"""Following the principal branch of logit equilibria from precision 0.

The method is the path following of Turocy (2005), Games and Economic Behavior 51, 243-263, in scores: a
player's score for an action is precision times the payoff it expects over that of its first action. Steps
go along the curve, not along the precision, so that the curve may turn back.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from sim.analysis.games.choice import Profile, logit_probabilities
from sim.analysis.games.expected import expected_payoffs
from sim.arrays import Floats

FIRST_STEP = 0.05
RELATIVE_STEP = 0.1  # the longest step, as a share of the distance from the start
STEPS = 20_000
SHARPEST_TURN = 0.98  # the least cosine between the directions of two steps
CROSSING_STEP = 1e-4  # branches closer than this are taken to cross


class Equations(Protocol):
    """What can be followed: as many equations in the scores, and in the precision, as there are unknown scores."""

    unknowns: int

    def gap(self, point: Floats) -> Floats:
        """Give how far the scores are from what they should be at this precision."""

    def slopes(self, point: Floats) -> Floats:
        """Give the derivative of the gap by every score and, in the last column, by the precision."""


class ScoreMap:
    """The equations of the logit equilibria of one game: score minus precision times expected gain.

    `payoffs` holds one array per player. A point is the scores of all players, first actions left out,
    followed by the precision.
    """

    def __init__(self, payoffs: Profile) -> None:
        self.payoffs = payoffs
        sizes = [actions - 1 for actions in payoffs[0].shape]
        ends = np.cumsum([0, *sizes]).tolist()
        self.places = [slice(start, end) for start, end in pairwise(ends)]
        self.unknowns = int(ends[-1])

    def profile(self, point: Floats) -> Profile:
        """Turn scores into mixed choices with the model's choice rule."""
        scores = [np.concatenate([[0.0], point[place]]) for place in self.places]
        return tuple(logit_probabilities(score, 1.0) for score in scores)

    def gains(self, profile: Profile) -> Floats:
        """Give what each action but the first is expected to bring over the first, all players in a row."""
        expected = [expected_payoffs(payoff, profile, (k,)) for k, payoff in enumerate(self.payoffs)]
        return np.concatenate([payoff[1:] - payoff[0] for payoff in expected])

    def gap(self, point: Floats) -> Floats:
        """Give how far the scores are from what they should be at this precision."""
        gap: Floats = point[:-1] - point[-1] * self.gains(self.profile(point))
        return gap

    def slopes(self, point: Floats) -> Floats:
        """Give the derivative of the gap by every score and, in the last column, by the precision."""
        profile = self.profile(point)
        slopes = np.eye(self.unknowns, self.unknowns + 1)
        slopes[:, -1] = -self.gains(profile)
        for i, payoff in enumerate(self.payoffs):
            for j, chance in enumerate(profile):
                if i == j:
                    continue
                pair = expected_payoffs(payoff, profile, (i, j))
                by_action = pair if i < j else pair.T
                by_score = (np.diag(chance) - np.outer(chance, chance))[:, 1:]
                gain = by_action[1:] - by_action[0]
                slopes[self.places[i], self.places[j]] = -point[-1] * (gain @ by_score)
        return slopes


def _newton(game: Equations, point: Floats, normal: Floats, rounds: int) -> tuple[Floats, float]:
    """Solve the equations within the plane through the point that stands on `normal`; add the last move."""
    guess = point
    move = np.inf
    for _ in range(rounds):
        offset = np.append(game.gap(guess), (guess - point) @ normal)
        system = np.vstack([game.slopes(guess), normal])
        # Least squares also serves where branches cross and the system is singular.
        change = np.linalg.lstsq(system, -offset)[0]
        guess = guess + change
        move = float(np.abs(change).max())
        if move <= 1e-13 * (1.0 + float(np.abs(guess).max())):
            break
    return guess, move


def follow(game: Equations, precisions: Sequence[float]) -> Iterator[tuple[Floats, bool, bool]]:
    """Follow the branch from the uniform profile at precision 0; yield its first point at each of rising precisions.

    With each point comes whether the precision fell anywhere on the way, and whether another branch was
    crossed; at a crossing the path goes straight on. Raises ArithmeticError if the branch does not get
    there.
    """
    wanted = list(precisions)
    point = np.zeros(game.unknowns + 1)
    upward = np.append(np.zeros(game.unknowns), 1.0)
    tangent, side, step = *_tangent(game, point, upward), FIRST_STEP
    turned = crossed = False
    for _ in range(STEPS):
        ahead, move = _newton(game, point + step * tangent, tangent, rounds=8)
        size = 1.0 + float(np.abs(ahead).max())
        next_tangent, next_side = _tangent(game, ahead, tangent)
        chord = (ahead - point) / np.linalg.norm(ahead - point)
        lost = move > 1e-9 * size or min(chord @ tangent, next_tangent @ tangent) < SHARPEST_TURN
        # The side changes only where branches cross, or where a step has leapt from one to another close by.
        if lost or (next_side != side and step > CROSSING_STEP):
            step /= 2.0
            continue
        while wanted and ahead[-1] >= wanted[0]:
            share = (wanted.pop(0) - point[-1]) / (ahead[-1] - point[-1])
            end, _ = _newton(game, point + share * (ahead - point), upward, rounds=60)
            yield end, turned, crossed
        if not wanted:
            return
        turned = turned or bool(ahead[-1] < point[-1])
        crossed = crossed or next_side != side
        point, tangent, side = ahead, next_tangent, next_side
        step = min(1.5 * step, max(FIRST_STEP, RELATIVE_STEP * size))
    raise ArithmeticError(
        f"The branch of logit equilibria did not reach precision {wanted[0]:g}.\n"
        f"Where: {STEPS} steps from precision 0 ended at {point[-1]:g}.\n"
        "Try a lower precision, or check whether payoffs differ in size by many orders."
    )


def _tangent(game: Equations, point: Floats, onward: Floats) -> tuple[Floats, float]:
    """Give the direction of the branch at a point, the way of `onward`, and the side it is seen from."""
    slopes = game.slopes(point)
    target = np.append(np.zeros(game.unknowns), 1.0)
    tangent = np.linalg.lstsq(np.vstack([slopes, onward]), target)[0]
    tangent /= np.linalg.norm(tangent)
    return tangent, float(np.linalg.slogdet(np.vstack([slopes, tangent]))[0])

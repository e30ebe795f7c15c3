"""Logit equilibria of games in strategic form, on the model's own choice rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.games.branch import ScoreMap, follow
from sim.analysis.games.choice import Profile, logit_probabilities
from sim.analysis.games.expected import expected_payoffs

PRINCIPAL = "principal branch, followed from the uniform profile at precision 0"


@dataclass(frozen=True, eq=False)
class LogitEquilibrium:
    """One logit equilibrium: mixed choices in which every player answers the others by the logit rule.

    `profile` holds one vector of probabilities per player; `branch` says in words which branch of
    equilibria it lies on; `residual` is the largest difference between a probability and the logit answer
    to the profile.
    """

    profile: Profile
    precision: float
    branch: str
    residual: float


def logit_equilibrium(payoffs: Sequence[npt.ArrayLike], precision: float) -> LogitEquilibrium:
    """Find the logit equilibrium on the principal branch of a game of two or more players.

    `payoffs` holds one array per player, each with one axis per player; `precision` is at least 0. The
    principal branch starts at the uniform profile and at high precision comes close to one Nash
    equilibrium. Other equilibria may exist at the same precision and are not looked for. Where the branch
    turns back on its way, its first point at the precision is given and `.branch` says so. Raises
    ValueError for payoffs that do not form a game and ArithmeticError where the branch cannot be followed.
    The concept is that of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.

    >>> game = logit_equilibrium([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], precision=0)
    >>> [choice.tolist() for choice in game.profile]
    [[0.5, 0.5], [0.5, 0.5]]
    """
    return next(logit_equilibria(payoffs, [precision]))


def logit_equilibria(payoffs: Sequence[npt.ArrayLike], precisions: Sequence[float]) -> Iterator[LogitEquilibrium]:
    """Yield the logit equilibrium of a game at each of rising precisions, in one pass along the principal branch.

    See logit_equilibrium. Raises ArithmeticError where the branch cannot be followed to the next precision.
    """
    game = checked_game(payoffs)
    for precision in precisions:
        if not (np.isfinite(precision) and precision >= 0):
            raise ValueError(
                f"precision cannot be {precision}.\n"
                "Where: the second argument of logit_equilibrium.\n"
                "Give a finite number, at least 0."
            )
    # Payoffs in units of their own range and a precision to match: the same game, steps of a known size.
    scale = max(float(np.ptp(payoff)) for payoff in game) or 1.0
    scores = ScoreMap(tuple(payoff / scale for payoff in game))
    points = follow(scores, [float(precision) * scale for precision in precisions])
    for precision, (point, turned, crossed) in zip(precisions, points, strict=True):
        profile = scores.profile(point)
        branch = _name(game, profile, turned, crossed)
        yield LogitEquilibrium(profile, float(precision), branch, _residual(game, profile, precision))


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


def _residual(game: Profile, profile: Profile, precision: float) -> float:
    """Give the largest difference between a probability and the logit answer to the profile."""
    answers = [
        logit_probabilities(expected_payoffs(payoff, profile, (player,)), precision)
        for player, payoff in enumerate(game)
    ]
    gaps = [np.abs(answer - choice).max() for answer, choice in zip(answers, profile, strict=True)]
    return float(max(gaps))


def _name(game: Profile, profile: Profile, turned: bool, crossed: bool) -> str:
    """Say in words on which branch the profile lies, as far as the computation knows."""
    name = PRINCIPAL
    if _symmetric(game) and all(np.allclose(choice, profile[0], rtol=0.0, atol=1e-9) for choice in profile):
        name = f"symmetric, {name}"
    if crossed:
        name = f"{name}; another branch crosses it on the way, and it was followed straight on"
    if turned:
        name = f"{name}; it turned back on the way, and this is its first point at this precision"
    return name


def _symmetric(game: Profile) -> bool:
    """Tell whether exchanging any two players leaves the game as it is."""
    if len(set(game[0].shape)) > 1:
        return False
    for left in range(len(game) - 1):
        right = left + 1
        exchanged = list(game)
        exchanged[left], exchanged[right] = game[right], game[left]
        if not all(np.array_equal(new.swapaxes(left, right), old) for new, old in zip(exchanged, game, strict=True)):
            return False
    return True

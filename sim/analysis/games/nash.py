"""Nash equilibria of games in strategic form: all of them for two players, the pure ones and a limit for more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile, expected_payoffs
from sim.analysis.games.equilibrium import checked_game, logit_equilibrium
from sim.arrays import Floats

LIMIT_PRECISION = 2e4  # of the logit equilibrium that stands for a limit, for payoffs that range over 1
SAME = 0.01  # a limit closer than this to a pure equilibrium is that equilibrium

CORNERS = "corners of the best-reply polytopes: all equilibria"
DEGENERATE = "the game is degenerate: equilibria may form sets, and these are the corners of the sets"
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
    corners; `method` says the same in words. None of them is singled out.
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
    Raises ValueError for payoffs that do not form a game. Sources: `corners` and `branch`; that the branch leads to a
    Nash equilibrium is theorem 3 of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.

    >>> found = nash_equilibria([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> [equilibrium.kind for equilibrium in found]
    ['pure', 'pure', 'mixed']
    >>> [round(float(choice[0]), 3) for choice in found.equilibria[2].profile]
    [0.667, 0.333]
    """
    game = checked_game(payoffs)
    if not small_enough(game):
        return _pure_and_limit(game)
    profiles, degenerate = extreme_equilibria(game)
    found = [_described(game, profile) for profile in profiles]
    found.sort(key=lambda each: (each.kind != "pure", [(-choice).tolist() for choice in each.profile]))
    return NashEquilibria(tuple(found), True, degenerate, DEGENERATE if degenerate else CORNERS)


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


MOST_SYSTEMS = 100_000  # systems of equations for one polytope; 9 by 9 actions need 48 620
TIGHT = 1e-9
SINGULAR = 1e-11


def small_enough(payoffs: Profile) -> bool:
    """Say whether a game has two players and few enough actions for every corner to be found."""
    return len(payoffs) == 2 and comb(sum(payoffs[0].shape), payoffs[0].shape[0]) <= MOST_SYSTEMS


def extreme_equilibria(payoffs: Profile) -> tuple[list[Profile], bool]:
    """Give the mixed choices of all extreme equilibria of a two-player game, and whether it is degenerate.

    A game is degenerate where some choice has more best replies than actions that it mixes. Its equilibria may then
    form sets, of which the ones given are the corners.
    """
    row, column = (_scaled(payoff) for payoff in payoffs)
    x, x_tight = _corners(column.T)
    y, y_tight = _corners(row)
    rows, columns = payoffs[0].shape
    found: list[Profile] = []
    for choice, seen in zip(x, x_tight, strict=True):
        # Labels: rows unused or best, columns best or unused; the two polytopes list them the other way round.
        labels = seen | np.concatenate([y_tight[:, columns:], y_tight[:, :columns]], axis=1)
        found += [(choice, other) for other in y[labels.all(axis=1)]]
    degenerate = bool((x_tight.sum(axis=1) > rows).any() or (y_tight.sum(axis=1) > columns).any())
    return found, degenerate


def _scaled(payoff: Floats) -> Floats:
    """Give the payoffs moved and stretched to the range from 1 to 2, which changes no best reply."""
    spread = float(np.ptp(payoff)) or 1.0
    scaled: Floats = 1.0 + (payoff - payoff.min()) / spread
    return scaled


def _corners(answers: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Give the corners, but 0, of {x >= 0, answers x <= 1} as mixed choices, and which of the bounds hold tightly."""
    others, own = answers.shape
    bounds = np.vstack([-np.eye(own), answers])
    right = np.concatenate([np.zeros(own), np.ones(others)])
    chosen = np.array(list(combinations(range(own + others), own)))
    systems = bounds[chosen]
    spread = np.linalg.svd(systems, compute_uv=False)
    chosen = chosen[spread[:, -1] > SINGULAR * spread[:, 0]]
    points = np.linalg.solve(bounds[chosen], right[chosen][:, :, None])[:, :, 0]
    room = right - points @ bounds.T
    kept = (room >= -TIGHT).all(axis=1) & (points.max(axis=1) > TIGHT)
    points, tight = points[kept], np.abs(room[kept]) <= TIGHT
    # A corner is known by its tight bounds; several systems may lead to one.
    tight, first = np.unique(tight, axis=0, return_index=True)
    mixed = np.maximum(points[first], 0.0)
    mixed[tight[:, :own]] = 0.0
    return mixed / mixed.sum(axis=1, keepdims=True), tight


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

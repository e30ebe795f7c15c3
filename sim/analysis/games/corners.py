"""All extreme equilibria of a two-player game, from the corners of the best-reply polytopes.

The method is that of Mangasarian (1964), Journal of the Society for Industrial and Applied Mathematics 12,
778-780, as set out by Avis, Rosenberg, Savani and von Stengel (2010), Economic Theory 42, 9-37: a pair of corners
in which every action is either unused or a best reply is an equilibrium, and in a game without degeneracy these
are all.
"""

from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile
from sim.arrays import Floats

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

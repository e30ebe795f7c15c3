"""Logit quantal response over a menu of actions, and what an action is worth against mixed choices.

Arrays are actions-first, `(actions, worlds)`. Totals over actions are the last row of a running total,
because the last bit of `np.sum` depends on the shape of the batch. The rule is the logit quantal response
of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from sim.arrays import Floats, Quantity, exp, weighted_sum

Profile: TypeAlias = tuple[Floats, ...]
"""The mixed choices of all players: one `(actions, worlds)` array each."""


def running_total(rows: Floats) -> Floats:
    """Add up the rows of `(actions, worlds)` one after the other and keep every step.

    The same numbers as `np.cumsum(rows, axis=0)`, several times faster where the worlds are many.
    """
    total = np.empty_like(rows)
    total[0] = rows[0]
    for row in range(1, len(rows)):
        np.add(total[row - 1], rows[row], out=total[row, ...])
    return total


def logit_probabilities(utility: Floats, precision: Quantity) -> Floats:
    """Give each action its logit choice probability.

    `utility` is `(actions, worlds)` and finite; `precision` is a number or `(worlds,)`, at least 0. The log-odds of
    two actions are precision times their difference in utility, whatever else is on the menu; at precision 0 all
    actions are equally likely.

    >>> odds = logit_probabilities(np.array([[1.0], [3.0], [0.0]]), 0.5)
    >>> round(float(np.log(odds[1] / odds[0])[0]), 12)
    1.0
    """
    # Taking off the best action's utility first keeps the exponential from overflowing.
    weights = exp((utility - utility.max(axis=0)) * precision)
    weights /= running_total(weights)[-1]
    return weights


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

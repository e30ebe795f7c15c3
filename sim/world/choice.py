"""How an actor chooses: logit quantal response over a menu of actions.

Arrays are actions-first, `(actions, worlds)`. Totals over actions are the last row of a running total,
because the last bit of `np.sum` depends on the shape of the batch. The rule is the logit quantal response
of McKelvey and Palfrey (1995), Games and Economic Behavior 10, 6-38.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints, Quantity

Profile: TypeAlias = tuple[Floats, ...]

WAR_RUNG = 6.0  # the lowest rung on which a war action is on the menu
WAR_REFERENCE = 7.0  # the tension at which a war threshold is stated
JUST_BELOW_ONE = 1.0 - 2.0**-53


def running_total(rows: Floats) -> Floats:
    """Add up the rows of `(actions, worlds)` one after the other and keep every step.

    The same numbers as `np.cumsum(rows, axis=0)`, several times faster where the worlds are many.
    """
    total = np.empty_like(rows)
    total[0] = rows[0]
    for row in range(1, len(rows)):
        np.add(total[row - 1], rows[row], out=total[row, ...])
    return total


def logit_weights(utility: Floats, precision: Quantity) -> Floats:
    """Give each action its unnormalised logit weight, exp(precision * (U - max U)).

    `utility` is `(actions, worlds)` and finite; `precision` is a number or `(worlds,)`, at least 0. The
    best action weighs exactly 1; at precision 0 every action does.

    >>> logit_weights(np.array([[0.0], [2.0]]), 0.0).ravel().tolist()
    [1.0, 1.0]
    """
    weights: Floats = utility - utility.max(axis=0)
    weights *= precision
    return np.exp(weights, out=weights)


def logit_probabilities(utility: Floats, precision: Quantity) -> Floats:
    """Give each action its logit choice probability.

    Shapes as in `logit_weights`. The log-odds of two actions are precision times their difference in utility,
    whatever else is on the menu.

    >>> odds = logit_probabilities(np.array([[1.0], [3.0], [0.0]]), 0.5)
    >>> round(float(np.log(odds[1] / odds[0])[0]), 12)
    1.0
    """
    weights = logit_weights(utility, precision)
    weights /= running_total(weights)[-1]
    return weights


def war_probability(tension: Quantity, threshold: Quantity, slope: Quantity) -> Floats:
    """Give the chance of a war action: logistic(logit threshold + slope * (tension - 7)) from rung 6, else 0.

    Arguments are numbers or `(worlds,)`; `threshold` is the chance at tension 7, in [0, 1]. The odds form
    needs no logarithm, so a threshold of 0 gives exactly 0.

    >>> war_probability(np.array([5.99, 7.0]), 0.25, 1.0).tolist()
    [0.0, 0.25]
    """
    calm = (1.0 - threshold) * np.exp(slope * (WAR_REFERENCE - tension))
    return np.where(np.asarray(tension) >= WAR_RUNG, threshold / (threshold + calm), 0.0)


def with_war(nonwar_probabilities: Floats, war: Quantity) -> Floats:
    """Append the war action to a menu, leaving the others their shares of what remains.

    `nonwar_probabilities` is `(actions, worlds)` and sums to 1; `war` is a number or `(worlds,)`. Returns
    `(actions + 1, worlds)`.
    """
    menu = np.empty((len(nonwar_probabilities) + 1, *nonwar_probabilities.shape[1:]))
    np.multiply(nonwar_probabilities, 1.0 - war, out=menu[:-1])
    menu[-1] = war
    return menu


def draw(weights: Floats, u: Quantity, war: Quantity | None = None) -> Ints:
    """Draw an action by inverse CDF over the ordinal order of the menu.

    `weights` is `(actions, worlds)`, at least 0 and not all 0; `u` is uniform in (0, 1), `(worlds,)`; `war`
    is the chance of a war action, which is the index after the last weight. Returns `(worlds,)`. With the
    same u a stochastically higher menu draws a weakly higher action; an action of weight 0 is never drawn.

    >>> draw(np.array([[1.0], [0.0], [3.0]]), np.array([0.25])).tolist()
    [2]
    """
    cumulative = running_total(weights)
    total = cumulative[-1]
    if war is None:
        return _rows_at_or_below(cumulative, u * total)
    rest = 1.0 - war
    # Rounding in the quotient may reach the total, where an action without weight could follow.
    target = np.minimum(u * total / np.maximum(rest, 2.0**-54), JUST_BELOW_ONE * total)
    return np.where(u >= rest, len(weights), _rows_at_or_below(cumulative, target))


def _rows_at_or_below(cumulative: Floats, target: Quantity) -> Ints:
    """Count the rows, all but the last, whose cumulative weight does not exceed the target."""
    # Eight-bit counting is exact for a menu and twice as fast as the default.
    below = (cumulative[:-1] <= target).view(np.int8)
    rows: Ints = np.add.reduce(below, axis=0, dtype=np.int8).astype(np.intp)
    return rows


@dataclass(frozen=True, slots=True)
class Choice:
    """What a capital compares in a month.

    `utility` and `weights` are `(rows, worlds)`. `war` is the chance of a war move where it is set apart, `(worlds,)`,
    else None; the war move is then no row among those compared.
    """

    utility: Floats
    weights: Floats
    war: Floats | None

    def chances(self) -> Floats:
        """Return the chance of every move of the menu, `(actions, worlds)`."""
        probabilities = self.weights / running_total(self.weights)[-1]
        return probabilities if self.war is None else with_war(probabilities, self.war)

    def drawn(self, u: Quantity) -> Ints:
        """Return the move that uniforms `(worlds,)` draw, `(worlds,)`."""
        return draw(self.weights, u, self.war)


def reluctance(utility_war: Quantity, utility_others: Floats, threshold: Quantity) -> Floats:
    """Give the cost R that makes the logit at precision 1 choose war with probability `threshold`.

    Closed form: R = U_war - log(sum of exp U over the others) - logit(threshold). `utility_others` is
    `(actions, worlds)`; the rest are numbers or `(worlds,)`, `threshold` in [0, 1). A threshold of 0 gives
    infinity.

    >>> float(reluctance(1.0, np.array([0.0, 0.0]), 1 / 3))
    1.0
    """
    top = utility_others.max(axis=0)
    inclusive = top + np.log(running_total(np.exp(utility_others - top))[-1])
    possible = np.asarray(threshold) > 0.0
    safe = np.where(possible, threshold, 0.5)
    return np.where(possible, utility_war - inclusive - np.log(safe / (1.0 - safe)), np.inf)


def fixed_point(
    respond: Callable[[Profile], Profile],
    start: Profile,
    damping: float = 0.5,
    tolerance: float = 1e-8,
    rounds: int = 200,
) -> tuple[Profile, npt.NDArray[np.bool_], Floats]:
    """Find a profile of mixed choices that answers itself, by damped iteration.

    `respond` maps one `(actions, worlds)` array per player to the players' answers; each of at most
    `rounds` rounds (at least 1) moves the share `damping` of the way to the answer. A world is held from
    the round in which its profile and the answer differ by at most `tolerance` for every action of every
    player, so no world depends on the batch. Returns the profile, whether each world converged,
    `(worlds,)`, and that largest difference, `(worlds,)`.
    """
    profile = start
    for round_number in range(1, rounds + 1):
        answer = respond(profile)
        gaps = [np.abs(new - old).max(axis=0) for new, old in zip(answer, profile, strict=True)]
        residual = reduce(np.maximum, gaps)
        held = residual <= tolerance
        # The last round only measures, so that the residual belongs to the profile returned.
        if round_number == rounds or held.all():
            break
        profile = tuple(
            np.where(held, old, old + damping * (new - old)) for new, old in zip(answer, profile, strict=True)
        )
    return profile, held, residual

"""The payoff of a world to each capital, in months, and its parts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats, Ints, Quantity
from sim.core.engine import on_arrays
from sim.core.game.catalogue import GIANTS
from sim.core.game.goals import war
from sim.core.game.payoffs import PARTS
from sim.core.outcomes.history import History

Parts = dict[str, Floats]

MARGIN: Final = 0.1
"""A power does worse or better if the difference is more than this share of its cost of a limited
war.
"""


def value(history: History, capital: str) -> Floats:
    """Return the value of each world to a capital, `(worlds,)`: discounted payoffs less the loss at
    its end.

    The payoff of the month in which a world ends goes on to the horizon. Washington is also charged
    for an arsenal that outlasts the horizon, unless a war destroyed it.
    """
    worth = discounted(history, f"{capital}_payoff") - loss_at_end(history, capital)
    return worth - charge_after(history) if capital == "washington" else worth


def gain(history: History, capital: str) -> Floats:
    """Return by how much more the second profile of the same worlds would have been worth to a
    capital, `(worlds,)`.
    """
    return value(history.against, capital) - value(history, capital)


def gains(history: History) -> list[Floats]:
    """Return the gain of Washington and of Beijing under the second profile, in war costs,
    `(worlds,)` each.
    """
    return [gain(history, capital) / history.number(f"loss_{capital}") for capital in GIANTS]


def net(history: History) -> Ints:
    """Return 1 if both powers do worse than under the second profile, −1 if both do better, else 0,
    `(worlds,)`.
    """
    us, china = gains(history)
    return ((us > MARGIN) & (china > MARGIN)).astype(np.int64) - (
        (us < -MARGIN) & (china < -MARGIN)
    )


def both_worse(history: History) -> Flags:
    """Return the worlds in which both powers do worse than under the second profile, `(worlds,)`."""
    return np.asarray(net(history) > 0)


def both_better(history: History) -> Flags:
    """Return the worlds in which both powers do better than under the second profile, `(worlds,)`."""
    return np.asarray(net(history) < 0)


def discounted(history: History, name: str) -> Floats:
    """Return the discounted sum of a series, month by month, `(worlds,)`."""
    weight: Quantity = 1.0
    total: Floats = np.zeros_like(history.last("ending"))
    for month in range(history.months):
        total = total + weight * history.state[name][month]
        weight = weight * history.number("discount")
    return total


def loss_at_end(history: History, capital: str) -> Floats:
    """Return the discounted loss in the month of the end, 0 if a world did not end, `(worlds,)`."""
    loss = history.last(f"{capital}_loss")
    return np.where(
        history.ended, worth_of(history, history.lived.astype(np.float64) - 1.0) * loss, 0.0
    )


def worth_of(history: History, months: Floats) -> Floats:
    """Return the discount factor of a whole number of months ahead, by repeated multiplication."""
    worth = np.ones_like(months)
    for month in range(history.months):
        worth = np.where(month < months, worth * history.number("discount"), worth)
    return worth


def charge_after(history: History) -> Floats:
    """Return Washington's cost of an arsenal that outlasts the horizon, `(worlds,)`; 0 after a war."""
    arsenal = outlasting(
        history.last("arsenal"), history.last("freeze"), history.number("arsenal_early")
    )
    horizon = worth_of(history, np.full_like(arsenal, history.months))
    return np.where(war(history), 0.0, horizon * history.number("after_weight") * arsenal)


def outlasting(arsenal: Floats, freeze: Floats, early: Floats | float) -> Floats:
    """Return how far a proven arsenal outlasts the horizon, 0 to 1, by the rule
    `outlasting_arsenal` itself.
    """
    return np.asarray(
        on_arrays("outlasting_arsenal")(
            SimpleNamespace(arsenal=arsenal, freeze=freeze), SimpleNamespace(arsenal_early=early)
        )
    )


def parts_of_value(history: History, capital: str) -> Parts:
    """Return the parts of the value of each world to a capital by label, each `(worlds,)`; they sum
    to the value.

    The monthly parts are those that the payoff rule recorded, also a user's own rule, each
    discounted.
    """
    total = {part.label: discounted(history, part.place) for part in PARTS[capital]}
    total["war or collapse"] = -loss_at_end(history, capital)
    if capital == "washington":
        total["arsenal after the horizon"] = -charge_after(history)
    return total

"""The choice rule of the model, logit, over menus of many worlds at once."""

import numpy as np

from sim.core.base.arrays import Floats, Quantity, exp, weighted_sum


def logit_probabilities(utility: Floats, precision: Quantity) -> Floats:
    """Give each action its logit choice probability.

    `utility` is `(actions, worlds)` and finite; `precision` is a number or `(worlds,)`, at least 0.
    The log-odds of two actions are precision times their difference in utility, whatever else is on
    the menu; at precision 0 all actions are equally likely.

    >>> odds = logit_probabilities(np.array([[1.0], [3.0], [0.0]]), 0.5)
    >>> round(float(np.log(odds[1] / odds[0])[0]), 12)
    1.0
    """
    # Taking off the best action's utility first keeps the exponential from overflowing.
    weights = exp((utility - utility.max(axis=0)) * precision)
    weights /= weighted_sum(weights, np.ones(len(weights)))
    return weights

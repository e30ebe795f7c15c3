"""Quasi-p-values: could chance alone have made a limit of a box look useful?"""

from __future__ import annotations

import numpy as np

from sim.analysis.discovery.box import Box, Limit
from sim.world.types import Floats


def quasi_p(values: Floats, share: Floats, box: Box, limit: Limit) -> float:
    """Return how likely a box as dense as this one is if its points were drawn from the box without one limit.

    Where a point is one world, that is the chance of as many hits or more in a binomial: Bryant and Lempert (2010),
    Technological Forecasting and Social Change 77, 34-49. Where it is a share of several worlds, it is the normal
    approximation of the same mean. It is no true p-value: the limit was searched for on the same points.
    """
    inside, wider = box.holds(values), box.holds(values, without=[limit])
    own, all_of_it = share[inside], share[wider]
    if own.size == 0 or own.size == all_of_it.size:
        return 1.0
    return tail(own, all_of_it)


def tail(own: Floats, drawn_from: Floats) -> float:
    """Return the chance of a mean as high as that of `own`, drawn with replacement from `drawn_from`."""
    from scipy.special import ndtr
    from scipy.stats import binom

    chance = float(drawn_from.mean())
    if bool(((drawn_from == 0.0) | (drawn_from == 1.0)).all()):
        return float(binom.sf(round(float(own.sum())) - 1, own.size, chance))
    spread = float(drawn_from.std())
    if spread == 0.0:
        return 1.0
    return float(ndtr(-(float(own.mean()) - chance) * np.sqrt(own.size) / spread))

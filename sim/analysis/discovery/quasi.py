"""Quasi-p-values: could chance alone have made a limit of a box look useful?"""

from __future__ import annotations

import numpy as np

from sim.analysis.discovery.box import Box
from sim.arrays import Floats


def quasi_ps(values: Floats, share: Floats, box: Box) -> list[float]:
    """Return for each limit how likely a box as dense is if its points were drawn from the box without that limit.

    Where a point is one world, that is the chance of as many hits or more in a binomial: Bryant and Lempert (2010),
    Technological Forecasting and Social Change 77, 34-49. Where it is a share of several worlds, it is the normal
    approximation of the same mean. It is no true p-value: the limit was searched for on the same points.
    """
    kept_out = box.kept_out(values)
    own, found = share[kept_out == 0], []
    for limit in box.limits:
        wider = share[kept_out == ~limit.admits(values)]
        found.append(tail(own, wider) if 0 < own.size < wider.size else 1.0)
    return found


def tail(own: Floats, drawn_from: Floats) -> float:
    """Return the chance of a mean as high as that of `own`, drawn with replacement from `drawn_from`."""
    from scipy.special import betainc, ndtr

    chance = float(drawn_from.mean())
    if bool(((drawn_from == 0.0) | (drawn_from == 1.0)).all()):
        hits = round(float(own.sum()))
        # The upper tail of a binomial as an incomplete beta integral.
        return float(betainc(hits, own.size - hits + 1, chance)) if hits else 1.0
    spread = float(drawn_from.std())
    if spread == 0.0:
        return 1.0
    return float(ndtr(-(float(own.mean()) - chance) * np.sqrt(own.size) / spread))

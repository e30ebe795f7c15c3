"""Washington's policy adaptive: take up the family that has paid best (Roth and Erev 1995)."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats, Ints, Quantity
from ..choice import draw, logit_weights
from ..parameters import Parameters
from ..policy import Policy


def revised(scores: Floats, family: Ints, payoff: Quantity, p: Parameters) -> Floats:
    """Return the scores `(families, worlds)` after a month: the family in use moves towards what it paid."""
    in_use = np.arange(len(scores))[:, None] == family
    result: Floats = scores + in_use * (p.adaptive_rate * (payoff - scores))
    return result


def taken_up(scores: Floats, luck: Floats, p: Parameters) -> Ints:
    """Return the family that each world takes up, by logit on the scores, `(worlds,)`."""
    return draw(logit_weights(scores, p.adaptive_precision), luck)


def lever_of(families: list[Policy], lever: str) -> Floats:
    """Return a lever's value in each family, `(families,)`; 0 where a family does not name it."""
    return np.array([dict(policy.levers).get(lever, 0.0) for policy in families])

"""THAAD in South Korea and what China's retaliation costs (module `thaad`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...arrays import Floats, Ints, Quantity
from ..actions import S_EXERCISE, S_INITIATIVE
from ..parameters import Parameters

COMPLETE = 2.0


def chance_to_raise(welcome: Quantity, p: Parameters) -> Quantity:
    """Return the chance that an exercise month brings THAAD a step further."""
    return p.thaad_raise * welcome


def chance_to_lower(welcome: Quantity, p: Parameters) -> Quantity:
    """Return the chance that a month of engagement takes THAAD a step back."""
    return p.thaad_lower * (1.0 - welcome)


def thaad_next(thaad: Floats, seoul: Ints, welcome: Quantity, luck: Floats, p: Parameters) -> Floats:
    """Return next month's THAAD status, 0, 1 or 2."""
    raised: npt.NDArray[np.bool_] = (seoul == S_EXERCISE) & (luck < chance_to_raise(welcome, p))
    lowered = (seoul <= S_INITIATIVE) & (luck < chance_to_lower(welcome, p))
    return np.minimum(np.maximum(thaad + raised - lowered, 0.0), COMPLETE)


def retaliation_cost(thaad: Quantity, retaliation: Quantity, p: Parameters) -> Quantity:
    """Return what Seoul loses to Chinese retaliation, as a share of GDP."""
    return p.thaad_cost_seoul * retaliation * thaad / COMPLETE

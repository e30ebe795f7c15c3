"""Sanctions, their enforcement, the economy they press on, and the hold of the regime (model, section 7)."""

import numpy as np

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip

MONTHS_A_YEAR = 12.0


def sanctions_next(
    sanctions: Quantity, new_round: Quantity, veto: Quantity, relief: Quantity, seoul: Quantity, p: Parameters
) -> Floats:
    """Return next month's sanctions on the books, in [0, 1].

    `new_round` and `relief` are Washington's moves and `veto` says whether Beijing protects or feeds (0 or 1, or
    chances); `seoul` is what Seoul's move adds.
    """
    passed = 1.0 - (1.0 - p.sanctions_veto) * veto
    added = p.sanctions_step * (1.0 - sanctions) * passed * new_round
    return clip(sanctions + added - p.sanctions_relief * relief + seoul, 0.0, 1.0)


def enforcement_next(enforcement: Quantity, aim: Quantity, p: Parameters) -> Floats:
    """Return next month's enforcement, in [0, 1]: part of the way to the aim of Beijing's move."""
    return clip(enforcement + p.enforcement_speed * (aim - enforcement), 0.0, 1.0)


def effective_pressure(sanctions: Quantity, enforcement: Quantity, p: Parameters) -> Quantity:
    """Return the pressure that arrives, in [0, 1]: the rules, weighted by who enforces how much of them."""
    share = p.china_trade_share
    return sanctions * ((1.0 - share) * p.other_enforcement + share * enforcement)


def leakage(sanctions: Quantity, enforcement: Quantity, p: Parameters) -> Quantity:
    """Return the share of the sanctions that does not arrive, in [0, 1]; 0 where there are none."""
    arrived = effective_pressure(np.where(np.asarray(sanctions) > 0.0, 1.0, 0.0), enforcement, p)
    return np.where(np.asarray(sanctions) > 0.0, 1.0 - arrived, 0.0)


def economy_next(economy: Quantity, pressure: Quantity, aid: Quantity, p: Parameters) -> Floats:
    """Return next month's log GDP index, in [−.5, .3]."""
    growth = p.growth - p.sanctions_bite * (pressure - p.sanctions_borne) - p.adaptation * economy + p.aid_growth * aid
    return clip(economy + growth / MONTHS_A_YEAR, -0.5, 0.3)


def stability_pull(economy: Quantity, p: Parameters) -> Quantity:
    """Return the step of stability that the economy causes; a boom buys only so much."""
    return p.stability_speed * p.stability_economy * np.minimum(economy, p.stability_boom_cap)


def stability_aid_step(stability: Quantity, aid: Quantity, p: Parameters) -> Quantity:
    """Return the step of stability that aid causes."""
    return p.stability_aid * aid * (1.0 - stability) / p.stability_room


def stability_next(stability: Quantity, economy: Quantity, aid: Quantity, noise: Quantity, p: Parameters) -> Floats:
    """Return next month's hold of the regime, in [0, 1], from the new economy, aid and a normal variate."""
    back = stability + p.stability_speed * (p.stability_rest - stability) + stability_pull(economy, p)
    return clip(back + stability_aid_step(stability, aid, p) + p.stability_noise * noise, 0.0, 1.0)

"""The monthly payoff of each capital (model, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..arrays import Floats, Quantity
from ..game.catalogue import CAPITALS
from .parameters import Parameters
from .rules.thaad import COMPLETE, retaliation_cost
from .state import State
from .weighing import Weighing


def components(
    state: State, test_month: Quantity, refugees: Quantity, levers: Mapping[str, Any], p: Parameters
) -> dict[str, Quantity]:
    """Return what the capitals mind, by name: each component times its price is a monthly cost.

    `test_month` is 0 or 1, `refugees` this month's flow in thousands.
    """
    return {
        "arsenal": state.arsenal,
        "no_arsenal": 1.0 - state.arsenal,
        "tension": state.tension,
        "presence": state.presence,
        "disunity": 1.0 - state.cohesion,
        "audience": state.audience,
        "instability": 1.0 - state.stability,
        "enforcing": state.enforcement * state.sanctions,
        "poverty": -state.economy,
        "test_month": test_month,
        "thaad": state.thaad / COMPLETE,
        "thaad_cost": retaliation_cost(state.thaad, levers["beijing"].thaad_retaliation, p),
        "refugees": refugees,
        "secondary": levers["washington"].secondary_sanctions * (1.0 - state.enforcement) * state.sanctions,
    }


def flows(
    state: State,
    test_month: Quantity,
    refugees: Quantity,
    levers: Mapping[str, Any],
    weighing: Weighing,
    p: Parameters,
) -> Floats:
    """Return the payoff of the month, `(capitals, worlds)`; a good US–China relation adds to both of its parties."""
    minded = components(state, test_month, refugees, levers, p)
    paid = np.zeros((len(CAPITALS), state.tension.size))
    for row, capital in zip(paid, CAPITALS, strict=True):
        for name, price in weighing.price[capital].items():
            share = p.thaad_cost_share if (capital, name) == ("beijing", "thaad_cost") else 1.0
            row -= price * share * minded[name]
        if capital in ("washington", "beijing"):
            row += p.relation_payoff * state.relation
    return paid

"""The monthly payoff of each capital (model, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .parameters import Parameters
from .rules.thaad import COMPLETE, retaliation_cost
from .state import State
from .types import Floats, Quantity
from .weighing import Weighing


def components(state: State, test_month: Quantity, refugees: Quantity, levers: Mapping[str, Any], p: Parameters) -> dict[str, Quantity]:
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
    state: State, test_month: Quantity, refugees: Quantity, levers: Mapping[str, Any], weighing: Weighing, p: Parameters
) -> dict[str, Floats]:
    """Return the payoff of the month for each capital, `(worlds,)`; a good US–China relation adds to both."""
    minded = components(state, test_month, refugees, levers, p)
    paid = {}
    for capital, prices in weighing.price.items():
        total: Any = 0.0
        for name, price in prices.items():
            share = p.thaad_cost_share if (capital, name) == ("beijing", "thaad_cost") else 1.0
            total = total - price * share * minded[name]
        paid[capital] = total
    for capital in ("washington", "beijing"):
        paid[capital] = paid[capital] + p.relation_payoff * state.relation
    return paid

"""What the capitals gain and lose in a month."""

from __future__ import annotations

from .slow_choice import unit
from .slow_numbers import Levers, Numbers

State = dict[str, float]


def components(
    capital: str, x: State, tested: bool, flow: float, levers: dict[str, Levers], p: Numbers
) -> State:
    cost = p["thaad_cost_seoul"] * levers["beijing"]["thaad_retaliation"] * x["thaad"] / 2.0
    return {
        "arsenal": x["arsenal"],
        "no_arsenal": 1.0 - x["arsenal"],
        "tension": x["tension"],
        "presence": x["presence"],
        "disunity": 1.0 - x["cohesion"],
        "audience": x["audience"],
        "instability": 1.0 - x["stability"],
        "enforcing": x["enforcement"] * x["sanctions"],
        "poverty": -x["economy"],
        "test_month": 1.0 if tested else 0.0,
        "thaad": x["thaad"] / 2.0,
        "thaad_cost": cost * p["thaad_cost_share"] if capital == "beijing" else cost,
        "refugees": flow,
        "secondary": levers["washington"]["secondary_sanctions"] * (1.0 - x["enforcement"]) * x["sanctions"],
    }


def payoff(capital: str, x: State, tested: bool, flow: float, levers: dict[str, Levers], p: Numbers) -> float:
    """Return a capital's flow of one month."""
    parts = components(capital, x, tested, flow, levers, p)
    total = 0.0
    for name, weight in p[f"weights_{capital}"].items():
        total -= weight * unit(name, p) * parts[name]
    if capital in ("washington", "beijing"):
        total += p["relation_payoff"] * x["relation"]
    return total

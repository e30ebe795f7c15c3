"""What the capitals gain and lose, and how a world ends."""

from __future__ import annotations

from .slow_choice import unit
from .slow_numbers import TESTS, Levers, Numbers

State = dict[str, float]
FINAL_STATES = (
    "major_war", "limited_war", "collapse", "denuclearisation", "freeze", "standoff", "open_crisis", "detente",
)  # fmt: skip


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


def is_test(move: str) -> bool:
    return move in TESTS


def value(flows: list[float], months: int, after: float, loss: float, p: Numbers) -> float:
    """Return the discounted sum of flows; months after the last flow bring `after`, and the last one brings `loss`."""
    weight, total = 1.0, 0.0
    for month in range(months):
        total += weight * (flows[month] if month < len(flows) else after)
        if month == len(flows) - 1:
            total -= weight * loss
        weight *= p["discount"]
    return total


def last_year(series: list[float]) -> float:
    return sum(series[-12:]) / len(series[-12:])


def final_state(event: str | None, major: bool, frozen: bool, tensions: list[float]) -> str:
    if event in ("deliberate", "accident"):
        return "major_war" if major else "limited_war"
    if event is not None:
        return event
    if frozen:
        return "freeze"
    mean = last_year(tensions)
    if mean < 2.0:
        return "detente"
    return "standoff" if mean < 5.0 else "open_crisis"


def both_lose(delta: dict[str, float], months: int, p: Numbers) -> bool:
    scale = p["lose_lose_threshold"] * months / p["lose_lose_months"]
    return all(delta[capital] < -scale * p["loss_limited"][capital] for capital in ("washington", "beijing"))


def both_lose_by_event(event: str | None, history: list[State], lump: float, p: Numbers) -> bool:
    first, last = history[0], history[-1]
    if event in ("deliberate", "accident"):
        return True
    if event == "collapse" and last["refugees"] + lump >= p["event_refugees"]:
        return True
    presence = last_year([x["presence"] for x in history[1:]])
    closer = presence >= p["presence_normal"] + p["slow_presence"] or last["thaad"] > first["thaad"]
    return last["arsenal"] >= p["slow_arsenal"] and closer

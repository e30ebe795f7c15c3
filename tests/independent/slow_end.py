"""What became of one world: its final state, its flags, and what it was worth to each capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.catalogue import CAPITALS

from .slow_numbers import Numbers

if TYPE_CHECKING:
    from .slow_month import SlowWorld

State = dict[str, float]
FINAL_STATES = (
    "major_war", "limited_war", "collapse", "denuclearisation", "freeze", "standoff", "open_crisis", "detente",
)  # fmt: skip
WARS = ("deliberate", "accident")


def last_year(series: list[float]) -> float:
    return sum(series[-12:]) / len(series[-12:])


def final_state(event: str | None, major: bool, frozen: bool, tensions: list[float]) -> str:
    if event in WARS:
        return "major_war" if major else "limited_war"
    if event is not None:
        return event
    if frozen:
        return "freeze"
    mean = last_year(tensions)
    if mean < 2.0:
        return "detente"
    return "standoff" if mean < 5.0 else "open_crisis"


def total_value(flows: list[float], months: int, after: float, loss: float, p: Numbers) -> float:
    """Return the discounted sum of flows; the month of the last one brings a loss, those after it `after`."""
    weight, total = 1.0, 0.0
    for month in range(months):
        total += weight * (flows[month] if month < len(flows) else after)
        if month == len(flows) - 1:
            total -= weight * loss
        weight *= p["discount"]
    return total


def loss_of(world: SlowWorld, capital: str) -> float:
    """Return what the event that ended a world cost a capital at once, refugees included."""
    price = world.p[f"weights_{capital}"].get("refugees", 0.0) * world.p["payoff_units"]["refugees"]
    loss = price * world.lump
    if world.event in WARS:
        table = world.p["loss_major"] if world.major else world.p["loss_limited"]
        loss += table[capital] * world.loss_factor
    elif world.event == "collapse":
        loss += world.p["loss_collapse"][capital]
    return float(loss)


def value_of(world: SlowWorld, capital: str) -> float:
    last, first = world.flows[capital][-1], world.first_flows[capital]
    after = last if world.event == "denuclearisation" else min(last, first)
    return total_value(world.flows[capital], world.scenario.months, after, loss_of(world, capital), world.p)


def delta_of(world: SlowWorld, capital: str) -> float:
    """Return the value against holding the first state with no events."""
    months = world.scenario.months
    still = [world.first_flows[capital]] * months
    return value_of(world, capital) - total_value(still, months, 0.0, 0.0, world.p)


def both_lose(world: SlowWorld) -> bool:
    p = world.p
    scale = p["lose_lose_threshold"] * world.scenario.months / p["lose_lose_months"]
    return all(delta_of(world, c) < -scale * p["loss_limited"][c] for c in ("washington", "beijing"))


def both_lose_slowly(world: SlowWorld) -> bool:
    """Say whether a full arsenal at the end met a risen presence or THAAD.

    We read "at the end" as the horizon: a world that an event has ended does not lose slowly.
    """
    p, last = world.p, world.history[-1]
    presence = last_year([state["presence"] for state in world.history[1:]])
    risen = presence >= p["presence_normal"] + p["slow_presence"] or last["thaad"] > world.history[0]["thaad"]
    return world.event is None and last["arsenal"] >= p["slow_arsenal"] and risen


def both_lose_by_event(world: SlowWorld) -> bool:
    if world.event in WARS:
        return True
    fled = world.state["refugees"] + world.lump
    return both_lose_slowly(world) or (world.event == "collapse" and fled >= world.p["event_refugees"])


def outcomes(world: SlowWorld) -> dict[str, float]:
    """Return what became of a world, under the names that the model uses; a flag is 0 or 1."""
    tensions = [state["tension"] for state in world.history[1:]]
    freezes = [state["freeze_months"] for state in world.history[1:]]
    war = world.event in WARS
    final = final_state(world.event, world.major, world.state["freeze"] == 1.0, tensions)
    found = {
        "world": world.world,
        "final_state": FINAL_STATES.index(final),
        "war": war,
        "major_war": war and world.major,
        "limited_war": war and not world.major,
        "inadvertent_war": world.event == "accident",
        "collapse": world.event == "collapse",
        "denuclearisation": world.event == "denuclearisation",
        "crisis": max(tensions) >= 5.0,
        "ever_freeze": max(freezes) >= 1.0,
        "freeze_12": max(freezes) >= 12.0,
        "months": world.month,
        "lose_lose": both_lose(world),
        "lose_lose_event": both_lose_by_event(world),
        "refugees": world.state["refugees"] + world.lump,
    }
    found |= {f"value_{capital}": value_of(world, capital) for capital in CAPITALS}
    found |= {f"delta_{capital}": delta_of(world, capital) for capital in CAPITALS}
    return {name: float(value) for name, value in found.items()}

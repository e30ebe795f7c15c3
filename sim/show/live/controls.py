"""What the page can move in a scenario: policies, levers, votes and uncertain numbers, all from the ledger."""

from __future__ import annotations

from typing import Any, Final

from sim.analysis.robustness.uncertain import DEFAULT
from sim.calendar import months_from
from sim.game.catalogue import CAPITALS
from sim.world.capitals import POLICIES
from sim.world.parameters import LEDGER
from sim.world.parameters.entry import OURS, Entry
from sim.study.scenario import Scenario

NUMBERS: Final = ("lose_lose_threshold", *DEFAULT)
"""The threshold of lose-lose, on which most depends, and the numbers that nobody knows."""


def controls(scenario: Scenario) -> dict[str, Any]:
    """Return all that can be moved, with ranges, present values and meanings, as plain data."""
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.start,
        "months": scenario.months,
        "capitals": [capital_controls(scenario, capital) for capital in CAPITALS],
        "numbers": [slider(LEDGER[name], scenario.value(name)) for name in NUMBERS if is_on(scenario, name)],
        "votes": [
            {"name": f"elections.{vote.capital}", "capital": vote.capital, "month": vote.month}
            for vote in scenario.elections
            if votes_count(scenario) and months_from(scenario.start, vote.in_force, "in_force") < scenario.months
        ],
    }  # fmt: skip


def movable(scenario: Scenario) -> frozenset[str]:
    """Return the names that a request may change in a scenario."""
    found = controls(scenario)
    names = [each["name"] for kind in ("numbers", "votes") for each in found[kind]]
    for capital in found["capitals"]:
        names += [f"{capital['name']}.policy", *(lever["name"] for lever in capital["levers"])]
    return frozenset(names)


def is_on(scenario: Scenario, name: str) -> bool:
    """Say whether a number or lever moves anything: its module is on."""
    return LEDGER[name].module in ("core", *scenario.modules)


def votes_count(scenario: Scenario) -> bool:
    """Say whether votes take place at all."""
    return "elections" in scenario.modules


def capital_controls(scenario: Scenario, capital: str) -> dict[str, Any]:
    """Return the policies and levers of one capital; a lever shows what the first policy of the scenario sets."""
    plan = scenario.plan(capital)
    spell = plan.spells[0]
    present = dict(POLICIES[capital][spell.policy].levers) | dict(spell.levers) | dict(plan.levers)
    own = [entry for entry in LEDGER.values() if entry.name.startswith(f"{capital}.") and is_on(scenario, entry.name)]
    return {
        "name": capital,
        "plan": [{"from": each.start, "policy": each.policy} for each in plan.spells],
        "policies": [
            {"name": policy.name, "meaning": policy.meaning, "source": policy.source, "levers": dict(policy.levers)}
            for policy in POLICIES[capital].values()
        ],
        "levers": [slider(entry, present.get(entry.name.partition(".")[2], entry.default)) for entry in own],
    }


def slider(entry: Entry, value: float) -> dict[str, Any]:
    """Return one number as a slider; an assumption of our own has no source."""
    return {
        "name": entry.name, "symbol": entry.symbol, "low": entry.low, "high": entry.high, "value": value,
        "default": entry.default, "unit": entry.unit, "meaning": entry.meaning, "tag": entry.tag,
        "source": "" if entry.source == OURS else entry.source,
    }  # fmt: skip

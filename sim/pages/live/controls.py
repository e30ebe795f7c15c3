"""What the page can move in a scenario: policies, levers, votes and uncertain numbers, all from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sim.analysis.uncertain import UNCERTAIN
from sim.calendar import months_from
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.numbers.entry import OURS, Entry
from sim.game.policies import POLICIES
from sim.study.experiment.definition import Factor
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios
from sim.study.scenario.parameters import DEFAULTS, PARAMETERS


def controls(scenario: Scenario) -> dict[str, Any]:
    """Return all that can be moved, with ranges, present values and meanings, as plain data."""
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.start,
        "months": scenario.months,
        "capitals": [capital_controls(scenario, capital) for capital in CAPITALS],
        "numbers": [uncertain(each, scenario.value(each.name)) for each in UNCERTAIN],
        "votes": [
            {"name": f"elections.{capital}", "capital": capital, "months": months}
            for capital in CAPITALS if (months := votes_of(scenario, capital))
        ],
    }  # fmt: skip


def votes_of(scenario: Scenario, capital: str) -> list[str]:
    """Return the months in which a new government of a capital comes in, as far as they are played."""
    return [
        vote.month for vote in scenario.elections
        if vote.capital == capital and months_from(scenario.start, vote.month, "month") < scenario.months
    ]  # fmt: skip


def movable(scenario: Scenario) -> frozenset[str]:
    """Return the names that a request may change in a scenario."""
    found = controls(scenario)
    names = [each["name"] for kind in ("numbers", "votes") for each in found[kind]]
    for capital in found["capitals"]:
        names += [f"{capital['name']}.policy", *(lever["name"] for lever in capital["levers"])]
    return frozenset(names)


def capital_controls(scenario: Scenario, capital: str) -> dict[str, Any]:
    """Return the policies and levers of one capital; a lever shows what the first spell of the scenario sets."""
    plan = scenario.plan(capital)
    spells = plan.in_time
    present = dict(spells[0].levers) | dict(plan.levers)
    own = {name.partition(".")[2]: lever for name, lever in LEVERS.items() if name.startswith(f"{capital}.")}
    return {
        "name": capital,
        "plan": [{"from": each.start, "policy": each.policy} for each in spells],
        "policies": [
            {"name": policy.name, "meaning": policy.sentence, "source": source_of(policy.source)}
            for policy in POLICIES[capital].values()
        ],
        "levers": [
            slider(lever, lever.name, lever.label, lever.default, present.get(name, lever.default))
            for name, lever in own.items()
        ],
    }  # fmt: skip


def uncertain(each: Factor, value: float) -> dict[str, Any]:
    """Return a number or cell that nobody knows as a slider over its range."""
    name, _, cell = each.name.partition(".")
    label = name.replace("_", " ") + (f", {cell.replace('_', ' ')}" if cell else "")
    made = slider(PARAMETERS[name], each.name, label, DEFAULTS[each.name], value)
    return made | {"low": each.low, "high": each.high}


def slider(entry: Entry, name: str, label: str, default: float, value: float) -> dict[str, Any]:
    """Return one number as a slider; an assumption of our own has no source."""
    return {
        "name": name, "label": label, "symbol": entry.symbol, "low": entry.low, "high": entry.high, "value": value,
        "default": default, "unit": entry.unit, "meaning": entry.meaning, "tag": entry.tag,
        "source": source_of(entry.source),
    }  # fmt: skip


def source_of(source: str) -> str:
    """Return a source to show: none for what is our own."""
    return "" if source == OURS else source


@dataclass(frozen=True, slots=True)
class Offer:
    """A scenario, and the words after `sim run` that give it: its name or path, and what `--set` changed."""

    scenario: Scenario
    asked: str
    changes: tuple[str, ...] = ()


Shelf = Mapping[str, Offer]


def shelf_of(scenario: Scenario, asked: str, changes: Sequence[str] = ()) -> Shelf:
    """Return the scenario that was asked for, first, and those that ship, by the names that requests use.

    Every file is read now: a request picks from this table and opens nothing.
    """
    first = {scenario.name: Offer(scenario, asked, tuple(changes))}
    rest = {name: Offer(load_scenario(name), name) for name in shipped_scenarios() if name != scenario.name}
    return MappingProxyType(first | rest)

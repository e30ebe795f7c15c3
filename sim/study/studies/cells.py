"""Cells as scenarios: the base with the values of a cell in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...game.catalogue import CAPITALS
from ...world.scenario import Plan, Scenario, Spell
from .distributions import Value


def scenarios(base: Scenario, names: Sequence[str], cells: Sequence[Sequence[Value]]) -> Iterator[Scenario]:
    """Yield the scenario of each cell, equal to `base.change` of its values but made and checked in one go.

    Raises ScenarioProblem for a value that cannot be.
    """
    heads = [name.partition(".")[0] for name in names]
    numbers = [
        k for k, head in enumerate(heads) if head not in (*CAPITALS, "modules", "kim_type", "forecast", "months")
    ]
    plans = {capital: [k for k, head in enumerate(heads) if head == capital] for capital in CAPITALS}
    others = [k for k, head in enumerate(heads) if head in ("modules", "kim_type", "forecast", "months")]
    known: dict[tuple[Any, ...], Plan] = {}
    bases: dict[tuple[Any, ...], Scenario] = {}
    for cell in cells:
        own = tuple(cell[k] for k in others)
        if own not in bases:
            bases[own] = base.change({names[k]: cell[k] for k in others})
        changed: dict[str, Any] = {}
        for capital, places in plans.items():
            if places:
                key = (capital, *(cell[k] for k in places))
                if key not in known:
                    known[key] = plan_of(base, capital, [names[k] for k in places], key[1:])
                changed[capital] = known[key]
        if numbers:
            values = dict(base.values) | {names[k]: float(cell[k]) for k in numbers}
            changed["values"] = tuple(sorted(values.items()))
        yield replace(bases[own], **changed) if changed else bases[own]


def plan_of(base: Scenario, capital: str, names: Sequence[str], values: Sequence[Value]) -> Plan:
    """Return the plan of a capital with its policy or some of its levers changed."""
    plan = base.plan(capital)
    spells, levers = plan.spells, dict(plan.levers)
    for name, value in zip(names, values, strict=True):
        what = name.partition(".")[2]
        if what == "policy":
            spells = (Spell(base.start, str(value)),)
        else:
            levers[what] = float(value)
    return Plan(spells, tuple(sorted(levers.items())))

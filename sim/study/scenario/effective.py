"""What a scenario comes to: its numbers once policies and an imposed type of Kim have had their say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.moves import KimType
from sim.game.policies import HELD, courses_of
from sim.study.scenario.events import Spell, policy_of, rule_of
from sim.study.scenario.parameters import DEFAULTS, SHARES

if TYPE_CHECKING:
    from sim.study.scenario.scenario import Scenario


def effective_numbers(s: Scenario, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return every number and cell of the ledger as the scenario has it, by name.

    `given` replaces values of the scenario; they may be arrays, one value a world, and so are then the results that
    hang on them. Values go before what a policy sets; what it adds comes on top. Cells of a table of chances are
    weights. An imposed type of Kim is sure and does not drift.
    """
    rules = [rule for capital in CAPITALS if (rule := rule_of(capital, s.plan(capital))) is not None]
    said = dict(s.values) | dict(given or {})
    numbers: dict[str, Any] = dict(DEFAULTS)
    for rule in rules:
        numbers |= rule.sets
    numbers |= said
    for rule in rules:
        for name, difference in rule.adds.items():
            numbers[name] = numbers[name] + difference
    fixed = kim(s)
    numbers |= fixed
    for cells in SHARES:
        if any(cell in said or cell in fixed for cell in cells):
            numbers |= shares({cell: numbers[cell] for cell in cells})
    return numbers


def shares(weights: dict[str, Any]) -> dict[str, Any]:
    """Return weights as chances that come to 1, untouched where they do."""
    total = sum(weights.values())
    if isinstance(total, float) and abs(total - 1.0) < 1e-12:
        return weights
    return {cell: weight / total for cell, weight in weights.items()}


def course_cells(capital: str, course: str) -> dict[str, float]:
    """Return the cells of the ledger that put a capital on a course at the start."""
    return {f"start_{capital}_course.{each}": float(each == course) for each in courses_of(capital)}


def start_course(s: Scenario, capital: str) -> str | None:
    """Return the course on which a capital starts, or None where luck draws it; what is held at once is in force."""
    held = policy_of(capital, s.plan(capital).in_time[0].policy).course
    if held is not None:
        return held
    numbers = dict(s.values)
    cells = {each: f"start_{capital}_course.{each}" for each in courses_of(capital)}
    possible = [each for each, cell in cells.items() if numbers.get(cell, DEFAULTS[cell])]
    return possible[0] if len(possible) == 1 else None


def kim(s: Scenario) -> dict[str, float]:
    """Return the numbers of an imposed type of Kim, none where it is drawn."""
    types = [each.name.lower() for each in KimType]
    if s.kim_type not in types:
        return {}
    return {f"kim_chance.{each}": float(each == s.kim_type) for each in types} | {"type_drift": 0.0}


def effective_levers(s: Scenario, capital: str) -> Iterator[tuple[Spell, str | None, dict[str, float]]]:
    """Yield each spell of a capital with the course that it is held to, None where it is free, and all its levers."""
    plan = s.plan(capital)
    own = {name.partition(".")[2]: lever.default for name, lever in LEVERS.items() if name.startswith(f"{capital}.")}
    for spell in plan.in_time:
        held = start_course(s, capital) if spell.policy == HELD else policy_of(capital, spell.policy).course
        yield spell, held, own | dict(spell.levers) | dict(plan.levers)

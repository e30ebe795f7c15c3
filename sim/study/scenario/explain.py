"""Every value of a scenario with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.study.scenario.parameters import PARAMETERS, Values
from sim.study.scenario.plan import KINDS, Election, Expiry, Incident, Switch, Window, course_cells, policy_of, rule_of
from sim.study.scenario.scenario import Scenario, effective_numbers, kim

DEFAULT: Final = "default"
FIELDS: Final = ("title", "start", "months", "kim_type")


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a scenario: its name, its unit, and a policy, a change, a line of a file or "default"."""

    name: str
    value: Any
    unit: str
    origin: str


def explain(s: Scenario) -> list[Row]:
    """Return every value of a scenario with its origin: fields, plans, events, then the numbers of the ledger."""
    origin = dict(s.origin)
    rows = [Row(name, getattr(s, name), "", origin.get(name, DEFAULT)) for name in FIELDS]
    for capital in CAPITALS:
        rows += plan_rows(s, capital, origin)
    return [*rows, *event_rows(s, origin), *number_rows(s, origin)]


def plan_rows(s: Scenario, capital: str, origin: dict[str, str]) -> Iterator[Row]:
    """Yield the start course of a capital, its policies by month, and its levers."""
    plan = s.plan(capital)
    schedule = origin.get(f"{capital}.schedule", DEFAULT)
    held_at_once = policy_of(capital, plan.in_time[0].policy).course is not None
    cell = f"start_{capital}_course.{s.course(capital)}"
    started = origin.get(f"{capital}.schedule[0]", schedule) if held_at_once else origin.get(cell, DEFAULT)
    yield Row(f"{capital}.course", s.course(capital) or "drawn", "", started)
    for place, spell in enumerate(plan.in_time):
        own = origin.get(f"{capital}.schedule[{place}]", schedule)
        yield Row(f"{capital} from {spell.start or s.start}", spell.policy + pairs(spell.levers), "", own)
    held = dict(plan.levers)
    for name, lever in LEVERS.items():
        own_capital, _, short = name.partition(".")
        if own_capital == capital:
            yield Row(name, held.get(short, lever.default), lever.unit, origin.get(name, DEFAULT))


def pairs(values: Values) -> str:
    """Return named numbers in brackets, or nothing."""
    return f" ({', '.join(f'{name} {value:g}' for name, value in values)})" if values else ""


def event_rows(s: Scenario, origin: dict[str, str]) -> Iterator[Row]:
    """Yield what the calendar brings."""
    for kind in KINDS:
        for place, item in enumerate(getattr(s, kind)):
            own = origin.get(f"{kind}[{place}]", origin.get(kind, DEFAULT))
            yield Row(f"{kind}[{place}]", told(item), "", own)


def told(item: Any) -> str:
    """Say an event in few words."""
    match item:
        case Election() | Switch():
            return f"{item.month}: {item.capital}{pairs(item.chances)}"
        case Window() | Incident():
            return f"{item.month}: {item.result}"
        case Expiry():
            return f"{item.month}: {item.share:g} of the UN measures"
    return f"{item}: a new leader in Pyongyang"


def number_rows(s: Scenario, origin: dict[str, str]) -> Iterator[Row]:
    """Yield the numbers and cells of the ledger as the scenario has them, but for start courses already told."""
    origins = number_origins(s, origin)
    courses = {capital: course for capital in CAPITALS if (course := s.course(capital))}
    told_as_course = {cell for capital, course in courses.items() for cell in course_cells(capital, course)}
    for name, value in effective_numbers(s).items():
        if name not in told_as_course:
            unit = PARAMETERS[name.partition(".")[0]].unit
            yield Row(name, float(value), unit, origins.get(name, DEFAULT))


def number_origins(s: Scenario, origin: dict[str, str]) -> dict[str, str]:
    """Return where each number comes from that somebody sets; one that a policy adds to has two origins."""
    rules = {capital: rule for capital in CAPITALS if (rule := rule_of(capital, s.plan(capital))) is not None}
    told = {capital: f"policy {rule.name} of {capital}" for capital, rule in rules.items()}
    found = {name: told[capital] for capital, rule in rules.items() for name in rule.sets}
    found |= {name: origin.get(name, "the scenario") for name, _ in s.values}
    for capital, rule in rules.items():
        found |= {name: "; ".join(filter(None, (found.get(name), told[capital]))) for name in rule.adds}
    return found | dict.fromkeys(kim(s), f"kim_type {s.kim_type}")

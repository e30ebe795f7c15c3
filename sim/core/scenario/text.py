"""A scenario as the text of a TOML file, and where each of its values comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sim.core.base.errors import ScenarioProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import courses_of
from sim.core.scenario import plan as plans
from sim.core.scenario.parameters import LEVERS_OF, PARAMETERS, Values
from sim.core.scenario.scenario import RULES, Scenario, effective_parameters, kim
from sim.core.scenario.schema import LONGEST_NAME


def to_toml(scenario: Scenario) -> str:
    """Return the text of a file that loads back to an equal scenario; it needs no base.

    Raises ScenarioProblem for a name or title that a file may not hold: empty, very long, or not
    printable.
    """
    return "\n".join(statements(scenario)) + "\n"


def statements(s: Scenario) -> Iterator[str]:
    """Yield the lines of the file of a scenario."""
    yield f"name = {name(s.name, 'name')}"
    yield f"title = {name(s.title, 'title')}"
    yield f"start = {as_toml(s.start)}"
    yield f"months = {s.months}"
    yield f"kim_type = {as_toml(s.kim_type)}"
    if s.leaders:
        yield f"leaders = [{', '.join(map(as_toml, s.leaders))}]"
    courses = {capital: course for capital in CAPITALS if (course := said_course(s, capital))}
    course_cells = {
        cell for capital, course in courses.items() for cell in plans.course_cells(capital, course)
    }
    yield from table(
        "[parameters]", numbers(tuple(pair for pair in s.values if pair[0] not in course_cells))
    )
    for capital in CAPITALS:
        yield from plan(capital, s.plan(capital), courses.get(capital))
    for kind in ("elections", "switches", "windows", "incidents"):
        yield from events(kind, getattr(s, kind))
    yield from table("[rules]", {rule: as_toml(function) for rule, function in s.rules})
    yield from events("expiries", s.expiries)


def said_course(s: Scenario, capital: str) -> str | None:
    """Return the course on which the values of a scenario put a capital at the start, None if they
    leave it open.
    """
    settings = dict(s.values).items()
    return next(
        (
            course
            for course in courses_of(capital)
            if plans.course_cells(capital, course).items() <= settings
        ),
        None,
    )


def plan(capital: str, capital_plan: plans.Plan, course: str | None) -> Iterator[str]:
    """Yield the TOML lines of the plan of a capital."""
    started = {"course": as_toml(course)} if course else {}
    yield from table(f"[{capital}]", started | numbers(capital_plan.levers))
    for stretch in capital_plan.stretches:
        start = {} if stretch.start is None else {"from": as_toml(stretch.start)}
        yield from table(
            f"[[{capital}.schedule]]",
            start | {"policy": as_toml(stretch.policy)} | numbers(stretch.levers),
        )


def events(kind: str, items: Iterable[plans.Event]) -> Iterator[str]:
    """Yield the lines of the items of a list, field by field; chances stand on one line."""
    for item in items:
        values = ((field.name, getattr(item, field.name)) for field in fields(item))
        yield from table(f"[[{kind}]]", {name: as_toml(value) for name, value in values})


def as_toml(value: str | float | Values) -> str:
    """Return a text in quotes, a number that reads back as the same float, or pairs as a table on
    one line.
    """
    if isinstance(value, tuple):
        return (
            "{ " + ", ".join(f"{key} = {number}" for key, number in numbers(value).items()) + " }"
        )
    return text(value) if isinstance(value, str) else repr(float(value))


def table(header: str, pairs: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table, none if it is empty."""
    if pairs:
        yield from ("", header)
    for key, value in pairs.items():
        yield f"{key} = {value}"


def numbers(values: Values) -> dict[str, str]:
    """Return named numbers as text."""
    return {key: as_toml(value) for key, value in values}


def text(value: str | float | Sequence[str]) -> str:
    """Return a value as TOML writes it, a text in quotes."""
    return json.dumps(value, ensure_ascii=False)


def name(value: str, location: str) -> str:
    """Return a name in quotes; raises ScenarioProblem for one that a file may not hold."""
    if not value.isprintable() or not 1 <= len(value) <= LONGEST_NAME:
        remedy = f"Give 1 to {LONGEST_NAME} characters that can be printed."
        raise ScenarioProblem(f"the text {value!r} cannot stand in a file", location, remedy)
    return text(value)


DEFAULT: Final = "default"
FIELDS: Final = ("title", "start", "months", "kim_type")


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a scenario: its name, its unit, and a policy, a change, a line of a file or
    "default".
    """

    name: str
    value: Any
    unit: str
    origin: str


def explain(s: Scenario) -> list[ValueRow]:
    """Return every value of a scenario with its origin: fields, plans, events, then the parameters
    .
    """
    origin = dict(s.origin)
    rows = [ValueRow(name, getattr(s, name), "", origin.get(name, DEFAULT)) for name in FIELDS]
    for capital in CAPITALS:
        rows += plan_rows(s, capital, origin)
    rules = [
        ValueRow(key, function, "", origin.get(key, DEFAULT))
        for rule, function in s.rules
        for key in [f"{RULES}.{rule}"]
    ]
    for kind in plans.KINDS:
        for place, item in enumerate(getattr(s, kind)):
            source = origin.get(f"{kind}[{place}]", origin.get(kind, DEFAULT))
            rows.append(ValueRow(f"{kind}[{place}]", event_text(item), "", source))
    return [*rows, *rules, *number_rows(s, origin)]


def plan_rows(s: Scenario, capital: str, origin: dict[str, str]) -> Iterator[ValueRow]:
    """Yield the start course of a capital, its policies by month, and its levers."""
    plan = s.plan(capital)
    schedule = origin.get(f"{capital}.schedule", DEFAULT)
    held_at_once = plans.policy_of(capital, plan.in_time[0].policy).course is not None
    cell = f"start_{capital}_course.{s.course(capital)}"
    started = (
        origin.get(f"{capital}.schedule[0]", schedule)
        if held_at_once
        else origin.get(cell, DEFAULT)
    )
    yield ValueRow(f"{capital}.course", s.course(capital) or "drawn", "", started)
    for place, stretch in enumerate(plan.in_time):
        source = origin.get(f"{capital}.schedule[{place}]", schedule)
        yield ValueRow(
            f"{capital} from {stretch.start or s.start}",
            stretch.policy + pairs(stretch.levers),
            "",
            source,
        )
    lever_values = dict(plan.levers)
    for short, default in LEVERS_OF[capital].items():
        name = f"{capital}.{short}"
        yield ValueRow(
            name, lever_values.get(short, default), LEVERS[name].unit, origin.get(name, DEFAULT)
        )


def pairs(values: Values) -> str:
    """Return named numbers in brackets, or nothing."""
    return f" ({', '.join(f'{name} {value:g}' for name, value in values)})" if values else ""


def event_text(item: Any) -> str:
    """Say an event in few words."""
    match item:
        case plans.Election() | plans.Switch():
            return f"{item.month}: {item.capital}{pairs(item.chances)}"
        case plans.Window() | plans.Incident():
            return f"{item.month}: {item.result}"
        case plans.Expiry():
            return f"{item.month}: {item.share:g} of the UN measures"
    return f"{item}: a new leader in Pyongyang"


def number_rows(s: Scenario, origin: dict[str, str]) -> Iterator[ValueRow]:
    """Yield the parameters and their cells as the scenario has them, but for start courses
    already told.
    """
    origins = number_origins(s, origin)
    courses = {capital: course for capital in CAPITALS if (course := s.course(capital))}
    told_as_course = {
        cell for capital, course in courses.items() for cell in plans.course_cells(capital, course)
    }
    for name, value in effective_parameters(s).items():
        if name not in told_as_course:
            unit = PARAMETERS[name.partition(".")[0]].unit
            yield ValueRow(name, float(value), unit, origins.get(name, DEFAULT))


def number_origins(s: Scenario, origin: dict[str, str]) -> dict[str, str]:
    """Return where each number comes from that somebody sets; one that a policy adds to has two
    origins.
    """
    rules = {
        capital: rule
        for capital in CAPITALS
        if (rule := plans.rule_of(capital, s.plan(capital))) is not None
    }
    policy_texts = {capital: f"policy {rule.name} of {capital}" for capital, rule in rules.items()}
    origins = {name: policy_texts[capital] for capital, rule in rules.items() for name in rule.sets}
    origins |= {name: origin.get(name, "the scenario") for name, _ in s.values}
    for capital, rule in rules.items():
        origins |= {
            name: "; ".join(filter(None, (origins.get(name), policy_texts[capital])))
            for name in rule.adds
        }
    return origins | dict.fromkeys(kim(s), f"kim_type {s.kim_type}")

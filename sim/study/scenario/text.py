"""A scenario as the text of a TOML file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sim.errors import ScenarioProblem
from sim.game.catalogue import CAPITALS
from sim.game.policies import courses_of
from sim.study.scenario.parameters import Values
from sim.study.scenario.plan import Election, Incident, Plan, Switch, Window, course_cells
from sim.study.scenario.scenario import Scenario
from sim.study.scenario.schema import LONGEST_NAME


def to_toml(scenario: Scenario) -> str:
    """Return the text of a file that loads back to an equal scenario; it needs no base.

    Raises ScenarioProblem for a name or title that a file may not hold: empty, very long, or not printable.
    """
    return "\n".join(statements(scenario)) + "\n"


def statements(s: Scenario) -> Iterator[str]:
    """Yield the lines of the file of a scenario."""
    yield f"name = {name(s.name, 'name')}"
    yield f"title = {name(s.title, 'title')}"
    yield f"start = {text(s.start)}"
    yield f"months = {s.months}"
    yield f"kim_type = {text(s.kim_type)}"
    if s.leaders:
        yield f"leaders = [{', '.join(text(month) for month in s.leaders)}]"
    courses = {capital: course for capital in CAPITALS if (course := said_course(s, capital))}
    told = {cell for capital, course in courses.items() for cell in course_cells(capital, course)}
    yield from table("[parameters]", numbers(tuple(pair for pair in s.values if pair[0] not in told)))
    for capital in CAPITALS:
        yield from plan(capital, s.plan(capital), courses.get(capital))
    yield from offices("[[elections]]", s.elections)
    yield from offices("[[switches]]", s.switches)
    yield from dated("[[windows]]", s.windows)
    yield from dated("[[incidents]]", s.incidents)
    for measure in s.expiries:
        yield from table("[[expiries]]", {"month": text(measure.month), "share": decimal(measure.share)})


def said_course(s: Scenario, capital: str) -> str | None:
    """Return the course on which the values of a scenario put a capital at the start, None where they say less."""
    values = dict(s.values)
    for course in courses_of(capital):
        if course_cells(capital, course).items() <= values.items():
            return course
    return None


def plan(capital: str, own: Plan, course: str | None) -> Iterator[str]:
    """Yield the lines of what a capital intends."""
    started = {"course": text(course)} if course else {}
    yield from table(f"[{capital}]", started | numbers(own.levers))
    for spell in own.spells:
        start = {} if spell.start is None else {"from": text(spell.start)}
        yield from table(f"[[{capital}.schedule]]", start | {"policy": text(spell.policy)} | numbers(spell.levers))


def offices(header: str, items: Iterable[Election | Switch]) -> Iterator[str]:
    """Yield the lines of elections or switches."""
    for item in items:
        months = {"capital": text(item.capital), "month": text(item.month)}
        yield from table(header, months | {"chances": inline(item.chances)})


def dated(header: str, items: Iterable[Window | Incident]) -> Iterator[str]:
    """Yield the lines of events that have a result."""
    for item in items:
        yield from table(header, {"month": text(item.month), "result": text(item.result)})


def table(header: str, pairs: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table, none where it holds nothing."""
    if pairs:
        yield from ("", header)
    for key, value in pairs.items():
        yield f"{key} = {value}"


def numbers(values: Values) -> dict[str, str]:
    """Return named numbers as text."""
    return {key: decimal(value) for key, value in values}


def inline(values: Values) -> str:
    """Return pairs as a table on one line."""
    return "{ " + ", ".join(f"{key} = {value}" for key, value in numbers(values).items()) + " }"


def decimal(value: float) -> str:
    """Return a number that reads back as the same float."""
    return repr(float(value))


def text(value: str) -> str:
    """Return text in quotes, as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def name(value: str, where: str) -> str:
    """Return a name in quotes; raises ScenarioProblem for one that a file may not hold."""
    if not value.isprintable() or not 1 <= len(value) <= LONGEST_NAME:
        raise ScenarioProblem(
            f"the text {value!r} cannot stand in a file",
            where,
            f"Give 1 to {LONGEST_NAME} characters that can be printed.",
        )
    return text(value)

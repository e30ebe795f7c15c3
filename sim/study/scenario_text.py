"""A scenario as the text of a TOML file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..errors import ScenarioProblem
from ..game.catalogue import CAPITALS
from ..world.parameters import MODULES
from ..world.scenario import Plan, Scenario, Values
from .scenario_schema import LONGEST_NAME


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
    yield f"forecast = {text(s.forecast)}"
    yield f"kim_type = {text(s.kim_type)}"
    yield f"modules = {modules(s.modules)}"
    yield from table("parameters", numbers(s.values))
    moves = zip(CAPITALS, s.opening_moves, strict=True)
    yield from table("opening_moves", {capital: text(move) for capital, move in moves})
    for capital in CAPITALS:
        yield from plan(capital, s.plan(capital))
    yield from events(s)


def plan(capital: str, own: Plan) -> Iterator[str]:
    """Yield the lines of what a capital intends."""
    yield from table(capital, numbers(own.levers))
    for spell in own.spells:
        head = {"from": text(spell.start), "policy": text(spell.policy)}
        yield from table(f"[{capital}.schedule]", head | numbers(spell.levers))


def events(s: Scenario) -> Iterator[str]:
    """Yield the lines of what befalls the capitals."""
    for vote in s.elections:
        months = {"capital": text(vote.capital), "month": text(vote.month), "in_force": text(vote.in_force)}
        chances = {"keep": decimal(vote.keep), "options": inline(vote.options)}
        yield from table("[elections]", months | chances)
    for window in s.windows:
        yield from table("[windows]", {"month": text(window.month), "result": text(window.result)})
    for measure in s.expiries:
        what = {"share": decimal(measure.share), "name": name(measure.name, "expiries")}
        yield from table("[expiries]", {"month": text(measure.month)} | what)
    for incident in s.incidents:
        yield from table("[incidents]", {"month": text(incident.month), "result": text(incident.result)})


def table(header: str, pairs: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table, none where it holds nothing."""
    if pairs:
        yield from ("", f"[{header}]")
    for key, value in pairs.items():
        yield f"{key if key.isidentifier() else text(key)} = {value}"


def numbers(values: Values) -> dict[str, str]:
    """Return named numbers as text."""
    return {key: decimal(value) for key, value in values}


def inline(values: Values) -> str:
    """Return pairs as a table on one line."""
    return "{ " + ", ".join(f"{key} = {value}" for key, value in numbers(values).items()) + " }"


def modules(names: tuple[str, ...]) -> str:
    """Return the modules that are on, in the shortest form."""
    if set(names) == set(MODULES):
        return text("all")
    return "[" + ", ".join(text(each) for each in names) + "]" if names else text("none")


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

"""`sim scenarios`, `sim show`, `sim explain`: what ships, where each value comes from, and what a name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, show_table
from sim.cli.output import print_json, say
from sim.engine import SLOTS
from sim.errors import UsageProblem, nearest
from sim.game.aims import AIMS
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.levers import LEVERS
from sim.game.numbers.aims import SPREADS
from sim.game.numbers.entry import TAGS, Entry
from sim.game.policies import POLICIES, Policy
from sim.show.ledger_tables import BLOCK, condition, purpose
from sim.show.meanings import FIELD_MEANINGS, STATES
from sim.study.experiment.definition import value_text
from sim.study.outcomes import OUTCOMES
from sim.study.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    from sim.study.scenario import Row


@click.command("scenarios", short_help="List the scenarios that ship.")
@opt.json_option
def scenarios(as_json: bool) -> None:
    """List the scenarios that ship: name, title, and what each stands for."""
    from sim.study.scenario import load_scenario, shipped_scenarios
    from sim.study.scenario.file import shipped_bytes

    found = []
    for name in shipped_scenarios():
        about = first_sentence(shipped_bytes(name).decode())
        found.append({"name": name, "title": load_scenario(name).title, "about": about})
    if as_json:
        print_json(found)
        return
    width = max(len(each["name"]) for each in found)
    for each in found:
        say(f"{each['name']:<{width}}  {each['title']}\n{'':<{width}}  {each['about']}")


def first_sentence(text: str) -> str:
    """Return the first sentence of the comment with which a scenario file begins."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return re.split(r"(?<=[.!?])\s", " ".join(lines), maxsplit=1)[0]


@click.command("show", short_help="Show a scenario, each value with where it came from.")
@opt.stacked(
    opt.scenario_argument, opt.set_option(), opt.json_option, opt.table_option,
    opt.option("--toml", "as_toml", is_flag=True, help="Print the whole scenario as a file that needs no base."),
    opt.full_option,
)  # fmt: skip
def show(
    scenario: str, changes: tuple[tuple[str, str], ...], as_json: bool, table: str | None, as_toml: bool, full: bool
) -> None:  # fmt: skip
    """Show SCENARIO: each value, and the option, variable or line of a file that it comes from.

    Numbers at the ledger's default are left out, unless --full or --json is given.
    """
    from dataclasses import asdict

    from sim.analysis.finding import Table
    from sim.cli.reading import read_scenario
    from sim.study.scenario import explain, to_toml

    asked = read_scenario(scenario, changes)
    rows = explain(asked)
    if as_toml:
        say(to_toml(asked).rstrip("\n"))
        return
    if as_json:
        values = [asdict(row) for row in rows]
        print_json({"scenario": asked.name, "scenario_hash": asked.hash, "values": values})
        return
    shown = [row for row in rows if full or not is_quiet(row)]
    cells = tuple((row.name, value_of(row), row.origin) for row in shown)
    content = Table("scenario", f"{asked.name}, hash {asked.hash}", ("", "value", "from"), cells)
    show_table(content, Common(table=table))
    if not full and not table:
        say(f"{len(rows) - len(shown)} more numbers are at the ledger's defaults. --full lists them.")


def is_quiet(row: Row) -> bool:
    """Say whether a row only repeats the default of the ledger."""
    from sim.game.levers import LEVERS
    from sim.study.scenario.parameters import PARAMETERS
    from sim.study.scenario.text import DEFAULT

    return row.origin == DEFAULT and (row.name in LEVERS or row.name.partition(".")[0] in PARAMETERS)


def value_of(row: Row) -> str:
    """Return the value of a row with its unit."""
    from sim.study.experiment.definition import value_text

    text = value_text(row.value) if isinstance(row.value, float) else str(row.value)
    return f"{text} {row.unit}".rstrip()


@click.command("explain", short_help="Explain a number, lever, policy, course, move or outcome.")
@click.argument("name")
@opt.json_option
def explain(name: str, as_json: bool) -> None:
    """Explain NAME: a number of the ledger, a table or its cell, a lever, a policy, a course, a word, a deed, a state,
    an outcome, a slot of luck, a field of a scenario, or an evidence tag.

    \b
    sim explain washington.pressure
    sim explain maximum_pressure
    sim explain lose_lose
    """

    found = found_under(name)
    if not found:
        known = dict.fromkeys(part for each in all_entries() for part in (each.name, each.name.rpartition(".")[2]))
        raise UsageProblem(
            f"nothing goes by the name '{name}'", f"sim explain {name}",
            f"Try the name of a number, lever, policy, course, move or outcome.{nearest(name, known)}",
        )  # fmt: skip
    if as_json:
        print_json([{"name": each.name, "kind": each.kind, **dict(each.facts)} for each in found])
        return
    for place, each in enumerate(found):
        say(("\n" if place else "") + f"{each.name} ({each.kind})")
        width = max(len(key) for key, _ in each.facts)
        for key, text in each.facts:
            say(f"  {key:<{width}}  {text}")


@dataclass(frozen=True)
class Explained:
    """One thing with a name: its kind, and facts about it in order."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]


def all_entries() -> Iterator[Explained]:
    """Yield everything that can be explained."""
    for entry in PARAMETERS.values():
        yield Explained(entry.name, entry.kind, tuple(facts_of(entry)))
        for cell, value in entry.cells:
            yield Explained(f"{entry.name}.{cell}", f"cell of a {entry.kind}", (
                ("default", with_unit(value, entry.unit)), ("range", bounds(entry.low, entry.high)),
                (entry.kind, f"{entry.name}: {entry.meaning}"), ("evidence", evidence(entry)),
            ))  # fmt: skip
    for name, lever in LEVERS.items():
        yield Explained(name, "lever", (*facts_of(lever), ("low to high", lever.wanted)))
    yield from policies()
    yield from moves()
    yield from courses()
    yield from outcomes()
    for name, state in STATES.items():
        facts = [("meaning", state.meaning), ("range", bounds(state.low, state.high)), ("symbol", state.symbol)]
        yield Explained(name, "state", known(facts))
    for name, meaning in FIELD_MEANINGS.items():
        yield Explained(name, "field of a scenario", (("meaning", meaning),))
    yield from capitals()
    for number, slot in enumerate(SLOTS):
        yield Explained(slot, "slot of luck", (
            ("decides", purpose(slot)),
            ("address", f"block {number // BLOCK}, place {number % BLOCK}, of each month and world"),
        ))  # fmt: skip
    for tag, meaning in TAGS.items():
        count = sum(entry.tag == tag for entry in PARAMETERS.values())
        yield Explained(tag, "evidence tag", (("meaning", meaning), ("entries", f"{count} of {len(PARAMETERS)}")))


def bounds(low: float, high: float) -> str:
    """Return a range; a side without a bound is left open."""
    if low == -high == -inf:
        return "any"
    return f"{value_text(low)} and up" if high == inf else f"{value_text(low)} to {value_text(high)}"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit."""
    return f"{value_text(value)} {unit}".rstrip()


def known(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the facts that say something."""
    return tuple((key, text) for key, text in facts if text)


def evidence(entry: Entry) -> str:
    """Return the evidence of a number in words."""
    seen = "; set while looking at 2015 to 2019" if entry.seen else ""
    return f"{entry.tag}, {TAGS[entry.tag]}; {entry.source}{seen}"


def facts_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what the ledger says of a number, a table, a grid or a lever."""
    yield "meaning", entry.meaning
    if entry.symbol:
        yield "symbol", entry.symbol
    if entry.cells:
        yield "cells", with_unit_of_all(entry)
    else:
        yield "default", with_unit(entry.default, entry.unit)
    yield "range", bounds(entry.low, entry.high)
    if entry.name in SPREADS:
        yield "spread", f"± {value_text(SPREADS[entry.name])}: shares that hang on it are quoted with their range"
    yield "evidence", evidence(entry)
    if entry.neutral is not None:
        yield "neutral", f"{value_text(entry.neutral)}: there it changes nothing"


def with_unit_of_all(entry: Entry) -> str:
    """Return the cells of a table or grid."""
    return ", ".join(f"{name} {value_text(value)}" for name, value in entry.cells) + (
        f" {entry.unit}" if entry.unit else ""
    )


def changes_of(policy: Policy) -> str:
    """Return what a policy changes in numbers and cells, in words."""
    added = [
        f"{name} {value_text(value) if value < 0 else '+' + value_text(value)}" for name, value in policy.adds.items()
    ]
    return ", ".join([*added, *(f"{name} = {value_text(value)}" for name, value in policy.sets.items())])


def policies() -> Iterator[Explained]:
    """Yield the policies of each capital."""
    for capital, named in POLICIES.items():
        for name, policy in named.items():
            course = "reviewed" if policy.reviews else f"held to {policy.course or 'the one it starts on'}"
            facts = [("meaning", policy.sentence), ("course", course), ("changes", changes_of(policy)),
                     ("source", policy.source)]  # fmt: skip
            yield Explained(f"{capital}.{name}", f"policy of {capital.title()}", known(facts))


def moves() -> Iterator[Explained]:
    """Yield the words and deeds of each capital."""
    for key, menu in MOVES.items():
        capital, _, kind = key.partition(".")
        for place, move in enumerate(menu):
            yield Explained(f"{key}.{move.name}", f"{kind} of {capital.title()}", (
                ("meaning", move.label), ("place", f"{place} on its menu"), ("severity", value_text(move.severity)),
                ("CAMEO", move.cameo), ("Goldstein", value_text(move.goldstein)),
            ))  # fmt: skip


def courses() -> Iterator[Explained]:
    """Yield the courses of each capital."""
    for capital, menu in COURSES.items():
        for place, course in enumerate(menu):
            yield Explained(f"{capital}.course.{course.name}", f"course of {capital.title()}", (
                ("meaning", course.label), ("waits for", course.waits_for), ("place", f"{place} on its menu"),
            ))  # fmt: skip


def outcomes() -> Iterator[Explained]:
    """Yield the outcomes, the states and endings that two of them name, and the test behind each aim."""
    tests = {aim.column: condition(aim) for aim in AIMS}
    for name, outcome in OUTCOMES.items():
        facts = [("meaning", outcome.meaning), ("label", outcome.label), ("unit", outcome.unit),
                 ("names", ", ".join(label for label, _ in outcome.names)), ("kept where", tests.get(name, "")),
                 ("formula", outcome.home), ("source", outcome.source)]  # fmt: skip
        yield Explained(name, f"outcome, a {outcome.kind}", known(facts))
    for name, meaning in OUTCOMES["final_state"].names:
        yield Explained(name, "final state", (("meaning", meaning),))
    for name, meaning in OUTCOMES["ending"].names:
        yield Explained(f"ending.{name}", "ending", (("meaning", meaning),))


def capitals() -> Iterator[Explained]:
    """Yield the capitals with their courses, policies, levers, words and deeds."""
    for capital in CAPITALS:
        levers = [name.partition(".")[2] for name in LEVERS if name.startswith(f"{capital}.")]
        yield Explained(capital, "capital", (
            ("courses", ", ".join(course.name for course in COURSES[capital])),
            ("policies", ", ".join(POLICIES[capital])), ("levers", ", ".join(levers) or "none"),
            ("words", ", ".join(move.name for move in MOVES[f"{capital}.word"])),
            ("deeds", ", ".join(move.name for move in MOVES[f"{capital}.deed"])),
        ))  # fmt: skip
        yield Explained(f"{capital}.policy", "field of a scenario", (
            ("meaning", "one policy in every month"), ("policies", ", ".join(POLICIES[capital])),
        ))  # fmt: skip


def found_under(name: str) -> list[Explained]:
    """Return all that goes by a name: by its whole name, by capital and last part, or by the last part alone."""
    wanted = plain(name)
    every = list(all_entries())
    exact = [each for each in every if plain(each.name) == wanted]
    # The cell of a table is seldom what a bare name means.
    named = [each for each in every if "." in each.name and not each.kind.startswith("cell of")]
    return exact + [each for each in named if wanted in short_names(each.name) and each not in exact]


def short_names(name: str) -> tuple[str, str]:
    """Return a name with dots by its first and last part, and by its last part alone."""
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    return plain(f"{first}.{last}"), plain(last)


def plain(name: str) -> str:
    """Return a name as it is compared: without case, accents or blanks."""
    return name.strip().lower().replace("é", "e").replace(" ", "_").replace("-", "_")

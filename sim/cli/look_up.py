"""`sim scenarios`, `sim show`, `sim explain`: what ships, where each value comes from, and what a name means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, show_table
from sim.cli.output import print_json, say
from sim.errors import UsageProblem, nearest

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

    from sim.cli.reading import read_scenario
    from sim.study.estimate.shown import Table
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
    from sim.cli.entries import all_entries, found_under

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

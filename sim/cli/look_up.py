"""`sim show`: the scenarios that ship, where each value of one comes from, and what a name of the game means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, asked_for, show_table
from sim.cli.output import fold_beside, print_json, say
from sim.errors import UsageProblem, nearest

if TYPE_CHECKING:
    from sim.scenario import Row


@click.command("show", short_help="Show the scenarios, one with where each value is from, or what a name means.")
@click.argument("name", required=False)
@opt.stack_options(
    opt.set_option(), opt.json_option, opt.table_option,
    opt.option("--toml", "as_toml", is_flag=True, help="Print the whole scenario as a file that needs no base."),
    opt.full_option, opt.print_option, opt.quiet_option,
)  # fmt: skip
def show(name: str | None, as_json: bool, quiet: bool, **given: Any) -> None:
    """Show NAME: a scenario, a name of the game, or, without it, the list of the scenarios that ship.

    Of a scenario or its file: each value, and the option, variable or line of a file that it comes from; numbers at the
    ledger's default are left out, unless --full or --json is given. A name of the game is a number of the ledger, a
    table or its cell, a lever, a policy, a course, a word, a deed, a state, an outcome, a slot of luck, a field of a
    scenario, or an evidence tag.

    \b
    sim show
    sim show 2017-spring --set beijing.enforcement=1
    sim show maximum_pressure
    """
    from sim.scenario import shipped_scenarios

    if name is not None and (name in shipped_scenarios() or name.endswith(".toml")):
        show_scenario(name, as_json=as_json, **given)
        return
    for each in given:
        if asked_for(each):
            flag = "--set" if each == "changes" else f"--{each.removeprefix('as_')}"
            raise UsageProblem("this is of a scenario alone", flag, "Name a scenario, or leave it out.")
    if name is None:
        list_scenarios(as_json)
    else:
        show_meaning(name, as_json)


def list_scenarios(as_json: bool) -> None:
    """List the scenarios that ship: name, title, and what each stands for."""
    from sim.scenario import load_scenario, shipped_scenarios
    from sim.scenario.file import content as content_of

    found = []
    for name in shipped_scenarios():
        found.append({"name": name, "title": load_scenario(name).title, "about": first_sentence(content_of(name))})
    if as_json:
        print_json(found)
        return
    width = max(len(each["name"]) for each in found)
    for each in found:
        say(fold_beside(f"{each['name']:<{width}}  ", each["title"]))
        say(fold_beside(f"{'':<{width}}  ", each["about"]))


def first_sentence(text: bytes) -> str:
    """Return the first sentence of the comment with which a scenario file begins."""
    lines = []
    for line in text.decode().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return re.split(r"(?<=[.!?])\s", " ".join(lines), maxsplit=1)[0]


def show_scenario(
    scenario: str, changes: tuple[tuple[str, str], ...], as_json: bool, table: str | None, as_toml: bool, full: bool
) -> None:  # fmt: skip
    """Show a scenario, each value with where it came from."""
    from dataclasses import asdict

    from sim.scenario import explain, to_toml
    from sim.scenario.scenario import moved_start
    from sim.study.estimate.quantities import Table
    from sim.study.experiment.factor_text import read_scenario

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
    if not table and (moved := moved_start(asked)):
        say(f"\n{moved}")
    if not full and not table:
        say(f"{len(rows) - len(shown)} more numbers are at the ledger's defaults. --full lists them.")


def is_quiet(row: Row) -> bool:
    """Say whether a row only repeats the default of the ledger."""
    from sim.game.levers import LEVERS
    from sim.scenario.parameters import PARAMETERS
    from sim.scenario.text import DEFAULT

    return row.origin == DEFAULT and (row.name in LEVERS or row.name.partition(".")[0] in PARAMETERS)


def value_of(row: Row) -> str:
    """Return the value of a row with its unit."""

    from sim.study.experiment.definition import value_text

    text = value_text(row.value) if isinstance(row.value, float) else str(row.value)
    return f"{text} {row.unit}".rstrip()


def show_meaning(name: str, as_json: bool) -> None:
    """Say what a name means; raises UsageProblem for one that nothing bears."""
    from sim.cli.entries import all_entries, found_under
    from sim.scenario import shipped_scenarios

    found = found_under(name)
    if not found:
        names = dict.fromkeys(part for each in all_entries() for part in (each.name, each.name.rpartition(".")[2]))
        known = (*shipped_scenarios(), *names)
        raise UsageProblem(
            f"nothing goes by the name '{name}'", f"sim show {name}",
            f"Try the name of a scenario, number, lever, policy, course, move or outcome.{nearest(name, known)}",
        )  # fmt: skip
    if as_json:
        print_json([{"name": each.name, "kind": each.kind, **dict(each.facts)} for each in found])
        return
    for place, each in enumerate(found):
        say(("\n" if place else "") + f"{each.name} ({each.kind})")
        width = max(len(key) for key, _ in each.facts)
        for key, text in each.facts:
            say(fold_beside(f"  {key:<{width}}  ", text))

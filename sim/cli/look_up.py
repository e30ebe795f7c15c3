"""`sim show`: what ships, where each value of a scenario is from, a study, results, and what a name means."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, asked_for, show_table
from sim.cli.analysis import show as show_finding
from sim.cli.output import fold_beside, print_json, say
from sim.errors import UsageProblem, nearest

if TYPE_CHECKING:
    from sim.scenario import Row


TAKES: Final[dict[str, tuple[str, ...]]] = {
    "a scenario": ("changes", "table", "as_toml", "full"), "results": ("table", "full", "digits"), "a study": (),
    "a name": (), "the list": (),
}  # fmt: skip
"""Which options have a meaning for what is shown."""


@click.command("show", short_help="Show a scenario, a study, a folder of results, or what a name means.")
@click.argument("name", required=False)
@opt.stack_options(
    opt.set_option, opt.json_option, opt.table_option,
    opt.option("--toml", "as_toml", is_flag=True, help="Print the whole scenario as a file that needs no base."),
    opt.full_option, opt.digits_option, opt.print_option, opt.quiet_option,
)  # fmt: skip
def show(name: str | None, as_json: bool, quiet: bool, **given: Any) -> None:
    """Show NAME: a scenario, a study, a folder of results, or a name; without it, list the scenarios and studies.

    Of a scenario or its file: each value, and the option, variable or line of a file that it comes from; numbers at the
    ledger's default are left out, unless --full or --json is given. Of a study or its file: what it would run. Of a
    folder of a run or a study: its results, also while it runs. A name is that of a number of the ledger, a table or
    its cell, a lever, a policy, a course, a word, a deed, a state, an outcome, a slot of luck, a field of a scenario,
    or an evidence tag.

    \b
    sim show
    sim show 2017-spring --set beijing.enforcement=1
    sim show results/pressure-enforcement --full
    sim show maximum_pressure
    """
    what = kind_of_name(name)
    for each in given:
        if asked_for(each) and each not in TAKES[what]:
            flag = "--set" if each == "changes" else f"--{each.removeprefix('as_')}"
            meant = [kind for kind, takes in TAKES.items() if each in takes]
            raise UsageProblem(f"this is of {' or '.join(meant)}", flag, f"Name {' or '.join(meant)}, or leave it out.")
    if name is None:
        list_shipped(as_json)
    elif what == "results":
        from sim.analysis.sweep.findings import of_results
        from sim.study.store.study_results import load_study

        common = Common(as_json=as_json, table=given["table"], full=given["full"], digits=given["digits"])
        show_finding(of_results(load_study(name)), common)
    elif what == "a study":
        describe_study(name, as_json)
    elif what == "a scenario":
        given.pop("digits")
        show_scenario(name, as_json=as_json, **given)
    else:
        show_meaning(name, as_json)


def kind_of_name(name: str | None) -> str:
    """Return what a name is that of, as `TAKES` calls it; what is shipped goes before a folder of that name."""
    from sim.scenario import shipped_scenarios
    from sim.study.experiment.study_file import kind_of, shipped_studies

    if name is None:
        return "the list"
    if name in shipped_scenarios():
        return "a scenario"
    if name in shipped_studies() or name.endswith(".toml"):
        return "a study" if kind_of(name) == "study" else "a scenario"
    if not os.path.isdir(name):
        return "a name"
    from sim.cli.entries import found_under
    from sim.study.store.manifest import MANIFEST

    return "results" if os.path.exists(os.path.join(name, MANIFEST)) or not found_under(name) else "a name"


def list_shipped(as_json: bool) -> None:
    """List the scenarios and the studies that ship: name, title, and what each scenario stands for."""
    from sim.scenario import load_scenario, shipped_scenarios
    from sim.scenario.file import content as content_of
    from sim.study.experiment.study_file import read_study, shipped_studies

    scenarios = [
        {"name": name, "kind": "scenario", "title": load_scenario(name).title,
         "about": first_sentence(content_of(name))}
        for name in shipped_scenarios()
    ]  # fmt: skip
    studies = [{"name": name, "kind": "study", "title": read_study(name).title} for name in shipped_studies()]
    if as_json:
        print_json([*scenarios, *studies])
        return
    for head, found in (("scenarios, for sim run:", scenarios), ("\nstudies, for sim sweep:", studies)):
        say(head)
        width = max(len(each["name"]) for each in found)
        for each in found:
            say(fold_beside(f"  {each['name']:<{width}}  ", each["title"]))
            if "about" in each:
                say(fold_beside(f"  {'':<{width}}  ", each["about"]))


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


def describe_study(name: str, as_json: bool) -> None:
    """Print what a study varies and how large it is."""
    from sim.study.experiment.design import cells_of
    from sim.study.experiment.design import describe_design as design_text
    from sim.study.experiment.study_file import read_study

    study = read_study(name)
    if as_json:
        print_json(study.resolved() | {"study": study.hash, "cells": cells_of(study)})
        return
    lines = [f"{study.title} (study {study.hash})", f"scenario: {study.scenario.name}"]
    for role, head in (("lever", "levers"), ("uncertainty", "uncertainties")):
        own = [factor for factor in study.factors if factor.role == role]
        lines += [f"{head}:"] * bool(own) + [f"  {factor.name}: {range_text(factor.distribution)}" for factor in own]
    lines += [
        f"design: {design_text(study.components)} = {cells_of(study):,} cells",
        f"outcomes: {', '.join(study.outcomes)}",
    ]
    rule = study.replication
    many = f"{rule.most:,} worlds a cell"
    if not rule.fixed:
        many = (
            f"from {rule.minimum:,} to {many}, {rule.batch:,} at a time, until {rule.outcome} is known to "
            f"±{rule.half_width:g}"
        )
    say("\n".join([*lines, f"replication: {many}; {study.luck} luck, seed {study.seed}"]))


def range_text(distribution: object) -> str:
    """Return a distribution as text."""
    from sim.study.experiment.definition import Discrete, Number

    if isinstance(distribution, Discrete):
        return ", ".join(map(str, distribution.values))
    assert isinstance(distribution, Number)
    return f"{distribution.kind} from {distribution.low:g} to {distribution.high:g}"

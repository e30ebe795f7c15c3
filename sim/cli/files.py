"""`sim new` and `sim check`: begin with a commented file, and check files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.core.base.errors import ExitCode, ScenarioProblem, UsageProblem
from sim.core.base.plain import Data

if TYPE_CHECKING:
    from sim.core.scenario import Scenario

NEXT: Final = {
    "scenario": "sim run",
    "study": "sim sweep",
    "paper": "sim check",
    "lesson": "sim class --prove",
}
"""The next command for a file of each kind."""


@click.command("new")
@click.argument("kind", type=click.Choice(list(NEXT)))
@click.argument("file", required=False)
@click.option(
    "--schema", is_flag=True, help="Write its JSON Schema beside it, with which an editor helps."
)
@click.option(
    "--from-record",
    metavar="MONTH",
    help="Write a scenario that begins after a month of the record, such as 2010-02.",
)
@opt.quiet_option
def new(kind: str, file: str | None, schema: bool, from_record: str | None, quiet: bool) -> None:
    """Write a commented FILE to begin with: scenario.toml, study.toml and lesson.toml work as they
    are, paper.toml lacks the names of its authors.

    With --from-record a scenario has the state of the world after that month, each number of it;
    the record is read first, which takes a while.

    \b
    sim new scenario mine.toml
    sim run mine.toml
    sim new scenario cheonan.toml --from-record 2010-02
    """
    from sim.publish.templates import template
    from sim.study.store.disk import read_bytes_of, write

    path = file or f"{kind}.toml"
    if not path.endswith(".toml"):
        raise UsageProblem(f"'{path}' does not end in .toml", "FILE", f"Write {path}.toml.")
    if "\0" in path:
        raise UsageProblem("the path cannot be meant", path, "Give another name.")
    if from_record and kind != "scenario":
        raise UsageProblem(
            f"a {kind} has no state of the world", "--from-record", "Write sim new scenario."
        )
    if from_record and os.path.lexists(path):
        raise UsageProblem("there is such a file already", path, "Give another name.")
    if schema and kind == "lesson":
        raise UsageProblem("a lesson has no schema", "--schema", "Leave it out.")
    if kind == "lesson":
        from sim.classroom.class_page.lesson import starting_text

        texts = {path: starting_text()}
    elif from_record:
        texts = {path: recorded(from_record)}
    else:
        texts = {path: template(kind, os.path.basename(path))}
    if schema:
        from sim.publish.schemas import text_of

        texts[path] = f"#:schema {kind}.json\n{texts[path]}"
        texts[str(Path(path).with_name(f"{kind}.json"))] = text_of(kind)
    # A call that was stopped between the two files goes on.
    whole = all(map(os.path.lexists, texts))
    for place, text in texts.items():
        if os.path.lexists(place) and (whole or read_bytes_of(Path(place)) != text.encode()):
            raise UsageProblem("there is such a file already", place, "Give another name.")
    for place, text in texts.items():
        write(Path(place), text.encode())
    talk(f"written to {path}; next: {NEXT[kind]} {path}", quiet)


def recorded(month: str) -> str:
    """Return the text of a scenario that begins after a month of the record that ships."""
    from sim.history.from_record import Reading, start_file

    return start_file(Reading.of(None, month, 7))


Checked = tuple[Data, str]
"""The result for a valid file: data for a program, and a sentence for a person."""


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@opt.stack_options(opt.print_option, opt.json_option, opt.quiet_option)
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Check each FILE, a path or a shipped name: it is fine, or has a fault, a place and a remedy.

    A file with a design is read as a study, one with authors, a licence or a DOI as a paper, any
    other as a scenario. The exit code is 3 if one of them is not fine; with --quiet those that are
    fine are passed over.
    """
    from sim.study.experiment.study_file import kind_of

    results = []
    for file in files:
        try:
            facts, words = CHECKS[kind_of(file)](file)
        except (ScenarioProblem, UsageProblem) as problem:
            results.append({"file": file, "fine": False} | problem.data())
            words = str(problem)
        else:
            results.append({"file": file, "fine": True} | facts)
        if not as_json and not (quiet and results[-1]["fine"]):
            say(f"{file}: {words}")
    if as_json:
        print_json(results)
    if not all(result["fine"] for result in results):
        ctx.exit(ExitCode.INVALID)


def scenario(file: str) -> Checked:
    """Check a scenario."""
    from sim.core.scenario import load_scenario
    from sim.core.scenario.scenario import moved_start

    found = load_scenario(file)
    check_policies(found)
    told = {"kind": "scenario", "name": found.name, "hash": found.hash, "note": moved_start(found)}
    return (
        told,
        f"fine ({found.name}, {found.months} months, hash {found.hash}) {moved_start(found)}".rstrip(),
    )


def check_policies(scenario: Scenario) -> None:
    """Read the files of a scenario's own policies, and run none; raises UsageProblem for a file
    that is missing or no Python. An agent's command is named only when the scenario is played.
    """
    from sim.core.scenario.scenario import own_policies
    from sim.policies.user_policies import AGENT, path_of, read_policy

    for name in own_policies(scenario).values():
        if not name.startswith(f"{AGENT}:"):
            read_policy(name, path_of(name))


def study(file: str) -> Checked:
    """Check a study."""
    from sim.core.estimate.writing import counted_text
    from sim.study.experiment.design import cells_of
    from sim.study.experiment.study_file import read_study

    found = read_study(file)
    check_policies(found.scenario)
    cells = cells_of(found)
    told = {"kind": "study", "title": found.title, "hash": found.hash, "cells": cells}
    return (
        told,
        f"fine (study of {found.scenario.name}, {counted_text(cells, 'cell')}, hash {found.hash})",
    )


def paper(file: str) -> Checked:
    """Check a paper."""
    from sim.study.experiment.study_schema import read_paper

    found = read_paper(file)
    authors = ", ".join(author.name for author in found.authors) or "no authors"
    return {
        "kind": "paper",
        "title": found.title,
    }, f"fine (paper, {authors}, {found.licence or 'no licence'})"


CHECKS: Final[dict[str, Callable[[str], Checked]]] = {
    "scenario": scenario,
    "study": study,
    "paper": paper,
}

"""`sim check`: whether the files of scenarios, studies and papers can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say
from sim.errors import ExitCode, ScenarioProblem

Checked = tuple[dict[str, Any], str]
"""What a program is told of a file that is fine, and what a person is."""


@click.command("check", short_help="Check the files of scenarios, studies and papers.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@opt.json_option
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Check each FILE, a path or a shipped name: it is fine, or what is wrong, where, and what to do.

    A file with a design is read as a study, one with authors, a licence or a DOI as a paper, any other as a scenario.
    The exit code is 3 where one of them is not fine.
    """
    found = []
    for file in files:
        try:
            told, words = checked(file)
        except ScenarioProblem as problem:
            found.append({"file": file, "fine": False} | problem.data())
            words = str(problem)
        else:
            found.append({"file": file, "fine": True} | told)
        if not as_json:
            say(f"{file}: {words}")
    if as_json:
        print_json(found)
    if not all(each["fine"] for each in found):
        ctx.exit(ExitCode.INVALID)


def checked(file: str) -> Checked:
    """Return what a file comes to; raises ScenarioProblem."""
    from sim.study.experiment.study_file import kind_of

    return CHECKS[kind_of(file)](file)


def scenario(file: str) -> Checked:
    """Check a scenario."""
    from sim.study.scenario import load_scenario

    found = load_scenario(file)
    told = {"kind": "scenario", "name": found.name, "hash": found.hash}
    return told, f"fine ({found.name}, {found.months} months, hash {found.hash})"


def study(file: str) -> Checked:
    """Check a study."""
    from sim.study.estimate.interval import count_text
    from sim.study.experiment.design import cells_of
    from sim.study.experiment.study_file import read_study

    found = read_study(file)
    cells = cells_of(found)
    told = {"kind": "study", "name": found.name, "hash": found.hash, "cells": cells}
    return told, f"fine (study {found.name} of {found.scenario.name}, {count_text(cells)} cells, hash {found.hash})"


def paper(file: str) -> Checked:
    """Check a paper."""
    from sim.study.store.paper import read_paper

    found = read_paper(file)
    authors = ", ".join(author.name for author in found.authors) or "no authors"
    return {"kind": "paper", "title": found.title}, f"fine (paper, {authors}, {found.licence or 'no licence'})"


CHECKS: Final[dict[str, Callable[[str], Checked]]] = {"scenario": scenario, "study": study, "paper": paper}

"""`sim study`, `sim report`: what a folder of results holds."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, show
from sim.cli.output import print_json, say, talk


@click.command("study", short_help="Show a study, or the results of one.")
@click.argument("study", required=False)
@opt.stack_options(
    opt.print_option, opt.json_option, opt.table_option, opt.full_option, opt.digits_option, opt.quiet_option,
)  # fmt: skip
def study(study: str | None, **given: Any) -> None:
    """Show STUDY: a folder of results, or a study that ships or lies in a file; without it, list those that ship.

    \b
    sim study results/pressure-enforcement --full
    """
    from sim.analysis.sweep.findings import of_results
    from sim.study.experiment.study_file import read_study, shipped_studies
    from sim.study.store.study_results import is_folder, load_study

    common = Common(**given)

    if study is None:
        listed = [(name, read_study(name).title) for name in shipped_studies()]
        if common.as_json:
            print_json([{"name": name, "title": title} for name, title in listed])
        else:
            width = max(len(name) for name, _ in listed)
            say("\n".join(f"{name:<{width}}  {title}" for name, title in listed))
    elif is_folder(study):
        show(of_results(load_study(study)), common)
    else:
        describe_study(study, common.as_json)


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
    many = (
        f"{rule.most:,} worlds a cell"
        if rule.fixed
        else (
            f"from {rule.minimum:,} to {rule.most:,} worlds a cell, {rule.batch:,} at a time, until {rule.outcome} is "
            f"known to ±{rule.half_width:g}"
        )
    )
    say("\n".join([*lines, f"replication: {many}; {study.luck} luck, seed {study.seed}"]))


def range_text(distribution: object) -> str:
    """Return a distribution as text."""
    from sim.study.experiment.definition import Discrete, Number

    if isinstance(distribution, Discrete):
        return ", ".join(map(str, distribution.values))
    assert isinstance(distribution, Number)
    return f"{distribution.kind} from {distribution.low:g} to {distribution.high:g}"


with_option = opt.option(
    "--with", "others", multiple=True, type=click.Path(), metavar="FOLDER",
    help="The folder of a further analysis, of any command or of your own; may be repeated.",
)  # fmt: skip


@click.command("report", short_help="Write a run or a sweep as one page.")
@click.argument("folder", type=click.Path())
@opt.stack_options(
    opt.option("-o", "--out", required=True, type=click.Path(), help="The file: .html."), with_option,
    opt.replace_option, opt.json_option, opt.quiet_option,
)  # fmt: skip
def report(folder: str, out: str, others: tuple[str, ...], force: bool, as_json: bool, quiet: bool) -> None:
    """Write the results in FOLDER, whatever command has made them, as one self-contained page.

    The page needs no network, reads aloud and prints well: the answer in sentences, the numbers with intervals, the
    figures, what drives them, the limits and the provenance. Analyses that lie in FOLDER, such as the plane of
    `make demo`, stand under what drives them, with those of --with.

    \b
    sim run 2017-spring -o results/spring
    sim sensitivity 2017-spring -o results/sensitivity
    sim report results/spring --with results/sensitivity -o report.html
    """
    from sim.publish.report import write_report

    written = write_report(folder, out, others, force)
    if as_json:
        print_json({"file": str(written), "of": [folder, *others]})
    talk(f"written to {written}", quiet)

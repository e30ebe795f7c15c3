"""What every command of an analysis does: options, dry run, play, show, publish."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.analysis.finding import Ask, Find, Finding
    from sim.study.experiment.definition import Experiment
    from sim.study.ledger import Wanted
    from sim.study.run.play import Way
    from sim.study.run.sweep import Standing, Step
    from sim.study.store.results import StudyResults

Options = TypeVar("Options")


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every analysis has."""

    out: str | None
    jobs: int
    scheduler: str | None
    cluster: int | None
    as_json: bool
    table: str | None
    full: bool
    digits: int | None
    kind: str
    no_figures: bool
    force: bool
    dry_run: bool
    no_progress: bool
    quiet: bool


COMMON = (
    opt.jobs_option, opt.scheduler_option, opt.cluster_option, opt.out_option, opt.json_option, opt.table_option,
    opt.full_option, opt.digits_option, opt.format_option, opt.no_figures_option, opt.force_option, opt.dry_run_option,
    opt.progress_option, opt.quiet_option,
)  # fmt: skip


def analysis(name: str, short_help: str, *options: Callable[[Any], Any]) -> Callable[[Callable[..., None]], Any]:
    """Return a decorator that makes a command: `function(common, **its own options)`, with the common options last."""

    def made(function: Callable[..., None]) -> Any:
        @functools.wraps(function)
        def run(**given: Any) -> None:
            own = {key: given.pop(key) for key in Common.__slots__}
            function(Common(**own), **given)

        return click.command(name, short_help=short_help)(opt.stacked(*options, *COMMON)(run))

    return made


def carry_out(
    common: Common, ask: Ask[Options], find: Find[Options, Any], options: Options, outcome: Wanted | None = None
) -> None:
    """Play what an analysis asks for, print what it finds and publish it where a folder is named."""
    from sim.show.publish import published

    if common.dry_run:
        would(ask(options, []), common)
        return
    kind = "" if common.no_figures else common.kind
    with way_of(common, outcome) as way:
        finding = published(ask, find, options, common.out, way, kind)
    show(finding, common)
    if common.out:
        talk(f"written to {common.out}", common.quiet)


def would(first: Experiment | None, common: Common) -> None:
    """Say what would be played, and about how long it takes."""
    from sim.cli.study_sweep import forecast, forecast_text

    if first is None:
        print_json({"cells": 0}) if common.as_json else say("would play nothing: all is there")
        return
    sized = forecast(first, common.cluster or common.jobs)
    print_json(sized) if common.as_json else say(forecast_text(sized))


def show(finding: Finding, common: Common) -> None:
    """Print a finding: the answer, then one table, or all; or as JSON; or its tables for a paper."""
    from sim.analysis.finding import main_tables
    from sim.show.publish import CAVEAT
    from sim.show.tables import FORMATS, all_as_text

    tables, main = finding.tables(), main_tables(finding)
    if common.as_json:
        print_json(finding.data())
    elif common.table:
        say("\n".join(FORMATS[common.table](table, common.digits) for table in (tables if common.full else main)))
    elif common.full:
        say(all_as_text(finding.sentences(), tables, [*finding.notes(), CAVEAT], common.digits))
    else:
        say(all_as_text(finding.sentences(), main, [CAVEAT], common.digits))


@contextmanager
def way_of(common: Common, outcome: Wanted | None) -> Iterator[Way]:
    """Give the way in which experiments are played, with a progress line on stderr."""
    from sim.cli.study_sweep import StudyLine, crew_of
    from sim.study.estimate.interval import count_text
    from sim.study.run.play import Way

    lines: list[StudyLine] = []

    def begun(study: Experiment, standing: Standing) -> None:
        if standing.done_cells:
            done = f"{count_text(standing.done_cells)} of {count_text(standing.cells)} cells are done"
            talk(f"going on: {done}", common.quiet)
        lines.append(StudyLine(study, standing, outcome))

    def notice(step: Step) -> None:
        if not (common.quiet or common.no_progress):
            lines[-1].show(step)

    try:
        yield Way(lambda: crew_of(common), begun, notice, common.force, command_line())
    finally:
        if lines and lines[-1].live and not (common.quiet or common.no_progress):
            click.echo("\r\x1b[K", err=True, nl=False)


def command_line() -> str:
    """Return the command for the manifest: of a path only the last part, which names no user."""
    from sim.cli.study_sweep import recorded_command

    return recorded_command(sys.argv[1:])


def asked_for(name: str) -> bool:
    """Say whether the command line itself gives an option."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def study_in(source: str, common: Common, of_a_scenario: Sequence[str]) -> StudyResults | None:
    """Return the results of the study whose folder a text names; None where it names a scenario.

    A shipped scenario's name goes before a folder of that name. Raises UsageProblem for an option that would change
    what has been run, and for results that would be written over the study.
    """
    from sim.study.store.reading import is_folder
    from sim.study.store.results import load_study

    if not is_folder(source):
        return None
    for name in of_a_scenario:
        if asked_for(name):
            flag = "--set" if name == "changes" else f"--{name.replace('_', '-')}"
            remedy = f"Leave {flag} out, or name a scenario."
            raise UsageProblem(f"{flag} changes what is run, and a study has run", flag, remedy)
    if common.out and os.path.realpath(common.out) == os.path.realpath(source):
        raise UsageProblem("that folder holds the study itself", f"--out {common.out}", "Give another folder.")
    return load_study(source)


def names_of(texts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of factors of a study that texts give, which has their ranges already; raises UsageProblem."""
    for text, where in texts:
        if "=" in text:
            raise UsageProblem("a study has its ranges already", where, "Give the name alone.")
    return tuple(dict.fromkeys(text.strip() for text, _ in texts))

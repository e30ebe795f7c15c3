"""`sim sweep STUDY`: a study into its folder, with progress, and the command that resumes."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import click
import numpy as np
from click.core import ParameterSource

from sim.cli.output import print_json, talk
from sim.errors import ExitCode, Problem, UsageProblem
from sim.study.estimate.interval import count_text, value_text

if TYPE_CHECKING:
    from sim.cli.analysis import Common
    from sim.study.experiment.definition import Experiment
    from sim.study.ledger import Wanted
    from sim.study.run.executors import Crew
    from sim.study.run.sweep import Standing, Step, Sweep

OF_SCENARIOS: Final = {
    "axes": "--over",
    "changes": "--set",
    "worlds": "--worlds",
    "seed": "--seed",
    "outcome": "--outcome",
}


class StudyInterrupted(Problem):
    """A sweep that a person stopped; what is finished is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of `sim sweep` ask for, for a study."""

    out: str | None
    jobs: int
    scheduler: str | None
    cluster: int | None
    force: bool
    dry_run: bool
    as_json: bool
    no_figures: bool
    quiet: bool
    verbose: bool
    no_progress: bool


def sweep_study(ctx: click.Context, name: str, asked: Asked) -> None:
    """Run a study, or go on with it, and print what it gave."""
    from sim.cli.study import results
    from sim.study.experiment.study_file import read_study

    refuse_options(ctx)
    study = read_study(name)
    folder = asked.out or os.path.join("results", study.name)
    if asked.dry_run:
        sized = forecast(study, asked.cluster or asked.jobs)
        print_json(sized) if asked.as_json else click.echo(forecast_text(sized))
        return
    carry_out(study, folder, asked)
    if not asked.no_figures:
        from sim.cli.study_figures import write_study_figures

        write_study_figures(folder)
    results(folder, asked.as_json)
    if asked.verbose:
        talk(f"scenario hash {study.scenario.hash}, study {study.hash}", asked.quiet)
    talk(f"written to {folder}", asked.quiet)


def carry_out(study: Experiment, folder: str, asked: Asked, outcome: str | None = None) -> None:
    """Run what is left of a study into its folder, with progress; `outcome` is the one that the line shows."""
    from sim.study.run.sweep import Sweep
    from sim.study.store.disk import Folder

    sweep = Sweep(study, folder, asked.force, recorded_command(sys.argv[1:]))
    with Folder(sweep.folder) as own, closing(crew_of(asked)) as crew:
        standing = sweep.begin(own)
        for part in standing.gone:
            talk(f"a part was not as it was written: it lies in {part} now, and runs again", asked.quiet)
        if standing.done_cells:
            done = f"{count_text(standing.done_cells)} of {count_text(standing.cells)} cells are done"
            talk(f"going on: {done}", asked.quiet)
        try:
            with shown(study, standing, not (asked.quiet or asked.no_progress), outcome) as line:
                sweep.run(crew, line.show if line else None)
        except KeyboardInterrupt:
            raise interrupted(sweep) from None


def refuse_options(ctx: click.Context) -> None:
    """Refuse options that change what a study says, which its file alone may; raises UsageProblem."""
    for name, option in OF_SCENARIOS.items():
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageProblem(f"a study takes no {option}", "sim sweep STUDY", "Write it into the file of the study.")


def crew_of(asked: Asked | Common) -> Crew:
    """Return the workers that the options ask for; raises UsageProblem where they exclude each other."""
    from sim.study.run.executors import Here, Threads

    if asked.scheduler is not None and asked.cluster is not None:
        raise UsageProblem("--scheduler and --cluster exclude each other", "sim sweep", "Give one of the two.")
    if asked.scheduler is not None or asked.cluster is not None:
        from sim.study.run.cluster import Cluster

        return Cluster(asked.scheduler, asked.cluster or 0)
    return Threads(asked.jobs) if asked.jobs > 1 else Here()


def recorded_command(arguments: Sequence[str]) -> str:
    """Return the command for the manifest: of a path only the last part, which names no user."""
    return shlex.join(
        ["sim", *(os.path.basename(os.path.normpath(text)) if os.sep in text else text for text in arguments)]
    )


def interrupted(sweep: Sweep) -> StudyInterrupted:
    """Return the message after an interrupt, with the command that goes on."""
    again = shlex.join(["sim", *sys.argv[1:]])
    kept = f"{count_text(len(sweep.done))} of {count_text(sweep.blocks)} parts are kept in {sweep.folder}"
    return StudyInterrupted("interrupted", kept, f"Go on with: {again}")


def forecast(study: Experiment, workers: int) -> dict[str, Any]:
    """Return how large a study is and about how long it takes, measured on a few worlds; nothing is written."""
    from sim.study.experiment.design import cells_of, check_size, described, design_of
    from sim.study.run.block import BlockWork
    from sim.study.run.task import perform

    check_size(study, force=True)
    cells, rule = cells_of(study), study.replication
    task = BlockWork(study, design_of(study), 0).take()
    assert task is not None
    perform(task)
    started = time.perf_counter()
    perform(task)
    pace = task.worlds / (time.perf_counter() - started) * min(workers, os.cpu_count() or 1)
    return {
        "name": study.name, "study": study.hash, "title": study.title, "scenario_hash": study.scenario.hash,
        "design": described(study.components), "cells": cells, "cells_a_part": study.block, "seed": study.seed,
        "months": study.scenario.months, "least_worlds": cells * rule.first, "most_worlds": cells * rule.most,
        "rule": None if rule.fixed else f"until {rule.outcome} is known to ±{rule.half_width:g}",
        "worlds_a_second": round(pace), "least_seconds": cells * rule.first / pace,
        "most_seconds": cells * rule.most / pace,
    }  # fmt: skip


def forecast_text(sized: Mapping[str, Any]) -> str:
    """Return the size of a study in words."""
    worlds, seconds = count_text(sized["most_worlds"]) + " worlds", duration(sized["most_seconds"])
    if sized["rule"]:
        worlds = f"{count_text(sized['least_worlds'])} to {worlds}, {sized['rule']}"
        seconds = f"{duration(sized['least_seconds'])} to {seconds}"
    return (
        f"would run {sized['name']} (study {sized['study']}): {sized['title']}\n"
        f"design: {sized['design']} = {count_text(sized['cells'])} cells, in parts of "
        f"{count_text(sized['cells_a_part'])}\n"
        f"worlds: {worlds}, of {sized['months']} months, seed {sized['seed']}\n"
        f"time: about {seconds} at {count_text(sized['worlds_a_second'])} worlds a second"
    )


def duration(seconds: float) -> str:
    """Return a time for people."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


class StudyLine:
    """The progress line of a study."""

    def __init__(self, study: Experiment, standing: Standing, outcome: Wanted | None = None) -> None:
        from sim.study.ledger import name_of
        from sim.study.store.results import Shared

        named = (name_of(outcome) if outcome else None, study.replication.outcome, *study.outcomes)
        self.ledger = study.ledger
        self.outcome = next((name for name in named if name in study.ledger.probabilities), None)
        self.standing, self.started = standing, time.monotonic()
        self.worlds = self.failed = self.tenth = 0
        self.common, self.shared = study.luck == "common", Shared(study.replication.most)
        self.live = sys.stderr.isatty()

    def show(self, step: Step) -> None:
        """Show the line: in place on a terminal, else once for each tenth of the cells."""
        self.count(step)
        if self.live:
            click.echo(f"\r\x1b[K{self.text(step)}", err=True, nl=False)
        elif step.cells * 10 // self.standing.cells > self.tenth:
            self.tenth = step.cells * 10 // self.standing.cells
            click.echo(self.text(step), err=True)

    def count(self, step: Step) -> None:
        """Count what came back."""

        columns, failures = step.done.columns, step.done.failures
        self.worlds, self.failed = self.worlds + step.task.worlds, self.failed + len(failures)
        if self.outcome is not None:
            numbers = [np.arange(span.first, span.first + span.worlds) for span in step.task.spans]
            sound = np.ones(step.task.worlds, dtype=bool)
            sound[[place for place, _ in failures]] = False
            self.shared.add(np.concatenate(numbers), self.ledger.flag(columns, self.outcome), sound)

    def text(self, step: Step) -> str:
        """Return the whole line."""
        pace = self.worlds / max(time.monotonic() - self.started, 1e-9)
        new = max(step.cells - self.standing.done_cells, 0)
        worlds = self.standing.done_worlds + self.worlds
        # Worlds a cell may be fewer than the most where a rule stops early: go by the cells once some are done.
        share = new / max(self.standing.cells - self.standing.done_cells, 1)
        spent = time.monotonic() - self.started
        left = duration(spent / share - spent) if share else duration((self.standing.worlds - worlds) / max(pace, 1e-9))
        done = f"{count_text(step.cells)} / {count_text(self.standing.cells)} cells, {count_text(worlds)} worlds"
        parts = [done, f"{count_text(round(pace))} a second", f"{left} left"]
        if self.outcome is not None and self.worlds > self.failed:
            found = self.shared.estimate(self.common)
            parts.append(f"{self.ledger.label(self.outcome)} {value_text(found.value, found.low, found.high, 3)}")
        return ", ".join(parts) + (f", {count_text(self.failed)} failed" if self.failed else "")


@contextmanager
def shown(
    study: Experiment, standing: Standing, wanted: bool, outcome: str | None = None
) -> Iterator[StudyLine | None]:
    """Give the progress line, or None if none is wanted; `outcome` is what it shows, else the first of the study."""
    if not wanted:
        yield None
        return
    line = StudyLine(study, standing, outcome)
    try:
        yield line
    finally:
        if line.live:
            click.echo("\r\x1b[K", err=True, nl=False)

"""`sim sweep`: every cell of a grid in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import progress_line
from sim.errors import ScenarioProblem, UsageProblem

if TYPE_CHECKING:
    from sim.study.grid import Axis
    from sim.world.scenario import Scenario

over_option = opt.option(
    "--over", "axes", multiple=True, metavar="NAME=VALUES", callback=opt.merged,
    help="An axis: name=low:high:steps or name=a,b,c; may be repeated.",
)  # fmt: skip


scheduler_option = opt.option("--scheduler", metavar="ADDRESS", help="Run a study on the workers of a Dask scheduler.")
cluster_option = opt.option(
    "--cluster", type=opt.Whole(1, 1024), help="Run a study on so many Dask workers started here."
)
force_option = opt.option(
    "--force", is_flag=True,
    help="Replace other results of a scenario in the folder; run a study beyond the bound on cells and worlds.",
)  # fmt: skip


@click.command("sweep", short_help="Run a study, or a grid over levers, numbers and policies.")
@click.pass_context
@opt.stacked(
    click.argument("scenario", metavar="STUDY|SCENARIO"), over_option, opt.outcome_option, opt.worlds_option(1000),
    opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(), opt.json_option,
    force_option, opt.dry_run_option, opt.no_figures_option, scheduler_option, cluster_option, opt.progress_option,
    opt.quiet_option, opt.verbose_option,
)  # fmt: skip
def command(
    ctx: click.Context, scenario: str, axes: tuple[tuple[str, str], ...], outcome: str, worlds: int, seed: int,
    jobs: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool, force: bool,
    dry_run: bool, no_figures: bool, scheduler: str | None, cluster: int | None, no_progress: bool, quiet: bool,
    verbose: bool,
) -> None:  # fmt: skip
    """Run STUDY into a folder, or SCENARIO over a full grid, and print the outcomes of each cell.

    A study says all in its file; the same command goes on with one that was stopped. Its folder is results/STUDY
    unless --out names another.

    For SCENARIO, world k of every cell has the same luck. With --out, the outcomes of every world with their cell, a
    summary, a manifest and a figure are written there.

    \b
    sim sweep pressure-enforcement -j 4
    sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11
    """
    from sim.study.studies.study_file import is_study

    if is_study(scenario):
        from sim.cli.study_sweep import Asked, sweep_study

        more = (as_json, no_figures, quiet, verbose, no_progress)
        sweep_study(ctx, scenario, Asked(out, jobs, scheduler, cluster, force, dry_run, *more))
        return
    if scheduler is not None or cluster is not None:
        raise UsageProblem("only a study runs on a cluster", "sim sweep SCENARIO", "Give -j, or write a study file.")
    from sim.cli.reading import read_scenario
    from sim.cli.saving import Results
    from sim.cli.sweep_table import sweep_table
    from sim.study.grid import sweep
    from sim.study.store import identity
    from sim.study.summary import sweep_summary

    asked = read_scenario(scenario, changes)
    named = axes_of(asked, axes)
    cells = count_cells(named, worlds)
    study = identity("sweep", asked.hash, named, seed, worlds)
    if dry_run:
        say(f"would run {asked.name} ({asked.hash}): {cells} cells of {worlds} worlds, seed {seed}")
        return
    results = Results(out, study, force) if out else None
    with progress_line(not (no_progress or quiet), outcome) as progress:
        made = sweep(asked, named, worlds, seed, jobs=jobs, progress=progress)
    found = sweep_summary(made)
    if results:
        columns, labels = made.coordinates()
        about = {"seed": seed, "worlds": worlds, "outcome": outcome, "axes": found["axes"]}
        results.write("sweep", asked, columns | made.columns, labels, found, about)
    if results and not no_figures:
        from sim.cli.figures import write_sweep_figure

        write_sweep_figure(made, outcome, results.folder)
    if as_json:
        print_json(found)
    else:
        say(sweep_table(made, outcome))
    if results:
        talk(f"written to {results.folder}", quiet)
    if verbose:
        talk(f"scenario hash {asked.hash}, study {study}", quiet)


def axes_of(asked: Scenario, texts: Sequence[tuple[str, str]]) -> list[Axis]:
    """Return the axes that the command line asks for, each value tried; raises UsageProblem that names the option."""
    from sim.study.grid import axis_from, setting

    axes: list[Axis] = []
    for text, where in texts:
        axis = axis_from(text)
        try:
            for value in axis.values:
                asked.change({axis.name: setting(axis.name, value)})
        except ScenarioProblem as problem:
            raise UsageProblem(problem.what, where, problem.remedy) from None
        if axis.name in (earlier.name for earlier in axes):
            raise UsageProblem(f"'{axis.name}' is an axis twice", where, "Name each axis once.")
        axes.append(axis)
    if not axes:
        raise UsageProblem("a sweep needs an axis", "sim sweep", "Give --over name=low:high:steps, or name=a,b,c.")
    return axes


def count_cells(axes: Sequence[Axis], worlds: int) -> int:
    """Return the number of cells of a grid; raises UsageProblem where it is too large for one machine."""
    from math import prod

    from sim.study.grid import MOST_CELLS

    cells, where = prod(len(axis.values) for axis in axes), f"--over {', '.join(axis.name for axis in axes)}"
    if cells > MOST_CELLS:
        raise UsageProblem(f"the sweep would have {cells:,} cells", where, f"Keep it to {MOST_CELLS:,} or fewer.")
    opt.check_room(cells * worlds, f"{where}, --worlds {worlds}")
    return cells

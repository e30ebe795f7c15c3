"""`sim sweep`: every cell of a grid in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.errors import ScenarioProblem, UsageProblem

if TYPE_CHECKING:
    from sim.study.run.grid import Axis
    from sim.study.scenario import Scenario

over_option = opt.option(
    "--over", "axes", multiple=True, metavar="NAME=VALUES", callback=opt.merged,
    help="An axis: name=low:high:steps or name=a,b,c; may be repeated.",
)  # fmt: skip


force_option = opt.option(
    "--force", is_flag=True,
    help="Go beyond the bound on cells and worlds; for a scenario, also replace other results in the folder.",
)  # fmt: skip


@click.command("sweep", short_help="Run a study, or a grid over levers, numbers and policies.")
@click.pass_context
@opt.stacked(
    click.argument("scenario", metavar="STUDY|SCENARIO"), over_option, opt.outcome_option, opt.worlds_option(),
    opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(), opt.json_option,
    force_option, opt.dry_run_option, opt.no_figures_option, opt.scheduler_option, opt.cluster_option,
    opt.progress_option, opt.quiet_option, opt.verbose_option,
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

    For SCENARIO, world k of every cell has the same luck. With --out, the folder holds a study that can be gone on
    with, read and reproduced like any other, and beside it a summary, a figure, and runs.parquet: every world with its
    cell.

    \b
    sim sweep pressure-enforcement -j 4
    sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11
    """
    from sim.study.experiment.study_file import is_study

    if is_study(scenario):
        from sim.cli.study_sweep import Asked, sweep_study

        more = (as_json, no_figures, quiet, verbose, no_progress)
        sweep_study(ctx, scenario, Asked(out, jobs, scheduler, cluster, force, dry_run, *more))
        return
    from sim.cli.grid_sweep import Wanted, sweep_grid
    from sim.cli.reading import read_scenario
    from sim.cli.study_sweep import Asked

    refuse_doubles(axes, changes)
    asked = read_scenario(scenario, changes)
    more = (as_json, no_figures, quiet, verbose, no_progress)
    wanted = Wanted(asked, tuple(axes_of(asked, axes)), worlds, seed, outcome)
    sweep_grid(wanted, Asked(out, jobs, scheduler, cluster, force, dry_run, *more))


def refuse_doubles(axes: Sequence[tuple[str, str]], changes: Sequence[tuple[str, str]]) -> None:
    """Refuse a name that is both set and swept, since the sweep would win in silence; raises UsageProblem."""
    named = {text.partition("=")[0].strip() for text, _ in changes}
    for text, where in axes:
        name = text.partition("=")[0].strip()
        if name in named:
            raise UsageProblem(f"'{name}' is set and swept", where, "Leave one of the two out.")


def axes_of(asked: Scenario, texts: Sequence[tuple[str, str]]) -> list[Axis]:
    """Return the axes that the command line asks for, each value tried; raises UsageProblem that names the option."""
    from sim.study.experiment.factor_text import setting
    from sim.study.run.grid import axis_from

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
        raise UsageProblem("a sweep needs an axis", "--over", "Give --over name=low:high:steps, or name=a,b,c.")
    return axes

"""`sim plot`: one figure of a scenario, or of results in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, way_of
from sim.cli.output import talk
from sim.cli.sweep import over, over_option
from sim.errors import UsageProblem, nearest

if TYPE_CHECKING:
    from sim.cli.reading import Changes
    from sim.study.run.grid import Grid
    from sim.study.run.worlds import Run

PLANE = "heat-map"
WHAT = ("ladder", "ribbon", "phase", "outcomes", "kappa", "time-to-war", "timeline", PLANE)
SUFFIXES = (".png", ".svg", ".pdf")
MOVING = "ladder"
MOVING_SUFFIXES = (".gif", ".png")


class What(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """The name of a figure."""

    name = "what"
    wanted = f"Use one of: {', '.join(WHAT)}."

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the figure that a text means; raises UsageProblem with the nearest."""
        text = str(value)
        if text not in WHAT:
            raise UsageProblem(f"there is no figure '{text}'", "WHAT", self.wanted + nearest(text, WHAT))
        return text


@click.command("plot", short_help="Draw a run or a sweep.")
@click.argument("what", type=What())
@click.argument("source", metavar="SCENARIO_OR_FOLDER")
@opt.stacked(
    opt.option("-o", "--out", required=True, type=click.Path(), help="The file: .png, .svg or .pdf."),
    opt.worlds_option(), opt.seed_option, opt.jobs_option, opt.set_option(), over_option, opt.outcome_option,
    opt.option("--world", type=opt.whole(0, opt.MOST_WORLDS), default=0, show_default=True,
               help="The world of the timeline."),
    opt.option("--state", default="tension", show_default=True, help="The state of the ribbon, say arsenal."),
    opt.option("--animate", is_flag=True, help="The first 40 worlds of the ladder one by one, as .gif or .png."),
    opt.replace_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def plot(
    ctx: click.Context, what: str, source: str, out: str, worlds: int, seed: int, jobs: int,
    changes: tuple[tuple[str, str], ...], axes: tuple[tuple[str, str], ...], outcome: str, world: int, state: str,
    animate: bool, force: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Draw WHAT: ladder, ribbon (any state), phase, outcomes, kappa, time-to-war, timeline (one world) or heat-map.

    The source is a scenario, which is run, or a folder that `sim run` or `sim sweep` has written to.
    """
    from sim.study.run.grid import read_folder
    from sim.study.store.study_results import is_folder
    from sim.study.store.target import target_for

    if animate and what != MOVING:
        raise UsageProblem(f"'{what}' does not move", "--animate", f"Leave it out, or draw {MOVING}.")
    target = target_for(out, force, MOVING_SUFFIXES if animate else SUFFIXES, "picture")
    refuse_idle_options(ctx, what)
    checked_state(state)
    if is_folder(source):
        refuse_run_options(ctx)
        study = read_folder(source)
    else:
        check_world(what, world, worlds)
        common = Common(jobs=jobs, no_progress=no_progress, quiet=quiet)
        study = fresh(what, source, changes, axes, worlds, seed, outcome, common)
    from sim.show import pictures
    from sim.show.style import save
    from sim.study.run.worlds import Run

    if isinstance(study, Run) == (what == PLANE):
        kind = "a run" if isinstance(study, Run) else "a sweep"
        wanted = PLANE if kind == "a sweep" else ", ".join(name for name in WHAT if name != PLANE)
        raise UsageProblem(f"'{what}' cannot be drawn from {kind}", source, f"From {kind}, draw {wanted}.")
    if animate:
        assert isinstance(study, Run)
        write_animation(study, target)
        talk(f"written to {target}", quiet)
        return
    if isinstance(study, Run):
        more = {"timeline": (world,), "ribbon": (state,)}.get(what, ())
        figure = getattr(pictures, what.replace("-", "_"))(study, *more)
    else:
        figure = pictures.plane(study, outcome)
    talk(f"written to {save(figure, target)}", quiet)


def write_animation(study: Run, target: Path) -> None:
    """Write the first worlds of a run as a picture that moves."""
    from sim.show.ladder import animation, kind_of
    from sim.show.pictures import hypothetical
    from sim.study.store.disk import write

    write(target, animation(hypothetical(study), kind_of(target)))


def refuse_idle_options(ctx: click.Context, what: str) -> None:
    """Refuse an option that the figure does not read, and a world that no run of this size has; raises UsageProblem."""
    from click.core import ParameterSource

    readers = (("outcome", "--outcome", PLANE), ("world", "--world", "timeline"), ("state", "--state", "ribbon"))
    for name, flag, reader in readers:
        if what != reader and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageProblem(f"'{what}' does not read {flag}", flag, f"Leave it out, or draw {reader}.")


def checked_state(state: str) -> None:
    """Refuse a state that no ribbon shows; raises UsageProblem with the nearest."""
    from sim.game.world import STATES

    if state not in STATES:
        remedy = f"Use one of: {', '.join(STATES)}.{nearest(state, STATES)}"
        raise UsageProblem(f"there is no state '{state}'", f"--state {state}", remedy)


def refuse_run_options(ctx: click.Context) -> None:
    """Refuse options that would change what was run, since the folder's results are drawn as they are."""
    from click.core import ParameterSource

    for name, flag in (("worlds", "--worlds"), ("seed", "--seed"), ("changes", "--set"), ("axes", "--over")):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            remedy = f"Leave {flag} out, or name a scenario."
            raise UsageProblem("a folder's results are drawn as they are", flag, remedy)


def check_world(what: str, world: int, worlds: int) -> None:
    """Refuse the timeline of a world that will not be run; raises UsageProblem."""
    if what == "timeline" and world >= worlds:
        raise UsageProblem(
            f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {worlds - 1}, or more --worlds."
        )


def fresh(
    what: str, source: str, changes: Changes, axes: Changes, worlds: int, seed: int, outcome: str, common: Common
) -> Run | Grid:  # fmt: skip
    """Return the run or the grid that a figure needs, played in memory."""
    from math import prod

    from sim.cli.reading import read_scenario
    from sim.study.experiment.build import grid_of
    from sim.study.outcomes import KNOWN
    from sim.study.run.grid import Grid
    from sim.study.run.play import play

    asked = read_scenario(source, changes)
    if what != PLANE:
        if axes:
            raise UsageProblem(f"'{what}' shows one scenario", axes[0][1], f"Leave --over out, or draw {PLANE}.")
        opt.check_room(worlds, f"--worlds {worlds}")
        with way_of(common, outcome) as way:
            return play(grid_of(asked, (), worlds, seed, KNOWN), way=way).run(jobs=common.jobs)
    from sim.show.pictures import check_axes

    factors = over(axes, asked)
    check_axes(factors)
    cells = prod(len(factor.values) for factor in factors)
    opt.check_room(cells * worlds, f"--over {', '.join(factor.name for factor in factors)}, --worlds {worlds}")
    with way_of(common, outcome) as way:
        return Grid(play(grid_of(asked, factors, worlds, seed, KNOWN), way=way))

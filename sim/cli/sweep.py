"""`sim sweep`: a study, or a grid over a scenario, every cell in the same worlds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out, show, way_of, would
from sim.cli.output import talk
from sim.errors import ScenarioProblem, UsageProblem

if TYPE_CHECKING:
    from sim.analysis.sweep import SweepFinding
    from sim.scenario import Scenario
    from sim.study.experiment.definition import Experiment, Factor

Said = Sequence[tuple[str, str]]
OF_SCENARIOS: Final = {
    "axes": "--over", "changes": "--set", "worlds": "--worlds", "seed": "--seed", "outcome": "--outcome",
}  # fmt: skip

over_option = opt.option(
    "--over", "axes", multiple=True, metavar="NAME=VALUES", callback=opt.merged,
    help="A factor: name=low:high:steps or name=a,b,c; may be repeated.",
)  # fmt: skip


@analysis(
    "sweep", "Run a study, or a grid over levers, numbers and policies.",
    click.argument("scenario", metavar="STUDY|SCENARIO"),
    opt.option("--share", metavar="K/N", help="Play the K-th of N shares of a study into a folder of its own."),
    over_option, opt.outcome_option, opt.worlds_option(),
    opt.seed_option, opt.set_option(),
)  # fmt: skip
def sweep(
    common: Common, scenario: str, share: str | None, axes: Said, outcome: str, worlds: int, seed: int, changes: Said
) -> None:  # fmt: skip
    """Run STUDY into a folder, or SCENARIO over a full grid, and print the outcomes of the cells.

    A study says all in its file; its folder is results/STUDY unless --out names another. For SCENARIO, world k of
    every cell has the same luck. The same command goes on with a sweep that was stopped. --force also goes beyond the
    bound on cells and worlds.

    With --share 3/50 the third of fifty shares is played into a folder beside it, so that jobs of a cluster need no
    scheduler in common; the command without --share takes in all shares, and names those that are missing.

    \b
    sim sweep pressure-enforcement -j 4
    sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11
    """
    from sim.analysis import sweep
    from sim.cli.reading import read_scenario
    from sim.study.experiment.design import check_size
    from sim.study.experiment.study_file import is_study, read_study

    if is_study(scenario):
        refuse_options(click.get_current_context())
        study = read_study(scenario)
        sweep_study(study, replace(common, out=common.out or os.path.join("results", Path(scenario).stem)), share)
        return
    if share:
        raise UsageProblem("a share is one of a study", "--share", "Name a study, or leave --share out.")
    refuse_doubles(axes, changes)
    asked = read_scenario(scenario, changes)
    options = sweep.SweepOptions(asked, over(axes, asked), worlds, seed, outcome)
    try:
        check_size(options.grid, common.force)
    except ScenarioProblem as problem:
        named = f"--over {', '.join(factor.name for factor in options.factors)}, --worlds {worlds}"
        raise UsageProblem(problem.what, named, problem.remedy) from None
    carry_out(common, sweep.ask, sweep.find, options, outcome)


def sweep_study(study: Experiment, common: Common, share: str | None) -> None:
    """Play what is left of a study, or a share, into its folder, which is the experiment itself, and print it."""
    from sim.analysis.sweep import of_results
    from sim.study.play.play import play
    from sim.study.store.shares import folder_of, read_share

    if common.dry_run:
        would(study, common)
        return
    place = Path(str(common.out))
    if share:
        which = read_share(share)
        place = folder_of(place, which)
        with way_of(common, None) as way:
            play(study, place, replace(way, share=which))
        talk(f"share {share} is in {place}", common.quiet)
        return
    with way_of(common, None) as way:
        finding = of_results(play(study, place, way))
    write_finding(finding, place, "" if common.no_figures else common.kind)
    show(finding, common)
    talk(f"written to {common.out}", common.quiet)


def write_finding(finding: SweepFinding, place: Path, kind: str) -> None:
    """Write what a study of any design gave into its folder: text, tables as CSV, and figures of a kind, if any."""
    from sim.publish.folder import files_of
    from sim.study.store.disk import Folder, write
    from sim.study.store.folder import FIGURES
    from sim.study.store.manifest import add_files

    contents = {f"{FIGURES}/{name}": content for name, content in files_of(finding, finding.tables(), kind)[0].items()}
    with Folder(place) as own:
        own.folder(FIGURES)
        add_files(place, {name: write(place / name, content) for name, content in contents.items()})


def refuse_options(ctx: click.Context) -> None:
    """Refuse options that change what a study says, which its file alone may; raises UsageProblem."""
    for name, option in OF_SCENARIOS.items():
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageProblem(f"a study takes no {option}", "sim sweep STUDY", "Write it into the file of the study.")


def refuse_doubles(axes: Said, changes: Said) -> None:
    """Refuse a name that is both set and swept, since the sweep would win in silence; raises UsageProblem."""
    named = {text.partition("=")[0].strip() for text, _ in changes}
    for text, where in axes:
        name = text.partition("=")[0].strip()
        if name in named:
            raise UsageProblem(f"'{name}' is set and swept", where, "Leave one of the two out.")


def over(axes: Said, scenario: Scenario) -> tuple[Factor, ...]:
    """Return the factors of a grid, each with its values; raises UsageProblem that names the option."""
    from sim.study.experiment.factor_text import listed_from

    if not axes:
        raise UsageProblem("a sweep needs a factor", "--over", "Give --over name=low:high:steps, or name=a,b,c.")
    return listed_from(axes, scenario)

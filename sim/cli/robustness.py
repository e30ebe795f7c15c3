"""`sim robustness`: how line-ups of courses and policies do over the numbers that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.robustness import RobustnessFindings

FIGURES = ("pareto.png", "regret.png")

lineup_option = opt.option(
    "--lineup", "lineups", multiple=True, metavar="NAME=W,B,P,S", callback=opt.merged,
    help="A line-up: a course or policy of Washington, Beijing, Pyongyang and Seoul each; two or more.  [default: all "
         "free, and eight of held courses]",
)  # fmt: skip
uncertain_option = opt.option(
    "--uncertain", "uncertain", multiple=True, metavar="NAME[=LOW:HIGH]", callback=opt.merged,
    help="An uncertain number, over its own range or a given one; may be repeated.  [default: sixteen that matter]",
)  # fmt: skip
points_option = opt.option(
    "--points", type=opt.Whole(1, 100_000), default=100, show_default=True, help="Points of the Latin hypercube."
)
tolerable_option = opt.option(
    "--tolerable", type=float, default=0.2, show_default=True, help="The probability of the outcome that is tolerable."
)
resamples_option = opt.option(
    "--resamples", type=opt.Whole(50, 100_000), default=1000, show_default=True, help="How often to resample points."
)


@click.command("robustness", short_help="Compare line-ups over the numbers that nobody knows.")
@opt.stacked(
    opt.scenario_argument, lineup_option, uncertain_option, points_option, tolerable_option, opt.outcome_option,
    resamples_option, opt.worlds_option(100), opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(),
    opt.json_option, opt.force_option, opt.dry_run_option, opt.no_figures_option, opt.progress_option,
    opt.quiet_option,
)  # fmt: skip
def command(
    scenario: str, lineups: tuple[tuple[str, str], ...], uncertain: tuple[tuple[str, str], ...], points: int,
    tolerable: float, outcome: str, resamples: int, worlds: int, seed: int, jobs: int, out: str | None,
    changes: tuple[tuple[str, str], ...], as_json: bool, force: bool, dry_run: bool, no_figures: bool,
    no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Play line-ups of courses and policies at points spread over uncertain numbers of SCENARIO.

    Prints regret, the share of points that satisfice, the worst point, mean and spread of each line-up, and the Pareto
    set of what they are worth to Washington and Beijing. --worlds counts the worlds of a point. With --out, a summary
    and two figures are written there.

    \b
    sim robustness 2017-spring --uncertain accident --uncertain feint.greedy=0:.5
    """
    from sim.analysis.robustness import judge, try_out, uncertainties_from
    from sim.analysis.robustness.trial import check_size, lineups_from
    from sim.cli.reading import read_scenario
    from sim.cli.robustness_table import robustness_table
    from sim.study.store.kept import SUMMARY, folder_for, identity, write, write_manifest
    from sim.study.store.kept import as_json as json_bytes

    if not 0.0 <= tolerable <= 1.0:
        raise UsageProblem(f"{tolerable} is no probability", f"--tolerable {tolerable}", "Give a number from 0 to 1.")
    asked = read_scenario(scenario, changes)
    named, numbers = lineups_from(lineups), uncertainties_from(uncertain)
    check_size(points, worlds)
    total = len(named) * points * worlds
    opt.check_room(total, f"--points {points}, --worlds {worlds}")
    if dry_run:
        click.echo(
            f"would play {asked.name} ({asked.hash}): {len(named)} line-ups at {points} points over {len(numbers)} "
            f"numbers, {worlds} worlds each, seed {seed}"
        )
        return
    study = identity("robustness", asked.hash, named, numbers, points, worlds, seed, outcome, tolerable, resamples)
    folder = folder_for(out, study, force, FIGURES) if out else None
    with progress_line(not (no_progress or quiet), outcome) as progress:
        trial = try_out(
            asked, numbers, named, points=points, worlds=worlds, seed=seed, outcome=outcome, jobs=jobs,
            progress=progress,
        )  # fmt: skip
    found = judge(trial, tolerable, resamples)
    content = found.as_dict()
    if folder:
        digest = write(folder / SUMMARY, json_bytes(content | {"design": trial.design.tolist(), "study": study}))
        write_manifest(folder, study, {SUMMARY: digest}, {"kind": "robustness"})
        if not no_figures:
            write_figures(found, folder)
    if as_json:
        print_json(content)
    else:
        click.echo(robustness_table(found))
    if folder:
        talk(f"written to {folder}", quiet)


def write_figures(found: RobustnessFindings, folder: Path) -> None:
    """Draw the Pareto plot and the regret bars into a folder."""
    from dataclasses import replace

    from sim.show.pareto import pareto
    from sim.show.regret import regret_bars
    from sim.show.saving import save

    about = provenance(found)
    save(pareto(found.standings, replace(about, method="t 95 %")), folder / FIGURES[0])
    save(regret_bars(found, about), folder / FIGURES[1])


def provenance(found: RobustnessFindings) -> Any:
    """Return where the numbers of a trial come from."""
    from sim.show.provenance import Provenance
    from sim.study.fingerprint import tool_version

    trial = found.trial
    return Provenance(
        trial.scenario.name, trial.scenario.hash, trial.seed, trial.points,
        "95 % percentiles of resampled points", tool_version(), f"points of {trial.worlds} worlds",
    )  # fmt: skip

"""`sim discover`: where over levers and uncertainties an outcome is likely, as a box in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.discovery import Discovery, Sample
    from sim.study.run.runner import Progress

TABLE: Final = "points.parquet"
FIGURES: Final = ("peeling.png", "box_pairs.png")
Texts = tuple[tuple[str, str], ...]

factor_option = opt.option(
    "--factor", "factors", multiple=True, metavar="NAME[=LOW:HIGH]", callback=opt.merged,
    help="A lever, a number, a cell, or a capital.policy[=a,b]; may be repeated.  "
         "[default: four levers, sixteen numbers]",
)  # fmt: skip
points_option = opt.option(
    "--points", type=opt.Whole(1, 200_000), default=4000, show_default=True, help="Points of the Latin hypercube."
)
density_option = opt.option(
    "--density", type=float, default=0.5, show_default=True, help="How likely the outcome must be in the box."
)
most_option = opt.option(
    "--most", type=opt.Whole(1, 1000), default=4, show_default=True, help="How many factors a box may restrict."
)
mass_option = opt.option(
    "--mass", type=float, default=0.05, show_default=True, help="The least share of the points that a box may hold."
)
resamples_option = opt.option(
    "--resamples", type=opt.Whole(20, 100_000), default=100, show_default=True, help="How often to resample points."
)
shuffles_option = opt.option(
    "--shuffles", type=opt.Whole(19, 100_000), default=199, show_default=True, help="How often to shuffle outcomes."
)
ema_option = opt.option(
    "--ema", is_flag=True, help="Also ask the PRIM of ema_workbench (extra discover) on the same points."
)


@click.command("discover", short_help="Find where over levers and numbers an outcome is likely.")
@click.argument("source", metavar="SCENARIO_OR_FOLDER")
@opt.stacked(
    factor_option, points_option, opt.outcome_option, density_option, most_option, mass_option, resamples_option,
    shuffles_option, ema_option, opt.worlds_option(1), opt.seed_option, opt.jobs_option, opt.out_option,
    opt.set_option(), opt.json_option, opt.force_option, opt.dry_run_option, opt.no_figures_option,
    opt.progress_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, source: str, factors: Texts, points: int, outcome: str, density: float, most: int, mass: float,
    resamples: int, shuffles: int, ema: bool, worlds: int, seed: int, jobs: int, out: str | None, changes: Texts,
    as_json: bool, force: bool, dry_run: bool, no_figures: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Look for a box of levers and numbers in which an outcome is likely, and say it in plain words.

    The source is a scenario, played at points spread over the factors, or a folder that `sim sweep
    STUDY` has filled: its cells are then the points, and --factor names those of its factors to use. --worlds counts
    the worlds of a point. With --out, a summary, the points and two figures are written there.

    \b
    sim discover 2017-spring --factor washington.pressure --factor beijing.enforcement --factor feint.greedy
    """
    from sim.analysis.discovery import Rule, discover
    from sim.analysis.discovery.ema import peeled_by_ema, workbench
    from sim.analysis.discovery.findings import check_rule
    from sim.cli.discover_table import discover_table
    from sim.study.store.kept import folder_for, identity
    from sim.study.store.reading import is_folder

    rule = Rule(density, most, mass)
    check_rule(rule, resamples, shuffles)
    if ema:
        workbench()
    if is_folder(source):
        refuse_run_options(ctx, source, out)
        asked = from_folder(source, factors, outcome)
    else:
        asked = from_scenario(source, changes, factors, points, worlds, seed, outcome, jobs)
    if dry_run:
        said = f"would look for a box where {outcome} is likely in {asked.about}"
        print_json({"would": said}) if as_json else click.echo(said)
        return
    study = identity("discover", asked.identity, outcome, rule, resamples, shuffles, ema)
    folder = folder_for(out, study, force, (TABLE, *FIGURES)) if out else None
    with progress_line(not (no_progress or quiet) and asked.plays, outcome) as progress:
        sample = asked.sample(progress)
    found = discover(sample, rule, resamples, shuffles)
    other = peeled_by_ema(sample, rule, found.fit.box) if ema else None
    content = found.as_dict() | ({"ema_workbench": other.as_dict()} if other else {})
    if folder:
        write_all(found, content, folder, study, not no_figures)
    if as_json:
        print_json(content)
    else:
        click.echo(discover_table(found, other))
    if folder:
        talk(f"written to {folder}", quiet)


@dataclass(frozen=True)
class Asked:
    """Where the points come from: in words, as an identity, and how to get them."""

    about: str
    identity: tuple[object, ...]
    sample: Callable[[Progress | None], Sample]
    plays: bool = False


def from_scenario(
    name: str, changes: Texts, texts: Texts, points: int, worlds: int, seed: int, outcome: str, jobs: int
) -> Asked:
    """Return the points of a design of one's own, not yet played; raises Problem for what cannot be meant."""
    from sim.analysis.discovery import factors_from, play
    from sim.analysis.discovery.sample import check_points
    from sim.cli.reading import read_scenario, several

    scenario = read_scenario(name, changes)
    factors = factors_from(texts)
    check_points(points, f"--points {points}")
    opt.check_room(points * worlds, f"--points {points}, --worlds {worlds}")
    about = (
        f"{scenario.name} ({scenario.hash}): {several(points, 'point')} over {several(len(factors), 'factor')}, "
        f"{several(worlds, 'world')} each, seed {seed}"
    )

    def played(progress: Progress | None) -> Sample:
        return play(
            scenario, factors, points=points, worlds=worlds, seed=seed, outcome=outcome, jobs=jobs, progress=progress
        )

    return Asked(about, (scenario.hash, factors, points, worlds, seed), played, True)


def from_folder(folder: str, texts: Texts, outcome: str) -> Asked:
    """Return the cells of a study as points; raises Problem for a folder, outcome or factor that does not serve."""
    from sim.analysis.discovery import sample_from
    from sim.analysis.discovery.sample import check_sample, chosen
    from sim.cli.reading import several
    from sim.study.store.results import load_study

    results = load_study(folder)
    sample = chosen(sample_from(results, outcome), texts)
    check_sample(sample, folder)
    names = tuple(factor.name for factor in sample.factors)
    about = f"{folder}: {several(sample.points, 'point')} of {sample.worlds_text} over {several(len(names), 'factor')}"
    return Asked(about, (results.hash, sample.points, names), lambda _: sample)


def refuse_run_options(ctx: click.Context, source: str, out: str | None) -> None:
    """Refuse options that would change what was run or write over it: the cells of a study are taken as they are."""
    from os.path import realpath

    from click.core import ParameterSource

    if out and realpath(out) == realpath(source):
        raise UsageProblem("that folder holds the study itself", f"--out {out}", "Give another folder with --out.")
    for name in ("points", "worlds", "seed", "jobs", "changes"):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            flag = "--set" if name == "changes" else f"--{name}"
            raise UsageProblem(
                "the cells of a study are taken as they are", flag, f"Leave {flag} out, or name a scenario."
            )


def write_all(found: Discovery, content: dict[str, Any], folder: Path, study: str, figures: bool) -> None:
    """Write the points, the summary and the figures into a folder, and last the manifest."""
    from sim.study.store.disk import write
    from sim.study.store.kept import MANIFEST, SUMMARY, as_json, write_manifest, write_table

    (folder / MANIFEST).unlink(missing_ok=True)
    hashes = {
        TABLE: write_table(folder / TABLE, *points_of(found)),
        SUMMARY: write(folder / SUMMARY, as_json(content | {"study": study})),
    }
    # Figures of an earlier search would tell of another box.
    for name in FIGURES:
        (folder / name).unlink(missing_ok=True)
    if figures:
        write_figures(found, folder)
    write_manifest(folder, study, hashes, {"kind": "discovery"})


def points_of(found: Discovery) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the points as columns with the labels of the categories: factors, hits, worlds, and whether in the box."""
    import numpy as np

    sample = found.sample
    columns: dict[str, Any] = {"point": np.arange(sample.points, dtype=np.int64)}
    labels: dict[str, Any] = {}
    for place, factor in enumerate(sample.factors):
        column = sample.values[:, place]
        columns[factor.name] = column.astype(np.int32) if factor.labels else column
        if factor.labels:
            labels[factor.name] = factor.labels
    columns |= {"hits": sample.hits, "worlds": sample.worlds, "in_box": found.fit.box.holds(sample.values)}
    return columns, labels


def write_figures(found: Discovery, folder: Path) -> None:
    """Draw the peeling trade-off and, where there is a box, the pairs of its factors."""
    from sim.show.box_pairs import box_pairs
    from sim.show.peeling import peeling
    from sim.show.saving import save

    save(peeling(found, provenance(found)), folder / FIGURES[0])
    if found.found:
        save(box_pairs(found, provenance(found)), folder / FIGURES[1])


def provenance(found: Discovery) -> Any:
    """Return where the numbers of a discovery come from."""
    from sim.analysis.discovery.findings import unit
    from sim.show.provenance import Provenance
    from sim.study.fingerprint import tool_version

    sample = found.sample
    return Provenance(
        sample.scenario.name, sample.scenario.hash, sample.seed, sample.points,
        f"{found.measures.coverage.method} 95 %", tool_version(), unit(sample),
    )  # fmt: skip

"""`sim sensitivity`: which factors move an outcome, alone and together, and how much is luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.sensitivity.report import Sensitivity

FIGURES: Final = ("sensitivity.png", "tornado.png")
DEFAULT_POINTS: Final = {"sobol": 512, "morris": 50}
OF_A_SCENARIO: Final = {
    "points": "--points", "worlds": "--worlds", "seed": "--seed", "changes": "--set", "luck": "--luck",
    "tornado_worlds": "--tornado-worlds",
}  # fmt: skip


class MeasuredOutcome(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """The name of an outcome: a flag, a final state, or a number of a world."""

    name = "outcome"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the outcome that a text means; raises UsageProblem with the nearest."""
        from sim.analysis.sensitivity.playing import checked_outcome
        from sim.study.outcomes import plain_name

        return checked_outcome(plain_name(str(value).strip()))


factor_option = opt.option(
    "--factor", "factors", multiple=True, metavar="NAME[=LOW:HIGH]", callback=opt.merged,
    help="A number or cell of the ledger, or a lever, over its own range or a given one; may be repeated.  "
         "[default: sixteen numbers that matter]",
)  # fmt: skip
method_option = opt.option(
    "--method", type=click.Choice(("sobol", "morris")), default="sobol", show_default=True,
    help="Sobol' indices, or Morris's elementary effects, which need fewer points.",
)  # fmt: skip
points_option = opt.option(
    "--points", type=opt.Whole(1, 2**20), help="Base points of Sobol', a power of two, or trajectories of Morris.  "
    "[default: 512, or 50]",
)  # fmt: skip
luck_option = opt.option(
    "--luck", type=click.Choice(("independent", "common")), default="independent", show_default=True,
    help="Worlds of its own for each point, or the same for the points of a base point.",
)  # fmt: skip
second_option = opt.option("--second-order", is_flag=True, help="Pairs of factors too; needs the extra discover.")
resamples_option = opt.option(
    "--resamples", type=opt.Whole(50, 100_000), default=1000, show_default=True, help="How often to resample points."
)
tornado_option = opt.option(
    "--tornado-worlds", type=opt.Whole(10, 100_000), default=2000, show_default=True,
    help="Worlds of each end of the tornado.",
)  # fmt: skip
outcome_option = opt.option(
    "--outcome", type=MeasuredOutcome(), default="lose_lose", show_default=True,
    help="A flag, a final state, or a number such as value_washington.",
)  # fmt: skip


@click.command("sensitivity", short_help="Find which factors move an outcome, and what is luck.")
@click.argument("source", metavar="SCENARIO_OR_FOLDER")
@opt.stacked(
    method_option, factor_option, points_option, outcome_option, luck_option, second_option, resamples_option,
    tornado_option, opt.worlds_option(100), opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(),
    opt.json_option, opt.force_option, opt.dry_run_option, opt.no_figures_option, opt.progress_option,
    opt.quiet_option,
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, source: str, method: str, factors: tuple[tuple[str, str], ...], points: int | None,
    outcome: str, luck: str, second_order: bool, resamples: int, tornado_worlds: int, worlds: int, seed: int,
    jobs: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool, force: bool, dry_run: bool,
    no_figures: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Vary factors of a scenario over their ranges, and print what moves an outcome averaged over worlds.

    A dummy factor that touches nothing is always among them, and each index says whether it is above it. --worlds
    counts the worlds of a point. A folder of a study with a Saltelli or Morris design is read instead of run. With
    --out, a summary and figures are written there.

    \b
    sim sensitivity 2017-spring -j 2
    sim sensitivity 2017-spring --factor accident --factor washington.pressure --outcome war
    """
    from sim.analysis.sensitivity.index import salib
    from sim.cli.sensitivity_sources import Playing, Reading
    from sim.cli.sensitivity_table import sensitivity_table
    from sim.study.store.kept import folder_for, identity
    from sim.study.store.results import is_folder

    reads = is_folder(source)
    given = [flag for name, flag in OF_A_SCENARIO.items() if is_given(ctx, name)] if reads else []
    if given:
        raise UsageProblem(f"{given[0]} changes what is run, and a study has run", given[0], "Leave it out.")
    if second_order:
        salib("sobol")
    read: Reading | Playing
    if reads:
        read = Reading(source, factors, outcome, method if is_given(ctx, "method") else None)
    else:
        read = Playing(source, changes, factors, method, points or DEFAULT_POINTS[method], second_order, outcome, luck,
                       worlds, seed, tornado_worlds, jobs)  # fmt: skip
    if dry_run:
        print_json({"would": read.plan}) if as_json else say(f"would {read.plan}")
        return
    study = identity("sensitivity", read.key, outcome, second_order, resamples)
    folder = folder_for(out, study, force, FIGURES) if out else None
    found = read.found(second_order, resamples, not (no_progress or quiet))
    content = found.as_dict()
    if folder:
        keep(content, folder, study)
        if not no_figures:
            write_figures(found, folder)
    if as_json:
        print_json(content)
    else:
        say(sensitivity_table(found))
    if folder:
        talk(f"written to {folder}", quiet)


def is_given(ctx: click.Context, name: str) -> bool:
    """Say whether the command line itself gives an option."""
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def keep(content: dict[str, Any], folder: Path, study: str) -> None:
    """Write the summary, and last a manifest that says whose results these are; figures that stood here before go."""
    from sim.study.store.kept import SUMMARY, as_json, write, write_manifest

    for name in FIGURES:
        (folder / name).unlink(missing_ok=True)
    digest = write(folder / SUMMARY, as_json(content | {"study": study}))
    write_manifest(folder, study, {SUMMARY: digest}, {"kind": "sensitivity"})


def write_figures(found: Sensitivity, folder: Path) -> None:
    """Draw the bars of the indices and, where there is one, the tornado into a folder."""
    from dataclasses import replace

    from sim.show.saving import save
    from sim.show.sensitivity_bars import sensitivity_bars
    from sim.show.tornado import tornado_plot

    about = provenance(found)
    save(sensitivity_bars(found, about), folder / FIGURES[0])
    if found.tornado:
        worlds = found.tornado.base.n
        save(
            tornado_plot(found, replace(about, n=worlds, counted="pairs of worlds", method="paired 95 %")),
            folder / FIGURES[1],
        )


def provenance(found: Sensitivity) -> Any:
    """Return where the numbers of an analysis come from."""
    from sim.show.provenance import Provenance
    from sim.study.fingerprint import tool_version

    sample = found.analysis.sample
    counted = "base points" if sample.method == "sobol" else "trajectories"
    return Provenance(
        found.scenario.name, found.scenario.hash, found.seed, sample.groups, "95 % percentiles of resamples",
        tool_version(), f"{counted} with {sample.worlds_a_point} worlds a point",
    )  # fmt: skip

"""`sim sensitivity`: which factors move an outcome, alone and together, and how much is luck."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, asked_for, carry_out, names_of, study_in

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


@analysis(
    "sensitivity", "Find which factors move an outcome, and what is luck.",
    click.argument("source", metavar="SCENARIO_OR_FOLDER"), method_option, factor_option, points_option,
    opt.any_outcome_option, luck_option, second_option, resamples_option, tornado_option, opt.worlds_option(100),
    opt.seed_option, opt.set_option(),
)  # fmt: skip
def sensitivity(
    common: Common, source: str, factors: tuple[tuple[str, str], ...], changes: tuple[tuple[str, str], ...],
    method: str, outcome: str, second_order: bool, resamples: int, **given: Any,
) -> None:  # fmt: skip
    """Vary factors of a scenario over their ranges, and print what moves an outcome averaged over worlds.

    A dummy factor that touches nothing is always among them, and each index says whether it is above it. --worlds
    counts the worlds of a point. A folder of a study with a Saltelli or Morris design is read instead of run: then
    --factor names those of its factors to use.

    \b
    sim sensitivity 2017-spring -j 2
    sim sensitivity 2017-spring --factor accident --factor washington.pressure --outcome war
    """
    from sim.study.experiment.components import check_groups

    if given["points"]:
        # At once, before what takes long to load.
        check_groups(method, given["points"])
    from sim.analysis.defaults import uncertain_from
    from sim.analysis.sensitivity import SensitivityOptions, ask, find, options_of_study
    from sim.cli.reading import read_scenario
    from sim.study.outcomes import plain_name

    asked: dict[str, Any] = {"outcome": plain_name(outcome), "second_order": second_order, "resamples": resamples}
    study = study_in(source, common, ("points", "worlds", "seed", "changes", "luck", "tornado_worlds"))
    if study:
        named = method if asked_for("method") else None
        options = options_of_study(study, only=names_of(factors), method=named, **asked)
    else:
        scenario = read_scenario(source, changes)
        options = SensitivityOptions(
            scenario, uncertain_from(factors, scenario, levers=True), method=method, **asked, **given
        )
    carry_out(common, ask, find, options, options.outcome)

"""`sim discover`: where over levers and uncertainties an outcome is likely, as a box in plain words."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out, names_of, study_in

factor_option = opt.option(
    "--factor", "factors", multiple=True, metavar="NAME[=LOW:HIGH]", callback=opt.merged,
    help="A lever, a number, a cell, or a capital.policy[=a,b]; may be repeated.  "
         "[default: four levers, sixteen numbers]",
)  # fmt: skip
points_option = opt.option(
    "--points", type=opt.Whole(1, 200_000), default=4000, show_default=True, help="Points of the Latin hypercube."
)
density_option = opt.option(
    "--density",
    type=opt.Number(0, 1),
    default=0.5,
    show_default=True,
    help="How likely the outcome must be in the box.",
)
most_option = opt.option(
    "--most", type=opt.Whole(1, 1000), default=4, show_default=True, help="How many factors a box may restrict."
)
mass_option = opt.option(
    "--mass",
    type=opt.Number(0, 1),
    default=0.05,
    show_default=True,
    help="The least share of the points that a box may hold.",
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


@analysis(
    "discover", "Find where over levers and numbers an outcome is likely.",
    click.argument("source", metavar="SCENARIO_OR_FOLDER"), factor_option, points_option, opt.any_outcome_option,
    density_option, most_option, mass_option, resamples_option, shuffles_option, ema_option, opt.worlds_option(1),
    opt.seed_option, opt.set_option(),
)  # fmt: skip
def discover(
    common: Common, source: str, factors: tuple[tuple[str, str], ...], changes: tuple[tuple[str, str], ...],
    density: float, most: int, mass: float, points: int, worlds: int, seed: int, **given: Any,
) -> None:  # fmt: skip
    """Look for a box of levers and numbers in which an outcome is likely, and say it in plain words.

    The source is a scenario, played at points spread over the factors, or a folder that `sim sweep STUDY` has filled:
    its cells are then the points, and --factor names those of its factors to use. --worlds counts the worlds of a
    point.

    \b
    sim discover 2017-spring --factor washington.pressure --factor beijing.enforcement --factor feint.greedy
    """
    from sim.analysis.discovery import DiscoveryOptions, Rule, ask, find, options_of_study
    from sim.analysis.discovery.asking import FACTORS
    from sim.cli.reading import read_scenario
    from sim.study.experiment.factor_text import factors_from
    from sim.study.outcomes import plain_name

    rule, given["outcome"] = Rule(density, most, mass), plain_name(given["outcome"])
    study = study_in(source, common, ("points", "worlds", "seed", "changes"))
    if study:
        options = options_of_study(study, only=names_of(factors), rule=rule, **given)
    else:
        scenario = read_scenario(source, changes)
        asked = factors_from(factors, scenario) or FACTORS
        options = DiscoveryOptions(scenario, asked, points, worlds, seed, rule=rule, **given)
    carry_out(common, ask, find, options, options.outcome)

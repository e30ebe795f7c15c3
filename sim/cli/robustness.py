"""`sim robustness`: how line-ups of courses and policies do over the numbers that nobody knows."""

from __future__ import annotations

from typing import Any

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out

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
    "--tolerable",
    type=opt.Number(0, 1),
    default=0.2,
    show_default=True,
    help="The probability of the outcome that is tolerable.",
)
resamples_option = opt.option(
    "--resamples", type=opt.Whole(50, 100_000), default=1000, show_default=True, help="How often to resample points."
)


@analysis(
    "robustness", "Compare line-ups over the numbers that nobody knows.",
    opt.scenario_argument, lineup_option, uncertain_option, points_option, tolerable_option, opt.outcome_option,
    resamples_option, opt.worlds_option(100), opt.seed_option, opt.set_option(),
)  # fmt: skip
def robustness(
    common: Common, scenario: str, lineups: tuple[tuple[str, str], ...], uncertain: tuple[tuple[str, str], ...],
    changes: tuple[tuple[str, str], ...], **given: Any,
) -> None:  # fmt: skip
    """Play line-ups of courses and policies at points spread over uncertain numbers of SCENARIO.

    Prints the line-up that regrets least and the criteria of each; with --full all measures, the Pareto set of what
    they are worth to Washington and Beijing, and how the numbers were made. --worlds counts the worlds of a point.

    \b
    sim robustness 2017-spring --uncertain accident --uncertain feint.greedy=0:0.5
    """
    from sim.analysis.defaults import uncertain_from
    from sim.analysis.robustness import RobustnessOptions, ask, find, lineups_from
    from sim.cli.reading import read_scenario

    asked = read_scenario(scenario, changes)
    options = RobustnessOptions(asked, lineups_from(lineups), uncertain_from(uncertain, asked), **given)
    carry_out(common, ask, find, options, options.outcome)

"""`sim game`: each capital picks a course or policy, simulation says what every profile pays, the game is solved."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out, study_in

among_option = opt.option(
    "--among", "among", multiple=True, metavar="CAPITAL=POLICIES", callback=opt.merged,
    help="Let a capital pick among these policies only, a,b,c; one policy holds it there. May be repeated.",
)  # fmt: skip
choices_option = opt.option(
    "--choices", "choices", type=click.Choice(("courses", "policies")), default="courses", show_default=True,
    help="What capitals pick among: courses that they are held to, or policies by which they review their course.",
)  # fmt: skip
precision_option = opt.option(
    "--precision", "precisions", multiple=True, type=opt.number(0, 1e6), metavar="NUMBER",
    help="A precision of logit equilibria, in 1 / months of value. May be repeated.  [default: 0.03, 0.1, 0.3, 1]",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples",
    type=opt.whole(50, 100_000),
    default=1000,
    show_default=True,
    help="How often to resample worlds.",
)


@analysis(
    "game", "Solve the game in which each capital picks a course or policy.",
    click.argument("source", metavar="SCENARIO_OR_FOLDER"), choices_option, among_option, precision_option,
    resamples_option, opt.worlds_option(1000), opt.seed_option, opt.set_option(),
)  # fmt: skip
def game(
    common: Common, source: str, choices: str, among: tuple[tuple[str, str], ...], precisions: tuple[float, ...],
    changes: tuple[tuple[str, str], ...], resamples: int, **given: Any,
) -> None:  # fmt: skip
    """Play every profile in the same worlds of a scenario, for each type of Kim, and print the equilibria.

    Pyongyang knows its type; the others know how likely each is. A course or policy stands in every month in place of
    the scenario's schedule. Prints each equilibrium with P(lose-lose) and how often it remains one when the worlds are
    resampled; with --full also matrices, best replies, mixtures and the price of anarchy. A folder of a study that
    varies policies in a factorial design is read instead.

    \b
    sim game 2017-spring
    sim game 2017-spring --choices policies
    sim game 2017-spring --among beijing=balance --among seoul=hedge
    """
    from sim.analysis.policy_game import GameOptions, ask, choices_from, find, options_of_study
    from sim.cli.reading import read_scenario

    asked: dict[str, Any] = {"resamples": resamples} | ({"precisions": precisions} if precisions else {})
    study = study_in(source, common, ("among", "choices", "worlds", "seed", "changes"))
    if study:
        options = options_of_study(study, **asked)
    else:
        options = GameOptions(read_scenario(source, changes), choices_from(among, choices), **asked, **given)
    carry_out(common, ask, find, options)

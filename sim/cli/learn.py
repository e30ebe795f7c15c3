"""`sim learn`: what a capital would better do against a scenario, and whether its line-up was near an equilibrium."""

from __future__ import annotations

from typing import Any, Final

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.errors import UsageProblem

ROUNDS: Final = 6
"""Rounds of a double oracle unless it is said."""

against_option = opt.option(
    "--against", "against", default="2017-spring", show_default=True, metavar="SCENARIO",
    help="The scenario whose policies the others have.",
)  # fmt: skip
all_option = click.option("--all", "everybody", is_flag=True, help="Let all four learn, each against the scenario.")
oracle_option = click.option(
    "--double-oracle", "oracle", is_flag=True,
    help="Let all four learn, round after round, against an equilibrium of what was found so far.",
)  # fmt: skip
replies_option = opt.option(
    "--replies",
    type=opt.whole(1, 100),
    default=None,
    help=f"Rounds of a double oracle at most.  [default: {ROUNDS}]",
)
objective_option = opt.option(
    "--objective", default="value", show_default=True,
    help="What is sought: value, or an outcome, with - before it where less is better.",
)  # fmt: skip
over_option = opt.option(
    "--over", "over", multiple=True, metavar="NAME", callback=opt.merged,
    help="Search over this name only; may be repeated.  [default: all that a capital can learn]",
)  # fmt: skip
budget_option = opt.option(
    "--budget", type=opt.whole(0, opt.MOST_WORLDS), default=640_000, show_default=True,
    help="Worlds that one search may play.",
)  # fmt: skip
sample_option = opt.option(
    "--sample",
    type=opt.whole(20, 100_000),
    default=500,
    show_default=True,
    help="Worlds of one candidate.",
)


@analysis(
    "learn", "Learn what a capital would better do.",
    click.argument("capital", required=False), against_option, all_option, oracle_option, replies_option,
    objective_option, over_option, budget_option, sample_option, opt.worlds_option(2000, 100_000), opt.seed_option,
    opt.set_option(),
)  # fmt: skip
def learn(
    common: Common, capital: str | None, against: str, everybody: bool, oracle: bool, replies: int | None,
    over: tuple[tuple[str, str], ...], changes: tuple[tuple[str, str], ...], **given: Any,
) -> None:  # fmt: skip
    """Search for the policy of CAPITAL that is worth most to it while the others keep to a scenario.

    Candidates are played in the same worlds, generation after generation, each in new luck; what was learnt is tested
    in worlds that no search has seen. Prints what it gains, over every named policy too, and which parts of it matter.
    With --all or --double-oracle the first sentence says whether the line-up was near an equilibrium. --out keeps all
    of it, with each learnt policy as a scenario file that sim run takes.

    \b
    sim learn washington --against 2017-spring -j 2
    sim learn washington --objective -lose_lose -o results/learnt
    sim learn --double-oracle -j 2 -o results/oracle
    """
    from sim.analysis.learn import LearnOptions, ask, find
    from sim.cli.reading import read_scenario

    asked = LearnOptions(
        read_scenario(against, changes), learners(capital, everybody, oracle), over=tuple(name for name, _ in over),
        replies=rounds(oracle, replies), jobs=common.jobs, **given,
    )  # fmt: skip
    carry_out(common, ask, find, asked)


def learners(capital: str | None, everybody: bool, oracle: bool) -> tuple[str, ...]:
    """Return who learns; raises UsageProblem unless it is said once."""
    from sim.game.catalogue import CAPITALS

    if (capital is not None) + everybody + oracle != 1:
        remedy = f"Name a capital ({', '.join(CAPITALS)}), or give --all or --double-oracle."
        raise UsageProblem("who learns is not said, or said twice", "sim learn", remedy)
    return (capital,) if capital else CAPITALS


def rounds(oracle: bool, replies: int | None) -> int:
    """Return how many rounds of replies there are at most; raises UsageProblem where there is only one."""
    if not oracle and replies is not None:
        raise UsageProblem("only a double oracle has rounds", "--replies", "Give --double-oracle, or leave it out.")
    return (replies or ROUNDS) if oracle else 1

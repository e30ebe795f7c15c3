"""`sim tournament`: programs and policies take seats in the same worlds."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out

agents_argument = click.argument("agents", nargs=-1, required=True, metavar="AGENT...")
scenario_option = opt.option("--scenario", default="2017-spring", show_default=True, help="The scenario to play.")
at_seats = opt.seat_option("A seat that each agent takes in turn; may be repeated.  [default: washington]")
each_other_option = opt.option("--each-other", is_flag=True, help="Play every line-up of agents at the seats.")


@analysis(
    "tournament", "Let programs and policies take seats, and compare them.",
    agents_argument, scenario_option, at_seats, each_other_option, opt.seconds_option,
    opt.worlds_option(100), opt.seed_option, opt.set_option(),
)  # fmt: skip
def tournament(
    common: Common, agents: tuple[str, ...], scenario: str, seats: tuple[str, ...], each_other: bool, seconds: float,
    changes: tuple[tuple[str, str], ...], **given: Any,
) -> None:  # fmt: skip
    """Let each AGENT take a seat in the same worlds, and compare it with the model's capital there, world by world.

    An AGENT is a command that reads a line of JSON a month and writes one (NAME=COMMAND gives it a name), `scripted`
    for the one that ships, a policy such as dove, module:function for one of your own, or a scenario file with a
    policy. Where a program is silent, crashes or answers nonsense, the rules move in that month, and it is counted.
    With --out, a call that was stopped goes on, and the folder keeps what each program was told and wrote.

    \b
    sim tournament "python my_agent.py" scripted dove --seat washington -n 40 -o results/tournament
    sim tournament scripted --seat beijing
    """
    from sim.analysis.tournament import TournamentOptions, ask, entrants_from, find
    from sim.cli.reading import read_scenario

    asked = read_scenario(scenario, changes)
    at = seats or ("washington",)
    options = TournamentOptions(asked, entrants_from(agents, asked, at, seconds), at, each_other, **given)
    carry_out(common, ask, find, options, "lose_lose")

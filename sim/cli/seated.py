"""What `sim play --seat` does: one world at a table, told month by month while programs play."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.cli.output import say, talk, terminal_width
from sim.errors import UsageProblem
from sim.study.estimate.quantities import CAVEAT
from sim.study.estimate.writing import lines_of
from sim.study.experiment.factor_text import Changes, read_scenario

if TYPE_CHECKING:
    from sim.analysis.tournament.entrants import Entrant
    from sim.scenario import Scenario
    from sim.study.agents.table import Agent

DEFAULT: Final = "sim-play-"
"""The beginning of the name of a folder that nobody named."""


@dataclass(frozen=True)
class Luck:
    """The world that is played: its seed, and its number."""

    seed: int
    world: int


def play_seats(
    name: str, changes: Changes, seats: Sequence[str], texts: Sequence[str], luck: Luck, seconds: float,
    out: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Play a world in which programs sit for capitals: tell it, and keep it as a game in a folder."""
    from sim.classroom.seats.narrative import ending_told, month_told
    from sim.classroom.seats.play import position_of
    from sim.classroom.seats.programs import Programs
    from sim.classroom.seats.record import Record
    from sim.classroom.seats.saving import folder_for_games, saved_table
    from sim.scenario.scenario import own_policies
    from sim.study.store.disk import Folder

    scenario, programs = seat_policies(read_scenario(name, changes), seats, texts, seconds)
    names = {capital: agent.name for capital, agent in programs.items()}
    record = Record(scenario, luck.seed, tuple(programs), started=True, world=luck.world, programs=names)
    position_of(record)  # what cannot be played is refused before a folder is made
    root = folder_for_games(out, DEFAULT)
    with Folder(root):
        table = saved_table(root, record, {})
        say(f"{scenario.title}. World {luck.world} of seed {luck.seed}.")
        with closing(Programs(table, programs, root)) as players:
            while table.phase == "playing":
                month, turns = table.position.month, players.month()
                table.close_month(month)
                for line in month_told(table.position, month, turns):
                    tell(line)
        for line in ending_told(table.position):
            tell(line)
    tell(f"One world. To compare over many in the same luck: sim tournament. {CAVEAT}")
    page = "" if own_policies(scenario) else f"; a page to replay it: sim report {shlex.quote(str(root))}"
    talk(f"kept in {root}{page}", quiet)


def tell(line: str) -> None:
    """Print a line of the story; what a terminal cannot hold goes on below, further in."""
    say("\n    ".join(lines_of(line, terminal_width() - 4)))


def seat_policies(
    asked: Scenario, seats: Sequence[str], texts: Sequence[str], seconds: float
) -> tuple[Scenario, dict[str, Agent]]:
    """Return the scenario with the policies that sit at seats, and the programs that do, by capital.

    Raises UsageProblem for seats and agents that are no pairs, and where no program plays.
    """
    from sim.analysis.tournament.entrants import entrant
    from sim.scenario.plan import checked_capitals

    if len(seats) != len(texts):
        one, other = ("--seat", "--agent") if len(seats) > len(texts) else ("--agent", "--seat")
        remedy = 'Give an --agent "COMMAND" after each --seat CAPITAL.'
        raise UsageProblem(f"{one} lacks its {other}", "sim play", remedy)
    checked_capitals(seats, "--seat")
    scenario = asked
    programs: dict[str, Agent] = {}
    for capital, text in zip(seats, texts, strict=True):
        found = entrant(text, asked, (capital,), seconds)
        if found.is_program:
            programs[capital] = agent_at(found, capital)
        else:
            scenario = scenario.change(found.at(capital))
    if not programs:
        remedy = "Give a command or 'scripted' to one seat; sim run and sim tournament play policies alone."
        raise UsageProblem("no program plays", "--agent", remedy)
    return scenario, programs


def program(capital: str, text: str, seconds: float) -> Agent:
    """Return the program that a text names for a seat; raises UsageProblem for a policy, or what is none."""
    from sim.analysis.tournament.entrants import entrant
    from sim.study.experiment.factor_text import DEFAULT_SCENARIO

    found = entrant(text, read_scenario(DEFAULT_SCENARIO), (capital,), seconds)
    if not found.is_program:
        what = f"'{text}' is a policy, and no program"
        raise UsageProblem(what, "--agent", f"Leave {capital} to the model, with --set {capital}.policy=…")
    return agent_at(found, capital)


def agent_at(found: Entrant, capital: str) -> Agent:
    """Return the agent that an entrant is where it sits for a capital."""
    from sim.scenario.user_policies import own_policy
    from sim.study.agents.table import agent_of

    return agent_of(own_policy(str(found.at(capital)[f"{capital}.policy"])))

"""A tournament: programs and policies take seats in the same worlds, and are compared world by
world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from sim.options import (
    MOVE_TIME,
    SECONDS,
    Options,
    flag,
    one_of,
    option,
    seed,
    values,
    words,
    worlds,
)

if TYPE_CHECKING:
    from sim.analysis.tournament.entrants import Entrant
    from sim.core.scenario import Scenario

MOST_LINEUPS: Final = 2_000

Lineup = tuple[int, ...]
"""Who sits at each seat asked for: 0 for the model's capital, else the number of an entrant, from
1.
"""


@dataclass(frozen=True)
class TournamentOptions(Options):
    """What is asked of a tournament: who sits in turn at which seats, in how many worlds. Raises
    UsageProblem.
    """

    scenario: Scenario
    agents: tuple[str, ...] = words(
        "Who takes part: a command or NAME=COMMAND, scripted, a policy such as dove, module:function for one of your "
        "own, or a scenario file with a policy; may be repeated.",
        ("scripted",),
        flag="--agent",
        form="AGENT",
        default="scripted",
    )
    seats: tuple[str, ...] = values(
        one_of(CAPITALS),
        "The seats that each agent takes in turn.",
        ("washington",),
        flag="--seat",
        default="washington",
    )
    each_other: bool = flag("Play every line-up of agents and the model at the seats.")
    worlds: int = worlds(100)
    seed: int = seed()
    seconds: float = option(MOVE_TIME, "Seconds of a program for a move.", SECONDS, unit="seconds")

    outcome: ClassVar[str] = "lose_lose"

    def __post_init__(self) -> None:
        super().__post_init__()
        from sim.core.scenario.plan import checked_capitals

        self.put(seats=checked_capitals(self.seats, "seats"))
        most = (1 + len(self.entrants)) ** len(self.seats)
        if self.each_other and most > MOST_LINEUPS:
            raise UsageProblem(
                f"there would be {most:,} line-ups", "each_other", f"Keep to {MOST_LINEUPS:,}."
            )

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse every line-up of one seat; raises UsageProblem."""
        if asked.each_other and len(asked.seats) < 2:
            raise UsageProblem("one seat has no others", "each_other", "Name two seats or more.")

    @cached_property
    def entrants(self) -> tuple[Entrant, ...]:
        """Who takes part, read from the texts of `agents`."""
        from sim.analysis.tournament.entrants import entrants_from

        return entrants_from(self.agents, self.scenario, self.seats, self.seconds)

    @cached_property
    def lineups(self) -> Sequence[Lineup]:
        """Who sits where, the model alone first."""
        numbers = range(1 + len(self.entrants))
        if self.each_other:
            return list(product(numbers, repeat=len(self.seats)))
        alone = [
            tuple(number if seat == at else 0 for at in self.seats)
            for seat in self.seats
            for number in numbers[1:]
        ]
        return [tuple(0 for _ in self.seats), *alone]


ANALYSIS = Analysis(
    "tournament",
    """
    Let programs and policies take seats in the same worlds, and compare each with the model's capital there.

    A program reads a line of JSON a month and writes one. Where it is silent, crashes or answers nonsense, the rules
    move in that month, and it is counted. A folder keeps what each program was told and wrote; a call that was stopped
    goes on.
    """,
    TournamentOptions,
    shell=(
        'sim tournament 2017-spring --agent "python my_agent.py" --agent dove --seat washington -o results/tournament',
        "sim tournament 2017-spring --seat beijing",
    ),
    python="""
    >>> import sim
    >>> short = sim.load_scenario("2017-spring").change({"months": 3})
    >>> found = sim.tournament(short, agents=["dove", "hawk"], worlds=20)
    >>> found.names
    ('the model', 'dove', 'hawk')
    """,
)

"""Agents at the seats of capitals, which choose from outside the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.core.engine.job import Outside
from sim.options import SECONDS
from sim.policies.active_rules import Replacement
from sim.policies.fields import Kind, fields_of
from sim.policies.user_rules import UserRule, stub_of

FAULTS: Final = ("", "silence", "nonsense", "crash")
"""Faults for which the rules move for a program: none, no answer in time, an invalid answer, no
process.
"""

PROCESSES: Final = 16
"""Most programs of one job that run at once."""


@dataclass(frozen=True)
class Agent:
    """A program that takes seats: its name, its command, and the seconds that it has for a move.

    With a `greeting` it runs a function in a user's file, for all worlds of a batch: the line tells
    it the file, and `why` says why the function is not compiled.
    """

    name: str
    command: tuple[str, ...]
    seconds: float = SECONDS
    greeting: bytes = b""
    why: str = ""


@dataclass(frozen=True)
class AgentSeat:
    """A capital and its agent: a function chooses a course or moves, a program chooses moves.

    With `is_here` an object of this process is the function.
    """

    capital: str
    agent: Agent
    kind: Kind = "moves"
    omniscient: bool = False
    is_here: bool = False

    @property
    def is_function(self) -> bool:
        """Whether a function chooses: it sees a `View`, and without a choice its world fails."""
        return self.is_here or bool(self.agent.greeting)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the view that a function is given, in order."""
        return tuple(fields_of(self.capital, self.kind, self.omniscient))


@dataclass(frozen=True)
class ExternalAgents(Outside):
    """The agents of a job, and the compiled user-written rules beside them.

    Worlds begin in month `start` and last `months` months.
    """

    seats: tuple[AgentSeat, ...] = ()
    start: str = ""
    months: int = 0
    rules: tuple[UserRule, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    @property
    def functions(self) -> tuple[AgentSeat, ...]:
        """The seats at which functions choose."""
        return tuple(seat for seat in self.seats if seat.is_function)

    @property
    def programs(self) -> tuple[AgentSeat, ...]:
        """The seats of programs, each with a process of its own in every world."""
        return tuple(seat for seat in self.seats if not seat.is_function)

    @property
    def all_rules(self) -> tuple[UserRule, ...]:
        """The user-written rules of the game: the compiled ones, and a stub for each function."""
        return (
            *self.rules,
            *(stub_of(seat.capital, seat.kind, seat.omniscient) for seat in self.functions),
        )


def agents_of(outside: Outside | None) -> ExternalAgents | None:
    """Return the agents of a job, or None if it has none."""
    return outside if isinstance(outside, ExternalAgents) else None

"""Who chooses from outside the rules: agents at the seats of capitals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.core.engine.job import Outside
from sim.options import SECONDS
from sim.policies.active_rules import Replacement
from sim.policies.fields import Kind, fields_of
from sim.policies.user_rules import UserRule, stub_of

FAULTS: Final = ("", "silence", "nonsense", "crash")
"""Why the rules moved for a program: no answer in time, one that is none, or no program any
more.
"""

PROCESSES: Final = 16
"""Most programs that run at once, of a job."""


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
    """Who chooses what for a capital: a function a course, or words and deeds as a program does."""

    capital: str
    agent: Agent
    kind: Kind = "moves"
    omniscient: bool = False

    @property
    def is_function(self) -> bool:
        """Whether a function chooses: it sees a `View`, and its world fails if it gives no choice."""
        return bool(self.agent.greeting)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the view that a function is given, in order."""
        return tuple(fields_of(self.capital, self.kind, self.omniscient))


@dataclass(frozen=True)
class ExternalAgents(Outside):
    """Who is asked in a job of worlds that begin in a month and last for so many, and beside them
    compiled functions of a user's own.
    """

    seats: tuple[AgentSeat, ...] = ()
    start: str = ""
    months: int = 0
    rules: tuple[UserRule, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    @property
    def functions(self) -> tuple[AgentSeat, ...]:
        """The seats at which functions choose."""
        return tuple(each for each in self.seats if each.is_function)

    @property
    def programs(self) -> tuple[AgentSeat, ...]:
        """The seats of programs, each with a process of its own in every world."""
        return tuple(each for each in self.seats if not each.is_function)

    @property
    def all_rules(self) -> tuple[UserRule, ...]:
        """The rules of the game that is played: for each function one that stands in for it."""
        return (
            *self.rules,
            *(stub_of(each.capital, each.kind, each.omniscient) for each in self.functions),
        )


def agents_of(outside: Outside | None) -> ExternalAgents | None:
    """Return the agents of a job, or None if nobody is asked in it."""
    return outside if isinstance(outside, ExternalAgents) else None

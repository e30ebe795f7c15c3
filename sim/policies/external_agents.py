"""Who chooses from outside the rules: functions in the place of a rule, and programs at the seats
of capitals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sim.core.base.arrays import Floats
from sim.core.engine.job import Job, Outside, Whole, Worlds
from sim.policies.active_rules import Replacement
from sim.policies.user_rules import Kind, UserRule, stub_of

FAULTS: Final = ("", "silence", "nonsense", "crash")
"""Why the rules moved for a program: no answer in time, one that is none, or no program any
more.
"""


class Mind(Protocol):
    """A function at work on some worlds."""

    def choose(self, month: int, worlds: Whole, seen: Floats) -> tuple[Whole, dict[int, str]]:
        """Return what it chooses, `(menus, worlds)`, and by place why a world fails; `seen` is
        `(fields, worlds)`.
        """

    def close(self) -> None:
        """Let go of what it works with."""


@dataclass(frozen=True)
class ExternalFunction:
    """A function that chooses in the place of a rule of its capital; `sit` begins it on worlds it
    knows nothing of.
    """

    capital: str
    kind: Kind
    sit: Callable[[], Mind]


class Sitting(Protocol):
    """Programs at work on some worlds."""

    def choose(
        self, month: int, worlds: Whole, state: Floats
    ) -> tuple[dict[str, Whole], dict[str, Whole]]:
        """Return by capital the words and deeds, `(2, worlds)` with −1 for the rules', and the
        faults, `(worlds,)`.

        `state` is `(places, worlds)` of `sim.core.game.opening`; `worlds` are their places among
        those sat for.
        """

    def close(self) -> None:
        """End the programs."""


@dataclass(frozen=True)
class Table:
    """Programs at seats, for at most `at_once` worlds at once; `sit` begins them for worlds of a
    seed, by number.
    """

    at_once: int
    sit: Callable[[int, Whole], Sitting]


@dataclass(frozen=True)
class ExternalAgents:
    """Who is asked in a job: functions, programs at a table, and beside them compiled functions of
    a user's own.
    """

    functions: tuple[ExternalFunction, ...] = ()
    table: Table | None = None
    rules: tuple[UserRule, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    @property
    def all_rules(self) -> tuple[UserRule, ...]:
        """The rules of the game that is played: for each function one that stands in for it."""
        return (*self.rules, *(stub_of(each.capital, each.kind) for each in self.functions))

    def play(self, job: Job, engine: Any) -> Worlds:
        """Play the worlds of a job, asking whoever chooses in every month."""
        from sim.policies.external_choices import play_asking

        return play_asking(job, self, engine)


def agents_of(outside: Outside | None) -> ExternalAgents | None:
    """Return the agents of a job, or None if nobody is asked in it."""
    return outside if isinstance(outside, ExternalAgents) else None

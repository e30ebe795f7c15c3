"""Functions outside the subset: any Python, asked world by world in a process of its own, within a
time limit.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import ExitCode, Problem, UsageProblem, one_line
from sim.core.engine import kernel
from sim.core.engine.job import Whole
from sim.policies.agents.program import ENDED, Program
from sim.policies.external_agents import ExternalFunction
from sim.policies.user_policies import UserPolicy
from sim.policies.user_rules import menus_of

SECONDS: Final = 10.0
"""Seconds that a function has for one world and month; SIM_POLICY_SECONDS says otherwise."""

GRACE: Final = 5.0
"""Seconds more after which a process that does not end a choice by itself is ended."""

TO_START: Final = 60.0
MOST_LOST: Final = 10
"""Worlds of a batch in which a function may hang or end its process; with one more the run
stops.
"""

CHILD: Final = ("python", "-m", "sim.policies.agents.python_rules_process")


class PolicyStopped(Problem):
    """A policy with which nothing can go on; what is finished is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


def seconds_for_a_choice() -> float:
    """Return the time limit; raises UsageProblem for one that is none."""
    said = os.environ.get("SIM_POLICY_SECONDS", "")
    try:
        found = float(said) if said else SECONDS
    except ValueError:
        found = -1.0
    if not 0.0 < found < 1e6:
        raise UsageProblem(
            f"'{said}' is no number of seconds",
            "environment, SIM_POLICY_SECONDS",
            "Give one above 0.",
        )
    return found


def function_of(policy: UserPolicy) -> ExternalFunction:
    """Return a policy outside the subset as somebody who is asked."""
    return ExternalFunction(policy.rule.capital, policy.rule.kind, partial(PlainMind, policy))


@dataclass
class PlainMind:
    """A function at work on the worlds of a batch. A new process is told the past again, for its
    memories are gone.
    """

    policy: UserPolicy
    program: Program | None = None
    past: list[tuple[Whole, Floats]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    lost: int = 0
    spent: float = 0.0
    worlds: int = 0
    ended: bool = False
    seconds: float = field(default_factory=seconds_for_a_choice)

    def close(self) -> None:
        """End the process, and say once what it cost."""
        if self.program is not None:
            self.program.end()
        if self.spent and self.worlds > 1:  # one world alone tells no pace
            pace = self.worlds / self.spent
            told = (
                f"{self.policy.name} is played as plain Python, world by world, some {pace:,.0f} worlds a second on "
                f"one thread; a policy that compiles plays thousands. What made it so: {self.policy.why}"
            )
            kernel.say_once(told, f"plain {self.policy.name} {self.policy.text}")

    def check(self) -> None:
        """Raise UsageProblem for a text that cannot be read into a process."""
        self.start()
        self.close()

    def choose(self, month: int, worlds: Whole, seen: Floats) -> tuple[Whole, dict[int, str]]:
        """Return what the function chooses in each world, and why worlds fail."""
        if self.program is None and not self.past:
            self.start()  # which takes its time once, and is no part of the pace
        began = time.monotonic()
        rows = np.ascontiguousarray(seen.T)
        menus = len(menus_of(self.policy.rule.capital, self.policy.rule.kind))
        chosen, errors = np.zeros((menus, worlds.size), np.int64), dict[int, str]()
        at = 0
        while at < worlds.size:
            if self.program is None:
                self.gone |= {int(worlds[k]) for k in errors}
                self.start()
                self.replay([*self.past, (worlds[:at], rows[:at])])
            at = self.ask(worlds, rows, at, chosen, errors)
        self.past.append((worlds, rows))
        self.gone |= {int(worlds[k]) for k in errors}
        self.spent += time.monotonic() - began
        self.worlds = max(self.worlds, worlds.size)
        return chosen, errors

    def ask(
        self, worlds: Whole, rows: Floats, at: int, chosen: Whole, errors: dict[int, str]
    ) -> int:
        """Ask about the worlds from a place on, and return the place after the last one that was
        answered, or lost.
        """
        self.tell(worlds[at:], rows[at:])
        for k in range(at, worlds.size):
            found = self.answer()
            if found is None:
                errors[k] = self.lost_for(
                    "its process ended" if self.ended else f"no answer within {self.seconds:g} s"
                )
                return k + 1
            if "choice" in found:
                chosen[:, k] = found["choice"]
            elif "late" in found:
                errors[k] = self.lost_for(self.said(found))
            else:
                errors[k] = self.said(found)
        return int(worlds.size)

    def replay(self, months: list[tuple[Whole, Floats]]) -> None:
        """Ask a new process all that the last one was asked of worlds that go on, so that it
        remembers.
        """
        for worlds, rows in months:
            left = np.array([int(world) not in self.gone for world in worlds], np.bool_)
            if left.any():
                self.tell(worlds[left], rows[left])
                if any(self.answer() is None for _ in range(int(left.sum()))):
                    raise self.stopped("it does not do twice what it did once")

    def tell(self, worlds: Whole, rows: Floats) -> None:
        """Give the process a month of some worlds."""
        assert self.program is not None
        self.program.tell(json.dumps(worlds.tolist()).encode() + b"\n" + rows.tobytes())

    def answer(self) -> dict[str, Any] | None:
        """Return the next answer, None where there is none in time, or none any more."""
        assert self.program is not None
        line = self.program.answer(time.monotonic() + self.seconds + GRACE)
        if not line:
            self.ended = line == ENDED
            self.program.end()
            self.program = None
            return None
        found: dict[str, Any] = json.loads(line)
        return found

    def lost_for(self, why: str) -> str:
        """Return why a world failed whose function gave no answer; raises PolicyStopped where there
        are too many.
        """
        self.lost += 1
        if self.lost > MOST_LOST:
            raise self.stopped(f"{why}, in {self.lost} worlds")
        return why

    def start(self) -> None:
        """Start the process and wait until it has read the function; raises UsageProblem where it
        cannot.
        """
        self.program, rule = Program(CHILD), self.policy.rule
        said = {
            "text": rule.text,
            "function": rule.function,
            "capital": rule.capital,
            "kind": rule.kind,
            "seconds": self.seconds,
        }
        self.program.tell(json.dumps(said).encode() + b"\n")
        line = self.program.answer(time.monotonic() + TO_START)
        if not line:
            raise self.stopped("its process does not begin")
        if "error" in (found := json.loads(line)):
            raise UsageProblem(
                self.said(found), f"policy '{self.policy.name}'", "Mend the file of the policy."
            )

    def said(self, found: dict[str, Any]) -> str:
        """Return an error of the function in words, with its file and line."""
        place = self.policy.place(found["line"]) if found["line"] else None
        where = (
            f" ({os.path.basename(place.file)}, line {place.line})" if place and place.file else ""
        )
        return one_line(str(found["error"])) + where

    def stopped(self, why: str) -> PolicyStopped:
        """Return the problem with which a run stops."""
        remedy = "Mend it, or give it more seconds: SIM_POLICY_SECONDS."
        return PolicyStopped(
            f"the policy cannot go on: {why}", f"policy '{self.policy.name}'", remedy
        )

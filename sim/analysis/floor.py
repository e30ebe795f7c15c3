"""The floor under the cost of a world: its luck, and the exponentials and normal variates that its rules take.

They are worked out by the very engine of the real game, in the same lanes.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

from sim.analysis.floor_rules import GROUP
from sim.engine import Job
from sim.engine.plain import play_month
from sim.engine.source import Game, read
from sim.game import maths
from sim.study.run.one_world import OneWorld, job_of
from sim.study.scenario import Scenario

PROBE_WORLDS: Final = 20
COUNTED: Final = (maths.exp, maths.normal)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a month of one world takes on average: exponentials and normal variates."""

    exponentials: float
    normals: float


def needs_of(scenario: Scenario, seed: int = 7, worlds: int = PROBE_WORLDS) -> Needs:
    """Return what the rules take in a month, counted on worlds in plain Python."""
    calls: Counter[str] = Counter()
    months = 0
    for number in range(worlds):
        one = OneWorld(job_of(scenario, seed, number))
        while not one.over:
            now = one.now()
            with Counting(calls):
                play_month(one.state, now, one.p)
            one.month += 1
            months += 1
    return Needs(calls["exp"] / months, calls["normal"] / months)


class Counting:
    """Counts the calls of exponentials and normal variates while a block runs, by the name of the function."""

    def __init__(self, calls: Counter[str]) -> None:
        self.calls = calls
        self.names = {function.__code__: function.__name__ for function in COUNTED}

    def __enter__(self) -> None:
        sys.setprofile(self.heard)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def heard(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call."""
        if event == "call" and frame.f_code in self.names:
            self.calls[self.names[frame.f_code]] += 1


def floor_game() -> Game:
    """Return the game that only draws luck and takes exponentials and normal variates."""
    return read("sim.analysis.floor_rules")


def floor_job(needs: Needs, worlds: int, months: int) -> Job:
    """Return the job of the floor: as many worlds and months, and what a month takes, exponentials by the group."""
    return Job(
        worlds, months=months,
        numbers={"groups": float(round(needs.exponentials / GROUP)), "normals": float(round(needs.normals))},
    )  # fmt: skip

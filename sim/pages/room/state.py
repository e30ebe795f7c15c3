"""Where a room stands, as its sights read it: with its clock, its places, and the worlds of the model beside it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from sim.pages.room.folder import Kept
from sim.pages.room.room import Room
from sim.pages.room.rules import Line
from sim.pages.seats.record import Record
from sim.pages.serving.fairness import Places
from sim.show.inputs import rounded
from sim.show.ladder import SHARES, quantiles
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import run

WORLDS: Final = 400
"""Worlds of the model with which the wall compares those of the class."""


class Clock:
    """The time that a month has. A deadline of 0 waits for ever; a pause stops the clock.

    Each month begins with the whole time, and so does the one that is open when a pause ends.
    """

    def __init__(self, deadline: int, paused: bool = False) -> None:
        self.deadline = deadline
        self.paused = paused
        self._month = -1
        self._due: float | None = None

    def follow(self, phase: str, month: int, now: float) -> None:
        """Begin anew where another month is open now."""
        if self.paused or phase != "playing":
            self._month, self._due = -1, None
        elif month != self._month:
            self._month, self._due = month, now + self.deadline if self.deadline else None

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let the open month begin anew."""
        self.paused, self._month, self._due = paused, -1, None

    def over(self, now: float) -> bool:
        """Say whether the time of the open month is up."""
        return self._due is not None and now >= self._due

    def left(self, now: float) -> int | None:
        """Return the seconds that are left, None where no clock runs."""
        return None if self._due is None else max(0, round(self._due - now))


@dataclass(frozen=True)
class Others:
    """Worlds of the model: quantiles of their tension by month, and how often each ending came."""

    path: tuple[tuple[float | None, ...], ...]
    ends: dict[str, Any]

    def up_to(self, months: int) -> dict[str, Any]:
        """Return the paths so far, as plain data; nobody is told the months that are to come."""
        return {"worlds": WORLDS, "shares": list(SHARES), "path": [list(row[: months + 1]) for row in self.path]}


def others_of(record: Record) -> Others:
    """Return the worlds that follow the class's own under the same seed, played by the rules alone."""
    found = run(record.scenario, WORLDS, record.seed, first_world=record.world + 1, record=["tension"])
    rows = tuple(tuple(rounded(row)) for row in quantiles(found.state["tension"]))
    return Others(rows, {name: found.probability(name).as_dict() for name in FINAL_STATES})


@dataclass
class State:
    """A room with its clock and codes. `trouble` says why a month could not be closed; for the desk."""

    kept: Kept
    room: Room
    clock: Clock
    places: Places
    line: Line
    trouble: str = ""
    others: Others | None = None

    @property
    def now(self) -> float:
        """The time of the event loop."""
        return asyncio.get_running_loop().time()

    async def compared(self) -> dict[str, Any] | None:
        """Return the worlds of the model, up to the open month, to compare with; None before the first month."""
        if self.room.phase == "forecasts":
            return None
        if self.others is None:
            self.others = await asyncio.to_thread(others_of, self.room.games[0].record)
        ends = self.others.ends if self.room.phase == "over" else None
        return self.others.up_to(self.room.month) | {"ends": ends}

"""Where a room stands, as its sights read it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sim.pages.room.clock import Clock
from sim.pages.room.folder import Kept
from sim.pages.room.model import Others, others_of
from sim.pages.room.room import Room


@dataclass
class State:
    """A room with its clock and codes. `trouble` says why a month could not be closed; for the desk."""

    kept: Kept
    room: Room
    clock: Clock
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

"""The programs that hold seats in a room: asked as soon as a month opens, all games side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from sim.errors import Problem
from sim.pages.seats.programs import Programs


class Players:
    """The programs of all games of a room. Belongs to the event loop; what they say is waited for in threads."""

    def __init__(self, games: Sequence[Programs] = ()) -> None:
        self._games = games
        self._asked: asyncio.Task[None] | None = None

    def ask(self, told: Callable[[], None]) -> None:
        """Let all programs be asked for the open month, and call `told` when what they say has been counted."""
        if self._games:
            self._asked = asyncio.create_task(self._ask(told))

    async def _ask(self, told: Callable[[], None]) -> None:
        await asyncio.gather(*(asyncio.to_thread(game.month) for game in self._games))
        told()

    async def answered(self) -> None:
        """Wait until all have answered, or had the time to; raises the Problem of what could not be saved."""
        asked, self._asked = self._asked, None
        if asked is not None:
            await asked

    async def close(self) -> None:
        """End all programs; what they would still have said does not count."""
        for game in self._games:
            game.end()
        with suppress(Problem):
            await self.answered()
        for game in self._games:
            game.close()

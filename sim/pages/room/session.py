"""A room in session: entries come in, the clock runs, months close, and everyone is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sim.errors import Problem, one_line
from sim.pages.room.channels import Channel
from sim.pages.room.clock import Clock
from sim.pages.room.codes import mark_of, new_token
from sim.pages.room.entries import Bet, Entry, Foretold, Taken, Voted
from sim.pages.room.folder import Kept
from sim.pages.room.journal import Journal
from sim.pages.room.players import Players
from sim.pages.room.room import Device, Place, Room
from sim.pages.room.sights import desk_sight, seat_sight, vote_sight, wall_sight
from sim.pages.room.state import State
from sim.pages.seats.table import Table

TICK: Final = 0.25
"""Seconds between two looks at the clock."""

SOON: Final = 4
"""Ticks after which what is in no hurry is told: who has voted, how bets stand."""

log = logging.getLogger("sim.room")


class Session:
    """One room with its games, journal, clock and news. Belongs to the event loop; games are played in threads."""

    def __init__(
        self, kept: Kept, games: list[Table], journal: Path, resumed: bool = False, players: Players | None = None
    ) -> None:
        self.room = Room(games)
        self.players = players or Players()
        self._journal = Journal(journal, self.room.recall)
        self._journal.replay()
        self.clock = Clock(kept.deadline, paused=resumed and self.room.phase == "playing")
        self.state = State(kept, self.room, self.clock)
        self.votes: dict[Place, Channel] = {place: Channel(self._maker(vote_sight, place)) for place in self.room.seats}
        self.seats: dict[Place, Channel] = {place: Channel(self._maker(seat_sight, place)) for place in self.room.seats}
        self.wall = Channel(self._maker(wall_sight))
        self.desk = Channel(self._maker(desk_sight))
        self._turn = asyncio.Lock()

    def _maker(self, sight: Callable[..., Awaitable[dict[str, Any]]], *where: Any) -> Callable[[], Any]:
        return lambda: sight(self.state, *where)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the clock run until the block ends, then close the journal."""
        ticking = asyncio.create_task(self._tick())
        if self.room.phase == "playing":
            self.players.ask(self.tell)
        try:
            yield
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            await self.players.close()
            self._journal.close()

    async def _tick(self) -> None:
        """Close the month when everyone has voted or its time is up, and tell what may wait a little."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            self.clock.follow(self.room.phase, self.room.month, self.state.now)
            if not self.clock.paused and (self.room.decided(self.state.now) or self.clock.over(self.state.now)):
                await self.close(self.room.month)
            if ticks % SOON == 0:
                self._flush()

    # What devices do

    async def keep(self, entry: Entry) -> Any:
        """Keep an entry in the journal, then let it count; raises UsageProblem where it cannot, StorageProblem."""
        self.room.check(entry)
        made = await self._journal.keep(entry)
        for channel in (self.wall, self.desk, *self._votes_beside(entry)):
            channel.touch()
        return made

    def _votes_beside(self, entry: Entry) -> list[Channel]:
        """Return what the seats see in which an entry changes something; the others need not ask again."""
        if isinstance(entry, Voted | Bet | Foretold):
            return [self.votes[self.room.devices[entry.device].place]]
        return list(self.votes.values())

    async def act(self, device: Device, request: dict[str, Any]) -> None:
        """Let a seat say something to others: a note, a proposal, an answer, a red line."""
        table = self.room.table(device.place)
        await asyncio.to_thread(table.act, device.place[1], request)
        # Notes come in crowds, and what a seat sees is large: those of one second are told together, in their game.
        own = [channel for place, channel in (*self.votes.items(), *self.seats.items()) if place[0] == device.place[0]]
        for channel in (self.wall, self.desk, *own):
            channel.touch()

    # What the desk does

    async def start(self) -> None:
        """Give each seat's forecast to its game, and open the first month."""
        async with self._turn:
            await asyncio.to_thread(self._start)
        self.players.ask(self.tell)
        self.tell()

    def _start(self) -> None:
        for number, table in enumerate(self.room.games, 1):
            if table.phase == "forecasts":
                for capital, chances in self.room.forecasts(number).items():
                    table.forecast(capital, chances)
                table.start()

    async def close(self, month: int) -> None:
        """Play a month in all games that are in it; where that fails it stays open, and the desk is told why."""
        async with self._turn:
            if self.room.phase != "playing" or month != self.room.month:
                return
            try:
                await self.players.answered()
                # From here on no vote counts in this month: one that was acknowledged is among the choices.
                self.room.closing = month
                chosen = {number: self.room.choices(number, month) for number in range(1, len(self.room.games) + 1)}
                await asyncio.to_thread(self._close, month, chosen)
                self.state.trouble = ""
                self.players.ask(self.tell)
            except Problem as problem:
                self.clock.paused, self.state.trouble = True, one_line(problem.what)
                log.error("month %d cannot be closed: %s", month, self.state.trouble)
            finally:
                self.room.closing = None
        self.tell()

    def _close(self, month: int, chosen: dict[int, dict[str, str]]) -> None:
        for number, table in enumerate(self.room.games, 1):
            if table.phase == "playing" and table.position.month == month:
                table.close_month(month, chosen[number])

    async def end(self) -> None:
        """Let the model play all months that are left."""
        while self.room.phase == "playing" and not self.state.trouble:
            await self.close(self.room.month)

    async def news(self, name: str) -> None:
        """Let news happen in all games that go on; raises UsageProblem where it cannot."""
        async with self._turn:
            await asyncio.to_thread(self._news, name)
        self.tell()

    def _news(self, name: str) -> None:
        for table in self.room.games:
            if table.phase == "playing":
                table.inject(name)

    async def take(self, place: Place) -> str:
        """Take a seat over, and return the token of the teacher's own device in it."""
        token = new_token()
        await self.keep(Taken(game=place[0], capital=place[1], mark=mark_of(token)))
        return token

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let the open month begin anew."""
        self.clock.pause(paused)
        self.state.trouble = ""
        self.tell()

    # Telling

    def _channels(self) -> list[Channel]:
        return [self.wall, self.desk, *self.votes.values(), *self.seats.values()]

    def _flush(self) -> None:
        for channel in self._channels():
            channel.flush()

    def tell(self) -> None:
        """Let everyone see at once what changed in the games."""
        for channel in self._channels():
            channel.touch()
        self._flush()

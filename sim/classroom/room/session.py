"""A room in session: entries come in, the clock runs, months close, and everyone is told."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

from sim.classroom.room.entries import Bet, Entry, Foretold, Joined, Taken, Voted
from sim.classroom.room.folder import Journal, RoomFile, mark_of, new_token
from sim.classroom.room.notes import plain_request
from sim.classroom.room.observations import (
    Clock,
    RoomState,
    desk_sight,
    seat_sight,
    vote_sight,
    wall_sight,
)
from sim.classroom.room.room import FORECASTS, Device, Place, Room
from sim.classroom.room.rules import JoiningLine, call_next, share_of_notes, stand_in_line
from sim.classroom.room.tickets import Tickets
from sim.classroom.seats.programs import Programs
from sim.classroom.seats.record import MOST_NOTES
from sim.classroom.seats.table import GameTable
from sim.classroom.serving.fairness import MOST, Person, Places
from sim.classroom.serving.responses import encode_json
from sim.classroom.serving.server import Connection
from sim.core.base.errors import Problem, UsageProblem, one_line

PATIENCE: Final = 20.0
"""Seconds for which a page waits for news before it is told that there are none."""

BOOT_BYTES: Final = 4

TICK: Final = 0.25
"""Seconds between two looks at the clock."""

SOON: Final = 4
"""Ticks after which what is in no hurry is told: who has voted, how bets stand."""

log = logging.getLogger("sim.room")


Question = asyncio.Future[bool]
"""A question that waits for news; what it is told is whether it ended for a newer one of the same
device.
"""

ENDED_BY_NEWS, ENDED_BY_ANOTHER = False, True


def answer(question: Question, why: bool) -> None:
    """Let a question wait no longer."""
    if not question.done():
        question.set_result(why)


class Channel:
    """What everyone in one place sees. `make` is called once for each version, when someone asks.

    `touch` says that something changed, and `flush` lets it be seen; many touches are one piece of
    news. A version is a text that means nothing: it differs whenever there is something newer,
    after a new start of the server too.
    """

    def __init__(self, make: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._make = make
        self._boot = secrets.token_hex(BOOT_BYTES)
        self._number = 0
        self._made: tuple[int, bytes] = (-1, b"")
        self._making = asyncio.Lock()
        self._waiting: set[Question] = set()
        self._touched = False

    @property
    def version(self) -> str:
        """The present version."""
        return f"{self._boot}.{self._number}"

    def touch(self) -> None:
        """Note that something changed."""
        self._touched = True

    def flush(self) -> None:
        """Wake those who wait, if something changed."""
        if self._touched:
            self._touched = False
            self._number += 1
            waiting, self._waiting = self._waiting, set()
            for question in waiting:
                answer(question, ENDED_BY_NEWS)

    async def since(self, version: str, question: Question) -> None:
        """Wait until there is something newer than a version, or a question is ended, for a while
        at most.
        """
        if version != self.version:
            return
        patience = asyncio.get_running_loop().call_later(PATIENCE, answer, question, ENDED_BY_NEWS)
        self._waiting.add(question)
        try:
            await question
        finally:
            patience.cancel()
            self._waiting.discard(question)

    async def content(self) -> bytes:
        """Return what is seen now, as the inside of a JSON object with its version."""
        async with self._making:
            if self._made[0] != self._number:
                number, version = self._number, self.version
                # A change while this is made is a newer version, which is made when it is asked
                # for.
                made = await self._make()
                self._made = (number, inside({"version": version} | made))
            return self._made[1]


def inside(content: dict[str, Any]) -> bytes:
    """Return an object as JSON without its braces."""
    return encode_json(content)[1:-1]


def join_views(own: dict[str, Any], *shared: bytes) -> bytes:
    """Return one JSON object of what one device alone sees, and of what all see."""
    return b"{" + b",".join((inside(own), *shared)) + b"}"


class Players:
    """The programs of all games of a room. Belongs to the event loop; what they say is waited for
    in threads.
    """

    def __init__(self, games: Sequence[Programs] = ()) -> None:
        self._games = games
        self._asked: asyncio.Task[None] | None = None

    def ask(self, told: Callable[[], None]) -> None:
        """Let all programs be asked for the open month, and call `told` when what they say has been
        counted.
        """
        if self._games:
            self._asked = asyncio.create_task(self._ask(told))

    async def _ask(self, told: Callable[[], None]) -> None:
        await asyncio.gather(*(asyncio.to_thread(game.month) for game in self._games))
        told()

    async def answered(self) -> None:
        """Wait until all have answered, or had the time to; raises the Problem of what could not be
        saved.
        """
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


class Session:
    """One room with its games, journal, clock and news. Belongs to the event loop; games are played
    in threads.
    """

    def __init__(
        self,
        kept: RoomFile,
        games: list[GameTable],
        journal: Path,
        resumed: bool = False,
        players: Players | None = None,
        places: int = MOST,
    ) -> None:
        self.room = Room(games)
        self.players = players or Players()
        self._journal = Journal(journal, self.room.check, self.room.count)
        self._journal.replay(self.room.check_sense)
        self.clock = Clock(kept.deadline, paused=resumed and self.room.phase == "playing")
        self.state = RoomState(kept, self.room, self.clock, Places(places), JoiningLine())
        self.tickets = Tickets()
        self.questions: dict[Person, list[Question]] = {}
        self._turns: dict[Connection, asyncio.Future[bool]] = {}
        self.votes: dict[Place, Channel] = {
            place: Channel(self._maker(vote_sight, place)) for place in self.room.seats
        }
        self.seats: dict[Place, Channel] = {
            place: Channel(self._maker(seat_sight, place)) for place in self.room.seats
        }
        self.wall = Channel(self._maker(wall_sight))
        self.desk = Channel(self._maker(desk_sight))
        self._turn = asyncio.Lock()

    def _maker(
        self, sight: Callable[..., Awaitable[dict[str, Any]]], *where: Any
    ) -> Callable[[], Any]:
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
        """Close the month when everyone has voted or its time is up, and tell what may wait a
        little.
        """
        ticks, here, ticket = 0, list[int](), self.tickets.current
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            self._call_line()
            called = self.clock.called
            if self.clock.ends(self.room, self.state.now):
                await self.close(self.room.month)
            elif self.clock.called and not called:
                self.tell()
            shown, ticket = ticket, self.tickets.current
            if ticket != shown:
                self.wall.touch()
            if ticks % SOON == 0:
                before, here = (
                    here,
                    [each.number for each in self.room.students() if each.present(self.state.now)],
                )
                if here != before:
                    # A phone that left sends nothing that would say so.
                    self.desk.touch()
                    self.wall.touch()
                self._flush()

    # What devices do

    async def stand_in_line(self, connection: Connection, ticket: str) -> bool:
        """Wait for the turn of one who would join; False for one who must come again, for too many
        are waiting. A ticket of the wall stands before those without one.
        """
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._turns[connection] = turn
        heard = self.tickets.is_heard(ticket)
        sent_away = stand_in_line(self.state.line, self.state.places, connection, heard)
        if sent_away is not None:
            self._turns[cast(Connection, sent_away)].set_result(False)
        self._call_line()
        self.desk.touch()
        try:
            return await turn
        finally:
            self._turns.pop(connection)

    def _call_line(self) -> None:
        """Let those join whose turn has come, and let go of those who have gone."""
        while (called := call_next(self.state.line, self.state.places)) is not None:
            self._turns[cast(Connection, called)].set_result(True)
        for connection, turn in self._turns.items():
            if connection not in self.state.places.held and not turn.done():
                turn.set_result(False)

    async def join(self, mark: str) -> Device:
        """Let a device join, in the place of one that never came where the room is full; raises
        what `keep` raises.
        """
        if self.room.full and (no_show := self.room.no_show(self.state.now)):
            await self.keep(no_show)
        known = self.room.device(mark)
        device: Device = known or await self.keep(Joined(mark=mark, at=int(time.time())))
        device.came, device.seen = known is not None, self.state.now
        return device

    async def keep(self, entry: Entry) -> Any:
        """Keep an entry in the journal, then let it count; raises UsageProblem where it cannot,
        StorageProblem.
        """
        self.room.check(entry)
        made = await self._journal.keep(entry)
        for channel in (self.wall, self.desk, *self._votes_beside(entry)):
            channel.touch()
        return made

    def _votes_beside(self, entry: Entry) -> list[Channel]:
        """Return what the seats see in which an entry changes something; the others need not ask
        again.
        """
        if isinstance(entry, Voted | Bet | Foretold):
            return [self.votes[self.room.devices[entry.device].place]]
        return list(self.votes.values())

    async def act(self, device: Device, request: dict[str, Any]) -> None:
        """Let a seat say something to others: a note, a red line, a course."""
        table, month = self.room.table(device.place), self.room.month
        share = share_of_notes(MOST_NOTES, len(self.room.seats[device.place].members))
        if device.said[month] >= share:
            what = f"{share} notes and answers a month are the most of one student here"
            raise UsageProblem(what, "note", "Let another write, or wait for the next month.")
        device.said[month] += 1
        try:
            await asyncio.to_thread(table.act, device.place[1], plain_request(request))
        except Problem:
            device.said[month] -= 1
            raise
        # Notes come in crowds, and what a seat sees is large: those of one second are told
        # together, in their game.
        own = [
            channel
            for place, channel in (*self.votes.items(), *self.seats.items())
            if place[0] == device.place[0]
        ]
        for channel in (self.wall, self.desk, *own):
            channel.touch()

    # What the desk does

    async def start(self) -> None:
        """Give each seat's forecast to its game, and open the first month."""
        async with self._turn:
            self.room.closing = FORECASTS
            try:
                await self._journal.settled()
                await asyncio.to_thread(self._start)
            finally:
                self.room.closing = None
        self.players.ask(self.tell)
        self.tell()

    def _start(self) -> None:
        for number, table in enumerate(self.room.games, 1):
            if table.phase == "forecasts":
                for capital, chances in self.room.forecasts(number).items():
                    table.forecast(capital, chances)
                table.start()

    async def close(self, month: int) -> None:
        """Play a month in all games that are in it; where that fails it stays open, and the desk is
        told why.
        """
        async with self._turn:
            if self.room.phase != "playing" or month != self.room.month:
                return
            try:
                await self.players.answered()
                # From here on no vote counts in this month: one that was acknowledged is among the
                # choices.
                self.room.closing = month
                await self._journal.settled()
                games = range(1, len(self.room.games) + 1)
                chosen = {
                    number: (self.room.choices(number, month), self.room.team_bets(number, month))
                    for number in games
                }
                await asyncio.to_thread(self._close, month, chosen)
                self.state.trouble = ""
                self.players.ask(self.tell)
            except Problem as problem:
                self.clock.paused, self.state.trouble = True, one_line(problem.message)
                log.error("month %d cannot be closed: %s", month, self.state.trouble)
            finally:
                self.room.closing = None
        self.tell()

    def _close(
        self, month: int, chosen: dict[int, tuple[dict[str, str], dict[str, float]]]
    ) -> None:
        for number, table in enumerate(self.room.games, 1):
            if table.phase == "playing" and table.position.month == month:
                table.close_month(month, *chosen[number])

    async def end(self) -> None:
        """Let the model play all months that are left."""
        while self.room.phase == "playing" and not self.state.trouble:
            await self.close(self.room.month)

    async def news(self, name: str) -> None:
        """Let news happen in all games that go on; raises UsageProblem where it cannot."""
        async with self._turn:
            for table in self.room.games:
                if table.phase == "playing":
                    await asyncio.to_thread(table.inject, name)
        self.tell()

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
        """Let everyone see at once what changed in the games, with the clock of the month that is
        open now.
        """
        self.clock.follow(self.room.phase, self.room.month, self.state.now)
        for channel in self._channels():
            channel.touch()
        self._flush()

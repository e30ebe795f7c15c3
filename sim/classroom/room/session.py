"""A running room: entries come in, the clock runs, months close, and all devices get news."""

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
"""Seconds that a page waits for news before it gets an answer without any."""

BOOT_BYTES: Final = 4

TICK: Final = 0.25
"""Seconds between two checks of the clock."""

SOON: Final = 4
"""Ticks between updates that are not urgent, such as votes and bets."""

log = logging.getLogger("sim.room")


Question = asyncio.Future[bool]
"""A request that waits for news; its result tells whether a newer request of the same device ended
it.
"""

ENDED_BY_NEWS, ENDED_BY_ANOTHER = False, True


def answer(question: Question, reason: bool) -> None:
    """End the wait of a request."""
    if not question.done():
        question.set_result(reason)


class Channel:
    """A view that several devices share; `make` is called at most once a version, on request.

    `touch` marks a change, and `flush` publishes all changes since the last one as one version. A
    version is an opaque text that never repeats, even after a restart of the server.
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
        """Mark a change."""
        self._touched = True

    def flush(self) -> None:
        """Publish a version if something changed; wake waiting requests."""
        if self._touched:
            self._touched = False
            self._number += 1
            waiting, self._waiting = self._waiting, set()
            for question in waiting:
                answer(question, ENDED_BY_NEWS)

    async def since(self, version: str, question: Question) -> None:
        """Wait for a version newer than `version`, the end of `question`, or PATIENCE seconds."""
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
        """Return the present view as the inside of a JSON object with its version."""
        async with self._making:
            if self._made[0] != self._number:
                number, version = self._number, self.version
                # A change during this call has a newer version, which is made on the next request.
                content = await self._make()
                self._made = (number, inside({"version": version} | content))
            return self._made[1]


def inside(content: dict[str, Any]) -> bytes:
    """Return an object as JSON without its braces."""
    return encode_json(content)[1:-1]


def join_views(private: dict[str, Any], *shared: bytes) -> bytes:
    """Return one JSON object of a device's own view and the shared ones."""
    return b"{" + b",".join((inside(private), *shared)) + b"}"


class Players:
    """The programs of all games of a room. Belongs to the event loop; threads wait for their
    answers.
    """

    def __init__(self, games: Sequence[Programs] = ()) -> None:
        self._games = games
        self._asked: asyncio.Task[None] | None = None

    def ask(self, report: Callable[[], None]) -> None:
        """Ask all programs for the open month in the background; call `report` after their answers
        count.
        """
        if self._games:
            self._asked = asyncio.create_task(self._ask(report))

    async def _ask(self, report: Callable[[], None]) -> None:
        await asyncio.gather(*(asyncio.to_thread(game.month) for game in self._games))
        report()

    async def answered(self) -> None:
        """Wait until all programs have answered or timed out; raises a Problem of saving."""
        task, self._asked = self._asked, None
        if task is not None:
            await task

    async def close(self) -> None:
        """End all programs; answers that are still open do not count."""
        for game in self._games:
            game.end()
        with suppress(Problem):
            await self.answered()
        for game in self._games:
            game.close()


class Session:
    """One room with its games, journal, clock and channels. Belongs to the event loop.

    Games are played in threads.
    """

    def __init__(
        self,
        file: RoomFile,
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
        self.clock = Clock(file.deadline, paused=resumed and self.room.phase == "playing")
        self.state = RoomState(file, self.room, self.clock, Places(places), JoiningLine())
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
        self, sight: Callable[..., Awaitable[dict[str, Any]]], *place: Any
    ) -> Callable[[], Any]:
        return lambda: sight(self.state, *place)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the clock until the block ends, then close the journal."""
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
        """Close the month when all have voted or its time is up, and publish updates that are not
        urgent.
        """
        ticks, here, ticket = 0, list[int](), self.tickets.current
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            self._call_line()
            was_called = self.clock.called
            if self.clock.ends(self.room, self.state.now):
                await self.close(self.room.month)
            elif self.clock.called and not was_called:
                self.tell()
            old_ticket, ticket = ticket, self.tickets.current
            if ticket != old_ticket:
                self.wall.touch()
            if ticks % SOON == 0:
                present, here = (
                    here,
                    [
                        student.number
                        for student in self.room.students()
                        if student.present(self.state.now)
                    ],
                )
                if here != present:
                    # A phone that left sends no message about it.
                    self.desk.touch()
                    self.wall.touch()
                self._flush()

    # Requests of devices

    async def stand_in_line(self, connection: Connection, ticket: str) -> bool:
        """Wait for a device's turn to join; return False if it must come again because too many
        wait.

        A ticket of the wall comes before requests without one.
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
        """Call the connections whose turn has come, and release those that were closed."""
        while (first_in_line := call_next(self.state.line, self.state.places)) is not None:
            self._turns[cast(Connection, first_in_line)].set_result(True)
        for connection, turn in self._turns.items():
            if connection not in self.state.places.held and not turn.done():
                turn.set_result(False)

    async def join(self, mark: str) -> Device:
        """Join a device, in a full room instead of one that never asked for its seat; raises errors
        of `keep`.
        """
        if self.room.full and (no_show := self.room.no_show(self.state.now)):
            await self.keep(no_show)
        earlier = self.room.device(mark)
        device: Device = earlier or await self.keep(Joined(mark=mark, at=int(time.time())))
        device.came, device.seen = earlier is not None, self.state.now
        return device

    async def keep(self, entry: Entry) -> Any:
        """Write an entry to the journal and apply it; raises UsageProblem if it is not valid, and
        StorageProblem.
        """
        self.room.check(entry)
        outcome = await self._journal.keep(entry)
        for channel in (self.wall, self.desk, *self._votes_beside(entry)):
            channel.touch()
        return outcome

    def _votes_beside(self, entry: Entry) -> list[Channel]:
        """Return the vote channels that an entry changes; other seats need not ask again."""
        if isinstance(entry, Voted | Bet | Foretold):
            return [self.votes[self.room.devices[entry.device].place]]
        return list(self.votes.values())

    async def act(self, device: Device, request: dict[str, Any]) -> None:
        """Apply a seat's note, red line or declaration."""
        table, month = self.room.table(device.place), self.room.month
        share = share_of_notes(MOST_NOTES, len(self.room.seats[device.place].members))
        if device.said[month] >= share:
            fault = f"{share} notes and answers a month are the most of one student here"
            raise UsageProblem(fault, "note", "Let another write, or wait for the next month.")
        device.said[month] += 1
        try:
            await asyncio.to_thread(table.act, device.place[1], plain_request(request))
        except Problem:
            device.said[month] -= 1
            raise
        # Notes come in crowds, and a seat's view is large: publish those of one second together, in
        # their game.
        channels = [
            channel
            for place, channel in (*self.votes.items(), *self.seats.items())
            if place[0] == device.place[0]
        ]
        for channel in (self.wall, self.desk, *channels):
            channel.touch()

    # Requests of the desk

    async def start(self) -> None:
        """Give the forecast of each seat to its game, and open the first month."""
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
        """Play a month in all games that are in it; after an error it stays open, and the desk gets
        the reason.
        """
        async with self._turn:
            if self.room.phase != "playing" or month != self.room.month:
                return
            try:
                await self.players.answered()
                # From here on votes for this month are refused, so that every acknowledged vote is
                # counted.
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
        """Close all months that are left."""
        while self.room.phase == "playing" and not self.state.trouble:
            await self.close(self.room.month)

    async def news(self, name: str) -> None:
        """Add news to all games that go on; raises UsageProblem if it is not possible."""
        async with self._turn:
            for table in self.room.games:
                if table.phase == "playing":
                    await asyncio.to_thread(table.inject, name)
        self.tell()

    async def take(self, place: Place) -> str:
        """Take over a seat, and return the token of the teacher's device in it."""
        token = new_token()
        await self.keep(Taken(game=place[0], capital=place[1], mark=mark_of(token)))
        return token

    def pause(self, paused: bool) -> None:
        """Stop the clock, or restart the open month."""
        self.clock.pause(paused)
        self.state.trouble = ""
        self.tell()

    # Updates

    def _channels(self) -> list[Channel]:
        return [self.wall, self.desk, *self.votes.values(), *self.seats.values()]

    def _flush(self) -> None:
        for channel in self._channels():
            channel.flush()

    def tell(self) -> None:
        """Publish all changes at once, with the clock of the month that is open now."""
        self.clock.follow(self.room.phase, self.room.month, self.state.now)
        for channel in self._channels():
            channel.touch()
        self._flush()

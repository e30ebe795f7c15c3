"""Who is answered next: a bounded pool of threads, in which a page's later request supersedes its earlier one."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, Final, TypeVar

from sim.errors import Problem, UsageProblem, one_line
from sim.pages.seats.record import Record, checked_teams
from sim.pages.seats.saving import new_folder, save_codes, saved_table
from sim.pages.seats.table import Table

T = TypeVar("T")
WORKERS: Final = 2
MOST_WAITING: Final = 200
MOST_CLIENTS: Final = 1000


class Superseded(Exception):
    """Nobody waits for this answer any more: the same page has asked again."""


class Busy(Exception):
    """More requests wait than the server will hold."""


class Ticket:
    """One request's right to an answer; `check` raises Superseded once it is withdrawn."""

    def __init__(self) -> None:
        self._withdrawn = Event()

    def withdraw(self) -> None:
        """Let the work stop at its next check."""
        self._withdrawn.set()

    def check(self) -> None:
        """Raise Superseded if the ticket is withdrawn."""
        if self._withdrawn.is_set():
            raise Superseded


class Desk:
    """Does work in a few threads for many pages, and refuses what it cannot hold."""

    def __init__(self, workers: int = WORKERS, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._most_waiting = most_waiting
        self._inside = 0
        self._latest: OrderedDict[Hashable, Ticket] = OrderedDict()

    async def do(self, client: Hashable, work: Callable[[Ticket], T]) -> T:
        """Return what the work gives, done in a thread.

        An earlier request of the same client is withdrawn. Raises Superseded where a later one came in, and Busy
        where too many wait.
        """
        if client in self._latest:
            self._latest.pop(client).withdraw()
        if self._inside >= self._most_waiting:
            raise Busy
        ticket = self._latest[client] = Ticket()
        while len(self._latest) > MOST_CLIENTS:
            self._latest.popitem(last=False)
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._checked, work, ticket)
        finally:
            self._inside -= 1
            if self._latest.get(client) is ticket:
                del self._latest[client]

    @staticmethod
    def _checked(work: Callable[[Ticket], T], ticket: Ticket) -> T:
        """Do the work unless it was superseded while it waited."""
        ticket.check()
        return work(ticket)

    def close(self) -> None:
        """Take no more work; what runs goes on to its end."""
        self._pool.shutdown(wait=False, cancel_futures=True)


MOST_GAMES: Final = 20
CODE_BYTES: Final = 12
"""Random bytes of a code: 96 bits, written as sixteen letters."""

log = logging.getLogger("sim.live")


def new_code() -> str:
    """Return a code that nobody can guess."""
    return secrets.token_urlsafe(CODE_BYTES)


def same_code(one: str, other: str) -> bool:
    """Compare two codes in a time that tells nothing about where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())


class Sitting:
    """One game at its table, with its folder, codes and clock. Belongs to the event loop; work on the table is done in
    threads.

    The month is over when all teams have chosen, when the deadline passes, or when the host says so; a pause stops the
    first two. A deadline of 0 waits for ever.
    """

    def __init__(self, table: Table, codes: dict[str, str], deadline: int, paused: bool = False) -> None:
        self.table = table
        self.codes = codes
        self.deadline = deadline
        self.paused = paused
        self.trouble = ""
        """Why the clock could not close a month; for the host."""
        self._news = asyncio.Event()
        self._due: float | None = None
        self._month = -1
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, work: Callable[[], T]) -> T:
        """Do something with the table in a thread, then let everyone know and set the clock."""
        try:
            return await asyncio.to_thread(work)
        finally:
            self.note()

    def note(self) -> None:
        """Wake those who wait for news, and set the clock for what is open now."""
        news, self._news = self._news, asyncio.Event()
        news.set()
        self._set_clock()

    async def news_since(self, version: int, patience: float) -> None:
        """Wait until the table is past a version, at most so many seconds."""
        if self.table.version <= version:
            try:
                await asyncio.wait_for(self._news.wait(), patience)
            except TimeoutError:
                return

    def seconds_left(self) -> int | None:
        """Return the seconds until the deadline, or None where no clock runs."""
        if self._due is None or self.paused or self.table.phase != "playing":
            return None
        return max(0, round(self._due - asyncio.get_running_loop().time()))

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let the open month begin anew."""
        self.paused, self._month, self.trouble = paused, -1, ""
        self.table.version += 1
        self.note()

    def _set_clock(self) -> None:
        """Close the month if all have chosen; else let the deadline close it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.paused or self.table.phase != "playing":
            self._due, self._month = None, -1
            return
        loop, month = asyncio.get_running_loop(), self.table.position.month
        if month != self._month:
            self._month, self._due = month, loop.time() + self.deadline if self.deadline else None
        if self.table.decided:
            self._close(month)
        elif self._due is not None:
            self._timer = loop.call_at(self._due, self._close, month)

    def _close(self, month: int) -> None:
        task = asyncio.get_running_loop().create_task(self._closed(month))
        # The loop holds tasks weakly only.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _closed(self, month: int) -> None:
        """Close a month from the clock; where that fails it stays open for the host, and the log says why."""
        try:
            await asyncio.to_thread(self.table.close_month, month)
        except Problem as problem:
            self.paused = True
            self.trouble = one_line(problem.what)
            self.table.version += 1
            log.error("month %d cannot be closed: %s", month, self.trouble)
        self.note()


class Hall:
    """All games of a server.

    `first` is the record that new games copy: scenario and seed. The host's code opens everything, a seat's code that
    seat alone.
    """

    def __init__(self, first: Record, root: Path, deadline: int, host_code: str) -> None:
        self.first, self.root, self.deadline = first, root, deadline
        self.host_code = host_code
        self.sittings: list[Sitting] = []
        self._opening = asyncio.Lock()

    def admit(self, folder: Path, record: Record, deadline: int, **restored: Any) -> Sitting:
        """Seat a game that is saved in a folder; `restored` holds codes, choices and the pause of one that goes on."""
        codes = restored.get("codes") or {capital: new_code() for capital in record.teams}
        table = saved_table(folder, record, restored.get("chosen") or {}, deadline)
        save_codes(folder, codes)
        sitting = Sitting(table, codes, deadline, restored.get("paused", False))
        self.sittings.append(sitting)
        return sitting

    async def open(self, teams: list[str], deadline: int) -> None:
        """Open one more game of the same scenario and seed; raises UsageProblem where there is no room for it."""
        async with self._opening:
            if len(self.sittings) >= MOST_GAMES:
                raise UsageProblem("no more games can be opened", "games", f"A server has {MOST_GAMES} games at most.")
            record = replace(self.first, teams=checked_teams(teams, "teams"), forecasts={}, months=(), started=False)
            folder = await asyncio.to_thread(new_folder, self.root)
            await asyncio.to_thread(self.admit, folder, record, deadline)

    def is_host(self, code: str) -> bool:
        """Say whether a code is the host's."""
        return same_code(code, self.host_code)

    def seat(self, code: str) -> tuple[Sitting, str] | None:
        """Return the game and the capital of a seat's code, or None. Every code is compared, whatever is found."""
        found = None
        for sitting in self.sittings:
            for capital, own in sitting.codes.items():
                if same_code(code, own):
                    found = (sitting, capital)
        return found

    def game(self, number: int) -> Sitting:
        """Return a game by its number, 1 the first; raises UsageProblem for one that is not there."""
        if not 1 <= number <= len(self.sittings):
            raise UsageProblem("there is no such game", "game", "Use a number that the host page shows.")
        return self.sittings[number - 1]

    def versions(self) -> int:
        """Return a number that grows with every change of any game."""
        return sum(sitting.table.version for sitting in self.sittings)

    async def news_since(self, versions: int, patience: float) -> None:
        """Wait until any game is past a sum of versions, at most so many seconds."""
        if self.versions() <= versions:
            waits = [asyncio.ensure_future(s.news_since(s.table.version, patience)) for s in self.sittings]
            _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in pending:
                wait.cancel()

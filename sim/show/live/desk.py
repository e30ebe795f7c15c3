"""Who is answered next: a bounded pool of threads, in which a page's later request supersedes its earlier one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Final, TypeVar

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

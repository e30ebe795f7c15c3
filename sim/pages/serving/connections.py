"""Connections that say nothing, or never finish, do not keep others out."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE: Final = 10.0
"""Seconds in which a request must have come as a whole, from its first byte or from the opening of its connection."""

MOST: Final = 800
"""Connections that are open at once; a system gives a process a thousand files or so."""


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP connection, whose own clock runs between requests only: one byte would hold it for good.

    Where all places are taken, the connection that has asked for nothing for the longest time makes room: whoever holds
    places without using them loses them, whatever the address, and nobody else does.
    """

    waiting: asyncio.TimerHandle | None = None
    idle_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; where there are too many, another makes room, or else this one goes."""
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        if len(self.connections) > MOST:
            idle = {other: since for other in self.connections if (since := idle_time(other)) is not None}
            leaving: Any = min(idle, key=lambda other: idle[other])
            # A connection that is closing is counted no more, whenever its end comes.
            self.connections.discard(leaving)
            leaving.transport.close()
        if not transport.is_closing():
            self.set_clock()

    def data_received(self, data: bytes) -> None:
        """Take some bytes; the clock stops once they make a whole request."""
        super().data_received(data)
        self.set_clock()

    def on_response_complete(self) -> None:
        """Wait for the next request, in uvicorn's own time."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self.idle_since = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is gone."""
        self.stop_clock()
        super().connection_lost(exc)

    def set_clock(self) -> None:
        """Let the clock run while a request is not whole; further bytes do not start it anew."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.idle_since = None
            self.stop_clock()
            return
        self.idle_since = self.loop.time() if self.idle_since is None else self.idle_since
        if self.waiting is None and not self.transport.is_closing():
            self.waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def stop_clock(self) -> None:
        """Stop the clock."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None


def idle_time(connection: Any) -> float | None:
    """Return since when a connection has asked for nothing whole; None for one that is being answered."""
    since: float | None = getattr(connection, "idle_since", None)
    return since

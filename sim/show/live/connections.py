"""Connections that must not wait for ever: silent ones are closed, and one address may hold only so many."""

from __future__ import annotations

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE: Final = 10.0
"""Seconds in which a request must have come as a whole, from its first byte or from the opening of its connection."""

MOST_OF_ONE: Final = 250
"""Connections of one address; a class may sit behind one."""


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP connection, whose own clock runs between requests only: one byte would hold it for good."""

    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection unless its address has too many."""
        super().connection_made(transport)
        if sum(address_of(other) == address_of(self) for other in self.connections) > MOST_OF_ONE:
            transport.close()
        else:
            self.set_clock()

    def data_received(self, data: bytes) -> None:
        """Take some bytes; the clock stops once they make a whole request."""
        super().data_received(data)
        self.set_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is gone."""
        self.stop_clock()
        super().connection_lost(exc)

    def set_clock(self) -> None:
        """Let the clock run while a request is not whole; further bytes do not start it anew."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.stop_clock()
        elif self.waiting is None and not self.transport.is_closing():
            self.waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def stop_clock(self) -> None:
        """Stop the clock."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None


def address_of(connection: object) -> str | None:
    """Return the address at the other end of a connection, without its port."""
    client: tuple[str, int] | None = getattr(connection, "client", None)
    return client and client[0]

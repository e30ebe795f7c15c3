"""Connections as sockets: each tells the rules of places what it does, and is dropped when they say so."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.errors import one_line
from sim.pages.serving.fairness import Doing, Places, find_overdue, hold_place, leave_place, take_place

SWEEP: Final = 1.0
"""Seconds between two looks for connections whose time is up."""

QUIET: Final = 60.0
"""Seconds for which a failure that was told is not told again."""

log = logging.getLogger("sim.live")


class Connection(H11Protocol):
    """uvicorn's HTTP connection with a place among others.

    A connection that goes is aborted: one that was only closed would keep its handle until its answer is read.
    """

    def __init__(self, places: Places, **given: Any) -> None:
        super().__init__(**given)
        self.places = places
        # What the app finds of the connection beside a request.
        self.app_state = {**self.app_state, "connection": self}

    @property
    def address(self) -> str:
        """The address at the other end."""
        return self.client[0] if self.client else ""

    def hold(self, doing: Doing) -> None:
        """Tell what the connection is held for."""
        hold_place(self.places, self, doing, self.loop.time())

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; where there are too many, another goes."""
        super().connection_made(transport)
        leaving = take_place(self.places, self, self.address, self.loop.time())
        if leaving is not None:
            cast(Connection, leaving).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        leave_place(self.places, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take some bytes: a request has its time from the first of them, until it is whole."""
        super().data_received(data)
        place = self.places.held.get(self)
        if place is not None and place.doing in ("opening", "idle"):
            self.hold("opening" if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) else "asking")

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for it."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self.hold("unread" if self.flow.write_paused else "idle")
        else:
            self.hold("asking")

    def pause_writing(self) -> None:
        """Note that an answer is not read."""
        super().pause_writing()
        self.hold("unread")

    def resume_writing(self) -> None:
        """Note that it is read."""
        super().resume_writing()
        self.hold("idle" if self.cycle is None or self.cycle.response_complete else "asking")


async def sweep_places(places: Places) -> None:
    """Drop connections whose time is up, for ever; and say in one line what else goes wrong with sockets."""
    loop, told = asyncio.get_running_loop(), dict[str, float]()

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        said = one_line(f"{context.get('message')}: {context.get('exception')!r}")
        if told.get(said, -QUIET) + QUIET <= loop.time():
            told.clear()
            told[said] = loop.time()
            log.error("%s", said)

    loop.set_exception_handler(tell)
    while True:
        await asyncio.sleep(SWEEP)
        for late in find_overdue(places, loop.time()):
            cast(Connection, late).transport.abort()

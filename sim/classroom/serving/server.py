"""A bound server: a socket that listens, under which names, its connections, and the server behind
it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.classroom.serving.fairness import (
    MOST,
    Doing,
    Places,
    find_overdue,
    hold_place,
    leave_place,
    note_unread,
    take_place,
)
from sim.core.base.errors import UsageProblem, one_line

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

SWEEP: Final = 1.0
"""Seconds between two looks for connections whose time is up."""

log = logging.getLogger("sim.live")
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
BACKLOG, QUEUE = 64, 500
"""Connections that the server takes at once, between its answers, and those that the system holds
until then.
"""

SENT_AHEAD: Final = 64 * 1024
"""Bytes of answers that the system holds for a connection: who reads none is soon answered no
more.
"""

SPARE: Final = 2 * BACKLOG + 100
"""Files that are open beside the places: newcomers, those who are just leaving, the journal,
programs.
"""

LEAST: Final = 64
"""Places that there are in any case."""


class Connection(H11Protocol):
    """uvicorn's HTTP connection with a place among others.

    A connection that goes is aborted: one that was only closed would keep its handle until its
    answer is read.
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
        """Go on with the next request, or wait for it; one that was the last is still to be
        read.
        """
        super().on_response_complete()
        if self.transport.is_closing():
            note_unread(self.places, self, self.loop.time())
        self.hold("idle" if self.conn.their_state is h11.IDLE else "asking")

    def pause_writing(self) -> None:
        """Note that an answer is not read."""
        super().pause_writing()
        note_unread(self.places, self, self.loop.time())

    def resume_writing(self) -> None:
        """Note that it is read."""
        super().resume_writing()
        note_unread(self.places, self, None)


async def sweep_places(places: Places) -> None:
    """Drop connections whose time is up, for ever; and say in a line, once a minute, what else goes
    wrong.
    """
    loop, told = asyncio.get_running_loop(), dict[str, float]()

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        said = one_line(f"{context.get('message')}: {context.get('exception')!r}")
        if told.get(said, -60.0) + 60.0 <= loop.time():
            told.clear()
            told[said] = loop.time()
            log.error("%s", said)

    loop.set_exception_handler(tell)
    while True:
        await asyncio.sleep(SWEEP)
        for late in find_overdue(places, loop.time()):
            cast(Connection, late).transport.abort()


class Listener(socket.socket):
    """A socket whose queue is longer than what is taken at once: asyncio has one number for
    both.
    """

    def listen(self, _: int = 0) -> None:
        """Listen; who comes when the queue is full tries again after seconds."""
        super().listen(QUEUE)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names under which the server may be asked for.

    A page of another site can point its own name at this server (DNS rebinding), but it cannot
    change the name that the browser sends. So names are listed; where the server is open to the
    network, an address in digits will do too.
    """

    names: frozenset[str]
    any_address: bool = False

    def admit(self, host: str) -> bool:
        """Say whether a Host header names this server."""
        host = host.strip().lower()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        try:
            return name in self.names or (self.any_address and bool(ip_address(name)))
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class BoundServer:
    """A socket that listens, and under which names."""

    listener: socket.socket
    host: str
    port: int
    open_to_network: bool

    @property
    def address(self) -> str:
        """The address to type into a browser, on any machine that can reach this one."""
        shown = self.host if self.host not in ("0.0.0.0", "::") else own_address()
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    def close(self) -> None:
        """Listen no more."""
        self.listener.close()

    @property
    def hosts(self) -> Hosts:
        """The names under which browsers may ask for this server."""
        if not self.open_to_network:
            return Hosts(LOOPBACK_NAMES)
        own = socket.gethostname().lower()
        return Hosts(LOOPBACK_NAMES | {self.host.lower(), own, f"{own}.local"}, any_address=True)


def own_address() -> str:
    """Return the address under which a network knows this machine; nothing is sent to find it
    out.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # 192.0.2.1 is set aside for documents (RFC 5737); connecting a datagram socket only
            # picks a route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def bind_server(host: str, port: int) -> BoundServer:
    """Return a server bound to a port, a free one for 0; raises UsageProblem where it cannot be
    had.
    """
    where = f"--host {host} --port {port}"
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio sends what it has at once where the protocol is named; else an answer waits 40 ms
        # for its second half.
        listener = Listener(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        what = f"'{host}' is no address of this machine"
        raise UsageProblem(what, where, "Give an address, or leave --host out.") from None
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AHEAD)
        listener.bind(place)
        listener.listen()
    except OSError as error:
        listener.close()
        raise port_problem(error, host, port, where) from None
    bound = listener.getsockname()
    return BoundServer(
        listener, host, bound[1], not ip_address(bound[0].partition("%")[0]).is_loopback
    )


def port_problem(error: OSError, host: str, port: int, where: str) -> UsageProblem:
    """Return the problem of a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return UsageProblem(
            f"port {port} is in use", where, "Give another with --port, or --port 0 for a free one."
        )
    if error.errno == errno.EACCES:
        return UsageProblem(
            f"port {port} is for the system",
            where,
            "Give one above 1023, or --port 0 for a free one.",
        )
    return UsageProblem(f"'{host}' cannot be used: {error.strerror}", where, "Leave --host out.")


def allow_places() -> int:
    """Return how many places a server can have, after raising the number of files it may open where
    that is allowed.
    """
    if sys.platform == "win32":
        return MOST
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + SPARE if most == resource.RLIM_INFINITY else min(MOST + SPARE, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(LEAST, min(MOST, wanted - SPARE))


def server_of(app: ASGIApp, places: Places) -> uvicorn.Server:
    """Return the server of an app, not yet running: no log but the guard's, the places it guards, a
    quick end.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        http=cast(Any, partial(Connection, places)),
        backlog=BACKLOG,
        ws="none",
        loop="asyncio",
        lifespan="on",
        timeout_keep_alive=20,
        timeout_graceful_shutdown=1,
        proxy_headers=False,
        h11_max_incomplete_event_size=16 * 1024,
    )
    return uvicorn.Server(config)


def serve(app: ASGIApp, places: Places, bound: BoundServer, on_ready: Callable[[], None]) -> None:
    """Serve until an interrupt, which is raised as KeyboardInterrupt; `on_ready` is called when
    browsers may ask.
    """
    log.addHandler(logging.StreamHandler())
    server = server_of(app, places)
    # The socket listens already: who asks now is answered in a moment.
    on_ready()
    server.run(sockets=[bound.listener])


def show_in_browser(address: str, otherwise: Callable[[], None]) -> None:
    """Open the browser, in a thread, for some machines take their time; call `otherwise` on one
    that has none.
    """

    def show() -> None:
        if not webbrowser.open(address):
            otherwise()

    Thread(target=show, daemon=True).start()

"""A bound server: its listening socket, its host names, its connections, and the uvicorn server
behind.
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
"""Seconds between two checks for overdue connections."""

log = logging.getLogger("sim.live")
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
BACKLOG, QUEUE = 64, 500
"""Connections that the server accepts at once, and those that the system queues until then."""

SENT_AHEAD: Final = 64 * 1024
"""Bytes of answers that the system buffers per connection: a client that reads none soon stalls."""

SPARE: Final = 2 * BACKLOG + 100
"""Open files beyond the places: new and closing connections, the journal, programs."""

LEAST: Final = 64
"""The least number of places."""


class Connection(H11Protocol):
    """uvicorn's HTTP connection with a place among others.

    A connection that gives way is aborted: a normal close would keep its handle until its answer is
    read.
    """

    def __init__(self, places: Places, **settings: Any) -> None:
        super().__init__(**settings)
        self.places = places
        # The app reads the connection from the state of a request.
        self.app_state = {**self.app_state, "connection": self}

    @property
    def address(self) -> str:
        """The address of the client."""
        return self.client[0] if self.client else ""

    def hold(self, doing: Doing) -> None:
        """Set the use of the connection's place."""
        hold_place(self.places, self, doing, self.loop.time())

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place; if there are too many, another connection is aborted."""
        super().connection_made(transport)
        leaving = take_place(self.places, self, self.address, self.loop.time())
        if leaving is not None:
            cast(Connection, leaving).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        leave_place(self.places, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Receive bytes: the time limit of a request runs from its first byte until it is whole."""
        super().data_received(data)
        place = self.places.held.get(self)
        if place is not None and place.doing in ("opening", "idle"):
            self.hold("opening" if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) else "asking")

    def on_response_complete(self) -> None:
        """Go on with the next request or wait for it; the client must still read a last answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            note_unread(self.places, self, self.loop.time())
        self.hold("idle" if self.conn.their_state is h11.IDLE else "asking")

    def pause_writing(self) -> None:
        """Record that the client does not read its answer."""
        super().pause_writing()
        note_unread(self.places, self, self.loop.time())

    def resume_writing(self) -> None:
        """Record that the client reads again."""
        super().resume_writing()
        note_unread(self.places, self, None)


async def sweep_places(places: Places) -> None:
    """Abort overdue connections, for ever; log other errors of the event loop, each at most once a
    minute.
    """
    loop, last_logged = asyncio.get_running_loop(), dict[str, float]()

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        message = one_line(f"{context.get('message')}: {context.get('exception')!r}")
        if last_logged.get(message, -60.0) + 60.0 <= loop.time():
            last_logged.clear()
            last_logged[message] = loop.time()
            log.error("%s", message)

    loop.set_exception_handler(tell)
    while True:
        await asyncio.sleep(SWEEP)
        for late in find_overdue(places, loop.time()):
            cast(Connection, late).transport.abort()


class Listener(socket.socket):
    """A socket whose queue is longer than its batch of accepted connections; asyncio has one number
    for both.
    """

    def listen(self, _: int = 0) -> None:
        """Listen with the long queue; a client that finds it full retries after seconds."""
        super().listen(QUEUE)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The host names under which the server may be requested.

    A page of another site can point its own name at this server (DNS rebinding), but it cannot
    change the name that the browser sends. So names are listed; if the server is open to the
    network, any numeric address is admitted too.
    """

    names: frozenset[str]
    any_address: bool = False

    def admit(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        host = host.strip().lower()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        try:
            return name in self.names or (self.any_address and bool(ip_address(name)))
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class BoundServer:
    """A listening socket, with its host, port and reach."""

    listener: socket.socket
    host: str
    port: int
    open_to_network: bool

    @property
    def address(self) -> str:
        """The address to type into a browser, on any machine that can reach this one."""
        host = self.host if self.host not in ("0.0.0.0", "::") else own_address()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def close(self) -> None:
        """Close the listening socket."""
        self.listener.close()

    @property
    def hosts(self) -> Hosts:
        """The host names that browsers may use for this server."""
        if not self.open_to_network:
            return Hosts(LOOPBACK_NAMES)
        name = socket.gethostname().lower()
        return Hosts(LOOPBACK_NAMES | {self.host.lower(), name, f"{name}.local"}, any_address=True)


def own_address() -> str:
    """Return this machine's address in its network, found without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # 192.0.2.1 is set aside for documents (RFC 5737); connecting a datagram socket only
            # picks a route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def bind_server(host: str, port: int) -> BoundServer:
    """Bind a server to a port, a free one for 0; raises UsageProblem if it cannot."""
    options = f"--host {host} --port {port}"
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With a named protocol asyncio sends at once (TCP_NODELAY); else the second half of an
        # answer waits 40 ms.
        listener = Listener(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        fault = f"'{host}' is no address of this machine"
        raise UsageProblem(fault, options, "Give an address, or leave --host out.") from None
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AHEAD)
        listener.bind(place)
        listener.listen()
    except OSError as error:
        listener.close()
        raise port_problem(error, host, port, options) from None
    bound = listener.getsockname()
    return BoundServer(
        listener, host, bound[1], not ip_address(bound[0].partition("%")[0]).is_loopback
    )


def port_problem(error: OSError, host: str, port: int, place: str) -> UsageProblem:
    """Return the problem of a port that cannot be bound."""
    if error.errno == errno.EADDRINUSE:
        return UsageProblem(
            f"port {port} is in use", place, "Give another with --port, or --port 0 for a free one."
        )
    if error.errno == errno.EACCES:
        return UsageProblem(
            f"port {port} is for the system",
            place,
            "Give one above 1023, or --port 0 for a free one.",
        )
    return UsageProblem(f"'{host}' cannot be used: {error.strerror}", place, "Leave --host out.")


def allow_places() -> int:
    """Return the number of places that a server can have, after raising its limit of open files if
    allowed.
    """
    if sys.platform == "win32":
        return MOST
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    places = MOST + SPARE if most == resource.RLIM_INFINITY else min(MOST + SPARE, most)
    if now != resource.RLIM_INFINITY and now < places:
        resource.setrlimit(resource.RLIMIT_NOFILE, (places, most))
    return max(LEAST, min(MOST, places - SPARE))


def server_of(app: ASGIApp, places: Places) -> uvicorn.Server:
    """Return the uvicorn server of an app, not yet running: without logs, with guarded places,
    quick to end.
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
    """Serve until an interrupt, which is raised as KeyboardInterrupt; call `on_ready` when browsers
    may connect.
    """
    log.addHandler(logging.StreamHandler())
    server = server_of(app, places)
    # The socket already listens: a request from now on is answered in a moment.
    on_ready()
    server.run(sockets=[bound.listener])


def show_in_browser(address: str, otherwise: Callable[[], None]) -> None:
    """Open the browser in a thread, because some machines are slow; call `otherwise` if there is
    none.
    """

    def show() -> None:
        if not webbrowser.open(address):
            otherwise()

    Thread(target=show, daemon=True).start()

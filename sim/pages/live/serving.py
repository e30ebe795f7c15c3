"""Connections that must not wait for ever: silent ones are closed, and one address may hold only so many."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.errors import UsageProblem
from sim.pages.live.guard import Hosts

if TYPE_CHECKING:
    import uvicorn

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


LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_CONNECTIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Door:
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

    @property
    def hosts(self) -> Hosts:
        """The names under which browsers may ask for this server."""
        if not self.open_to_network:
            return Hosts(LOOPBACK_NAMES)
        own = socket.gethostname().lower()
        return Hosts(LOOPBACK_NAMES | {self.host.lower(), own, f"{own}.local"}, any_address=True)


def own_address() -> str:
    """Return the address under which a network knows this machine; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # 192.0.2.1 is set aside for documents (RFC 5737); connecting a datagram socket only picks a route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def open_door(host: str, port: int) -> Door:
    """Return a door on a port, a free one for 0; raises UsageProblem where it cannot be had."""
    where = f"--host {host} --port {port}"
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        what = f"'{host}' is no address of this machine"
        raise UsageProblem(what, where, "Give an address, or leave --host out.") from None
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(MOST_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise refused(error, host, port, where) from None
    bound = listener.getsockname()
    return Door(listener, host, bound[1], not ip_address(bound[0].partition("%")[0]).is_loopback)


def refused(error: OSError, host: str, port: int, where: str) -> UsageProblem:
    """Return the problem of a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return UsageProblem(f"port {port} is in use", where, "Give another with --port, or --port 0 for a free one.")
    if error.errno == errno.EACCES:
        return UsageProblem(f"port {port} is for the system", where, "Give one above 1023, or --port 0 for a free one.")
    return UsageProblem(f"'{host}' cannot be used: {error.strerror}", where, "Leave --host out.")


def server_of(app: Any) -> uvicorn.Server:
    """Return the server of an app, not yet running: no log but the guard's, bounded connections, a quick end."""
    import uvicorn

    from sim.pages.live.serving import BoundedProtocol

    config = uvicorn.Config(
        app, log_config=None, log_level="critical", access_log=False, server_header=False, http=BoundedProtocol,
        ws="none", loop="asyncio", lifespan="on", limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=20,
        timeout_graceful_shutdown=1, proxy_headers=False, h11_max_incomplete_event_size=16 * 1024,
    )  # fmt: skip
    return uvicorn.Server(config)


def serve(app: Any, door: Door, on_ready: Callable[[], None]) -> None:
    """Serve until an interrupt, which is raised as KeyboardInterrupt; `on_ready` is called when browsers may ask."""
    logging.getLogger("sim.live").addHandler(logging.StreamHandler())
    server = server_of(app)
    # The socket listens already: who asks now is answered in a moment.
    on_ready()
    server.run(sockets=[door.listener])


def show_in_browser(address: str) -> None:
    """Open the browser, in a thread: some machines take their time, and some have none."""
    Thread(target=webbrowser.open, args=(address,), daemon=True).start()

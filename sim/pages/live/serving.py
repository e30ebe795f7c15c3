"""What every request must pass and every response carries, and connections that must not wait for ever."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
import sys
import time
import webbrowser
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.errors import UsageProblem, one_line

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


MOST_BODY: Final = 64 * 1024
RATE, BURST = 100.0, 400.0
"""Requests a second of one address in the long run, and at once; a class may sit behind one address."""
MOST_ADDRESSES: Final = 4096

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = tuple(
    (name.encode(), value.encode())
    for name, value in (
        ("content-security-policy", CONTENT_POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
        ("cache-control", "no-store"),
    )
)
log = logging.getLogger("sim.live")


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names under which the server may be asked for.

    A page of another site can point its own name at this server (DNS rebinding), but it cannot change the name that
    the browser sends. So names are listed; where the server is open to the network, an address in digits will do too.
    """

    names: frozenset[str]
    any_address: bool = False

    def admit(self, host: str) -> bool:
        """Say whether a Host header names this server."""
        name = host_name(host)
        if name in self.names:
            return True
        return self.any_address and is_address(name)


def host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def is_address(name: str) -> bool:
    """Say whether a name is an address in digits."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Buckets:
    """How many requests each address may still make: a bucket of tokens that fills with time."""

    def __init__(self, rate: float = RATE, burst: float = BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Take a token for a request; False where the bucket is empty."""
        now = self._clock()
        level, then = self._level.pop(address, (self._burst, now))
        level = min(self._burst, level + (now - then) * self._rate)
        allowed = level >= 1.0
        self._level[address] = (level - 1.0 if allowed else level, now)
        while len(self._level) > MOST_ADDRESSES:
            self._level.popitem(last=False)
        return allowed


class TooLarge(Exception):
    """A body is larger than any request needs."""


class Guard:
    """Wraps the app: refuses what it need not see, and lets no failure out but a plain line."""

    def __init__(self, app: ASGIApp, hosts: Hosts, buckets: Buckets | None = None) -> None:
        self._app, self._hosts = app, hosts
        self._buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refused = self._refusal(scope)
        if refused is None:
            try:
                body = await whole_body(receive)
            except TooLarge:
                refused = (413, "the request is too large")
        if refused is not None:
            await plain(dressed, *refused)
            return
        try:
            await self._app(scope, replayed(body, receive), dressed)
        except Exception as error:
            log.error("%s %s: %s", scope["method"], one_line(scope["path"]), one_line(repr(error)))
            if not started:
                await plain(dressed, 500, "something went wrong on the server")

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the reason for which a request is refused unread, or None."""
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts, origins = headers.get(b"host", []), headers.get(b"origin", [])
        if len(hosts) != 1 or not self._hosts.admit(hosts[0]):
            return 400, "this server is not known by that name"
        if not self._buckets.take((scope.get("client") or ("unknown",))[0]):
            return 429, "too many requests; wait a little"
        if scope["method"] in ("GET", "HEAD"):
            return None
        if origins and origins != [f"http://{hosts[0]}"]:
            return 403, "requests come from this server's own pages only"
        if headers.get(b"sec-fetch-site", ["same-origin"])[0] not in ("same-origin", "none"):
            return 403, "requests come from this server's own pages only"
        if scope["method"] == "POST":
            kind = headers.get(b"content-type", [""])[0].partition(";")[0].strip().lower()
            if kind != "application/json":
                return 415, "send JSON"
            length = headers.get(b"content-length", ["0"])[0]
            if not length.isdigit() or len(length) > 9 or int(length) > MOST_BODY:
                return 413, "the request is too large"
        return None


async def whole_body(receive: Receive) -> bytes:
    """Return the body of a request; raises TooLarge as soon as it is past the bound."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > MOST_BODY:
            raise TooLarge
        if not message.get("more_body", False):
            return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives the body that was read, once, and then what still comes."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


async def plain(send: Send, status: int, reason: str) -> None:
    """Send a refusal as JSON."""
    body = json.dumps({"problem": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

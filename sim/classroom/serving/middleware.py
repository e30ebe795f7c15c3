"""What every request must pass, and what every response carries."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.classroom.serving.fairness import Limits, Places, name_person
from sim.errors import one_line

MOST_BODY: Final = 64 * 1024

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS: Final = tuple(
    (name.encode(), value.encode())
    for name, value in (
        ("content-security-policy", CONTENT_POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
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
        host = host.strip().lower()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        try:
            return name in self.names or (self.any_address and bool(ip_address(name)))
        except ValueError:
            return False


class TooLarge(Exception):
    """A body is larger than any request needs."""


class Guard:
    """Wraps the app: refuses what it need not see, and lets no failure out but a plain line."""

    def __init__(self, app: ASGIApp, hosts: Hosts, limits: Limits, places: Places) -> None:
        self._app, self._hosts, self._limits, self.places = app, hosts, limits, places

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
            await self._app(scope, replay_body(body, receive), dressed)
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
        if not self._admit(scope, bearer(headers.get(b"authorization", []))):
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

    def _admit(self, scope: Scope, token: str) -> bool:
        """Note who asks, and say whether they may."""
        person, client = self._limits.known(token) if token else None, scope.get("client") or ("", 0)
        if token:
            name_person(self.places, scope.get("state", {}).get("connection"), person, client[0])
        return self._limits.take(person, client)


def bearer(given: list[str]) -> str:
    """Return the token in the Authorization headers of a request; "" where there is none, or more than one."""
    kind, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return token.strip() if kind.lower() == "bearer" else ""


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


def replay_body(body: bytes, receive: Receive) -> Receive:
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

"""The checks of every request, and the responses: JSON, files by their addresses, and refusals."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from random import uniform
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.classroom.serving.fairness import Limits, Places, name_person
from sim.classroom.serving.server import Hosts, sweep_places
from sim.core.base.errors import Problem, UsageProblem, one_line

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


LATER: Final = 429
"""The status of an answer that asks the client to come again later."""

HELD_BACK: Final = (0.5, 1.5)
"""Bounds, in seconds, of the random delay of such an answer.

A client that retries at once then leaves the server to others, and many retries do not coincide.
"""

FAILED: Final = {"problem": "something went wrong on the server"}


class TooLarge(Exception):
    """A body that is larger than any request needs."""


class Guard:
    """Middleware around the app: it refuses invalid requests, and turns unexpected errors into a
    plain answer.
    """

    def __init__(self, app: ASGIApp, hosts: Hosts, limits: Limits, places: Places) -> None:
        self._app, self._hosts, self._limits, self.places = app, hosts, limits, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if message["status"] == LATER:
                    await asyncio.sleep(uniform(*HELD_BACK))
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refused = self._refusal(scope)
        if refused is None:
            try:
                body = await whole_body(receive)
            except TooLarge:
                refused = (413, "the request is too large")
        if refused is not None:
            status, reason = refused
            await Data({"problem": reason}, status)(scope, receive, dressed)
            return
        try:
            await self._app(scope, replay_body(body, receive), dressed)
        except Exception as error:
            log.error("%s %s: %s", scope["method"], one_line(scope["path"]), one_line(repr(error)))
            if not started:
                await Data(FAILED, 500)(scope, receive, dressed)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the reason of a refusal before the body is read, or None."""
        headers = Request(scope).headers
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._hosts.admit(hosts[0]):
            return 400, "this server is not known by that name"
        if not self._admit(scope, bearer(headers.getlist("authorization"))):
            return LATER, "too many requests; wait a little"
        if scope["method"] in ("GET", "HEAD"):
            return None
        at_home = headers.get("sec-fetch-site", "none") in ("same-origin", "none")
        if not at_home or (origins and origins != [f"http://{hosts[0]}"]):
            return 403, "requests come from this server's own pages only"
        if scope["method"] == "POST":
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return 415, "send JSON"
            length = headers.get("content-length", "0")
            if not length.isdigit() or len(length) > 9 or int(length) > MOST_BODY:
                return 413, "the request is too large"
        return None

    def _admit(self, scope: Scope, token: str) -> bool:
        """Record the person of a request; return whether it is allowed."""
        person, client = (
            self._limits.known(token) if token else None,
            scope.get("client") or ("", 0),
        )
        if token:
            name_person(self.places, scope.get("state", {}).get("connection"), person, client[0])
        return self._limits.take(person, client)


def bearer(headers: list[str]) -> str:
    """Return the token in the Authorization header of a request; "" unless there is exactly one."""
    kind, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    return token.strip() if kind.lower() == "bearer" else ""


async def whole_body(receive: Receive) -> bytes:
    """Return the body of a request; raises TooLarge as soon as it exceeds MOST_BODY."""
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
    """Return a receive function that gives `body` once, and then the later messages."""
    is_sent = False

    async def once() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


LARGE, LEVEL = 2048, 4
"""Bytes from which an answer is compressed, and the level of compression."""

Endpoint = Callable[[Request], Awaitable[Response]]
Assets = Mapping[str, tuple[bytes, str]]
"""Content and content type by address."""


def encode_json(content: Any) -> bytes:
    """Return plain data as JSON without white space; raises ValueError for NaN or infinity."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class Data(JSONResponse):
    """Plain data as JSON."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the content."""
        return encode_json(content)


def guarded_app(
    routes: list[Route],
    files: Assets,
    hosts: Hosts,
    limits: Limits,
    places: Places,
    *,
    handlers: Mapping[Any, Any] = MappingProxyType({}),
    around: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Guard:
    """Return an app of these routes and files, behind the guard.

    `handlers` answer further exceptions; `around` is entered before the first request and left
    after the last.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(sweep_places(places))
        async with around():
            yield
        sweeping.cancel()

    served_files = [
        Route(address, serve_asset(*file), methods=["GET"]) for address, file in files.items()
    ]
    # Routes are matched in order: the most frequent ones come first.
    app = Starlette(
        routes=[*routes, *served_files],
        exception_handlers={**HANDLERS, **handlers},
        lifespan=lifespan,
    )
    # A redirect would answer an address that has no route.
    app.router.redirect_slashes = False
    # A hundred phones share one network, so large answers are compressed.
    return Guard(
        GZipMiddleware(app, minimum_size=LARGE, compresslevel=LEVEL), hosts, limits, places
    )


def serve_asset(content: bytes, kind: str) -> Endpoint:
    """Return the endpoint of one asset, which is compressed once."""
    small = gzip.compress(content, LEVEL, mtime=0) if len(content) >= LARGE else b""
    headers = {"content-encoding": "gzip", "vary": "Accept-Encoding"}

    async def endpoint(request: Request) -> Response:
        if small and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(small, media_type=kind, headers=headers)
        return Response(content, media_type=kind)

    return endpoint


async def on_problem(_: Request, error: Exception) -> Response:
    """Answer a problem that the client can mend, with its own status if it has one."""
    assert isinstance(error, Problem)
    content = {"problem": error.message, "where": error.location, "remedy": error.remedy}
    return Data(content, getattr(error, "status", 422))


async def on_http(_: Request, error: Exception) -> Response:
    """Answer an address or method without a route."""
    assert isinstance(error, HTTPException)
    return Data({"problem": error.detail}, error.status_code)


async def on_failure(_: Request, __: Exception) -> Response:
    """Answer an unexpected error without details; the guard logs it."""
    return Data(FAILED, 500)


HANDLERS: Final[dict[Any, Any]] = {
    Problem: on_problem,
    HTTPException: on_http,
    Exception: on_failure,
}

HTML, SCRIPT, STYLE = (
    "text/html; charset=utf-8",
    "text/javascript; charset=utf-8",
    "text/css; charset=utf-8",
)


class RequestBody(BaseModel):
    """The base of all request bodies."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


T = TypeVar("T", bound=BaseModel)
REMEDY: Final = "Change it, or load the page again."
SUBJECTS: Final = ("Input", "String", "Dictionary", "List")
"""pydantic's names for any field; a message gives the field's own name instead."""


def read_body(kind: type[T], body: bytes, **fields: Any) -> T:
    """Return a body as a model, with the `fields` that the server sets; raises UsageProblem."""
    try:
        return kind.model_validate(plain_object(body) | fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place, message = one_line(".".join(map(str, first["loc"]))), one_line(first["msg"])
        subject, _, rest = message.partition(" ")
        fault = f"'{place}' {rest}" if subject in SUBJECTS else f"'{place}': {message}"
        raise UsageProblem(fault, place, REMEDY) from None


def plain_object(body: bytes, most: int = MOST_BODY) -> dict[str, Any]:
    """Return a body of at most `most` bytes that is any JSON object; raises UsageProblem."""
    if len(body) > most:
        raise UsageProblem("the request is too long", "the request", f"Send {most} bytes or fewer.")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageProblem(
            "the request is not JSON that can be read", "the request", "Send JSON."
        ) from None
    if not isinstance(content, dict):
        raise UsageProblem("the request is no object", "the request", "Send a JSON object.")
    return content

"""What a server answers: plain data, files by a table of addresses, and refusals in a line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sim.errors import Problem
from sim.pages.serving.guard import Guard, Hosts
from sim.pages.serving.limits import Limits

LARGE, LEVEL = 2048, 4
"""Bytes from which an answer is compressed, and how hard."""

Endpoint = Callable[[Request], Awaitable[Response]]
Assets = Mapping[str, tuple[bytes, str]]
"""Address to content and content type."""


def plain(content: Any) -> bytes:
    """Return plain data as JSON without white space; what is no number is refused rather than sent."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class Data(JSONResponse):
    """Plain data as JSON."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the content."""
        return plain(content)


@asynccontextmanager
async def no_more() -> AsyncIterator[None]:
    """Do nothing before the first request and nothing after the last."""
    yield


def guarded(
    routes: list[Route], files: Assets, hosts: Hosts, limits: Limits, *,
    handlers: Mapping[Any, Any] = MappingProxyType({}),
    around: Callable[[], AbstractAsyncContextManager[None]] = no_more,
) -> ASGIApp:  # fmt: skip
    """Return an app of these addresses and files, behind the guard.

    `handlers` answer further exceptions; `around` is entered before the first request and left after the last.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with around():
            yield

    served_files = [Route(address, served(*file), methods=["GET"]) for address, file in files.items()]
    # Addresses are looked through in their order: those that are asked all the time come first.
    app = Starlette(routes=[*routes, *served_files], exception_handlers={**HANDLERS, **handlers}, lifespan=lifespan)
    # A redirect would answer an address that the table does not hold.
    app.router.redirect_slashes = False
    # A hundred phones share one network: what is large is sent small.
    return Guard(GZipMiddleware(app, minimum_size=LARGE, compresslevel=LEVEL), hosts, limits)


def served(content: bytes, kind: str) -> Endpoint:
    """Return the endpoint of one asset."""

    async def endpoint(_: Request) -> Response:
        return Response(content, media_type=kind)

    return endpoint


async def on_problem(_: Request, error: Exception) -> Response:
    """Answer a problem that the asker can put right."""
    assert isinstance(error, Problem)
    return Data({"problem": error.what, "where": error.where, "remedy": error.remedy}, 422)


async def on_http(_: Request, error: Exception) -> Response:
    """Answer an address or method that is not there."""
    assert isinstance(error, HTTPException)
    return Data({"problem": error.detail}, error.status_code)


async def on_failure(_: Request, __: Exception) -> Response:
    """Answer what should not have happened, without saying more; the guard logs it."""
    return Data({"problem": "something went wrong on the server"}, 500)


HANDLERS: Final[dict[Any, Any]] = {Problem: on_problem, HTTPException: on_http, Exception: on_failure}

HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"

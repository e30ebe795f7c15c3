"""What a server is asked and answers: JSON of a known shape, files by a table of addresses, refusals in a line."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.classroom.serving.fairness import Limits, Places
from sim.classroom.serving.middleware import MOST_BODY, Guard, Hosts
from sim.classroom.serving.server import sweep_places
from sim.errors import Problem, UsageProblem, one_line

LARGE, LEVEL = 2048, 4
"""Bytes from which an answer is compressed, and how hard."""

Endpoint = Callable[[Request], Awaitable[Response]]
Assets = Mapping[str, tuple[bytes, str]]
"""Address to content and content type."""


def encode_json(content: Any) -> bytes:
    """Return plain data as JSON without white space; what is no number is refused rather than sent."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class Data(JSONResponse):
    """Plain data as JSON."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the content."""
        return encode_json(content)


def guarded_app(
    routes: list[Route], files: Assets, hosts: Hosts, limits: Limits, places: Places, *,
    handlers: Mapping[Any, Any] = MappingProxyType({}),
    around: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Guard:  # fmt: skip
    """Return an app of these addresses and files, behind the guard.

    `handlers` answer further exceptions; `around` is entered before the first request and left after the last.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(sweep_places(places))
        async with around():
            yield
        sweeping.cancel()

    served_files = [Route(address, serve_asset(*file), methods=["GET"]) for address, file in files.items()]
    # Addresses are looked through in their order: those that are asked all the time come first.
    app = Starlette(routes=[*routes, *served_files], exception_handlers={**HANDLERS, **handlers}, lifespan=lifespan)
    # A redirect would answer an address that the table does not hold.
    app.router.redirect_slashes = False
    # A hundred phones share one network: what is large is sent small.
    return Guard(GZipMiddleware(app, minimum_size=LARGE, compresslevel=LEVEL), hosts, limits, places)


def serve_asset(content: bytes, kind: str) -> Endpoint:
    """Return the endpoint of one asset, which is compressed once."""
    small = gzip.compress(content, LEVEL, mtime=0) if len(content) >= LARGE else b""
    said = {"content-encoding": "gzip", "vary": "Accept-Encoding"}

    async def endpoint(request: Request) -> Response:
        if small and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(small, media_type=kind, headers=said)
        return Response(content, media_type=kind)

    return endpoint


async def on_problem(_: Request, error: Exception) -> Response:
    """Answer a problem that the asker can put right, with the status of its own if it has one."""
    assert isinstance(error, Problem)
    told = {"problem": error.what, "where": error.where, "remedy": error.remedy}
    return Data(told, getattr(error, "status", 422))


async def on_http(_: Request, error: Exception) -> Response:
    """Answer an address or method that is not there."""
    assert isinstance(error, HTTPException)
    return Data({"problem": error.detail}, error.status_code)


async def on_failure(_: Request, __: Exception) -> Response:
    """Answer what should not have happened, without saying more; the guard logs it."""
    return Data({"problem": "something went wrong on the server"}, 500)


HANDLERS: Final[dict[Any, Any]] = {Problem: on_problem, HTTPException: on_http, Exception: on_failure}

HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"


class RequestBody(BaseModel):
    """The base of all requests."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


T = TypeVar("T", bound=BaseModel)
REMEDY: Final = "Change it, or load the page again."
SUBJECTS: Final = ("Input", "String", "Dictionary", "List")
"""What pydantic calls a field; a sentence for people names it."""


def read_body(kind: type[T], body: bytes, **own: Any) -> T:
    """Return what a body asks for, with fields that are not for the asker to say; raises UsageProblem."""
    try:
        return kind.model_validate(plain_object(body) | own)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where, said = one_line(".".join(map(str, first["loc"]))), one_line(first["msg"])
        subject, _, rest = said.partition(" ")
        what = f"'{where}' {rest}" if subject in SUBJECTS else f"'{where}': {said}"
        raise UsageProblem(what, where, REMEDY) from None


def plain_object(body: bytes, most: int = MOST_BODY) -> dict[str, Any]:
    """Return a body of at most so many bytes that is a JSON object of any shape; raises UsageProblem."""
    if len(body) > most:
        raise UsageProblem("the request is too long", "the request", f"Send {most} bytes or fewer.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageProblem("the request is not JSON that can be read", "the request", "Send JSON.") from None
    if not isinstance(found, dict):
        raise UsageProblem("the request is no object", "the request", "Send a JSON object.")
    return found

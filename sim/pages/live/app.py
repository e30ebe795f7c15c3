"""The app: addresses to answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sim.errors import Problem
from sim.pages.live.hall import Busy, Desk, Superseded
from sim.pages.live.page import ControlsAsked, ExportAsked, LivePage, StoryAsked, WorldsAsked, asked
from sim.pages.live.serving import Buckets, Guard, Hosts

Endpoint = Callable[[Request], Awaitable[Response]]


class Data(JSONResponse):
    """Plain data as JSON, without white space; what is no number is refused rather than sent."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the content."""
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def live_app(page: LivePage, hosts: Hosts, *, buckets: Buckets | None = None) -> ASGIApp:
    """Return the app of the live page."""
    desk = Desk()
    return guarded(page_routes(page, desk), hosts, desk, buckets, seats=False)


def page_routes(page: LivePage, desk: Desk) -> list[Route]:
    """Return the addresses that the live page asks."""

    async def opening(_: Request) -> Response:
        return Data(page.opening())

    async def controls(request: Request) -> Response:
        return Data(page.controls(asked(ControlsAsked, await request.body()).scenario))

    async def worlds(request: Request) -> Response:
        wanted = asked(WorldsAsked, await request.body())
        return Data(await desk.do(("worlds", wanted.client), lambda ticket: page.worlds(wanted, ticket)))

    async def story(request: Request) -> Response:
        wanted = asked(StoryAsked, await request.body())
        return Data(await desk.do(("story", wanted.client), lambda ticket: page.story(wanted, ticket)))

    async def export(request: Request) -> Response:
        return Data(page.export(asked(ExportAsked, await request.body())))

    return [
        Route("/api/page", opening, methods=["GET"]),
        Route("/api/controls", controls, methods=["POST"]),
        Route("/api/worlds", worlds, methods=["POST"]),
        Route("/api/story", story, methods=["POST"]),
        Route("/api/export", export, methods=["POST"]),
    ]


def guarded(
    routes: list[Route], hosts: Hosts, desk: Desk, buckets: Buckets | None, *, seats: bool,
    handlers: Mapping[Any, Any] = MappingProxyType({}),
) -> ASGIApp:  # fmt: skip
    """Return an app of these addresses and the assets, behind the guard; `handlers` answer further exceptions."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        yield
        desk.close()

    files = [Route(address, served(*file), methods=["GET"]) for address, file in assets(seats).items()]
    app = Starlette(routes=[*files, *routes], exception_handlers={**HANDLERS, **handlers}, lifespan=lifespan)
    # A redirect would answer an address that the table does not hold.
    app.router.redirect_slashes = False
    return Guard(app, hosts, buckets)


def served(content: bytes, kind: str) -> Endpoint:
    """Return the endpoint of one asset."""

    async def endpoint(_: Request) -> Response:
        return Response(content, media_type=kind)

    return endpoint


async def on_problem(_: Request, error: Exception) -> Response:
    """Answer a problem that the asker can put right."""
    assert isinstance(error, Problem)
    return Data({"problem": error.what, "where": error.where, "remedy": error.remedy}, 422)


async def on_superseded(_: Request, __: Exception) -> Response:
    """Answer a request that a later one has made useless."""
    return Data({"problem": "superseded"}, 409)


async def on_busy(_: Request, __: Exception) -> Response:
    """Answer a request that the server has no room for."""
    return Data({"problem": "the server is busy; try again"}, 503)


async def on_http(_: Request, error: Exception) -> Response:
    """Answer an address or method that is not there."""
    assert isinstance(error, HTTPException)
    return Data({"problem": error.detail}, error.status_code)


async def on_failure(_: Request, __: Exception) -> Response:
    """Answer what should not have happened, without saying more; the guard logs it."""
    return Data({"problem": "something went wrong on the server"}, 500)


HANDLERS: dict[Any, Any] = {
    Problem: on_problem, Superseded: on_superseded, Busy: on_busy, HTTPException: on_http, Exception: on_failure,
}  # fmt: skip


HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"
SHARED: Final = {
    "/drawing.js": ("drawing.js", SCRIPT),
    "/asking.js": ("asking.js", SCRIPT),
    "/words.js": ("words.js", SCRIPT),
    "/style.css": ("style.css", STYLE),
}
"""Address to file and content type, on every server."""

LIVE_FILES: Final = {
    "/": ("live.html", HTML),
    "/live.js": ("live.js", SCRIPT),
    "/charts.js": ("charts.js", SCRIPT),
}
"""What only the live page has. A server with seats has none of it: one could look up what a team must not know."""

SEAT_FILES: Final = {
    "/": ("seat.html", HTML),
    "/seat": ("seat.html", HTML),
    "/seat.js": ("seat.js", SCRIPT),
    "/host": ("host.html", HTML),
    "/host.js": ("host.js", SCRIPT),
    "/debrief.js": ("debrief.js", SCRIPT),
    "/following.js": ("following.js", SCRIPT),
}
"""What only a server with seats has."""

Assets = dict[str, tuple[bytes, str]]


def assets(seats: bool) -> Assets:
    """Return the content and type of every address that a server has."""
    folder = resources.files(__package__).joinpath("assets")
    table = SHARED | (SEAT_FILES if seats else LIVE_FILES)
    return {address: (folder.joinpath(name).read_bytes(), kind) for address, (name, kind) in table.items()}

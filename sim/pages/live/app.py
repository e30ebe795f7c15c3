"""The app: addresses to answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sim.pages.live.hall import Busy, Desk, Superseded
from sim.pages.live.page import ControlsAsked, ExportAsked, LivePage, StoryAsked, WorldsAsked
from sim.pages.serving.answers import HTML, SCRIPT, STYLE, Assets, Data, guarded
from sim.pages.serving.guard import Hosts
from sim.pages.serving.limits import Limits
from sim.pages.serving.questions import asked


def live_app(page: LivePage, hosts: Hosts, *, limits: Limits | None = None) -> ASGIApp:
    """Return the app of the live page."""
    desk = Desk()

    @asynccontextmanager
    async def around() -> AsyncIterator[None]:
        yield
        desk.close()

    handlers = {Superseded: on_superseded, Busy: on_busy}
    routes = page_routes(page, desk)
    return guarded(routes, assets(seats=False), hosts, limits or Limits(), handlers=handlers, around=around)


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


async def on_superseded(_: Request, __: Exception) -> Response:
    """Answer a request that a later one has made useless."""
    return Data({"problem": "superseded"}, 409)


async def on_busy(_: Request, __: Exception) -> Response:
    """Answer a request that the server has no room for."""
    return Data({"problem": "the server is busy; try again"}, 503)


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


def assets(seats: bool) -> Assets:
    """Return the content and type of every address that a server has."""
    folder = resources.files(__package__).joinpath("assets")
    table = SHARED | (SEAT_FILES if seats else LIVE_FILES)
    return {address: (folder.joinpath(name).read_bytes(), kind) for address, (name, kind) in table.items()}

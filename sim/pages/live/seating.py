"""The addresses of seats and host, behind their codes."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sim.errors import one_line
from sim.game.catalogue import CAPITALS
from sim.pages.live.app import assets
from sim.pages.live.hall import Hall, Sitting, log
from sim.pages.serving.answers import Data, guarded
from sim.pages.serving.guard import Hosts
from sim.pages.serving.limits import Limits
from sim.pages.serving.questions import Asked, asked
from sim.study.store.disk import StorageProblem

PATIENCE: Final = 20.0
"""Seconds for which a page waits for news before it is told that there are none."""

MOST_WAITING: Final = 300

Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Version = Annotated[int, Field(ge=0, lt=2**53)]
Game = Annotated[int, Field(ge=1, le=1000)]
Month = Annotated[int, Field(ge=0, le=600)]
Capital = Annotated[str, StringConstraints(max_length=20)]


class SeatAsked(Asked):
    """What a seat shows, at once or when something is newer than a version."""

    code: Code
    since: Version = 0


class ForecastAsked(Asked):
    """A team's forecast."""

    code: Code
    chances: Annotated[dict[Annotated[str, StringConstraints(max_length=20)], float], Field(max_length=8)]


class ChoiceAsked(Asked):
    """A team's word and deed in a month; an empty one is left to the rules."""

    code: Code
    month: Month
    word: Annotated[str, StringConstraints(max_length=40)]
    deed: Annotated[str, StringConstraints(max_length=40)]


class GameAsked(Asked):
    """Something that the host does with a game."""

    code: Code
    game: Game


class NextAsked(GameAsked):
    """The host ends a month."""

    month: Month


class PauseAsked(GameAsked):
    """The host stops the clock, or lets it run."""

    paused: bool


class NewAsked(Asked):
    """The host opens another game."""

    code: Code
    teams: Annotated[list[Capital], Field(min_length=1, max_length=len(CAPITALS))]
    deadline: Annotated[int, Field(ge=0, le=3600)]


UNSAVED: Final = "the game could not be saved"


class WrongCode(Exception):
    """A code opens nothing here. It needs no brake of its own: at the rate of all requests, 96 bits are not guessed."""


def seats_app(hall: Hall, hosts: Hosts, *, limits: Limits | None = None) -> ASGIApp:
    """Return the app of the seats and the host."""
    handlers = {WrongCode: on_wrong_code, StorageProblem: on_unsaved}
    return guarded(seat_routes(hall), assets(), hosts, limits or Limits(), handlers=handlers)


async def on_wrong_code(_: Request, __: Exception) -> Response:
    """Answer a wrong code."""
    return Data({"problem": "this code opens nothing here"}, 403)


async def on_unsaved(request: Request, error: Exception) -> Response:
    """Answer a change that could not be saved, and so was not made; the reason is for the host and the log."""
    assert isinstance(error, StorageProblem)
    why = f"{UNSAVED}: {one_line(error.what)}"
    log.error("%s: %s", one_line(request.url.path), why)
    own = request.url.path.startswith("/api/host")
    return Data({"problem": f"{why}; nothing changed" if own else f"{UNSAVED}; nothing changed; tell the host"}, 503)


def seat_routes(hall: Hall) -> list[Route]:
    """Return the addresses that seats and host ask."""
    waiting = 0

    def seat_of(code: str) -> tuple[Sitting, str]:
        found = hall.seat(code)
        if found is None:
            raise WrongCode
        return found

    def check_host(code: str) -> None:
        if not hall.is_host(code):
            raise WrongCode

    async def patiently(wait: Any) -> None:
        nonlocal waiting
        if waiting >= MOST_WAITING:
            wait.close()
            return
        waiting += 1
        try:
            await wait
        finally:
            waiting -= 1

    async def shown(sitting: Sitting, capital: str) -> Response:
        own = await asyncio.to_thread(sitting.table.seat, capital)
        return Data(own | {"seconds_left": sitting.seconds_left(), "paused": sitting.paused})

    async def seat(request: Request) -> Response:
        wanted = asked(SeatAsked, await request.body())
        sitting, capital = seat_of(wanted.code)
        await patiently(sitting.news_since(wanted.since, PATIENCE))
        return await shown(sitting, capital)

    async def forecast(request: Request) -> Response:
        wanted = asked(ForecastAsked, await request.body())
        sitting, capital = seat_of(wanted.code)
        await sitting.do(lambda: sitting.table.forecast(capital, wanted.chances))
        return await shown(sitting, capital)

    async def choose(request: Request) -> Response:
        wanted = asked(ChoiceAsked, await request.body())
        sitting, capital = seat_of(wanted.code)
        await sitting.do(lambda: sitting.table.choose(capital, wanted.month, wanted.word, wanted.deed))
        return await shown(sitting, capital)

    async def overview() -> Response:
        games = [await game_for_host(number, sitting) for number, sitting in enumerate(hall.sittings, 1)]
        return Data({"versions": hall.versions(), "games": games, "capitals": CAPITALS, "folder": str(hall.root),
                     "deadline": hall.deadline})  # fmt: skip

    async def host(request: Request) -> Response:
        wanted = asked(SeatAsked, await request.body())
        check_host(wanted.code)
        await patiently(hall.news_since(wanted.since, PATIENCE))
        return await overview()

    async def start(request: Request) -> Response:
        wanted = asked(GameAsked, await request.body())
        check_host(wanted.code)
        sitting = hall.game(wanted.game)
        await sitting.do(sitting.table.start)
        return await overview()

    async def following(request: Request) -> Response:
        wanted = asked(NextAsked, await request.body())
        check_host(wanted.code)
        sitting = hall.game(wanted.game)
        await sitting.do(lambda: sitting.table.close_month(wanted.month))
        return await overview()

    async def pause(request: Request) -> Response:
        wanted = asked(PauseAsked, await request.body())
        check_host(wanted.code)
        hall.game(wanted.game).pause(wanted.paused)
        return await overview()

    async def new(request: Request) -> Response:
        wanted = asked(NewAsked, await request.body())
        check_host(wanted.code)
        await hall.open(wanted.teams, wanted.deadline)
        return await overview()

    endpoints = {
        "/api/seat": seat, "/api/forecast": forecast, "/api/choose": choose, "/api/host": host,
        "/api/host/start": start, "/api/host/next": following, "/api/host/pause": pause, "/api/host/new": new,
    }  # fmt: skip
    return [Route(address, endpoint, methods=["POST"]) for address, endpoint in endpoints.items()]


async def game_for_host(number: int, sitting: Sitting) -> dict[str, Any]:
    """Return what the host page shows of a game: its stage, its seats with their codes, and the debrief."""
    table = sitting.table
    over = table.phase == "over"
    debrief = await asyncio.to_thread(table.debrief) if over else None
    return table.public() | {
        "game": number, "codes": sitting.codes, "deadline": sitting.deadline, "paused": sitting.paused,
        "seconds_left": sitting.seconds_left(), "trouble": sitting.trouble, "debrief": debrief,
    }  # fmt: skip

"""The addresses of a room: to join, of a seat, of the wall, and of the desk; each behind its own token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sim.errors import one_line
from sim.pages.room.channels import Channel, together
from sim.pages.room.codes import mark_of, new_token, read_code, same
from sim.pages.room.entries import Bet, Chances, Door, Foretold, Joined, Month, Name, Removed, Seated, Taken, Voted
from sim.pages.room.keeping import kept_debrief
from sim.pages.room.pages import pages
from sim.pages.room.qr import square
from sim.pages.room.room import Device
from sim.pages.room.session import Session, log
from sim.pages.serving.answers import Data, guarded
from sim.pages.serving.guard import Hosts, bearer
from sim.pages.serving.limits import Buckets, Limits, Rate
from sim.pages.serving.questions import Asked, asked, plain_object
from sim.study.store.disk import StorageProblem

GUESSES: Final = Rate(1 / 6, 60.0)
"""Wrong codes that a room hears: sixty at once, ten a minute after that."""

MOST_WAITING: Final = 3
"""Questions of one device that wait for news; a further one is answered at once."""

MOST_WATCHING: Final = 20
"""Questions of walls that wait for news, and so many of desks."""

MOST_ACT: Final = 8 * 1024
"""Bytes of what a seat says to others."""


class JoinAsked(Asked):
    """The code that someone typed."""

    code: Annotated[str, StringConstraints(max_length=40)]


class VoteAsked(Asked):
    """A word and a deed for a month; an empty one is left to the capital's course."""

    month: Month
    word: Name
    deed: Name


class SeatAsked(Asked):
    """The capital that a device would rather be."""

    capital: Name


class BetAsked(Asked):
    """Which way tension goes in a month."""

    month: Month
    way: Literal[-1, 0, 1]


class ForecastAsked(Asked):
    """How likely the events are."""

    chances: Chances


class MonthAsked(Asked):
    """The month that the desk ends."""

    month: Month


class PauseAsked(Asked):
    """Whether the clock stands."""

    paused: bool


class NewsAsked(Asked):
    """News of the menu."""

    name: Name


class PlaceAsked(Asked):
    """A seat of a game."""

    game: Annotated[int, Field(ge=1, le=100)]
    capital: Name


class RemoveAsked(Asked):
    """A device of the room."""

    device: Annotated[int, Field(ge=0, lt=100_000)]


class MoveAsked(PlaceAsked, RemoveAsked):
    """A device of the room, and the seat to which it goes."""


class DoorAsked(Asked):
    """Whether others may join."""

    open: bool


class WrongToken(Exception):
    """A token or a code opens nothing here."""


class TooManyGuesses(Exception):
    """The room has heard too many wrong codes; nobody joins for a while, and nobody inside is touched."""


def room_app(session: Session, hosts: Hosts, address: str, limits: Limits | None = None) -> ASGIApp:
    """Return the app of a room, whose join page has an address."""
    bounds = limits or Limits(lambda token: known(session, token))
    handlers = {WrongToken: on_wrong_token, TooManyGuesses: on_guesses, StorageProblem: on_unsaved}
    routes = [*joining(session), *seat_routes(session), *wall_routes(session, address), *desk_routes(session, address)]
    return guarded(
        routes, pages(session.state.kept.language), hosts, bounds, handlers=handlers, around=session.running
    )  # fmt: skip


def known(session: Session, token: str) -> str | int | None:
    """Return whose a token is: the desk's, the wall's, a device's by its number, or nobody's."""
    if same(token, session.state.kept.desk):
        return "desk"
    if same(token, session.state.kept.wall):
        return "wall"
    device = session.room.device(mark_of(token))
    return None if device is None else device.number


async def on_wrong_token(_: Request, __: Exception) -> Response:
    """Answer a wrong token or code."""
    return Data({"problem": "this opens nothing here", "where": "code", "remedy": "Look at the code again."}, 403)


async def on_guesses(_: Request, __: Exception) -> Response:
    """Answer whoever would join while too many guess."""
    return Data({"problem": "too many wrong codes", "where": "code", "remedy": "Wait a minute, then try again."}, 429)


async def on_unsaved(request: Request, error: Exception) -> Response:
    """Answer a change that could not be saved, and so was not made; the reason is for the desk and the log."""
    assert isinstance(error, StorageProblem)
    why = one_line(error.what)
    log.error("%s: not saved: %s", one_line(request.url.path), why)
    own = request.url.path.startswith("/api/desk")
    remedy = why if own else "Tell your teacher, then try again."
    return Data({"problem": "this could not be saved; nothing changed", "where": "disk", "remedy": remedy}, 503)


def token_in(request: Request) -> str:
    """Return the token that a request carries."""
    return bearer(request.headers.getlist("authorization"))


Endpoint = Callable[[Request], Awaitable[Response]]
NOTHING: Final = 204


def joining(session: Session) -> list[Route]:
    """Return the address at which a device joins."""
    guesses = Buckets(GUESSES)

    async def join(request: Request) -> Response:
        wanted = asked(JoinAsked, await request.body())
        if guesses.left(None) < 1.0:
            raise TooManyGuesses
        if not same(read_code(wanted.code), session.state.kept.code):
            guesses.take(None)
            raise WrongToken
        token = token_in(request)
        # A device that is in the room already keeps its token and its seat.
        if session.room.device(mark_of(token)) is None:
            token = new_token()
        device: Device = await session.keep(Joined(mark=mark_of(token)))
        device.seen = session.state.now
        return Data({"token": token, "game": device.place[0], "capital": device.place[1]})

    return [Route("/api/join", join, methods=["POST"])]


def seat_routes(session: Session) -> list[Route]:
    """Return the addresses that a seat asks."""

    def device_of(request: Request) -> Device:
        device = session.room.device(mark_of(token_in(request)))
        if device is None:
            raise WrongToken
        device.seen = session.state.now
        return device

    async def seat(request: Request) -> Response:
        device = device_of(request)
        votes, game = session.votes[device.place], session.seats[device.place]
        has = request.query_params.get("game")
        if has == game.version and device.waiting < MOST_WAITING:
            await waited(session, device, votes.since(request.query_params.get("since", "")))
            # Meanwhile the desk may have moved the device.
            votes, game = session.votes[device.place], session.seats[device.place]
        parts = [await votes.content()]
        # What a device has already is not sent again: votes are told each second, and a game is large.
        if has != game.version:
            parts.append(b'"game":{' + await game.content() + b"}")
        return Response(together(own_of(session, device), *parts), media_type="application/json")

    async def vote(request: Request) -> Response:
        device, wanted = device_of(request), asked(VoteAsked, await request.body())
        await session.keep(Voted(device=device.number, month=wanted.month, word=wanted.word, deed=wanted.deed))
        return Response(status_code=NOTHING)

    async def choose(request: Request) -> Response:
        device, wanted = device_of(request), asked(SeatAsked, await request.body())
        await session.keep(session.room.chosen(device.number, wanted.capital))
        return Response(status_code=NOTHING)

    async def bet(request: Request) -> Response:
        device, wanted = device_of(request), asked(BetAsked, await request.body())
        await session.keep(Bet(device=device.number, month=wanted.month, way=wanted.way))
        return Response(status_code=NOTHING)

    async def forecast(request: Request) -> Response:
        device, wanted = device_of(request), asked(ForecastAsked, await request.body())
        await session.keep(Foretold(device=device.number, chances=wanted.chances))
        return Response(status_code=NOTHING)

    async def do(request: Request) -> Response:
        device = device_of(request)
        await session.act(device, plain_object(await request.body(), MOST_ACT))
        return Response(status_code=NOTHING)

    posts: dict[str, Endpoint] = {
        "/api/vote": vote, "/api/choose": choose, "/api/bet": bet, "/api/forecast": forecast, "/api/seat/do": do
    }  # fmt: skip
    return [Route("/api/seat", seat, methods=["GET"]), *posted(posts)]


def posted(endpoints: dict[str, Endpoint]) -> list[Route]:
    """Return the addresses to which something is posted."""
    return [Route(address, endpoint, methods=["POST"]) for address, endpoint in endpoints.items()]


async def waited(session: Session, device: Device, news: Awaitable[None]) -> None:
    """Wait for news on behalf of a device, which counts as present meanwhile."""
    device.waiting += 1
    try:
        await news
    finally:
        device.waiting -= 1
        device.seen = session.state.now


def clock_of(session: Session) -> dict[str, Any]:
    """Return how the clock stands at this moment."""
    return {"seconds_left": session.clock.left(session.state.now), "paused": session.clock.paused}


def own_of(session: Session, device: Device) -> dict[str, Any]:
    """Return what one device alone sees: its vote, its forecast, its bets; and the clock."""
    room = session.room
    seat = room.seats[device.place]
    ballot = seat.ballots.get(device.number) if seat.month == room.month else None
    return {
        "own": {
            "number": device.number + 1,
            "vote": None if ballot is None else {"word": ballot.word, "deed": ballot.deed},
            "forecast": device.forecast, "bets": device.bets, "teacher": device.teacher,
            "may_choose": room.roomy(device.number) if room.phase == "forecasts" else [],
        },
        "month": room.month, "phase": room.phase,
    } | clock_of(session)  # fmt: skip


def watching(session: Session, channel: Channel, token: str, more: Callable[[], dict[str, Any]]) -> Endpoint:
    """Return the endpoint of those who watch under one token; `more` is what a page holds beside the channel."""
    waiting = 0

    async def watch(request: Request) -> Response:
        nonlocal waiting
        if not same(token_in(request), token):
            raise WrongToken
        if waiting < MOST_WATCHING:
            waiting += 1
            try:
                await channel.since(request.query_params.get("since", ""))
            finally:
                waiting -= 1
        return Response(together(more(), await channel.content()), media_type="application/json")

    return watch


def wall_routes(session: Session, address: str) -> list[Route]:
    """Return the address that the wall asks; its token opens nothing else."""
    join = f"{address}/#{session.state.kept.code}"
    fixed = {"address": address, "square": square(join)}
    watch = watching(session, session.wall, session.state.kept.wall, lambda: fixed | clock_of(session))
    return [Route("/api/wall", watch, methods=["GET"])]


def desk_routes(session: Session, address: str) -> list[Route]:
    """Return the addresses that the desk asks."""
    fixed = {"address": address, "wall": f"{address}/wall#{session.state.kept.wall}"}
    watch = watching(session, session.desk, session.state.kept.desk, lambda: fixed | clock_of(session))

    async def start(_: bytes) -> None:
        await session.start()

    async def following(body: bytes) -> None:
        await session.close(asked(MonthAsked, body).month)

    async def pause(body: bytes) -> None:
        session.pause(asked(PauseAsked, body).paused)

    async def end(_: bytes) -> None:
        await session.end()

    async def news(body: bytes) -> None:
        await session.news(asked(NewsAsked, body).name)

    async def take(body: bytes) -> dict[str, Any]:
        wanted = asked(PlaceAsked, body)
        return {"token": await session.take((wanted.game, wanted.capital))}

    async def give(body: bytes) -> None:
        wanted = asked(PlaceAsked, body)
        await session.keep(Taken(game=wanted.game, capital=wanted.capital, mark=""))

    async def move(body: bytes) -> None:
        wanted = asked(MoveAsked, body)
        await session.keep(Seated(device=wanted.device, game=wanted.game, capital=wanted.capital))

    async def remove(body: bytes) -> None:
        await session.keep(Removed(device=asked(RemoveAsked, body).device))

    async def door(body: bytes) -> None:
        await session.keep(Door(open=asked(DoorAsked, body).open))

    works = {
        "start": start, "next": following, "pause": pause, "end": end, "news": news, "take": take, "give": give,
        "move": move, "remove": remove, "door": door,
    }  # fmt: skip
    posts = {f"/api/desk/{name}": at_desk(session, work) for name, work in works.items()}

    async def debrief(request: Request) -> Response:
        if not same(token_in(request), session.state.kept.desk):
            raise WrongToken
        return await kept_debrief(session, request)

    gets: dict[str, Endpoint] = {"/api/desk": watch, "/api/desk/debrief": debrief}
    return [*(Route(address, endpoint, methods=["GET"]) for address, endpoint in gets.items()), *posted(posts)]


def at_desk(session: Session, work: Callable[[bytes], Awaitable[Any]]) -> Endpoint:
    """Return the endpoint of something that the desk alone may do."""

    async def endpoint(request: Request) -> Response:
        if not same(token_in(request), session.state.kept.desk):
            raise WrongToken
        found = await work(await request.body())
        return Response(status_code=NOTHING) if found is None else Data(found)

    return endpoint

"""The routes of a room: its pages, and the requests of joining, seats, wall and desk under their
tokens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Final

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sim.classroom.debrief import debrief_page
from sim.classroom.room import entries
from sim.classroom.room.entries import (
    Bet,
    Door,
    Entry,
    Foretold,
    Removed,
    Seated,
    Taken,
    Undone,
    Voted,
)
from sim.classroom.room.folder import mark_of, new_token, read_code, same
from sim.classroom.room.room import Device, bet_in
from sim.classroom.room.rules import close_question, open_question
from sim.classroom.room.session import (
    ENDED_BY_ANOTHER,
    Channel,
    Question,
    Session,
    answer,
    join_views,
    log,
)
from sim.classroom.seats.record import EVENTS
from sim.classroom.serving import responses
from sim.classroom.serving.fairness import Limits, Person, stranger_at
from sim.classroom.serving.responses import (
    HTML,
    SCRIPT,
    STYLE,
    Assets,
    Data,
    Endpoint,
    Guard,
    RequestBody,
    read_body,
)
from sim.classroom.serving.server import Connection, Hosts
from sim.core.base.errors import UsageProblem, one_line
from sim.core.game.catalogue import CAPITALS
from sim.pages.model import menus
from sim.pages.one_file import as_data, colours, symbols
from sim.pages.text import page_texts, texts
from sim.study.store.disk import StorageProblem

KINDS: Final = {".js": SCRIPT, ".css": STYLE}
ADDRESSES: Final = {"/": "join", "/wall": "wall", "/desk": "desk", "/pass": "pass", "/seat": "seat"}
"""The pages by their addresses."""

FOLDERS: Final = {
    "room": __package__,
    "seat": "sim.classroom.seats",
    "shared": "sim.pages",
    "team": "sim.classroom.team",
}
"""The packages whose scripts and styles are served, by the first part of their addresses."""

BORDER: Final = 4
"""Light cells around the QR code, which readers need."""


def pages(language: str) -> Assets:
    """Return the content and the type of every address that is served as a file."""
    templates = Environment(
        loader=PackageLoader(__package__, "assets"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    values = {"language": language, "data": as_data(page_data(language)), "symbols": symbols()}
    files = {
        address: (templates.get_template(f"{name}.html").render(values).encode(), HTML)
        for address, name in ADDRESSES.items()
    }
    for prefix, package in FOLDERS.items():
        for file in (resources.files(package) / "assets").iterdir():
            if kind := KINDS.get(f".{file.name.rpartition('.')[2]}"):
                files[f"/{prefix}/{file.name}"] = (file.read_bytes(), kind)
    return files | {"/shared/signs.css": (colours().encode(), STYLE)}


def page_data(language: str) -> dict[str, Any]:
    """Return the data of every page of a room: its texts, and the names of the game."""
    voice = {
        key: text for key, text in texts("story", language).items() if key.startswith("story.says.")
    }
    return {
        "texts": page_texts(language, "room", "seats", "names", "signs") | voice,
        "capitals": CAPITALS,
        "events": EVENTS,
    } | menus()


@lru_cache(maxsize=1)
def square(address: str) -> dict[str, Any]:
    """Return the QR code of an address: its SVG path of unit cells and the size of the picture."""
    code = segno.make_qr(address, error="m")
    rows = (
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    )
    return {"size": code.symbol_size(border=BORDER)[0], "path": "".join(rows)}


MOST_ACT: Final = 8 * 1024
"""Bytes of a seat's request to act."""


class JoinAsked(RequestBody):
    """The code that someone typed, or that a QR code brought with a ticket."""

    code: Annotated[str, StringConstraints(max_length=40)]
    ticket: Annotated[str, StringConstraints(max_length=40)] = ""


class SeatAsked(RequestBody):
    """The capital whose seat a device asks for."""

    capital: entries.Name


class MonthAsked(RequestBody):
    """The month that the desk ends."""

    month: entries.Month


class PauseAsked(RequestBody):
    """Whether the clock is paused."""

    paused: bool


class NewsAsked(RequestBody):
    """The name of news from NEWS."""

    name: entries.Name


class WrongToken(UsageProblem):
    """A token or code that is not valid here."""

    status = 403

    def __init__(self) -> None:
        super().__init__("this opens nothing here", "code", "Look at the code again.")


class Crowded(UsageProblem):
    """Too many devices wait to join, and this one must ask again; its page does so by itself."""

    status = responses.LATER

    def __init__(self) -> None:
        super().__init__("many are joining now", "code", "Wait a moment; you will be let in.")


def room_app(session: Session, hosts: Hosts, address: str, limits: Limits | None = None) -> Guard:
    """Return the app of a room; `address` is that of its join page."""
    bounds = limits or Limits(lambda token: identify_token(session, token))
    routes = [
        *joining(session),
        *seat_routes(session),
        *wall_routes(session, address),
        *desk_routes(session, address),
    ]
    return responses.guarded_app(
        routes,
        pages(session.state.kept.language),
        hosts,
        bounds,
        session.state.places,
        handlers={StorageProblem: on_unsaved},
        around=session.running,
    )


def identify_token(session: Session, token: str) -> Person | None:
    """Return the holder of a token: the desk, the wall, a device by its number, or None."""
    if same(token, session.state.kept.desk):
        return "desk"
    if same(token, session.state.kept.wall):
        return "wall"
    device = session.room.device(mark_of(token))
    return None if device is None else device.number


async def on_unsaved(request: Request, error: Exception) -> Response:
    """Answer a change that was not saved, and so not made; only desk and log get the reason."""
    assert isinstance(error, StorageProblem)
    reason = one_line(error.message)
    log.error("%s: not saved: %s", one_line(request.url.path), reason)
    is_desk = request.url.path.startswith("/api/desk")
    remedy = reason if is_desk else "Tell your teacher, then try again."
    return Data(
        {"problem": "this could not be saved; nothing changed", "where": "disk", "remedy": remedy},
        503,
    )


def token_in(request: Request) -> str:
    """Return the token that a request carries."""
    return responses.bearer(request.headers.getlist("authorization"))


NO_CONTENT: Final = 204
Work = Callable[[bytes], Awaitable[Any]]
"""A function that handles the body of a request and returns the content of the answer, or None."""


def joining(session: Session) -> list[Route]:
    """Return the route by which a device joins."""
    line, wrong = session.state.line, session.state.places.wrong

    async def join(request: Request) -> Response:
        entrant, token = read_body(JoinAsked, await request.body()), token_in(request)
        connection: Connection = request.scope["state"]["connection"]
        # A device that is in the room already keeps its token and seat, and does not queue.
        if session.room.device(mark_of(token)) is None:
            token = new_token()
            if not await session.stand_in_line(connection, entrant.ticket):
                raise Crowded
        if not same(read_code(entrant.code), session.state.kept.code):
            wrong.note(stranger_at(connection.address), line.clock())
            raise WrongToken
        device = await session.join(mark_of(token))
        return Data({"token": token, "game": device.place[0], "capital": device.place[1]})

    return [Route("/api/join", join, methods=["POST"])]


def seat_routes(session: Session) -> list[Route]:
    """Return the routes that a seat requests."""

    def device_of(request: Request) -> Device:
        device = session.room.device(mark_of(token_in(request)))
        if device is None:
            raise WrongToken
        device.came, device.seen = True, session.state.now
        return device

    async def seat(request: Request) -> Response:
        device = device_of(request)
        votes, game = session.votes[device.place], session.seats[device.place]
        has, ended = request.query_params.get("game"), False
        if has == game.version:
            device.waiting += 1
            try:
                ended = await waited(session, request, device.number, votes)
            finally:
                device.waiting -= 1
                device.seen = session.state.now
            # Meanwhile the desk may have moved the device, or removed it.
            if device.number not in session.room.devices:
                raise WrongToken
            votes, game = session.votes[device.place], session.seats[device.place]
        parts = [await votes.content()]
        # Send no game that the device has already: votes change each second, and a game is large.
        if has != game.version:
            parts.append(b'"game":{' + await game.content() + b"}")
        return Response(
            join_views(own_of(session, device) | {"ended": ended}, *parts),
            media_type="application/json",
        )

    def entry_endpoint(kind: type[Entry]) -> Endpoint:
        """Return the endpoint that keeps a device's request as an entry of the journal."""

        async def endpoint(request: Request) -> Response:
            device = device_of(request)
            await session.keep(read_body(kind, await request.body(), device=device.number))
            return Response(status_code=NO_CONTENT)

        return endpoint

    async def choose(request: Request) -> Response:
        device, wish = device_of(request), read_body(SeatAsked, await request.body())
        await session.keep(session.room.chosen(device.number, wish.capital))
        return Response(status_code=NO_CONTENT)

    async def do(request: Request) -> Response:
        device = device_of(request)
        await session.act(device, responses.plain_object(await request.body(), MOST_ACT))
        return Response(status_code=NO_CONTENT)

    posts: dict[str, Endpoint] = {
        "vote": entry_endpoint(Voted),
        "choose": choose,
        "bet": entry_endpoint(Bet),
        "forecast": entry_endpoint(Foretold),
        "seat/do": do,
    }
    return [Route("/api/seat", seat, methods=["GET"]), *post_routes("/api", posts)]


def post_routes(prefix: str, endpoints: Mapping[str, Endpoint]) -> list[Route]:
    """Return the POST routes by their names below a prefix."""
    return [
        Route(f"{prefix}/{name}", endpoint, methods=["POST"])
        for name, endpoint in endpoints.items()
    ]


async def waited(session: Session, request: Request, person: Person, channel: Channel) -> bool:
    """Wait for news on behalf of `person`; return whether their newer request ended the wait."""
    connection: Connection | None = request.scope.get("state", {}).get("connection")
    question: Question = asyncio.get_running_loop().create_future()
    ended = open_question(session.questions, person, question)
    if ended is not None:
        answer(ended, ENDED_BY_ANOTHER)
    if connection is not None:
        connection.hold("waiting")
    try:
        await channel.since(request.query_params.get("since", ""), question)
    finally:
        close_question(session.questions, person, question)
        if connection is not None:
            connection.hold("asking")
    return question.done() and question.result()


def clock_of(session: Session) -> dict[str, Any]:
    """Return the state of the clock."""
    clock = session.clock
    return {
        "seconds_left": clock.left(session.state.now),
        "paused": clock.paused,
        "last_call": clock.called,
    }


def own_of(session: Session, device: Device) -> dict[str, Any]:
    """Return the data of one device alone (its vote, forecast and bet), and the clock."""
    room = session.room
    seat = room.seats[device.place]
    ballot = seat.ballots.get(device.number) if seat.month == room.month else None
    return {
        "own": {
            "number": device.number + 1,
            "vote": None if ballot is None else {"word": ballot.word, "deed": ballot.deed},
            "forecast": device.forecast,
            "bet": bet_in(device, room.month),
            "teacher": device.teacher,
            "may_choose": room.roomy(device.number) if room.phase == "forecasts" else [],
        },
        "month": room.month,
        "phase": room.phase,
    } | clock_of(session)


def watching(
    session: Session, channel: Channel, token: str, more: Callable[[], dict[str, Any]]
) -> Endpoint:
    """Return the endpoint that watches a channel under one token; `more` returns data outside the
    channel.
    """

    async def watch(request: Request) -> Response:
        if not same(token_in(request), token):
            raise WrongToken
        ended = await waited(session, request, identify_token(session, token) or "", channel)
        return Response(
            join_views(more() | {"ended": ended}, await channel.content()),
            media_type="application/json",
        )

    return watch


def wall_routes(session: Session, address: str) -> list[Route]:
    """Return the route of the wall; its token opens no other."""
    file = session.state.kept

    def beside() -> dict[str, Any]:
        join = f"{address}/#{file.code}.{session.tickets.current}"
        return {"address": address, "square": square(join)} | clock_of(session)

    watch = watching(session, session.wall, file.wall, beside)
    return [Route("/api/wall", watch, methods=["GET"])]


def desk_routes(session: Session, address: str) -> list[Route]:
    """Return the routes of the desk; only its token opens them."""
    token, fixed = (
        session.state.kept.desk,
        {"address": address, "wall": f"{address}/wall#{session.state.kept.wall}"},
    )
    watch = watching(session, session.desk, token, lambda: fixed | clock_of(session))

    def at_desk(work: Work) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            if not same(token_in(request), token):
                raise WrongToken
            answer = await work(await request.body())
            return Response(status_code=NO_CONTENT) if answer is None else Data(answer)

        return endpoint

    def entry_work(kind: type[Entry], **fields: Any) -> Work:
        return lambda body: session.keep(read_body(kind, body, **fields))

    async def pause(body: bytes) -> None:
        session.pause(read_body(PauseAsked, body).paused)

    async def take(body: bytes) -> dict[str, Any]:
        seat = read_body(Taken, body, mark="")
        return {"token": await session.take((seat.game, seat.capital))}

    async def undo(body: bytes) -> None:
        await session.keep(read_body(Undone, body))
        session.tell()

    async def debrief(request: Request) -> Response:
        if not same(token_in(request), token):
            raise WrongToken
        games, number_text = session.room.games, request.query_params.get("game", "")
        if number_text not in {str(number) for number in range(1, len(games) + 1)}:
            raise UsageProblem(
                "there is no such game", "game", f"Give a number from 1 to {len(games)}."
            )
        text = await asyncio.to_thread(
            debrief_page, games[int(number_text) - 1].position, session.state.kept.language
        )
        # A page with its own script is downloaded, and never shown as a page of this server.
        return Response(text, media_type="text/html", headers={"content-disposition": "attachment"})

    works: dict[str, Work] = {
        "start": lambda _: session.start(),
        "end": lambda _: session.end(),
        "pause": pause,
        "take": take,
        "next": lambda body: session.close(read_body(MonthAsked, body).month),
        "news": lambda body: session.news(read_body(NewsAsked, body).name),
        "give": entry_work(Taken, mark=""),
        "move": entry_work(Seated),
        "remove": entry_work(Removed),
        "undo": undo,
        "door": entry_work(Door),
    }
    gets = {"/api/desk": watch, "/api/desk/debrief": debrief}
    return [
        *(Route(route, endpoint, methods=["GET"]) for route, endpoint in gets.items()),
        *post_routes("/api/desk", {name: at_desk(work) for name, work in works.items()}),
    ]

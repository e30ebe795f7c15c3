"""What a class keeps of its room: the debrief of each game that is over, sent to the desk as a file."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from sim.errors import UsageProblem
from sim.pages.debrief import debrief_page
from sim.pages.room.session import Session
from sim.pages.seats.play import Position


async def kept_debrief(session: Session, request: Request) -> Response:
    """Return the debrief of the game that a request names; raises UsageProblem while it goes on."""
    position = asked_game(session, request.query_params.get("game", ""))
    text = await asyncio.to_thread(debrief_page, position, session.state.kept.language)
    # A page with a script of its own is to be kept, and never shown as a page of this server.
    return Response(text, media_type="text/html", headers={"content-disposition": "attachment"})


def asked_game(session: Session, said: str) -> Position:
    """Return the game of a number; raises UsageProblem where there is none."""
    games = session.room.games
    if said not in {str(number) for number in range(1, len(games) + 1)}:
        raise UsageProblem("there is no such game", "game", f"Give a number from 1 to {len(games)}.")
    return games[int(said) - 1].position

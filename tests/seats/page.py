"""The seat page in a browser, with a room that hands on what a table says and asks."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from playwright.sync_api import BrowserContext, Page, Route

from sim.classroom.room.app import pages
from sim.classroom.seats.table import GameTable
from sim.classroom.serving.responses import SCRIPT, STYLE, Assets
from sim.core.base.errors import UsageProblem
from tests.browser.layout import resized

SITE: Final = "http://seat.test"
ROOM: Final = """
export function join(draw) {
  const doing = async (request) => {
    const problem = await window.act(JSON.stringify(request));
    if (problem) throw Object.assign(new Error(problem), { status: 422 });
  };
  window.show = (seat) => draw(seat, doing);
}
"""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'"
)


class Seat:
    """A page at a seat of a table; `show` draws what the table says."""

    def __init__(
        self,
        context: BrowserContext,
        game: GameTable,
        capital: str,
        size: tuple[int, int],
        language: str,
    ) -> None:
        self.game, self.capital = game, capital
        self.page: Page = context.new_page()
        resized(self.page, *size)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.expose_function("act", self.act)
        self.page.route("**/*", lambda route: self.serve(route, language))
        self.page.goto(f"{SITE}/seat")
        self.show()

    def act(self, request: str) -> str:
        """Do what the page asks for at the table, and show what came of it; return what is wrong,
        if anything.
        """
        try:
            self.game.act(self.capital, json.loads(request))
        except UsageProblem as problem:
            return problem.message
        self.page.evaluate("seat => { window.show(seat); }", self.game.seat(self.capital))
        return ""

    def show(self) -> None:
        """Draw the seat as it stands."""
        self.page.wait_for_function("window.show !== undefined")
        self.page.evaluate("seat => window.show(seat)", self.game.seat(self.capital))

    def unfold(self) -> None:
        """Open every fold."""
        self.page.evaluate(
            "for (const fold of document.querySelectorAll('details')) fold.open = true"
        )

    def serve(self, route: Route, language: str) -> None:
        """Answer a request for a file; anything else is a complaint."""
        found = files(language).get(route.request.url.removeprefix(SITE))
        if found is None:
            self.complaints.append(f"request: {route.request.url}")
            route.abort()
            return
        body, kind = found
        route.fulfill(body=body, content_type=kind, headers={"content-security-policy": POLICY})


@cache
def files(language: str) -> Assets:
    """Return the files of a room; something else stands for what asks it, and the sheet of its vote
    is left out.
    """
    return pages(language) | {
        "/room/seat.js": (ROOM.encode(), SCRIPT),
        "/room/room.css": (b"", STYLE),
    }

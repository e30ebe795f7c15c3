"""The seat page in a browser, with a room that hands on what a table says and asks."""

from __future__ import annotations

import json
from importlib import resources
from typing import Final

from playwright.sync_api import BrowserContext, Page, Route

from sim.classroom.room.pages import known
from sim.classroom.seats.table import Table
from sim.errors import UsageProblem
from sim.pages.one_file import colours, symbols
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
POLICY: Final = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'"


class Seat:
    """A page at a seat of a table; `show` draws what the table says."""

    def __init__(
        self, context: BrowserContext, game: Table, capital: str, size: tuple[int, int], language: str
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
        """Do what the page asks for at the table, and show what came of it; return what is wrong, if anything."""
        try:
            self.game.act(self.capital, json.loads(request))
        except UsageProblem as problem:
            return problem.what
        self.page.evaluate("seat => { window.show(seat); }", self.game.seat(self.capital))
        return ""

    def show(self) -> None:
        """Draw the seat as it stands."""
        self.page.wait_for_function("window.show !== undefined")
        self.page.evaluate("seat => window.show(seat)", self.game.seat(self.capital))

    def unfold(self) -> None:
        """Open every fold."""
        self.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")

    def serve(self, route: Route, language: str) -> None:
        """Answer a request for a file; anything else is a complaint."""
        found = content_of(route.request.url.removeprefix(SITE), language)
        if found is None:
            self.complaints.append(f"request: {route.request.url}")
            route.abort()
            return
        body, kind = found
        route.fulfill(body=body, content_type=kind, headers={"content-security-policy": POLICY})


def content_of(address: str, language: str) -> tuple[str, str] | None:
    """Return the content and the type of a file of the site."""
    if address == "/seat":
        return seat_html(language), "text/html"
    if address == "/room/seat.js":
        return ROOM, "text/javascript"
    if address == "/room/room.css":
        return "", "text/css"
    if address == "/shared/signs.css":
        return colours(), "text/css"
    folder, _, name = address.strip("/").partition("/")
    package = {"seat": "sim.classroom.seats", "shared": "sim.pages", "team": "sim.classroom.team"}.get(folder)
    file = resources.files(package or "sim.pages") / "assets" / name
    if package is None or not file.is_file():
        return None
    return file.read_text(encoding="utf-8"), "text/css" if name.endswith(".css") else "text/javascript"


def seat_html(language: str) -> str:
    """Return the page with its data and the signs, as a room serves it."""
    page = (resources.files("sim.classroom.seats") / "assets" / "seat.html").read_text(encoding="utf-8")
    data = known(language)
    shown = json.dumps(data).replace("<", "\\u003c")
    return page.replace('id="data">', f'id="data">{shown}', 1).replace(
        "</body>", f'<svg class="symbols" aria-hidden="true">{symbols()}</svg></body>', 1
    )

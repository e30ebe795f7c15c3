"""The files of the pages: a fixed table, read once, so that no address of a request becomes a path."""

from __future__ import annotations

from importlib import resources
from typing import Final

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

"""The files of the seats, and the addresses under which a server has them."""

from __future__ import annotations

from importlib import resources
from typing import Final

from sim.pages.serving.answers import HTML, SCRIPT, STYLE, Assets

SHARED: Final = {
    "/drawing.js": ("drawing.js", SCRIPT),
    "/asking.js": ("asking.js", SCRIPT),
    "/words.js": ("words.js", SCRIPT),
    "/style.css": ("style.css", STYLE),
}
"""Address to file and content type, on every server."""

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


def assets() -> Assets:
    """Return the content and type of every address that a server has."""
    folder = resources.files(__package__).joinpath("assets")
    table = SHARED | SEAT_FILES
    return {address: (folder.joinpath(name).read_bytes(), kind) for address, (name, kind) in table.items()}

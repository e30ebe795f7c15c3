"""The pages of a room as they are served: each with its texts and the names of the game as data in it."""

from __future__ import annotations

from importlib import resources
from typing import Any, Final

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.classroom.seats.record import EVENTS
from sim.classroom.serving.responses import HTML, SCRIPT, STYLE, Assets
from sim.classroom.team.cards import tables
from sim.game.catalogue import CAPITALS
from sim.game.world import STATES, State, observed_by
from sim.pages.model import menus
from sim.pages.one_file import as_data, colours, symbols
from sim.pages.text import page_texts

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
"""Light cells around the square, which readers need."""


def pages(language: str) -> Assets:
    """Return the content and the type of every address that a room serves as a file."""
    templates = Environment(
        loader=PackageLoader(__package__, "assets"), undefined=StrictUndefined, trim_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    known = {"language": language, "data": as_data(page_data(language)), "symbols": symbols()}
    found = {
        address: (templates.get_template(f"{name}.html").render(known).encode(), HTML)
        for address, name in ADDRESSES.items()
    }
    for prefix, package in FOLDERS.items():
        for file in (resources.files(package) / "assets").iterdir():
            if kind := KINDS.get(f".{file.name.rpartition('.')[2]}"):
                found[f"/{prefix}/{file.name}"] = (file.read_bytes(), kind)
    return found | {"/shared/signs.css": (colours().encode(), STYLE)}


def page_data(language: str) -> dict[str, Any]:
    """Return what every page of a room knows: its texts, and the names of the game."""
    return {
        "texts": page_texts(language, "room", "seats", "names"), "capitals": CAPITALS, "events": EVENTS,
        "card": tables()["card"],
        "states": {name: bar_of(STATES[name]) for capital in CAPITALS for name in observed_by(capital)},
    } | menus()  # fmt: skip


def bar_of(state: State) -> dict[str, Any]:
    """Return how a page shows a state: between which bounds, in which unit, or as a matter of yes or no."""
    high = state.high if state.scale is None else state.scale
    return {"low": state.low, "high": high, "unit": state.unit, "flag": state.is_flag}


def square(address: str) -> dict[str, Any]:
    """Return an address as a QR code for a phone's camera: a path of unit cells and the size of its picture."""
    code = segno.make_qr(address, error="m")
    rows = (
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    return {"size": code.symbol_size(border=BORDER)[0], "path": "".join(rows)}

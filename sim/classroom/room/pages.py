"""The pages of a room as they are served: each with its texts and the names of the game as data in it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import segno

from sim.classroom.seats.record import EVENTS
from sim.classroom.serving.responses import HTML, SCRIPT, STYLE, Assets
from sim.classroom.team.points import tables
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.world import STATES, State, observed_by
from sim.pages.one_file import as_data, colours, symbols
from sim.pages.text import page_texts

KINDS: Final = {".js": SCRIPT, ".css": STYLE}
DATA: Final = '<script type="application/json" id="data">'
"""Where a page has its data; what is no program is not run, so no policy needs to admit it."""

END: Final = "</body>"
LANGUAGE: Final = '<html lang="en">'

BORDER: Final = 4
"""Light cells around the square, which readers need."""


def pages(language: str) -> Assets:
    """Return the content and the type of every address that a room serves as a file."""
    data = as_data(page_data(language))
    own, seats, shared = (
        resources.files(package) / "assets" for package in ("sim.classroom.room", "sim.classroom.seats", "sim.pages")
    )
    team = resources.files("sim.classroom.team") / "assets"
    found = {
        "/": page(own / "join.html", data, language),
        "/wall": page(own / "wall.html", data, language),
        "/desk": page(own / "desk.html", data, language),
        "/pass": page(own / "pass.html", data, language),
        "/seat": page(seats / "seat.html", data, language),
        "/shared/signs.css": (colours().encode(), STYLE),
    }
    for prefix, folder in (("/room", own), ("/seat", seats), ("/shared", shared), ("/team", team)):
        found |= dict(files(prefix, folder))
    return found


def files(prefix: str, folder: Traversable) -> Iterator[tuple[str, tuple[bytes, str]]]:
    """Yield the scripts and styles of a folder with their addresses."""
    for file in folder.iterdir():
        kind = KINDS.get(f".{file.name.rpartition('.')[2]}")
        if kind:
            yield f"{prefix}/{file.name}", (file.read_bytes(), kind)


def page(file: Traversable, data: str, language: str) -> tuple[bytes, str]:
    """Return a page with its data and the signs of capitals and endings."""
    signs = f'<svg class="symbols" aria-hidden="true" focusable="false">{symbols()}</svg>'
    text = file.read_text(encoding="utf-8").replace(DATA, DATA + data, 1).replace(END, signs + END, 1)
    return text.replace(LANGUAGE, f'<html lang="{language}">', 1).encode(), HTML


def page_data(language: str) -> dict[str, Any]:
    """Return what every page of a room knows: its texts, and the names of the game."""
    return {
        "texts": page_texts(language, "room", "seats", "names"), "capitals": CAPITALS, "events": EVENTS,
        "card": tables()["card"],
        "courses": {capital: [each.name for each in courses] for capital, courses in COURSES.items()},
        "moves": {menu: [each.name for each in moves] for menu, moves in MOVES.items()},
        "states": {name: bar_of(STATES[name]) for capital in CAPITALS for name in observed_by(capital)},
        "severity": {menu: [each.severity for each in moves] for menu, moves in MOVES.items()},
    }  # fmt: skip


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

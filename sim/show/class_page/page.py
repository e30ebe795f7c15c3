"""The page as one file: markup, style, script and data, with a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from sim.show.style import CAPITAL_COLOUR, HIGHEST_RUNG, rung_colour

from .texts import filled

SCRIPTS: Final = (
    "data", "address", "dom", "ladder", "tiles", "film", "moves", "play", "bet", "reveal", "lever", "crisis", "sandbox",
    "limits", "main",
)  # fmt: skip
"""The parts of the script, in the order in which they are laid end to end."""


def asset(*path: str) -> str:
    """Return a file of the page."""
    return resources.files(__package__).joinpath("assets", *path).read_text(encoding="utf-8")


def script() -> str:
    """Return the whole script, closed in a function so that it leaves no name behind."""
    parts = [asset("js", f"{name}.js") for name in SCRIPTS]
    return '"use strict";\n(function () {\n' + "\n".join(parts) + "})();\n"


def stylesheet() -> str:
    """Return the style, with the colours of rungs and capitals that every figure of the project has."""
    rungs = [f"--rung-{rung}: {rung_colour(rung)};" for rung in range(HIGHEST_RUNG + 1)]
    capitals = [f"--{capital}: {colour};" for capital, colour in CAPITAL_COLOUR.items()]
    return f":root {{ {' '.join(rungs + capitals)} }}\n" + asset("page.css")


def hashed(content: str) -> str:
    """Return the source of a content security policy that admits this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def policy(style: str, code: str) -> str:
    """Return the content security policy of the page: its own style and script, and nothing from outside."""
    return (
        f"default-src 'none'; script-src {hashed(code)}; style-src {hashed(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def as_data(content: Any) -> str:
    """Return plain data as JSON that can stand in a script element: no `<` is left that could end it."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def page(texts: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the page as one text; `texts` is escaped wherever it meets markup."""
    style, code = stylesheet(), script()
    raw = {
        "css": style, "js": code, "csp": policy(style, code), "data": as_data({**data, "texts": texts}),
    }  # fmt: skip
    return filled(asset("page.html"), texts, raw)

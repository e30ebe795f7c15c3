"""The page of a lesson or of the course as one file: its texts, style, script and data, closed to all else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from sim.pages.class_page.course import COURSE
from sim.pages.model import DRAWING, PLAYER, inlined, module, player, stage_style
from sim.pages.signs import colours, symbols
from sim.pages.text import page_texts, texts

PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")
PARTS: Final = ("class", COURSE, "names")


def read_texts(language: str, name: str) -> dict[str, str]:
    """Return the texts of a page in a language: of a lesson, or of the course with all its lessons.

    The texts hold `{name}` where the page puts a number. Raises UsageProblem for a language that there is not.
    """
    whole = name == COURSE
    told = {
        f"lesson.{key}": text
        for key, text in texts("lessons", language).items() if whole or key.startswith(f"{name}.")
    }  # fmt: skip
    title = texts("course", language)["course.name"] if whole else told[f"lesson.{name}.name"]
    return page_texts(language, *PARTS) | told | {"page.name": title}


def filled(template: str, said: Mapping[str, str], raw: Mapping[str, str]) -> str:
    """Return a template with each `{{name}}` replaced: by what `raw` holds as it stands, else by an escaped text."""

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return raw[name] if name in raw else html.escape(said[name])

    return PLACE.sub(place, template)


SCRIPTS: Final = (
    "data", "worlds", "address", "scene", "events", "film", "play", "futures", "bet", "pairs", "sure", "beats",
    "reveal", "duet", "quiz", "hour", "sandbox", "limits", "main",
)  # fmt: skip
"""The parts of the script, in the order in which they are laid end to end."""


def asset(*path: str) -> str:
    """Return a file of the page."""
    return resources.files(__package__).joinpath("assets", *path).read_text(encoding="utf-8")


def script() -> str:
    """Return the whole script, closed in a function so that it leaves no name behind."""
    parts = [*(inlined(player(name)) for name in (*PLAYER, *DRAWING)), *(asset("js", f"{name}.js") for name in SCRIPTS)]
    return '"use strict";\n(function () {\n' + "\n".join(parts) + "})();\n"


def stylesheet() -> str:
    """Return the style, with the colours of rungs, capitals and endings that every figure of the project has."""
    return colours() + stage_style() + asset("page.css")


def hashed(content: str) -> str:
    """Return the source of a content security policy that admits this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def policy(style: str, code: str) -> str:
    """Return the content security policy of the page: its own style, script and kernel, and nothing from outside."""
    return (
        f"default-src 'none'; script-src {hashed(code)} 'wasm-unsafe-eval'; style-src {hashed(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def as_data(content: Any) -> str:
    """Return plain data as JSON that can stand in a script element: no `<` is left that could end it."""
    text: str = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def page(said: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the page as one text; `said` is escaped wherever it meets markup."""
    style, code = stylesheet(), script()
    raw = {
        "css": style, "symbols": symbols(), "js": code, "csp": policy(style, code),
        "data": as_data({**data, "texts": said}), "kernel": base64.b64encode(module()).decode(),
    }  # fmt: skip
    return filled(asset("page.html"), said, raw)

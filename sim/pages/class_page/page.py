"""The page of a lesson or of the course: its texts, its style and its script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.pages.class_page.course import COURSE
from sim.pages.model import DRAWING, EXPORTED, PLAYER, inlined, player
from sim.pages.one_file import closed, one_file
from sim.pages.parts import asset, own_scripts, whole_style
from sim.pages.text import page_texts, texts

PARTS: Final = ("class", COURSE, "claims", "names", "world")


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


SCRIPTS: Final = (
    "data", "worlds", "crew", "address", "scene", "events", "film", "play", "futures", "bet", "pairs", "sure", "beats",
    "reveal", "duet", "deeds", "quiz", "hour", "sandbox", "limits", "main",
)  # fmt: skip
"""The parts of the script, in the order in which they are laid end to end."""


def whole_player() -> str:
    """Return the player as one function, which workers are given as text, and what the page takes from it."""
    parts = [player(name) for name in PLAYER]
    names = ", ".join(name for part in parts for name in EXPORTED.findall(part))
    inside = "".join(inlined(part) for part in parts)
    return f"function player() {{\n{inside}return {{ {names} }};\n}}\nconst {{ {names} }} = player();\n"


def script() -> str:
    """Return the whole script."""
    drawing = (inlined(player(name)) for name in DRAWING)
    return closed((whole_player(), *drawing, *own_scripts(__package__, SCRIPTS)))


def page(said: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the page as one text."""
    style = whole_style(*(asset(__package__, sheet) for sheet in ("page.css", "course.css")))
    return one_file(asset(__package__, "page.html"), said, style, script(), data, workers=True)

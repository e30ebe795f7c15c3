"""A lesson: what is bet on, every text that its page shows, and the page as one file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from sim.errors import UsageProblem, nearest
from sim.pages.class_page.claims import Claim, read_claims, read_moments
from sim.pages.model import DRAWING, PLAYER, inlined, module, player, stage_style
from sim.pages.signs import colours, symbols
from sim.pages.text import page_texts, texts
from sim.study.scenario import Scenario, load_scenario

DEFAULT_LESSON: Final = "lose-lose"
SUFFIX: Final = ".toml"
FOLDER: Final = "lessons"
ORDER: Final = ("spiral", "brink", "key", "turn", "lose-lose")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson plays; its texts are in the part `lessons` of the catalogue, under the same name.

    `first` and `second` are what each of the two choices changes in the scenario, as `Scenario.change` takes it.
    `seat` is the capital that the class takes.
    `claims` are what the lesson teaches of the model, `moments` what happens in the shown `world` under the first
    choice, by month; both are tested before the lesson is exported.
    """

    name: str
    scenario: str
    outcome: str
    seat: str
    world: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    claims: tuple[Claim, ...]
    moments: tuple[Claim, ...]

    @property
    def start(self) -> Scenario:
        """The lesson's own scenario."""
        return load_scenario(self.scenario)


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons, in the order in which they are best taught."""
    return ORDER


def read_lesson(name: str) -> Lesson:
    """Return a lesson by its name; raises UsageProblem with the nearest name for one that does not exist."""
    if name not in ORDER:
        raise UsageProblem(
            f"there is no lesson '{name}'", f"--lesson {name}", f"Use one of: {', '.join(ORDER)}.{nearest(name, ORDER)}"
        )
    file = resources.files(__package__).joinpath(FOLDER, name + SUFFIX)
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    start = load_scenario(said["scenario"])
    return Lesson(
        name, said["scenario"], said["outcome"], said["seat"], said["world"], said["first"], said["second"],
        read_claims(name, said, start), read_moments(name, said, start),
    )  # fmt: skip


PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")
PARTS: Final = ("class", "names")


def read_texts(language: str, lesson: str) -> dict[str, str]:
    """Return the texts of the page in a language, with those of one lesson under `lesson.`.

    The texts hold `{name}` where the page puts a number. Raises UsageProblem for a language that there is not.
    """
    head = f"{lesson}."
    told = {
        f"lesson.{key.removeprefix(head)}": text
        for key, text in texts("lessons", language).items() if key.startswith(head)
    }  # fmt: skip
    return page_texts(language, *PARTS) | told


def filled(template: str, said: Mapping[str, str], raw: Mapping[str, str]) -> str:
    """Return a template with each `{{name}}` replaced: by what `raw` holds as it stands, else by an escaped text."""

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return raw[name] if name in raw else html.escape(said[name])

    return PLACE.sub(place, template)


SCRIPTS: Final = (
    "data", "worlds", "address", "scene", "film", "play", "bet", "pairs", "sure", "sandbox", "limits", "main",
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

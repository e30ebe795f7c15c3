"""The page as one file: markup, style, script and data, with a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from itertools import product
from typing import Any, Final

import numpy as np

from sim.game.catalogue import CAPITALS, COURSES
from sim.pages.class_page.lesson import filled
from sim.pages.class_page.worlds import BITS, endings
from sim.show.style import CAPITAL_COLOUR, HIGHEST_RUNG, rung_colour
from sim.study.run.runner import Block, outcomes_of
from sim.study.scenario import Scenario

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
    text: str = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def page(texts: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the page as one text; `texts` is escaped wherever it meets markup."""
    style, code = stylesheet(), script()
    raw = {
        "css": style, "js": code, "csp": policy(style, code), "data": as_data({**data, "texts": texts}),
    }  # fmt: skip
    return filled(asset("page.html"), texts, raw)


OWN: Final = ""
"""Stands for the line that a capital has in the lesson."""


def with_courses(scenario: Scenario, courses: tuple[str, ...]) -> Scenario:
    """Return the scenario with a course held in every month, or OWN, for each capital."""
    pairs = zip(CAPITALS, courses, strict=True)
    return scenario.change({f"{capital}.policy": course for capital, course in pairs if course != OWN})


def recorded_sandbox(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return how the worlds of every line-up end: one text a line-up, the last capital fastest; OWN comes first."""
    menus = [(OWN, *(course.name for course in COURSES[capital])) for capital in CAPITALS]
    blocks = [Block(with_courses(scenario, courses), 0, worlds) for courses in product(*menus)]
    columns = outcomes_of(blocks, seed, names=("final_state", *BITS))
    parts = [np.s_[number * worlds : (number + 1) * worlds] for number in range(len(blocks))]
    found = [endings({name: values[part] for name, values in columns.items()}) for part in parts]
    return {"menus": {capital: list(menu) for capital, menu in zip(CAPITALS, menus, strict=True)}, "ends": found}

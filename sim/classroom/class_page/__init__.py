"""The class page: one file that holds the course or a lesson and carries the game; no server, no
network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sim.classroom.class_page.lesson import ORDER, check_told, own_texts, read_lesson, refuse
from sim.core.engine.kernel import shipped_wasm
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
from sim.core.scenario.fingerprint import tool_version
from sim.core.scenario.parameters import DEFAULTS
from sim.pages.model import EXPORTED, PLAYER, asset, game, inline_module, module, player
from sim.pages.one_file import close_script, one_file, own_scripts
from sim.pages.text import page_texts
from sim.study.store.disk import PAGES, target_for, write

COURSE: Final = "course"
SHIPPED: Final = "class.html"
"""The English course in a wheel, made when the wheel was: taken where the game in the wheel is of
these rules.
"""

PARTS: Final = ("signs", "beats")
SCRIPTS: Final = (
    "data",
    "crew",
    "head",
    "board",
    "play",
    "piles",
    "gesture",
    "share",
    "chairs",
    "main",
)
"""The parts of the script, in the order in which they are laid end to end."""

INDENTS: Final = re.compile(r"^ +", re.MULTILINE)
SPACES: Final = re.compile(r"(?<=[;{},:]) | (?=[{}])")
"""What scripts and styles have for whoever reads them, and a page does without."""

PEOPLE_AT_THE_THRESHOLD: Final = 6
"""People at the border in a month in which as many flee as Beijing can bear."""


def whole_player() -> str:
    """Return the player as one function, which a worker is given as text, and what the page takes
    from it.
    """
    parts = [*(player(name) for name in PLAYER), asset(__package__, "js", "lives.js")]
    names = ", ".join(name for part in parts for name in EXPORTED.findall(part))
    inside = "".join(inline_module(part) for part in parts)
    return f"function player() {{\n{inside}return {{ {names} }};\n}}\nconst {{ {names} }} = player();\n"


def page(said: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the page as one text."""
    code = close_script(
        (
            whole_player(),
            *map(inline_module, map(player, ("dom", "heads"))),
            *own_scripts(__package__, SCRIPTS),
        )
    )
    style = SPACES.sub("", asset("sim.pages", "heads.css") + asset(__package__, "page.css"))
    code = INDENTS.sub("", code)
    return one_file(__package__, said, style, code, data, made_by="sim class", workers=True)


def shipped_course() -> bytes | None:
    """Return the English course that came with the package, proved when it was made; None if there
    is none of these rules.
    """
    made = resources.files(__package__).joinpath(SHIPPED)
    if made.is_file() and shipped_wasm(translation(read_game()).fingerprint):
        return made.read_bytes()
    return None


def export(
    lesson: str = COURSE,
    path: str | os.PathLike[str] = "class.html",
    *,
    language: str = "en",
    force: bool = False,
    proved: bool = False,
) -> Path:
    """Write the page of the course or of a lesson, one file that works from disk without a network;
    return its path.

    A lesson is a name, or a file that says one; what it shows and claims is proved first, unless
    `proved` says that it was. The same arguments give the same bytes. Raises UsageProblem for a
    lesson, language or file that cannot be; DataProblem for a lesson that the model does not bear
    out. A file that exists is kept unless `force` is given.
    """
    names = ORDER if lesson == COURSE else (lesson,)
    lessons = [read_lesson(name) for name in names]
    target = target_for(path, force, PAGES, "page")
    said = page_texts(language, *PARTS)
    if (lesson, language) == (COURSE, "en") and (made := shipped_course()):
        write(target, made)
        return target
    for name, each in zip(names, lessons, strict=True):
        said |= own_texts(each)
        check_told(each, name, said)
    module()  # where it cannot be had, that is said before anything is played
    if not proved:
        for name, each in zip(names, lessons, strict=True):
            refuse(each, name)
    people = PEOPLE_AT_THE_THRESHOLD * 12 / DEFAULTS["goal_refugees"]
    beats = [each.plain() for each in lessons]
    scenario = beats[-1]["scenario"]  # what another has as the last one is said once
    for beat in beats:
        beat["scenario"] = {
            name: value for name, value in beat["scenario"].items() if scenario.get(name) != value
        }
    data = {
        "game": game(),
        "scenario": scenario,
        "beats": beats,
        "people": people,
        "version": tool_version(),
    }
    write(target, page(said, data).encode())
    return target

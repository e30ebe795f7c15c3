"""The class page: one file that holds the course or a lesson and the game, without server or
network.
"""

from __future__ import annotations

import json
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
"""The English course in a wheel, built with it; used only if the wheel's compiled game follows the
present rules.
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
SIGNS: Final = re.compile(
    r" (=>|===|!==|&&|\|\||<=|>=|[=?:]) |(?<=\)) (?=\{)|\n(?=\n)"
    r"|(?<=[\w)\]}\"],) (?=[\w(\[{.])|(?<=[^$]\{) (?=\S)|(?<=[\w)\]}\"]) (?=\})"
)
"""Parts of scripts and styles for their readers, which the page does without."""

UNREAD: Final = ("capitals", "severity")
"""Parts of the game that no beat asks for."""

PEOPLE_AT_THE_THRESHOLD: Final = 6
"""People at the border in a month in which as many flee as Beijing can bear."""


def whole_player() -> str:
    """Return the player as one JavaScript function, for a worker, and the names that the page reads
    from it.
    """
    told = (name for name in PLAYER if name != "tension")  # no beat says what moved it
    parts = [*map(player, told), asset(__package__, "js", "lives.js")]
    names = ", ".join(name for part in parts for name in EXPORTED.findall(part))
    inside = "".join(inline_module(part) for part in parts)
    return f"function player() {{\n{inside}return {{ {names} }};\n}}\nconst {{ {names} }} = player();\n"


def played_policies(beats: str) -> dict[str, Any]:
    """Return the game's policies that the beats, as JSON, name; the player needs no others."""
    return {
        capital: {name: each for name, each in known.items() if f'"{name}"' in beats}
        for capital, known in game()["policies"].items()
    }


def page(said: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the HTML of the page."""
    code = close_script(
        (
            whole_player(),
            *map(inline_module, map(player, ("dom", "heads"))),
            *own_scripts(__package__, SCRIPTS),
        )
    )
    style = SPACES.sub("", asset("sim.pages", "heads.css") + asset(__package__, "page.css"))
    code = SIGNS.sub(r"\1", INDENTS.sub("", code))
    return one_file(__package__, said, style, code, data, made_by="sim class", workers=True)


def shipped_course() -> bytes | None:
    """Return the English course of the package, proved at build; None if there is none for the
    present rules.
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
    """Write the page of the course or of a lesson to one file that works without a network; return
    its path.

    `lesson` is a name or a TOML file. Its shown worlds and claims are proved first, unless `proved`
    is true. The same arguments give the same bytes. An existing file is kept unless `force` is
    given. Raises UsageProblem for an unknown lesson or language or a path that cannot be written;
    DataProblem if the proof of a lesson fails.
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
    module()  # a missing module is reported before any world is simulated
    if not proved:
        for name, each in zip(names, lessons, strict=True):
            refuse(each, name)
    people = PEOPLE_AT_THE_THRESHOLD * 12 / DEFAULTS["goal_refugees"]
    beats = [each.plain() for each in lessons]
    policies = played_policies(json.dumps(beats))
    burning = {f"lamp.{lamp}" for each in beats for lamp in each.get("lamps", ())}
    said = {
        key: text
        for key, text in said.items()
        if not key.startswith("lamp.goal_") or key in burning
    }
    scenario = beats[-1]["scenario"]  # a value that two share is written once
    for beat in beats:
        beat["scenario"] = {
            name: value for name, value in beat["scenario"].items() if scenario.get(name) != value
        }
    data = {
        "game": {name: each for name, each in game().items() if name not in UNREAD}
        | {"policies": policies},
        "scenario": scenario,
        "beats": beats,
        "people": people,
        "version": tool_version(),
    }
    write(target, page(said, data).encode())
    return target

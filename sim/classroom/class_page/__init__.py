"""The class page: one file that holds a story of men behind a wall and the game, without server or
network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sim.classroom.class_page.giants import PUZZLES, cells_of, kept_of, refuse, wars_of
from sim.classroom.class_page.lesson import STORY, WAYS, Lesson, read_lesson
from sim.classroom.class_page.proving import TWENTY, share_of_bombs
from sim.core.engine.kernel import shipped_wasm
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
from sim.core.scenario.fingerprint import tool_version
from sim.pages.model import asset, game, inline_module, module, player
from sim.pages.one_file import close_script, one_file, own_scripts
from sim.pages.text import page_texts
from sim.study.store.disk import PAGES, target_for, write

SHIPPED: Final = "class.html"
"""The English story in a wheel, built with it; used only if the wheel's compiled game follows the
present rules.
"""

MODULES: Final = ("numbers", "texts", "kernel", "scenario", "outcomes", "dom", "heads", "night")
SCRIPTS: Final = ("worlds", "picture", "scenes", "giants", "main")
INDENTS: Final = re.compile(r"^ +", re.MULTILINE)
UNREAD: Final = ("capitals", "severity")
"""Parts of the game that no scene asks for."""

ALWAYS: Final = ("free", "held")
"""Policies that a page has though its lesson names none of them."""


def counts_of(lesson: Lesson) -> dict[str, dict[str, int]]:
    """Return how many of twenty lives end with the bomb or a war, by man and way: the one count of
    the one crowd.
    """
    return {
        man: {
            way: round(TWENTY * share)
            for way, share in zip(WAYS, share_of_bombs(lesson, man), strict=True)
        }
        for man in lesson.men
    }


def count_worlds(lesson: Lesson) -> dict[str, Any]:
    """Return the numbers of the page that are counted in worlds: of men, climbs and chairs."""
    return {
        "counts": counts_of(lesson),
        "wars": wars_of(lesson) if lesson.table.behind else {},
        "cells": cells_of(lesson) if lesson.table.chairs else {},
    }


def page(texts: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the HTML of the page."""
    scripts = own_scripts(__package__, SCRIPTS)
    code = close_script((*map(inline_module, map(player, MODULES)), *scripts))
    style = (
        asset("sim.pages", "heads.css")
        + asset("sim.pages", "night.css")
        + asset(__package__, "page.css")
    )
    return one_file(__package__, texts, style, INDENTS.sub("", code), data, made_by="sim class")


def shipped_story() -> bytes | None:
    """Return the English story of the package, proved at build; None if there is none for the
    present rules.
    """
    file = resources.files(__package__).joinpath(SHIPPED)
    if file.is_file() and shipped_wasm(translation(read_game()).fingerprint):
        return file.read_bytes()
    return None


def data_of(lesson: Lesson) -> dict[str, Any]:
    """Return the data of the page but for its texts: the game, the lesson, and the counts of its
    crowd.
    """
    parts = game()
    plans = lesson.plain()
    mentions = repr(plans)
    policies = {
        capital: {
            name: policy
            for name, policy in policies.items()
            if name in ALWAYS or f"'{name}'" in mentions
        }
        for capital, policies in parts["policies"].items()
    }
    if "chairs" in plans:
        plans["chairs"]["puzzles"] = PUZZLES
    carried = {name: part for name, part in parts.items() if name not in UNREAD}
    return {
        "game": carried | {"policies": policies},
        "lesson": plans,
        **kept_of(lesson, "story", lambda: count_worlds(lesson)),
        "version": tool_version(),
    }


def export(
    lesson: str = STORY,
    path: str | os.PathLike[str] = "class.html",
    *,
    language: str = "en",
    force: bool = False,
    proved: bool = False,
) -> Path:
    """Write the page of the story or of a lesson to one file that works without a network; return
    its path.

    `lesson` is a name or a TOML file. The rules of its shown worlds are proved first, unless
    `proved` is true. The same arguments give the same bytes. An existing file is kept unless
    `force` is given. Raises UsageProblem for an unknown lesson or language or a path that cannot be
    written; DataProblem if the lesson breaks a rule.
    """
    content = read_lesson(lesson)
    target = target_for(path, force, PAGES, "page")
    texts = page_texts(language, "story")
    if (lesson, language) == (STORY, "en") and (shipped := shipped_story()):
        write(target, shipped)
        return target
    module()  # a missing module is reported before any world is simulated
    if not proved:
        refuse(content, lesson)
    texts |= {f"story.{name}": text for name, text in content.text.items()}
    write(target, page(texts, data_of(content)).encode())
    return target

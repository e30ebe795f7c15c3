"""What a class page holds, read from its file, and its player run in a page of a browser."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from sim.classroom.class_page import whole_player
from sim.classroom.class_page.lesson import Lesson
from sim.pages.model import game, module

DATA: Final = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
KERNEL: Final = re.compile(r'<script type="text/plain" id="kernel">(.*?)</script>', re.DOTALL)
SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def data_of(file: Path) -> dict[str, Any]:
    """Return the data of a page."""
    (found,) = DATA.findall(file.read_text(encoding="utf-8"))
    data: dict[str, Any] = json.loads(found)
    return data


def with_lives(page: Page, lesson: Lesson) -> Page:
    """Return a page that plays the lives of a lesson as `lives`, without anything else of a class
    page.
    """
    page.goto("about:blank")
    page.add_script_tag(
        content=f"{whole_player()}window.made = {{ openKernel, livesOf, crowdOf, cellsOf, bytesOf }};"
    )
    page.evaluate(
        "async ([kernel, game, lesson]) => {"
        " const of = lesson.chairs ? made.cellsOf : lesson.gesture ? made.crowdOf : made.livesOf;"
        " window.lives = of(await made.openKernel(made.bytesOf(kernel), game), lesson); }",
        [base64.b64encode(module()).decode(), game(), lesson.plain()],
    )
    return page

"""The class page: its parts laid together, and the file that is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sim.classroom.class_page.course import COURSE, read_course
from sim.classroom.class_page.lesson import ORDER, read_lesson
from sim.classroom.class_page.proof import SEED
from sim.classroom.class_page.record import WORLDS
from sim.errors import UsageProblem, nearest
from sim.pages.model import DRAWING, EXPORTED, PLAYER, inlined, module, player
from sim.pages.one_file import closed, one_file
from sim.pages.parts import asset, own_scripts, whole_style
from sim.pages.text import page_texts, texts
from sim.study.run.worlds import checked_seed, whole
from sim.study.scenario import Scenario
from sim.study.store.disk import write
from sim.study.store.target import PAGES, target_for

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


FEWEST, MOST = 10, 100
"""Worlds of a page: fewer say nothing, and of more one cannot see each."""

MOST_MONTHS: Final = 72


def export(
    lesson: str = COURSE, path: str | os.PathLike[str] = "class.html", *, scenario: Scenario | None = None,
    seed: int = SEED, worlds: int = WORLDS, language: str = "en", force: bool = False,
) -> Path:  # fmt: skip
    """Write the page of the course or of a lesson, one file that works from disk without a network; return its path.

    `scenario` takes the place of the lesson's own; what the lesson claims is tested on its own all the same. The course
    tells of worlds of its own, and takes no other. The same arguments give the same bytes. Raises UsageProblem for a
    lesson, language, number of worlds or file that cannot be, and for a lesson whose claims the model does not bear
    out; ScenarioProblem where the lesson's changes do not fit the scenario. A file that exists is kept unless `force`
    is given.
    """
    check_name(lesson)
    target = target_for(path, force, PAGES, "page")
    texts = read_texts(language, lesson)
    checked_seed(seed)
    module()  # where it cannot be had, that is said before anything is played
    shown = within(worlds)
    data = course_data(scenario, seed, shown) if lesson == COURSE else lesson_data(lesson, scenario, seed, shown)
    write(target, page(texts, data).encode())
    return target


def lesson_data(name: str, scenario: Scenario | None, seed: int, worlds: int) -> dict[str, Any]:
    """Return the data of a lesson's page with what was proved of it."""
    from sim.classroom.class_page.proof import page_data, proved
    from sim.classroom.class_page.record import recorded_lesson

    chosen = read_lesson(name)
    played = scenario or chosen.start
    check_months(played)
    findings = {each.key: page_data(each) for each in proved(name)}
    return recorded_lesson(chosen, played, seed, worlds) | {"claims": findings}


def course_data(scenario: Scenario | None, seed: int, worlds: int) -> dict[str, Any]:
    """Return the data of the course's page with what was proved of it; raises UsageProblem for other worlds."""
    from sim.classroom.class_page.proof import page_data, proved_course
    from sim.classroom.class_page.record import recorded_course

    if scenario is not None or seed != SEED or worlds != WORLDS:
        what, where = "the course tells of worlds of its own", f"2017-spring, seed {SEED}, {WORLDS} worlds"
        raise UsageProblem(what, where, f"Name a lesson for other worlds: --lesson {ORDER[0]}.")
    findings = {name: page_data(each) for name, each in proved_course().items()}
    return recorded_course(read_course()) | {"claims": findings}


def check_name(name: str) -> None:
    """Raise UsageProblem with the nearest name for what is neither the course nor a lesson."""
    known = (COURSE, *ORDER)
    if name not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
        raise UsageProblem(f"there is no lesson '{name}'", f"--lesson {name}", remedy)


def within(worlds: Any) -> int:
    """Return the number of worlds; raises UsageProblem for one that the page has no room for."""
    if whole("worlds", worlds, 1) not in range(FEWEST, MOST + 1):
        raise UsageProblem(
            f"a class page cannot show {worlds} worlds", "worlds", f"Give a whole number from {FEWEST} to {MOST}."
        )
    return int(worlds)


def check_months(scenario: Scenario) -> None:
    """Raise UsageProblem for a scenario whose months would make the page too large."""
    if scenario.months > MOST_MONTHS:
        what = f"a class page cannot hold {scenario.months} months"
        raise UsageProblem(what, scenario.name, f"Set months to {MOST_MONTHS} or fewer.")

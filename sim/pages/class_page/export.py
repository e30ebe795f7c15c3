"""Writing the class page to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageProblem
from sim.pages.class_page.lesson import DEFAULT_LESSON, read_lesson
from sim.study.run.worlds import checked_seed, whole
from sim.study.scenario import Scenario
from sim.study.store.disk import write

SEED: Final = 7
WORLDS: Final = 50
FEWEST, MOST = 10, 100
"""Worlds of a page: fewer say nothing, and of more one cannot see each."""

MOST_MONTHS: Final = 72

SUFFIXES: Final = (".html", ".htm")


def export(
    lesson: str = DEFAULT_LESSON, path: str | os.PathLike[str] = "class.html", *, scenario: Scenario | None = None,
    seed: int = SEED, worlds: int = WORLDS, language: str = "en", force: bool = False,
) -> Path:  # fmt: skip
    """Write the page of a lesson, one file that works from disk without a network, and return its path.

    `scenario` takes the place of the lesson's own; what the lesson claims is tested on its own all the same. The same
    arguments give the same bytes. Raises UsageProblem for a lesson, language, number of worlds or file that cannot be,
    and for a lesson whose claims the model does not bear out; ScenarioProblem where the lesson's changes do not fit the
    scenario. A file that exists is kept unless `force` is given.
    """
    from sim.pages.class_page.lesson import page, read_texts
    from sim.pages.class_page.proof import proved
    from sim.pages.class_page.record import recorded_lesson
    from sim.study.scenario import load_scenario

    chosen = read_lesson(lesson)
    texts = read_texts(language, lesson)
    target = writable(path, force)
    checked_seed(seed)
    played = scenario or load_scenario(chosen.scenario)
    check_months(played)
    shown = within(worlds)
    findings = [finding.as_dict() for finding in proved(lesson)]
    content = page(texts, recorded_lesson(chosen, played, seed, shown) | {"claims": findings})
    write(target, content.encode())
    return target


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


def writable(path: str | os.PathLike[str], force: bool) -> Path:
    """Return the path of a page that may be written; raises UsageProblem before any world is run."""
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise UsageProblem("a class page is an HTML file", str(target), "End its name in .html.")
    if target.is_dir():
        raise UsageProblem("there is a folder of that name", str(target), "Give the name of a file.")
    if target.exists() and not force:
        raise UsageProblem("the file exists", str(target), "Give another name, or --force to replace it.")
    if not target.parent.is_dir():
        raise UsageProblem("the folder does not exist", str(target.parent), "Make it first, or name another.")
    return target

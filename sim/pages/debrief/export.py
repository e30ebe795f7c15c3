"""Writing the debrief of a game to a file that the class keeps."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import UsageProblem
from sim.pages.debrief.data import page
from sim.pages.seats.play import Position
from sim.study.store.disk import write
from sim.study.store.target import PAGES, target_for


def write_debrief(
    position: Position, path: str | os.PathLike[str], *, language: str = "en", force: bool = False
) -> Path:
    """Write the debrief of a game that is over to one file, which opens from disk without a network; return its path.

    The same game gives the same bytes. Raises UsageProblem for a game that goes on, and for a file that cannot be
    written or is there already without `force`.
    """
    check_over(position)
    target = target_for(path, force, PAGES, "page")
    write(target, page(position, language).encode())
    return target


def debrief_page(position: Position, language: str = "en") -> str:
    """Return the debrief of a game as the text of one file; raises UsageProblem for a game that goes on."""
    check_over(position)
    return page(position, language)


def check_over(position: Position) -> None:
    """Raise UsageProblem for a game that goes on."""
    if not position.over:
        what = f"the game is not over: {position.month} of {position.record.scenario.months} months are played"
        raise UsageProblem(what, "debrief", "Play it to its end first.")

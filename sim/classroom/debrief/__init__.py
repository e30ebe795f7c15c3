"""The debrief of a game that is over: one file in which a class can play any month again."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, Final

from sim.classroom.seats.finished import finish_game
from sim.classroom.seats.play import Position
from sim.classroom.seats.record import RedLineAct
from sim.core.base.errors import UsageProblem
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.scenario.fingerprint import tool_version
from sim.pages.model import asset, game, plain_scenario
from sim.pages.one_file import one_file, read_style, whole_script
from sim.pages.text import page_texts
from sim.study.store.disk import PAGES, target_for, write

FILE: Final = "debrief.html"
"""The page in the folder of its game."""

SCRIPTS: Final = ("data", "replay", "timeline", "month", "otherwise", "team", "main")
"""The parts of the script, in the order in which they are laid end to end."""


def debrief_page(position: Position, language: str = "en") -> str:
    """Return the debrief of a game as the text of one file; raises UsageProblem for a game that
    goes on.
    """
    if not position.over:
        fault = f"the game is not over: {position.month} of {position.record.scenario.months} months are played"
        raise UsageProblem(fault, "debrief", "Play it to its end first.")
    texts = page_texts(language, "names", "world", "seats", "signs", "debrief")
    style = read_style(__package__) + asset("sim.classroom.team", "ending.css")
    code = whole_script(__package__, SCRIPTS, [asset("sim.classroom.team", "ending.js")])
    return one_file(__package__, texts, style, code, data_of(position), made_by="sim report")


def data_of(position: Position) -> dict[str, Any]:
    """Return the data of the page: the account of the game, and the inputs that replay it."""
    record = position.record
    # Each red line that Washington draws counts as one more threat to its audience.
    outcomes = (
        act.month for act in record.acts if isinstance(act, RedLineAct) and act.by == "washington"
    )
    return {
        "told": finish_game(position),
        "game": game(),
        "scenario": plain_scenario(record.played),
        "seed": str(record.seed),
        "states": position.states,
        "made": position.made,
        "imposed": imposed_in(position),
        "lines": Counter(outcomes),
        "finalStates": FINAL_STATES,
        "version": tool_version(),
    }


def imposed_in(position: Position) -> list[dict[str, str]]:
    """Return the imposed statements, actions and declared courses of each month, by menu."""
    months: list[dict[str, str]] = [dict(moves) for moves in position.record.months]
    for act in position.record.declarations():
        for month in range(act.month + 1, len(months)):
            months[month][f"{act.by}.course"] = act.course
    return months


def write_debrief(
    position: Position, path: str | os.PathLike[str], *, language: str = "en", force: bool = False
) -> Path:
    """Write the debrief of a game that is over to one file, which opens from disk without a
    network; return its path.

    The same game gives the same bytes. Raises UsageProblem for a game that goes on, and for a file
    that cannot be written or is there already without `force`.
    """
    target = target_for(path, force, PAGES, "page")
    write(target, debrief_page(position, language).encode())
    return target

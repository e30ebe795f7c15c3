"""The patterns that the shipped defaults must show: wanted, measured, pass or miss. One file a heading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.patterns import (
    acts,
    answers,
    dilemma,
    economy,
    learning,
    levers,
    look_ahead,
    lose_lose,
    turns,
    war,
)
from sim.analysis.patterns.line import Line
from sim.analysis.patterns.plays import Plays


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its title, what measures its lines, and what writes the tables that are shown below them."""

    title: str
    lines: Callable[[Plays], list[Line]]
    tables: Callable[[Plays], list[str]] = lambda plays: []


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured under a heading."""

    title: str
    lines: list[Line]
    tables: list[str]


HEADINGS: Final[dict[str, Heading]] = {
    "acts": Heading("They act", acts.lines),
    "turns": Heading("They turn", turns.lines),
    "answers": Heading("They answer", answers.lines),
    "dilemma": Heading("A dilemma", dilemma.lines, dilemma.tables),
    "learning": Heading("They learn", learning.lines),
    "war": Heading("War", war.lines),
    "economy": Heading("Economy and record", economy.lines),
    "levers": Heading("Levers", levers.lines),
    "lose_lose": Heading("Lose-lose", lose_lose.lines, lose_lose.tables),
    "look_ahead": Heading("Look-ahead", look_ahead.lines),
}


def patterns(
    worlds: int = 2000, seed: int = 7, jobs: int = 1, changes: Mapping[str, Any] | None = None,
    only: Sequence[str] = tuple(HEADINGS), told: Callable[[str], None] = lambda title: None,
) -> dict[str, Found]:  # fmt: skip
    """Return what is found under each heading; `changes` are applied to every scenario, for tuning.

    `told` is called with the title of each heading before it is measured.
    """
    plays, found = Plays(worlds, seed, changes or {}, jobs), {}
    for name in only:
        heading = HEADINGS[name]
        told(heading.title)
        found[name] = Found(heading.title, heading.lines(plays), heading.tables(plays))
    return found

"""The patterns that the shipped defaults must show: wanted, measured, pass or miss. One file a heading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sim.analysis.patterns import acts, answers, economy, turns, war
from sim.analysis.patterns.line import Line
from sim.analysis.patterns.plays import Plays

HEADINGS: Final[dict[str, tuple[str, Callable[[Plays], list[Line]]]]] = {
    "acts": ("They act", acts.lines),
    "turns": ("They turn", turns.lines),
    "answers": ("They answer", answers.lines),
    "war": ("War", war.lines),
    "economy": ("Economy and record", economy.lines),
}
"""What each heading is called, and what measures it."""


def patterns(
    worlds: int = 2000, seed: int = 7, jobs: int = 1, changes: Mapping[str, Any] | None = None,
    only: Sequence[str] = tuple(HEADINGS), told: Callable[[str], None] = lambda text: None,
) -> dict[str, list[Line]]:  # fmt: skip
    """Return the lines of each heading; `changes` are applied to every scenario, for tuning."""
    plays = Plays(worlds, seed, changes or {}, jobs, told)
    return {heading: HEADINGS[heading][1](plays) for heading in only}

"""The named line-ups: one held course a capital. Those of the years since 1993 are in history/years.py."""

from __future__ import annotations

from typing import Final

from sim.game.catalogue import CAPITALS
from sim.study.scenario import Scenario, load_scenario

Lineup = tuple[str, str, str, str]
"""The course of each capital, in the order in which they are always told."""

BASE: Final = "2017-spring"
LINEUPS: Final[dict[str, Lineup]] = {
    "patience": ("patience", "balance", "build", "hedge"),
    "pressure": ("maximum_pressure", "balance", "build", "hedge"),
    "pressure, enforced": ("maximum_pressure", "enforce", "build", "hedge"),
    "pressure, refused": ("maximum_pressure", "shield", "brinkmanship", "hard_line"),
    "prevention": ("prevent", "balance", "build", "hedge"),
    "engagement": ("engagement", "mediate", "build", "sunshine"),
    "engagement, answered": ("engagement", "mediate", "charm", "sunshine"),
    "engagement, unmediated": ("engagement", "balance", "charm", "sunshine"),
}
ENGAGING: Final = tuple(name for name, line in LINEUPS.items() if line[0] == "engagement")
COERCIVE: Final = tuple(name for name in LINEUPS if name not in ENGAGING)


def lineup(courses: Lineup, months: int = 36) -> Scenario:
    """Return spring 2017 with every capital held to one course, in their order; an election moves no held course."""
    changes = {f"{capital}.policy": course for capital, course in zip(CAPITALS, courses, strict=True)}
    return load_scenario(BASE).change({"name": "-".join(courses), "months": months, **changes})

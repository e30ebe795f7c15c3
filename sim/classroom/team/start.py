"""What is drawn from the seed before a game of teams: Kim's type, and the last month."""

from __future__ import annotations

from typing import Final

from sim.classroom.team.reading import MEN
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import DRAWN_TYPE
from sim.study.estimate.bootstrap import Stream, generator

SHORTEST_SEALED: Final = 6
AROUND: Final = 2
"""The shortest game with a sealed end, and by how many months it may be shorter or longer."""


def draw_kim(scenario: Scenario, seed: int) -> Scenario:
    """Draw Kim's type from two with equal chances; a type that the scenario sets is kept."""
    if scenario.kim_type != DRAWN_TYPE:
        return scenario
    greedy = generator(seed, Stream.SEATS_CARDS, 3).random() < 0.5
    return scenario.change({"kim_type": MEN[greedy]})


def seal_end(scenario: Scenario, seed: int) -> tuple[Scenario, tuple[int, int] | None]:
    """Draw the number of months of a scenario; return it with the bounds of the draw, which a class
    may know.

    With a known end, the last mover need fear no reply. A short game keeps its length, and has no
    bounds.
    """
    if scenario.months < SHORTEST_SEALED:
        return scenario, None
    least, most = scenario.months - AROUND, scenario.months + AROUND
    months = int(generator(seed, Stream.SEATS_CARDS, 2).integers(least, most + 1))
    return scenario.change({"months": months}), (least, most)

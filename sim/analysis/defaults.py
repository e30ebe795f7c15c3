"""What analyses vary and compare unless told otherwise: the numbers that nobody knows, and the named line-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.game.catalogue import CAPITALS
from sim.study.experiment.definition import Factor, Number
from sim.study.experiment.factor_text import Said, factors_from, whole_range
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


UNCERTAIN: Final = (
    *map(whole_range, (
        "accident", "accident_slope", "strike_base", "attack_base", "clash", "crisis_keep", "tension_rest",
        "bite_on_growth", "lookahead", "reply", "audience_cost", "learn", "sated", "feint.greedy",
    )),
    Factor("drive_threat.fearful", "uncertainty", Number("uniform", 0.0, 4.0)),
    Factor("drive_threat.greedy", "uncertainty", Number("uniform", -4.0, 0.0)),
)  # fmt: skip
"""Numbers that move wars, tests and talks, and that the record hardly pins down; payoffs are not among them.

A threat moves a fearful Kim to test and holds a greedy one back, by how much is open; so those two keep their signs.
"""


def uncertain_from(texts: Sequence[Said], scenario: Scenario, levers: bool = False) -> tuple[Factor, ...]:
    """Return the factors that texts name, each with where it was said, or UNCERTAIN where there is none.

    Levers are refused unless `levers` admits them. Raises UsageProblem.
    """
    return factors_from(texts, scenario, levers) or UNCERTAIN

"""The numbers that nobody knows, and factors as analyses take them from what a person types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.study.experiment.definition import Factor
from sim.study.experiment.distributions import Number
from sim.study.experiment.factor_text import Said, factors_from, whole_range
from sim.study.scenario import Scenario

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

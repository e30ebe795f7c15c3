"""The defaults that analyses vary and compare: the uncertain parameters, and the named policy
profiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import BENCHMARK, GIANTS
from sim.core.game.policies import FREE
from sim.core.scenario.plan import check_choice
from sim.study.experiment.definition import Factor, Number
from sim.study.experiment.factor_text import whole_range

Profile = tuple[str, str, str, str]
"""The course of each capital, in the usual order."""

BASE: Final = "2017-spring"
PROFILES: Final[dict[str, Profile]] = {
    "patience": ("patience", "balance", "build", "hedge"),
    "pressure": ("maximum_pressure", "balance", "build", "hedge"),
    "pressure, enforced": ("maximum_pressure", "enforce", "build", "hedge"),
    "pressure, refused": ("maximum_pressure", "shield", "brinkmanship", "hard_line"),
    "prevention": ("prevent", "balance", "build", "hedge"),
    "engagement": ("engagement", "mediate", "build", "sunshine"),
    "engagement, answered": ("engagement", "mediate", "charm", "sunshine"),
    "engagement, unmediated": ("engagement", "balance", "charm", "sunshine"),
}

Pair = tuple[str, str]
"""The course or policy of Washington and of Beijing."""

PAIRS: Final[dict[str, Pair]] = {
    "patience": ("patience", "balance"),
    "patience, enforced": ("patience", "enforce"),
    "pressure": ("maximum_pressure", "balance"),
    "pressure, enforced": ("maximum_pressure", "enforce"),
    "pressure, refused": ("maximum_pressure", "shield"),
    "prevention": ("prevent", "balance"),
    "engagement": ("engagement", "balance"),
    "engagement, mediated": ("engagement", "mediate"),
}
"""What both powers can choose; Pyongyang and Seoul stay free."""


UNCERTAIN: Final = (
    *map(
        whole_range,
        (
            "accident",
            "accident_slope",
            "strike_base",
            "attack_base",
            "clash",
            "crisis_keep",
            "tension_rest",
            "bite_on_growth",
            "lookahead",
            "reply",
            "audience_cost",
            "learn",
            "deterrent_saturation",
            "feint",
        ),
    ),
    Factor("drive_threat.fearful", "uncertainty", Number("uniform", 0.0, 4.0)),
    Factor("drive_threat.greedy", "uncertainty", Number("uniform", -4.0, 0.0)),
)
"""Parameters that affect wars, tests and talks, and that the record hardly constrains; payoffs are
not among them.

A threat moves a fearful Kim to test and holds a greedy one back, by an unknown amount; so those two
keep their signs.
"""


FACTORS: Final = (
    *map(
        whole_range,
        ("washington.pressure", "washington.dialogue", "beijing.enforcement", "beijing.easing"),
    ),
    *UNCERTAIN,
)
"""The default levers of Washington and Beijing, and the uncertain parameters."""


def profiles_from(texts: Sequence[tuple[str, str]]) -> dict[str, Pair]:
    """Return the profiles that texts `name=w,b` name, without any text both free and those of
    `PAIRS`.

    Each text comes with its source. Raises UsageProblem, also for the benchmark, which has no
    regret against itself.
    """
    profiles: dict[str, Pair] = {}
    for text, location in texts:
        name, equals, rest = (part.strip() for part in text.partition("="))
        policies = tuple(part.strip() for part in rest.split(","))
        if not name or not equals or len(policies) != len(GIANTS):
            raise UsageProblem(
                "a profile needs a name, and a course or policy of Washington and of Beijing",
                location,
                "Write --profile name=w,b: Pyongyang and Seoul are free.",
            )
        for capital, policy in zip(GIANTS, policies, strict=True):
            check_choice(capital, policy, location)
        if name in profiles or policies in profiles.values():
            raise UsageProblem(f"the profile '{name}' is given twice", location, "Give each once.")
        if policies == tuple(BENCHMARK.values()):
            remedy = "Leave it out: every profile is measured against it."
            raise UsageProblem(f"the profile '{name}' is the benchmark itself", location, remedy)
        profiles[name] = policies  # type: ignore[assignment]
    if texts and len(profiles) < 2:
        raise UsageProblem(
            "one profile has nothing to be compared with", texts[0][1], "Give two or more."
        )
    return profiles or {"free": (FREE, FREE), **PAIRS}

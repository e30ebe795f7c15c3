"""The defaults that analyses vary and compare: the uncertain parameters, and the named policy
profiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
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


def profiles_from(texts: Sequence[tuple[str, str]]) -> dict[str, Profile]:
    """Return the profiles that texts `name=w,b,p,s` name, or without any text all free and the
    named ones.

    Each text comes with its source. Raises UsageProblem.
    """
    found: dict[str, Profile] = {}
    for text, where in texts:
        name, equals, rest = (part.strip() for part in text.partition("="))
        policies = tuple(part.strip() for part in rest.split(","))
        if not name or not equals or len(policies) != len(CAPITALS):
            raise UsageProblem(
                "a profile needs a name and four courses or policies",
                where,
                f"Write --profile name=a,b,c,d, in the order {', '.join(CAPITALS)}.",
            )
        for capital, policy in zip(CAPITALS, policies, strict=True):
            check_choice(capital, policy, where)
        if name in found or policies in found.values():
            raise UsageProblem(f"the profile '{name}' is given twice", where, "Give each once.")
        found[name] = policies  # type: ignore[assignment]
    if texts and len(found) < 2:
        raise UsageProblem(
            "one profile has nothing to be compared with", texts[0][1], "Give two or more."
        )
    return found or {"free": (FREE, FREE, FREE, FREE), **PROFILES}

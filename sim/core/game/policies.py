"""Named policies: a course held, or a rule over the courses of a capital that is free to review
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from sim.core.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.core.game.parameters.entry import OUR_ASSUMPTION

FREE: Final = "free"
HELD: Final = "held"

COURSE_MENUS: Final = {
    "washington": WashingtonCourse,
    "beijing": BeijingCourse,
    "pyongyang": PyongyangCourse,
    "seoul": SeoulCourse,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a capital intends, in one sentence, with its source.

    `label` is what tables say, or nothing: its name. `course` is the course that it is held to, or
    None where it reviews its course. `adds` is what the policy adds to parameters and their
    cells, `sets` what it sets them to, each by name: `washington_lean.prevent`.
    """

    name: str
    sentence: str
    label: str = ""
    source: str = OUR_ASSUMPTION
    course: str | None = None
    adds: Mapping[str, float] = field(default_factory=dict)
    sets: Mapping[str, float] = field(default_factory=dict)

    @property
    def reviews(self) -> bool:
        """Whether the capital reviews its course under this policy."""
        return self.name != HELD and self.course is None


@cache
def courses_of(capital: str) -> tuple[str, ...]:
    """Return the names of the courses of a capital, in the order of its menu."""
    return tuple(course.name.lower() for course in COURSE_MENUS[capital])


AXELROD: Final = "Axelrod 1984; with small first steps, Osgood 1962"

_RULES: Final[dict[str, tuple[Policy, ...]]] = {
    "washington": (
        Policy(
            "hawk",
            "Leans to pressure and to prevention, and away from engagement.",
            "a hawk's review",
            adds={
                "washington_lean.maximum_pressure": 1.2,
                "washington_lean.prevent": 1.2,
                "washington_lean.engagement": -1.2,
            },
        ),
        Policy(
            "dove",
            "Leans to engagement, and turns to prevention at no review.",
            "a dove's review",
            adds={"washington_lean.engagement": 1.2},
            sets={"washington_allowed.prevent": 0.0},
        ),
        Policy(
            "no_prevention",
            "Turns to prevention at no review.",
            "decides without prevention",
            sets={"washington_allowed.prevent": 0.0},
        ),
        Policy(
            "tit_for_tat",
            "Engages after softness, presses after a test, and else goes on as it did.",
            "tit for tat",
            AXELROD,
            sets={"washington_tit_for_tat": 1.0},
        ),
        Policy(
            "adaptive",
            "Reviews its course twice as often as events call for, and goes by all that it has learned.",
            "reviews often",
            sets={"review_rate_washington": 2.0},
        ),
        Policy(
            "frozen",
            "Reviews its course, but learns no more about Kim after a year.",
            "learns no more after a year",
            sets={"learn_until": 12.0},
        ),
    ),
    "beijing": (
        Policy(
            "protector",
            "Turns to enforcement at no review, whatever Pyongyang does.",
            "a protector's review",
            "China as the North's economic lifeline, Tzogopoulos 2017",
            sets={"beijing_allowed.enforce": 0.0},
        ),
        Policy(
            "broker",
            "Leans to mediation, and turns to shielding at no review.",
            "a broker's review",
            "the proposal of freeze for freeze of March 2017",
            adds={"beijing_lean.mediate": 1.2},
            sets={"beijing_allowed.shield": 0.0},
        ),
    ),
    "pyongyang": (
        Policy(
            "never_charm",
            "Turns to charm at no review, whatever it is offered.",
            "decides without charm",
            sets={"pyongyang_allowed.charm": 0.0},
        ),
        Policy(
            "tit_for_tat",
            "Turns to charm after softness, builds after coercion, and else goes on as it did.",
            "tit for tat",
            AXELROD,
            sets={"pyongyang_tit_for_tat": 1.0},
        ),
    ),
    "seoul": (
        Policy(
            "progressive",
            "Leans to sunshine, and turns to the hard line at no review.",
            "a progressive's review",
            adds={"seoul_lean.sunshine": 1.2},
            sets={"seoul_allowed.hard_line": 0.0},
        ),
        Policy(
            "conservative",
            "Leans to the hard line, and turns to sunshine at no review.",
            "a conservative's review",
            adds={"seoul_lean.hard_line": 1.2},
            sets={"seoul_allowed.sunshine": 0.0},
        ),
    ),
}


def _policies(capital: str) -> Mapping[str, Policy]:
    fixed = [
        Policy(name, f"Is held to {name.replace('_', ' ')}.", course=name)
        for name in courses_of(capital)
    ]
    general = [
        Policy(FREE, "Reviews its course as the rules say.", "decides for itself"),
        Policy(HELD, "Is held to the course on which it starts.", "holds to its first course"),
    ]
    return MappingProxyType(
        {policy.name: policy for policy in (*general, *fixed, *_RULES[capital])}
    )


POLICIES: Final[Mapping[str, Mapping[str, Policy]]] = MappingProxyType(
    {capital: _policies(capital) for capital in COURSE_MENUS}
)
"""The policies of each capital by name: `free`, `held`, every course under its own name, and the
rules above.
"""

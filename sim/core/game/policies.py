"""Named policies: a course held, a plan of two courses, or a rule over the courses of a capital
that is free to review them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from sim.core.game.choosing import INFEASIBLE
from sim.core.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, Sign, WashingtonCourse
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
    """A policy of a capital in one sentence, with its source.

    `label` is its text in tables, or empty for its name. `course` is the course that it holds, or
    None if it reviews its course; of a plan it is the first, and `plan` gives the whole: course,
    sign, the other course, and the sign of the way back. `adds` are additions to parameters and
    their cells, `sets` replacements of them, each by name: `washington_lean.prevent`.
    """

    name: str
    sentence: str
    label: str = ""
    source: str = OUR_ASSUMPTION
    course: str | None = None
    plan: tuple[str, ...] = ()
    adds: Mapping[str, float] = field(default_factory=dict)
    sets: Mapping[str, float] = field(default_factory=dict)

    @property
    def reviews(self) -> bool:
        """Whether the capital reviews its course under this policy."""
        return self.name != HELD and self.course is None

    @property
    def written(self) -> str:
        """The plan as it is written in the place of a policy's name."""
        words = ("", "until ", "then ", "until ")
        return " ".join(word + part for word, part in zip(words, self.plan, strict=False))

    @property
    def standing(self) -> tuple[str, ...]:
        """The held course, or the plan, or an empty tuple."""
        return self.plan or (() if self.course is None else (self.course,))


@cache
def courses_of(capital: str) -> tuple[str, ...]:
    """Return the names of the courses of a capital, in the order of its menu."""
    return tuple(course.name.lower() for course in COURSE_MENUS[capital])


CONDUCT_OF: Final = {
    Sign.ENFORCED: "beijing",
    Sign.LAX: "beijing",
    Sign.PRESSED: "washington",
    Sign.UNPRESSED: "washington",
    Sign.TALKS: "washington",
    Sign.NO_TALKS: "washington",
    Sign.TESTED: "pyongyang",
    Sign.SOFT: "pyongyang",
}
"""The capital whose conduct is each sign: a plan waits for the conduct of others."""


@cache
def signs_of(capital: str) -> tuple[str, ...]:
    """Return the signs that a plan of a capital may wait for, by name."""
    return tuple(sign.name.lower() for sign, whose in CONDUCT_OF.items() if whose != capital)


def orders_of(capital: str, held: tuple[str, ...]) -> dict[str, int]:
    """Return the orders that hold a capital to a course or to a plan, by field: −1 is none."""
    courses, signs = courses_of(capital), [sign.name.lower() for sign in Sign]
    kinds = {"course": courses, "leaves": signs, "second": courses, "returns": signs}
    places = dict(zip(kinds, held, strict=False))
    return {
        f"{capital}_{kind}": names.index(places[kind]) if kind in places else -1
        for kind, names in kinds.items()
    }


AXELROD: Final = "Axelrod 1984; with small first steps, Osgood 1962"
AUTOMATA: Final = "automata of two states, Rubinstein 1986"


def _plan(name: str, sentence: str, label: str, *plan: str, by: str = AUTOMATA) -> Policy:
    return Policy(name, sentence, label, by, plan[0], plan)


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
            sets={"washington_lean.prevent": INFEASIBLE},
        ),
        Policy(
            "no_prevention",
            "Turns to prevention at no review.",
            "decides without prevention",
            sets={"washington_lean.prevent": INFEASIBLE},
        ),
        _plan(
            "tit_for_tat",
            "Talks until a test, then presses until a soft statement.",
            "tit for tat",
            *("engagement", "tested", "maximum_pressure", "soft"),
            by=AXELROD,
        ),
        _plan(
            "wait_if_enforced",
            "Waits while it sees Beijing enforce, else presses; it begins by waiting.",
            "waits while Beijing enforces",
            *("patience", "lax", "maximum_pressure", "enforced"),
        ),
        _plan(
            "press_until_enforced",
            "Presses until it sees Beijing enforce, then waits while it does.",
            "presses until Beijing enforces",
            *("maximum_pressure", "enforced", "patience", "lax"),
        ),
        _plan(
            "press_until_soft",
            "Presses until a soft statement, then talks until a test.",
            "presses until a soft word",
            *("maximum_pressure", "soft", "engagement", "tested"),
        ),
        _plan(
            "talk_until_test",
            "Talks until a test, then presses for good.",
            "talks until a test",
            *("engagement", "tested", "maximum_pressure"),
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
            "Turns to enforcement at no review, despite any act of Pyongyang.",
            "a protector's review",
            "China as the North's economic lifeline, Tzogopoulos 2017",
            sets={"beijing_lean.enforce": INFEASIBLE},
        ),
        Policy(
            "broker",
            "Leans to mediation, and turns to shielding at no review.",
            "a broker's review",
            "the proposal of freeze for freeze of March 2017",
            adds={"beijing_lean.mediate": 1.2},
            sets={"beijing_lean.shield": INFEASIBLE},
        ),
        _plan(
            "enforce_unless_pressed",
            "Enforces while Washington does not press, else shields; it begins by enforcing.",
            "enforces if not pressed",
            *("enforce", "pressed", "shield", "unpressed"),
        ),
        _plan(
            "enforce_until_pressed",
            "Enforces until Washington presses, then shields for good.",
            "enforces until it is pressed",
            *("enforce", "pressed", "shield"),
        ),
        _plan(
            "shield_while_pressed",
            "Shields until Washington stops pressing, then enforces while it does not press.",
            "shields while it is pressed",
            *("shield", "unpressed", "enforce", "pressed"),
        ),
        _plan(
            "mediate_until_test",
            "Mediates until a test, then enforces until a soft statement.",
            "mediates until a test",
            *("mediate", "tested", "enforce", "soft"),
        ),
    ),
    "pyongyang": (
        Policy(
            "never_charm",
            "Turns to charm at no review, despite any offer.",
            "decides without charm",
            sets={"pyongyang_lean.charm": INFEASIBLE},
        ),
        _plan(
            "tit_for_tat",
            "Charms until Washington presses, then builds until it talks.",
            "tit for tat",
            *("charm", "pressed", "build", "talks"),
            by=AXELROD,
        ),
    ),
    "seoul": (
        Policy(
            "progressive",
            "Leans to sunshine, and turns to the hard line at no review.",
            "a progressive's review",
            adds={"seoul_lean.sunshine": 1.2},
            sets={"seoul_lean.hard_line": INFEASIBLE},
        ),
        Policy(
            "conservative",
            "Leans to the hard line, and turns to sunshine at no review.",
            "a conservative's review",
            adds={"seoul_lean.hard_line": 1.2},
            sets={"seoul_lean.sunshine": INFEASIBLE},
        ),
        _plan(
            "tit_for_tat",
            "Holds to sunshine until a test, then to the hard line until a soft statement.",
            "tit for tat",
            *("sunshine", "tested", "hard_line", "soft"),
            by=AXELROD,
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
rules and plans above.
"""

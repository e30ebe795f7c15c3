"""The labels of statements, actions and courses, and the severity and event codes of the moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """A statement or an action.

    `severity` is ours, from −3 to 3, and only measures. `cameo` is the event code and `goldstein`
    its published score, which is no order of escalation, so neither is derived from the other.
    CAMEO has no code for a weapon test: 15 (military posture) is a convention, as is 010 for a move
    that makes no event.
    """

    name: str
    label: str
    severity: float
    cameo: str
    goldstein: float


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """A course, and the result that a capital on it waits for."""

    name: str
    label: str
    waits_for: str


CAPITALS: Final = ("washington", "beijing", "pyongyang", "seoul")
"""The four capitals, in the order in which they are always told."""

VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
"""The outcomes that are the payoff to each capital."""

GIANTS: Final = CAPITALS[:2]
"""The two outside powers: they agree that the danger is urgent and disagree on the method."""

GIANT_VALUES: Final = VALUES[: len(GIANTS)]
"""The outcomes that are the payoffs to both powers."""

BENCHMARK: Final = {"washington": "engagement", "beijing": "enforce"}
"""The benchmark, mutual concessions: the course that each outside power asks of the other."""

NO_EVENT: Final = "010"
"""The code of a move that makes no event."""

_MOVES: Final = {
    "washington.word": (
        MoveEntry("talks", "talks", -2.0, "046", 7.0),
        MoveEntry("back_channel", "back channel", -1.0, "036", 4.0),
        MoveEntry("silence", "silence", 0.0, NO_EVENT, 0.0),
        MoveEntry("blame_beijing", "blames Beijing", 0.5, "111", -2.0),
        MoveEntry("threaten", "threatens", 2.0, "138", -7.0),
    ),
    "washington.deed": (
        MoveEntry("relief", "relief", -3.0, "085", 7.0),
        MoveEntry("hold", "holds", 0.0, NO_EVENT, 0.0),
        MoveEntry("sanctions", "sanctions", 1.0, "163", -8.0),
        MoveEntry("deploy", "deploys", 2.5, "154", -7.2),
    ),
    "beijing.word": (
        MoveEntry("mediate", "mediates", -1.0, "045", 5.0),
        MoveEntry("restraint", "urges restraint", -0.5, "02", 3.0),
        MoveEntry("silence", "silence", 0.0, NO_EVENT, 0.0),
        MoveEntry("warn", "warns Pyongyang", 1.0, "111", -2.0),
    ),
    "beijing.deed": (
        MoveEntry("aid", "aid", -2.0, "071", 7.4),
        MoveEntry("look_away", "looks away", -1.0, NO_EVENT, 0.0),
        MoveEntry("enforce_partly", "enforces in part", 1.0, "160", -4.0),
        MoveEntry("enforce_fully", "enforces in full", 2.0, "163", -8.0),
    ),
    "pyongyang.word": (
        MoveEntry("talks", "talks", -2.0, "046", 7.0),
        MoveEntry("offer", "offers a moratorium or a release", -1.5, "084", 7.0),
        MoveEntry("silence", "silence", 0.0, NO_EVENT, 0.0),
        MoveEntry("threaten", "threatens", 1.0, "138", -7.0),
    ),
    "pyongyang.deed": (
        MoveEntry("disarm_step", "step of disarmament", -3.0, "086", 9.0),
        MoveEntry("hold", "holds", 0.0, NO_EVENT, 0.0),
        MoveEntry("build", "builds", 0.3, NO_EVENT, 0.0),
        MoveEntry("missile_test", "missile test", 1.5, "15", -7.2),
        MoveEntry("big_test", "ICBM or nuclear test", 2.5, "15", -7.2),
        MoveEntry("lethal_act", "lethal act", 3.0, "18", -9.0),
    ),
    "seoul.word": (
        MoveEntry("initiative", "peace initiative", -1.5, "036", 4.0),
        MoveEntry("silence", "silence", 0.0, NO_EVENT, 0.0),
        MoveEntry("condemn", "condemns", 0.5, "111", -2.0),
    ),
    "seoul.deed": (
        MoveEntry("aid", "aid", -2.0, "071", 7.4),
        MoveEntry("hold", "holds", 0.0, NO_EVENT, 0.0),
        MoveEntry("exercise", "exercise", 0.5, "15", -7.2),
        MoveEntry("sanction", "sanctions", 1.5, "163", -8.0),
        MoveEntry("retaliate", "retaliates", 3.0, "190", -10.0),
    ),
}
MOVES: Final[Mapping[str, tuple[MoveEntry, ...]]] = MappingProxyType(_MOVES)
"""The moves of each menu in its order, by capital and kind: `MOVES["pyongyang.deed"]`."""

QUIET: Final = {menu: "silence" if "word" in menu else "hold" for menu in MOVES} | {
    "beijing.deed": "enforce_partly"
}
"""The quiet statement and action of each menu, the baseline for others; Beijing's action is its
usual one.
"""

_COURSES: Final = {
    "washington": (
        CourseEntry("patience", "patience", "quiet"),
        CourseEntry("maximum_pressure", "maximum pressure", "quiet"),
        CourseEntry("engagement", "engagement", "a freeze"),
        CourseEntry("prevent", "prevention", "a step back, before the window shuts"),
    ),
    "beijing": (
        CourseEntry("shield", "shield", "stability"),
        CourseEntry("balance", "balance", "nothing: it can go on"),
        CourseEntry("enforce", "enforcement", "quiet"),
        CourseEntry("mediate", "mediation", "talks"),
    ),
    "pyongyang": (
        CourseEntry("build", "build (byungjin)", "the deterrent"),
        CourseEntry("brinkmanship", "brinkmanship", "concessions"),
        CourseEntry("charm", "charm", "relief"),
        CourseEntry("consolidate", "consolidation", "recognition"),
    ),
    "seoul": (
        CourseEntry("sunshine", "sunshine", "quiet"),
        CourseEntry("hedge", "hedging", "a clearer view, for a time"),
        CourseEntry("hard_line", "hard line", "quiet"),
    ),
}
COURSES: Final[Mapping[str, tuple[CourseEntry, ...]]] = MappingProxyType(_COURSES)
"""The courses of each capital, in the order of its menu."""

MENUS: Final[Mapping[str, tuple[MoveEntry | CourseEntry, ...]]] = MappingProxyType(
    {**MOVES, **{f"{capital}.course": courses for capital, courses in COURSES.items()}}
)
"""Every menu by its key: statements, actions and courses, as `MENUS["pyongyang.course"]`."""


def menu_names(menu: str) -> tuple[str, ...]:
    """Return the names on a menu, in its order."""
    return tuple(entry.name for entry in MENUS[menu])


def label_on(menu: str, name: str) -> str:
    """Return the label of an item of a menu."""
    return next(entry.label for entry in MENUS[menu] if entry.name == name)

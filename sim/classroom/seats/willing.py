"""Which deals the model's own capitals sign and keep: by their course, with a look at what they see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.game.catalogue import COURSES
from sim.game.world import World

Needs = tuple[str, float]
"""A state, and the least of it at which a course agrees."""

ALWAYS: Final[Needs] = ("tension", 0.0)
ALARMED: Final[Needs] = ("tension", 4.0)
SECURE: Final[Needs] = ("deterrent", 1.0)

WILLING: Final[Mapping[tuple[str, str], Mapping[str, Needs]]] = {
    ("freeze_for_freeze", "washington"): {"engagement": ALWAYS, "patience": ALARMED},
    ("freeze_for_freeze", "pyongyang"): {"charm": ALWAYS, "consolidate": ALWAYS, "build": SECURE},
    ("freeze_for_freeze", "seoul"): {"sunshine": ALWAYS, "hedge": ALARMED},
    ("relief_for_moratorium", "washington"): {"engagement": ALWAYS},
    ("relief_for_moratorium", "pyongyang"): {"charm": ALWAYS, "consolidate": ALWAYS},
    ("enforcement_for_thaad", "washington"): {
        "patience": ALWAYS, "maximum_pressure": ALWAYS, "engagement": ALWAYS,
    },
    ("enforcement_for_thaad", "beijing"): {"enforce": ALWAYS, "balance": ("relation", 0.0)},
    ("summit", "washington"): {"engagement": ALWAYS, "maximum_pressure": ("talks", 0.3)},
    ("summit", "pyongyang"): {"charm": ALWAYS, "build": SECURE},
}  # fmt: skip
"""For each deal and party: the courses that agree, and from what on. A course that is not named does not."""


def is_willing(term: str, capital: str, world: World) -> bool:
    """Say whether a capital on its present course signs a deal."""
    needs = WILLING[term, capital].get(course_of(capital, world))
    return needs is not None and float(getattr(world, needs[0])) >= needs[1]


def is_loyal(term: str, capital: str, world: World) -> bool:
    """Say whether a capital goes on keeping a deal: while it is on a course that signs such deals at all."""
    return course_of(capital, world) in WILLING[term, capital]


def course_of(capital: str, world: World) -> str:
    """Return the name of a capital's present course."""
    course: int = getattr(world, f"{capital}_course")
    return COURSES[capital][course].name

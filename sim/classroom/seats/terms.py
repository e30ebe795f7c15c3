"""What capitals can agree on: each deal once, as the moves that each side owes in its months, and red lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.world import World

HALF_A_YEAR: Final = 6


@dataclass(frozen=True)
class Owed:
    """One side's part: from this menu one of these moves, the first unless it says otherwise, for so many months."""

    menu: str
    moves: tuple[str, ...]
    months: int = HALF_A_YEAR

    @property
    def capital(self) -> str:
        """Who owes it."""
        return self.menu.partition(".")[0]

    @property
    def kind(self) -> str:
        """Whether it is a word or a deed."""
        return self.menu.partition(".")[2]


@dataclass(frozen=True)
class Term:
    """A deal: what is owed from the month after the last signature on."""

    owed: tuple[Owed, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """The capitals that must sign."""
        return tuple(capital for capital in CAPITALS if any(owed.capital == capital for owed in self.owed))

    @property
    def months(self) -> int:
        """For how many months something is owed."""
        return max(owed.months for owed in self.owed)

    def due(self, capital: str, month: int) -> dict[str, tuple[str, ...]]:
        """Return the moves that a capital may choose from by this deal in one of its months, 0 the first, by menu."""
        mine = (owed for owed in self.owed if owed.capital == capital and month < owed.months)
        return {owed.menu: owed.moves for owed in mine}


NO_SHOT: Final = ("hold", "build", "disarm_step")

TERMS: Final[Mapping[str, Term]] = {
    # Each side leaves what the model's own freeze does not survive, and Seoul its exercises, as Beijing proposed in
    # March 2017.
    "freeze_for_freeze": Term((
        Owed("pyongyang.deed", NO_SHOT),
        Owed("washington.deed", ("hold", "relief")),
        Owed("washington.word", ("silence", "back_channel", "talks", "blame_beijing")),
        Owed("seoul.deed", ("hold", "aid")),
    )),
    "relief_for_moratorium": Term((Owed("washington.deed", ("relief",), 3), Owed("pyongyang.deed", NO_SHOT))),
    # In the model THAAD grows where Washington deploys.
    "enforcement_for_thaad": Term((
        Owed("beijing.deed", ("enforce_fully",)), Owed("washington.deed", ("hold", "relief", "sanctions")),
    )),
    "summit": Term((Owed("washington.word", ("talks",), 2), Owed("pyongyang.word", ("talks",), 2))),
}  # fmt: skip
"""The deals that a capital can put on the table, its own or as a go-between."""

LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "washington.deed": ("sanctions", "deploy"),
    "beijing.deed": ("enforce_partly", "enforce_fully"),
    "pyongyang.deed": ("missile_test", "big_test", "lethal_act"),
    "seoul.deed": ("exercise", "sanction", "retaliate"),
}
"""The deeds that a red line may forbid, by menu: what all see as it is. Menus go from soft to hard."""


def at_least(menu: str, move: str, line: str) -> bool:
    """Say whether a move of a menu is this one or a harder one."""
    names = [each.name for each in MOVES[menu]]
    return names.index(move) >= names.index(line)


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

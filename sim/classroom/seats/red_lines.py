"""Red lines that capitals draw, and how they stand: read off what was said and done; nothing is
kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sim.classroom.seats.record import Act, Moves, RedLineAct
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import MOVES

LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "washington.deed": ("sanctions", "deploy"),
    "beijing.deed": ("enforce_partly", "enforce_fully"),
    "pyongyang.deed": ("missile_test", "big_test", "lethal_act"),
    "seoul.deed": ("exercise", "sanction", "retaliate"),
}
"""The deeds that a red line may forbid, by menu, and that a capital may threaten with: what all see
as it is. Menus go from soft to hard.
"""


def at_least(menu: str, move: str, line: str) -> bool:
    """Say whether a move of a menu is this one or a harder one."""
    names = [each.name for each in MOVES[menu]]
    return names.index(move) >= names.index(line)


MOST_LINES: Final = 3
"""Red lines of a capital that stand at one time."""


@dataclass(frozen=True)
class DrawnLine:
    """A red line: who drew it, in which month, in which it was crossed (−1: not), and whether the
    word was kept.

    `stood` is None until the month after the crossing is over.
    """

    by: str
    month: int
    menu: str
    move: str
    deed: str
    crossed: int = -1
    stood: bool | None = None


def lines_of(acts: Sequence[Act], made: Sequence[Moves]) -> list[DrawnLine]:
    """Return all red lines as they stand after the months whose moves are given.

    Raises UsageProblem for one that cannot be drawn.
    """
    lines: list[DrawnLine] = []
    for act in acts:
        if isinstance(act, RedLineAct):
            check_line(lines, act)
            drawn = DrawnLine(act.by, act.month, act.menu, act.move, act.deed)
            lines.append(follow_red_line(drawn, made))
    return lines


def check_line(lines: Sequence[DrawnLine], act: RedLineAct) -> None:
    """Raise UsageProblem unless a line forbids another capital what all can see, and says an own
    deed, once.
    """
    if act.move not in LINES.get(act.menu, ()) or act.menu.startswith(act.by):
        raise UsageProblem(
            "no red line can forbid that", "menu", "Choose a deed of another capital from the list."
        )
    if act.deed not in LINES[f"{act.by}.deed"]:
        raise UsageProblem("that is no deed of yours", "deed", "Choose one from the list.")
    standing = [line for line in lines if line.by == act.by and not 0 <= line.crossed < act.month]
    if len(standing) >= MOST_LINES:
        raise UsageProblem(
            f"you have drawn {MOST_LINES} red lines", "line", "A word said too often says nothing."
        )
    if any((line.menu, line.move) == (act.menu, act.move) for line in standing):
        raise UsageProblem("you have drawn that red line", "line", "It stands.")


def follow_red_line(line: DrawnLine, made: Sequence[Moves]) -> DrawnLine:
    """Return a red line with its first crossing, and what its capital did in the month after."""
    hard = (at_least(line.menu, moves[line.menu], line.move) for moves in made[line.month :])
    crossed = next((month for month, there in enumerate(hard, start=line.month) if there), -1)
    if crossed < 0 or crossed + 1 >= len(made):
        return replace(line, crossed=crossed)
    own = f"{line.by}.deed"
    return replace(line, crossed=crossed, stood=at_least(own, made[crossed + 1][own], line.deed))

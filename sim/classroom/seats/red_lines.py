"""Red lines and their states, always computed from the acts and moves; nothing is stored."""

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
"""The actions that a red line may forbid, by menu, and those with which a capital may threaten.

All capitals see these actions without error. Menus go from soft to hard.
"""


def at_least(menu: str, move: str, line: str) -> bool:
    """Return whether a move of a menu is `line` or a harder one."""
    names = [action.name for action in MOVES[menu]]
    return names.index(move) >= names.index(line)


MOST_LINES: Final = 3
"""Standing red lines of a capital, at most."""


@dataclass(frozen=True)
class DrawnLine:
    """A red line: its capital, its month, the month of its first crossing (−1: none), and its
    enforcement.

    `stood` is None until the month after the crossing is over.
    """

    by: str
    month: int
    menu: str
    move: str
    deed: str
    crossed: int = -1
    stood: bool | None = None


def lines_of(acts: Sequence[Act], game: Sequence[Moves]) -> list[DrawnLine]:
    """Return all red lines in their states after the months with the moves of a `game`.

    Raises UsageProblem for an invalid one.
    """
    lines: list[DrawnLine] = []
    for act in acts:
        if isinstance(act, RedLineAct):
            check_line(lines, act)
            line = DrawnLine(act.by, act.month, act.menu, act.move, act.deed)
            lines.append(follow_red_line(line, game))
    return lines


def check_line(lines: Sequence[DrawnLine], act: RedLineAct) -> None:
    """Raise UsageProblem unless a line is new and has a listed action of another capital, and one
    of its own.

    A capital may have at most MOST_LINES at a time.
    """
    if act.move not in LINES.get(act.menu, ()) or act.menu.startswith(act.by):
        raise UsageProblem(
            "no red line can forbid that",
            "menu",
            "Choose an action of another capital from the list.",
        )
    if act.deed not in LINES[f"{act.by}.deed"]:
        raise UsageProblem("you have no such action", "deed", "Choose one from the list.")
    standing = [line for line in lines if line.by == act.by and not 0 <= line.crossed < act.month]
    if len(standing) >= MOST_LINES:
        raise UsageProblem(
            f"you have drawn {MOST_LINES} red lines", "line", "A word said too often says nothing."
        )
    if any((line.menu, line.move) == (act.menu, act.move) for line in standing):
        raise UsageProblem("you have drawn that red line", "line", "It stands.")


def follow_red_line(line: DrawnLine, game: Sequence[Moves]) -> DrawnLine:
    """Return a red line with its first crossing, and whether its capital enforced it in the month
    after.
    """
    hard = (at_least(line.menu, moves[line.menu], line.move) for moves in game[line.month :])
    crossed = next((month for month, there in enumerate(hard, start=line.month) if there), -1)
    if crossed < 0 or crossed + 1 >= len(game):
        return replace(line, crossed=crossed)
    menu = f"{line.by}.deed"
    return replace(line, crossed=crossed, stood=at_least(menu, game[crossed + 1][menu], line.deed))

"""A run as event data: who did what to whom, in CAMEO codes with Goldstein scores.

The coding is ours: each word and each deed of the game has one code, one score and one target. CAMEO has no code for a
weapon test; 15 (military posture) is a convention. Sources: Schrodt 2012, CAMEO codebook 1.1b3; Goldstein 1992, Journal
of Conflict Resolution 36:369; the four classes are those of the GDELT event codebook 2.0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from sim.calendar import month_after
from sim.errors import UsageProblem
from sim.game.catalogue import MOVES, NO_EVENT, MoveEntry
from sim.study.run.worlds import Run

COUNTRIES: Final = {"washington": "USA", "beijing": "CHN", "pyongyang": "PRK", "seoul": "KOR"}
HEADER: Final = ("date", "source", "target", "cameo", "root", "goldstein", "quad_class", "world", "kind", "move")

MOST_MOVES: Final = 2_000_000

TARGETS: Final = {
    ("washington.word", "blame_beijing"): "beijing",
    ("pyongyang.deed", "lethal_act"): "seoul",
}
"""Whom a move aims at, where it is not Pyongyang, or for Pyongyang's own moves Washington."""

EVENTS_README: Final = """\
Events of simulated worlds, as event data. They never happened.

Every line is a word or a deed of one capital in one month of one world. The coding is that of the project
korea-escalation: each word and deed of its game has one CAMEO code, one Goldstein score and one target.

date         first day of the month; the game has no days
source       USA, CHN, PRK or KOR
target       whom the move aims at, one country a move
cameo        CAMEO event code; a weapon test has none of its own, so 15 (military posture) stands for it
root         its first two digits
goldstein    Goldstein score, from -10 to +10; no order of escalation (sanctions lie below a show of force)
quad_class   1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, by the root code
world        the number of the world
kind         word or deed: a capital has one of each in a month
move         its name in the game

Silence, waiting, building in silence and looking away (code 010) have no line, nor has the end of a world.
Conditional on the model's assumptions. Not a forecast.
"""


def target_of(menu: str, move: str) -> str:
    """Return the capital that a move of a menu aims at."""
    return TARGETS.get((menu, move), "washington" if menu.startswith("pyongyang") else "pyongyang")


def quad_class(code: str) -> int:
    """Return the class of a CAMEO code by its root: verbal or material, cooperation or conflict.

    >>> [quad_class(code) for code in ("046", "085", "138", "190")]
    [1, 2, 3, 4]
    """
    root = int(code[:2])
    return 1 + sum(root >= first for first in (6, 9, 14))


def cells_of(menu: str, move: MoveEntry) -> list[str]:
    """Return what is the same for every event of a move: actors, codes, score and class."""
    source, target = COUNTRIES[menu.partition(".")[0]], COUNTRIES[target_of(menu, move.name)]
    return [source, target, move.cameo, move.cameo[:2], f"{move.goldstein:.1f}", str(quad_class(move.cameo))]


def check_size(worlds: int, months: int) -> None:
    """Raise UsageProblem where a run makes too many moves for one file of events."""
    moves = worlds * months * len(MOVES)
    if moves > MOST_MOVES:
        raise UsageProblem(
            f"{worlds:,} worlds make {moves:,} moves, too many for one file of events", "the CAMEO export",
            f"Ask for {MOST_MOVES // (months * len(MOVES)):,} worlds or fewer.",
        )  # fmt: skip


def events_of(made: Run) -> Iterator[list[str]]:
    """Yield the events of a run as rows of text, world by world, month by month, menu by menu in their order."""
    same = {menu: [cells_of(menu, move) for move in moves] for menu, moves in MOVES.items()}
    done = {menu: made.actions[menu] for menu in MOVES}
    dates = [f"{month_after(made.scenario.start, month)}-01" for month in range(made.scenario.months)]
    for world in range(made.worlds):
        number = str(made.first_world + world)
        for month, date in enumerate(dates):
            for menu, moves in MOVES.items():
                place = int(done[menu][month, world])
                if place >= 0 and moves[place].cameo != NO_EVENT:
                    kind = menu.partition(".")[2]
                    yield [date, *same[menu][place], number, kind, moves[place].name]


def events_text(made: Run) -> str:
    """Return the events of a run as CSV text; raises UsageProblem where they would be too many for one file."""
    check_size(made.worlds, made.scenario.months)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(events_of(made))
    return out.getvalue()

"""Dead reckoning: the words and deeds that a record stands for, and where the rules of the game take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.governments import lines_at
from sim.analysis.history.observe import observed_record
from sim.analysis.history.record import Record
from sim.arrays import Flags
from sim.calendar import counted
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.language import copy_of
from sim.game.month import month as play_month
from sim.game.numbers import Numbers
from sim.game.policies import courses_of
from sim.game.world import Luck, Now, World

Moves = dict[str, str]
"""What was said and done in a month, by menu: `{"pyongyang.deed": "missile_test", …}`."""

QUIET: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "washington": {
        "patience": ("silence", "hold"), "maximum_pressure": ("threaten", "hold"), "engagement": ("silence", "hold"),
        "prevent": ("threaten", "hold"),
    },
    "beijing": {
        "shield": ("restraint", "look_away"), "balance": ("restraint", "enforce_partly"),
        "enforce": ("warn", "enforce_fully"), "mediate": ("restraint", "enforce_partly"),
    },
    "pyongyang": {
        "build": ("silence", "build"), "brinkmanship": ("threaten", "build"), "charm": ("silence", "hold"),
        "consolidate": ("silence", "hold"),
    },
    "seoul": {"sunshine": ("silence", "hold"), "hedge": ("silence", "hold"), "hard_line": ("silence", "hold")},
}  # fmt: skip
"""The word and the deed of a capital where the record is silent, by its declared course (tag A).

No list holds threats, warnings or what Beijing does at its border. So a capital then says and does what its course is
most disposed to, among the words and deeds that no list would show.
"""

NEVER: Final = ("accident", "strike", "attack", "clash", "collapse", "deal")
"""Luck that is kept from striking: no world of the record ended, and freezes are set by the record."""


@dataclass(frozen=True, slots=True)
class ReckoningNumbers:
    """The numbers of this file, declared once; all are assumptions of this project (tag A).

    `freeze_window`: months looked back on for talks. `freeze_talks`: months of talks among them that a freeze takes.
    `freeze_quiet`: months without a test or a resolution that it takes. `trade_fall`: a figure below this share of the
    highest before it counts as full enforcement. `trade_months`: months for which the last figure holds.
    """

    freeze_window: int = 6
    freeze_talks: int = 3
    freeze_quiet: int = 3
    trade_fall: float = 0.5
    trade_months: int = 6


NUMBERS: Final = ReckoningNumbers()


def moves_of(record: Record) -> list[Moves]:
    """Return the words and deeds that each month of a record stands for.

    The gravest event of a month is the deed of its capital; where the record is silent, the declared course speaks.
    """
    seen = observed_record(record)
    enforces = full_enforcement(record)
    found = []
    for row in range(len(record)):
        moves: Moves = {}
        for capital, line in lines_at(record, row).items():
            moves[f"{capital}.word"], moves[f"{capital}.deed"] = QUIET[capital][line.course]
        shown = {name: bool(flags[row]) for name, flags in seen.items()}
        summit = bool(record.columns["china_summits"][row] > 0.0)
        found.append(moves | on_record(shown, summit, moves["beijing.deed"], bool(enforces[row])))
    return found


def on_record(shown: dict[str, bool], summit: bool, usual: str, enforces: bool) -> Moves:
    """Return the words and deeds that a month of the record shows; `usual` is what Beijing would do unseen."""
    talks, korea = shown["talks_month"], shown["inter_korean_talks"]
    shot = shown["test_month"] or shown["lethal_incident"]
    said = {
        "washington.word": "talks" if talks else "",
        "washington.deed": "sanctions" if shown["resolution"] else "",
        "beijing.word": "mediate" if summit else "",
        "beijing.deed": beijing_does(usual, enforces, shown["resolution"]),
        "pyongyang.word": "talks" if talks or korea else "",
        "pyongyang.deed": next(
            (deed for name, deed in (("lethal_incident", "lethal_act"), ("big_test", "big_test"),
                                     ("test_month", "missile_test")) if shown[name]), "",
        ),
        "seoul.word": "initiative" if korea else "condemn" if shot else "",
        "seoul.deed": "exercise" if shown["exercise"] else "",
    }  # fmt: skip
    return {menu: move for menu, move in said.items() if move}


def beijing_does(usual: str, enforces: bool, resolution: bool) -> str:
    """Return Beijing's deed: fallen trade tells of full enforcement, its vote for a resolution of partial."""
    if enforces:
        return "enforce_fully"
    return "enforce_partly" if resolution and usual == "look_away" else usual


def full_enforcement(record: Record) -> Flags:
    """Return the months in which trade with China had fallen as under full enforcement, `(months,)`.

    A figure holds for some months. That of the last month of the record does not count: customs publish it later.
    """
    found = np.zeros(len(record), dtype=bool)
    highest, falls, age = 0.0, False, 0
    for row, figure in enumerate(record.columns["china_trade"]):
        if not np.isnan(figure) and row < len(record) - 1:
            falls, age = bool(figure < NUMBERS.trade_fall * highest), 0
            highest = max(highest, float(figure))
        else:
            age += 1
        found[row] = falls and age < NUMBERS.trade_months
    return found


def freezes_of(record: Record) -> Flags:
    """Return the months that end under a freeze, `(months,)`: talks of late, and neither test nor resolution."""
    seen = observed_record(record)
    talks, broken = seen["talks_month"], seen["test_month"] | seen["resolution"]
    n = NUMBERS
    return np.array([
        int(talks[max(row + 1 - n.freeze_window, 0) : row + 1].sum()) >= n.freeze_talks
        and not broken[max(row + 1 - n.freeze_quiet, 0) : row + 1].any()
        for row in range(len(record))
    ])  # fmt: skip


def reckoned(record: Record) -> list[World]:
    """Return the world at the end of each month of a record, as the rules of the game take it there.

    Each month is played by the rules at the ledger's defaults, with every course, word and deed ordered by `moves_of`
    and the declared lines, from rest in the first month of the record. Luck is at its middle, so that what is likelier
    than not happens, and no world ends. The freeze and the months since the last resolution are those of the record.
    """
    p = Numbers()
    world = at_rest(p)
    worlds: list[World] = []
    luck = Luck(**dict.fromkeys(NEVER, 1.0))
    resolution = observed_record(record)["resolution"]
    for row, (moves, frozen) in enumerate(zip(moves_of(record), freezes_of(record), strict=True)):
        now = Now(luck=luck)
        now.calendar.month_of_year = float((counted(record.months[row]) or 0) % 12 + 1)
        order(now, record, row, moves)
        freeze, round_ago = world.freeze, world.un_round_ago
        play_month(world, now, p)
        world.freeze = float(frozen)
        world.dry = 0.0 if world.freeze > freeze else world.dry
        world.un_round_ago = 0.0 if resolution[row] else round_ago + 1.0
        worlds.append(copy_of(world))
    return worlds


def order(now: Now, record: Record, row: int, moves: Moves) -> None:
    """Order the courses in force in a month of a record, and the words and deeds that it stands for."""
    for capital, line in lines_at(record, row).items():
        setattr(now.orders, f"{capital}_course", courses_of(capital).index(line.course))
    for menu, move in moves.items():
        setattr(now.orders, menu.replace(".", "_"), [each.name for each in MOVES[menu]].index(move))


def at_rest(p: Numbers) -> World:
    """Return the world before the first month of a record: what is reckoned stands where it rests if left alone."""
    world = World(
        tension=p.tension_rest, presence=p.start_presence, enforcement=p.enforced_look_away,
        cohesion=p.cohesion_rest, credibility=p.start_credibility, thaad=p.start_thaad,
    )  # fmt: skip
    for capital in CAPITALS:
        setattr(world, f"{capital}_age", p.start_age)
    return world

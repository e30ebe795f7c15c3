"""What the record can show: which words and deeds of which capital are on a list, and in which years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.observe import UNKNOWN, seen_in
from sim.analysis.history.record import Record

BY_NOTHING: Final = ""
HEADS: Final = ("capital", "words and deeds", "shown by", "years", "what to bear in mind")


@dataclass(frozen=True, slots=True)
class Visible:
    """Words or deeds of one capital, and the observable that shows them, "" where no list of the record holds them.

    `moves` are named as on the menus, `pyongyang.deed.missile_test`; `caveat` is what the observable misses or adds.
    """

    capital: str
    moves: tuple[str, ...]
    shown_by: str
    caveat: str


VISIBLE: Final[tuple[Visible, ...]] = (
    Visible("washington", ("washington.word.talks",), "talks_month", "only together with Pyongyang's"),
    Visible("washington", ("washington.word.back_channel",), "talks_month", "secret talks are mostly on no list"),
    Visible("washington", ("washington.word.threaten", "washington.word.blame_beijing", "washington.word.silence"),
            BY_NOTHING, "no list of threats"),
    Visible("washington", ("washington.deed.sanctions",), "resolution",
            "only those that the Council adopts; measures of Washington alone are on no list"),
    Visible("washington", ("washington.deed.relief", "washington.deed.hold", "washington.deed.deploy"), BY_NOTHING,
            "no list of ships, bombers and waivers"),
    Visible("beijing", ("beijing.word.mediate", "beijing.word.restraint", "beijing.word.silence", "beijing.word.warn"),
            BY_NOTHING, "summits alone, from 2006"),
    Visible("beijing", ("beijing.deed.aid", "beijing.deed.look_away", "beijing.deed.enforce_partly",
                        "beijing.deed.enforce_fully"), BY_NOTHING,
            "sixteen figures of trade alone; of a resolution, that there was no veto"),
    Visible("pyongyang", ("pyongyang.word.talks", "pyongyang.word.offer"), "talks_month",
            "only together with Washington's; with Seoul's from 2006"),
    Visible("pyongyang", ("pyongyang.word.threaten", "pyongyang.word.silence"), BY_NOTHING, "no list of threats"),
    Visible("pyongyang", ("pyongyang.deed.missile_test",), "test_month", "short ranges included"),
    Visible("pyongyang", ("pyongyang.deed.big_test",), "big_test", "intermediate ranges included"),
    Visible("pyongyang", ("pyongyang.deed.lethal_act",), "lethal_incident", "also what was not meant to kill"),
    Visible("pyongyang", ("pyongyang.deed.build", "pyongyang.deed.hold", "pyongyang.deed.disarm_step"), BY_NOTHING,
            "a reactor's smoke is on no list"),
    Visible("seoul", ("seoul.word.initiative",), "inter_korean_talks", "vice ministers and above"),
    Visible("seoul", ("seoul.word.condemn", "seoul.word.silence"), BY_NOTHING, "no list of statements"),
    Visible("seoul", ("seoul.deed.exercise",), "exercise", "exercises of the theatre only"),
    Visible("seoul", ("seoul.deed.aid",), "inter_korean_talks", "only where it is talked over; no list of aid"),
    Visible("seoul", ("seoul.deed.hold", "seoul.deed.sanction", "seoul.deed.retaliate"), BY_NOTHING,
            "no list of what Seoul closes or answers"),
)  # fmt: skip


def years_of(record: Record, observable: str) -> str:
    """Return the years in which a record knows an observable, "1990–2019"; "never" where no list holds it."""
    if observable == BY_NOTHING:
        return "never"
    rows = np.flatnonzero(seen_in(record)[observable] != UNKNOWN)
    return f"{record.months[rows[0]][:4]}–{record.months[rows[-1]][:4]}" if len(rows) else "never"


def visible_table(record: Record) -> list[str]:
    """Return the lines of a table in Markdown: what of each capital a record shows, by which event, in which years."""
    heads = [f"| {' | '.join(HEADS)} |", "| --- | --- | --- | --- | --- |"]
    return heads + [
        f"| {capital} | {moves} | {f'`{by}`' if by else 'nothing'} | {years} | {caveat} |"
        for capital, moves, by, years, caveat in visible_rows(record)
    ]


def visible_rows(record: Record) -> list[tuple[str, str, str, str, str]]:
    """Return what of each capital a record shows: capital, words and deeds, observable, years, caveat."""
    return [
        (each.capital.title(), ", ".join(f"{kind} {name}" for kind, name in moves_in(each)), each.shown_by,
         years_of(record, each.shown_by), each.caveat) for each in VISIBLE
    ]  # fmt: skip


def moves_in(each: Visible) -> list[tuple[str, str]]:
    """Return the kind and the name of each word or deed."""
    return [(kind, name.replace("_", " ")) for _, kind, name in (move.split(".") for move in each.moves)]

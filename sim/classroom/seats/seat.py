"""All that one seat may know, as its page shows it. Names stand for words: the page has their texts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.classroom.seats.acts import MOST_NOTES, MOST_TEXT, Note, Proposal
from sim.classroom.seats.deals import MOST_LINES, Deal, answers_of, owed_by
from sim.classroom.seats.effects import advise, effects_in, is_wrong
from sim.classroom.seats.play import Position
from sim.classroom.seats.story import ending_of, headlines_of, loudest
from sim.classroom.seats.terms import LINES, TERMS
from sim.game.aims import Aim, aims_of
from sim.game.catalogue import CAPITALS, COURSES, MOVES, QUIET
from sim.game.moves import Ending
from sim.study.agents.observation import KINDS
from sim.study.measure.history import History


def seen_in(position: Position, capital: str) -> History:
    """Return what a capital has seen of the months that are over: no end, and only the series that it can see."""
    views = position.views[capital][1:]
    series = {name: [view["states"][name] for view in views] for name in views[0]["states"]}
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        names = [move.name for move in moves]
        series[f"{other}_{kind}"] = [names.index(view["moves"][other][kind]) for view in views]
    series["ending"] = [Ending.NONE] * len(views)
    seen = {name: np.array(values, np.float64)[:, None] for name, values in series.items()}
    return History(seen, position.given.numbers)


def aims_seen(position: Position, capital: str) -> list[dict[str, Any]]:
    """Return the aims of a capital, each with whether it would be kept if the game ended now, None if it cannot tell.

    Of a game that is over it is what was, whoever could see it.
    """
    seen = seen_in(position, capital) if position.month and not position.over else None
    return [
        {"name": aim.name, "vital": aim.vital, "kept": is_kept(position, aim, seen)} for aim in aims_of(capital)
    ]  # fmt: skip


def is_kept(position: Position, aim: Aim, seen: History | None) -> bool | None:
    """Return whether an aim is kept as far as its capital can tell; None where it cannot, or nothing has happened."""
    if position.over:
        return bool(position.run.columns[aim.column][0])
    try:
        return None if seen is None else bool(aim.kept(seen, seen.aims)[0])
    except KeyError:
        return None


MOST_SHOWN: Final = 100
"""Notes that a page is sent, so that a long game does not fill a phone; the debrief has all."""

Data = dict[str, Any]


def seat_of(position: Position, capital: str, phase: str) -> Data:
    """Return what a seat shows in a phase of the game: "forecasts", "playing" or "over"."""
    views = position.views[capital]
    moved = last_moves(position, capital) if position.month else None
    return {
        "capital": capital,
        "view": views[-1],
        "path": [round(tension, 2) for tension in position.tension],
        "aims": aims_seen(position, capital),
        "card": position.cards.get(capital),
        "declared": position.record.declared_by(capital),
        "belief": None if capital == "pyongyang" else round(position.belief[-1], 2),
        "moved": moved,
        "headlines": [*(loudest(moved) if moved else []), *headlines_of(position, position.month)],
        "menu": {kind: [] for kind in KINDS} if phase == "over" else menu_of(position, capital),
        "notes": notes_of(position, capital),
        "deals": [deal_data(position, deal, capital) for deal in position.deals if is_known(position, deal, capital)],
        "lines": [vars(line) for line in position.lines],
        "can": can_of(position, capital) if phase == "playing" else None,
        "ending": ending_of(position) if phase == "over" else None,
        "misread": misread(position, capital) if phase == "over" else None,
    }


def last_moves(position: Position, capital: str) -> Data:
    """Return last month's words and deeds: the own as they were, those of others as the capital took them.

    When a game is over nobody looks any more, and they are as they were.
    """
    seen = position.views[capital][-1]["moves"]
    made = {other: {kind: position.made[-1][f"{other}.{kind}"] for kind in KINDS} for other in CAPITALS}
    return made if position.over else seen


def menu_of(position: Position, capital: str) -> Data:
    """Return the words and deeds to choose from: what an adviser thinks of each, and whether a signed deal allows it.

    `does` is None in the first month, in which nobody knows, and for the quiet move, against which all others are
    measured. `owed` is None where nothing is owed.
    """
    effects = effects_in(position.record.scenario) if position.month else {}
    wrong = is_wrong(position.record.seed, position.month, capital)
    owed = owed_by(position.deals, capital, position.month)
    menus = {kind: f"{capital}.{kind}" for kind in KINDS}
    return {
        kind: [
            {
                "name": move.name,
                "does": advise(effects[menu][move.name], wrong)
                if position.month and move.name != QUIET[menu]
                else None,
                "owed": move.name in owed[menu] if menu in owed else None,
            }
            for move in MOVES[menu]
        ]
        for kind, menu in menus.items()
    }


def notes_of(position: Position, capital: str) -> list[Data]:
    """Return the last notes that a capital has: its own, those to it, public ones, what leaked; the latest first."""
    found = [
        {"month": act.month, "by": act.by, "to": act.to, "text": act.text, "leaked": position.has_leaked(place)}
        for place, act in enumerate(position.record.acts)
        if isinstance(act, Note)
        and (not act.to or capital == act.by or capital in act.to or position.has_leaked(place))
    ]
    return found[: -MOST_SHOWN - 1 : -1]


def is_known(position: Position, deal: Deal, capital: str) -> bool:
    """Say whether a capital knows of a deal: it is an insider, or it was signed, or the offer leaked."""
    return capital in deal.insiders or deal.open_to_all or position.has_leaked(deal.act)


def deal_data(position: Position, deal: Deal, capital: str) -> Data:
    """Return a deal with what the capital can do about it."""
    party = capital in deal.terms.parties
    can: list[str] = []
    if party and not position.over and deal.stage == "offered":
        can = ["decline"] if capital in deal.signed else ["accept", "decline"]
    if party and not position.over and deal.stage == "in_force":
        can = ["break"]
    return {
        "number": deal.number, "term": deal.term, "by": deal.by, "month": deal.month, "stage": deal.stage,
        "parties": list(deal.terms.parties), "signed": list(deal.signed),
        "until": deal.since + deal.terms.months - 1, "ended_by": deal.ended_by, "can": can,
        "leaked": position.has_leaked(deal.act) and not deal.open_to_all,
    }  # fmt: skip


def can_of(position: Position, capital: str) -> Data:
    """Return what a capital can still say this month: deals it can propose, red lines, and how many messages."""
    month, acts = position.month, position.record.acts
    sent = sum(isinstance(act, Note | Proposal) and (act.by, act.month) == (capital, month) for act in acts)
    taken = {deal.term for deal in position.deals
             if deal.stage == "in_force" or (deal.stage == "offered" and capital in deal.insiders)}  # fmt: skip
    standing = [line for line in position.lines if line.by == capital and line.crossed < 0]
    drawn = {(line.menu, line.move) for line in standing}
    lines = {menu: [move for move in moves if (menu, move) not in drawn]
             for menu, moves in LINES.items() if not menu.startswith(capital)}  # fmt: skip
    declared = position.record.declared_by(capital)
    return {
        "courses": [course.name for course in COURSES[capital] if course.name != declared],
        "terms": {name: term.parties for name, term in TERMS.items() if name not in taken},
        "lines": lines if len(standing) < MOST_LINES else {},
        "answers": answers_of(capital),
        "messages": MOST_NOTES - sent,
        "text": MOST_TEXT,
        "leak": position.record.scenario.value("leak"),
    }


def misread(position: Position, capital: str) -> list[Data]:
    """Return the words and deeds that a capital took for others, month by month."""
    wrong = []
    for month, view in enumerate(position.views[capital][1:]):
        for menu, made in position.made[month].items():
            other, _, kind = menu.partition(".")
            seen = view["moves"][other][kind]
            if made != seen:
                wrong.append({"month": month, "capital": other, "kind": kind, "made": made, "seen": seen})
    return wrong

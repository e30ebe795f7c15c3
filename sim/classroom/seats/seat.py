"""All data of a seat's page. Keys of texts stand for words: the page has the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import LEAK, Position
from sim.classroom.seats.record import MOST_NOTES, MOST_TEXT, Note
from sim.classroom.seats.red_lines import LINES, MOST_LINES
from sim.classroom.seats.story import all_headlines, by_capital, ending_of
from sim.core.game.catalogue import COURSES, MOVES
from sim.core.game.goals import Goal, goals_of
from sim.core.game.moves import Ending
from sim.core.outcomes.history import History
from sim.policies.agents.observation import KINDS


def seen_in(position: Position, capital: str) -> History:
    """Return a capital's observations of the months that are over, without an end, as a history."""
    views = position.views[capital][1:]
    series = {name: [view["states"][name] for view in views] for name in views[0]["states"]}
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        names = [move.name for move in moves]
        series[f"{other}_{kind}"] = [names.index(view["moves"][other][kind]) for view in views]
    series["ending"] = [Ending.NONE] * len(views)
    series_of = {name: np.array(values, np.float64)[:, None] for name, values in series.items()}
    return History(series_of, position.given.numbers)


def goals_seen(position: Position, capital: str) -> list[dict[str, Any]]:
    """Return the goals of a capital, and whether it would keep each if the game ended now.

    `kept` is None if the capital cannot tell. In a game that is over it is the true result.
    """
    history = seen_in(position, capital) if position.month and not position.over else None
    return [
        {"name": goal.name, "vital": goal.vital, "kept": is_kept(position, goal, history)}
        for goal in goals_of(capital)
    ]


def is_kept(position: Position, goal: Goal, history: History | None) -> bool | None:
    """Return whether a goal is kept as far as its capital can tell; None if it cannot, or before
    month 1.
    """
    if position.over:
        return bool(position.run.columns[goal.column][0])
    try:
        return None if history is None else bool(goal.is_kept(history, history.goals)[0])
    except KeyError:
        return None


MOST_SHOWN: Final = 100
"""Notes that a page is sent, so that a long game does not overload a phone; the debrief has all."""

Data = dict[str, Any]


def seat_of(position: Position, capital: str, phase: str) -> Data:
    """Return the data of a seat in a phase of the game: "forecasts", "playing" or "over"."""
    views = position.views[capital]
    # Last month's moves: those of others as the capital saw them. After the end there are no more
    # observations.
    moved = (
        by_capital(position.made[-1])
        if position.over
        else views[-1]["moves"]
        if position.month
        else None
    )
    return {
        "capital": capital,
        "view": views[-1],
        "path": [round(tension, 2) for tension in position.tension],
        "goals": goals_seen(position, capital),
        "declared": position.record.declared_by(capital),
        "belief": None if capital == "pyongyang" else round(position.belief[-1], 2),
        "moved": moved,
        "headlines": all_headlines(position, position.month, moved or {}),
        "easy": SHORTCUTS[capital],
        "menu": {} if phase == "over" else menu_of(capital),
        "notes": notes_of(position, capital),
        "lines": [vars(line) for line in position.lines],
        "can": can_of(position, capital) if phase == "playing" else None,
        "ending": ending_of(position) if phase == "over" else None,
    }


SHORTCUTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "washington": {
        "soft": ("talks", "relief"),
        "firm": ("threaten", "sanctions"),
        "quiet": ("silence", "hold"),
    },
    "beijing": {
        "soft": ("mediate", "aid"),
        "firm": ("warn", "enforce_fully"),
        "quiet": ("silence", "enforce_partly"),
    },
    "pyongyang": {
        "soft": ("talks", "hold"),
        "firm": ("threaten", "missile_test"),
        "quiet": ("silence", "build"),
    },
    "seoul": {
        "soft": ("initiative", "aid"),
        "firm": ("condemn", "sanction"),
        "quiet": ("silence", "hold"),
    },
}
"""The three ways of a month that a seat shows first, by capital: a statement and an action each."""


def menu_of(capital: str) -> Data:
    """Return the names of a capital's statements and actions."""
    return {kind: [move.name for move in MOVES[f"{capital}.{kind}"]] for kind in KINDS}


def notes_of(position: Position, capital: str) -> list[Data]:
    """Return the last notes that a capital has, the latest first: sent, received, public and leaked
    ones.
    """
    visible = [
        {
            "month": act.month,
            "by": act.by,
            "to": act.to,
            "text": act.text,
            "leaked": position.has_leaked(place),
        }
        for place, act in enumerate(position.record.acts)
        if isinstance(act, Note)
        and (not act.to or capital == act.by or capital in act.to or position.has_leaked(place))
    ]
    return visible[: -MOST_SHOWN - 1 : -1]


def can_of(position: Position, capital: str) -> Data:
    """Return the acts that a capital can still take this month: courses, red lines and messages."""
    month, acts = position.month, position.record.acts
    messages = sum(
        isinstance(act, Note) and (act.by, act.month) == (capital, month) for act in acts
    )
    standing = [line for line in position.lines if line.by == capital and line.crossed < 0]
    forbidden = {(line.menu, line.move) for line in standing}
    lines = {
        menu: [move for move in moves if (menu, move) not in forbidden]
        for menu, moves in LINES.items()
        if not menu.startswith(capital)
    }
    declared = position.record.declared_by(capital)
    return {
        "courses": [course.name for course in COURSES[capital] if course.name != declared],
        "lines": lines if len(standing) < MOST_LINES else {},
        "answers": LINES[f"{capital}.deed"],
        "messages": MOST_NOTES - messages,
        "text": MOST_TEXT,
        "leak": LEAK,
        # Only an afraid Kim writes a paper; Beijing holds it, and shows it once.
        "paper": (capital, position.kim) == ("beijing", "fearful")
        and not any(act.act == "paper" for act in acts),
    }


def misread(position: Position, capital: str) -> list[Data]:
    """Return the moves of others that a capital misread, month by month."""
    wrong = []
    for month, view in enumerate(position.views[capital][1:]):
        for menu, move in position.made[month].items():
            other, _, kind = menu.partition(".")
            reading = view["moves"][other][kind]
            if move != reading:
                wrong.append(
                    {"month": month, "capital": other, "kind": kind, "made": move, "seen": reading}
                )
    return wrong

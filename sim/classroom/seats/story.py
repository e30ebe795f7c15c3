"""The public account of a game, month by month: the state, the moves as an outsider sees them,
headlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final

from sim.classroom.seats.play import Position
from sim.classroom.seats.record import Note, RedLineAct
from sim.classroom.seats.red_lines import DrawnLine
from sim.core.game.catalogue import MOVES
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.pages.text import texts

OUTSIDER: Final = "seoul"
"""The capital whose view the public has: it sees a secret back channel as silence, and Pyongyang
with error.
"""

LOUD: Final = 1.5
"""The severity from which a move makes a headline, hard or soft."""

SAID_NOW: Final = ("news.", "told.course", "told.line", "told.note", "told.paper")
"""The first parts of the keys of headlines about the open month; all others are about the month
before.
"""

AS_THEY_STAND: Final = ("text",)
"""Values of a headline that are not keys."""

Moves = dict[str, dict[str, str]]
"""Statements and actions by capital and kind."""

Headline = dict[str, Any]
"""A key of the texts and its values; each value is a key of the names, except `text`."""


def story_of(position: Position) -> list[dict[str, Any]]:
    """Return the start and each month that is over, with the headlines that are public by then.

    The last entry of a game that is over has its "ending".
    """
    entries = [entry_of(position, month) for month in range(position.month + 1)]
    if position.over:
        entries[-1]["ending"] = ending_of(position)
    return entries


MOST_LOUD: Final = 3
"""Headlines of the moves of one month, at most."""


def loudest(moves: Moves) -> list[Headline]:
    """Return the headlines of last month's moves: Pyongyang's action first, then the hardest; none
    if quiet.
    """
    severities = {
        menu: {move_on_menu.name: move_on_menu.severity for move_on_menu in MOVES[menu]}
        for menu in MOVES
    }
    moves_heard = []
    for capital, pair in moves.items():
        for kind, move in pair.items():
            severity = severities[f"{capital}.{kind}"][move]
            if abs(severity) >= LOUD:
                first = (capital, kind) != ("pyongyang", "deed")
                moves_heard.append(
                    (first, severity < 0.0, -abs(severity), capital, f"{kind}s", move)
                )
    return [
        {
            "key": "told.move",
            "values": {"capital": f"capitals.{capital}", "move": f"{kinds}.{capital}.{move}"},
        }
        for *_, capital, kinds, move in sorted(moves_heard)[:MOST_LOUD]
    ]


def all_headlines(position: Position, month: int, moves: Moves) -> list[Headline]:
    """Return the headlines at the opening of a month: the loudest move, news, then other moves."""
    loud = loudest(moves) if month else []
    return [*loud[:1], *headlines_of(position, month), *loud[1:]]


def is_told(position: Position, capital: str) -> bool:
    """Return whether a course is public: the model plays the capital, or its team declared a
    course.
    """
    return capital not in position.record.teams or position.record.declared_by(capital) is not None


def entry_of(position: Position, month: int) -> dict[str, Any]:
    """Return the public data at the opening of a month.

    A game that is over has no view of its last entry, which shows the true moves.
    """
    views = position.views[OUTSIDER]
    view = views[min(month, len(views) - 1)]
    public = view["moves"] if month < len(views) else by_capital(position.made[-1])
    return {
        "month": view["month"],
        "tension": round(position.tension[month], 2),
        "courses": view["courses"],
        "told": [capital for capital in view["courses"] if is_told(position, capital)],
        "moves": public if month else None,
        "headlines": all_headlines(position, month, public),
    }


def by_capital(moves: dict[str, str]) -> Moves:
    """Return the moves of a month by capital and kind."""
    pairs: Moves = {}
    for menu, move in moves.items():
        capital, _, kind = menu.partition(".")
        pairs.setdefault(capital, {})[kind] = move
    return pairs


def ending_of(position: Position) -> str:
    """Return the name of the final state of a game that is over."""
    return FINAL_STATES[int(position.run.columns["final_state"][0])]


def headlines_of(position: Position, month: int) -> list[Headline]:
    """Return the headlines of a month: acts and news of it, marked `now`, and those of the month
    before.
    """
    sources = (told_of_capitals, told_of_lines, told_of_notes)
    heard = [
        headline for tell in sources for of_month, headline in tell(position) if of_month == month
    ]
    return [headline | {"now": headline["key"].startswith(SAID_NOW)} for headline in heard]


Told = Iterator[tuple[int, Headline]]


def told_of_capitals(position: Position) -> Told:
    """Yield the news, the changes of public courses, and the declarations of courses."""
    for item in position.record.news:
        yield item.month, {"key": f"news.{item.name}", "values": {}}
    views = position.views[OUTSIDER]
    for month, (last, now) in enumerate(pairwise(views), start=1):
        for capital, course in now["courses"].items():
            if course != last["courses"][capital] and is_told(position, capital):
                values = {"capital": f"capitals.{capital}", "course": f"courses.{capital}.{course}"}
                yield month, {"key": "told.turn", "values": values}
    for act in position.record.declarations():
        values = {"capital": f"capitals.{act.by}", "course": f"courses.{act.by}.{act.course}"}
        yield act.month, {"key": "told.course", "values": values}


def told_of_notes(position: Position) -> Told:
    """Yield public notes, leaked ones, and the paper that was shown."""
    for place, act in enumerate(position.record.acts):
        leaked = position.has_leaked(place)
        values = {"capital": f"capitals.{act.by}"}
        if isinstance(act, Note) and not act.to:
            yield act.month, {"key": "told.note", "values": values | {"text": act.text}}
        elif isinstance(act, Note) and leaked:
            yield act.month + 1, {"key": "told.leak", "values": values | {"text": act.text}}
        elif act.act == "paper":
            yield act.month, {"key": "told.paper", "values": values}


def told_of_lines(position: Position) -> Told:
    """Yield red lines, their crossings, and whether they were enforced."""
    for line in position.lines:
        values = values_of(line)
        yield line.month, {"key": "told.line", "values": values}
        if line.crossed >= 0:
            yield line.crossed + 1, {"key": "told.crossed", "values": values}
        if line.stood is not None:
            yield (
                line.crossed + 2,
                {"key": "told.stood" if line.stood else "told.let_pass", "values": values},
            )


def values_of(line: DrawnLine | RedLineAct) -> dict[str, str]:
    """Return the values of a red line's headline, as keys of the names."""
    other = line.menu.partition(".")[0]
    return {
        "capital": f"capitals.{line.by}",
        "other": f"capitals.{other}",
        "move": f"deeds.{other}.{line.move}",
        "deed": f"deeds.{line.by}.{line.deed}",
    }


@cache
def say_texts() -> dict[str, str]:
    """Return all texts by their keys for terminals and programs: in English."""
    return texts("names") | texts("seats")


def text_at(key: str) -> str:
    """Return the text of a key."""
    return say_texts()[key]


def in_words(headline: Headline) -> str:
    """Return a headline as a sentence."""
    values = {
        name: value if name in AS_THEY_STAND else say_texts().get(value, value)
        for name, value in headline["values"].items()
    }
    return text_at(headline["key"]).format(**values)

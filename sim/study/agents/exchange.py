"""What a program is told each month and what it answers: the shapes of both, one JSON object on a line each."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from pydantic import StringConstraints, ValidationError

from sim.study.scenario.schema import Shape, key, needed

SCHEMA: Final = "korea-agent-1"
MOST_BYTES: Final = 65_536
"""The longest answer, its end of line with it."""

MOST_NOTES: Final = 3
LONGEST_NOTE: Final = 280


class Moves(Shape):
    """A word and a deed, by the names of the menus."""

    word: str = needed("the word")
    deed: str = needed("the deed")


class Menus(Shape):
    """What may be chosen this month, from soft to hard."""

    word: list[str] = needed("the words")
    deed: list[str] = needed("the deeds")


class NoteIn(Shape):
    """A message that came from another program."""

    sender: str = needed("the capital that it came from")
    text: str = needed("what it says")


class Month(Shape):
    """One month as a capital sees it, before anyone has chosen: what a program reads."""

    format: str = needed(f'"{SCHEMA}"')
    seat: str = needed("the capital that the program plays")
    month: int = needed("the number of the month, from 0; a world begins at 0")
    months: int = needed("how many months there are, unless the world ends before")
    date: str = needed('the month of the calendar, "2017-03"')
    briefing: str = needed("the same in words, with what the capital wants")
    state: dict[str, float] = needed("what the capital sees of the peninsula, some of it with an error")
    last: dict[str, Moves] = needed("last month's words and deeds of all four, as the capital takes them")
    courses: dict[str, str] = needed("the courses of all four, which are public")
    kim: dict[str, float] = needed("how likely the capital holds each type of Kim to be; Pyongyang knows")
    legal: Menus = needed("what may be chosen")
    luck: float = needed(
        "a uniform of the capital's own for choices that are drawn, the same in every run of the world"
    )
    messages: list[NoteIn] = needed("what other programs wrote last month; the model's capitals write none")


class NoteOut(Shape):
    """A message to another program; the model's capitals read none."""

    to: str = needed('a capital, or "all"')
    text: Annotated[str, StringConstraints(max_length=LONGEST_NOTE)] = needed("what it says")


class Answer(Shape):
    """What a program chooses: what it writes, on one line."""

    month: int = needed("the number of the month that is answered")
    word: str = needed("a word of the menu")
    deed: str = needed("a deed of the menu")
    messages: Annotated[list[NoteOut], "at most three"] = key("messages to other programs", default_factory=list)


class Exchange(Shape):
    """One month of a program at a seat: `month` is a line on its standard input, `answer` one on its output."""

    month: Month = needed("what it is told")
    answer: Answer = needed("what it answers")


def line_of(month: dict[str, Any]) -> bytes:
    """Return a month as the line that a program reads."""
    return json.dumps(month, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def answer_in(line: bytes) -> Answer | None:
    """Return the answer that a line holds, None where it holds none."""
    try:
        found = Answer.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return None
    return found if len(found.messages) <= MOST_NOTES else None

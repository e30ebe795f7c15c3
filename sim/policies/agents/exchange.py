"""The exchange with a program: the month that it reads, as data and in words, and its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from sim.core.base.months import month_after
from sim.core.base.plain import Data
from sim.core.game.catalogue import label_on, menu_names
from sim.core.game.goals import goals_of
from sim.core.game.world import STATES
from sim.core.scenario.schema import Shape, key, needed_key
from sim.policies.agents.observation import KINDS

SCHEMA: Final = "korea-agent-2"
MOST_BYTES: Final = 65_536
"""Most bytes in an answer, including its end of line."""

MOST_NOTES: Final = 3
MOST_ASKED: Final = 10
"""Most red lines in one answer."""

LONGEST_NOTE: Final = 280

Line = TypeVar("Line", bound=Shape)


class WordAndDeed(Shape):
    """A statement and an action, by the names of the menus."""

    word: str = needed_key("the statement")
    deed: str = needed_key("the action")


class Menus(Shape):
    """The moves that are legal this month, from soft to hard."""

    word: list[str] = needed_key("the statements")
    deed: list[str] = needed_key("the actions")


class NoteIn(Shape):
    """A message that came from another seat."""

    sender: str = needed_key("the capital that it came from")
    text: str = needed_key("its text")


class RedLine(Shape):
    """A red line: its author replies with an action if `capital` takes `deed` or a harder one."""

    capital: str = needed_key("the capital with the forbidden action")
    deed: str = needed_key("the action that is forbidden")
    reply: str = needed_key("the action that is threatened")


class LineIn(RedLine):
    """A red line that was drawn in public."""

    by: str = needed_key("the capital that drew it")
    crossed: bool = needed_key("whether it was crossed")


class Forbidden(Shape):
    """The actions of another capital that a red line can still forbid."""

    capital: str = needed_key("the capital that takes them")
    deeds: list[str] = needed_key("the actions")


class Diplomacy(Shape):
    """News and red lines between capitals at a table, beside statements and actions."""

    news: list[str] = needed_key("public news of this month, in words")
    lines: list[LineIn] = needed_key("the red lines of all")
    can_forbid: list[Forbidden] = needed_key("actions that a red line of its own can forbid")
    can_threaten: list[str] = needed_key("its own actions with which a red line can threaten")
    refused: list[str] = needed_key(
        "refused parts of its last answer, and why; its moves counted all the same"
    )


class Month(Shape):
    """One month as a capital sees it before any capital has chosen: the input of a program."""

    format: str = needed_key(f'"{SCHEMA}"')
    seat: str = needed_key("the capital that the program plays")
    month: int = needed_key("the number of the month, from 0; a world begins at 0")
    months: int = needed_key("how many months there are, unless the world ends before")
    date: str = needed_key('the month of the calendar, "2017-03"')
    briefing: str = needed_key("the same in words, with the capital's goals")
    state: dict[str, float] = needed_key(
        "the state that the capital sees, some of it with an error"
    )
    last: dict[str, WordAndDeed] = needed_key(
        "last month's statements and actions of all four, as the capital takes them"
    )
    courses: dict[str, str] = needed_key("the courses of all four, which are public")
    kim: dict[str, float] = needed_key(
        "how likely the capital holds each type of Kim to be; Pyongyang knows"
    )
    legal: Menus = needed_key("the legal moves")
    luck: float = needed_key(
        "a uniform of the capital's own for choices that are drawn, the same in every run of the world"
    )
    messages: list[NoteIn] = needed_key(
        "messages since the last month; the model's capitals write none"
    )
    diplomacy: Diplomacy | None = key("news and red lines; in sim play and sim class alone")


class NoteOut(Shape):
    """A message to another seat; the model's capitals read none."""

    to: str = needed_key('a capital, or "all", which is in public')
    text: Annotated[str, StringConstraints(max_length=LONGEST_NOTE)] = needed_key("its text")


class Answer(Shape):
    """The choice of a program: one line. Without `diplomacy`, `lines` has no effect."""

    month: int = needed_key("the number of the month that is answered")
    word: str = needed_key("a statement of the menu")
    deed: str = needed_key("an action of the menu")
    messages: Annotated[list[NoteOut], Field(max_length=MOST_NOTES)] = key(
        "messages to other seats", default_factory=list
    )
    lines: Annotated[list[RedLine], Field(max_length=MOST_ASKED)] = key(
        "red lines that it draws in public", default_factory=list
    )


class FunctionAnswer(Shape):
    """The answer of a function's process: the places of its choice, or the fault for which it has
    none.
    """

    month: int
    places: list[int] = key("the places on the menus", default_factory=list)
    fault: str = ""
    line: int = 0
    over: bool = False
    """Whether it answers no more."""


class Exchange(Shape):
    """One month of a program at a seat: `month` is a line on its standard input, `answer` one on
    its output.
    """

    month: Month = needed_key("the input of the program")
    answer: Answer = needed_key("the answer of the program")


def line_of(month: Data) -> bytes:
    """Return a month as the line that a program reads."""
    return json.dumps(month, ensure_ascii=False).encode() + b"\n"


def answer_in(line: bytes, shape: type[Line]) -> Line | None:
    """Return the answer that a line holds, or None if it holds none."""
    try:
        return shape.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return None


class Briefing:
    """The monthly input of a capital's program."""

    def __init__(self, capital: str, start: str, months: int) -> None:
        self.capital, self.start, self.months = capital, start, months
        self.legal = {kind: list(menu_names(f"{capital}.{kind}")) for kind in KINDS}
        vital, others = (
            "; ".join(a.label for a in goals_of(capital) if a.vital is kind)
            for kind in (True, False)
        )
        self.wants = (
            f"You play {capital.capitalize()}, in the crisis over North Korea. "
            f"It loses if one of these fails: {vital}. Or if two of these fail: {others}."
        )

    def month(
        self,
        month: int,
        sight: Mapping[str, Any],
        luck: float,
        notes: list[dict[str, str]],
        more: Mapping[str, Any] | None = None,
    ) -> Data:
        """Return the input for a month; `more` holds news and red lines, None without diplomacy."""
        content = {
            "format": SCHEMA,
            "seat": self.capital,
            "month": month,
            "months": self.months,
            "date": month_after(self.start, month),
            "state": sight["states"],
            "last": sight["moves"],
            "courses": sight["courses"],
            "kim": sight["kim"],
            "legal": self.legal,
            "luck": luck,
            "messages": notes,
        }
        content |= {} if more is None else {"diplomacy": dict(more)}
        return content | {"briefing": self.words(content)}

    def words(self, content: Data) -> str:
        """Return the month in words."""
        conduct = "; ".join(
            f"{capital.capitalize()}: {' and '.join(label_on(f'{capital}.{kind}', moves[kind]) for kind in KINDS)}"
            f" (course: {content['courses'][capital].replace('_', ' ')})"
            for capital, moves in content["last"].items()
        )
        states = "; ".join(
            STATES[name].says.format(value)
            for name, value in content["state"].items()
            if STATES[name].says
        )
        kim = ", ".join(f"{name} {chance:.2f}" for name, chance in content["kim"].items())
        return (
            f"{self.wants} It is {content['date']}, month {content['month'] + 1} of {content['months']}. "
            f"Last month, as you take it: {conduct}. You see: {states}. You hold Kim to be: {kim}. "
            f"{said_to(content)}"
            f"Choose a statement (word) of {', '.join(self.legal['word'])} "
            f"and an action (deed) of {', '.join(self.legal['deed'])}."
        )


def said_to(content: Mapping[str, Any]) -> str:
    """Return the messages of others in words, and at a table the news and red lines."""
    texts = [
        f"{note['sender'].capitalize()} writes: “{note['text']}”" for note in content["messages"]
    ]
    if (more := content.get("diplomacy")) is not None:
        texts += [*more["news"], *map(line_in_words, more["lines"])]
        texts += [f"Of your last answer this could not be: {text}." for text in more["refused"]]
    return "".join(f"{text} " for text in texts)


def line_in_words(line: Mapping[str, Any]) -> str:
    """Return a red line in a sentence."""
    crossed = " It was crossed." if line["crossed"] else ""
    return f"Red line of {line['by']}: if {line['capital']} does {line['deed']}, then {line['reply']}.{crossed}"

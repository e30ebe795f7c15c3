"""What a program is told each month, in a shape and in words, what it answers, and the transcript
of both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from sim.core.base.months import month_after
from sim.core.game.aims import aims_of
from sim.core.game.catalogue import label_on, menu_names
from sim.core.game.world import STATES
from sim.core.scenario.schema import Shape, key, needed_key
from sim.policies.agents.observation import KINDS

SCHEMA: Final = "korea-agent-1"
MOST_BYTES: Final = 65_536
"""The longest answer, its end of line with it."""

MOST_NOTES: Final = 3
MOST_ASKED: Final = 10
"""Most proposals, answers to deals and red lines in one answer, of each."""

LONGEST_NOTE: Final = 280


class Moves(Shape):
    """A word and a deed, by the names of the menus."""

    word: str = needed_key("the word")
    deed: str = needed_key("the deed")


class Menus(Shape):
    """What may be chosen this month, from soft to hard."""

    word: list[str] = needed_key("the words")
    deed: list[str] = needed_key("the deeds")


class NoteIn(Shape):
    """A message that came from another seat."""

    sender: str = needed_key("the capital that it came from")
    text: str = needed_key("what it says")


class Part(Shape):
    """What one side owes by a deal: one of these moves of its menu, in so many months from the one
    after signing.
    """

    capital: str = needed_key("who owes it")
    kind: str = needed_key('"word" or "deed"')
    moves: list[str] = needed_key("the moves that keep the deal, the wanted one first")
    months: int = needed_key("for how many months")


class Offer(Shape):
    """A deal that can be put on the table; a party that proposes it signs it."""

    term: str = needed_key("its name")
    parties: list[str] = needed_key(
        "the capitals that must sign; anyone else who proposes it is a go-between"
    )
    parts: list[Part] = needed_key("what each side owes")


class DealIn(Shape):
    """A deal that was proposed, as the capital knows of it."""

    number: int = needed_key("its number, by which it is answered")
    term: str = needed_key("its name")
    by: str = needed_key("who proposed it")
    stage: str = needed_key("offered, declined, lapsed, in_force, kept or broken")
    parties: list[str] = needed_key("the capitals that must sign")
    signed: list[str] = needed_key("who has signed")
    can: list[str] = needed_key("how the capital can answer this month: accept, decline or break")


class RedLine(Shape):
    """A red line: if that capital does this deed or a harder one, this one answers with its own."""

    capital: str = needed_key("whose deed is forbidden")
    deed: str = needed_key("the deed that is forbidden")
    reply: str = needed_key("the deed that is threatened")


class LineIn(RedLine):
    """A red line that was drawn in public."""

    by: str = needed_key("who drew it")
    crossed: bool = needed_key("whether it was crossed")


class Forbidden(Shape):
    """The deeds of another capital that a red line can still forbid."""

    capital: str = needed_key("whose deeds they are")
    deeds: list[str] = needed_key("the deeds")


class Diplomacy(Shape):
    """What capitals say to each other at a table, beside words and deeds."""

    news: list[str] = needed_key("what all have heard this month, in words")
    deals: list[DealIn] = needed_key("the deals that the capital knows of")
    offers: list[Offer] = needed_key("the deals that it can propose")
    owed: dict[str, list[str]] = needed_key(
        "what it owes this month by its deals, by kind; other moves break a deal"
    )
    lines: list[LineIn] = needed_key("the red lines of all")
    can_forbid: list[Forbidden] = needed_key("what a red line of its own can forbid")
    can_threaten: list[str] = needed_key("the deeds of its own with which a red line can threaten")
    refused: list[str] = needed_key(
        "what of its last answer could not be, and why; its moves counted all the same"
    )


class Month(Shape):
    """One month as a capital sees it, before anyone has chosen: what a program reads."""

    format: str = needed_key(f'"{SCHEMA}"')
    seat: str = needed_key("the capital that the program plays")
    month: int = needed_key("the number of the month, from 0; a world begins at 0")
    months: int = needed_key("how many months there are, unless the world ends before")
    date: str = needed_key('the month of the calendar, "2017-03"')
    briefing: str = needed_key("the same in words, with what the capital wants")
    state: dict[str, float] = needed_key(
        "what the capital sees of the peninsula, some of it with an error"
    )
    last: dict[str, Moves] = needed_key(
        "last month's words and deeds of all four, as the capital takes them"
    )
    courses: dict[str, str] = needed_key("the courses of all four, which are public")
    kim: dict[str, float] = needed_key(
        "how likely the capital holds each type of Kim to be; Pyongyang knows"
    )
    legal: Menus = needed_key("what may be chosen")
    luck: float = needed_key(
        "a uniform of the capital's own for choices that are drawn, the same in every run of the world"
    )
    messages: list[NoteIn] = needed_key(
        "what others wrote since the last month; the model's capitals write none"
    )
    diplomacy: Diplomacy | None = key("deals and red lines; in sim play and sim class alone")


class NoteOut(Shape):
    """A message to another seat; the model's capitals read none."""

    to: str = needed_key('a capital, or "all", which is in public')
    text: Annotated[str, StringConstraints(max_length=LONGEST_NOTE)] = needed_key("what it says")


class AnswerToDeal(Shape):
    """How a deal is answered."""

    deal: int = needed_key("its number")
    answer: Literal["accept", "decline", "break"] = needed_key(
        "one of those that the deal can be answered with"
    )


class Answer(Shape):
    """What a program chooses: what it writes, on one line. Without `diplomacy` the last three say
    nothing.
    """

    month: int = needed_key("the number of the month that is answered")
    word: str = needed_key("a word of the menu")
    deed: str = needed_key("a deed of the menu")
    messages: Annotated[list[NoteOut], Field(max_length=MOST_NOTES)] = key(
        "messages to other seats", default_factory=list
    )
    proposals: Annotated[list[str], Field(max_length=MOST_ASKED)] = key(
        "deals that it puts on the table, by name", default_factory=list
    )
    answers: Annotated[list[AnswerToDeal], Field(max_length=MOST_ASKED)] = key(
        "answers to deals", default_factory=list
    )
    lines: Annotated[list[RedLine], Field(max_length=MOST_ASKED)] = key(
        "red lines that it draws in public", default_factory=list
    )


class Exchange(Shape):
    """One month of a program at a seat: `month` is a line on its standard input, `answer` one on
    its output.
    """

    month: Month = needed_key("what it is told")
    answer: Answer = needed_key("what it answers")


def line_of(month: dict[str, Any]) -> bytes:
    """Return a month as the line that a program reads."""
    return json.dumps(month, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def answer_in(line: bytes) -> Answer | None:
    """Return the answer that a line holds, None where it holds none."""
    try:
        return Answer.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return None


class Briefing:
    """The months of a capital as a program reads them."""

    def __init__(self, capital: str, start: str, months: int) -> None:
        self.capital, self.start, self.months = capital, start, months
        self.legal = {kind: list(menu_names(f"{capital}.{kind}")) for kind in KINDS}
        vital, others = (
            "; ".join(a.label for a in aims_of(capital) if a.vital is kind)
            for kind in (True, False)
        )
        self.wants = (
            f"You play {capital.capitalize()}, in the crisis over North Korea. "
            f"It loses if one of these fails: {vital}. Or if two of these fail: {others}."
        )

    def month(
        self,
        month: int,
        seen: Mapping[str, Any],
        luck: float,
        notes: list[dict[str, str]],
        more: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return a month as a program reads it; `more` holds what capitals say to each other, where
        they can.
        """
        told = {
            "format": SCHEMA,
            "seat": self.capital,
            "month": month,
            "months": self.months,
            "date": month_after(self.start, month),
            "state": seen["states"],
            "last": seen["moves"],
            "courses": seen["courses"],
            "kim": seen["kim"],
            "legal": self.legal,
            "luck": luck,
            "messages": notes,
        }
        told |= {} if more is None else {"diplomacy": dict(more)}
        return told | {"briefing": self.words(told)}

    def words(self, told: dict[str, Any]) -> str:
        """Return the month in words."""
        done = "; ".join(
            f"{capital.capitalize()}: {' and '.join(label_on(f'{capital}.{kind}', moves[kind]) for kind in KINDS)}"
            f" (course: {told['courses'][capital].replace('_', ' ')})"
            for capital, moves in told["last"].items()
        )
        seen = "; ".join(
            STATES[name].says.format(value)
            for name, value in told["state"].items()
            if STATES[name].says
        )
        kim = ", ".join(f"{name} {chance:.2f}" for name, chance in told["kim"].items())
        return (
            f"{self.wants} It is {told['date']}, month {told['month'] + 1} of {told['months']}. "
            f"Last month, as you take it: {done}. You see: {seen}. You hold Kim to be: {kim}. "
            f"{said_to(told)}"
            f"Choose one word of {', '.join(self.legal['word'])} and one deed of {', '.join(self.legal['deed'])}."
        )


def said_to(told: Mapping[str, Any]) -> str:
    """Return in words what others wrote, and where capitals make deals how those and the red lines
    stand.
    """
    said = [f"{note['sender'].capitalize()} writes: “{note['text']}”" for note in told["messages"]]
    if (more := told.get("diplomacy")) is not None:
        said += [
            *more["news"],
            *map(deal_in_words, more["deals"]),
            *map(line_in_words, more["lines"]),
        ]
        owed = "; ".join(
            f"{kind} one of {', '.join(moves)}" for kind, moves in more["owed"].items()
        )
        offers = "; ".join(
            f"{each['term']} ({', '.join(each['parties'])})" for each in more["offers"]
        )
        said += [f"By your deals you owe: {owed}."] if owed else []
        said += [f"You can propose: {offers}."] if offers else []
        said += [f"Of your last answer this could not be: {text}." for text in more["refused"]]
    return "".join(f"{text} " for text in said)


def deal_in_words(deal: Mapping[str, Any]) -> str:
    """Return how a deal stands, in a sentence."""
    can = f"; you can {' or '.join(deal['can'])}" if deal["can"] else ""
    signed = f", signed by {', '.join(deal['signed'])}" if deal["signed"] else ""
    stage = deal["stage"].replace("_", " ")
    return f"Deal {deal['number']}, {deal['term']}, proposed by {deal['by']}{signed}: {stage}{can}."


def line_in_words(line: Mapping[str, Any]) -> str:
    """Return a red line in a sentence."""
    crossed = " It was crossed." if line["crossed"] else ""
    return f"Red line of {line['by']}: if {line['capital']} does {line['deed']}, then {line['reply']}.{crossed}"

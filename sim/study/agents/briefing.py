"""A month in words and numbers, as a capital sees it: what a program at its seat is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.game.aims import aims_of
from sim.game.catalogue import MOVES
from sim.game.world import STATES
from sim.months import month_after
from sim.study.agents.exchange import SCHEMA
from sim.study.agents.observation import KINDS, SeatView


def aims_in_words(capital: str) -> str:
    """Return what a capital wants, and when it loses."""
    vital, others = ("; ".join(aim.label for aim in aims_of(capital) if aim.vital is kind) for kind in (True, False))
    return f"It loses if one of these fails: {vital}. Or if two of these fail: {others}."


class Briefing:
    """The months of a capital as a program reads them."""

    def __init__(self, capital: str, start: str, months: int) -> None:
        self.capital, self.start, self.months = capital, start, months
        self.legal = {kind: [move.name for move in MOVES[f"{capital}.{kind}"]] for kind in KINDS}
        self.wants = f"You play {capital.capitalize()}, in the crisis over North Korea. {aims_in_words(capital)}"

    def month(
        self,
        month: int,
        seen: SeatView,
        luck: float,
        notes: list[dict[str, str]],
        more: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return a month as a program reads it; `more` holds what capitals say to each other, where they can."""
        told = {
            "format": SCHEMA, "seat": self.capital, "month": month, "months": self.months,
            "date": month_after(self.start, month), "state": dict(seen.states), "last": dict(seen.moves),
            "courses": dict(seen.courses), "kim": dict(seen.kim), "legal": self.legal, "luck": luck, "messages": notes,
        }  # fmt: skip
        told |= {} if more is None else {"diplomacy": dict(more)}
        return told | {"briefing": self.words(told)}

    def words(self, told: dict[str, Any]) -> str:
        """Return the month in words."""
        label = {f"{menu}.{move.name}": move.label for menu, moves in MOVES.items() for move in moves}
        done = "; ".join(
            f"{capital.capitalize()}: {' and '.join(label[f'{capital}.{kind}.{moves[kind]}'] for kind in KINDS)}"
            f" (course: {told['courses'][capital].replace('_', ' ')})"
            for capital, moves in told["last"].items()
        )
        seen = "; ".join(STATES[name].says.format(value) for name, value in told["state"].items() if STATES[name].says)
        kim = ", ".join(f"{name} {chance:.2f}" for name, chance in told["kim"].items())
        return (
            f"{self.wants} It is {told['date']}, month {told['month'] + 1} of {told['months']}. "
            f"Last month, as you take it: {done}. You see: {seen}. You hold Kim to be: {kim}. "
            f"{said_to(told)}"
            f"Choose one word of {', '.join(self.legal['word'])} and one deed of {', '.join(self.legal['deed'])}."
        )


def said_to(told: Mapping[str, Any]) -> str:
    """Return in words what others wrote, and where capitals make deals how those and the red lines stand."""
    said = [f"{note['sender'].capitalize()} writes: “{note['text']}”" for note in told["messages"]]
    if (more := told.get("diplomacy")) is not None:
        said += [*more["news"], *map(deal_in_words, more["deals"]), *map(line_in_words, more["lines"])]
        owed = "; ".join(f"{kind} one of {', '.join(moves)}" for kind, moves in more["owed"].items())
        offers = "; ".join(f"{each['term']} ({', '.join(each['parties'])})" for each in more["offers"])
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

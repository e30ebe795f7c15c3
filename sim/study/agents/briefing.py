"""A month in words and numbers, as a capital sees it: what a program at its seat is told."""

from __future__ import annotations

from typing import Any, Final

from sim.arrays import Floats
from sim.calendar import month_after
from sim.game.aims import aims_of
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.moves import KimType
from sim.study.agents.exchange import SCHEMA
from sim.study.run.sight import KINDS, columns_of

TYPES: Final = tuple(kind.name.lower() for kind in KimType)
READ_AS: Final = {
    "tension": "tension {:.1f} of 8 (a crisis from 5, the brink from 6)",
    "presence": "forces in Korea {:.2f} (.5 is normal)",
    "arsenal": "Pyongyang's arsenal {:.2f} (1 is proven)",
    "un_measures": "UN sanctions {:.2f}",
    "us_measures": "US sanctions {:.2f}",
    "enforcement": "of which China enforces {:.2f}",
    "economy": "Pyongyang's economy {:+.2f} (log, against the start)",
    "cohesion": "cohesion of Washington and Seoul {:.2f}",
    "talks": "talks {:.2f}",
    "freeze": "a freeze in force: {:.0f}",
    "relation": "US-China relation {:+.2f}",
    "deterrent": "the deterrent complete: {:.0f}",
}
"""How states are read out; the others are told as numbers only."""


def aims_in_words(capital: str) -> str:
    """Return what a capital wants, and when it loses."""
    vital, others = ("; ".join(aim.label for aim in aims_of(capital) if aim.vital is kind) for kind in (True, False))
    return f"It loses if one of these fails: {vital}. Or if two of these fail: {others}."


class Briefing:
    """What a capital is told: from the column of a world that stands when words and deeds are chosen."""

    def __init__(self, capital: str, places: tuple[str, ...], start: str, months: int) -> None:
        self.capital, self.start, self.months = capital, start, months
        columns = columns_of(capital)
        self.rows = {column.name: places.index(column.place) for column in columns if column.place}
        self.states = [name for name in self.rows if "." not in name and name != "kim"]
        self.legal = {kind: [move.name for move in MOVES[f"{capital}.{kind}"]] for kind in KINDS}
        self.wants = f"You play {capital.capitalize()}, in the crisis over North Korea. {aims_in_words(capital)}"

    def month(self, month: int, state: Floats, luck: float, notes: list[dict[str, str]]) -> dict[str, Any]:
        """Return a month as a program reads it; `state` is `(places,)`."""
        numbers = {name: float(state[self.rows[name]]) for name in self.states}
        last = {
            capital: {kind: self.named(f"{capital}.{kind}", state) for kind in KINDS} for capital in CAPITALS
        }  # fmt: skip
        courses = {capital: COURSES[capital][int(state[self.rows[f"{capital}.course"]])].name for capital in CAPITALS}
        told = {
            "format": SCHEMA, "seat": self.capital, "month": month, "months": self.months,
            "date": month_after(self.start, month), "state": numbers, "last": last, "courses": courses,
            "kim": self.kim(state), "legal": self.legal, "luck": luck, "messages": notes,
        }  # fmt: skip
        return told | {"briefing": self.words(told)}

    def named(self, menu: str, state: Floats) -> str:
        """Return what the capital takes for last month's move of a menu."""
        return MOVES[menu][int(state[self.rows[menu]])].name

    def kim(self, state: Floats) -> dict[str, float]:
        """Return whom the capital takes Kim for."""
        if self.capital == "pyongyang":
            known = int(state[self.rows["kim"]])
            return {name: float(place == known) for place, name in enumerate(TYPES)}
        return {name: float(state[self.rows[f"kim.{name}"]]) for name in TYPES}

    def words(self, told: dict[str, Any]) -> str:
        """Return the month in words."""
        label = {f"{menu}.{move.name}": move.label for menu, moves in MOVES.items() for move in moves}
        done = "; ".join(
            f"{capital.capitalize()}: {' and '.join(label[f'{capital}.{kind}.{moves[kind]}'] for kind in KINDS)}"
            f" (course: {told['courses'][capital].replace('_', ' ')})"
            for capital, moves in told["last"].items()
        )
        seen = "; ".join(text.format(told["state"][name]) for name, text in READ_AS.items() if name in told["state"])
        kim = ", ".join(f"{name} {chance:.2f}" for name, chance in told["kim"].items())
        return (
            f"{self.wants} It is {told['date']}, month {told['month'] + 1} of {told['months']}. "
            f"Last month, as you take it: {done}. You see: {seen}. You hold Kim to be: {kim}. "
            f"Choose one word of {', '.join(self.legal['word'])} and one deed of {', '.join(self.legal['deed'])}."
        )

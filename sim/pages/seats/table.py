"""A table: one game that is being played, the choices of the month, and who may see and do what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Any, Final

from sim.analysis.finding import CAVEAT
from sim.calendar import month_after
from sim.errors import UsageProblem
from sim.pages.seats.debrief import Position, debrief, position_of
from sim.pages.seats.views import (
    EVENT_WORDS,
    EVENTS,
    KINDS,
    Forecast,
    Moves,
    Record,
    briefing,
    menu_of,
    menus_of,
    misread,
    move_label,
)
from sim.study.run.worlds import Run

OPEN: Final = ""
"""The choice to leave a word or a deed to the rules: it is drawn as the capital's course has it."""

Keep = Callable[[Record, dict[str, str]], None]
"""Saves a record and the choices of the open month."""


class Table:
    """One game. Safe to use from several threads; `version` grows with everything that a page may have to show.

    `keep` is called after every change, so that nothing that was acknowledged is lost.
    """

    def __init__(self, record: Record, keep: Keep, chosen: dict[str, str] | None = None) -> None:
        self._lock = RLock()
        self._keep = keep
        self.record = record
        self.version = 1
        self.chosen: dict[str, str] = dict(chosen or {})
        self.position: Position = position_of(record)
        self._debrief: dict[str, Any] | None = None

    @property
    def phase(self) -> str:
        """Where the game stands: "forecasts", "playing" or "over"."""
        if not self.record.started:
            return "forecasts"
        return "over" if self.position.over else "playing"

    def forecast(self, capital: str, chances: Forecast) -> None:
        """Take a team's forecast, or its change; raises UsageProblem where it cannot be or the game has begun."""
        with self._lock:
            self._change(self.record.with_forecast(capital, chances), self.chosen)

    def start(self) -> None:
        """Open the first month; a game that has begun goes on as it is."""
        with self._lock:
            if not self.record.started:
                self._change(replace(self.record, started=True), self.chosen)

    def choose(self, capital: str, month: int, word: str, deed: str) -> None:
        """Take a team's word and deed for the open month, each by name or OPEN; raises UsageProblem for any other.

        A team may change its mind until the month is over.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                raise UsageProblem("that month is not open", "month", "Choose for the month that is shown.")
            menu = menu_of(capital)
            for kind, move in zip(KINDS, (word, deed), strict=True):
                if move not in (OPEN, *(item["name"] for item in menu[kind])):
                    raise UsageProblem(f"there is no such {kind}", kind, "Choose one from the list.")
            self._change(self.record, self.chosen | dict(zip(menus_of([capital]), (word, deed), strict=True)))

    @property
    def decided(self) -> bool:
        """Whether every team has chosen for the open month; does not wait for a month that is being played."""
        return self.phase == "playing" and set(menus_of(self.record.teams)) <= set(self.chosen)

    def close_month(self, month: int) -> None:
        """Play the open month: what was chosen is said and done, and what was left open is drawn by the rules.

        A month that is not the open one is over already, and is left alone.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                return
            moves = {menu: move for menu, move in self.chosen.items() if move != OPEN}
            record = self.record.with_month(moves)
            self._change(record, {}, position_of(record))

    def _change(self, record: Record, chosen: dict[str, str], position: Position | None = None) -> None:
        """Save, and only then let the change be seen: where saving fails, all stays as it was."""
        self._keep(record, chosen)
        self.position = position or self.position
        self.record, self.chosen = record, chosen
        # Last, so that nobody takes the old state for the new version.
        self.version += 1

    def public(self) -> dict[str, Any]:
        """Return what everyone at the table may know."""
        scenario = self.record.scenario
        return {
            "version": self.version,
            "phase": self.phase,
            "title": scenario.title,
            "months": scenario.months,
            "start": scenario.start,
            "number": self.position.month,
            "month": month_after(scenario.start, min(self.position.month, scenario.months - 1)),
            "teams": [
                {"capital": capital, "forecast": capital in self.record.forecasts,
                 "chosen": set(menus_of([capital])) <= set(self.chosen)}
                for capital in self.record.teams
            ],
            "caveat": CAVEAT,
        }  # fmt: skip

    def seat(self, capital: str) -> dict[str, Any]:
        """Return what one team may know: the public part, its own views, menu, choice and forecast, and the debrief."""
        with self._lock:
            over = self.phase == "over"
            own: dict[str, Any] = {
                "capital": capital,
                "briefing": briefing(capital),
                "events": [{"name": name, "text": EVENT_WORDS[name]} for name in EVENTS],
                "forecast": dict(self.record.forecasts.get(capital, {})) or None,
                "views": [] if self.phase == "forecasts" else self.position.views[capital],
                "menu": menu_of(capital) if self.phase == "playing" else {kind: [] for kind in KINDS},
                "choice": own_of(capital, self.chosen) or None,
                "past": [past_of(capital, moves) for moves in self.record.months],
                "debrief": self.debrief() if over else None,
                "misread": misread(self.position.views[capital], self.played()) if over else [],
            }  # fmt: skip
            return self.public() | own

    def debrief(self) -> dict[str, Any]:
        """Return the debrief of a game that is over; it is worked out once."""
        with self._lock:
            if self._debrief is None:
                self._debrief = debrief(self.record, self.played())
            return self._debrief

    def played(self) -> Run:
        """Return the whole world of a game that is over."""
        assert self.position.run is not None
        return self.position.run


def own_of(capital: str, moves: Moves) -> dict[str, str]:
    """Return the word and the deed of one team among the moves of a month, where it chose them."""
    return {kind: moves[f"{capital}.{kind}"] for kind in KINDS if f"{capital}.{kind}" in moves}


def past_of(capital: str, moves: Moves) -> dict[str, str]:
    """Return what a team chose in a month in words; what it left open is not there."""
    return {kind: move_label(f"{capital}.{kind}", move) for kind, move in own_of(capital, moves).items()}

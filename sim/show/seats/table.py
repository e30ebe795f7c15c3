"""A table: one game that is being played, the choices of the month, and who may see and do what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Any, Final

from sim.calendar import month_after
from sim.errors import UsageProblem
from sim.study.run import Run
from sim.study.summary import CAVEAT
from sim.world.actions import ACTIONS

from .debrief import debrief
from .record import EVENTS, Forecast, Record
from .replay import Position, position_of
from .views import misread
from .words import BRIEFINGS
from .words import EVENTS as EVENT_WORDS

POLICY: Final = ""
"""The choice to let the policy act."""

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

    def choose(self, capital: str, month: int, move: str) -> None:
        """Take a team's move for the open month, by name, or POLICY; raises UsageProblem where it cannot be.

        A team may change its mind until the month is over.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                raise UsageProblem("that month is not open", "month", "Choose for the month that is shown.")
            menu = [item["name"] for item in self.position.menus[capital]]
            if move != POLICY and move not in menu:
                raise UsageProblem("that move cannot be made now", "move", "Choose one from the list.")
            self._change(self.record, self.chosen | {capital: move})

    @property
    def decided(self) -> bool:
        """Whether every team has chosen for the open month; does not wait for a month that is being played."""
        return self.phase == "playing" and set(self.record.teams) <= set(self.chosen)

    def close_month(self, month: int) -> None:
        """Play the open month: chosen moves are made, and whoever has not chosen is left to its policy.

        A month that is not the open one is over already, and is left alone.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                return
            moves = {capital: move for capital, move in self.chosen.items() if move != POLICY}
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
                {"capital": capital, "forecast": capital in self.record.forecasts, "chosen": capital in self.chosen}
                for capital in self.record.teams
            ],
            "caveat": CAVEAT,
        }  # fmt: skip

    def seat(self, capital: str) -> dict[str, Any]:
        """Return what one team may know: the public part, its own views, menu, choice and forecast, and the debrief."""
        with self._lock:
            over = self.phase == "over"
            own = {
                "capital": capital,
                "briefing": BRIEFINGS[capital],
                "events": [{"name": name, "text": EVENT_WORDS[name]} for name in EVENTS],
                "forecast": dict(self.record.forecasts.get(capital, {})) or None,
                "views": [] if self.phase == "forecasts" else self.position.views[capital],
                "menu": self.position.menus.get(capital, []) if self.phase == "playing" else [],
                "choice": self.chosen.get(capital),
                "past": [self._past(capital, moves) for moves in self.record.months],
                "debrief": self.debrief() if over else None,
                "misread": misread(self.position.views[capital], self.played()) if over else [],
            }  # fmt: skip
            return self.public() | own

    def _past(self, capital: str, moves: Any) -> str | None:
        """Return what a team chose in a month in words, or None where its policy acted."""
        names = {action.name: action.label for action in ACTIONS[capital]}
        return names[moves[capital]] if capital in moves else None

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

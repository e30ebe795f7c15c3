"""A table: one running game, the choices of its month, and the views and acts of its seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from threading import RLock
from types import MappingProxyType
from typing import Any, Final

from sim.classroom.seats import record as kept
from sim.classroom.seats.finished import finish_game
from sim.classroom.seats.play import Position, position_of
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.red_lines import lines_of
from sim.classroom.seats.seat import can_of, seat_of
from sim.classroom.seats.story import story_of
from sim.core.base.errors import UsageProblem
from sim.core.base.months import month_after
from sim.core.game.catalogue import COURSES, MOVES
from sim.pages.text.names import title_key
from sim.policies.agents.observation import KINDS

OPEN: Final = ""
"""The choice to leave a statement or an action to be drawn by the capital's course."""

Keep = Callable[[Position, dict[str, str]], None]
"""A function that saves a game and the choices of the open month."""


def check_choice(capital: str, word: str, deed: str) -> None:
    """Raise UsageProblem for a move that is neither OPEN nor on the menu of its capital."""
    for kind, move in zip(KINDS, (word, deed), strict=True):
        if move not in (OPEN, *(item.name for item in MOVES[f"{capital}.{kind}"])):
            raise UsageProblem(f"there is no such {kind}", kind, "Choose one from the list.")


class GameTable:
    """One game. Safe to use from several threads.

    `keep` is called after every change, so that nothing acknowledged is lost.
    """

    def __init__(
        self, record: GameRecord, keep: Keep, chosen: dict[str, str] | None = None
    ) -> None:
        self._lock = RLock()
        self._keep = keep
        self.record = record
        self.chosen: dict[str, str] = dict(chosen or {})
        self.position: Position = position_of(record)

    @property
    def phase(self) -> str:
        """The phase of the game: "forecasts", "playing" or "over"."""
        if not self.record.started:
            return "forecasts"
        return "over" if self.position.over else "playing"

    def forecast(self, capital: str, chances: kept.Forecast) -> None:
        """Set a team's forecast; raises UsageProblem for an invalid one, or after the start."""
        with self._lock:
            if self.record.started:
                raise UsageProblem(
                    "the game has begun", "forecast", "Forecasts are given before the first month."
                )
            forecasts = {**self.record.forecasts, capital: kept.checked_forecast(chances)}
            self._change(replace(self.record, forecasts=forecasts), self.chosen)

    def start(self) -> None:
        """Open the first month; no effect on a game that has begun."""
        with self._lock:
            if not self.record.started:
                self._change(replace(self.record, started=True), self.chosen)

    def choose(self, capital: str, month: int, word: str, deed: str) -> None:
        """Set a team's statement and action for the open month, each by name or OPEN.

        Raises UsageProblem for any other. A team may change its choice until the month is over.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                raise UsageProblem(
                    "that month is not open", "month", "Choose for the month that is shown."
                )
            check_choice(capital, word, deed)
            self._change(
                self.record,
                self.chosen | dict(zip(kept.menus_of([capital]), (word, deed), strict=True)),
            )

    def act(self, capital: str, request: Mapping[str, Any]) -> None:
        """Add a note, a red line or a declaration of a team; raises UsageProblem for an invalid
        one.
        """
        with self._lock:
            if self.phase != "playing":
                raise UsageProblem("no month is open", "act", "Wait for the game to begin.")
            acts = (*self.record.acts, kept.act_from(request, self.position.month, capital))
            kept.check_bounds(acts)
            lines_of(acts, self.position.made)
            if isinstance(acts[-1], kept.Course):
                self._check_course(acts[-1])
            if acts[-1].act == "paper" and not can_of(self.position, capital)["paper"]:
                raise UsageProblem("you hold no paper", "paper", "Say your word in a note.")
            self._change(replace(self.record, acts=acts), self.chosen)

    def _check_course(self, act: kept.Course) -> None:
        """Raise UsageProblem unless a capital declares one of its courses other than its last."""
        if act.course not in (course.name for course in COURSES[act.by]):
            raise UsageProblem("there is no such course", "course", "Choose one from the list.")
        if act.course == self.record.declared_by(act.by):
            raise UsageProblem("you have declared that", "course", "It stands.")

    def failed(self, capital: str, reason: str) -> None:
        """Record that a capital's program gave no move for the open month, which the rules then
        choose.
        """
        with self._lock:
            fault = kept.ProgramFault(month=self.position.month, by=capital, why=reason)
            self._change(replace(self.record, faults=(*self.record.faults, fault)), self.chosen)

    def inject(self, name: str) -> None:
        """Add news from NEWS; raises UsageProblem if it is not possible."""
        with self._lock:
            if self.phase != "playing":
                raise UsageProblem("no month is open", "news", "Wait for the game to begin.")
            kept.check_news(self.record.scenario, self.record.news, name, self.position.month)
            item = kept.News(month=self.position.month, name=name)
            self._change(replace(self.record, news=(*self.record.news, item)), self.chosen)

    def close_month(
        self,
        month: int,
        chosen: kept.Moves = MappingProxyType({}),
        bets: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        """Play the open month with the chosen moves; the rules draw those that were left open.

        `chosen` are last choices, by menu, and `bets` each team's probability of a greedy Kim. No
        effect for a month other than the open one.
        """
        with self._lock:
            if self.phase != "playing" or month != self.position.month:
                return
            moves = {
                menu: move for menu, move in (self.chosen | dict(chosen)).items() if move != OPEN
            }
            news = [item.name for item in self.record.news if item.month == month]
            moves |= {menu: move for name in news for menu, move in kept.NEWS[name].moves}
            self._change(self.record.with_month(moves, bets), {})

    def _change(self, record: GameRecord, chosen: dict[str, str]) -> None:
        """Save, and only then make the change visible: if saving fails, nothing changes."""
        position = self.position if record is self.record else position_of(record, self.position)
        self._keep(position, chosen)
        self.position, self.record, self.chosen = position, record, chosen

    def public(self) -> dict[str, Any]:
        """Return the public data of the game."""
        scenario, sealed = (
            self.record.scenario,
            self.record.sealed if self.phase != "over" else None,
        )
        return {
            "phase": self.phase,
            "title": scenario.title,
            "titleKey": title_key(scenario),
            "months": sealed[1] if sealed else scenario.months,
            "sealed": sealed,
            "start": scenario.start,
            "number": self.position.month,
            "month": month_after(scenario.start, min(self.position.month, scenario.months - 1)),
        }

    def news(self) -> list[str]:
        """Return the news that is possible in the open month."""
        names = []
        for name in kept.NEWS:
            with suppress(UsageProblem):
                kept.check_news(self.record.scenario, self.record.news, name, self.position.month)
                names.append(name)
        return names

    def story(self) -> list[dict[str, Any]]:
        """Return the public account month by month: see `story_of`."""
        return story_of(self.position)

    def seat(self, capital: str) -> dict[str, Any]:
        """Return the data of one team: the public part, and that of `seat_of`."""
        with self._lock:
            page = self.public() | seat_of(self.position, capital, self.phase)
            return page | {"team": self.debrief()["team"]} if self.phase == "over" else page

    def debrief(self) -> dict[str, Any]:
        """Return all data of a game that is over: see `finish_game`; concurrent calls wait for one
        result.
        """
        with self._lock:
            return finish_game(self.position)

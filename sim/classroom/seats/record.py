"""A game as it is kept: everything that was chosen and said, from which the whole game can be played again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from sim.classroom.seats.acts import Act, Course, Fault, News
from sim.classroom.seats.news import with_news
from sim.errors import UsageProblem
from sim.options import checked_seed
from sim.scenario import Scenario
from sim.scenario.plan import checked_capitals
from sim.study.agents.observation import KINDS
from sim.study.run.interventions import ImposedMove

EVENTS: Final = ("war", "aims_lose_lose", "ever_freeze")
"""What teams forecast before the first month; each may happen or not, whatever the others do."""

LEAST_CHANCE: Final = 0.01
"""No forecast is surer than this, so that no score is infinite."""

Moves = Mapping[str, str]
"""Words and deeds by menu: `seoul.word`, `seoul.deed`."""

Forecast = Mapping[str, float]


@dataclass(frozen=True)
class Record:
    """A game: scenario, seed and teams, the forecasts, what was said, and the moves of each month that is over.

    `months` holds what was imposed on the world, by menu: what teams chose, what a deal asked of a capital, what news
    brought. A word or a deed that a month does not name was left to the rules. `acts` holds notes, deals and red lines
    in the order in which they were said. `started` is False until the first month opens. `world` is the number of the
    world of the seed; the worlds after it are what the model makes of the same start. `programs` names the programs
    that play for some of the teams, by capital, and `faults` the months in which they gave no move. `bets` holds by
    month how likely each team took Kim to be greedy. `sealed` says between which months the class is told that the end
    lies; None where it knows the last one.
    """

    scenario: Scenario
    seed: int
    teams: tuple[str, ...]
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)
    months: tuple[Moves, ...] = ()
    started: bool = False
    acts: tuple[Act, ...] = ()
    news: tuple[News, ...] = ()
    world: int = 0
    programs: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    bets: tuple[Mapping[str, float], ...] = ()
    sealed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_capitals(self.teams, "teams")

    @property
    def played(self) -> Scenario:
        """The scenario with all news in its calendar: what is played."""
        return with_news(self.scenario, self.news)

    def interventions(self) -> list[ImposedMove]:
        """Return the moves of all months as they are imposed, and the courses that teams declared.

        Raises UsageProblem for what is on no menu.
        """
        said = [
            impose_move(menu, month, move, self.world)
            for month, moves in enumerate(self.months) for menu, move in moves.items()
        ]  # fmt: skip
        held = [
            ImposedMove(act.by, month, course=act.course, worlds=(self.world,))
            for act in self.declarations() for month in range(act.month + 1, self.scenario.months)
        ]  # fmt: skip
        return said + held

    def declarations(self) -> list[Course]:
        """Return what capitals declared to be about, in order; the last one of a capital holds."""
        return [act for act in self.acts if isinstance(act, Course)]

    def declared_by(self, capital: str) -> str | None:
        """Return what a capital last declared to be about, None where it never did."""
        return next((act.course for act in reversed(self.declarations()) if act.by == capital), None)

    def with_forecast(self, capital: str, forecast: Forecast) -> Record:
        """Return the record with a team's forecast; raises UsageProblem for one that is none, or too late."""
        if self.started:
            raise UsageProblem("the game has begun", "forecast", "Forecasts are given before the first month.")
        return replace(self, forecasts={**self.forecasts, capital: checked_forecast(forecast)})

    def with_month(self, moves: Moves, bets: Mapping[str, float] = MappingProxyType({})) -> Record:
        """Return the record with one more month over, and what teams believed in it."""
        return replace(self, months=(*self.months, dict(moves)), bets=(*self.bets, dict(bets)))


def impose_move(menu: str, month: int, move: str, world: int) -> ImposedMove:
    """Return one word or deed as it is imposed on a world; raises UsageProblem where there is no such menu or move."""
    capital, _, kind = menu.partition(".")
    if kind in KINDS:
        return ImposedMove(capital, month, worlds=(world,), **{kind: move})
    raise UsageProblem(f"there is no menu '{menu}'", f"month {month}", "Name a capital's word or deed: seoul.word.")


def menus_of(teams: Sequence[str]) -> tuple[str, ...]:
    """Return the menus from which some teams choose: a word and a deed each."""
    return tuple(f"{capital}.{kind}" for capital in teams for kind in KINDS)


def checked_forecast(forecast: Forecast) -> dict[str, float]:
    """Return a forecast in the order of EVENTS; raises UsageProblem unless each has a chance from 0.01 to 0.99."""
    if set(forecast) != set(EVENTS):
        raise UsageProblem("a forecast names other events", "forecast", f"Give chances of: {', '.join(EVENTS)}.")
    most = 1.0 - LEAST_CHANCE
    for event, chance in forecast.items():
        if isinstance(chance, bool) or not isinstance(chance, int | float) or not LEAST_CHANCE <= chance <= most:
            raise UsageProblem(f"the chance of '{event}' is {chance!r}", "forecast", "Give a chance from 0.01 to 0.99.")
    return {event: float(forecast[event]) for event in EVENTS}

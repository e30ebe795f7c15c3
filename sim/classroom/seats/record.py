"""The record of a game: all its acts, news and choices, from which it can be replayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from sim.core.base.errors import ScenarioProblem, UsageProblem, check_known, one_line
from sim.core.base.months import month_after
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import courses_of
from sim.core.runs.interventions import ImposedMove
from sim.core.scenario import Scenario
from sim.core.scenario.plan import Election, Incident, Window, checked_capitals
from sim.options import checked_seed
from sim.policies.agents.observation import KINDS
from sim.policies.external_agents import FAULTS

MOST_TEXT: Final = 500
"""Characters of a note."""

MOST_NOTES: Final = 20
"""Notes of a capital in a month."""

MOST_ACTS: Final = 1000
"""Acts of a capital in a game, so that a saved game stays bounded."""

Capital = Annotated[str, Field(pattern=f"^({'|'.join(CAPITALS)})$")]
Name = Annotated[str, Field(min_length=1, max_length=40)]


class Dated(BaseModel):
    """An event of a month, counted from 0."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    month: Annotated[int, Field(ge=0, le=600)]


class ActModel(Dated):
    """An act of a capital."""

    by: Capital


class Note(ActModel):
    """A note to some capitals, or a public one if `to` is empty."""

    act: Literal["note"] = "note"
    to: Annotated[list[Capital], Field(max_length=3)]
    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]

    @model_validator(mode="after")
    def check_readers(self) -> Note:
        """Raise ValueError for an empty note, or invalid readers."""
        if self.by in self.to or len(set(self.to)) < len(self.to):
            raise ValueError("a note goes once to each of the other capitals")
        if not self.text.strip():
            raise ValueError("the note is empty")
        return self


class RedLineAct(ActModel):
    """A public red line: if that capital takes this action or a harder one, we take ours."""

    act: Literal["line"] = "line"
    menu: Name
    move: Name
    deed: Name


class Course(ActModel):
    """A capital publicly declares its course; it holds from the next month on."""

    act: Literal["course"] = "course"
    course: Name


class Paper(ActModel):
    """Beijing shows the paper that only an afraid Kim writes: a proof, where a note is a word."""

    act: Literal["paper"] = "paper"


class News(Dated):
    """News that the teacher added."""

    act: Literal["news"] = "news"
    name: Name


class ProgramFault(ActModel):
    """A month in which a program gave no move for its capital, and the reason: the rules moved
    instead.
    """

    why: Annotated[str, Field(pattern=f"^({'|'.join(FAULTS[1:])})$")]


Act = Note | RedLineAct | Course | Paper
ACTS: Final[TypeAdapter[Act]] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def act_from(request: Mapping[str, Any], month: int, capital: str) -> Act:
    """Return a seat's request as an act of its capital; raises UsageProblem for an invalid one."""
    if not isinstance(request, Mapping) or not {"month", "by"}.isdisjoint(request):
        raise UsageProblem("that is no act", "act", "Send what the page sends.")
    try:
        return ACTS.validate_python({**request, "month": month, "by": capital})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"][1:])) or "act"
        about_text = request.get("act", "note") == "note"
        remedy = (
            f"A note has 1 to {MOST_TEXT} characters."
            if about_text
            else "Send what the page of a seat sends."
        )
        raise UsageProblem(one_line(first["msg"]), place, remedy) from None


def check_bounds(acts: Sequence[Act]) -> None:
    """Raise UsageProblem for too many notes of a capital in a month, or acts in a game."""
    messages = Counter((act.by, act.month) for act in acts if isinstance(act, Note))
    if messages and max(messages.values()) > MOST_NOTES:
        raise UsageProblem(
            f"{MOST_NOTES} notes a month are the most", "note", "Wait for the next month."
        )
    acts_by = Counter(act.by for act in acts)
    if acts_by and max(acts_by.values()) > MOST_ACTS:
        raise UsageProblem(
            f"{MOST_ACTS} notes and red lines a game are the most", "act", "Choose your moves."
        )


NOW, NEXT = 0, 1


@dataclass(frozen=True)
class NewsEffect:
    """The effect of news: `moves` are imposed even on a team; `event` is added to the calendar.

    `after` is 0 for the open month, and 1 for the next, if the event takes place when a month
    opens.
    """

    after: int = NOW
    moves: tuple[tuple[str, str], ...] = ()
    event: str = ""
    result: str = ""


NEWS: Final[Mapping[str, NewsEffect]] = {
    "missile_test": NewsEffect(moves=(("pyongyang.deed", "missile_test"),)),
    "nuclear_test": NewsEffect(moves=(("pyongyang.deed", "big_test"),)),
    "arrest": NewsEffect(event="incidents", result="arrested"),
    "death": NewsEffect(event="incidents", result="dies"),
    "seoul_votes": NewsEffect(NEXT, event="elections"),
    "giants_agree": NewsEffect(NEXT, event="windows", result="succeeds"),
    "giants_quarrel": NewsEffect(NEXT, event="windows", result="fails"),
}
"""The news that a teacher can choose."""


def with_news(scenario: Scenario, news: Iterable[News]) -> Scenario:
    """Return the scenario with all news in its calendar; raises ScenarioProblem if dates clash."""
    for item in news:
        event = NEWS[item.name]
        if event.event:
            dated = month_after(scenario.start, item.month + event.after)
            scenario = scenario.change({event.event: listed_events(scenario, event, dated)})
    return scenario


def listed_events(scenario: Scenario, event: NewsEffect, month: str) -> tuple[Any, ...]:
    """Return a scenario's list with one more event; an incident replaces one of the same month."""
    present = getattr(scenario, event.event)
    if event.event == "elections":
        # A snap election in Seoul has the chances of its first election, or even ones.
        chances = next(
            (vote.chances for vote in scenario.elections if vote.capital == "seoul"), None
        )
        return (
            *present,
            Election(
                "seoul", month, chances or tuple((course, 1.0) for course in courses_of("seoul"))
            ),
        )
    if event.event == "windows":
        return (*present, Window(month, event.result))
    return (*(item for item in present if item.month != month), Incident(month, event.result))


def check_news(scenario: Scenario, news: Iterable[News], name: str, month: int) -> None:
    """Raise UsageProblem if news cannot happen in the open month."""
    check_known("news", name, NEWS, "news")
    event = NEWS[name]
    if month + event.after >= scenario.months:
        raise UsageProblem("the game ends before that", "news", "Choose news of this month.")
    menus = {menu for item in news if item.month == month for menu, _ in NEWS[item.name].moves}
    if menus & {menu for menu, _ in event.moves}:
        raise UsageProblem(
            "there is news of that kind this month", "news", "Wait for the next month."
        )
    try:
        with_news(scenario, (*news, News(month=month, name=name)))
    except ScenarioProblem:
        raise UsageProblem(
            "the calendar has such an event then already", "news", "Wait a month."
        ) from None


EVENTS: Final = ("war", "goals_failed_both", "ever_freeze")
"""The events that teams forecast before the first month; each may happen whatever the others do."""

LEAST_CHANCE: Final = 0.01
"""The least chance in a forecast, so that no score is infinite."""

Moves = Mapping[str, str]
"""Statements and actions by menu: `seoul.word`, `seoul.deed`."""

Forecast = Mapping[str, float]


@dataclass(frozen=True)
class GameRecord:
    """A game: scenario, seed and teams, the forecasts, the acts, and the moves of each month that
    is over.

    `months` holds the imposed moves by menu, chosen by teams or set by news; the rules draw all
    others. `acts` holds notes, red lines and declarations in order. `started` is False until the
    first month opens. `world` is the number of the world of the seed; the model plays the worlds
    after it for comparison. `programs` holds the names of programs that play for teams, by capital,
    and `faults` the months in which they gave no move. `bets` holds each team's probability of a
    greedy Kim by month. `sealed` holds the bounds of the last month that the class knows; None if
    the class knows the month itself.
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
    faults: tuple[ProgramFault, ...] = ()
    bets: tuple[Mapping[str, float], ...] = ()
    sealed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_capitals(self.teams, "teams")

    @property
    def played(self) -> Scenario:
        """The scenario that is played, with all news in its calendar."""
        return with_news(self.scenario, self.news)

    def interventions(self) -> list[ImposedMove]:
        """Return the imposed moves of all months, and the courses that teams declared.

        Raises UsageProblem for a move on no menu.
        """
        declared = [
            impose_move(menu, month, move, self.world)
            for month, moves in enumerate(self.months)
            for menu, move in moves.items()
        ]
        imposed = [
            ImposedMove(act.by, month, course=act.course, worlds=(self.world,))
            for act in self.declarations()
            for month in range(act.month + 1, self.scenario.months)
        ]
        return declared + imposed

    def declarations(self) -> list[Course]:
        """Return the declarations of courses, in order; the last one of a capital holds."""
        return [act for act in self.acts if isinstance(act, Course)]

    def declared_by(self, capital: str) -> str | None:
        """Return the last course that a capital declared, None if it never did."""
        return next(
            (act.course for act in reversed(self.declarations()) if act.by == capital), None
        )

    def with_month(
        self, moves: Moves, bets: Mapping[str, float] = MappingProxyType({})
    ) -> GameRecord:
        """Return the record with the moves and bets of one more month."""
        return replace(self, months=(*self.months, dict(moves)), bets=(*self.bets, dict(bets)))


def impose_move(menu: str, month: int, move: str, world: int) -> ImposedMove:
    """Return one move imposed on a world; raises UsageProblem if there is no such menu or move."""
    capital, _, kind = menu.partition(".")
    if kind in KINDS:
        return ImposedMove(capital, month, worlds=(world,), **{kind: move})
    raise UsageProblem(
        f"there is no menu '{menu}'",
        f"month {month}",
        "Name a capital's statement or action: seoul.word.",
    )


def menus_of(teams: Sequence[str]) -> tuple[str, ...]:
    """Return the menus of some teams: a statement and an action each."""
    return tuple(f"{capital}.{kind}" for capital in teams for kind in KINDS)


def checked_forecast(forecast: Forecast) -> dict[str, float]:
    """Return a forecast in the order of EVENTS; raises UsageProblem unless each chance is 0.01 to
    0.99.
    """
    if set(forecast) != set(EVENTS):
        raise UsageProblem(
            "a forecast names other events", "forecast", f"Give chances of: {', '.join(EVENTS)}."
        )
    most = 1.0 - LEAST_CHANCE
    for event, chance in forecast.items():
        if (
            isinstance(chance, bool)
            or not isinstance(chance, int | float)
            or not LEAST_CHANCE <= chance <= most
        ):
            raise UsageProblem(
                f"the chance of '{event}' is {chance!r}",
                "forecast",
                "Give a chance from 0.01 to 0.99.",
            )
    return {event: float(forecast[event]) for event in EVENTS}

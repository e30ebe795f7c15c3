"""News that a teacher may let happen, each through what the model already knows: a move, a date of the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.classroom.seats.acts import News
from sim.errors import ScenarioProblem, UsageProblem, check_known
from sim.game.policies import courses_of
from sim.months import month_after
from sim.scenario import Scenario
from sim.scenario.plan import Election, Incident, Window

NOW, NEXT = 0, 1


@dataclass(frozen=True)
class Event:
    """What news does: `moves` are made whoever holds the capital; `event` is put into the calendar.

    `after` says in which month: 0 in the open one, 1 in the next, for what a month opens with.
    """

    after: int = NOW
    moves: tuple[tuple[str, str], ...] = ()
    event: str = ""
    result: str = ""


NEWS: Final[Mapping[str, Event]] = {
    "missile_test": Event(moves=(("pyongyang.deed", "missile_test"),)),
    "nuclear_test": Event(moves=(("pyongyang.deed", "big_test"),)),
    "arrest": Event(event="incidents", result="arrested"),
    "death": Event(event="incidents", result="dies"),
    "seoul_votes": Event(NEXT, event="elections"),
    "giants_agree": Event(NEXT, event="windows", result="succeeds"),
    "giants_quarrel": Event(NEXT, event="windows", result="fails"),
}
"""The news a teacher can choose from."""


def imposed_by(news: Iterable[News], month: int) -> dict[str, str]:
    """Return the moves that news of a month imposes, by menu."""
    return {menu: move for item in news if item.month == month for menu, move in NEWS[item.name].moves}


def with_news(scenario: Scenario, news: Iterable[News]) -> Scenario:
    """Return the scenario with all news in its calendar; raises ScenarioProblem where a date is taken."""
    for item in news:
        event = NEWS[item.name]
        if event.event:
            dated = month_after(scenario.start, item.month + event.after)
            scenario = scenario.change({event.event: laid(scenario, event, dated)})
    return scenario


def laid(scenario: Scenario, event: Event, month: str) -> tuple[Any, ...]:
    """Return a list of a scenario with one event more; an incident stands for one of the same month."""
    held = getattr(scenario, event.event)
    if event.event == "elections":
        # The chances of Seoul's courses at a snap election are those of its first one, or even ones.
        own = next((vote.chances for vote in scenario.elections if vote.capital == "seoul"), None)
        return (*held, Election("seoul", month, own or tuple((course, 1.0) for course in courses_of("seoul"))))
    if event.event == "windows":
        return (*held, Window(month, event.result))
    return (*(item for item in held if item.month != month), Incident(month, event.result))


def can_happen(scenario: Scenario, news: Iterable[News], name: str, month: int, held: bool) -> bool:
    """Say whether news can happen in the open month."""
    try:
        check_news(scenario, news, name, month, held)
    except UsageProblem:
        return False
    return True


def check_news(scenario: Scenario, news: Iterable[News], name: str, month: int, held: bool) -> None:
    """Raise UsageProblem where news cannot happen in the open month; `held` says whether an American is held."""
    check_known("news", name, NEWS, "news")
    event = NEWS[name]
    if month + event.after >= scenario.months:
        raise UsageProblem("the game ends before that", "news", "Choose news of this month.")
    if event.event == "incidents" and held == (event.result == "arrested"):
        said = "an American is held already" if held else "no American is held"
        raise UsageProblem(said, "news", "Choose other news.")
    taken = {menu for item in news if item.month == month for menu, _ in NEWS[item.name].moves}
    if taken & {menu for menu, _ in event.moves}:
        raise UsageProblem("there is news of that kind this month", "news", "Wait for the next month.")
    try:
        with_news(scenario, (*news, News(month=month, name=name)))
    except ScenarioProblem:
        raise UsageProblem("the calendar has such an event then already", "news", "Wait a month.") from None

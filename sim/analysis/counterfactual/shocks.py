"""Shocks by name: what luck or the calendar brought to one world, and how it could have gone instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sim.analysis.counterfactual.changes import Change, EventChange, KimChange, LuckChange
from sim.analysis.counterfactual.story import Month, Story, course_of
from sim.analysis.counterfactual.watch import MOST
from sim.calendar import month_after
from sim.engine import CALENDAR
from sim.engine.luck import LEAST
from sim.errors import UsageProblem, nearest
from sim.game.catalogue import COURSES
from sim.game.moves import Incident, KimType, Window
from sim.study.scenario import Election, Switch

HALF: Final = 0.5
"""The uniform whose normal variate is 0: no noise."""

KIM_TYPES: Final = tuple(kim.name.lower() for kim in KimType)
Maker = Callable[[Story, int, str], Change]


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock by name and what it can come to.

    `opposites` pairs the kinds of events that tell that it happened with how it would have gone otherwise. `make`
    returns the change for a story, a month and a result. What is settled `at_start` has no month. The results of an
    office are the courses of the capital.
    """

    name: str
    meaning: str
    results: tuple[str, ...]
    make: Maker
    opposites: Mapping[str, str] = field(default_factory=dict)
    at_start: bool = False


def by_luck(slot: str, **values: tuple[float, str]) -> Maker:
    """Return the maker of a change of one slot; `values` holds the uniform and the words of each result."""

    def make(story: Story, month: int, result: str) -> Change:
        value, words = values[result]
        return LuckChange(slot, value, month, words)

    return make


def ends_world(slot: str, none: str, happens: str) -> Shock:
    """Return the shock that an end of the world by one slot of luck does not come, or comes where it can."""
    make = by_luck(slot, none=(MOST, none), happens=(LEAST, happens))
    return Shock(slot, happens, ("none", "happens"), make, {slot: "none"})


def other_fate(story: Story, month: int, result: str) -> Change:
    """Return the change after which an American has another fate in a month; "none": nothing happens to anyone."""
    words = {
        "none": "no American is arrested, freed or dies", "arrested": "Pyongyang arrests an American",
        "dies": "an American whom Pyongyang held dies", "released": "Pyongyang lets an American go",
    }[result]  # fmt: skip
    fixed = Incident.DRAWN if result == "none" else Incident[result.upper()]
    return EventChange(month, words, {"incident": float(fixed)}, {"detainee": MOST} if result == "none" else {})


def office_in(story: Story, month: int) -> str:
    """Return the capital whose government or course the calendar changes in a month; raises UsageProblem for none."""
    label = month_after(story.scenario.start, month)
    offices: list[Election | Switch] = [*story.scenario.elections, *story.scenario.switches]
    found = [office.capital for office in offices if office.month == label]
    if not found:
        dates = sorted(office.month for office in offices if office.month <= story.months[-1].label)
        remedy = f"Name one of: {', '.join(dates)}." if dates else "This scenario has neither."
        raise UsageProblem("no election and no announced turn in that month", label, remedy)
    return found[0]


def other_office(story: Story, month: int, result: str) -> Change:
    """Return the change after which an election or an announced turn brings a given course."""
    capital = office_in(story, month)
    chances = {f"{capital}_office.{k}": float(c.name == result) for k, c in enumerate(COURSES[capital])}
    name, course = capital.capitalize(), course_of(capital, result)
    voted = story.months[month].has("election")
    words = f"{name} elects {course}" if voted else f"{name} turns to {course}, as was announced,"
    return EventChange(month, words, chances)


def other_window(story: Story, month: int, result: str) -> Change:
    """Return the change after which a dialogue of Washington and Beijing succeeds or fails."""
    check_date(story, month, "window", "dialogue")
    return EventChange(month, f"the dialogue of Washington and Beijing {result}",
                       {"window": float(Window[result.upper()])})  # fmt: skip


def kept_measure(story: Story, month: int, result: str) -> Change:
    """Return the change after which the measures of sanctions that lapse in a month go on."""
    check_date(story, month, "expiry", "measure that lapses")
    return EventChange(month, "the measure of the United Nations goes on", {"expiry": 0.0})


def check_date(story: Story, month: int, column: str, what: str) -> None:
    """Raise UsageProblem unless the calendar holds something of a kind in a month."""
    held = story.trace.job.calendar
    assert held is not None
    dates = [each.label for each in story.months if held[each.number, CALENDAR.index(column)] > 0.0]
    label = month_after(story.scenario.start, month)
    if label not in dates:
        remedy = f"Name one of: {', '.join(dates)}." if dates else "Leave it out: this world has none."
        raise UsageProblem(f"no {what} in that month", label, remedy)


def nerve(capital: str) -> Shock:
    """Return the shock of who backs down at the brink."""
    name = capital.capitalize()
    make = by_luck(
        f"stand_{capital}", stands=(LEAST, f"{name} stands firm at the brink"),
        backs_down=(MOST, f"{name} backs down at the brink"),
    )  # fmt: skip
    return Shock(f"{capital}_nerve", f"whether {name} stands firm at the brink", ("stands", "backs_down"), make,
                 {f"{capital}_backs_down": "stands", "both_stand": "backs_down"})  # fmt: skip


SHOCKS: Final = {
    shock.name: shock
    for shock in (
        ends_world("accident", "no accident happens", "an accident turns into war, if tension allows one"),
        ends_world("clash", "a stand of both at the brink goes by", "a stand of both at the brink turns into war"),
        ends_world("strike", "Washington does not strike", "Washington strikes, if it is on prevention in a crisis"),
        ends_world("attack", "Pyongyang does not strike first", "Pyongyang strikes first, if at the brink"),
        ends_world("collapse", "the regime does not fall", "the regime falls"),
        nerve("washington"),
        nerve("pyongyang"),
        Shock(
            "war", "how large a war becomes", ("limited", "major"),
            by_luck("severity", limited=(MOST, "the war stays limited"), major=(LEAST, "the war becomes a major one")),
            {"major": "limited", "limited": "major"},
        ),
        Shock(
            "detainee", "the fate of an American in Pyongyang", ("none", "dies", "released", "arrested"), other_fate,
            dict.fromkeys(("arrested", "dies", "released"), "none"),
        ),
        Shock("election", "an election, or an announced turn", (), other_office),
        Shock(
            "dialogue", "a dialogue of Washington and Beijing", ("succeeds", "fails"), other_window,
            {"window_succeeds": "fails", "window_fails": "succeeds"},
        ),
        Shock("expiry", "a measure of the United Nations that lapses", ("none",), kept_measure, {"expiry": "none"}),
        Shock(
            "deal", "whether a freeze begins", ("none", "happens"),
            by_luck("deal", none=(MOST, "no freeze begins"), happens=(LEAST, "a freeze begins, if it can")),
            {"freeze": "none"},
        ),
        Shock("tension", "chance in tension", ("none",), by_luck("tension", none=(HALF, "chance spares tension"))),
        Shock("kim", "who Kim is", KIM_TYPES, lambda story, month, result: KimChange(result), at_start=True),
    )
}  # fmt: skip


def shock_change(story: Story, name: str, result: str | None, month: int | None, where: str) -> Change:
    """Return the change of a shock by name.

    Without a month it is the one in which the shock happened in the story; without a result it is the opposite of what
    happened. Raises UsageProblem, with `where` it was asked, for a name or result that is not known, a shock that did
    not happen, and where there is more than one to choose from.
    """
    if name not in SHOCKS:
        known = ", ".join(SHOCKS)
        raise UsageProblem(f"there is no shock '{name}'", where, f"Use one of: {known}.{nearest(name, SHOCKS)}")
    shock = SHOCKS[name]
    if shock.at_start and month:
        raise UsageProblem(f"'{name}' is settled before the first month", where, "Leave the month out.")
    number = (0 if shock.at_start else month_of(story, shock, where)) if month is None else month
    if number >= len(story.months):
        last = story.months[-1].label
        raise UsageProblem(f"world {story.world} ends in {last}", where, f"Change something up to {last}.")
    known_results = results(story, shock, number)
    wanted = opposite(shock, story.months[number]) if result is None else result
    if wanted not in known_results:
        what = f"'{name}' cannot come to '{wanted}'" if wanted else f"what '{name}' comes to is left open"
        remedy = f"Put after = one of: {', '.join(known_results)}.{nearest(wanted, known_results)}"
        raise UsageProblem(what, where, remedy)
    return shock.make(story, number, wanted)


def results(story: Story, shock: Shock, month: int) -> tuple[str, ...]:
    """Return what a shock can come to in a month."""
    return shock.results or tuple(course.name for course in COURSES[office_in(story, month)])


def opposite(shock: Shock, month: Month) -> str:
    """Return how a shock would have gone otherwise in a month, or "" where the story does not tell."""
    if len(shock.results) == 1:
        return shock.results[0]
    return next((shock.opposites[event.kind] for event in month.events if event.kind in shock.opposites), "")


def month_of(story: Story, shock: Shock, where: str) -> int:
    """Return the month in which a shock happened; raises UsageProblem where it did not, or more than once."""
    kinds = tuple(shock.opposites) or ("election", "switch")
    months = [month for month in story.months if month.has(*kinds)]
    if len(months) == 1:
        return months[0].number
    if not months:
        example = f"--shock {shock.name}=RESULT@{story.scenario.start}"
        raise UsageProblem(
            f"nothing of the kind happens in world {story.world}: {shock.meaning}", where,
            f"Give what it comes to, and the month: {example}.",
        )  # fmt: skip
    labels = ", ".join(month.label for month in months)
    raise UsageProblem(f"it happens more than once: {shock.meaning}", where, f"Add @ and one of: {labels}.")


def undone(story: Story) -> Iterator[Change]:
    """Yield the changes that undo each shock of a story, that settle each office otherwise, and other types of Kim."""
    for month in story.months:
        for event in month.events:
            for shock in SHOCKS.values():
                if event.kind in shock.opposites:
                    yield shock.make(story, month.number, shock.opposites[event.kind])
        if month.has("election", "switch"):
            for result in results(story, SHOCKS["election"], month.number):
                yield other_office(story, month.number, result)
    for kim in KIM_TYPES:
        if kim != story.kim:
            yield KimChange(kim)

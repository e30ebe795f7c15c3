"""Changes and causes by name: shocks that could have come otherwise, and texts that ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sim.analysis.counterfactual.changes import (
    Change,
    EventChange,
    KimChange,
    LeverChange,
    LuckChange,
    MoveChange,
    PolicyChange,
)
from sim.analysis.counterfactual.story import Month, Story, course_of
from sim.analysis.counterfactual.tracing import MOST
from sim.engine import CALENDAR, SLOTS
from sim.engine.luck import LEAST
from sim.errors import Problem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.levers import LEVERS
from sim.game.moves import Incident, KimType, Window
from sim.game.policies import POLICIES
from sim.months import month_after, months_from
from sim.scenario import Election, Scenario, Switch
from sim.scenario.user_policies import is_own
from sim.study.experiment.definition import Discrete, Value
from sim.study.experiment.factor_text import factor_from
from sim.study.experiment.labels import factor_value

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


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One change as it was asked for; `value` and `month` are "" where none was given."""

    kind: str
    name: str
    value: str
    month: str
    where: str


def asked_change(kind: str, form: str, text: str, where: str) -> AskedChange:
    """Return the change that NAME=VALUE@MONTH asks for, with its names checked; raises UsageProblem."""
    head, at, month = (part.strip() for part in text.partition("@"))
    name, equals, value = (part.strip() for part in head.partition("="))
    lacks_month = kind in ("move", "luck") and not month
    lacks_value = kind != "shock" and not value
    if not name or lacks_month or lacks_value or (equals and not value) or (at and not month):
        raise UsageProblem(f"'{text}' is not complete", where, f"Write {form}.")
    asked = AskedChange(kind, name, value, month, where)
    check_names(asked)
    return asked


def check_names(asked: AskedChange) -> None:
    """Raise UsageProblem for a name that does not exist, or a number out of range."""
    if asked.kind == "shock":
        check_known("shock", asked.name, SHOCKS, asked.where)
    elif asked.kind == "luck":
        check_known("slot of luck", asked.name, SLOTS, asked.where)
        number(asked, LEAST, MOST, "luck")
    elif asked.kind == "lever":
        check_known("lever", asked.name, LEVERS, asked.where)
        number(asked, LEVERS[asked.name].low, LEVERS[asked.name].high, f"'{asked.name}'")
    else:
        check_known("capital", asked.name, CAPITALS, asked.where)
        if asked.kind == "policy" and is_own(asked.value):
            return
        names: Iterable[str] = POLICIES[asked.name] if asked.kind == "policy" else menus_of(asked.name)
        check_known(f"{asked.kind} of {asked.name}", asked.value, list(names), asked.where)


def menus_of(capital: str) -> dict[str, str]:
    """Return the menu on which each word and deed of a capital stands; no name stands on both of its menus."""
    menus = [f"{capital}.word", f"{capital}.deed"]
    return {move.name: menu for menu in menus for move in MOVES[menu]}


def check_known(what: str, name: str, names: Iterable[str], where: str) -> None:
    """Raise UsageProblem with the nearest name for one that is not known."""
    listed = list(names)
    if name not in listed:
        shown = f" of: {', '.join(listed)}" if len(listed) <= 12 else " that sim show knows"
        raise UsageProblem(f"there is no {what} '{name}'", where, f"Use one{shown}.{nearest(name, listed)}")


def number(asked: AskedChange, low: float, high: float, what: str) -> float:
    """Return the value of a change as a number; raises UsageProblem for none, or one out of range."""
    try:
        value = float(asked.value)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        span = "above 0 and below 1" if asked.kind == "luck" else f"from {low:g} to {high:g}"
        raise UsageProblem(f"{what} is '{asked.value}'", asked.where, f"Give a number {span}.")
    return value


def month_number(s: Scenario, label: str, where: str) -> int:
    """Return a calendar month counted from the start; raises UsageProblem outside the horizon."""
    try:
        count = months_from(s.start, label, where)
    except Problem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None
    if not 0 <= count < s.months:
        last = month_after(s.start, s.months - 1)
        raise UsageProblem(f"{label} lies outside the horizon", where, f"Give a month from {s.start} to {last}.")
    return count


def check_months(asked: Sequence[AskedChange], s: Scenario) -> None:
    """Raise UsageProblem for a month outside the horizon, before any world is played."""
    for each in asked:
        if each.month:
            month_number(s, each.month, each.where)


def change_of(asked: AskedChange, story: Story) -> Change:
    """Return the change to a world that was asked for; raises UsageProblem where this world does not allow it."""
    month = month_number(story.scenario, asked.month, asked.where) if asked.month else None
    if asked.kind == "policy":
        return PolicyChange(asked.name, asked.value, month or 0)
    if asked.kind == "lever":
        return LeverChange(asked.name, float(asked.value), month or 0)
    if asked.kind == "shock":
        return shock_change(story, asked.name, asked.value or None, month, asked.where)
    assert month is not None
    if asked.kind == "move":
        return MoveChange(menus_of(asked.name)[asked.value], asked.value, month)
    return LuckChange(asked.name, float(asked.value), month)


SHORT: Final = {
    "enforcement": "beijing.enforcement",
    "pressure": "washington.pressure",
    "dialogue": "washington.dialogue",
}
"""Causes by a short name; without values they are taken from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A lever, number or policy of a scenario, once `low` and once `high`."""

    name: str
    low: Value
    high: Value

    @property
    def ends(self) -> tuple[str, str]:
        """Low and high in words."""
        low, high = (factor_value(self.name, each) for each in (self.low, self.high))
        return low, high


def cause_from(text: str, where: str, scenario: Scenario) -> Cause:
    """Return the cause that NAME, NAME=LOW:HIGH or NAME=A,B means; raises UsageProblem where it cannot be."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    name = SHORT.get(name, name)
    remedy = f"Write --cause NAME=LOW:HIGH, NAME=A,B, or one of: {', '.join(SHORT)}."
    if not equals and name not in LEVERS:
        raise UsageProblem(f"'{text}' needs a low and a high value", where, remedy + nearest(name, SHORT))
    if name == "months":
        raise UsageProblem("'months' is no cause within a world", where, "Name a lever, a number or a policy.")
    known = factor_from(f"{name}{equals}{rest}", where, scenario).distribution
    ends = known.values if isinstance(known, Discrete) else (known.low, known.high)
    if len(ends) != 2:
        raise UsageProblem("a cause has a low and a high value", where, remedy)
    return Cause(name, *ends)

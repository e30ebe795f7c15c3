"""Single changes to one world: policies, moves, levers, random draws and named shocks; and the
texts that request a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from sim.analysis.counterfactual.story import MonthStory, Story
from sim.analysis.counterfactual.tracing import MOST
from sim.core.base.arrays import Array
from sim.core.base.errors import Problem, UsageProblem, check_known, nearest
from sim.core.base.months import month_after, months_from
from sim.core.base.plain import Data
from sim.core.engine import CALENDAR, LEVERS as LEVER_FIELDS, ORDERS, SLOTS, Job
from sim.core.engine.luck import LEAST
from sim.core.game.catalogue import CAPITALS, GIANTS, MOVES, label_on, menu_names
from sim.core.game.levers import LEVERS
from sim.core.game.moves import IncidentKind, KimType, WindowState
from sim.core.game.policies import FREE, HELD, courses_of, orders_of
from sim.core.outcomes.history import defaults
from sim.core.runs.inputs import inputs
from sim.core.scenario import Election, Scenario, Switch
from sim.core.scenario.plan import check_choice, policy_of
from sim.core.scenario.scenario import own_policies
from sim.policies.user_policies import is_own, own_policy
from sim.study.experiment.factor_text import policy_clause

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "levers": LEVER_FIELDS,
    "orders": ORDERS,
    "calendar": CALENDAR,
    "luck": SLOTS,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in a world, from a month on if it `lasts`, else in its month (0 is the first).

    `text` describes it without its month, and `thing` identifies the object of the change, so that
    two changes of one object are found. `write` returns the job of a story's world with the change
    in it. `policy` is the policy that a capital then follows.
    """

    text: str
    thing: tuple[object, ...]
    month: int
    write: Callable[[Story, Job], Job]
    lasts: bool = False
    policy: str = ""

    @property
    def of_giants(self) -> bool:
        """Whether it is a policy or a lever of Washington or Beijing, whose courses the benchmark
        holds.
        """
        kind, *name = map(str, self.thing[:2])
        return kind in ("policy", "lever") and name[0].partition(".")[0] in GIANTS


def write_into_sheet(job: Job, sheet: str, months: int | slice, values: Mapping[str, float]) -> Job:
    """Return a job with values written into one of its tables by column: levers, orders, calendar
    or luck (random draws).
    """
    column_sheet: Array = np.array(getattr(job, sheet))
    for name, value in values.items():
        column_sheet[months, COLUMNS[sheet].index(name)] = value
    changed: Data = {sheet: column_sheet}
    return replace(job, **changed)


def renumber_job(job: Job, story: Story, changes: Mapping[str, Any]) -> Job:
    """Return a job with the parameters that differ once the scenario of a story is changed."""
    old, new = (
        inputs(scenario).numbers for scenario in (story.scenario, story.scenario.change(changes))
    )
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    changed = {name: new.get(name, defaults()[name]) for name in differing}
    return replace(job, numbers={**job.numbers, **changed})


def follow_policy(capital: str, policy: str, month: int = 0) -> Change:
    """Return the change by which a capital follows another policy from a month on: a course, free,
    or a rule.

    `held` means the course that it is on when the month begins. A rule over courses, such as
    `hawk`, holds throughout, and the capital's elections are called off: a new government would
    follow its own lean. User policies are put in for all changes together, by `played_by`.
    """
    rule, menu = policy_of(capital, policy), f"{capital}.course"
    clauses = {FREE: "reviews its course freely", HELD: "holds to the course it is on"}
    text = (
        f"holds to {label_on(menu, rule.course)}"
        if rule.course and not rule.plan
        else clauses.get(policy) or policy_clause(capital, policy)
    )

    def write(story: Story, job: Job) -> Job:
        courses = rule.standing
        if policy == HELD:
            courses = ((story.months[month - 1].courses if month else story.opening)[capital],)
        imposed = write_into_sheet(job, "orders", slice(month, None), orders_of(capital, courses))
        if courses or policy == FREE:
            return imposed
        if f"{capital}_election" in CALENDAR:
            imposed = write_into_sheet(
                imposed, "calendar", slice(None), {f"{capital}_election": 0.0}
            )
        return renumber_job(imposed, story, {f"{capital}.policy": policy})

    return Change(
        f"{capital.capitalize()} {text}", ("policy", capital, month), month, write, True, policy
    )


def impose_move(menu: str, move: str, month: int) -> Change:
    """Return the change by which a capital makes a statement or takes an action; `menu` is its key,
    such as `seoul.deed`.
    """
    text = f"{menu.partition('.')[0].capitalize()}: {label_on(menu, move)}"
    order = {menu.replace(".", "_"): menu_names(menu).index(move)}
    return Change(
        text,
        ("move", menu, month),
        month,
        lambda _, job: write_into_sheet(job, "orders", month, order),
    )


def set_lever(lever: str, value: float, month: int = 0) -> Change:
    """Return the change by which a lever, such as `washington.pressure`, has another value from a
    month on.
    """
    entry = LEVERS[lever]
    text = f"{lever.partition('.')[0].capitalize()}'s {entry.label} at {value:g}"

    def write(story: Story, job: Job) -> Job:
        return write_into_sheet(job, "levers", slice(month, None), {entry.field: value})

    return Change(text, ("lever", lever, month), month, write, True)


def replace_luck(slot: str, value: float, month: int, words: str = "") -> Change:
    """Return the change of a random draw to another uniform; `words` describes its effect, if
    known.
    """
    text = words or f"the random draw {slot} is {value:g}"
    luck = {slot: value}
    return Change(
        text,
        ("luck", slot, month),
        month,
        lambda _, job: write_into_sheet(job, "luck", month, luck),
    )


def settle_event(
    month: int, words: str, calendar: Mapping[str, float], luck: Mapping[str, float] | None = None
) -> Change:
    """Return the change of an event of the calendar: a vote, a dialogue, an incident or a measure.

    `calendar` holds values by column; `luck` replaces random draws with it.
    """

    def write(story: Story, job: Job) -> Job:
        return write_into_sheet(
            write_into_sheet(job, "calendar", month, calendar), "luck", month, luck or {}
        )

    return Change(words, ("event", words, month), month, write)


def be_kim(kim: str) -> Change:
    """Return the change of Kim's type from the first month on; it does not drift."""
    return Change(
        f"Kim is {kim}",
        ("kim_type",),
        0,
        lambda story, job: renumber_job(job, story, {"kim_type": kim}),
        True,
    )


def when(story: Story, change: Change) -> str:
    """Return a change with its month: "Beijing holds to shield from 2017-09", "Seoul: aid in
    2017-09".
    """
    month = month_after(story.scenario.start, change.month)
    if change.lasts:
        return f"{change.text} from {month}" if change.month else f"{change.text} throughout"
    return f"{change.text} in {month}"


def check_changes(story: Story, changes: Sequence[Change]) -> None:
    """Raise UsageProblem for a change after the end of the world, a rule from a month on, or an
    object changed twice.
    """
    things: set[tuple[object, ...]] = set()
    for change in changes:
        location = when(story, change)
        check_lived(story, change.month, location)
        if change.policy and change.month:
            check_from_a_month_on(story, str(change.thing[1]), change.policy, location)
        if change.thing in things:
            raise UsageProblem("one thing is changed twice", location, "Keep one of the two.")
        things.add(change.thing)


def check_lived(story: Story, month: int, location: str) -> None:
    """Raise UsageProblem for a month after the end of the world."""
    if month >= len(story.months):
        last = story.months[-1].label
        raise UsageProblem(
            f"world {story.world} ends in {last}", location, f"Change something up to {last}."
        )


def check_from_a_month_on(story: Story, capital: str, policy: str, location: str) -> None:
    """Raise UsageProblem for a policy change within the game that takes a rule for the whole game,
    or ends one.
    """
    if policy not in (FREE, HELD) and policy_of(capital, policy).course is None:
        remedy = f"Leave the month out, or hold a course: {', '.join(courses_of(capital))}."
        raise UsageProblem(f"'{policy}' is a rule for the whole game", location, remedy)
    policy_name = own_policies(story.scenario).get(capital)
    if policy_name and (policy == FREE or own_policy(policy_name).rule.kind == "moves"):
        raise UsageProblem(
            f"'{policy_name}', which it follows, is a rule for the whole game",
            location,
            "Leave the month out.",
        )


def played_by(scenario: Scenario, changes: Sequence[Change], job: Job) -> Job:
    """Return a job of a scenario with the user policies that are followed after some changes;
    raises UsageProblem.
    """
    new = {
        f"{change.thing[1]}.policy": change.policy
        for change in changes
        if change.policy and not change.month
    }
    if not own_policies(scenario) and not any(map(is_own, new.values())):
        return job
    scenario_inputs = inputs(scenario.change(new))
    return replace(job, rules=scenario_inputs.rules, outside=scenario_inputs.outside)


HALF: Final = 0.5
"""The uniform whose normal variate is 0: no noise."""

KIM_TYPES: Final = tuple(kim.name.lower() for kim in KimType)
Maker = Callable[[Story, int, str], Change]


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock by name and its possible results.

    `opposites` maps the kinds of events by which it happened to the opposite result. `make` returns
    the change for a story, a month and a result. A shock that is settled `at_start` has no month.
    The results of an election or a turn are the courses of the capital.
    """

    name: str
    meaning: str
    results: tuple[str, ...]
    make: Maker
    opposites: Mapping[str, str] = field(default_factory=dict)
    at_start: bool = False


def by_luck(slot: str, **values: tuple[float, str]) -> Maker:
    """Return the maker of a change of one random draw; `values` holds the uniform and the words of
    each result.
    """

    def make(story: Story, month: int, result: str) -> Change:
        value, words = values[result]
        return replace_luck(slot, value, month, words)

    return make


def by_calendar(column: str, noun: str, **values: tuple[float, str]) -> Maker:
    """Return the maker of a change of one column of the calendar, in a month in which it is set;
    values as by_luck.
    """

    def make(story: Story, month: int, result: str) -> Change:
        calendar = story.trace.job.calendar
        assert calendar is not None
        dates = [
            month_story.label
            for month_story in story.months
            if calendar[month_story.number, CALENDAR.index(column)] > 0.0
        ]
        label = month_after(story.scenario.start, month)
        if label not in dates:
            remedy = (
                f"Name one of: {', '.join(dates)}."
                if dates
                else "Leave it out: this world has none."
            )
            raise UsageProblem(f"no {noun} in that month", label, remedy)
        value, words = values[result]
        return settle_event(month, words, {column: value})

    return make


def ends_world(slot: str, none: str, happens: str) -> Shock:
    """Return the shock by which an end of the world that one random draw decides does not come, or
    comes if it can.
    """
    make = by_luck(slot, none=(MOST, none), happens=(LEAST, happens))
    return Shock(slot, happens, ("none", "happens"), make, {slot: "none"})


def other_incident(story: Story, month: int, result: str) -> Change:
    """Return the change to another incident in a month, or to none."""
    words = {
        "none": "nothing happens to anyone",
        "dies": "an American whom Pyongyang held dies",
        "released": "Pyongyang lets an American go",
        "games": "both Koreas meet at games of sport",
    }[result]
    return settle_event(month, words, {"incident": float(IncidentKind[result.upper()])})


def office_in(story: Story, month: int) -> str:
    """Return the capital whose government or course the calendar changes in a month; raises
    UsageProblem if there is none.
    """
    label = month_after(story.scenario.start, month)
    offices: list[Election | Switch] = [*story.scenario.elections, *story.scenario.switches]
    capitals = [office.capital for office in offices if office.month == label]
    if not capitals:
        dates = sorted(office.month for office in offices if office.month <= story.months[-1].label)
        remedy = f"Name one of: {', '.join(dates)}." if dates else "This scenario has neither."
        raise UsageProblem("no election and no announced turn in that month", label, remedy)
    return capitals[0]


def other_office(story: Story, month: int, result: str) -> Change:
    """Return the change by which an election or an announced turn brings a given course."""
    capital = office_in(story, month)
    chances = {
        f"{capital}_office.{k}": float(name == result) for k, name in enumerate(courses_of(capital))
    }
    name, course = capital.capitalize(), label_on(f"{capital}.course", result)
    voted = story.months[month].has("election")
    words = f"{name} elects {course}" if voted else f"{name} turns to {course}, as was announced,"
    return settle_event(month, words, chances)


def nerve(capital: str) -> Shock:
    """Return the shock by which a capital stands firm or backs down at the brink."""
    name = capital.capitalize()
    make = by_luck(
        f"stand_{capital}",
        stands=(LEAST, f"{name} stands firm at the brink"),
        backs_down=(MOST, f"{name} backs down at the brink"),
    )
    return Shock(
        f"{capital}_nerve",
        f"whether {name} stands firm at the brink",
        ("stands", "backs_down"),
        make,
        {f"{capital}_backs_down": "stands", "both_stand": "backs_down"},
    )


SHOCKS: Final = {
    shock.name: shock
    for shock in (
        ends_world(
            "accident", "no accident happens", "an accident turns into war, if tension allows one"
        ),
        ends_world(
            "clash",
            "both stand firm at the brink without war",
            "both stand firm at the brink, and war begins",
        ),
        ends_world(
            "strike",
            "Washington does not strike",
            "Washington strikes, if it is on prevention in a crisis",
        ),
        ends_world(
            "attack", "Pyongyang does not strike first", "Pyongyang strikes first, if at the brink"
        ),
        ends_world("collapse", "the regime does not fall", "the regime falls"),
        nerve("washington"),
        nerve("pyongyang"),
        Shock(
            "war",
            "how large a war becomes",
            ("limited", "major"),
            by_luck(
                "severity",
                limited=(MOST, "the war stays limited"),
                major=(LEAST, "the war becomes a major one"),
            ),
            {"major": "limited", "limited": "major"},
        ),
        Shock(
            "incident",
            "games of sport, or the fate of an American in Pyongyang",
            ("none", "dies", "released", "games"),
            other_incident,
            dict.fromkeys(("dies", "released", "games"), "none"),
        ),
        Shock("election", "an election, or an announced turn", (), other_office),
        Shock(
            "dialogue",
            "a dialogue of Washington and Beijing",
            ("succeeds", "fails"),
            by_calendar(
                "window",
                "dialogue",
                succeeds=(
                    float(WindowState.SUCCEEDS),
                    "the dialogue of Washington and Beijing succeeds",
                ),
                fails=(float(WindowState.FAILS), "the dialogue of Washington and Beijing fails"),
            ),
            {"window_succeeds": "fails", "window_fails": "succeeds"},
        ),
        Shock(
            "expiry",
            "a measure of the United Nations that lapses",
            ("none",),
            by_calendar(
                "expiry",
                "measure that lapses",
                none=(0.0, "the measure of the United Nations goes on"),
            ),
            {"expiry": "none"},
        ),
        Shock(
            "deal",
            "whether a freeze begins",
            ("none", "happens"),
            by_luck(
                "deal",
                none=(MOST, "no freeze begins"),
                happens=(LEAST, "a freeze begins, if it can"),
            ),
            {"freeze": "none"},
        ),
        Shock(
            "tension",
            "chance in tension",
            ("none",),
            by_luck("tension", none=(HALF, "chance spares tension")),
        ),
        Shock(
            "kim_type",
            "Kim's type",
            KIM_TYPES,
            lambda story, month, result: be_kim(result),
            at_start=True,
        ),
    )
}


def shock_change(
    story: Story, name: str, result: str | None, month: int | None, location: str
) -> Change:
    """Return the change of a shock by name.

    The default month is the one in which the shock happened in the story; the default result is the
    opposite of the one that happened. Raises UsageProblem, with the `location` of the request, for an
    unknown result, a shock that did not happen, and a choice among several.
    """
    shock = SHOCKS[name]
    if shock.at_start and month:
        raise UsageProblem(
            f"'{name}' is settled before the first month", location, "Leave the month out."
        )
    number = (0 if shock.at_start else month_of(story, shock, location)) if month is None else month
    check_lived(story, number, location)
    known_results = results(story, shock, number)
    outcome = opposite(shock, story.months[number]) if result is None else result
    if outcome not in known_results:
        message = (
            f"'{name}' cannot have the result '{outcome}'"
            if outcome
            else f"'{name}' is given no result"
        )
        remedy = f"Put after = one of: {', '.join(known_results)}.{nearest(outcome, known_results)}"
        raise UsageProblem(message, location, remedy)
    return shock.make(story, number, outcome)


def results(story: Story, shock: Shock, month: int) -> tuple[str, ...]:
    """Return the possible results of a shock in a month."""
    return shock.results or courses_of(office_in(story, month))


def opposite(shock: Shock, month: MonthStory) -> str:
    """Return the opposite of the result of a shock in a month, or "" if the story does not show a
    result.
    """
    if len(shock.results) == 1:
        return shock.results[0]
    return next(
        (shock.opposites[event.kind] for event in month.events if event.kind in shock.opposites), ""
    )


def month_of(story: Story, shock: Shock, location: str) -> int:
    """Return the month in which a shock happened; raises UsageProblem if it did not, or more than
    once.
    """
    kinds = tuple(shock.opposites) or ("election", "switch")
    months = [month for month in story.months if month.has(*kinds)]
    if len(months) == 1:
        return months[0].number
    if not months:
        example = f"--shock {shock.name}=RESULT@{story.scenario.start}"
        raise UsageProblem(
            f"nothing of the kind happens in world {story.world}: {shock.meaning}",
            location,
            f"Give its result and the month: {example}.",
        )
    labels = ", ".join(month.label for month in months)
    raise UsageProblem(
        f"it happens more than once: {shock.meaning}", location, f"Add @ and one of: {labels}."
    )


def undone(story: Story) -> Iterator[Change]:
    """Yield the changes that undo each shock of a story, give each office another course, and give
    Kim another type.
    """
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
            yield be_kim(kim)


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One change as it was requested; `value` and `month` are "" if none was given."""

    kind: str
    name: str
    value: str
    month: str
    where: str


def asked_change(kind: str, form: str, text: str, location: str) -> AskedChange:
    """Return the change that NAME=VALUE@MONTH asks for, with its names checked; raises
    UsageProblem.
    """
    head, at_sign, month = (part.strip() for part in text.partition("@"))
    name, equals, value = (part.strip() for part in head.partition("="))
    lacks_month = kind in ("move", "luck") and not month
    lacks_value = kind != "shock" and not value
    if not name or lacks_month or lacks_value or (equals and not value) or (at_sign and not month):
        raise UsageProblem(f"'{text}' is not complete", location, f"Write {form}.")
    change = AskedChange(kind, name, value, month, location)
    check_names(change)
    return change


def check_names(change: AskedChange) -> None:
    """Raise UsageProblem for a name that does not exist, or a number out of range."""
    if change.kind == "shock":
        check_known("shock", change.name, SHOCKS, change.where)
    elif change.kind == "luck":
        check_known("random draw", change.name, SLOTS, change.where, "sim show")
        check_number(change, LEAST, MOST, "the random draw")
    elif change.kind == "lever":
        check_known("lever", change.name, LEVERS, change.where, "sim show")
        check_number(change, LEVERS[change.name].low, LEVERS[change.name].high, f"'{change.name}'")
    else:
        check_known("capital", change.name, CAPITALS, change.where)
        if change.kind != "policy":
            noun = f"{change.kind} of {change.name}"
            check_known(noun, change.value, menus_of(change.name), change.where, "sim show")
        elif change.value != HELD:
            check_choice(change.name, change.value, change.where)


def menus_of(capital: str) -> dict[str, str]:
    """Return the menu of each statement and action of a capital; no name is on both of its
    menus.
    """
    menus = [f"{capital}.word", f"{capital}.deed"]
    return {move.name: menu for menu in menus for move in MOVES[menu]}


def check_number(change: AskedChange, low: float, high: float, noun: str) -> None:
    """Raise UsageProblem unless the value of a change is a number within a range."""
    try:
        value = float(change.value)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        span = "above 0 and below 1" if change.kind == "luck" else f"from {low:g} to {high:g}"
        raise UsageProblem(f"{noun} is '{change.value}'", change.where, f"Give a number {span}.")


def month_number(s: Scenario, label: str, location: str) -> int:
    """Return a calendar month counted from the start; raises UsageProblem outside the horizon."""
    try:
        count = months_from(s.start, label, location)
    except Problem as problem:
        raise UsageProblem(problem.message, location, problem.remedy) from None
    if not 0 <= count < s.months:
        last = month_after(s.start, s.months - 1)
        raise UsageProblem(
            f"{label} lies outside the horizon", location, f"Give a month from {s.start} to {last}."
        )
    return count


def check_months(changes: Sequence[AskedChange], s: Scenario) -> None:
    """Raise UsageProblem for a month outside the horizon, before any world is played."""
    for change in changes:
        if change.month:
            month_number(s, change.month, change.where)


def change_of(change: AskedChange, story: Story) -> Change:
    """Return the change to a world that was requested; raises UsageProblem if this world does not
    allow it.
    """
    month = month_number(story.scenario, change.month, change.where) if change.month else None
    if change.kind == "policy":
        return follow_policy(change.name, change.value, month or 0)
    if change.kind == "lever":
        return set_lever(change.name, float(change.value), month or 0)
    if change.kind == "shock":
        return shock_change(story, change.name, change.value or None, month, change.where)
    assert month is not None
    if change.kind == "move":
        return impose_move(menus_of(change.name)[change.value], change.value, month)
    return replace_luck(change.name, float(change.value), month)

"""The events of a scenario's calendar (elections, switches, windows, incidents, expiries, new
leaders) and the plans of its capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final

from sim.core.base.errors import (
    Place,
    ScenarioProblem,
    StartProblem,
    UsageProblem,
    check_known,
    known_names,
    nearest,
)
from sim.core.base.months import months_into
from sim.core.extensions import is_own
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import IncidentKind as IncidentMenu, WindowState as WindowMenu
from sim.core.game.policies import FREE, HELD, POLICIES, Policy, courses_of, signs_of
from sim.core.scenario.parameters import Values, check_levers, in_order, unknown_name

VOTERS: Final = ("washington", "seoul")
RESULTS: Final = {
    "windows": tuple(item.name.lower() for item in WindowMenu if item),
    "incidents": tuple(item.name.lower() for item in IncidentMenu if item),
}
MOST_WEIGHT: Final = 1e6
OWN_POLICY: Final = "Follows a rule of the user's own."
OWN_PLAN: Final = "Follows a plan of the user's own."
WRITTEN: Final = re.compile(r"(\w+) until (\w+) then (\w+)(?: until (\w+))?")
"""A plan as it is written in the place of a policy's name."""
HOW_WRITTEN: Final = "A plan is written COURSE until SIGN then COURSE until SIGN."


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A month in which a capital takes a course anew; `chances` are weights of its courses."""

    capital: str
    month: str
    chances: Values

    def __post_init__(self) -> None:
        object.__setattr__(self, "chances", in_order(self.chances))


@dataclass(frozen=True, slots=True)
class Election(NewCourse):
    """A new government of a capital that votes."""


@dataclass(frozen=True, slots=True)
class Switch(NewCourse):
    """A change of course long announced."""


@dataclass(frozen=True, slots=True)
class Window:
    """A dialogue window of Washington and Beijing, and whether it succeeds or fails."""

    month: str
    result: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An event of a month: an incident with an American in Pyongyang, or games of sport."""

    month: str
    result: str


@dataclass(frozen=True, slots=True)
class Expiry:
    """The share of UN measures, 0 to 1, that lapses in a month unless a round was agreed lately."""

    month: str
    share: float


Event = Election | Switch | Window | Incident | Expiry
KINDS: Final[dict[str, type[Any]]] = {
    "elections": Election,
    "switches": Switch,
    "windows": Window,
    "incidents": Incident,
    "expiries": Expiry,
    "leaders": str,
}
"""The lists of a scenario by name, with the type of their items. `leaders` holds the months in
which Pyongyang has a new leader.
"""


def month_of(item: Event | str) -> str:
    """Return the month of an item of a list; a new leader is a month alone."""
    return item if isinstance(item, str) else item.month


def check_events(kind: str, items: Sequence[Any], start: str) -> None:
    """Check one list: months from the start on, no two in one month, known names, chances; raises
    ScenarioProblem.
    """
    months: set[str] = set()
    for place, item in enumerate(items):
        location, month = Place(key=(kind, place)), month_of(item)
        months_into(start, month, location if kind == "leaders" else location.inner("month"))
        if month in months:
            raise ScenarioProblem(f"two {kind} fall into {month}", location, "Keep one of the two.")
        months.add(month)
        if isinstance(item, Election | Switch):
            check_office(item, location)
        elif isinstance(item, Expiry):
            if (
                isinstance(item.share, bool)
                or not isinstance(item.share, Real)
                or not 0 <= item.share <= 1
            ):
                message = f"'share' is {item.share!r}"
                raise ScenarioProblem(
                    message, location.inner("share"), "Give a number from 0 to 1."
                )
        elif kind in RESULTS and item.result not in RESULTS[kind]:
            raise unknown_name("result", str(item.result), RESULTS[kind], location.inner("result"))


def check_office(item: Election | Switch, location: Place) -> None:
    """Check the capital and the weights of courses of an election or switch; raises
    ScenarioProblem.
    """
    capitals = VOTERS if isinstance(item, Election) else CAPITALS
    if item.capital not in capitals:
        kind = "capital that votes" if isinstance(item, Election) else "capital"
        raise unknown_name(kind, str(item.capital), capitals, location.inner("capital"))
    courses = courses_of(item.capital)
    for course, weight in item.chances:
        if course not in courses:
            raise unknown_name(
                f"course of {item.capital}", course, courses, location.inner("chances", course)
            )
        if (
            isinstance(weight, bool)
            or not isinstance(weight, Real)
            or not 0 <= weight <= MOST_WEIGHT
        ):
            message = f"the chance of '{course}' is {weight!r}"
            raise ScenarioProblem(
                message, location.inner("chances", course), "Give a weight of 0 or more."
            )
    names = [course for course, _ in item.chances]
    if len(set(names)) < len(names) or not sum(weight for _, weight in item.chances):
        message = "no course has a chance above 0, or one is named twice"
        raise ScenarioProblem(
            message, location.inner("chances"), "Give chances = { course = weight }."
        )


def check_offices(elections: Sequence[Election], switches: Sequence[Switch]) -> None:
    """Check that no election and switch fall into one month, since one draw decides both; raises
    ScenarioProblem.
    """
    votes = {vote.month: place for place, vote in enumerate(elections)}
    for place, switch in enumerate(switches):
        if switch.month in votes:
            message = f"an election and a switch fall into {switch.month}"
            raise ScenarioProblem(
                message, Place(key=("switches", place)), "Move one of the two by a month."
            )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A policy in force from a month, "YYYY-MM", until the next stretch; `levers` hold as long.

    `start` is None for one that begins with the scenario.
    """

    start: str | None
    policy: str = FREE
    levers: Values = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levers", in_order(self.levers))


@dataclass(frozen=True, slots=True)
class Plan:
    """The stretches of a capital, and levers that hold in every month and override the stretches.

    A capital whose plan has no stretch is free: it reviews its course by the rules.
    """

    stretches: tuple[Stretch, ...] = ()
    levers: Values = ()

    def __post_init__(self) -> None:
        if self.stretches == (Stretch(None),):
            object.__setattr__(self, "stretches", ())
        object.__setattr__(self, "levers", in_order(self.levers))

    @property
    def in_time(self) -> tuple[Stretch, ...]:
        """The stretches, at least one."""
        return self.stretches or (Stretch(None),)


def policy_of(capital: str, name: str) -> Policy:
    """Return a policy of a capital that is known to exist; a user's own policy changes no
    parameter.
    """
    if is_own(name):
        return Policy(name, OWN_POLICY)
    if written := WRITTEN.fullmatch(name):
        return Policy(name, OWN_PLAN, course=written[1], plan=tuple(filter(None, written.groups())))
    return POLICIES[capital][name]


def rule_of(capital: str, plan: Plan) -> Policy | None:
    """Return the policy by which a capital reviews its course in its free months, or None if it has
    none.
    """
    policies = (policy_of(capital, stretch.policy) for stretch in plan.in_time)
    return next((policy for policy in policies if policy.reviews), None)


def course_cells(capital: str, course: str) -> dict[str, float]:
    """Return the cells of parameters that put a capital on a course at the start."""
    return {f"start_{capital}_course.{name}": float(name == course) for name in courses_of(capital)}


def check_policy(capital: str, policy: str, location: Place) -> None:
    """Check that a capital has a policy of this name; raises ScenarioProblem."""
    if isinstance(policy, str) and (plan := WRITTEN.fullmatch(policy)):
        for course in (plan[1], plan[3]):
            if course not in courses_of(capital):
                raise unknown_name(f"course of {capital}", course, courses_of(capital), location)
        for sign in filter(None, (plan[2], plan[4])):
            if sign not in signs_of(capital):
                raise unknown_name(f"sign that {capital} sees", sign, signs_of(capital), location)
    elif not isinstance(policy, str) or not (policy in POLICIES[capital] or is_own(policy)):
        lister = f"sim show {capital}.policy"
        advice = known_names(f"policy of {capital}", str(policy), POLICIES[capital], lister)
        remedy = f"{advice} {HOW_WRITTEN} A function of your own is named module:function."
        if isinstance(policy, str) and policy.endswith(".py"):
            remedy = f"Name a function in the file: {policy.removesuffix('.py')}:FUNCTION."
        raise ScenarioProblem(
            f"there is no policy of {capital.capitalize()} '{policy}'", location, remedy
        )


def check_plan(capital: str, plan: Plan, start: str) -> None:
    """Check a plan: names, ranges, order of time, one rule for all free months; raises
    ScenarioProblem.
    """
    check_levers(capital, plan.levers, Place(key=(capital,)))
    starts: list[int] = []
    for place, stretch in enumerate(plan.stretches):
        location = Place(key=(capital, "schedule", place))
        check_policy(capital, stretch.policy, location)
        check_levers(capital, stretch.levers, location)
        if stretch.start is None and place:
            remedy = "Say in which month the stretch begins."
            raise ScenarioProblem("the key 'from' is missing", location.inner("from"), remedy)
        distance = (
            0
            if stretch.start is None
            else months_into(start, stretch.start, location.inner("from"))
        )
        if distance in starts:
            remedy = "Keep one of the two: stretches must not overlap."
            raise ScenarioProblem(
                f"two policies of {capital} begin in {stretch.start}", location, remedy
            )
        if starts and distance < starts[-1]:
            raise ScenarioProblem(
                f"the schedule of {capital} is not in order of time", location, "Sort it by month."
            )
        starts.append(distance)
    if starts and starts[0]:
        remedy = (
            f'Let the first stretch begin in {start}; policy = "{FREE}" leaves the capital free.'
        )
        raise StartProblem(
            f"{capital} has no policy in the first month", Place(key=(capital, "schedule")), remedy
        )
    rule = rule_of(capital, plan)
    for place, stretch in enumerate(plan.stretches):
        if (
            rule is not None
            and policy_of(capital, stretch.policy).reviews
            and stretch.policy != rule.name
        ):
            message = f"the free months of {capital} follow two policies, '{rule.name}' and '{stretch.policy}'"
            remedy = "Keep one of the two; courses may be held between free stretches."
            raise ScenarioProblem(message, Place(key=(capital, "schedule", place)), remedy)


def check_capital(name: object, location: str) -> None:
    """Refuse a name that is none of a capital; raises UsageProblem with the nearest."""
    check_known("capital", name, CAPITALS, location)


def check_choice(capital: str, policy: str, location: str) -> None:
    """Raise UsageProblem unless a capital can pick a policy in a game: any of its policies except
    held, or a user's own.
    """
    choices = [name for name in POLICIES[capital] if name != HELD]
    if WRITTEN.fullmatch(policy):
        try:
            check_policy(capital, policy, Place())
        except ScenarioProblem as problem:
            raise UsageProblem(problem.message, location, problem.remedy) from None
    elif policy not in choices and not is_own(policy):
        remedy = f"Use one of: {', '.join(choices)}; or module:function.{nearest(policy, choices)}"
        raise UsageProblem(
            f"there is no policy of {capital.capitalize()} '{policy}'", location, remedy
        )


def checked_capitals(names: str | Sequence[str], location: str) -> tuple[str, ...]:
    """Return capitals in the order of the game; raises UsageProblem for none, a wrong one, or one
    named twice.
    """
    chosen = (names,) if isinstance(names, str) else tuple(names)
    for place, name in enumerate(chosen):
        check_capital(name, location)
        if name in chosen[:place]:
            raise UsageProblem(f"'{name}' is named twice", location, "Name each capital once.")
    if not chosen:
        raise UsageProblem(
            "no capital is named", location, f"Name one or more of: {', '.join(CAPITALS)}."
        )
    return tuple(capital for capital in CAPITALS if capital in chosen)

"""A scenario: everything that is fixed before the first month, as data that cannot change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Final, Literal

from ..calendar import months_from
from ..errors import ScenarioProblem, nearest
from ..game.catalogue import CAPITALS
from .actions import ACTIONS, OPENING_MOVES
from .capitals import POLICIES
from .capitals.pyongyang import KIM_TYPES, PLAIN
from .parameters import LEDGER, MODULES

FORECASTS: Final = ("repeat", "empirical", "qre", "belief")
DRAWN: Final = "drawn"
VOTERS: Final = ("washington", "seoul")
MOST_MONTHS: Final = 600
NAMES_ONLY: Final = ("name", "title", "values", "origin")
Values = tuple[tuple[str, float], ...]


def in_order(values: Values) -> Values:
    """Return pairs in order of name, with whole numbers as floats, so that equal scenarios are equal."""
    return tuple(sorted((name, float(value) if type(value) is int else value) for name, value in values))


@dataclass(frozen=True, slots=True)
class Spell:
    """A policy in force from a month, "YYYY-MM", until the next spell; `levers` differ from the policy's own."""

    start: str
    policy: str
    levers: Values = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levers", in_order(self.levers))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a capital intends: spells of policy in order of time, and levers held in every month.

    A policy that reacts (reciprocity, adaptive, brinkmanship, unpredictable) still moves the levers that its rule sets.
    """

    spells: tuple[Spell, ...]
    levers: Values = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levers", in_order(self.levers))


@dataclass(frozen=True, slots=True)
class Election:
    """A vote that may replace the rest of a capital's schedule.

    With chance `keep` the policy in force goes on; else one of `options`, by weight (without the one in force where
    `keep` is above 0). The result is known in `month` and holds from `in_force`.
    """

    capital: str
    month: str
    in_force: str
    options: Values
    keep: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """A US–China dialogue window; its result is drawn or fixed."""

    month: str
    result: Literal["drawn", "succeeds", "fails"] = "drawn"


@dataclass(frozen=True, slots=True)
class Expiry:
    """A measure that leaves the books in a month; `share` is its part of all sanctions, 0 to 1."""

    month: str
    share: float
    name: str


@dataclass(frozen=True, slots=True)
class Incident:
    """A detainee event that the scenario fixes instead of drawing."""

    month: str
    result: Literal["arrested", "released", "dies"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, checked: a name that does not exist or a value out of range raises ScenarioProblem.

    `values` holds what differs from the ledger: numbers, factors of tables, and cells as `table.cell`. A module not
    in `modules` is off: its numbers and levers have their neutral values, whatever `values` says.
    """

    name: str
    title: str
    washington: Plan
    beijing: Plan
    pyongyang: Plan
    seoul: Plan
    start: str = "2017-02"
    months: int = 36
    forecast: str = "repeat"
    kim_type: str = PLAIN
    modules: tuple[str, ...] = MODULES
    values: Values = ()
    opening_moves: tuple[str, str, str, str] = OPENING_MOVES
    elections: tuple[Election, ...] = ()
    windows: tuple[Window, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    incidents: tuple[Incident, ...] = ()
    origin: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", in_order(self.values))
        check(self)

    def plan(self, capital: str) -> Plan:
        """Return the plan of a capital."""
        plan: Plan = getattr(self, capital)
        return plan

    def change(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a checked copy with some things changed.

        Keys are numbers, tables (a factor) and cells of the ledger; `washington.pressure` for a lever held in every
        month; `washington.policy` for one policy in every month; `modules.thaad` with True or False; and the fields
        name, title, start, months, forecast, kim_type. `elections`, `windows`, `expiries` and `incidents` take
        tuples; `elections.seoul` with False calls that vote off. Raises ScenarioProblem.
        """
        changed = self
        if not isinstance(changes, Mapping) or not all(isinstance(key, str) for key in changes):
            raise ScenarioProblem(f"changes are {changes!r}", "change", "Give a dict of names and values.")
        for key, value in changes.items():
            changed = changed_by(changed, key, value)
        return changed

    def value(self, name: str) -> float:
        """Return a number of the ledger as this scenario has it, modules taken into account."""
        return self.resolved().get(name, LEDGER[name].default)

    def resolved(self) -> dict[str, float]:
        """Return every value that differs from the ledger, with the modules that are off at their neutral values."""
        off = neutral_values(self.modules)
        return {key: value for key, value in self.values if key.partition(".")[0] not in off} | off

    @property
    def hash(self) -> str:
        """Return twelve characters that stand for everything that moves a result: all but name and title."""
        own = [(item.name, getattr(self, item.name)) for item in fields(self) if item.name not in NAMES_ONLY]
        ledger = [(entry.name, entry.default, entry.neutral, entry.cells) for entry in LEDGER.values()]
        content = repr((own, sorted(self.resolved().items()), ledger))
        return hashlib.sha256(content.encode()).hexdigest()[:12]


@cache
def neutral_values(modules: tuple[str, ...]) -> dict[str, float]:
    """Return the neutral value of every number whose module is not among those that are on."""
    return {
        name: entry.default if entry.neutral is None else entry.neutral
        for name, entry in LEDGER.items()
        if entry.module != "core" and entry.module not in modules and entry.kind != "lever"
    }


def unknown(what: str, name: str, known: Any, where: str) -> ScenarioProblem:
    """Return the problem of a name that does not exist, with the nearest one that does."""
    return ScenarioProblem(f"there is no {what} '{name}'", where, f"Use a known {what}.{nearest(name, known)}")


def bounded(name: str, value: Any, where: str) -> float:
    """Return the value as a float if it is a number that the ledger's entry admits; raises ScenarioProblem."""
    entry = LEDGER[name]
    if isinstance(value, bool) and entry.kind == "switch":
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioProblem(
            f"'{name}' is a number, not {value!r}",
            where,
            f"Give a number from {entry.low:g} to {entry.high:g}.",
        )
    if not entry.admits(value):
        shown = (
            f"{entry.low:g} or {entry.high:g}"
            if entry.kind == "switch"
            else f"a number from {entry.low:g} to {entry.high:g}"
        )
        raise ScenarioProblem(f"'{name}' is {value!r}, outside its range", where, f"Give {shown}.")
    return float(value)


def check_value(key: str, value: Any, where: str) -> tuple[str, float]:
    """Return a checked pair of the ledger: a number, a table's factor, or a cell `table.cell`."""
    name, dot, cell = key.partition(".")
    if not dot:
        if name not in LEDGER:
            raise unknown("parameter", key, LEDGER, where)
        return key, bounded(key, value, where)
    if name not in LEDGER or LEDGER[name].kind != "table":
        raise unknown("table", name, [entry.name for entry in LEDGER.values() if entry.kind == "table"], where)
    cells = [known for known, _ in LEDGER[name].cells]
    if cell not in cells:
        raise unknown(f"cell of {name}", cell, cells, where)
    return key, bounded_cell(name, key, value, where)


def bounded_cell(name: str, key: str, value: Any, where: str) -> float:
    """Return the value of a table's cell; raises ScenarioProblem unless it is a number of the table's order of size.

    A cell may be up to 10 in size, or ten times the largest of its table; the weights of a prior are not below 0.
    """
    cells = [cell for _, cell in LEDGER[name].cells]
    high = 10.0 * max(1.0, *map(abs, cells))
    low = 0.0 if name == "kim_prior" else -high
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ScenarioProblem(f"'{key}' is {value!r}", where, f"Give a number from {low:g} to {high:g}.")
    return float(value)


def check_levers(capital: str, levers: Values, where: str) -> None:
    """Check the names and ranges of a capital's levers."""
    for lever, value in levers:
        name = f"{capital}.{lever}"
        if name not in LEDGER:
            own = [entry.name.split(".")[1] for entry in LEDGER.values() if entry.name.startswith(f"{capital}.")]
            raise unknown(f"lever of {capital}", lever, own, where)
        bounded(name, value, f"{where}.{lever}")


def check_policy(capital: str, policy: str, where: str) -> None:
    """Check that a capital has a policy of this name."""
    if policy not in POLICIES[capital]:
        raise unknown(f"policy of {capital}", policy, POLICIES[capital], where)


def check_month(month: Any, start: str, where: str) -> int:
    """Return a month's distance from the start; raises ScenarioProblem for one before it or no month at all."""
    distance = months_from(start, month, where)
    if distance < 0:
        raise ScenarioProblem(f"{month} lies before the start, {start}", where, "Give a month from the start on.")
    return distance


def check_plan(capital: str, plan: Plan, start: str) -> None:
    """Check a plan: at least one spell, in order, none overlapping, all names and ranges known."""
    check_levers(capital, plan.levers, capital)
    if not plan.spells:
        raise ScenarioProblem(f"{capital} has no policy", capital, f"Give one of: {', '.join(POLICIES[capital])}.")
    taken: dict[int, str] = {}
    for number, spell in enumerate(plan.spells):
        where = f"{capital}.schedule[{number}]" if number else f"{capital}.policy"
        check_policy(capital, spell.policy, where)
        check_levers(capital, spell.levers, where)
        distance = check_month(spell.start, start, where)
        if distance in taken:
            raise ScenarioProblem(
                f"two policies of {capital} begin in {spell.start}",
                where,
                "Keep one of the two: spells must not overlap.",
            )
        if taken and distance < max(taken):
            raise ScenarioProblem(f"the schedule of {capital} is not in order of time", where, "Sort it by month.")
        taken[distance] = spell.policy
    if 0 not in taken:
        raise ScenarioProblem(
            f"{capital} has no policy in the first month", capital, f"Let one spell begin in {start}."
        )


def check(s: Scenario) -> None:
    """Check a whole scenario; raises ScenarioProblem with the key that is wrong."""
    months_from(s.start, s.start, "start")
    if isinstance(s.months, bool) or not isinstance(s.months, int) or not 1 <= s.months <= MOST_MONTHS:
        raise ScenarioProblem(f"'months' is {s.months!r}", "months", f"Give a whole number from 1 to {MOST_MONTHS}.")
    for key, name, known in (
        ("forecast", s.forecast, FORECASTS),
        ("kim_type", s.kim_type, (PLAIN, *KIM_TYPES, DRAWN)),
        *(("modules", module, MODULES) for module in s.modules),
        *(
            ("opening_moves", move, [a.name for a in ACTIONS[c]])
            for c, move in zip(CAPITALS, s.opening_moves, strict=True)
        ),
    ):
        if name not in known:
            raise unknown(key.rstrip("s").replace("_", " "), str(name), known, key)
    for key, value in s.values:
        check_value(key, value, key)
    prior = dict(LEDGER["kim_prior"].cells) | {
        key.partition(".")[2]: value for key, value in s.values if key.startswith("kim_prior.")
    }
    if not sum(prior.values()):
        raise ScenarioProblem("the prior over Kim's types has no weight", "kim_prior", "Give a cell above 0.")
    for capital in CAPITALS:
        check_plan(capital, s.plan(capital), s.start)
    check_events(s)


def check_events(s: Scenario) -> None:
    """Check elections, windows, expiries and incidents."""
    for number, vote in enumerate(s.elections):
        where = f"elections[{number}]"
        if vote.capital not in VOTERS:
            raise unknown("capital that votes", vote.capital, VOTERS, where)
        if check_month(vote.in_force, s.start, where) < check_month(vote.month, s.start, where):
            raise ScenarioProblem("a vote takes force before it is held", where, "Give in_force no earlier than month.")
        if not vote.options or not 0 <= vote.keep <= 1 or any(not 0 < weight <= 1e6 for _, weight in vote.options):
            raise ScenarioProblem(
                "a vote needs options with weights above 0, and keep from 0 to 1",
                where,
                "Give options = { policy = weight }.",
            )
        if len({policy for policy, _ in vote.options}) < len(vote.options):
            raise ScenarioProblem("a vote names a policy twice", where, "Give each policy one weight.")
        for policy, _ in vote.options:
            check_policy(vote.capital, policy, where)
    for number, expiry in enumerate(s.expiries):
        check_month(expiry.month, s.start, f"expiries[{number}]")
        if not 0 <= expiry.share <= 1:
            raise ScenarioProblem(f"'share' is {expiry.share!r}", f"expiries[{number}]", "Give a number from 0 to 1.")
    check_dated("windows", s.windows, ("drawn", "succeeds", "fails"), s.start)
    check_dated("incidents", s.incidents, ("arrested", "released", "dies"), s.start)


def check_dated(kind: str, items: Sequence[Window | Incident], results: Sequence[str], start: str) -> None:
    """Check events that have a result: a month from the start on, no two in one month, a known result."""
    months = [item.month for item in items]
    for number, item in enumerate(items):
        where = f"{kind}[{number}]"
        check_month(item.month, start, where)
        if item.month in months[:number]:
            raise ScenarioProblem(f"two {kind} fall into {item.month}", where, "Keep one of the two.")
        if item.result not in results:
            raise unknown("result", str(item.result), results, where)


def with_pair(values: Values, key: str, value: float) -> Values:
    """Return the pairs with one set."""
    return in_order(tuple((dict(values) | {key: value}).items()))


def changed_by(s: Scenario, key: str, value: Any) -> Scenario:
    """Return the scenario with one change; see Scenario.change for the keys."""
    head, _, rest = key.partition(".")
    plain = ("name", "title", "start", "months", "forecast", "kim_type", "modules", "opening_moves",
             "elections", "windows", "expiries", "incidents")  # fmt: skip
    if key in plain:
        field_changes: dict[str, Any] = {key: of_kind(key, value)}
        return replace(s, **field_changes)
    if head == "modules":
        if rest not in MODULES:
            raise unknown("module", rest, MODULES, key)
        kept = {module for module in s.modules if module != rest} | ({rest} if value else set())
        return replace(s, modules=tuple(module for module in MODULES if module in kept))
    if head == "elections":
        if rest not in VOTERS:
            raise unknown("capital that votes", rest, VOTERS, key)
        if value is not False:
            raise ScenarioProblem(f"'{key}' is {value!r}", key, "Give False to call the vote off.")
        return replace(s, elections=tuple(vote for vote in s.elections if vote.capital != rest))
    if head in CAPITALS and rest:
        plan: dict[str, Any] = {head: changed_plan(s, head, rest, value, key)}
        return replace(s, **plan)
    pair = check_value(key, value, key)
    return replace(s, values=with_pair(s.values, *pair))


def of_kind(key: str, value: Any) -> Any:
    """Return the value of a field if it is of the field's kind; raises ScenarioProblem."""
    kinds: dict[str, type] = {
        "elections": Election, "windows": Window, "expiries": Expiry, "incidents": Incident, "modules": str,
        "opening_moves": str,
    }  # fmt: skip
    if key in kinds:
        kind = kinds[key]
        if not isinstance(value, tuple | list) or not all(isinstance(item, kind) for item in value):
            raise ScenarioProblem(f"'{key}' is {value!r}", key, f"Give a tuple of {kind.__name__}.")
        if key == "opening_moves" and len(value) != len(CAPITALS):
            raise ScenarioProblem(f"'{key}' has {len(value)} moves", key, "Give one for each of the four capitals.")
        return tuple(value)
    if key != "months" and not isinstance(value, str):
        raise ScenarioProblem(f"'{key}' is {value!r}", key, "Give a text.")
    return value


def changed_plan(s: Scenario, capital: str, what: str, value: Any, where: str) -> Plan:
    """Return a capital's plan with one policy for all months, or a lever held in all months."""
    plan = s.plan(capital)
    if what == "policy":
        check_policy(capital, str(value), where)
        return replace(plan, spells=(Spell(s.start, str(value)),))
    check_levers(capital, ((what, value),), capital)
    return replace(plan, levers=with_pair(plan.levers, what, float(value)))

"""A scenario: everything that is fixed before the first month, and how a changed one is made from
it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from html import escape
from itertools import compress
from numbers import Integral
from typing import Any, Final

from sim.core.base.errors import Place, ScenarioProblem, StartProblem, UsageProblem, named_place
from sim.core.base.months import month_after, months_into, number_of
from sim.core.extensions import extensions, is_own
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import KimType
from sim.core.game.policies import HELD, courses_of
from sim.core.scenario import parameters, plan as plans

RULES: Final = "rules"
USUAL: Final = "usual"
"""The value that restores the shipped rule."""

DRAWN_TYPE: Final = "drawn"
KIM_TYPES: Final = (DRAWN_TYPE, *(kim.name.lower() for kim in KimType))
MOST_MONTHS: Final = 600
FREE_PLAN: Final = plans.Plan()


START: Final = "2017-02"
"""The month of which the default state of the world is."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, checked: a name that does not exist or a value out of range raises
    ScenarioProblem.

    `values` holds the differences from the defaults: numbers, and cells as `table.cell` or
    `grid.course.move`. `rules` names a user's own functions by the rule that each replaces.
    `origin` is the source of each key: a file and its line, or a change.
    """

    name: str = "scenario"
    title: str = "scenario"
    start: str = START
    months: int = 36
    kim_type: str = DRAWN_TYPE
    values: parameters.Values = ()
    washington: plans.Plan = FREE_PLAN
    beijing: plans.Plan = FREE_PLAN
    pyongyang: plans.Plan = FREE_PLAN
    seoul: plans.Plan = FREE_PLAN
    elections: tuple[plans.Election, ...] = ()
    switches: tuple[plans.Switch, ...] = ()
    windows: tuple[plans.Window, ...] = ()
    incidents: tuple[plans.Incident, ...] = ()
    expiries: tuple[plans.Expiry, ...] = ()
    leaders: tuple[str, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    origin: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", parameters.in_order(self.values))
        object.__setattr__(self, "rules", tuple(sorted(self.rules)))
        check(self)

    def _repr_html_(self) -> str:
        policies = {
            capital: stretch.policy
            for capital in CAPITALS
            for stretch in self.plan(capital).in_time
        }
        summary = ", ".join(
            f"{capital.title()} {policy or 'free'}" for capital, policy in policies.items()
        )
        return f"<b>{escape(self.title)}</b> ({escape(self.name)}): {self.months} months from {self.start}; {summary}"

    def plan(self, capital: str) -> plans.Plan:
        """Return the plan of a capital."""
        plan: plans.Plan = getattr(self, capital)
        return plan

    def course(self, capital: str) -> str | None:
        """Return the course on which a capital starts, or None if it is drawn."""
        course = plans.policy_of(capital, self.plan(capital).in_time[0].policy).course
        if course is not None:
            # A policy that holds from the first month sets the course.
            return course
        numbers = dict(self.values)
        cells = {name: f"start_{capital}_course.{name}" for name in courses_of(capital)}
        possible = [
            name for name, cell in cells.items() if numbers.get(cell, parameters.DEFAULTS[cell])
        ]
        return possible[0] if len(possible) == 1 else None

    def change(self, changes: Mapping[str, Any], origin: str = "a change") -> Scenario:
        """Return a checked copy with these changes; `origin` is the source that the copy records
        for them.

        Keys are parameters and their cells; `washington.pressure` for a lever held in every month;
        `washington.policy`, by name or with a function of your own; `washington.course` for the
        course on which it starts; `washington.schedule` with a tuple of Stretch; the fields name,
        title, start, months, kim_type; `elections`, `switches`, `windows`, `incidents`, `expiries`,
        `leaders` with tuples. `elections.seoul` and `switches.washington` with False call those
        off; `rules.pay_beijing` replaces that rule by a function of your own, "usual" restores it.
        Of a table of chances the cells that are given stay as given, and the others scale to the
        rest. Raises ScenarioProblem.
        """
        if not isinstance(changes, Mapping) or not all(isinstance(key, str) for key in changes):
            raise ScenarioProblem(
                f"changes are {changes!r}", "change", "Give a dict of names and values."
            )
        draft = {item.name: getattr(self, item.name) for item in fields(self)}
        for key, value in changes.items():
            change_draft(draft, key, value, origin)
        settle_chances(draft, changes, origin)
        return Scenario(**draft)

    def with_policies(self, profile: Iterable[tuple[str, str]]) -> Scenario:
        """Return a copy in which these capitals follow a profile in every month, with shipped
        levers.

        Such a copy serves as a benchmark: changed levers of these capitals move the history that is
        compared with it, and never the benchmark.
        """
        changed = {
            key.partition(".")[0]: plans.Plan((plans.Stretch(None, policy),))
            for key, policy in profile
        }
        return replace(self, **changed)  # type: ignore[arg-type]

    def value(self, name: str) -> float:
        """Return a parameter or cell as this scenario has it; raises ScenarioProblem for
        an unknown name.
        """
        if name not in parameters.PLACES:
            raise parameters.unknown_name("parameter", name, parameters.PLACES, named_place(name))
        return float(effective_parameters(self)[name])

    @property
    def hash(self) -> str:
        """Return twelve characters that stand for everything that moves a result: all but names and
        origins.
        """
        stretches = [
            [
                (stretch.start or self.start, reviews(capital, stretch.policy), course, levers)
                for stretch, course, levers in effective_levers(self, capital)
            ]
            for capital in CAPITALS
        ]
        events = [getattr(self, kind) for kind in plans.KINDS]
        content = repr(
            (self.start, self.months, sorted(effective_parameters(self).items()), stretches, events)
        )
        content += repr(self.rules) if self.rules else ""
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def reviews(capital: str, policy: str) -> bool | str:
    """Return whether a capital reviews its course under a policy; for a user's own policy, its
    name.
    """
    return policy if is_own(policy) else plans.policy_of(capital, policy).reviews


def own_policies(s: Scenario) -> dict[str, str]:
    """Return a user's own functions that a scenario names: policies by capital, rules as
    `rules.NAME`.
    """
    rules = {capital: plans.rule_of(capital, s.plan(capital)) for capital in CAPITALS}
    policies = {
        capital: rule.name
        for capital, rule in rules.items()
        if rule is not None and is_own(rule.name)
    }
    return policies | {f"{RULES}.{rule}": name for rule, name in s.rules}


def check(s: Scenario) -> None:
    """Check a whole scenario; raises ScenarioProblem with the key that is wrong."""
    number_of(s.start, named_place("start"))
    if (
        isinstance(s.months, bool)
        or not isinstance(s.months, int)
        or not 1 <= s.months <= MOST_MONTHS
    ):
        remedy = f"Give a whole number from 1 to {MOST_MONTHS}."
        raise ScenarioProblem(f"'months' is {s.months!r}", named_place("months"), remedy)
    if s.kim_type not in KIM_TYPES:
        raise parameters.unknown_name(
            "kim type", str(s.kim_type), KIM_TYPES, named_place("kim_type")
        )
    for key, value in s.values:
        parameters.check_value(key, value, named_place(key))
    parameters.check_shares(s.values)
    for capital in CAPITALS:
        plans.check_plan(capital, s.plan(capital), s.start)
        stretches = s.plan(capital).in_time
        place = next(
            (place for place, stretch in enumerate(stretches) if stretch.policy == HELD), None
        )
        if place is not None and s.course(capital) is None:
            message = f"{capital} is held to its start course, and that is drawn"
            remedy = f"Give {capital}.course, or name the course as the policy."
            raise ScenarioProblem(message, Place(key=(capital, "schedule", place)), remedy)
    check_start(s)
    for kind in plans.KINDS:
        plans.check_events(kind, getattr(s, kind), s.start)
    plans.check_offices(s.elections, s.switches)
    for name, months in s.values:
        if name in MONTHS_OF_PLANS and months > s.months:
            what = f"'{name}' is {months:g} months, and the scenario has {s.months}"
            raise ScenarioProblem(what, named_place(name), f"Give 1 to {s.months}.")
    for rule, function in s.rules:
        check_rule(rule, function)


def check_start(s: Scenario) -> None:
    """Check that no month of the calendar lies before the start; raises one StartProblem that names
    them all.
    """
    early: dict[str, list[str]] = {}
    for kind in plans.KINDS:
        for event in getattr(s, kind):
            try:
                months_into(s.start, plans.month_of(event), Place(key=(kind,)))
            except StartProblem:
                early.setdefault(kind, []).append(plans.month_of(event))
            except ScenarioProblem:
                continue
    if sum(map(len, early.values())) > 1:
        listed = "; ".join(f"{kind} {', '.join(months)}" for kind, months in early.items())
        remedy = f"Give a later start, or replace these lists: {', '.join(f'{kind} = []' for kind in early)}."
        raise StartProblem(
            f"before the start, {s.start}, lie {listed}", named_place("start"), remedy
        )


def moved_start(s: Scenario) -> str:
    """Say of a scenario whose start was moved that its state was not, until all numbers of the state
    are given; nothing of any other.
    """
    heads = {key.partition(".")[0] for key, _ in s.values}
    state = [name for name in parameters.STARTS if not name.endswith("_course")]
    left = [name for name in state if name not in heads]
    if s.start == START or not left:
        return ""
    month, moved, rest = month_after(s.start, -1), "Only the calendar begins", ""
    if count := len(state) - len(left):
        others = " and others" if len(left) > 3 else ""
        moved = f"{count} of {len(state)} numbers begin"
        rest = f" in {', '.join(left[:3])}{others}"
    return (
        f"{moved} in {s.start}: the state of the world is still that of {START}{rest}. To begin from the record, "
        f"write sim run --from-record {month}, or sim new scenario FILE --from-record {month} for a file."
    )


def check_rule(rule: str, function: object) -> None:
    """Check that a rule exists and that a user's own function is named; raises ScenarioProblem."""
    known_rule(rule)
    if not is_own(function):
        remedy = 'Write module:function, or "usual".'
        raise ScenarioProblem(f"'{function}' names no function", Place(key=(RULES, rule)), remedy)


def known_rule(rule: str) -> None:
    """Check that there is a rule of the month of that name; raises ScenarioProblem."""
    if rule not in (replaceable := extensions().replaceable()):
        raise parameters.unknown_name(
            "rule of the month", rule, tuple(replaceable), Place(key=(RULES, rule))
        )


def effective_parameters(s: Scenario) -> dict[str, Any]:
    """Return every parameter and cell as the scenario has it, by name."""
    return {**parameters.DEFAULTS, **said_parameters(s)}


def said_parameters(s: Scenario, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the parameters and cells that a scenario sets, by name; all others have their
    defaults.

    `overrides` replaces values of the scenario. They may be arrays, one value a world, and then so
    are the results that depend on them. Values override those that a policy sets; differences that
    it adds come on top. Cells of a table of probabilities are weights. An imposed type of Kim has
    probability 1 and does not drift.
    """
    rules = [
        rule
        for capital in CAPITALS
        if (rule := plans.rule_of(capital, s.plan(capital))) is not None
    ]
    settings = dict(s.values) | dict(overrides or {})
    numbers: dict[str, Any] = {}
    for rule in rules:
        numbers |= rule.sets
    numbers |= settings
    for rule in rules:
        for name, difference in rule.adds.items():
            numbers[name] = numbers.get(name, parameters.DEFAULTS[name]) + difference
    fixed = kim(s)
    numbers |= fixed
    for cells in parameters.SHARES:
        if any(cell in settings or cell in fixed for cell in cells):
            numbers |= shares(
                {cell: numbers.get(cell, parameters.DEFAULTS[cell]) for cell in cells}
            )
    return numbers


def shares(weights: dict[str, Any]) -> dict[str, Any]:
    """Return weights as probabilities that sum to 1, unchanged if they do so already."""
    total: Any = 0.0
    for weight in weights.values():  # one after another: `sum` rounds otherwise from Python 3.12 on
        total = total + weight
    if isinstance(total, float) and abs(total - 1.0) < 1e-12:
        return weights
    return {cell: weight / total for cell, weight in weights.items()}


def kim(s: Scenario) -> dict[str, float]:
    """Return the parameters of an imposed type of Kim, none if the type is drawn."""
    types = [kim_type.name.lower() for kim_type in KimType]
    if s.kim_type not in types:
        return {}
    return {f"kim_chance.{name}": float(name == s.kim_type) for name in types} | {"type_drift": 0.0}


def effective_levers(
    s: Scenario, capital: str
) -> Iterator[tuple[plans.Stretch, tuple[str, ...], dict[str, float]]]:
    """Yield each stretch of a capital with its held course or plan, empty if it is free, and all
    its levers.
    """
    plan = s.plan(capital)
    for stretch in plan.in_time:
        standing = plans.policy_of(capital, stretch.policy).standing
        if stretch.policy == HELD and (course := s.course(capital)):
            standing = (course,)
        yield (
            stretch,
            standing,
            parameters.LEVERS_OF[capital] | dict(stretch.levers) | dict(plan.levers),
        )


Draft = dict[str, Any]
"""The fields of a scenario by name."""

MONTHS_OF_PLANS: Final = ("grace_washington", "grace_beijing", "proof")
TEXTS: Final = ("name", "title", "start", "kim_type")
OFFICES: Final = ("elections", "switches")


def change_draft(draft: Draft, key: str, value: Any, origin: object) -> None:
    """Change the fields of a scenario in place; see Scenario.change for the keys. Raises
    ScenarioProblem.

    `origin` is the source of the change: a text, or a spot that becomes a text once the draft is a
    scenario.
    """
    head, _, rest = key.partition(".")
    keys = [key]
    if key in TEXTS or key == "months":
        draft[key] = of_kind(key, value)
    elif key in plans.KINDS:
        draft[key] = items(key, value)
    elif head in OFFICES:
        previous, draft[head] = draft[head], without_office(draft[head], rest, value, key)
        # The list comes from this change, each item that is left from where it came before.
        entries = moved_up(dict(draft["origin"]), head, [item in draft[head] for item in previous])
        draft["origin"] = tuple((entries | {head: origin}).items())
        return
    elif head == RULES and rest:
        entries = dict(draft["rules"])
        entries.pop(rest, None)
        if value != USUAL:
            entries[rest] = extensions().name_of(value) if callable(value) else value
        draft["rules"] = tuple(entries.items())
    elif head in CAPITALS and rest == "course":
        keys = set_values(draft, start_cells(head, value, named_place(key)))
    elif head in CAPITALS and rest:
        draft[head] = changed_plan(draft[head], head, rest, value, named_place(key))
        keys = [f"{head}.schedule"] if rest in ("policy", "schedule") else [key]
    else:
        keys = set_values(draft, {key: parameters.check_value(key, value, named_place(key))})
    origins = {key: place for key, place in draft["origin"] if key.partition("[")[0] not in keys}
    draft["origin"] = tuple((origins | dict.fromkeys(keys, origin)).items())


def settle_chances(draft: Draft, keys: Container[str], origin: object) -> None:
    """Scale the cells of each table of chances that `keys` leaves out, so that the others stay what
    they were set to; raises ScenarioProblem for chances that cannot add up to 1.
    """
    changed_tables = [cells for cells in parameters.SHARES if any(cell in keys for cell in cells)]
    if not changed_tables:  # as in nearly every change: nothing is copied for it
        return
    values = {**parameters.DEFAULTS, **dict(draft["values"])}
    for cells in changed_tables:
        chosen = [cell for cell in cells if cell in keys]
        others = {cell: values[cell] for cell in cells if cell not in keys}
        total, weight = sum(values[cell] for cell in chosen), sum(others.values())
        table, place = chosen[0].partition(".")[0], named_place(chosen[-1])
        if total > 1.0 + 1e-9 or (not others and total < 1.0 - 1e-9):
            remedy = "Give chances that add up to 1, or leave some out: those share the rest."
            raise ScenarioProblem(f"the chances of {table} add up to {total:.4g}", place, remedy)
        # Twelve digits, so that a file holds what a person would write.
        scaled = {
            cell: round(max(1.0 - total, 0.0) * (value / weight if weight else 1 / len(others)), 12)
            for cell, value in others.items()
        }
        least = parameters.PARAMETERS[table].low
        for cell, value in scaled.items():
            if value < least:
                remedy = f"Leave each other chance {least:g} or more."
                raise ScenarioProblem(f"'{cell}' would be {value:g}", place, remedy)
        origins = dict.fromkeys(set_values(draft, scaled), origin)
        draft["origin"] = tuple((dict(draft["origin"]) | origins).items())


def set_values(draft: Draft, changed: dict[str, float]) -> list[str]:
    """Set some parameters; return their names."""
    draft["values"] = parameters.in_order((dict(draft["values"]) | changed).items())
    return list(changed)


def of_kind(key: str, value: Any) -> Any:
    """Return the value of a field if it is of the field's kind; raises ScenarioProblem."""
    if key == "months":
        return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else value
    if not isinstance(value, str):
        raise ScenarioProblem(f"'{key}' is {value!r}", named_place(key), "Give a text.")
    return value


def items(key: str, value: Any) -> tuple[Any, ...]:
    """Return the items of a list if they are of its kind; raises ScenarioProblem."""
    kind = plans.KINDS[key]
    if not isinstance(value, tuple | list) or not all(isinstance(item, kind) for item in value):
        kind_text = (
            "months"
            if kind is str
            else f"{kind.__name__}({', '.join(item.name for item in fields(kind))})"
        )
        raise ScenarioProblem(
            f"'{key}' is {value!r}", named_place(key), f"Give a tuple of {kind_text}."
        )
    return tuple(value)


def without_office(offices: tuple[Any, ...], capital: str, value: Any, key: str) -> tuple[Any, ...]:
    """Return elections or switches without those of a capital; True leaves them as they are. Raises
    ScenarioProblem.
    """
    if capital not in CAPITALS:
        raise parameters.unknown_name("capital", capital, CAPITALS, named_place(key))
    if not isinstance(value, bool):
        remedy = "Give False to call it off, or True to keep it."
        raise ScenarioProblem(f"'{key}' is {value!r}", named_place(key), remedy)
    return tuple(item for item in offices if value or item.capital != capital)


def moved_up(origin: Mapping[str, object], kind: str, flags: Sequence[bool]) -> dict[str, object]:
    """Return where things come from once some items of a list are gone: each that is kept keeps its
    origin.
    """
    places = [f"{kind}[{place}]" for place in range(len(flags))]
    names = dict(zip(compress(places, flags), places, strict=False))
    return {
        names.get(key, key): text
        for key, text in origin.items()
        if key not in places or key in names
    }


def start_cells(capital: str, course: Any, location: Place) -> dict[str, float]:
    """Return the cells that put a capital on a course at the start; raises ScenarioProblem for no
    such course.
    """
    if course not in courses_of(capital):
        raise parameters.unknown_name(
            f"course of {capital}", str(course), courses_of(capital), location
        )
    return plans.course_cells(capital, course)


def changed_plan(
    plan: plans.Plan, capital: str, key: str, value: Any, location: Place
) -> plans.Plan:
    """Return a plan with one policy for all months, with other stretches, or with a lever held in
    all months.
    """
    if key == "policy":
        value = extensions().name_of(value) if callable(value) else value
        plans.check_policy(capital, value, location)
        return replace(plan, stretches=(plans.Stretch(None, value),))
    if key == "schedule":
        if not isinstance(value, tuple | list) or not all(
            isinstance(item, plans.Stretch) for item in value
        ):
            raise ScenarioProblem(
                f"'{location}' is {value!r}",
                location,
                "Give a tuple of Stretch(start, policy, levers).",
            )
        return replace(plan, stretches=tuple(value))
    parameters.check_levers(capital, ((key, value),), Place(key=(capital,)))
    return replace(plan, levers=parameters.in_order((dict(plan.levers) | {key: value}).items()))


def checked_scenario(scenario: Any) -> None:
    """Raise UsageProblem for an argument that is no Scenario, such as its name."""
    if not isinstance(scenario, Scenario):
        raise UsageProblem(
            f"{scenario!r} is no scenario", "scenario", "Give sim.load_scenario(name)."
        )

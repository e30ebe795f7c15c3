"""Factors and changes of a scenario as text: as users write them on the command line and in files,
and as output names them.

`name` or `name=all` is the whole range of a parameter or every value of a choice; `name=low:high` a
range, `name=low:high:steps` even steps, `name=a,b,c` values, `name=beta(low,high,a,b)` and the like
a distribution, and `name=weighted(a:2,b:1)` values with weights. The file of a study says the same
as `name = "low:high"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import KeyPath, ScenarioProblem, UsageProblem, nearest
from sim.core.base.numerals import number_in, whole_in
from sim.core.estimate.writing import counted_text
from sim.core.game.catalogue import CAPITALS, COURSES, label_on
from sim.core.game.levers import LEVERS
from sim.core.game.parameters.entry import Entry
from sim.core.game.policies import POLICIES, courses_of
from sim.core.scenario import Scenario, load_scenario, to_toml
from sim.core.scenario.file import shipped_scenarios
from sim.core.scenario.parameters import PARAMETERS, PLACES, SHARES
from sim.core.scenario.plan import KINDS, VOTERS
from sim.core.scenario.scenario import KIM_TYPES, OFFICES, TEXTS, known_rule
from sim.core.scenario.toml_file import TomlFile
from sim.policies.user_policies import RULES
from sim.study.experiment.definition import (
    Discrete,
    Distribution,
    Factor,
    Number,
    Role,
    Value,
    value_text,
)

CHOICES: Final[dict[str, tuple[Value, ...]]] = {
    "kim_type": KIM_TYPES,
    **{f"elections.{capital}": (True, False) for capital in VOTERS},
    **{f"switches.{capital}": (True, False) for capital in CAPITALS},
    **{f"{capital}.course": courses_of(capital) for capital in CAPITALS},
    **{f"{capital}.policy": tuple(POLICIES[capital]) for capital in CAPITALS},
}
"""The names that can be varied and are not numbers, each with all its values."""

WHOLE: Final = "all"
WEIGHTED: Final = "weighted"
MOST_VALUES: Final = 10_000
SHAPES: Final[dict[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "beta": ("low", "high", "a", "b"),
}
"""The distributions that a text can name, with their numbers in order."""

SHAPED: Final = re.compile(r"([a-z-]+)\((.*)\)")
FORMS: Final = "Give all, all:steps, low:high, low:high:steps, a,b,c or a distribution, as triangular(low,mode,high)."
SWITCHED: Final[dict[float | str, bool]] = {
    "true": True,
    "on": True,
    1.0: True,
    "false": False,
    "off": False,
    0.0: False,
}
SourcedText = tuple[str, str]
"""A text, and its source, for error messages."""


def factors_of(
    file: TomlFile, levers: Mapping[str, Any], uncertainties: Mapping[str, Any], base: Scenario
) -> tuple[Factor, ...]:
    """Return the factors of a study's file; raises ScenarioProblem with file, line and key."""
    factors: dict[str, Factor] = {}
    heads: dict[Role, tuple[str, Any]] = {
        "lever": ("levers", levers),
        "uncertainty": ("uncertainties", uncertainties),
    }
    for role, (head, table) in heads.items():
        for name, path, text in flat(table, (head,)):
            if name in factors:
                raise file.problem(f"'{name}' is named twice", path, "Keep one of the two.")
            if not isinstance(text, str):
                listed = ",".join(map(str, text)) if isinstance(text, list) and text else "all"
                raise file.problem(
                    f"'{name}' is no text", path, f'{FORMS} For example: "{name}" = "{listed}".'
                )
            try:
                factors[name] = Factor(name, role, distribution_of(name, text.strip(), "", base))
            except UsageProblem as problem:
                raise file.problem(problem.message, path, problem.remedy) from None
            if role == "lever" and role_of(name) != "lever":
                message = f"'{name}' is no lever: no actor chooses it"
                raise file.problem(message, path, "Write it under [uncertainties].")
    return tuple(factors.values())


def flat(
    table: Mapping[str, Any], path: KeyPath, head: str = ""
) -> Iterator[tuple[str, KeyPath, Any]]:
    """Yield the name, place and text of each factor; a dotted name may be written with or without
    quotes.
    """
    for key, value in table.items():
        name = f"{head}{key}"
        if isinstance(value, Mapping) and value and entry_of(name) is None and name not in CHOICES:
            yield from flat(value, (*path, key), f"{name}.")
        else:
            yield name, (*path, key), value


def entry_of(name: str) -> Entry | None:
    """Return the entry of a number, of a cell's table, or of a lever; None for any other name."""
    return LEVERS.get(name) or (PARAMETERS.get(name.partition(".")[0]) if name in PLACES else None)


def role_of(name: str) -> Role:
    """Return "lever" for a name that an actor chooses, "uncertainty" for one that nobody knows."""
    return "lever" if name.partition(".")[0] in CAPITALS else "uncertainty"


def whole_range(name: str) -> Factor:
    """Return a parameter, cell or lever that is known to exist over the declared range,
    uniform.
    """
    entry = entry_of(name)
    assert entry is not None
    return Factor(name, role_of(name), Number("uniform", float(entry.low), float(entry.high)))


def factors_from(texts: Sequence[SourcedText], scenario: Scenario) -> tuple[Factor, ...]:
    """Return the factors that texts name, each once; each text comes with its source.

    Every value is tried in the scenario. Raises UsageProblem.
    """
    factors: list[Factor] = []
    for text, location in texts:
        factor = factor_from(text, location, scenario)
        if any(factor.name == other.name for other in factors):
            raise UsageProblem(
                f"'{factor.name}' is named twice", location, "Name each factor once."
            )
        factors.append(factor)
    return tuple(factors)


def listed_from(texts: Sequence[SourcedText], scenario: Scenario) -> tuple[Factor, ...]:
    """Return the factors of a grid that texts name, each with its values; raises UsageProblem for a
    range.
    """
    factors = factors_from(texts, scenario)
    for factor, (_, location) in zip(factors, texts, strict=True):
        if not factor.values:
            remedy = "Give name=low:high:steps, or name=a,b,c."
            raise UsageProblem(f"'{factor.name}' has a range and no values", location, remedy)
    return factors


def factor_from(text: str, location: str, scenario: Scenario) -> Factor:
    """Return the factor that one text names; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    values = distribution_of(name, rest if equals else WHOLE, location, scenario)
    return Factor(name, role_of(name), values)


def distribution_of(name: str, text: str, location: str, scenario: Scenario) -> Distribution:
    """Return the distribution that a text gives a name, every value tried in the scenario; raises
    UsageProblem.
    """
    check_name(name, location)
    if not text:
        raise UsageProblem(f"'{name}' has no values", location, FORMS)
    distribution = distribution_from(name, text, location)
    check_values(name, distribution, location, scenario)
    return distribution


def check_values(name: str, distribution: Distribution, location: str, scenario: Scenario) -> None:
    """Refuse a value that the scenario cannot take, with a UsageProblem."""
    tried: Sequence[Value]
    tried = (
        distribution.values
        if isinstance(distribution, Discrete)
        else (distribution.low, distribution.high)
    )
    for value in tried:
        try:
            scenario.change({name: value} | rest_of(name, value))
        except ScenarioProblem as problem:
            raise UsageProblem(problem.message, location, problem.remedy) from None


def rest_of(name: str, value: Value) -> dict[str, Value]:
    """Return even values of the other cells of a table of chances, so that one is checked by itself:
    in a study other factors may set them.
    """
    cells = next((share for share in SHARES if name in share), ())
    if not isinstance(value, float):
        return {}
    return {cell: max(0.0, 1.0 - value) / (len(cells) - 1) for cell in cells if cell != name}


def check_name(name: str, location: str) -> None:
    """Refuse a name that nothing can be varied by, with a UsageProblem."""
    if name.startswith(RULES):
        try:
            known_rule(name.removeprefix(RULES))
        except ScenarioProblem as problem:
            raise UsageProblem(problem.message, location, problem.remedy) from None
        return
    names = [*PLACES, *LEVERS, *CHOICES, "months"]
    if name in names:
        return
    if name in PARAMETERS:
        cell = PARAMETERS[name].cells[0][0]
        raise UsageProblem(f"'{name}' is a table", location, f"Name a cell, as in {name}.{cell}.")
    remedy = "Use a parameter or cell, a lever, or a policy." + nearest(name, names)
    raise UsageProblem(f"there is nothing called '{name}' to vary", location, remedy)


def distribution_from(name: str, text: str, location: str) -> Distribution:
    """Return the distribution in the text after the equals sign; raises UsageProblem."""
    if text == WHOLE:
        if name == "months":
            raise UsageProblem("'months' has no range of its own", location, "Give months=12,24.")
        if name.startswith(RULES):
            raise UsageProblem(
                "functions have no range", location, f"Give {name}=usual,module:function."
            )
        return one_of(CHOICES[name]) if name in CHOICES else whole_range(name).distribution
    shaped = SHAPED.fullmatch(text)
    if shaped and shaped[1] == WEIGHTED:
        return read_weighted(name, shaped[2], location)
    if shaped:
        return shaped_number(name, shaped[1], shaped[2], location)
    begins, colon, steps = text.partition(":")
    whole = entry_of(name) if colon and begins == WHOLE and name not in CHOICES else None
    if whole is not None:
        return read_range(name, [value_text(whole.low), value_text(whole.high), steps], location)
    # Functions are named module:function: policies, or in the place of a rule.
    if ":" in text and not (name.endswith(".policy") or name.startswith(RULES)):
        return read_range(name, text.split(":"), location)
    return one_of(values_from(name, text.split(","), location))


def values_from(name: str, parts: Sequence[str], location: str) -> list[Value]:
    """Return values, each given once; raises UsageProblem."""
    if len(parts) > MOST_VALUES:
        raise UsageProblem(
            f"'{name}' has {len(parts)} values", location, f"Give {MOST_VALUES} or fewer."
        )
    values = [setting(name, number_or_name(part.strip()), location) for part in parts]
    if "" in values or len({(isinstance(one, bool), one) for one in values}) < len(values):
        raise UsageProblem(f"'{name}' has an empty or a double value", location, FORMS)
    return values


def read_weighted(name: str, text: str, location: str) -> Discrete:
    """Return the values of `a:2,b:1` with their weights; raises UsageProblem."""
    pairs = [part.rpartition(":") for part in text.split(",")]
    weights = [number_or_name(weight) for _, _, weight in pairs]
    if not all(isinstance(weight, float) and 0.0 < weight <= 1e6 for weight in weights):
        raise UsageProblem(
            f"'{name}' needs a weight above 0 for each value", location, "Write weighted(a:2,b:1)."
        )
    return Discrete(
        tuple(values_from(name, [value for value, _, _ in pairs], location)),
        tuple(map(float, weights)),
    )


def read_range(name: str, parts: Sequence[str], location: str) -> Distribution:
    """Return the range `low:high`, or the even steps of `low:high:steps`; raises UsageProblem."""
    low, high = (number_in(part) for part in parts[:2])
    steps = whole_in(parts[2]) if len(parts) == 3 else 0
    if low is None or high is None or steps is None or len(parts) > 3:
        raise UsageProblem(f"'{name}' has no range of numbers", location, FORMS)
    if len(parts) == 2:
        return uniform(name, low, high, location)
    if not 1 <= steps <= MOST_VALUES:
        raise UsageProblem(
            f"'{name}' has {steps} steps", location, f"Give from 1 to {MOST_VALUES} steps."
        )
    if steps > 1 and low == high:
        raise UsageProblem(
            f"the range of '{name}' is empty", location, "Give two ends that differ, or one step."
        )
    return one_of(
        [setting(name, float(value), location) for value in np.linspace(low, high, steps).round(12)]
    )


def uniform(
    name: str, low: float, high: float, location: str, kind: str = "uniform", **more: float
) -> Number:
    """Return a number over a range inside its declared one; raises UsageProblem."""
    entry = entry_of(name)
    if entry is None:
        raise UsageProblem(
            f"'{name}' is no number that runs from low to high", location, "Give name=a,b,c."
        )
    if not low < high:
        raise UsageProblem(
            f"the range of '{name}' is empty", location, "Give a low below the high."
        )
    if low < entry.low or high > entry.high:
        raise UsageProblem(
            f"'{name}' would leave its range", location, f"Keep to {entry.low:g} to {entry.high:g}."
        )
    return Number(kind, low, high, **more)


def shaped_number(name: str, kind: str, inside: str, location: str) -> Number:
    """Return the distribution `kind(numbers)`; raises UsageProblem."""
    if kind not in SHAPES:
        remedy = f"Use one of: {', '.join((*SHAPES, WEIGHTED))}."
        raise UsageProblem(f"there is no distribution '{kind}'", location, remedy)
    remedy_form = f"Write {name}={kind}({','.join(SHAPES[kind])})."
    read_numbers = [number for part in inside.split(",") if (number := number_in(part)) is not None]
    if len(read_numbers) != len(SHAPES[kind]) or len(read_numbers) != inside.count(",") + 1:
        raise UsageProblem(f"'{kind}' needs {len(SHAPES[kind])} numbers", location, remedy_form)
    numbers = dict(zip(SHAPES[kind], read_numbers, strict=True))
    distribution = uniform(name, numbers.pop("low"), numbers.pop("high"), location, kind, **numbers)
    if kind == "log-uniform" and distribution.low <= 0.0:
        raise UsageProblem(
            f"'{name}' reaches {distribution.low:g}, which has no logarithm",
            location,
            "Give a low above 0.",
        )
    if kind == "triangular" and not distribution.low <= distribution.mode <= distribution.high:
        raise UsageProblem(f"the mode of '{name}' lies outside its range", location, remedy_form)
    if kind == "beta" and not (distribution.a > 0.0 and distribution.b > 0.0):
        raise UsageProblem(f"'a' and 'b' of '{name}' must be above 0", location, remedy_form)
    return distribution


def text_of(distribution: Distribution) -> str:
    """Return a distribution as `distribution_from` reads it, to the last digit."""
    if isinstance(distribution, Number):
        numbers = [f"{getattr(distribution, key)!r}" for key in SHAPES[distribution.kind]]
        return (
            ":".join(numbers)
            if distribution.kind == "uniform"
            else f"{distribution.kind}({','.join(numbers)})"
        )
    values = [
        value if isinstance(value, str) else repr(value).lower() for value in distribution.values
    ]
    if len(set(distribution.weights)) > 1:
        pairs = zip(values, distribution.weights, strict=True)
        return f"{WEIGHTED}({','.join(f'{value}:{weight!r}' for value, weight in pairs)})"
    return ",".join(values)


def one_of(values: Sequence[Value]) -> Discrete:
    """Return several values of equal weight."""
    return Discrete(tuple(values), (1.0,) * len(values))


def number_or_name(text: str) -> float | str:
    """Return the text as a finite number if it is one, else as it stands."""
    number = number_in(text)
    return text if number is None else number


def setting(name: str, value: float | str, location: str = "") -> Any:
    """Return a value read as text or as a number, as Scenario.change takes it for a name; raises
    UsageProblem.

    Months are whole; elections and switches are kept or called off by true or false, on or off, 1
    or 0.
    """
    truth = SWITCHED.get(value if isinstance(value, float) else value.lower())
    if name.partition(".")[0] in OFFICES:
        if truth is None:
            raise UsageProblem(f"'{name}' is {value!r}", location or name, "Give true or false.")
        return truth
    if name == "months" and isinstance(value, float) and value.is_integer():
        return int(value)
    return (
        truth
        if isinstance(value, str) and truth is not None and value.lower() in ("true", "false")
        else value
    )


POLICY_NAMES: Final = {
    name: policy.label
    for policies in POLICIES.values()
    for name, policy in policies.items()
    if policy.label
}
"""The policies that are rules of review; a policy that holds a course has the name of the course.
"""

DONE: Final = frozenset(
    [
        "decides",
        "holds",
        "learns",
        "reviews",
        "waits",
        "presses",
        "talks",
        "enforces",
        "shields",
        "mediates",
    ]
)
"""Verbs with which the name of a policy may begin: the name then says how the capital acts."""

OF_A_CAPITAL: Final = {"policy": "policy"} | {
    name.partition(".")[2]: lever.label for name, lever in LEVERS.items()
}
"""The part of a factor `capital.…` after the point, in words."""


def course_name(capital: str, course: str) -> str:
    """Return a course in words, without any part in brackets."""
    return label_on(f"{capital}.course", course).partition(" (")[0]


def policy_name(capital: str, policy: str) -> str:
    """Return a policy in words: the course that it holds, or the rule of its reviews; a user's own
    as typed.
    """
    if any(entry.name == policy for entry in COURSES[capital]):
        return course_name(capital, policy)
    return POLICY_NAMES.get(policy, policy)


SHORT_NAME: Final = 60
"""The greatest length of a name that lists a side's changes."""

MOST_CHANGES: Final = 3
"""The greatest number of changes that are named beside the title of a shipped scenario."""


def changes_of(scenario: Scenario) -> list[str]:
    """Return the changes of a scenario from the one that ships under its name, each as
    `NAME = VALUE`; empty if none ships.
    """
    if scenario.name not in shipped_scenarios():
        return []
    shipped = load_scenario(scenario.name)
    pairs = [(name, getattr(scenario, name)) for name in ("start", "months", "kim_type")]
    changes = [(name, value) for name, value in pairs if value != getattr(shipped, name)]
    for capital in CAPITALS:
        plan, usual = scenario.plan(capital), shipped.plan(capital)
        if plan.in_time != usual.in_time:
            policies = [stretch.policy or "free" for stretch in plan.in_time]
            changes.append((f"{capital}.policy", " then ".join(policies)))
        changes += [
            (f"{capital}.{lever}", value)
            for lever, value in plan.levers
            if (lever, value) not in usual.levers
        ]
    changes += [pair for pair in scenario.values if pair not in shipped.values]
    return [
        f"{name} = {value if isinstance(value, str) else f'{value:g}'}" for name, value in changes
    ]


def titled(scenario: Scenario) -> str:
    """Return the title of a scenario with its changes.

    >>> titled(load_scenario("2017-spring").change({"washington.pressure": 0.9}))
    'Spring 2017: patience gives way, with washington.pressure = 0.9'
    """
    changes = changes_of(scenario)
    first_changes, more = changes[:MOST_CHANGES], len(changes) - MOST_CHANGES
    return ", ".join(
        [
            scenario.title,
            *([f"with {first_changes[0]}", *first_changes[1:]] if first_changes else []),
        ]
        + ([f"and {counted_text(more, 'more change')}"] if more > 0 else [])
    )


def sides(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Return a name and a policy for each of several scenarios that are shown side by side.

    The names are the policies if nothing else differs; the policy is "" unless exactly one capital
    has another.
    """
    stretches = {name: [side.plan(name).in_time for side in scenarios] for name in CAPITALS}
    policies = {
        name: [parts[0].policy if len(parts) == 1 else "" for parts in by_side]
        for name, by_side in stretches.items()
    }
    differ = {name: by_side for name, by_side in policies.items() if len(set(by_side)) > 1}
    settings = list(zip(*differ.values(), strict=True))
    alike = len({side.name for side in scenarios}) == 1 and all(map(all, settings))
    if alike and settings and len(set(settings)) == len(scenarios):
        return [
            (", ".join(map(policy_name, differ, names)), names[0] if len(names) == 1 else "")
            for names in settings
        ]
    names = [side.name for side in scenarios]
    changed = [", ".join([side.name, *changes_of(side)]) for side in scenarios]
    if len(set(changed)) == len(set(scenarios)) and max(map(len, changed)) <= SHORT_NAME:
        names = changed
    return [
        (f"{name} ({k + 1})" if names.count(name) > 1 else name, "") for k, name in enumerate(names)
    ]


def policy_clause(capital: str, policy: str) -> str:
    """Return the clause for a rule of review, such as "follows a hawk's review" or "decides without
    prevention".
    """
    name = policy_name(capital, policy)
    return name if name.partition(" ")[0] in DONE else f"follows {name}"


def factor_over(name: str, values: Floats) -> Factor:
    """Return a parameter or lever as a factor over the range of its values at points; NaN is left
    out.
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return Factor(name, role_of(name), Number("uniform", low, high))


def factor_name(name: str) -> str:
    """Return a factor in words, "Washington's pressure"; a parameter keeps the name that
    is typed.
    """
    capital, _, part = name.partition(".")
    if capital not in CAPITALS or part not in OF_A_CAPITAL:
        return name
    return f"{capital.capitalize()}'s {OF_A_CAPITAL[part]}"


def factor_value(name: str, value: Any) -> str:
    """Return a value of a factor in words."""
    capital, _, part = name.partition(".")
    if part == "policy" and capital in CAPITALS and isinstance(value, str):
        return policy_name(capital, value)
    return value_text(value)


Changes = Sequence[tuple[str, str]]
"""Texts NAME=VALUE, each with the place that it comes from."""


def read_scenario(name_or_path: str, changes: Changes = ()) -> Scenario:
    """Return the scenario that a name or a file and changes ask for; raises ScenarioProblem or
    UsageProblem.
    """
    return apply_changes(load_scenario(name_or_path), changes)


def apply_changes(scenario: Scenario, changes: Changes) -> Scenario:
    """Return the scenario with the changes of `--set`; raises UsageProblem that names the
    option.
    """
    changed = scenario
    chances: dict[str, Any] = {}
    for text, location in changes:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise UsageProblem(
                "a change needs a name and a value", location, "Write --set name=value."
            )
        try:
            check_vote(changed, name)
            change = {name: value_of(name, value, location)}
            # Chances of one table are set together, or each would scale those before it.
            if any(name in cells for cells in SHARES):
                change = chances = chances | change
            changed = changed.change(change, location)
            # A name that no file may hold would be found out only when results are written.
            to_toml(changed)
        except ScenarioProblem as problem:
            raise UsageProblem(problem.message, location, problem.remedy) from None
    return changed


def check_vote(scenario: Scenario, name: str) -> None:
    """Raise ScenarioProblem for the vote of a capital that holds none."""
    head, _, capital = name.partition(".")
    votes = dict.fromkeys(vote.capital for vote in scenario.elections)
    if head == "elections" and capital and capital not in votes:
        remedy = (
            f"Name one of: {', '.join(votes)}."
            if votes
            else "Leave it out: nobody votes in this scenario."
        )
        raise ScenarioProblem(f"there is no vote of '{capital}'", name, remedy)


def value_of(name: str, text: str, location: str) -> Any:
    """Return the value that a text means for a name; raises ScenarioProblem or UsageProblem."""
    if name in KINDS:
        raise ScenarioProblem(
            f"'{name}' is a list, too long for an option", name, "Write it into a scenario file."
        )
    if name in TEXTS or name.startswith("rules.") or name.endswith((".policy", ".course")):
        return text
    return setting(name, number_or_name(text), location)

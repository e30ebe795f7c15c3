"""Factors as a person types them: `name`, `name=low:high`, `name=low:high:steps`, `name=a,b,c`, `name=beta(…)`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.errors import ScenarioProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.study.experiment.definition import Factor, Role, is_number
from sim.study.experiment.distributions import Discrete, Distribution, Number, Value, same
from sim.study.experiment.factors import CHOICES, entry_of
from sim.study.scenario import Scenario
from sim.study.scenario.changing import OFFICES
from sim.study.scenario.parameters import PARAMETERS, PLACES

MOST_STEPS: Final = 1_000
SHAPES: Final[dict[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "beta": ("low", "high", "a", "b"),
}
"""The distributions that a text can name, with their numbers in order."""

SHAPED: Final = re.compile(r"([a-z-]+)\((.*)\)")
FORMS: Final = "Write name, name=low:high, name=low:high:steps, name=a,b,c or name=triangular(low,mode,high)."
SWITCHED: Final[dict[float | str, bool]] = {
    "true": True, "on": True, 1.0: True, "false": False, "off": False, 0.0: False,
}  # fmt: skip
Said = tuple[str, str]
"""A text, and where it was said."""


def role_of(name: str) -> Role:
    """Return whether an actor chooses what a name stands for, or nobody knows it."""
    return "lever" if name.partition(".")[0] in CAPITALS else "uncertainty"


def whole_range(name: str) -> Factor:
    """Return a number, cell or lever that is known to exist over the range of its ledger, uniform."""
    entry = entry_of(name)
    assert entry is not None
    return Factor(name, role_of(name), Number("uniform", float(entry.low), float(entry.high)))


def factors_from(texts: Sequence[Said], scenario: Scenario, levers: bool = True) -> tuple[Factor, ...]:
    """Return the factors that texts name, each once; each text comes with where it was said.

    Every value is tried in the scenario. Levers are refused unless `levers` admits them. Raises UsageProblem.
    """
    found: list[Factor] = []
    for text, where in texts:
        factor = factor_from(text, where, scenario, levers)
        if any(factor.name == other.name for other in found):
            raise UsageProblem(f"'{factor.name}' is named twice", where, "Name each factor once.")
        found.append(factor)
    return tuple(found)


def factor_from(text: str, where: str, scenario: Scenario, levers: bool = True) -> Factor:
    """Return the factor that one text names; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    check_name(name, where, levers)
    if not equals:
        distribution = whole_distribution(name)
    elif not rest:
        raise UsageProblem(f"'{name}' has no values", where, FORMS)
    else:
        distribution = distribution_from(name, rest, where)
    check_values(name, distribution, where, scenario)
    return Factor(name, role_of(name), distribution)


def factor_of(name: str, values: Sequence[Value], where: str, scenario: Scenario) -> Factor:
    """Return the factor that takes some values, each of equal weight; raises UsageProblem."""
    check_name(name, where, True)
    numbers = [float(value) if is_number(value) else value for value in values]
    chosen = one_of([value if isinstance(value, bool) else setting(name, value, where) for value in numbers])
    if not chosen.values or len(set(chosen.values)) < len(chosen.values):
        raise UsageProblem(f"'{name}' has no values, or one of them twice", where, "Give different values, in a list.")
    check_values(name, chosen, where, scenario)
    return Factor(name, role_of(name), chosen)


def check_name(name: str, where: str, levers: bool) -> None:
    """Refuse a name that nothing can be varied by, with a UsageProblem."""
    known = [*PLACES, *(LEVERS if levers else ()), *(CHOICES if levers else ()), *(["months"] if levers else [])]
    if name in known:
        return
    if name in PARAMETERS:
        cell = PARAMETERS[name].cells[0][0]
        raise UsageProblem(f"'{name}' is a table", where, f"Name a cell, as in {name}.{cell}.")
    wanted = "Use a number or a cell of the ledger" + (", a lever, or a policy." if levers else ".")
    if name in LEVERS or name in CHOICES:
        raise UsageProblem(f"'{name}' is a lever: somebody chooses it", where, wanted)
    raise UsageProblem(f"there is nothing called '{name}' to vary", where, wanted + nearest(name, known))


def whole_distribution(name: str) -> Distribution:
    """Return the whole range of a number, or every value of a choice."""
    if name in CHOICES:
        return one_of(CHOICES[name])
    return whole_range(name).distribution


def distribution_from(name: str, text: str, where: str) -> Distribution:
    """Return the distribution that the text behind the equals sign states; raises UsageProblem."""
    shaped = SHAPED.fullmatch(text)
    if shaped:
        return shaped_number(name, shaped[1], shaped[2], where)
    if ":" in text:
        return ranged(name, text.split(":"), where)
    values = [setting(name, number_or_name(part.strip()), where) for part in text.split(",")]
    if "" in values or any(same(a, b) for k, a in enumerate(values) for b in values[:k]):
        raise UsageProblem(f"'{name}' has an empty or a double value", where, FORMS)
    if len(values) > MOST_STEPS:
        raise UsageProblem(f"'{name}' has {len(values)} values", where, f"Give {MOST_STEPS} or fewer.")
    return one_of(values)


def ranged(name: str, parts: Sequence[str], where: str) -> Distribution:
    """Return the range `low:high`, or the even steps of `low:high:steps`; raises UsageProblem."""
    try:
        low, high = float(parts[0]), float(parts[1])
        steps = int(parts[2]) if len(parts) == 3 else 0
        fine = len(parts) in (2, 3) and math.isfinite(low) and math.isfinite(high)
    except (ValueError, IndexError):
        fine = False
    if not fine:
        raise UsageProblem(f"'{name}' has no range of numbers", where, FORMS)
    if len(parts) == 2:
        return uniform(name, low, high, where)
    if not 1 <= steps <= MOST_STEPS:
        raise UsageProblem(f"'{name}' has {steps} steps", where, f"Give from 1 to {MOST_STEPS} steps.")
    if steps > 1 and low == high:
        raise UsageProblem(f"the range of '{name}' is empty", where, "Give two ends that differ, or one step.")
    return one_of([setting(name, float(value), where) for value in np.linspace(low, high, steps).round(12)])


def uniform(name: str, low: float, high: float, where: str, kind: str = "uniform", **more: float) -> Number:
    """Return a number over a range inside that of its ledger; raises UsageProblem."""
    entry = entry_of(name)
    if entry is None:
        raise UsageProblem(f"'{name}' is no number that runs from low to high", where, "Give name=a,b,c.")
    if not low < high:
        raise UsageProblem(f"the range of '{name}' is empty", where, "Give a low below the high.")
    if low < entry.low or high > entry.high:
        raise UsageProblem(f"'{name}' would leave its range", where, f"Keep to {entry.low:g} to {entry.high:g}.")
    return Number(kind, low, high, **more)


def shaped_number(name: str, kind: str, inside: str, where: str) -> Number:
    """Return the distribution `kind(numbers)`; raises UsageProblem."""
    if kind not in SHAPES:
        raise UsageProblem(f"there is no distribution '{kind}'", where, f"Use one of: {', '.join(SHAPES)}.")
    wanted = f"Write {name}={kind}({','.join(SHAPES[kind])})."
    try:
        numbers = dict(zip(SHAPES[kind], (float(part) for part in inside.split(",")), strict=True))
    except ValueError:
        raise UsageProblem(f"'{kind}' needs {len(SHAPES[kind])} numbers", where, wanted) from None
    made = uniform(name, numbers.pop("low"), numbers.pop("high"), where, kind, **numbers)
    if kind == "log-uniform" and made.low <= 0.0:
        raise UsageProblem(f"'{name}' reaches {made.low:g}, which has no logarithm", where, "Give a low above 0.")
    if kind == "triangular" and not made.low <= made.mode <= made.high:
        raise UsageProblem(f"the mode of '{name}' lies outside its range", where, wanted)
    if kind == "beta" and not (made.a > 0.0 and made.b > 0.0):
        raise UsageProblem(f"'a' and 'b' of '{name}' must be above 0", where, wanted)
    return made


def one_of(values: Sequence[Value]) -> Discrete:
    """Return several values of equal weight."""
    return Discrete(tuple(values), (1.0,) * len(values))


def check_values(name: str, distribution: Distribution, where: str, scenario: Scenario) -> None:
    """Refuse a value that the scenario cannot take, with a UsageProblem."""
    tried: Sequence[Value]
    tried = distribution.values if isinstance(distribution, Discrete) else (distribution.low, distribution.high)
    for value in tried:
        try:
            scenario.change({name: value})
        except ScenarioProblem as problem:
            raise UsageProblem(problem.what, where, problem.remedy) from None


def number_or_name(text: str) -> float | str:
    """Return the text as a finite number if it is one, else as it stands."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def setting(name: str, value: float | str, where: str = "") -> Any:
    """Return a value read as text or as a number, as Scenario.change takes it for a name; raises UsageProblem.

    Months are whole; elections and switches are kept or called off by true or false, on or off, 1 or 0.
    """
    truth = SWITCHED.get(value if isinstance(value, float) else value.lower())
    if name.partition(".")[0] in OFFICES:
        if truth is None:
            raise UsageProblem(f"'{name}' is {value!r}", where or name, "Give true or false.")
        return truth
    if name == "months" and isinstance(value, float) and value.is_integer():
        return int(value)
    return truth if isinstance(value, str) and truth is not None and value.lower() in ("true", "false") else value

"""The factors of a study file, read and checked against the ledger and the scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.errors import KeyPath, ScenarioProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.moves import KimType
from sim.game.numbers.entry import Entry
from sim.game.policies import POLICIES, courses_of
from sim.study.experiment.definition import Factor, Role
from sim.study.experiment.distributions import KINDS, Discrete, Distribution, Number, Value, same
from sim.study.experiment.study_schema import DesignTable
from sim.study.scenario import Scenario
from sim.study.scenario.parameters import PARAMETERS, PLACES
from sim.study.scenario.plan import VOTERS
from sim.study.scenario.toml_file import TomlFile

TAKES: Final[dict[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "triangular": ("low", "high", "mode"),
    "beta": ("low", "high", "a", "b"),
    "discrete": ("values", "weights"),
}
SETTINGS: Final = ("distribution", "low", "high", "mode", "a", "b", "values", "weights")
CHOICES: Final[dict[str, tuple[Value, ...]]] = {
    "kim_type": ("drawn", *(kim.name.lower() for kim in KimType)),
    **{f"elections.{capital}": (True, False) for capital in VOTERS},
    **{f"switches.{capital}": (True, False) for capital in CAPITALS},
    **{f"{capital}.course": courses_of(capital) for capital in CAPITALS},
    **{f"{capital}.courses": ("free", "held") for capital in CAPITALS},
    **{f"{capital}.policy": tuple(POLICIES[capital]) for capital in CAPITALS},
}
MOST_VALUES: Final = 10_000


def factors_of(
    file: TomlFile,
    tables: Mapping[Role, tuple[str, Mapping[str, Any]]],
    base: Scenario,
    designs: Sequence[DesignTable] = (),
) -> tuple[Factor, ...]:
    """Return the factors of both tables of a file; raises ScenarioProblem for one that cannot be.

    Only a single cell, or a table of lots of luck, needs no factor.
    """
    found: dict[str, Factor] = {}
    for role, (head, table) in tables.items():
        for name, path, settings in flat(table, (head,)):
            if name in found:
                raise file.problem(f"'{name}' is named twice", path, "Keep one of the two.")
            if not isinstance(settings, Mapping):
                raise file.problem(
                    f"'{name}' is no table", path, "Write { } for its whole range, or { low = ..., high = ... }."
                )
            found[name] = Factor(name, role, distribution_of(file, path, name, settings, base))
            check_role(file, path, found[name])
    if not found and not any(table.kind == "single" or table.factors == [] for table in designs):
        raise file.problem("the study varies nothing", ("levers",), "Name a factor under [levers] or [uncertainties].")
    return tuple(found.values())


def flat(table: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[str, KeyPath, Any]]:
    """Yield the name, place and settings of each factor; its name may be written with or without quotes."""
    for key, value in table.items():
        inner = isinstance(value, Mapping) and bool(value) and not any(each in SETTINGS for each in value)
        # A factor's own table is empty or holds its settings; a table of tables is the first half of dotted names.
        if inner and all(isinstance(each, Mapping) for each in value.values()):
            for name, own, settings in flat(value, (*path, key)):
                yield f"{key}.{name}", own, settings
        else:
            yield key, (*path, key), value


def check_role(file: TomlFile, path: KeyPath, factor: Factor) -> None:
    """Refuse a number of the ledger, which no actor chooses, among the levers."""
    if factor.role == "lever" and factor.name.partition(".")[0] not in CAPITALS:
        raise file.problem(f"'{factor.name}' is no lever: no actor chooses it", path, "Write it under [uncertainties].")


def distribution_of(
    file: TomlFile, path: KeyPath, name: str, settings: Mapping[str, Any], base: Scenario
) -> Distribution:
    """Return the distribution that a factor's table states; what it leaves out comes from the ledger."""
    for key in settings:
        if key not in SETTINGS:
            remedy = f"Use one of: {', '.join(SETTINGS)}.{nearest(key, SETTINGS)}"
            raise file.problem(f"a factor has no key '{key}'", (*path, key), remedy)
    known = CHOICES.get(name, ())
    kind = settings.get("distribution", "discrete" if "values" in settings or known else "uniform")
    if kind not in KINDS:
        remedy = f"Use one of: {', '.join(KINDS)}.{nearest(str(kind), KINDS)}"
        raise file.problem(f"there is no distribution '{kind}'", (*path, "distribution"), remedy)
    for key in settings:
        if key != "distribution" and key not in TAKES[kind]:
            raise file.problem(
                f"a {kind} factor takes no '{key}'", (*path, key), f"It takes: {', '.join(TAKES[kind])}."
            )
    made: Distribution
    tried: list[Value]
    if kind == "discrete":
        listed = discrete(file, path, name, settings, known)
        made, tried = listed, list(listed.values)
    elif known:
        raise file.problem(f"'{name}' is no number that runs from low to high", path, "Give values = [...].")
    else:
        ranged = number(file, path, name, kind, settings)
        made, tried = ranged, [ranged.low, ranged.high]
    for value in tried:
        try:
            base.change({name: value})
        except ScenarioProblem as problem:
            raise file.problem(problem.what, path, problem.remedy) from None
    return made


def entry_of(name: str) -> Entry | None:
    """Return the entry of a number, of the table that a cell stands in, or of a lever; None for anything else."""
    return LEVERS.get(name) or (PARAMETERS.get(name.partition(".")[0]) if name in PLACES else None)


def discrete(file: TomlFile, path: KeyPath, name: str, settings: Mapping[str, Any], known: tuple[Any, ...]) -> Discrete:
    """Return the values that a factor may have and their weights, which are equal where none are given."""
    values = settings.get("values", list(known))
    place = (*path, "values")
    if (
        not isinstance(values, list)
        or not 1 <= len(values) <= MOST_VALUES
        or any(isinstance(v, dict | list) for v in values)
    ):
        raise file.problem(f"'{name}' has no list of values", place, "Give values = [...] with one value or more.")
    if any(same(a, b) for number, a in enumerate(values) for b in values[:number]):
        raise file.problem(f"a value of '{name}' is given twice", place, "Keep one of the two.")
    if not known and name != "months" and entry_of(name) is None:
        raise unknown(file, path, name)
    wrong_kind = [v for v in values if isinstance(v, bool | str)] if not known else []
    if wrong_kind:
        raise file.problem(f"'{name}' is a number, not {wrong_kind[0]!r}", place, "Give numbers.")
    weights = settings.get("weights", [1.0] * len(values))
    fine = isinstance(weights, list) and len(weights) == len(values)
    if not fine or not all(not isinstance(w, bool) and isinstance(w, int | float) and 0 < w <= 1e6 for w in weights):
        raise file.problem(
            f"'{name}' needs a weight above 0 for each value", (*path, "weights"), "Give as many weights as values."
        )
    exact = values if known or name == "months" else [float(value) for value in values]
    return Discrete(tuple(exact), tuple(float(weight) for weight in weights))


def number(file: TomlFile, path: KeyPath, name: str, kind: str, settings: Mapping[str, Any]) -> Number:
    """Return a number with its range, the ledger's where none is given."""
    for key in TAKES[kind]:
        value = settings.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise file.problem(f"'{key}' of '{name}' is no number", (*path, key), "Give a finite number.")
    entry = entry_of(name)
    if entry is None:
        raise unknown(file, path, name)
    low = float(settings.get("low", entry.low))
    high = float(settings.get("high", entry.high))
    if not low < high:
        raise file.problem(f"the range of '{name}' is empty", path, "Give a low below high.")
    if kind == "log-uniform" and low <= 0:
        raise file.problem(f"'{name}' reaches {low:g}, which has no logarithm", path, "Give a low above 0.")
    missing = [key for key in TAKES[kind] if key in ("mode", "a", "b") and key not in settings]
    if missing:
        raise file.problem(f"a {kind} factor needs '{missing[0]}'", path, f"Give {missing[0]} = a number.")
    more = {key: float(settings[key]) for key in TAKES[kind] if key in ("mode", "a", "b")}
    if not low <= more.get("mode", low) <= high:
        raise file.problem(f"the mode of '{name}' lies outside its range", (*path, "mode"), "Give one inside.")
    if min(more.get("a", 1.0), more.get("b", 1.0)) <= 0:
        raise file.problem(f"'a' and 'b' of '{name}' must be above 0", path, "Give numbers above 0.")
    return Number(kind, low, high, **more)


def unknown(file: TomlFile, path: KeyPath, name: str) -> ScenarioProblem:
    """Return the problem of a factor that does not exist, with the nearest that does."""
    known = [*LEVERS, *PLACES, *CHOICES, "months"]
    return file.problem(
        f"there is nothing called '{name}' to vary", path, f"Use a name of the ledger.{nearest(name, known)}"
    )

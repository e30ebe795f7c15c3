"""What one scenario file says, key by key, with the place of each value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from sim.errors import KeyPath, ScenarioProblem, dot_path, named_place
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.policies import FREE, HELD
from sim.scenario.parameters import PLACES, check_levers, check_value, unknown_name
from sim.scenario.plan import check_policy
from sim.scenario.scenario import OFFICES, RULES, USUAL, check_rule, start_cells
from sim.scenario.schema import CapitalTable, ScenarioTable, Shape, SpellTable, wrong_kind
from sim.scenario.toml_file import TomlFile

PLAIN: Final = ("start", "months", "kim_type")
LISTS: Final = ("windows", "incidents", "expiries", "leaders")


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A value that a file gives, and where; of a list, the value is a tuple of what its items say."""

    value: Any
    file: TomlFile
    path: KeyPath


Layer = dict[str, SourcedValue]
"""What is said of each key, by the names that Scenario.change knows."""


@contextmanager
def at(file: TomlFile, path: KeyPath, about: str = "") -> Iterator[None]:
    """Give a ScenarioProblem raised inside the place of a key; `about` says what it is about."""
    try:
        yield
    except ScenarioProblem as problem:
        raise file.problem(about + problem.what, path, problem.remedy) from None


def number(file: TomlFile, path: KeyPath, value: Any) -> int | float:
    """Return a value that is a number; raises ScenarioProblem."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_kind(file, path, value, "a number")
    return value


def leaves(table: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield what stands at the ends of tables in tables, as deep as a cell of a grid lies."""
    for key, value in table.items():
        inner = (*path, key)
        if isinstance(value, dict) and value and len(inner) < 4:
            yield from leaves(value, inner)
        else:
            yield inner, value


def parameters(file: TomlFile, table: Mapping[str, Any]) -> Iterator[tuple[str, SourcedValue]]:
    """Yield the numbers and cells that a file sets; cells may stand in a table of their own."""
    for path, value in leaves(table, ("parameters",)):
        name = ".".join(str(part) for part in path[1:])
        given = number(file, path, value) if name in PLACES else value
        with at(file, path):
            checked = check_value(name, given, named_place(name))
        yield name, SourcedValue(checked, file, path)


def levers(file: TomlFile, capital: str, table: Shape, path: KeyPath) -> Iterator[tuple[str, SourcedValue]]:
    """Yield the levers among the keys of a table."""
    names = [lever.partition(".")[2] for lever in LEVERS if lever.startswith(f"{capital}.")]
    others = [item.alias or name for name, item in type(table).model_fields.items()]
    for key, value in (table.model_extra or {}).items():
        own = (*path, key)
        with at(file, own):
            if key not in names:
                raise unknown_name(f"lever of {capital}", key, [*names, *others], named_place(capital))
            check_levers(capital, ((key, number(file, own, value)),), named_place(capital))
        yield key, SourcedValue(float(value), file, own)


def policy(file: TomlFile, capital: str, name: str, path: KeyPath) -> str:
    """Return the name of a policy that the capital has; raises ScenarioProblem."""
    with at(file, path):
        check_policy(capital, name, named_place(capital))
    return name


def spells(file: TomlFile, capital: str, tables: Sequence[SpellTable]) -> SourcedValue:
    """Return a schedule as a tuple of mappings: month, policy, levers. A policy that is not said goes on."""
    path: KeyPath = (capital, "schedule")
    found = []
    name = FREE
    for place, table in enumerate(tables):
        own = {key: said.value for key, said in levers(file, capital, table, (*path, place))}
        if table.policy is not None:
            name = policy(file, capital, table.policy, (*path, place, "policy"))
        found.append(SourcedValue({"from": table.start, "policy": name, "levers": own}, file, (*path, place)))
    return SourcedValue(tuple(found), file, path)


def single(file: TomlFile, capital: str, key: str, name: str) -> SourcedValue:
    """Return one policy for all months, said as `policy`, or as `courses`, which is free or held."""
    path: KeyPath = (capital, key)
    if key == "courses" and name not in (FREE, HELD):
        raise file.problem(f"'courses' is the text {name!r}", path, f'Give "{FREE}" or "{HELD}".')
    spell: dict[str, Any] = {"from": None, "policy": policy(file, capital, name, path), "levers": {}}
    return SourcedValue((SourcedValue(spell, file, path),), file, path)


def capital_keys(file: TomlFile, capital: str, table: CapitalTable) -> Iterator[tuple[str, SourcedValue]]:
    """Yield what a file says of a capital: its start course, its policy or schedule, and levers held."""
    ways = [key for key in ("courses", "policy", "schedule") if getattr(table, key) is not None]
    if len(ways) > 1:
        what = f"'{ways[0]}' and '{ways[1]}' exclude each other"
        raise file.problem(what, (capital, ways[1]), "Keep one of the two.")
    if table.course is not None:
        with at(file, (capital, "course")):
            cells = start_cells(capital, table.course, named_place(capital))
        yield from ((cell, SourcedValue(value, file, (capital, "course"))) for cell, value in cells.items())
    for way in ways:
        said = getattr(table, way)
        made = spells(file, capital, said) if way == "schedule" else single(file, capital, way, said)
        yield f"{capital}.schedule", made
    for key, lever in levers(file, capital, table, (capital,)):
        yield f"{capital}.{key}", lever


def called_off(file: TomlFile, kind: str, table: Mapping[str, bool]) -> Iterator[tuple[str, SourcedValue]]:
    """Yield the elections or switches that a file calls off, by capital."""
    for name, value in table.items():
        path: KeyPath = (kind, name)
        if name not in CAPITALS:
            with at(file, path):
                raise unknown_name("capital", name, CAPITALS, named_place(kind))
        if value:
            raise file.problem("'true' calls nothing off", path, f"List what is to come as [[{kind}]].")
        yield f"{kind}.{name}", SourcedValue(value, file, path)


def list_items(file: TomlFile, key: str, items: Sequence[Any]) -> SourcedValue:
    """Return a list, each item with its place."""
    return SourcedValue(tuple(SourcedValue(item, file, (key, place)) for place, item in enumerate(items)), file, (key,))


def layer_of(file: TomlFile, table: ScenarioTable) -> Layer:
    """Return what one file says, by key; raises ScenarioProblem for a name or a number that cannot be."""
    layer: Layer = {}
    for key in PLAIN:
        if getattr(table, key) is not None:
            layer[key] = SourcedValue(getattr(table, key), file, (key,))
    pairs = list(parameters(file, table.parameters))
    for capital in CAPITALS:
        own = getattr(table, capital)
        pairs += capital_keys(file, capital, own) if own is not None else ()
    for key, said in pairs:
        if key in layer:
            raise file.problem(f"'{key}' is given twice", said.path, "Keep one of the two.")
        layer[key] = said
    for key in OFFICES:
        own = getattr(table, key)
        if isinstance(own, dict):
            layer |= dict(called_off(file, key, own))
        elif own is not None:
            layer[key] = list_items(file, key, own)
    for rule, function in table.rules.items():
        with at(file, (RULES, rule)):
            check_rule(rule, function) if function != USUAL else None
        layer[f"{RULES}.{rule}"] = SourcedValue(function, file, (RULES, rule))
    for key in LISTS:
        if getattr(table, key) is not None:
            layer[key] = list_items(file, key, getattr(table, key))
    return layer


def without_office(merged: Layer, kind: str, capital: str, said: SourcedValue) -> SourcedValue:
    """Return the elections or switches that are left when those of a capital are called off; raises ScenarioProblem."""
    before = merged[kind].value if kind in merged else ()
    kept = tuple(item for item in before if item.value.capital != capital)
    if len(kept) == len(before):
        what = "election" if kind == "elections" else "switch"
        raise said.file.problem(f"there is no {what} of {capital} to call off", said.path, "Leave the line out.")
    return SourcedValue(kept, said.file, said.path)


def over(base: Layer, own: Layer) -> Layer:
    """Return a layer laid over its base: a key replaces the same key; what is called off is taken from the base."""
    merged = base | own
    for key in own:
        kind, _, capital = key.partition(".")
        if kind in OFFICES and capital:
            merged[kind] = without_office(merged, kind, capital, merged.pop(key))
    return merged


def place_problem(layer: Layer, problem: ScenarioProblem, last: TomlFile) -> tuple[TomlFile, KeyPath]:
    """Return the file and the path of the key that a problem of the scenario names.

    `last` is the file asked for: what no file says is missing there.
    """
    key = problem.place.key
    names = tuple(takewhile(lambda part: isinstance(part, str), key))
    said = layer.get(dot_path(names))
    if said is None:
        return last, key[:1]
    if len(names) == len(key):
        return said.file, said.path
    place, *rest = key[len(names) :]
    item = said.value[place]
    return item.file, (*item.path, *rest) if isinstance(item.path[-1], int) else item.path


def source(said: SourcedValue) -> str:
    """Return the file and line that a value comes from."""
    return f"{said.file.label}, line {said.file.line(said.path)}"


def origins(layer: Layer) -> Iterable[tuple[str, str]]:
    """Yield each key, and each place of a list, with the file and line that it comes from."""
    for key, said in layer.items():
        yield key, source(said)
        if isinstance(said.value, tuple):
            for place, item in enumerate(said.value):
                yield f"{key}[{place}]", source(item)

"""What one scenario file says, key by key, with the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Final, get_args, get_type_hints

from ..errors import ScenarioProblem
from ..game.catalogue import CAPITALS
from ..world.actions import ACTIONS
from ..world.parameters import LEDGER, LEVERS, MODULES
from ..world.scenario import Incident, Window, check_levers, check_policy, check_value, unknown
from .lines import Path
from .scenario_schema import CapitalTable, ScenarioTable, Shape, SpellTable, VoteTable
from .shape_problems import described, wrong_kind
from .toml_file import TomlFile

PLAIN: Final = ("start", "months", "forecast", "kim_type")
VOTERS: Final = ("washington", "seoul")
RESULTS: Final = {
    "windows": get_args(get_type_hints(Window)["result"]),
    "incidents": get_args(get_type_hints(Incident)["result"]),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a file gives, and where; of a list, the value is a tuple of what its items say."""

    value: Any
    file: TomlFile
    path: Path


Layer = dict[str, Said]
"""What is said of each key, by the names that Scenario.change knows, and `<capital>.schedule`."""


@contextmanager
def at(file: TomlFile, path: Path, about: str = "") -> Iterator[None]:
    """Give a ScenarioProblem raised inside the place of a key; `about` says what it is about."""
    try:
        yield
    except ScenarioProblem as problem:
        raise file.problem(about + problem.what, path, problem.remedy) from None


def number(file: TomlFile, path: Path, value: Any, switch: bool = False) -> int | float:
    """Return a value that is a number, or true or false for a switch; raises ScenarioProblem."""
    if not isinstance(value, int | float) or (isinstance(value, bool) and not switch):
        raise wrong_kind(file, path, value, "a number")
    return value


def parameter(file: TomlFile, path: Path, value: Any) -> tuple[str, Said]:
    """Return a checked number of the ledger, by name."""
    name = ".".join(str(part) for part in path[1:])
    switch = name in LEDGER and LEDGER[name].kind == "switch"
    with at(file, path):
        if name.endswith("."):
            raise unknown("parameter", name, LEDGER, name)
        key, checked = check_value(name, number(file, path, value, switch), name)
    return key, Said(checked, file, path)


def parameters(file: TomlFile, table: Mapping[str, Any]) -> Iterator[tuple[str, Said]]:
    """Yield the numbers that a file sets; the cells of a table may stand in a table of their own."""
    pairs: list[tuple[Path, Any]] = []
    for key, value in table.items():
        cells = value.items() if isinstance(value, dict) else ()
        pairs += [(("parameters", key, cell), inner) for cell, inner in cells] or [(("parameters", key), value)]
    seen = set()
    for path, value in pairs:
        name, said = parameter(file, path, value)
        if name in seen:
            raise file.problem(f"'{name}' is given twice", path, "Keep one of the two.")
        seen.add(name)
        yield name, said


def levers(file: TomlFile, capital: str, table: Shape, path: Path) -> Iterator[tuple[str, Said]]:
    """Yield the levers among the keys of a table."""
    names = [item.name for item in fields(LEVERS[capital])]
    others = [item.alias or name for name, item in type(table).model_fields.items()]
    for key, value in (table.model_extra or {}).items():
        own = (*path, key)
        with at(file, own):
            if key not in names:
                raise unknown(f"lever of {capital}", key, [*names, *others], capital)
            check_levers(capital, ((key, number(file, own, value)),), capital)
        yield key, Said(float(value), file, own)


def policy(file: TomlFile, capital: str, name: str, path: Path) -> str:
    """Return the name of a policy that the capital has."""
    with at(file, path):
        check_policy(capital, name, capital)
    return name


def spell(file: TomlFile, capital: str, table: SpellTable, path: Path) -> Said:
    """Return a spell as a mapping: its month, its policy, its levers."""
    own = {key: said.value for key, said in levers(file, capital, table, path)}
    name = policy(file, capital, table.policy, (*path, "policy"))
    return Said({"from": table.start, "policy": name, "levers": own}, file, path)


def capital_keys(file: TomlFile, capital: str, table: CapitalTable) -> Iterator[tuple[str, Said]]:
    """Yield what a file says of a capital: a schedule or one policy for all months, and levers held."""
    path: Path = (capital, "schedule")
    if table.policy is not None and table.schedule is not None:
        raise file.problem("'policy' and 'schedule' exclude each other", path, "Keep one of the two.")
    if table.policy is not None:
        path = (capital, "policy")
        name = policy(file, capital, table.policy, path)
        single = Said({"from": None, "policy": name, "levers": {}}, file, path)
        yield f"{capital}.schedule", Said((single,), file, path)
    if table.schedule is not None:
        spells = tuple(spell(file, capital, each, (*path, place)) for place, each in enumerate(table.schedule))
        yield f"{capital}.schedule", Said(spells, file, path)
    for key, said in levers(file, capital, table, (capital,)):
        yield f"{capital}.{key}", said


def modules(file: TomlFile, value: str | list[str]) -> Said:
    """Return the modules that a file turns on, in the order of the ledger."""
    path: Path = ("modules",)
    if isinstance(value, str) and value not in ("all", "none"):
        raise file.problem(f"'modules' is {described(value)}", path, 'Give "all", "none", or a list of names.')
    names = {"all": list(MODULES), "none": []}[value] if isinstance(value, str) else value
    for name in names:
        if name not in MODULES:
            with at(file, path):
                raise unknown("module", name, MODULES, "modules")
    return Said(tuple(name for name in MODULES if name in names), file, path)


def switches(file: TomlFile, head: str, known: Sequence[str], table: Mapping[str, bool]) -> Iterator[tuple[str, Said]]:
    """Yield what a file turns on or off: single modules, or the votes of a capital."""
    for name, value in table.items():
        path = (head, name)
        if name not in known:
            with at(file, path):
                raise unknown("module" if head == "modules" else "capital that votes", name, known, head)
        yield f"{head}.{name}", Said(value, file, path)


def opening_move(file: TomlFile, capital: str, move: str) -> Said:
    """Return the move of a capital in the month before the start."""
    path: Path = ("opening_moves", capital)
    known = [action.name for action in ACTIONS[capital]]
    if move not in known:
        with at(file, path):
            raise unknown(f"move of {capital}", move, known, "")
    return Said(move, file, path)


def check_item(file: TomlFile, path: Path, item: Any) -> None:
    """Check the names in an event: who votes, on which policies, with which result."""
    if isinstance(item, VoteTable):
        with at(file, (*path, "capital")):
            if item.capital not in VOTERS:
                raise unknown("capital that votes", item.capital, VOTERS, "")
        for name in item.options:
            policy(file, item.capital, name, (*path, "options", name))
    results = RESULTS.get(str(path[0]))
    if results and item.result not in results:
        with at(file, (*path, "result")):
            raise unknown("result", item.result, results, "")


def listed(file: TomlFile, key: str, items: Sequence[Shape]) -> Said:
    """Return a list of events, each with its place."""
    for place, item in enumerate(items):
        check_item(file, (key, place), item)
    return Said(tuple(Said(item, file, (key, place)) for place, item in enumerate(items)), file, (key,))


def layer_of(file: TomlFile, table: ScenarioTable) -> Layer:
    """Return what one file says, by key; raises ScenarioProblem for a name or a number that cannot be."""
    layer: Layer = {}
    for key in PLAIN:
        if getattr(table, key) is not None:
            layer[key] = Said(getattr(table, key), file, (key,))
    if isinstance(table.modules, dict):
        layer |= dict(switches(file, "modules", MODULES, table.modules))
    elif table.modules is not None:
        layer["modules"] = modules(file, table.modules)
    layer |= dict(parameters(file, table.parameters))
    for capital in CAPITALS:
        own = getattr(table, capital)
        layer |= dict(capital_keys(file, capital, own)) if own is not None else {}
        move = getattr(table.opening_moves, capital, None)
        layer |= {f"opening_moves.{capital}": opening_move(file, capital, move)} if move is not None else {}
    if isinstance(table.elections, dict):
        layer |= dict(switches(file, "elections", VOTERS, table.elections))
    elif table.elections is not None:
        layer["elections"] = listed(file, "elections", table.elections)
    for key in ("windows", "expiries", "incidents"):
        if getattr(table, key) is not None:
            layer[key] = listed(file, key, getattr(table, key))
    return layer

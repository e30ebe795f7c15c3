"""A scenario from its file: what each file says, key by key with its place, its bases, and what they come to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from sim.errors import KeyPath, ScenarioProblem, StartProblem, dot_path, named_place, one_line
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD
from sim.scenario.parameters import LEVERS_OF, PLACES, check_levers, check_value, unknown_name
from sim.scenario.plan import KINDS, Plan, Spell, check_policy
from sim.scenario.scenario import OFFICES, RULES, USUAL, Scenario, check_rule, start_cells
from sim.scenario.schema import LONGEST_NAME, CapitalTable, ScenarioTable, Shape, SpellTable, check_shape, wrong_kind
from sim.scenario.toml_file import SUFFIX, TomlFile, named_bytes, names_in, toml_from

PLAIN: Final = ("start", "months", "kim_type")
LISTS: Final = ("windows", "incidents", "expiries", "leaders")


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A value that a file gives, and where; of a list, the value is a tuple of what its items say."""

    value: Any
    file: TomlFile
    path: KeyPath

    @property
    def source(self) -> str:
        """The file and line that it comes from."""
        return f"{self.file.label}, line {self.file.line(self.path)}"


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
    others = [item.alias or name for name, item in type(table).model_fields.items()]
    for key, value in (table.model_extra or {}).items():
        own = (*path, key)
        with at(file, own):
            if key not in LEVERS_OF[capital]:
                raise unknown_name(f"lever of {capital}", key, [*LEVERS_OF[capital], *others], named_place(capital))
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
        with at(file, path):
            if name not in CAPITALS:
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


def origins(layer: Layer) -> Iterable[tuple[str, str]]:
    """Yield each key, and each place of a list, with the file and line that it comes from."""
    for key, said in layer.items():
        yield key, said.source
        for place, item in enumerate(said.value if isinstance(said.value, tuple) else ()):
            yield f"{key}[{place}]", item.source


Read = tuple[TomlFile, ScenarioTable]


def load_scenario(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Return a scenario by the name under which it ships, or from a file whose name ends in `.toml`.

    A file holds what differs from its `base`: a shipped scenario by name, or a file in the same folder.
    Tables merge and lists replace; `policy`, `courses` and `schedule` of a capital replace one another. A lever in
    the table of a capital holds in every month, whatever a spell says. Raises ScenarioProblem with the file, the
    line and the key.

    >>> import sim
    >>> sim.load_scenario("2017-spring").months
    36
    """
    asked = os.fspath(name_or_path)
    try:
        return assemble_scenario(os.path.basename(asked).removesuffix(SUFFIX), chain(asked))
    except RecursionError:
        raise ScenarioProblem("the file is nested too deeply", asked, "Lists in lists are never needed here.") from None


def scenario_in(stem: str, file: TomlFile) -> Scenario:
    """Return the scenario that a file without a base holds; raises ScenarioProblem."""
    return assemble_scenario(stem, [(file, check_shape(file, ScenarioTable))])


def chain(asked: str) -> list[Read]:
    """Read a file and its bases, the base of all first; raises ScenarioProblem where they form a circle."""
    files: list[Read] = []
    seen: set[str] = set()
    found = content(asked)
    while True:
        seen.add(identity(asked))
        file = toml_from(label(asked), found)
        files.insert(0, (file, check_shape(file, ScenarioTable)))
        if (base := files[0][1].base) is None:
            return files
        with at(file, ("base",), f"the base '{base}': "):
            asked = find_base(asked, base)
            found = content(asked)
            if identity(asked) in seen:
                remedy = "Let one of these files do without a base."
                raise ScenarioProblem("the bases go round in a circle", asked, remedy)


def label(asked: str) -> str:
    """Return how messages call a file: a shipped one by its bare name, any other as it was asked for."""
    return asked if asked.endswith(SUFFIX) else asked + SUFFIX


def identity(asked: str) -> str:
    """Return what tells one file from another, by whatever name it was asked for."""
    return os.path.realpath(asked) if asked.endswith(SUFFIX) else asked


def find_base(asked: str, base: str) -> str:
    """Return what a base means in a file: a shipped name, or the path of a file in the same folder."""
    if base.endswith(SUFFIX) and os.path.basename(base) != base:
        remedy = "Name a shipped scenario, or a file beside this one."
        raise ScenarioProblem("a base lies in another folder", base, remedy)
    return os.path.join(os.path.dirname(asked), base) if base.endswith(SUFFIX) else base


def content(asked: str) -> bytes:
    """Return the bytes of a shipped scenario or of a file; raises ScenarioProblem where none can be read."""
    return named_bytes(asked, "scenario", PACKAGE)


def assemble_scenario(stem: str, files: list[Read]) -> Scenario:
    """Return the scenario that files laid over one another come to; raises ScenarioProblem with the place."""
    layer: Layer = {}
    for file, table in files:
        layer = over(layer, layer_of(file, table))
    last, table = files[-1]
    # A file name may hold what no text may.
    name = table.name or one_line(stem)[:LONGEST_NAME]
    own = {key: SourcedValue(None, last, (key,)) for key in ("name", "title") if getattr(table, key) is not None}
    try:
        return Scenario(name=name, title=table.title or name, origin=tuple(origins(own | layer)), **contents(layer))
    except ScenarioProblem as problem:
        raise locate_problem(layer, problem, [file for file, _ in files]) from None


def locate_problem(layer: Layer, problem: ScenarioProblem, files: list[TomlFile]) -> ScenarioProblem:
    """Return a problem of the whole with its place in a file; what a base says is put right in the file over it."""
    file, path = place_problem(layer, problem, files[-1])
    start = layer.get("start")
    if start is not None and problem.place.key == ("start",):
        return start.file.problem(problem.what, start.path, problem.remedy)
    inherited = start is not None and any(each is file for each in files[: files.index(start.file)])
    if start is None or not inherited or not isinstance(problem, StartProblem):
        return file.problem(problem.what, path, problem.remedy)
    head = str(problem.place.key[0])
    remedy = f"Give another start, or give {head} a policy or a schedule of its own."
    if head in KINDS:
        remedy = f"Give another start, or leave out those of the base with {head} = [], or list your own."
    told = f"{problem.what} ({dot_path(path)} of {file.label}, line {file.line(path)})"
    return start.file.problem(told, start.path, remedy)


def contents(layer: Layer) -> dict[str, Any]:
    """Return the fields of a scenario but for its names."""
    found: dict[str, Any] = {key: layer[key].value for key in PLAIN if key in layer}
    found["values"] = tuple((key, said.value) for key, said in layer.items() if key in PLACES)
    found |= {capital: plan(layer, capital) for capital in CAPITALS}
    named = {key.partition(".")[2]: said.value for key, said in layer.items() if key.startswith(f"{RULES}.")}
    found["rules"] = tuple((rule, function) for rule, function in named.items() if function != USUAL)
    for kind in KINDS:
        items = layer[kind].value if kind in layer else ()
        found[kind] = tuple(event(kind, said.value) for said in items)
    return found


def plan(layer: Layer, capital: str) -> Plan:
    """Return the plan of a capital."""
    own = {key.removeprefix(f"{capital}."): said.value for key, said in layer.items() if key.startswith(f"{capital}.")}
    spells = [said.value for said in own.pop("schedule", ())]
    held = [Spell(spell["from"], spell["policy"], tuple(spell["levers"].items())) for spell in spells]
    return Plan(tuple(held), tuple(own.items()))


def event(kind: str, item: str | Shape) -> Any:
    """Return an item of a list as the scenario holds it."""
    if isinstance(item, str):
        return item
    said = item.model_dump()
    if "chances" in said:
        said["chances"] = tuple(said["chances"].items())
    return KINDS[kind](**said)


PACKAGE: Final = "sim.scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship with the project, in order."""
    return names_in(PACKAGE)

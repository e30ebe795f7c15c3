"""A scenario from its file and the files of its bases: the value and place of each key, and the
scenario that results.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from itertools import takewhile
from typing import Any, Final, NamedTuple

from sim.core.base.errors import (
    KeyPath,
    ScenarioProblem,
    StartProblem,
    dot_path,
    named_place,
    one_line,
)
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import FREE
from sim.core.scenario.parameters import LEVERS_OF, PLACES, check_levers, check_value, unknown_name
from sim.core.scenario.plan import KINDS, Stretch, check_policy
from sim.core.scenario.scenario import OFFICES, RULES, Draft, Scenario, change_draft, start_cells
from sim.core.scenario.schema import (
    LONGEST_NAME,
    CapitalTable,
    ScenarioTable,
    Shape,
    StretchTable,
    check_shape,
    wrong_kind,
)
from sim.core.scenario.toml_file import SUFFIX, TomlFile, files_in, named_bytes, toml_from

PLAIN: Final = ("start", "months", "kim_type")
LISTS: Final = ("windows", "incidents", "expiries", "leaders")


class Spot(NamedTuple):
    """Where a file says something."""

    file: TomlFile
    path: KeyPath

    @property
    def source(self) -> str:
        """The file and line that it comes from."""
        return f"{self.file.label}, line {self.file.line(self.path)}"


class Said(NamedTuple):
    """A key and its value as Scenario.change takes them, the path in the file, and the number of
    items of a list.
    """

    key: str
    value: Any
    path: KeyPath
    items: int = 0


@contextmanager
def placing_problems(file: TomlFile, path: KeyPath, prefix: str = "") -> Iterator[None]:
    """Add the place of a key to a ScenarioProblem raised inside; `prefix` begins its message."""
    try:
        yield
    except ScenarioProblem as problem:
        raise file.problem(prefix + problem.message, path, problem.remedy) from None


def number(file: TomlFile, path: KeyPath, value: Any) -> int | float:
    """Return a value that is a number; raises ScenarioProblem."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_kind(file, path, value, "a number")
    return value


def leaves(table: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the path and value of each leaf of nested tables, down to the depth of a cell of a
    grid.
    """
    for key, value in table.items():
        inner = (*path, key)
        if isinstance(value, dict) and value and len(inner) < 4:
            yield from leaves(value, inner)
        else:
            yield inner, value


def parameters(file: TomlFile, table: Mapping[str, Any]) -> Iterator[Said]:
    """Yield the parameters and cells that a file sets; cells may stand in a table of their own."""
    for path, value in leaves(table, ("parameters",)):
        name = ".".join(str(part) for part in path[1:])
        checked = number(file, path, value) if name in PLACES else value
        with placing_problems(file, path):
            yield Said(name, check_value(name, checked, named_place(name)), path)


def levers(
    file: TomlFile, capital: str, table: Shape, path: KeyPath
) -> Iterator[tuple[str, float, KeyPath]]:
    """Yield the levers among the keys of a table, each with its value and place."""
    others = [item.alias or name for name, item in type(table).model_fields.items()]
    for key, value in (table.model_extra or {}).items():
        key_path = (*path, key)
        with placing_problems(file, key_path):
            if key not in LEVERS_OF[capital]:
                raise unknown_name(
                    f"lever of {capital}", key, [*LEVERS_OF[capital], *others], named_place(capital)
                )
            check_levers(capital, ((key, number(file, key_path, value)),), named_place(capital))
        yield key, float(value), key_path


def stretches(file: TomlFile, capital: str, tables: Sequence[StretchTable]) -> Iterator[Stretch]:
    """Yield the stretches of a schedule. A policy that is not said goes on."""
    name = FREE
    for place, table in enumerate(tables):
        path: KeyPath = (capital, "schedule", place)
        lever_values = tuple((key, value) for key, value, _ in levers(file, capital, table, path))
        name = name if table.policy is None else table.policy
        with placing_problems(file, (*path, "policy")):
            check_policy(capital, name, named_place(capital))
        yield Stretch(table.start, name, lever_values)


def capital_keys(file: TomlFile, capital: str, table: CapitalTable) -> Iterator[Said]:
    """Yield the keys of a capital in a file: its start course, its policy or schedule, and held
    levers.
    """
    if table.policy is not None and table.schedule is not None:
        message = "'policy' and 'schedule' exclude each other"
        raise file.problem(message, (capital, "schedule"), "Keep one of the two.")
    if table.course is not None:
        path: KeyPath = (capital, "course")
        with placing_problems(file, path):
            cells = start_cells(capital, table.course, named_place(capital))
        yield from (Said(cell, value, path) for cell, value in cells.items())
    if table.policy is not None:
        yield Said(f"{capital}.policy", table.policy, (capital, "policy"))
    if table.schedule is not None:
        schedule = tuple(stretches(file, capital, table.schedule))
        yield Said(f"{capital}.schedule", schedule, (capital, "schedule"), len(schedule))
    for key, value, key_path in levers(file, capital, table, (capital,)):
        yield Said(f"{capital}.{key}", value, key_path)


def called_off(
    file: TomlFile, kind: str, table: Mapping[str, bool], draft: Draft
) -> Iterator[Said]:
    """Yield the elections or switches of a draft that a file calls off, by capital."""
    for name, value in table.items():
        path: KeyPath = (kind, name)
        with placing_problems(file, path):
            if name not in CAPITALS:
                raise unknown_name("capital", name, CAPITALS, named_place(kind))
        if value:
            raise file.problem(
                "'true' calls nothing off", path, f"List the events to come as [[{kind}]]."
            )
        if all(item.capital != name for item in draft[kind]):
            event_name = "election" if kind == "elections" else "switch"
            raise file.problem(
                f"there is no {event_name} of {name} to call off", path, "Leave the line out."
            )
        yield Said(f"{kind}.{name}", value, path)


def event(kind: str, item: str | Shape) -> Any:
    """Return an item of a list as the scenario holds it."""
    if isinstance(item, str):
        return item
    values = item.model_dump()
    if "chances" in values:
        values["chances"] = tuple(values["chances"].items())
    return KINDS[kind](**values)


def said_by(file: TomlFile, table: ScenarioTable, draft: Draft) -> Iterator[Said]:
    """Yield the settings of a file, by key; raises ScenarioProblem for an invalid name or number."""
    for key in PLAIN:
        if getattr(table, key) is not None:
            yield Said(key, getattr(table, key), (key,))
    yield from parameters(file, table.parameters)
    for capital in CAPITALS:
        if (section := getattr(table, capital)) is not None:
            yield from capital_keys(file, capital, section)
    yield from (
        Said(f"{RULES}.{rule}", function, (RULES, rule)) for rule, function in table.rules.items()
    )
    for kind in (*OFFICES, *LISTS):
        section = getattr(table, kind)
        if isinstance(section, dict):
            yield from called_off(file, kind, section, draft)
        elif section is not None:
            yield Said(kind, tuple(event(kind, item) for item in section), (kind,), len(section))


def lay_over(draft: Draft, file: TomlFile, table: ScenarioTable) -> None:
    """Apply the settings of a file to a draft; its `origin` gets the spot of each key and of each
    item of a list.
    """
    keys: set[str] = set()
    for key, value, path, items in said_by(file, table, draft):
        if key in keys:
            raise file.problem(f"'{key}' is given twice", path, "Keep one of the two.")
        keys.add(key)
        with placing_problems(file, path):
            change_draft(draft, key, value, Spot(file, path))
        draft["origin"] += tuple(
            (f"{key}[{place}]", Spot(file, (*path, place))) for place in range(items)
        )


def place_problem(spots: Mapping[str, Spot], problem: ScenarioProblem, last: TomlFile) -> Spot:
    """Return the file and the path of the key that a problem of the scenario names.

    `last` is the file asked for; a key that no file gives is reported as missing there.
    """
    key = problem.place.key
    names = tuple(takewhile(lambda part: isinstance(part, str), key))
    spot = spots.get(dot_path(names))
    if spot is None:
        return Spot(last, key[:1])
    if len(names) == len(key):
        return spot
    place, *rest = key[len(names) :]
    item = spots.get(f"{dot_path(names)}[{place}]", spot)
    return Spot(item.file, (*item.path, *rest)) if isinstance(item.path[-1], int) else item


Read = tuple[TomlFile, ScenarioTable]

STUDY_KEYS: Final = ("design", "scenario", "outcomes")
"""Keys that tell the file of a study from that of a scenario."""


def load_scenario(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Return a scenario by the name under which it ships, or from a file whose name ends in
    `.toml`.

    A file holds the differences from its `base`: a shipped scenario by name, or a file in the same
    folder. Tables merge and lists replace; `policy`, `courses` and `schedule` of a capital replace
    one another. A lever in the table of a capital holds in every month and overrides the stretches.
    Raises ScenarioProblem with the file, the line and the key.

    >>> import sim
    >>> sim.load_scenario("2017-spring").months
    36
    """
    source = os.fspath(name_or_path)
    return _read_scenario(source) if source.endswith(SUFFIX) else _shipped_scenario(source)


def _read_scenario(source: str) -> Scenario:
    try:
        return assemble_scenario(os.path.basename(source).removesuffix(SUFFIX), chain(source))
    except RecursionError:
        raise ScenarioProblem(
            "the file is nested too deeply", source, "Lists in lists are never needed here."
        ) from None


# Shipped files stay as they are, and a model of Mesa's batch_run asks for its scenario anew.
_shipped_scenario = cache(_read_scenario)


def scenario_in(stem: str, file: TomlFile) -> Scenario:
    """Return the scenario that a file without a base holds; raises ScenarioProblem."""
    return assemble_scenario(stem, [(file, check_shape(file, ScenarioTable))])


def chain(source: str) -> list[Read]:
    """Read a file and its bases, the base of all first; raises ScenarioProblem if they form a
    circle.
    """
    files: list[Read] = []
    visited: set[str] = set()
    data = content(source)
    while True:
        visited.add(identity(source))
        file = toml_from(label(source), data)
        if "base" not in file.data and not file.data.keys().isdisjoint(STUDY_KEYS):
            remedy = f"Give it to the commands of studies: sim sweep {file.label}"
            raise ScenarioProblem("this is a study, and no scenario", file.label, remedy)
        files.insert(0, (file, check_shape(file, ScenarioTable)))
        if (base := files[0][1].base) is None:
            return files
        with placing_problems(file, ("base",), f"the base '{base}': "):
            source = find_base(source, base)
            data = content(source)
            if identity(source) in visited:
                remedy = "Let one of these files do without a base."
                raise ScenarioProblem("the bases go round in a circle", source, remedy)


def label(source: str) -> str:
    """Return how messages call a file: a shipped one by its bare name, any other as it was asked
    for.
    """
    return source if source.endswith(SUFFIX) else source + SUFFIX


def identity(source: str) -> str:
    """Return the real path of a file, or the name of a shipped scenario, to compare sources by."""
    return os.path.realpath(source) if source.endswith(SUFFIX) else source


def find_base(source: str, base: str) -> str:
    """Return the source of a base: a shipped name, or the path of a file in the folder of `source`.

    Raises ScenarioProblem for a base in another folder.
    """
    if base.endswith(SUFFIX) and os.path.basename(base) != base:
        remedy = "Name a shipped scenario, or a file beside this one."
        raise ScenarioProblem("a base lies in another folder", base, remedy)
    return os.path.join(os.path.dirname(source), base) if base.endswith(SUFFIX) else base


def content(source: str) -> bytes:
    """Return the bytes of a shipped scenario or of a file; raises ScenarioProblem if it cannot be
    read.
    """
    return named_bytes(source, "scenario", PACKAGE)


def assemble_scenario(stem: str, files: list[Read]) -> Scenario:
    """Return the scenario of a file and its bases; raises ScenarioProblem with the place."""
    draft: Draft = {item.name: item.default for item in fields(Scenario)}
    for file, table in files:
        lay_over(draft, file, table)
    last, table = files[-1]
    spots = {
        key: Spot(last, (key,)) for key in ("name", "title") if getattr(table, key) is not None
    }
    spots |= dict(draft["origin"])
    # A file name may hold characters that a text may not.
    name = table.name or one_line(stem)[:LONGEST_NAME]
    origin = tuple((key, spot.source) for key, spot in spots.items())
    try:
        return Scenario(**draft | {"name": name, "title": table.title or name, "origin": origin})
    except ScenarioProblem as problem:
        raise locate_problem(spots, problem, [file for file, _ in files]) from None


def locate_problem(
    spots: Mapping[str, Spot], problem: ScenarioProblem, files: list[TomlFile]
) -> ScenarioProblem:
    """Return a problem of the whole scenario with its place in a file.

    If a file gives another start that a key of its base does not fit, the place is that start.
    """
    file, path = place_problem(spots, problem, files[-1])
    start = spots.get("start")
    if start is not None and problem.place.key == ("start",):
        return start.file.problem(problem.message, start.path, problem.remedy)
    inherited = start is not None and any(
        other is file for other in files[: files.index(start.file)]
    )
    if start is None or not inherited or not isinstance(problem, StartProblem):
        return file.problem(problem.message, path, problem.remedy)
    head = str(problem.place.key[0])
    remedy = f"Give another start, or give {head} a policy or a schedule of its own."
    if head in KINDS:
        remedy = f"Give another start, or leave out those of the base with {head} = [], or list your own."
    message = f"{problem.message} ({dot_path(path)} of {file.label}, line {file.line(path)})"
    return start.file.problem(message, start.path, remedy)


PACKAGE: Final = "sim.scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship with the project, in order."""
    return tuple(files_in(PACKAGE))

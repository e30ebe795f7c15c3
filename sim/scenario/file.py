"""A scenario from its file: the file, its bases, and what they come to."""

from __future__ import annotations

import os
from importlib import resources
from typing import Any, Final

from sim.errors import ScenarioProblem, StartProblem, dot_path, nearest, one_line
from sim.game.catalogue import CAPITALS
from sim.scenario.keys import PLAIN, Layer, SourcedValue, at, layer_of, origins, over, place_problem
from sim.scenario.parameters import PLACES
from sim.scenario.plan import KINDS, Plan, Spell
from sim.scenario.scenario import RULES, USUAL, Scenario
from sim.scenario.schema import LONGEST_NAME, ScenarioTable, Shape, check_shape
from sim.scenario.toml_file import TomlFile, read_bytes, toml_from

Read = tuple[TomlFile, ScenarioTable]
TOO_DEEP: Final = "Lists in lists are never needed here."


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
        raise ScenarioProblem("the file is nested too deeply", asked, TOO_DEEP) from None


def scenario_in(stem: str, file: TomlFile) -> Scenario:
    """Return the scenario that a file without a base holds; raises ScenarioProblem."""
    return assemble_scenario(stem, [(file, check_shape(file, ScenarioTable))])


def chain(asked: str) -> list[Read]:
    """Read a file and its bases, the base of all first; raises ScenarioProblem where they form a circle."""
    file = toml_from(label(asked), content(asked))
    files = [(file, check_shape(file, ScenarioTable))]
    seen = {identity(asked)}
    while (base := files[0][1].base) is not None:
        file = files[0][0]
        with at(file, ("base",), f"the base '{base}': "):
            asked = find_base(asked, base)
            found = content(asked)
            if identity(asked) in seen:
                raise ScenarioProblem(
                    "the bases go round in a circle", asked, "Let one of these files do without a base."
                )
        seen.add(identity(asked))
        file = toml_from(label(asked), found)
        files.insert(0, (file, check_shape(file, ScenarioTable)))
    return files


def label(asked: str) -> str:
    """Return how messages call a file: a shipped one by its bare name, any other as it was asked for."""
    return asked if asked.endswith(SUFFIX) else asked + SUFFIX


def identity(asked: str) -> str:
    """Return what tells one file from another, by whatever name it was asked for."""
    return os.path.realpath(asked) if asked.endswith(SUFFIX) else asked


def find_base(asked: str, base: str) -> str:
    """Return what a base means in a file: a shipped name, or the path of a file in the same folder."""
    if base.endswith(SUFFIX) and os.path.basename(base) != base:
        raise ScenarioProblem(
            "a base lies in another folder", base, "Name a shipped scenario, or a file beside this one."
        )
    return os.path.join(os.path.dirname(asked), base) if base.endswith(SUFFIX) else base


def content(asked: str) -> bytes:
    """Return the bytes of a shipped scenario or of a file; raises ScenarioProblem where none can be read."""
    known = shipped_scenarios()
    if asked.endswith(SUFFIX):
        return read_bytes(asked, nearest(os.path.basename(asked).removesuffix(SUFFIX), known))
    if asked not in known:
        remedy = f"Name a file that ends in {SUFFIX}, or one of: {', '.join(known)}.{nearest(asked, known)}"
        raise ScenarioProblem(f"there is no scenario '{asked}'", f"'{asked}'", remedy)
    return shipped_bytes(asked)


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
    schedule = f"{capital}.schedule"
    spells = [said.value for said in layer[schedule].value] if schedule in layer else []
    prefix = f"{capital}."
    levers = {key.removeprefix(prefix): said.value for key, said in layer.items() if key.startswith(prefix)}
    levers.pop("schedule", None)
    return Plan(
        tuple(Spell(spell["from"], spell["policy"], tuple(spell["levers"].items())) for spell in spells),
        tuple(levers.items()),
    )


def event(kind: str, item: str | Shape) -> Any:
    """Return an item of a list as the scenario holds it."""
    if isinstance(item, str):
        return item
    said = item.model_dump()
    if "chances" in said:
        said["chances"] = tuple(said["chances"].items())
    return KINDS[kind](**said)


SUFFIX: Final = ".toml"
FOLDER: Final = resources.files("sim.scenarios")


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship with the project, in order."""
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in FOLDER.iterdir() if file.name.endswith(SUFFIX)))


def shipped_bytes(name: str) -> bytes:
    """Return the file of a shipped scenario; the name must be one of `shipped_scenarios()`."""
    return FOLDER.joinpath(name + SUFFIX).read_bytes()

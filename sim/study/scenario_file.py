"""A scenario from its file: the file, its bases, and what they come to."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import Any, Final

from ..calendar import months_from
from ..errors import ScenarioProblem, nearest, one_line
from ..game.catalogue import CAPITALS
from ..world.actions import OPENING_MOVES
from ..world.parameters import LEDGER
from ..world.scenario import Election, Expiry, Incident, Plan, Scenario, Spell, Window, check_month
from .layers import origins, over, placed
from .scenario_keys import PLAIN, Layer, Said, at, layer_of
from .scenario_schema import LONGEST_NAME, ScenarioTable
from .scenario_text import to_toml
from .shape_problems import shaped
from .shipped import SUFFIX, shipped_bytes, shipped_scenarios
from .toml_file import TomlFile, read_bytes, toml_from

__all__ = ["load_scenario", "shipped_scenarios", "to_toml"]

DEFAULTS: Final = {item.name: item.default for item in fields(Scenario)}
Read = tuple[TomlFile, ScenarioTable]


def load_scenario(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Return a scenario by the name under which it ships, or from a file whose name ends in `.toml`.

    A file holds what differs from its `base`: a shipped scenario by name, or a file in the same folder.
    Tables merge and lists replace; `policy` and `schedule` of a capital replace one another. A lever in the
    table of a capital holds in every month, whatever the policy; it goes before one in a spell, which holds
    with that spell. Raises ScenarioProblem with the file, the line and the key.
    """
    asked = os.fspath(name_or_path)
    try:
        return assembled(os.path.basename(asked).removesuffix(SUFFIX), chain(asked))
    except RecursionError:
        raise ScenarioProblem("the file is nested too deeply", asked, "Lists in lists are never needed here.") from None


def chain(asked: str) -> list[Read]:
    """Read a file and its bases, the base of all first; raises ScenarioProblem where they form a circle."""
    file = toml_from(label(asked), content(asked))
    files = [(file, shaped(file))]
    seen = {identity(asked)}
    while (base := files[0][1].base) is not None:
        file = files[0][0]
        with at(file, ("base",), f"the base '{base}': "):
            asked = beside(asked, base)
            found = content(asked)
            if identity(asked) in seen:
                raise ScenarioProblem(
                    "the bases go round in a circle", asked, "Let one of these files do without a base."
                )
        seen.add(identity(asked))
        file = toml_from(label(asked), found)
        files.insert(0, (file, shaped(file)))
    return files


def label(asked: str) -> str:
    """Return how messages call a file: a shipped one by its bare name, any other as it was asked for."""
    return asked if asked.endswith(SUFFIX) else asked + SUFFIX


def identity(asked: str) -> str:
    """Return what tells one file from another, by whatever name it was asked for."""
    return os.path.realpath(asked) if asked.endswith(SUFFIX) else asked


def beside(asked: str, base: str) -> str:
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


def assembled(stem: str, files: list[Read]) -> Scenario:
    """Return the scenario that files laid over one another come to; raises ScenarioProblem with the place."""
    layer: Layer = {}
    for file, table in files:
        layer = over(layer, layer_of(file, table))
    last, table = files[-1]
    # A file name may hold what no text may.
    name = table.name or one_line(stem)[:LONGEST_NAME]
    own = {key: Said(None, last, (key,)) for key in ("name", "title") if getattr(table, key) is not None}
    try:
        return Scenario(name=name, title=table.title or name, origin=tuple(origins(own | layer)), **contents(layer))
    except ScenarioProblem as problem:
        file, path = placed(layer, problem, last)
        raise file.problem(problem.what, path, problem.remedy) from None


def contents(layer: Layer) -> dict[str, Any]:
    """Return the fields of a scenario but for its names."""
    found: dict[str, Any] = {key: layer[key].value for key in (*PLAIN, "modules") if key in layer}
    start = found.get("start", DEFAULTS["start"])
    months_from(start, start, "start")
    numbers = {key: said.value for key, said in layer.items() if key.partition(".")[0] in LEDGER}
    moves = zip(CAPITALS, OPENING_MOVES, strict=True)
    found["values"] = tuple(sorted(numbers.items()))
    found["opening_moves"] = tuple(value_of(layer, f"opening_moves.{capital}", move) for capital, move in moves)
    for capital in CAPITALS:
        found[capital] = plan(layer, capital, start)
    for key in ("elections", "windows", "expiries", "incidents"):
        found[key] = tuple(
            event(key, said.value, start, f"{key}[{place}]") for place, said in enumerate(value_of(layer, key, ()))
        )
    return found


def value_of(layer: Layer, key: str, default: Any) -> Any:
    """Return the value of a key, or the default where no file says it."""
    return layer[key].value if key in layer else default


def plan(layer: Layer, capital: str, start: str) -> Plan:
    """Return the plan of a capital; a policy without a month begins with the scenario."""
    spells = []
    for place, said in enumerate(value_of(layer, f"{capital}.schedule", ())):
        spell = said.value
        if spell["from"] is not None:
            check_month(spell["from"], start, f"{capital}.schedule[{place}].from")
        spells.append(Spell(spell["from"] or start, spell["policy"], tuple(sorted(spell["levers"].items()))))
    prefix = f"{capital}."
    levers = {
        key.removeprefix(prefix): said.value
        for key, said in layer.items()
        if key.startswith(prefix) and key != f"{capital}.schedule"
    }
    return Plan(tuple(spells), tuple(sorted(levers.items())))


def event(kind: str, item: Any, start: str, where: str) -> Election | Window | Expiry | Incident:
    """Return an event, its months checked against the start."""
    check_month(item.month, start, f"{where}.month")
    if kind == "windows":
        return Window(item.month, item.result)
    if kind == "expiries":
        return Expiry(item.month, float(item.share), item.name)
    if kind == "incidents":
        return Incident(item.month, item.result)
    in_force = item.month if item.in_force is None else item.in_force
    check_month(in_force, start, f"{where}.in_force")
    options = tuple((policy, float(weight)) for policy, weight in item.options.items())
    return Election(item.capital, item.month, in_force, options, float(item.keep))

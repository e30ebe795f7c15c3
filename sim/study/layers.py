"""Scenario files laid over one another: a file over its base, key by key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..errors import ScenarioProblem
from ..game.catalogue import CAPITALS
from ..world.parameters import MODULES
from .lines import Path
from .scenario_keys import VOTERS, Layer, Said
from .toml_file import TomlFile

WHERE: Final = re.compile(r"([^\[]*)(?:\[(\d+)\](.*))?", re.DOTALL)
QUOTED: Final = re.compile(r"'(\w+)' is ")


def with_module(merged: Layer, module: str, said: Said) -> Said:
    """Return the modules that are on when one more is switched on or off."""
    before = merged["modules"].value if "modules" in merged else MODULES
    kept = {each for each in before if each != module} | ({module} if said.value else set())
    return Said(tuple(each for each in MODULES if each in kept), said.file, said.path)


def without_votes(merged: Layer, capital: str, said: Said) -> Said:
    """Return the elections that are left when those of a capital are called off; raises ScenarioProblem."""
    votes = merged["elections"].value if "elections" in merged else ()
    kept = tuple(vote for vote in votes if vote.value.capital != capital)
    if said.value:
        raise said.file.problem("'true' calls no vote", said.path, "List the votes as [[elections]].")
    if len(kept) == len(votes):
        raise said.file.problem(f"there is no vote of {capital} to call off", said.path, "Leave the line out.")
    return Said(kept, said.file, said.path)


def over(base: Layer, own: Layer) -> Layer:
    """Return a layer laid over its base: a key replaces the same key; a switch acts on what the base says."""
    merged = base | own
    for module in MODULES:
        said = merged.pop(f"modules.{module}", None)
        if said is not None:
            merged["modules"] = with_module(merged, module, said)
    for capital in VOTERS:
        said = merged.pop(f"elections.{capital}", None)
        if said is not None:
            merged["elections"] = without_votes(merged, capital, said)
    return merged


def placed(layer: Layer, problem: ScenarioProblem, last: TomlFile) -> tuple[TomlFile, Path]:
    """Return the file and the path of the key that a problem of the world names.

    Such a key is `washington.schedule[1]`. `last` is the file asked for: what no file says is missing there.
    """
    found = WHERE.fullmatch(problem.where)
    key, place, rest = found.groups() if found else (problem.where, None, None)
    head, _, tail = key.partition(".")
    if head in CAPITALS and tail in ("", "policy"):
        # The world calls the first spell the policy, and the whole plan by the name of its capital.
        key, place = f"{head}.schedule", "0" if tail else None
    said = layer.get(key)
    if said is None:
        return last, (head,)
    if place is None:
        return said.file, said.path
    item = said.value[int(place)]
    path = item.path if item.path[-1] == "policy" else (*item.path, *(rest or "").split(".")[1:])
    quoted = QUOTED.match(problem.what)
    return item.file, (*path, quoted[1]) if quoted and (*path, quoted[1]) in item.file.lines else path


def origins(layer: Layer) -> Iterable[tuple[str, str]]:
    """Yield each key, and each place of a list, with the file and line that it comes from."""
    for key, said in layer.items():
        yield key, said.file.place(said.path)
        if key.endswith(".schedule") or key in ("elections", "windows", "expiries", "incidents"):
            for place, item in enumerate(said.value):
                yield f"{key}[{place}]", item.file.place(item.path)

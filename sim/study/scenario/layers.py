"""Scenario files laid over one another: a file over its base, key by key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sim.errors import ScenarioProblem
from sim.study.scenario.changing import OFFICES
from sim.study.scenario.keys import Layer, Said
from sim.study.scenario.lines import Path
from sim.study.scenario.toml_file import TomlFile

WHERE: Final = re.compile(r"([^\[]*)(?:\[(\d+)\](.*))?", re.DOTALL)


def without_office(merged: Layer, kind: str, capital: str, said: Said) -> Said:
    """Return the elections or switches that are left when those of a capital are called off; raises ScenarioProblem."""
    before = merged[kind].value if kind in merged else ()
    kept = tuple(item for item in before if item.value.capital != capital)
    if len(kept) == len(before):
        what = "election" if kind == "elections" else "switch"
        raise said.file.problem(f"there is no {what} of {capital} to call off", said.path, "Leave the line out.")
    return Said(kept, said.file, said.path)


def over(base: Layer, own: Layer) -> Layer:
    """Return a layer laid over its base: a key replaces the same key; what is called off is taken from the base."""
    merged = base | own
    for key in own:
        kind, _, capital = key.partition(".")
        if kind in OFFICES and capital:
            merged[kind] = without_office(merged, kind, capital, merged.pop(key))
    return merged


def placed(layer: Layer, problem: ScenarioProblem, last: TomlFile) -> tuple[TomlFile, Path]:
    """Return the file and the path of the key that a problem of the scenario names.

    Such a key is `washington.schedule[1]`. `last` is the file asked for: what no file says is missing there.
    """
    found = WHERE.fullmatch(problem.where)
    key, place, rest = found.groups() if found else (problem.where, None, None)
    said = layer.get(key)
    if said is None:
        return last, (key.partition(".")[0],)
    if place is None:
        return said.file, said.path
    item = said.value[int(place)]
    tail = tuple(part for part in (rest or "").split(".")[1:])
    return item.file, (*item.path, *tail) if isinstance(item.path[-1], int) else item.path


def origins(layer: Layer) -> Iterable[tuple[str, str]]:
    """Yield each key, and each place of a list, with the file and line that it comes from."""
    for key, said in layer.items():
        yield key, said.file.place(said.path)
        if isinstance(said.value, tuple):
            for place, item in enumerate(said.value):
                yield f"{key}[{place}]", item.file.place(item.path)

"""A learnt policy as a scenario file that `sim run` takes: a short difference, where the scenario is one that ships."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from sim.analysis.learn.profiles import Profile, changes_in
from sim.game.catalogue import CAPITALS
from sim.study.experiment.definition import Value
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios
from sim.study.scenario.text import text as quoted
from sim.study.scenario.text import to_toml

WIDTH: Final = 110


def file_of(scenario: Scenario, profile: Profile, name: str, title: str, about: Sequence[str]) -> str:
    """Return the text of a scenario file in which capitals have the policies of a profile; `about` heads it."""
    changes = changes_in(profile)
    head = "\n".join(f"# {line}" for text in about for line in textwrap.wrap(text, WIDTH))
    shipped = scenario.name in shipped_scenarios() and load_scenario(scenario.name) == scenario
    if shipped:
        return f"{head}\n\ntitle = {quoted(title)}\nbase = {quoted(scenario.name)}\n{tables(changes)}"
    return f"{head}\n\n{to_toml(scenario.change(changes | {'name': name, 'title': title}))}"


def tables(changes: Mapping[str, Value]) -> str:
    """Return changes as the tables of a scenario file: numbers under parameters, the rest under its capital."""
    lines: list[str] = []
    for head in ("parameters", *CAPITALS):
        own = {
            name.removeprefix(f"{head}."): value
            for name, value in changes.items()
            if (name.partition(".")[0] if name.partition(".")[0] in CAPITALS else "parameters") == head
        }
        if own:
            lines += ["", f"[{head}]", *(f"{name} = {said(value)}" for name, value in own.items())]
    return "\n".join(lines) + "\n"


def said(value: Value) -> str:
    """Return a value as TOML writes it."""
    return quoted(value) if isinstance(value, str) else repr(value)

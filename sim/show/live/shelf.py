"""The scenarios that the page offers, each with how the command line asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sim.study.scenario import Scenario, load_scenario, shipped_scenarios


@dataclass(frozen=True, slots=True)
class Offer:
    """A scenario, and the words after `sim run` that give it: its name or path, and what `--set` changed."""

    scenario: Scenario
    asked: str
    changes: tuple[str, ...] = ()


Shelf = Mapping[str, Offer]


def shelf_of(scenario: Scenario, asked: str, changes: Sequence[str] = ()) -> Shelf:
    """Return the scenario that was asked for, first, and those that ship, by the names that requests use.

    Every file is read now: a request picks from this table and opens nothing.
    """
    first = {scenario.name: Offer(scenario, asked, tuple(changes))}
    rest = {name: Offer(load_scenario(name), name) for name in shipped_scenarios() if name != scenario.name}
    return MappingProxyType(first | rest)

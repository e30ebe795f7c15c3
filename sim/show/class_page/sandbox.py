"""The sandbox: every line-up of policies, one for each capital, in the same worlds."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from sim.study.run import Run
from sim.study.runner import outcomes_of
from sim.world.actions import CAPITALS
from sim.world.batch import Block
from sim.world.capitals import POLICIES
from sim.world.scenario import Scenario

from .crisis import lineup
from .worlds import endings

PARTS: Final = 2000
"""Worlds a batch: the line-ups differ in their policies, so that they can share one."""


def lineup_changes(policies: tuple[str, ...]) -> dict[str, Any]:
    """Return what turns a scenario into a line-up: one policy a capital in every month."""
    return {f"{capital}.policy": policy for capital, policy in zip(CAPITALS, policies, strict=True)}


def without_votes(scenario: Scenario) -> dict[str, Any]:
    """Return the changes that call all votes off, so that policies stay as they are chosen."""
    return {f"elections.{capital}": False for capital in dict.fromkeys(vote.capital for vote in scenario.elections)}


def recorded_sandbox(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return how the worlds of every line-up end: one text a line-up, the last capital fastest."""
    base = scenario.change(without_votes(scenario))
    menus = [tuple(POLICIES[capital]) for capital in CAPITALS]
    made = [base.change(lineup_changes(policies)) for policies in product(*menus)]
    columns = outcomes_of([Block(each, 0, worlds) for each in made], seed, batch=PARTS)
    found = []
    for number, each in enumerate(made):
        part = slice(number * worlds, (number + 1) * worlds)
        found.append(endings(Run(each, seed, {name: values[part] for name, values in columns.items()})))
    return {
        "policies": {capital: list(menu) for capital, menu in zip(CAPITALS, menus, strict=True)},
        "own": [menu.index(policy) for menu, policy in zip(menus, lineup(scenario), strict=True)],
        "ends": found,
    }

"""The sandbox: for each capital the line of the lesson or any policy, in every combination, in the same worlds."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np

from sim.game.catalogue import CAPITALS
from sim.study.run import Run
from sim.study.runner import outcomes_of
from sim.world.batch import Block, structure
from sim.world.capitals import POLICIES
from sim.study.scenario import Scenario

from .worlds import endings

PARTS: Final = 2000
"""Worlds a batch: many line-ups share one."""

OWN: Final = ""
"""Stands for the line that a capital has in the lesson, schedule and vote included."""


def with_policy(scenario: Scenario, capital: str, policy: str) -> Scenario:
    """Return the scenario with one policy of a capital in every month, its vote called off; OWN changes nothing."""
    if policy == OWN:
        return scenario
    votes = any(vote.capital == capital for vote in scenario.elections)
    called_off: dict[str, Any] = {f"elections.{capital}": False} if votes else {}
    return scenario.change({f"{capital}.policy": policy} | called_off)


def with_policies(scenario: Scenario, policies: tuple[str, ...]) -> Scenario:
    """Return the scenario with a policy or OWN for each capital."""
    for capital, policy in zip(CAPITALS, policies, strict=True):
        scenario = with_policy(scenario, capital, policy)
    return scenario


def recorded_sandbox(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return how the worlds of every line-up end: one text a line-up, the last capital fastest; OWN comes first."""
    menus = [(OWN, *POLICIES[capital]) for capital in CAPITALS]
    made = [with_policies(scenario, policies) for policies in product(*menus)]
    # Line-ups with the same votes can share a batch.
    order = sorted(range(len(made)), key=lambda number: repr(structure(made[number])))
    columns = outcomes_of([Block(made[number], 0, worlds) for number in order], seed, batch=PARTS)
    found = [""] * len(made)
    for place, number in enumerate(order):
        part = np.s_[place * worlds : (place + 1) * worlds]
        found[number] = endings(Run(made[number], seed, {name: values[part] for name, values in columns.items()}))
    return {"menus": {capital: list(menu) for capital, menu in zip(CAPITALS, menus, strict=True)}, "ends": found}

"""The game in which both powers pick a course for the whole horizon, by who knows Kim's type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np

from sim.analysis.games import pure_equilibria
from sim.analysis.know.cells import types_of, weights_of
from sim.core.base.arrays import Floats
from sim.core.game.catalogue import GIANTS
from sim.core.game.policies import courses_of
from sim.core.scenario import Scenario

CASES: Final = {"nobody": (), "washington": GIANTS[:1], "beijing": GIANTS[1:], "both": GIANTS}


def course_game(scenario: Scenario, values: Floats) -> dict[str, tuple[str, float, float]]:
    """Return for each case of who knows the first pure equilibrium, in words, with the months to
    both; no entry without one.

    `values` are `(pairs, types, outcomes, worlds)`. A power that knows picks a course for each type.
    """
    menus = [courses_of(name) for name in GIANTS]
    types = len(types_of(scenario))
    means = values[:, :, :2].mean(axis=-1).reshape(*map(len, menus), types, 2)
    solved = {}
    for case, knowing in CASES.items():
        plans = [
            [*product(range(len(menu)), repeat=types)]
            if name in knowing
            else [(course,) * types for course in range(len(menu))]
            for name, menu in zip(GIANTS, menus, strict=True)
        ]
        payoffs = []
        for place, name in enumerate(GIANTS):
            weights, table = weights_of(scenario, name), means[..., place]
            rows, columns = (np.array(plan) for plan in plans)
            payoffs.append(
                sum(
                    weights[kim] * table[rows[:, kim][:, None], columns[:, kim], kim]
                    for kim in range(types)
                )
            )
        stable = pure_equilibria((payoffs[0], payoffs[1]))
        if stable:
            profile = stable[0]
            text = "; ".join(
                name_plan(plans[place][profile[place]], menus[place])
                for place in range(len(GIANTS))
            )
            solved[case] = (text, float(payoffs[0][profile]), float(payoffs[1][profile]))
    return solved


def name_plan(plan: Sequence[int], menu: Sequence[str]) -> str:
    """Return the courses of a plan by type, one alone if they are the same."""
    names = [menu[course] for course in plan]
    return names[0] if len(set(names)) == 1 else " / ".join(names)

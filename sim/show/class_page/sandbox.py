"""The sandbox: for each capital the line of the lesson or any course held, in every combination, in the same worlds."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np

from sim.game.catalogue import CAPITALS, COURSES
from sim.study.runner import Block, outcomes_of
from sim.study.scenario import Scenario

from .worlds import BITS, endings

OWN: Final = ""
"""Stands for the line that a capital has in the lesson."""


def with_courses(scenario: Scenario, courses: tuple[str, ...]) -> Scenario:
    """Return the scenario with a course held in every month, or OWN, for each capital."""
    pairs = zip(CAPITALS, courses, strict=True)
    return scenario.change({f"{capital}.policy": course for capital, course in pairs if course != OWN})


def recorded_sandbox(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return how the worlds of every line-up end: one text a line-up, the last capital fastest; OWN comes first."""
    menus = [(OWN, *(course.name for course in COURSES[capital])) for capital in CAPITALS]
    blocks = [Block(with_courses(scenario, courses), 0, worlds) for courses in product(*menus)]
    columns = outcomes_of(blocks, seed, names=("final_state", *BITS))
    parts = [np.s_[number * worlds : (number + 1) * worlds] for number in range(len(blocks))]
    found = [endings({name: values[part] for name, values in columns.items()}) for part in parts]
    return {"menus": {capital: list(menu) for capital, menu in zip(CAPITALS, menus, strict=True)}, "ends": found}

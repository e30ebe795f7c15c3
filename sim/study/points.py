"""The points of a design as blocks of worlds: numbers and levers by world, so that points are played side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from sim.game.levers import LEVERS
from sim.study.runner import Block
from sim.study.scenario import Scenario
from sim.study.scenario.parameters import PLACES


def blocks_at(
    scenario: Scenario, names: Sequence[str], rows: Sequence[Sequence[Any]], firsts: Sequence[int], worlds: int
) -> list[Block]:
    """Return the worlds of some points, in order: point k in `worlds` worlds from number `firsts[k]` on.

    `rows` holds the value of each name at each point, by the names of Scenario.change. Points that follow one another
    in worlds and differ in numbers, cells and levers alone make one block. Raises ScenarioProblem or DataProblem for a
    value that cannot be.
    """
    by_world = [place for place, name in enumerate(names) if name in PLACES or name in LEVERS]
    others = [place for place in range(len(names)) if place not in by_world]
    bases: dict[tuple[Any, ...], Scenario] = {}
    keys = [tuple(row[place] for place in others) for row in rows]
    for key in keys:
        if key not in bases:
            bases[key] = scenario.change({names[place]: value for place, value in zip(others, key, strict=True)})
    breaks = [
        k for k in range(1, len(rows)) if keys[k] != keys[k - 1] or firsts[k] != firsts[k - 1] + worlds
    ]  # fmt: skip
    blocks = []
    for low, high in pairwise([0, *breaks, len(rows)]):
        drawn = {
            names[place]: np.repeat([float(row[place]) for row in rows[low:high]], worlds) for place in by_world
        }  # fmt: skip
        blocks.append(Block(bases[keys[low]], firsts[low], (high - low) * worlds, drawn))
    return blocks

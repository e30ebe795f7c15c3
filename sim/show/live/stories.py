"""The story of one world: its months, moves and end, as plain data."""

from __future__ import annotations

from typing import Any

from sim.study.run import Run
from sim.study.runner import Job, perform
from sim.world.batch import Block
from sim.world.scenario import Scenario

from .answers import trace
from .playing import RECORD, Check


def story_of(scenario: Scenario, seed: int, world: int, check: Check) -> dict[str, Any]:
    """Return the story of a world by number, played alone: the same world as in any batch."""
    check()
    result = perform(Job((Block(scenario, world, 1),), seed, record=RECORD))
    run = Run(scenario, seed, result.columns, state=result.state, moves=result.moves, first_world=world)
    return {"title": scenario.title, "hash": scenario.hash, "seed": str(seed), **trace(run, 0)}

"""A crisis, and every way in which one capital may try to come down from it, three months at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.world.batch import Block
from sim.world.model import EscalationModel
from sim.study.scenario import Plan, Scenario, Spell

from .lesson import Lesson
from .packing import hundredths, packed
from .worlds import move_text

TURNS: Final = 4
TURN_MONTHS: Final = 3
DOWN: Final = 4.0
"""A world has come down when, without war or collapse, its tension ends below rung 4, show of force."""


def lineup(scenario: Scenario) -> tuple[str, ...]:
    """Return the last policy that each capital is scheduled to follow, without what an election may bring."""
    return tuple(scenario.plan(capital).spells[-1].policy for capital in CAPITALS)


def crisis_of(scenario: Scenario, lesson: Lesson) -> Scenario:
    """Return the scenario as it stands in a crisis: a year from its start, no vote, no dated event."""
    held: dict[str, Any] = {
        f"{capital}.policy": policy for capital, policy in zip(CAPITALS, lineup(scenario), strict=True)
    }
    calm: dict[str, Any] = {"elections": (), "windows": (), "expiries": (), "incidents": ()}
    return scenario.change(
        held | calm | {"months": TURNS * TURN_MONTHS, "opening_moves": lesson.opening_moves} | dict(lesson.crisis)
    )


def path_of(scenario: Scenario, seat: str, policies: tuple[str, ...]) -> Scenario:
    """Return the crisis in which the seat follows one policy after another, three months each."""
    spells = tuple(Spell(month_after(scenario.start, TURN_MONTHS * turn), each) for turn, each in enumerate(policies))
    plan: dict[str, Any] = {seat: Plan(spells, scenario.plan(seat).levers)}
    return replace(scenario, **plan)


def recorded_crisis(scenario: Scenario, lesson: Lesson, worlds: int, seed: int) -> dict[str, Any]:
    """Return all paths through the crisis as a tree: the key "02" is option 0, then option 2.

    A node holds, for each world, the three months that its last choice brought; a leaf also says where the world came
    down and how it ended.
    """
    start = crisis_of(scenario, lesson)
    paths = list(product(range(len(lesson.options)), repeat=TURNS))
    blocks = [
        Block(path_of(start, lesson.seat, tuple(lesson.options[choice] for choice in path)), 0, worlds)
        for path in paths
    ]
    model = EscalationModel(blocks, rng=seed, record=("tension", *CAPITALS)).run()
    tension, moves, columns = model.recorder.state["tension"], model.recorder.moves, model.outcomes()
    model.close()
    nodes: dict[str, Any] = {}
    for number, path in enumerate(paths):
        part = slice(number * worlds, (number + 1) * worlds)
        for turn in range(TURNS):
            key = "".join(map(str, path[: turn + 1]))
            if key not in nodes:
                first = turn * TURN_MONTHS
                nodes[key] = node(tension[:, part], {name: rows[:, part] for name, rows in moves.items()}, first)
        leaf = nodes["".join(map(str, path))]
        leaf["end"] = packed(columns["final_state"][part].tolist(), 1)
        leaf["down"] = packed(came_down(tension[-1, part]).astype(np.int64).tolist(), 1)
    return {
        "turns": TURNS, "turnMonths": TURN_MONTHS, "down": DOWN, "options": list(lesson.options), "nodes": nodes,
        "start": packed(hundredths(tension[0, :1], down=True), 2),
        "opening": list(lesson.opening_moves), "values": dict(lesson.crisis), "lines": list(lineup(start)),
    }  # fmt: skip


def node(tension: Floats, moves: dict[str, Ints], first: int) -> dict[str, Any]:
    """Return the three months from month `first` on: tension after each, and the moves, as texts by world."""
    months = slice(first, first + TURN_MONTHS)
    after = tension[first + 1 : first + 1 + TURN_MONTHS]
    return {
        "tension": [packed(hundredths(row, down=True), 2) for row in after.T],
        "moves": [[move_text(row) for row in moves[capital][months].T] for capital in CAPITALS],
    }


def came_down(last_tension: Floats) -> npt.NDArray[np.bool_]:
    """Say which worlds ended below rung 4; a world that war or collapse has ended has no tension left (NaN)."""
    down: npt.NDArray[np.bool_] = np.nan_to_num(last_tension, nan=np.inf) < DOWN
    return down

"""The engine that all others must equal: the rules as they stand, a world at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.base.arrays import Floats
from sim.core.engine.job import PreparedJob
from sim.core.engine.luck import BEFORE_START, sheet_of_one
from sim.core.engine.records import fill_record, flat, names_of
from sim.core.engine.source import Game, read_game
from sim.core.engine.steps import Do, Ex, If
from sim.core.engine.translated import translation

Step = tuple[Callable[..., bool] | None, Callable[..., None]]


@cache
def steps_of(game: Game) -> list[Step]:
    """Return the steps of a month in order, each with its condition, or None if all take it."""
    steps: list[Step] = []
    for step in translation(game).program.month:
        if isinstance(step, Do):
            steps.append((None, step.call.parts[0].rule.function))
        elif isinstance(step, If):
            condition = _function_of(step.condition, list(game.month.parameters))
            steps += [(condition, call.call.parts[0].rule.function) for call in step.yes]
    return steps


def _function_of(condition: Ex, names: list[str]) -> Callable[..., bool]:
    if condition.do != "call" or [part.parts[0] for part in condition.parts[1:]] != names:
        raise TypeError("a month asks `if rarely(condition(world, now, p))`")
    function: Callable[..., bool] = condition.parts[0].rule.function
    return function


def play_month(world: Any, now: Any, p: Any, game: Game | None = None) -> None:
    """Take one world through a month; a world that has ended takes no further step."""
    for condition, step in steps_of(game or read_game()):
        if world.ending != 0:
            return
        if condition is None or condition(world, now, p):
            step(world, now, p)


def begin_world(world: Any, now: Any, p: Any, game: Game) -> None:
    """Initialize a world before its first month, with the random draws of the month BEFORE_START."""
    function: Any = game.begin.function
    function(world, now, p)


def now_of(plan: PreparedJob, world: int, month: int, address: int) -> Any:
    """Return the inputs of one world in one month of a job: random draws, levers, orders and
    calendar.
    """
    now = plan.game.now()
    generation = 0 if plan.generation is None else int(plan.generation[world])
    clone = 0 if plan.clone is None else int(plan.clone[world])
    slots = len(names_of(now.luck.__class__))
    luck = sheet_of_one(plan.job.seed, address, int(plan.ids[world]), generation, clone, slots)
    if plan.luck is not None and address != BEFORE_START:
        imposed = _of_world(plan.luck, month, world)
        luck = [u if np.isnan(r) else float(r) for u, r in zip(luck, imposed, strict=True)]
    fill_record(now.luck, luck)
    for name in ("levers", "orders", "calendar"):
        fill_record(getattr(now, name), _of_world(getattr(plan, name), month, world))
    return now


def _of_world(values: Any, month: int, world: int) -> list[float]:
    row = values[month] if values.ndim == 2 else values[month, :, world]
    return [float(x) for x in row]


def run(plan: PreparedJob, state: Floats, record: Floats, months_lived: NDArray[np.int32]) -> None:
    """Play every world of a plan; fill state, record and months lived."""
    for world in range(plan.job.worlds):
        try:
            _play_one(
                plan, world, state[:, world], record[:, :, world], months_lived[world : world + 1]
            )
        except (ArithmeticError, ValueError):  # plain Python raises; other engines give NaN
            state[:, world] = np.nan


def _play_one(
    plan: PreparedJob, world: int, state: Floats, record: Floats, months_lived: NDArray[np.int32]
) -> None:
    game, job = plan.game, plan.job
    p = fill_record(game.numbers(), plan.numbers_of(world))
    one: Any = fill_record(game.world(), state)
    if job.state is None:
        begin_world(one, now_of(plan, world, 0, BEFORE_START), p, game)
    outputs = [np.nan] * plan.output_count
    for month in range(job.months):
        now = now_of(plan, world, month, job.first_month + month)
        alive = one.ending == 0
        months_lived += alive
        play_month(one, now, p, game)
        if plan.output_count and alive:
            outputs = [value for name in game.outputs for value in flat(getattr(now, name))]
        if len(plan.recorded):
            record[month] = np.array([*flat(one), *outputs])[plan.recorded]
    state[:] = flat(one)

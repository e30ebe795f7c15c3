"""Running worlds in batches, in this process or in several; the answer is the same."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.study.draws import Draws, block_of
from sim.world.batch import Block, structure
from sim.world.door import Intervention
from sim.world.scenario import Scenario

BATCH = 8000
"""Worlds a batch: large enough to hide the cost of a call, small enough for the cache (`sim bench` shows the curve)."""

Columns = dict[str, npt.NDArray[Any]]
Asked = TypeVar("Asked")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Job:
    """One batch to run: blocks of worlds, the seed, and what to record."""

    blocks: tuple[Block, ...]
    seed: int
    interventions: tuple[Intervention, ...] = ()
    record: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome columns of a batch, and the states and moves it recorded."""

    columns: Columns
    state: Columns
    moves: Columns


def perform(job: Job) -> Result:
    """Run one batch."""
    from sim.world.model import EscalationModel

    model = EscalationModel(job.blocks, rng=job.seed, interventions=job.interventions, record=job.record).run()
    result = Result(model.outcomes(), dict(model.recorder.state), dict(model.recorder.moves))
    model.close()
    return result


def cut(blocks: Sequence[Block], batch: int = BATCH) -> list[tuple[Block, ...]]:
    """Cut blocks, in their order, into batches of at most `batch` worlds whose scenarios can share one."""
    batches: list[list[Block]] = []
    room, shape = 0, None
    for block in blocks:
        first, left, own_shape = block.first_world, block.worlds, structure(block.scenario)
        while left:
            if not room or own_shape != shape:
                batches.append([])
                room, shape = batch, own_shape
            taken = min(room, left)
            batches[-1].append(block.part(first, taken))
            first, left, room = first + taken, left - taken, room - taken
    return [tuple(batch_blocks) for batch_blocks in batches]


def perform_all(jobs: Sequence[Job], processes: int = 1) -> Iterator[Result]:
    """Run batches and yield their results in order; with several processes at most four batches a worker wait."""
    return in_order(perform, jobs, processes)


def in_order(function: Callable[[Asked], Given], tasks: Sequence[Asked], processes: int = 1) -> Iterator[Given]:
    """Yield what a function makes of each task, in their order, in this process or in several.

    The function must be one of a module. At most four tasks a worker are under way.
    """
    if processes == 1 or len(tasks) == 1:
        yield from map(function, tasks)
        return
    # Mesa forces spawn on import, and fork clashes with threads: name the context.
    context = multiprocessing.get_context("spawn")
    workers = min(processes, len(tasks))
    # The parent alone answers an interrupt; it drops what waits and lets the workers finish their batch.
    with ProcessPoolExecutor(workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        waiting = [pool.submit(function, task) for task in tasks[: 4 * processes]]
        try:
            for index in range(len(tasks)):
                following = index + len(waiting)
                yield waiting.pop(0).result()
                if following < len(tasks):
                    waiting.append(pool.submit(function, tasks[following]))
        finally:
            for future in waiting:
                future.cancel()


class Gathered:
    """Outcome columns of many batches, laid end to end in arrays made once, so that memory holds them only once."""

    def __init__(self, worlds: int) -> None:
        self.worlds = worlds
        self.done = 0
        self.columns: Columns = {}

    def add(self, columns: Columns) -> None:
        """Lay a batch behind those already there."""
        size = columns["world"].size
        for name, values in columns.items():
            if name not in self.columns:
                self.columns[name] = np.empty(self.worlds, dtype=values.dtype)
            self.columns[name][self.done : self.done + size] = values
        self.done += size


Progress = Callable[[Gathered], None]


def outcomes_of(
    blocks: Sequence[Block], seed: int, *, processes: int = 1, batch: int = BATCH,
    interventions: Sequence[Intervention] = (), progress: Progress | None = None,
) -> Columns:  # fmt: skip
    """Return the outcome columns of all worlds of some blocks, in order; `progress` is called after each batch."""
    total = sum(block.worlds for block in blocks)
    # Every process gets a fair share: the smallest number of rounds, all of one size.
    rounds = -(-total // (batch * processes)) * processes
    jobs = [Job(part, seed, tuple(interventions)) for part in cut(blocks, -(-total // rounds))]
    gathered = Gathered(total)
    for result in perform_all(jobs, processes):
        gathered.add(result.columns)
        if progress is not None:
            progress(gathered)
    return gathered.columns


def recorded(
    scenario: Scenario, worlds: int, seed: int, names: Sequence[str], *,
    first_world: int = 0, interventions: Sequence[Intervention] = (), batch: int = BATCH, draws: Draws | None = None,
) -> tuple[Columns, Columns]:  # fmt: skip
    """Return the recorded states `(months + 1, worlds)` and moves `(months, worlds)` of a scenario.

    With `draws`, each world has numbers of its own.
    """
    parts = cut([block_of(scenario, first_world, worlds, draws)], batch)
    results = [perform(Job(part, seed, tuple(interventions), tuple(names))) for part in parts]
    state = {name: np.concatenate([r.state[name] for r in results], axis=1) for name in results[0].state}
    moves = {name: np.concatenate([r.moves[name] for r in results], axis=1) for name in results[0].moves}
    return state, moves

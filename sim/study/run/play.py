"""Play an experiment: in memory, or into a folder where it can be stopped and goes on."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design, check_size, design_of
from sim.study.ledger import Columns
from sim.study.run.block import BlockWork
from sim.study.run.engine import execute
from sim.study.run.executors import Crew, Here, Threads
from sim.study.run.runner import BATCH
from sim.study.run.sweep import Standing, Step, Sweep, with_seed
from sim.study.store.disk import Folder
from sim.study.store.results import MemoryResults, Results, load_study

Begun = Callable[[Experiment, Standing], None]
"""Called once before the first batch, with the experiment and how far it has come."""


@dataclass(frozen=True, slots=True)
class Way:
    """How experiments are played: by which workers, whom to tell, and what a folder remembers.

    `crew` makes the workers; `force` lifts the bound on cells and worlds; `command` is what the manifest keeps.
    """

    crew: Callable[[], Crew] = Here
    begun: Begun = lambda study, standing: None
    notice: Callable[[Step], None] = lambda step: None
    force: bool = False
    command: str = ""
    batch: int = BATCH


def threads(jobs: int) -> Callable[[], Crew]:
    """Return what makes a crew of so many threads."""
    return Here if jobs == 1 else lambda: Threads(jobs)


def play(study: Experiment, folder: str | os.PathLike[str] | None = None, way: Way | None = None) -> Results:
    """Play what is left of an experiment and return its results.

    Without a folder the worlds stay in memory. With one, finished parts are kept there, and a call with the same
    experiment goes on where the last one stopped. Raises what `Sweep` raises; StudyStopped where worlds failed.
    """
    way = way or Way()
    return in_memory(study, way) if folder is None else into(study, Path(folder), way)


def in_memory(study: Experiment, way: Way) -> MemoryResults:
    """Play an experiment whose worlds stay in memory."""
    check_size(study, way.force)
    design = design_of(study)
    blocks = range(math.ceil(design.cells / study.block))
    done: dict[int, tuple[Columns, dict[int, str]]] = {}
    way.begun(study, Standing(design.cells, design.cells * study.replication.most, 0, 0, ()))

    def keep(work: BlockWork) -> None:
        columns, failures = work.gathered()
        done[work.number] = with_seed(columns, study.seed), failures

    def told(task: object, batch: object) -> None:
        way.notice(Step(task, batch, cells_done(design, study, done)))  # type: ignore[arg-type]

    with closing(way.crew()) as crew:
        execute(study, design, blocks, crew, keep, told, way.batch)
    return MemoryResults(study, [done[number] for number in blocks])


def cells_done(design: Design, study: Experiment, done: Collection[int]) -> int:
    """Return how many cells the blocks that are done have."""
    return sum(min(study.block, design.cells - number * study.block) for number in done)


def into(study: Experiment, folder: Path, way: Way) -> Results:
    """Play what is left of an experiment into a folder."""
    sweep = Sweep(study, folder, way.force, way.command)
    with Folder(sweep.folder) as own, closing(way.crew()) as crew:
        way.begun(study, sweep.begin(own))
        sweep.run(crew, way.notice, way.batch)
    return load_study(folder)

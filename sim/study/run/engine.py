"""The engine: keeps workers busy with the batches of the blocks that are open, and hands each finished block on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import ClassVar, Final

from sim.errors import ExitCode, Problem
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design
from sim.study.run.executors import Workers
from sim.study.run.runner import BATCH
from sim.study.run.task import BlockWork, Done, Task, clean_message, perform

TRIES: Final = 3
"""How often a batch is run again after the workers that had it were lost."""

PATIENCE: Final = 5.0
"""Seconds between two looks at whether there are still workers."""

Sink = Callable[[BlockWork], None]
Notice = Callable[[Task, Done], None]
"""Called with each batch of outcomes that came back."""


class StudyStopped(Problem):
    """A sweep that ended before its last part, or with worlds that failed; what is finished is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


def execute(
    study: Experiment,
    design: Design,
    blocks: Iterable[int],
    crew: Workers,
    sink: Sink,
    notice: Notice | None = None,
    batch: int = BATCH,
) -> None:
    """Run blocks of a design and hand each to `sink` when all its worlds are there, in the order they get ready.

    Raises StudyStopped where a batch lost its workers too often. What the blocks hold does not depend on the crew,
    the order or the size of batches.
    """
    Execution(study, design, blocks, crew, sink, notice, batch).run()


class Execution:
    """One sweep on its way: blocks still to come, blocks open, batches in flight."""

    def __init__(
        self,
        study: Experiment,
        design: Design,
        blocks: Iterable[int],
        crew: Workers,
        sink: Sink,
        notice: Notice | None,
        batch: int,
    ) -> None:
        self.study, self.design, self.crew, self.sink, self.notice, self.batch = (
            study,
            design,
            crew,
            sink,
            notice,
            batch,
        )
        self.coming = iter(blocks)
        self.open: dict[int, BlockWork] = {}
        self.flight: dict[Future[Done], tuple[BlockWork, Task, int]] = {}
        self.again: deque[tuple[BlockWork, Task, int]] = deque()

    def run(self) -> None:
        """Run until the last block has been handed on."""
        while self.fill():
            ready, _ = wait(self.flight, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            if not ready:
                self.crew.check()
            # Sound results first: a loss takes all that is still in flight with it.
            for future in sorted(ready, key=is_troubled):
                if future in self.flight:
                    self.land(future)

    def fill(self) -> bool:
        """Send batches off until enough are in flight; return whether any is."""
        while len(self.flight) < self.crew.flight:
            if not self.again:
                found = self.next_batch()
                if found is None:
                    break
                self.again.append((*found, 0))
            work, task, tries = self.again[0]
            try:
                future = self.crew.executor().submit(perform, task)
            except BrokenExecutor:
                self.crew.rebuild()
                self.count(task, tries)
                self.again[0] = (work, task, tries + 1)
                continue
            self.again.popleft()
            self.flight[future] = (work, task, tries)
        return bool(self.flight)

    def next_batch(self) -> tuple[BlockWork, Task] | None:
        """Return the next batch of the oldest block that has one, opening a new block where none has."""
        for work in self.open.values():
            task = work.take()
            if task is not None:
                return work, task
        number = next(self.coming, None)
        if number is None:
            return None
        work = self.open[number] = BlockWork(self.study, self.design, number, self.batch)
        task = work.take()
        assert task is not None
        return work, task

    def land(self, future: Future[Done]) -> None:
        """Take a batch that came back, or send it off again if its worker was lost."""
        work, task, tries = self.flight.pop(future)
        try:
            done = future.result()
        except BrokenExecutor:
            self.lost(work, task, tries)
            return
        except Problem:
            raise
        except Exception as error:
            raise StudyStopped(
                f"a batch came back with {type(error).__name__}: {clean_message(str(error))}",
                f"cells from {task.spans[0].cell} on",
                "See to it, then run the same command again: it goes on where it stopped.",
            ) from None
        work.put(task, done)
        if self.notice is not None and not task.record:
            self.notice(task, done)
        if work.complete:
            del self.open[work.number]
            self.sink(work)

    def lost(self, work: BlockWork, task: Task, tries: int) -> None:
        """Rebuild the crew after a loss, and queue this batch and all others that were in flight with it."""
        self.crew.rebuild()
        gone = [(work, task, tries), *self.flight.values()]
        for future in self.flight:
            future.cancel()
        self.flight.clear()
        for each, own, before in gone:
            self.count(own, before)
            self.again.append((each, own, before + 1))

    def count(self, task: Task, tries: int) -> None:
        """Refuse to run a batch again that has been run again often enough; raises StudyStopped."""
        if tries >= TRIES:
            raise StudyStopped(
                f"the workers of a batch were lost {tries + 1} times", f"cells from {task.spans[0].cell} on",
                "Look at the memory of the machine, then run the same command again: it goes on where it stopped.",
            )  # fmt: skip


def is_troubled(future: Future[Done]) -> bool:
    """Say whether a batch came back without a result."""
    return future.cancelled() or future.exception() is not None

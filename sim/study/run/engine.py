"""The engine: keeps workers of any kind busy with batches of the blocks that are open, and hands on what is done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from sim.errors import ExitCode, Problem, UsageProblem, import_optional
from sim.scenario.fingerprint import fingerprint, tool_version
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design
from sim.study.run.runner import BATCH
from sim.study.run.task import BlockWork, Done, Task, clean_message, perform

FLIGHT: Final = 4
"""Batches a worker that may be in flight."""


class Inline(Executor):
    """An executor that runs a batch at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run the call and return its future, which is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers:
    """Workers for a sweep: an executor, and how many batches may be in flight, so that results never pile up.

    These are those of an executor that somebody else has made: it is neither rebuilt nor closed here.
    """

    def __init__(self, executor: Executor, flight: int) -> None:
        self._executor, self._flight = executor, flight

    @property
    def flight(self) -> int:
        """How many batches may be in flight."""
        return self._flight

    def executor(self) -> Executor:
        """Return the executor that takes batches now."""
        return self._executor

    def rebuild(self) -> None:
        """Replace a broken executor; raises what it was broken by if that cannot be."""

    def check(self) -> None:
        """Raise StudyStopped if nobody is left to work."""

    def close(self) -> None:
        """Let the workers go; what they still do is thrown away."""


def this_process() -> Workers:
    """Return one worker: this process."""
    return Workers(Inline(), 1)


class Threads(Workers):
    """Worker threads on this machine: the kernel lets others run while it plays."""

    def __init__(self, workers: int) -> None:
        super().__init__(ThreadPoolExecutor(workers), FLIGHT * workers)

    def close(self) -> None:
        """Let the workers go once what they play is done; what waits is dropped."""
        self._executor.shutdown(wait=True, cancel_futures=True)


TRIES: Final = 3
"""How often a batch is run again after the workers that had it were lost."""

PATIENCE: Final = 5.0
"""Seconds between two looks at whether there are still workers."""


class StudyStopped(Problem):
    """A sweep that ended before its last part, or with worlds that failed; what is finished is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


@dataclass
class Dispatcher:
    """Runs blocks of a design and hands each to `sink` when all its worlds are there, in the order they get ready.

    What the blocks hold does not depend on the workers, the order or the size of batches.
    """

    study: Experiment
    design: Design
    blocks: Iterable[int]
    workers: Workers
    sink: Callable[[BlockWork], None]
    notice: Callable[[Task, Done], None] | None = None
    """Called with each batch of outcomes that came back."""

    batch: int = BATCH

    def __post_init__(self) -> None:
        self.coming = iter(self.blocks)
        self.open: dict[int, BlockWork] = {}
        self.flight: dict[Future[Done], tuple[BlockWork, Task, int]] = {}
        self.again: deque[tuple[BlockWork, Task, int]] = deque()

    def run(self) -> None:
        """Run until the last block has been handed on; raises StudyStopped where a batch lost its workers too often."""
        while self.fill():
            ready, _ = wait(self.flight, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            if not ready:
                self.workers.check()
            # Sound results first: a loss takes all that is still in flight with it.
            for future in sorted(ready, key=lambda future: future.cancelled() or future.exception() is not None):
                if future in self.flight:
                    self.land(future)

    def fill(self) -> bool:
        """Send batches off until enough are in flight; return whether any is."""
        while len(self.flight) < self.workers.flight:
            if not self.again:
                found = self.next_batch()
                if found is None:
                    break
                self.again.append((*found, 0))
            work, task, tries = self.again[0]
            try:
                future = self.workers.executor().submit(perform, task)
            except BrokenExecutor:
                self.workers.rebuild()
                self.check_tries(task, tries)
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
            what = f"a batch came back with {type(error).__name__}: {clean_message(str(error))}"
            remedy = "See to it, then run the same command again: it goes on where it stopped."
            raise StudyStopped(what, f"cells from {task.spans[0].cell} on", remedy) from None
        work.put(task, done)
        if self.notice is not None and not task.record:
            self.notice(task, done)
        if work.complete:
            del self.open[work.number]
            self.sink(work)

    def lost(self, work: BlockWork, task: Task, tries: int) -> None:
        """Rebuild the workers after a loss, and queue this batch and all others that were in flight with it."""
        self.workers.rebuild()
        gone = [(work, task, tries), *self.flight.values()]
        for future in self.flight:
            future.cancel()
        self.flight.clear()
        for each, own, before in gone:
            self.check_tries(own, before)
            self.again.append((each, own, before + 1))

    def check_tries(self, task: Task, tries: int) -> None:
        """Refuse to run a batch again that has been run again often enough; raises StudyStopped."""
        if tries >= TRIES:
            what = f"the workers of a batch were lost {tries + 1} times"
            remedy = "Look at the memory of the machine, then run the same command again: it goes on where it stopped."
            raise StudyStopped(what, f"cells from {task.spans[0].cell} on", remedy)


MOST_WAIT: Final = 60.0
"""Seconds without a worker after which a sweep ends: Dask itself would wait for ever."""


class Cluster(Workers):
    """The workers of a Dask scheduler, by its address, or `local` worker processes started here.

    Raises UsageProblem without the extra, for an address that does not answer, and where client, scheduler and workers
    have other versions; StudyStopped where no worker is there for a minute.
    """

    def __init__(self, address: str | None, local: int = 0) -> None:
        distributed = import_optional("distributed", "Dask", "--scheduler, --cluster", "cluster")
        self._local: Any = None
        try:
            if address is None:
                self._local = distributed.LocalCluster(
                    n_workers=local, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
                )
            self._client: Any = distributed.Client(self._local or address, timeout=20)
        except (OSError, ValueError, TypeError) as error:
            where = f"--scheduler {address}"
            remedy = "Start one with `dask scheduler`, and give the address that it prints."
            raise UsageProblem(f"no Dask scheduler answers: {type(error).__name__}", where, remedy) from None
        self._seen, self._asked = time.monotonic(), float("-inf")
        self._known: dict[str, int] = {}
        while not self._threads():
            self.check()
            time.sleep(0.1)
        for what in self.differences():
            remedy = "Install the same versions everywhere: pip install -c constraints.txt."
            raise UsageProblem(what, "the Dask cluster", remedy)
        # Batches are told apart by their arguments only where they are pure, and two equal ones would be one.
        super().__init__(self._client.get_executor(pure=False), FLIGHT)

    @property
    def flight(self) -> int:
        """How many batches may be in flight: four for each thread of the workers that are there now."""
        return FLIGHT * max(1, sum(self._threads().values()))

    def check(self) -> None:
        """Raise StudyStopped if there has been no worker for a minute."""
        if self._threads():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > MOST_WAIT:
            remedy = "Start workers with `dask worker ADDRESS`, then run the same command again: it goes on."
            raise StudyStopped(f"there has been no worker for {MOST_WAIT:.0f} seconds", "the Dask scheduler", remedy)

    def differences(self) -> Iterator[str]:
        """Yield in which versions or rules a part of the cluster differs from this process."""
        found = self._client.get_versions(check=False)
        workers = {f"worker {k}": each for k, each in enumerate(found["workers"].values())}
        own = found["client"]["packages"]
        for name, part in ({"the scheduler": found["scheduler"]} | workers).items():
            for package in ("python", "dask", "distributed"):
                if (theirs := part["packages"].get(package)) != own.get(package):
                    yield f"{name} has {package} {theirs}, and this is {own.get(package)}"
        mine = standing()
        for k, other in enumerate(self._client.run(standing).values()):
            yield from (f"worker {k} has {key} than this process" for key in mine if other.get(key) != mine[key])

    def close(self) -> None:
        """Let go of the cluster; batches still in flight are cancelled."""
        # Without waiting, it cancels what is in flight.
        self._executor.shutdown(wait=False)
        self._client.close()
        if self._local is not None:
            self._local.close()

    def _threads(self) -> dict[str, int]:
        """Return the threads of each worker, asked for once a second at most; none where the scheduler is silent."""
        if time.monotonic() - self._asked > 1.0:
            try:
                self._known = dict(self._client.nthreads())
            except (OSError, TimeoutError):
                self._known = {}
            self._asked = time.monotonic()
        return self._known


def standing() -> dict[str, str]:
    """Return what results depend on: the version of the tool, and the rules."""
    return {"another version of the tool": tool_version(), "other rules": fingerprint()}

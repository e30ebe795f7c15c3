"""Where compute batches run: in this thread, in several, or wherever a given executor takes them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, Final, Protocol

FLIGHT: Final = 4
"""Batches a worker that may be in flight."""


class Workers(Protocol):
    """Workers for a sweep: an executor, how much it can hold, and how to get a new one after it broke."""

    @property
    def flight(self) -> int:
        """How many batches may be in flight: at most four a worker, so that results never pile up."""

    def executor(self) -> Executor:
        """Return the executor that takes batches now."""

    def rebuild(self) -> None:
        """Replace a broken executor; raises what it was broken by if that cannot be."""

    def check(self) -> None:
        """Raise StudyStopped if nobody is left to work."""

    def close(self) -> None:
        """Let the workers go; what they still do is thrown away."""


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


class Here:
    """One worker: this process."""

    flight = 1

    def __init__(self) -> None:
        self._executor = Inline()

    def executor(self) -> Executor:
        """Return the executor of this process."""
        return self._executor

    def rebuild(self) -> None:
        """Do nothing: this process does not break."""

    def check(self) -> None:
        """Do nothing: this process is here."""

    def close(self) -> None:
        """Do nothing: there is nobody to let go."""


class Threads:
    """Worker threads on this machine: the kernel lets others run while it plays."""

    def __init__(self, workers: int) -> None:
        self.workers, self.flight = workers, FLIGHT * workers
        self._pool: ThreadPoolExecutor | None = None

    def executor(self) -> Executor:
        """Return the pool, made on first use."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.workers)
        return self._pool

    def rebuild(self) -> None:
        """Do nothing: threads do not break."""

    def check(self) -> None:
        """Do nothing: a thread does not go."""

    def close(self) -> None:
        """Let the workers go once what they play is done; what waits is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


class Given:
    """The workers of an executor made by someone else, which is neither rebuilt nor closed here."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self._executor, self.flight = executor, FLIGHT * workers

    def executor(self) -> Executor:
        """Return the executor that was given."""
        return self._executor

    def rebuild(self) -> None:
        """Do nothing: what was given is tried again as it is."""

    def check(self) -> None:
        """Do nothing: whoever made it looks after it."""

    def close(self) -> None:
        """Do nothing: it is not ours to close."""

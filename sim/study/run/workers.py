"""Batches on the workers of an executor: any of `concurrent.futures`, of this machine or of a
cluster.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pickle import dumps, loads
from threading import Condition
from typing import Any, ClassVar, Final, TypeVar

from sim.core.base.errors import ExitCode, Problem, UsageProblem, one_line
from sim.core.scenario.fingerprint import fingerprint
from sim.policies.user_policies import UserPolicy, adopt

Item = TypeVar("Item")
Answer = TypeVar("Answer")

FLIGHT: Final = 1024
"""The most batches that wait on an executor, whose number of workers is unknown."""

PAUSE: Final = 0.05
"""Seconds between two looks at futures of another kind than those of `concurrent.futures`."""

EXECUTOR: Final = "the executor"
AGAIN: Final = "Then run the same command again: parts that are finished are kept in its folder, and it goes on."


class StudyStopped(Problem):
    """A sweep that ended early, or with worlds that failed; finished parts are kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


def check_executor(executor: object) -> None:
    """Refuse an object without a method `submit`; raises UsageProblem."""
    if not callable(getattr(executor, "submit", None)):
        message = f"{one_line(repr(executor))} is no executor"
        remedy = "Give one of concurrent.futures, or of a Dask client: client.get_executor()."
        raise UsageProblem(message, "executor", remedy)


@dataclass(frozen=True)
class Workers:
    """The workers of an executor, which stays open, and the user's own policies that are sent to
    them as text.
    """

    executor: Executor
    policies: tuple[UserPolicy, ...]

    def __post_init__(self) -> None:
        check_executor(self.executor)

    def in_order(self, task: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the result of a task for each item, in order, once all are done; raises as
        `as_done` does.
        """
        answers = dict(self.as_done(task, items))
        yield from (answers[place] for place in sorted(answers))

    def as_done(
        self, task: Callable[[Item], Answer], items: Iterable[Item]
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the place and the result of a task for each item, as soon as it is done.

        Raises StudyStopped if workers are lost, lack the model or have another one.
        """
        call = partial(SentTask, fingerprint(), self.policies, task)
        left, waiting = enumerate(items), dict[Any, int]()
        try:
            while True:
                for place, item in islice(left, FLIGHT - len(waiting)):
                    waiting[self.executor.submit(loads, dumps(call(item)))] = place
                if not waiting:
                    return
                for future in finished(waiting):
                    yield waiting.pop(future), future.result()
        except Problem:
            raise
        except Exception as error:  # each kind of executor has errors of its own
            raise stopped_by(error) from error
        finally:
            for future in waiting:
                future.cancel()


class SentTask:
    """A task as it is sent to a worker: a pickle that gives the result when it is read.

    The worker reads it by a function of Python's own, so that a worker without this package reports
    that. With a function of ours a worker of Dask would fail, and another after it.
    """

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def __reduce__(self) -> tuple[Any, ...]:
        return answer_there, self.parts


def finished(futures: Collection[Any]) -> list[Any]:
    """Wait until one future or more is done, and return those that are."""
    if all(isinstance(future, Future) for future in futures):
        return list(wait(futures, return_when=FIRST_COMPLETED).done)
    while not (ended := [future for future in futures if future.done()]):
        time.sleep(PAUSE)
    return ended


def stopped_by(error: Exception) -> StudyStopped:
    """Return the problem that explains an error of an executor to the user."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    for error_in_chain in chain:
        if isinstance(error_in_chain, ModuleNotFoundError):
            message = (
                f"a worker lacks the package '{(error_in_chain.name or '').partition('.')[0]}'"
            )
            remedy = "Install the versions of this machine there: requirements/run.txt."
            return StudyStopped(message, EXECUTOR, f"{remedy} {AGAIN}")
    reason = one_line(f"{type(error).__name__}: {error}").rstrip(": ")
    if isinstance(error, CancelledError):
        reason = "their work was cancelled"
    message = f"the workers were lost, or cannot go on: {reason}"
    return StudyStopped(message, EXECUTOR, f"Start them again. {AGAIN}")


def answer_there(
    expected: str, policies: tuple[UserPolicy, ...], task: Callable[[Item], Answer], item: Item
) -> Answer:
    """Return the result of a task for an item, on a worker; raises StudyStopped if its model is
    another one.
    """
    if fingerprint() != expected:
        message = (
            f"a worker on {platform.node()} has another model: {fingerprint()}, not {expected}"
        )
        remedy = "Install the same version there as here."
        raise StudyStopped(message, EXECUTOR, f"{remedy} {AGAIN}")
    with adopted(policies):
        return task(item)


_change: Final = Condition()
_adopted: Final[list[tuple[UserPolicy, ...]]] = []


@contextmanager
def adopted(policies: tuple[UserPolicy, ...]) -> Iterator[None]:
    """Make policies known in this process, once no other thread plays other texts under one of
    their names.
    """
    texts = {policy.name: policy for policy in policies}
    with _change:
        _change.wait_for(
            lambda: all(
                texts.get(policy.name, policy) == policy for others in _adopted for policy in others
            )
        )
        adopt(policies)
        _adopted.append(policies)
    try:
        yield
    finally:
        with _change:
            _adopted.remove(policies)
            _change.notify_all()

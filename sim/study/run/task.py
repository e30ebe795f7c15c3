"""Compute batches of an experiment, some worlds of some cells each, and the threads that play them block by block."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

import numpy as np

from sim.arrays import Flags
from sim.errors import ExitCode, Problem, one_line
from sim.game.levers import LEVERS
from sim.scenario import Scenario
from sim.scenario.parameters import PLACES, SHARES
from sim.study.agents import heard
from sim.study.experiment.definition import Experiment, Value
from sim.study.experiment.design import Design
from sim.study.measure.outcome_ledger import Columns, Wanted, name_of
from sim.study.run.inputs import check_given, played_by
from sim.study.run.runner import BATCH, Block, outcomes_and_series, structure

LONGEST: Final = 300
LONE: Final = 256
"""A span of so many worlds is a block of its own: numbers that are the same for all are quicker than one a world."""

BY_WORLD: Final = frozenset((*PLACES, *LEVERS)) - {cell for cells in SHARES for cell in cells}
"""Names that may differ by world in a block. The cells of a table of chances are checked together, span by span."""

LOST: Final = "a state or an outcome is no finite number"
PATHS: Final = re.compile(r"(?:[A-Za-z]:)?[/\\][^\s'\":,]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive worlds of one cell: `worlds` of them from the `first`, whose luck is that of world `luck`.

    `values` are those of the cell's factors; None leaves what the scenario says.
    """

    cell: int
    values: tuple[Value | None, ...]
    first: int
    worlds: int
    luck: int


@dataclass(frozen=True, slots=True)
class Task:
    """A compute batch: spans of worlds under one seed, and the outcome columns wanted."""

    base: Scenario
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    seed: int
    columns: tuple[Wanted, ...]

    @property
    def worlds(self) -> int:
        """The number of worlds."""
        return sum(span.worlds for span in self.spans)


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome columns of a batch in the order of its spans, and the failures by position, with their reason."""

    columns: Columns
    failures: tuple[tuple[int, str], ...]
    said: tuple[tuple[int, bytes], ...] = ()
    """What programs were told and wrote, packed, by position."""


def perform(task: Task) -> Done:
    """Run a batch; worlds of cells that are no scenario, or in which a number is lost, have failed."""
    blocks, refused = blocks_of(task)
    sizes = np.array([block.worlds for block in blocks])
    starts = np.cumsum(sizes) - sizes
    order = by_structure(blocks)
    names = tuple(dict.fromkeys((*task.columns, "final_state")))
    reasons: dict[int, str] = {}
    with heard() as said:
        outcomes, _ = outcomes_and_series(
            [blocks[number] for number in order], task.seed, (), names=names, reasons=reasons
        )
    asked = {k: played_by(blocks[k].scenario)[1] for k in order}
    sat = [range(starts[k], starts[k] + sizes[k]) for k, who in asked.items() if who is not None and who.table]
    forth = np.concatenate([np.arange(starts[k], starts[k] + sizes[k]) for k in order])
    back = np.argsort(forth)
    finite: Flags = np.all([np.isfinite(values) for values in outcomes.values()], axis=0)
    failures = dict.fromkeys(np.flatnonzero((outcomes["failed"] | ~finite)[back]).tolist(), LOST)
    failures |= {int(forth[place]): clean_message(text) for place, text in reasons.items()}
    failures |= refused
    return Done(
        {name: outcomes[name][back] for name in map(name_of, task.columns)}, tuple(sorted(failures.items())),
        tuple(zip((place for places in sat for place in places), said, strict=True)),
    )  # fmt: skip


def blocks_of(task: Task) -> tuple[list[Block], dict[int, str]]:
    """Return the worlds of all spans, and why worlds by position have no scenario: they play the base, and have failed.

    Small spans that follow one another in luck and differ in numbers and levers alone make one block.
    """
    blocks: list[Block] = []
    refused: dict[int, str] = {}
    at = 0
    for spans in runs_of(task):
        try:
            own = [side_by_side(task, spans) if len(spans) > 1 or spans[0].worlds < LONE else alone(task, spans[0])]
        except Problem:
            # One of them is no scenario: each by itself says which.
            own = []
            for span in spans:
                try:
                    own.append(alone(task, span))
                except Problem as problem:
                    own.append(Block(task.base, span.luck, span.worlds))
                    text = f"{type(problem).__name__}: {clean_message(problem.what)}"
                    first = at + sum(block.worlds for block in own[:-1])
                    refused |= dict.fromkeys(range(first, first + span.worlds), text)
        blocks += own
        at += sum(span.worlds for span in spans)
    return blocks, refused


def runs_of(task: Task) -> list[list[Span]]:
    """Return the spans of a batch, those together that can be played as one block."""
    fixed = [place for place, name in enumerate(task.names) if name not in BY_WORLD]
    runs: list[list[Span]] = []
    for span in task.spans:
        last = runs[-1][-1] if runs else None
        if (
            last is not None and span.luck == last.luck + last.worlds and max(span.worlds, last.worlds) < LONE
            and all(span.values[place] == last.values[place] for place in fixed)
            and [value is None for value in span.values] == [value is None for value in last.values]
        ):  # fmt: skip
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def alone(task: Task, span: Span) -> Block:
    """Return the worlds of a span, each value checked as a change of the scenario; raises ScenarioProblem."""
    scenario = change_scenario(task, dict(zip(task.names, span.values, strict=True)))
    structure(scenario)
    return Block(scenario, span.luck, span.worlds)


def side_by_side(task: Task, spans: Sequence[Span]) -> Block:
    """Return the worlds of spans that follow one another, numbers and levers by world; raises Problem."""
    set_by_world = [
        place for place, name in enumerate(task.names) if name in BY_WORLD and spans[0].values[place] is not None
    ]
    scenario = change_scenario(
        task, {name: spans[0].values[place] for place, name in enumerate(task.names) if place not in set_by_world}
    )
    sizes = [span.worlds for span in spans]
    drawn = {
        task.names[place]: np.repeat(np.array([span.values[place] for span in spans], dtype=np.float64), sizes)
        for place in set_by_world
    }
    check_given(drawn)
    structure(scenario)
    return Block(scenario, spans[0].luck, sum(sizes), drawn)


def change_scenario(task: Task, values: Mapping[str, Value | None]) -> Scenario:
    """Return the scenario of a batch with some values; None leaves what it says."""
    said = {name: value for name, value in values.items() if value is not None}
    return change_of(task.base, tuple(said.items())) if said else task.base


@lru_cache(maxsize=4096)
def change_of(base: Scenario, values: tuple[tuple[str, Value], ...]) -> Scenario:
    """Return a scenario with some values changed."""
    return base.change(dict(values))


def by_structure(blocks: Sequence[Block]) -> list[int]:
    """Return the places of blocks in an order in which those that can be played side by side stand together."""
    groups: dict[object, list[int]] = {}
    for place, block in enumerate(blocks):
        groups.setdefault(structure(block.scenario), []).append(place)
    return [place for group in groups.values() for place in group]


def clean_message(text: str) -> str:
    """Return a message on one line, without paths, which would tell whose machine it was."""
    return PATHS.sub("<path>", one_line(text))[:LONGEST]


class BlockWork:
    """The cells of one block: hands out compute batches, takes their results, and knows when all worlds are there."""

    def __init__(self, study: Experiment, design: Design, number: int, batch: int = BATCH) -> None:
        self.study, self.number = study, number
        self.first = number * study.block
        self.first_world = design.first_world[self.first : self.first + study.block]
        values = design.values(self.first, min(self.first + study.block, design.cells))
        self.pieces: dict[tuple[int, int], tuple[Columns, dict[int, str]]] = {}
        self.running = 0
        self.said: dict[tuple[int, int], bytes] = {}
        """What programs were told and wrote, packed, by cell and world."""

        names, columns = tuple(factor.name for factor in study.factors), study.ledger.wanted(study.columns)
        spans = [
            Span(self.first + place, own, 0, study.worlds, int(self.first_world[place]))
            for place, own in enumerate(values)
        ]
        self.waiting = deque(
            Task(study.scenario, names, tuple(part), study.seed, columns) for part in cut(spans, batch)
        )

    @property
    def complete(self) -> bool:
        """Whether all worlds have come back."""
        return not self.waiting and not self.running

    def take(self) -> Task | None:
        """Hand out the next compute batch, or None while none can be."""
        if not self.waiting:
            return None
        self.running += 1
        return self.waiting.popleft()

    def put(self, task: Task, done: Done) -> None:
        """Take the result of a batch back."""
        self.running -= 1
        failed, said = dict(done.failures), dict(done.said)
        at = 0
        for span in task.spans:
            own = range(at, at + span.worlds)
            self.said |= {(span.cell, span.luck + place - at): said[place] for place in own if place in said}
            rows = slice(at, at + span.worlds)
            errors = {place - at: text for place, text in failed.items() if at <= place < at + span.worlds}
            self.pieces[span.cell, span.first] = ({n: c[rows] for n, c in done.columns.items()}, errors)
            at += span.worlds

    def gathered(self) -> tuple[Columns, dict[int, str]]:
        """Return all rows by cell and world, with the cell and number of each, and the failures by row."""
        keys = sorted(self.pieces)
        parts = [self.pieces[key] for key in keys]
        sizes = [part["final_state"].size for part, _ in parts]
        starts = np.cumsum([0, *sizes])
        columns: Columns = {
            "cell": np.repeat(np.array([cell for cell, _ in keys], dtype=np.int32), sizes),
            "world": np.concatenate(
                [
                    np.arange(size, dtype=np.int64) + first + self.first_world[cell - self.first]
                    for (cell, first), size in zip(keys, sizes, strict=True)
                ]
            ),
        }
        columns |= {name: np.concatenate([part[name] for part, _ in parts]) for name in parts[0][0]}
        failures = {
            int(starts[k]) + place: text for k, (_, errors) in enumerate(parts) for place, text in errors.items()
        }
        return columns, failures


def cut(spans: Sequence[Span], batch: int) -> list[list[Span]]:
    """Cut spans, in their order, into lists of at most `batch` worlds."""
    parts: list[list[Span]] = []
    room = 0
    for span in spans:
        first, left = span.first, span.worlds
        while left:
            if not room:
                parts.append([])
                room = batch
            taken = min(room, left)
            parts[-1].append(Span(span.cell, span.values, first, taken, span.luck + first - span.first))
            first, left, room = first + taken, left - taken, room - taken
    return parts


FLIGHT: Final = 4
"""Batches a thread that may be in flight, so that results never pile up."""


class Inline(Executor):
    """An executor that runs a batch at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run the call and return its future, which is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class StudyStopped(Problem):
    """A sweep that ended before its last part, or with worlds that failed; what is finished is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


@dataclass
class Dispatcher:
    """Runs blocks of a design in `jobs` threads; hands each to `sink` when all its worlds are there, as they get ready.

    What the blocks hold does not depend on the threads, the order or the size of batches.
    """

    study: Experiment
    design: Design
    blocks: Iterable[int]
    jobs: int
    sink: Callable[[BlockWork], None]
    notice: Callable[[Task, Done], None] | None = None
    """Called with each batch of outcomes that came back."""

    batch: int = BATCH

    def __post_init__(self) -> None:
        self.coming = iter(self.blocks)
        self.open: dict[int, BlockWork] = {}
        self.flight: dict[Future[Done], tuple[BlockWork, Task]] = {}

    def run(self) -> None:
        """Run until the last block has been handed on; raises StudyStopped where a batch cannot be computed."""
        pool = ThreadPoolExecutor(self.jobs) if self.jobs > 1 else Inline()
        try:
            while self.fill(pool):
                ready, _ = wait(self.flight, return_when=FIRST_COMPLETED)
                # Sound results first: a failure ends the sweep.
                for future in sorted(ready, key=lambda future: future.exception() is not None):
                    self.land(future)
        finally:
            # What waits is dropped; what is being played comes to its end.
            pool.shutdown(wait=True, cancel_futures=True)

    def fill(self, pool: Executor) -> bool:
        """Send batches off until enough are in flight; return whether any is."""
        while len(self.flight) < (FLIGHT * self.jobs if self.jobs > 1 else 1):
            found = self.next_batch()
            if found is None:
                break
            self.flight[pool.submit(perform, found[1])] = found
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
        """Take a batch that came back."""
        work, task = self.flight.pop(future)
        try:
            done = future.result()
        except Problem:
            raise
        except Exception as error:
            what = f"a batch came back with {type(error).__name__}: {clean_message(str(error))}"
            remedy = "See to it, then run the same command again: it goes on where it stopped."
            raise StudyStopped(what, f"cells from {task.spans[0].cell} on", remedy) from None
        work.put(task, done)
        if self.notice is not None:
            self.notice(task, done)
        if work.complete:
            del self.open[work.number]
            self.sink(work)

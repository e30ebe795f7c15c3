"""A block of the design on its way: which worlds are still to run, and what has come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from sim.study.experiment.definition import Experiment, enough, more
from sim.study.experiment.design import Design
from sim.study.experiment.distributions import Value
from sim.study.ledger import Columns
from sim.study.run.runner import BATCH
from sim.study.run.task import Done, Span, Task


class BlockWork:
    """The cells of one block: hands out compute batches, takes their results, and knows when all worlds are there.

    Where a rule stops cells early, batches come in rounds: the next begins when all of the last have come back.
    """

    def __init__(self, study: Experiment, design: Design, number: int, batch: int = BATCH) -> None:
        self.study, self.number, self.batch = study, number, batch
        self.first = number * study.block
        self.first_world = design.first_world[self.first : self.first + study.block]
        self.values: list[tuple[Value | None, ...]] = design.values(
            self.first, min(self.first + study.block, design.cells)
        )
        cells = len(self.values)
        self.worlds = [0] * cells
        self.hits = [0] * cells
        self.open = list(range(cells))
        self.waiting: deque[Task] = deque()
        self.pieces: dict[tuple[int, int], tuple[Columns, dict[int, str]]] = {}
        self.running = 0
        self.traced: Columns | None = None
        self._names = tuple(factor.name for factor in study.factors)
        self._columns = study.ledger.wanted(study.columns)
        self._next_round()

    @property
    def complete(self) -> bool:
        """Whether all worlds have come back, and the trajectories where some are wanted."""
        return not self.open and not self.waiting and not self.running

    def take(self) -> Task | None:
        """Hand out the next compute batch, or None while none can be."""
        if not self.waiting:
            return None
        self.running += 1
        return self.waiting.popleft()

    def put(self, task: Task, done: Done) -> None:
        """Take the result of a batch back."""
        self.running -= 1
        if task.record:
            self.traced = done.columns
            return
        failed = dict(done.failures)
        at = 0
        for span in task.spans:
            rows = slice(at, at + span.worlds)
            errors = {place - at: text for place, text in failed.items() if at <= place < at + span.worlds}
            self.pieces[span.cell, span.first] = ({n: c[rows] for n, c in done.columns.items()}, errors)
            at += span.worlds
        if not self.running and not self.waiting and self.open:
            self._count()
            self._next_round()

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

    def _count(self) -> None:
        """Count, for the cells of the last round, their worlds and the hits of the rule's outcome."""
        outcome = self.study.replication.outcome
        added = {key: piece for key, piece in self.pieces.items() if key[1] >= self.worlds[key[0] - self.first]}
        for (cell, _), (columns, errors) in sorted(added.items(), key=lambda item: item[0]):
            place = cell - self.first
            self.worlds[place] += columns["final_state"].size
            if outcome:
                flags = self.study.ledger.flag(columns, outcome).copy()
                flags[list(errors)] = False
                self.hits[place] += int(np.count_nonzero(flags))
        done = enough(self.study.replication, self.hits, self.worlds)
        self.open = [place for place in self.open if not done[place]]

    def _next_round(self) -> None:
        """Lay out the batches of the next round, or the trajectories once no cell is open."""
        rule = self.study.replication
        spans = [self._span(place, self.worlds[place], more(rule, self.worlds[place])) for place in self.open]
        self.waiting.extend(self._task(part) for part in cut(spans, self.batch))
        sample = self.study.sample
        if not self.open and sample and self.traced is None:
            own = [self._span(place, 0, sample.worlds) for place in range(len(self.values))]
            self.waiting.append(self._task(own, sample.record))

    def _span(self, place: int, first: int, worlds: int) -> Span:
        return Span(self.first + place, self.values[place], first, worlds, int(self.first_world[place]) + first)

    def _task(self, spans: Sequence[Span], record: tuple[str, ...] = ()) -> Task:
        study = self.study
        return Task(study.scenario, self._names, tuple(spans), study.seed, self._columns, record)


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

"""A compute batch of an experiment: some worlds of some cells, run anywhere, with those that failed."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.arrays import Flags
from sim.errors import Problem, one_line
from sim.game.levers import LEVERS
from sim.scenario import Scenario
from sim.scenario.parameters import PLACES, SHARES
from sim.scenario.user_policies import UserPolicy, adopt
from sim.study.agents.transcript import heard
from sim.study.experiment.definition import Experiment, Value, enough, more
from sim.study.experiment.design import Design
from sim.study.measure.formula import place_of
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
    """A compute batch: spans of worlds under one seed, the outcome columns wanted, and what to record instead.

    `policies` are those of a user's own, as text: a worker need not have their files.
    """

    base: Scenario
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    seed: int
    columns: tuple[Wanted, ...]
    record: tuple[str, ...] = ()
    policies: tuple[UserPolicy, ...] = ()

    @property
    def worlds(self) -> int:
        """The number of worlds."""
        return sum(span.worlds for span in self.spans)


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome columns of a batch in the order of its spans, and the failures by position, with their reason.

    With a record, the columns are `(months + 1, worlds)`: the state before the first month comes first.
    """

    columns: Columns
    failures: tuple[tuple[int, str], ...]
    said: tuple[tuple[int, bytes], ...] = ()
    """What programs were told and wrote, packed, by position."""


def perform(task: Task) -> Done:
    """Run a batch; worlds of cells that are no scenario, or in which a number is lost, have failed."""
    adopt(task.policies)
    blocks, refused = blocks_of(task)
    sizes = np.array([block.worlds for block in blocks])
    starts = np.cumsum(sizes) - sizes
    order = by_structure(blocks)
    names = tuple(dict.fromkeys((*task.columns, "final_state")))
    reasons: dict[int, str] = {}
    with heard() as said:
        outcomes, series = outcomes_and_series(
            [blocks[number] for number in order], task.seed, [place_of(name) for name in task.record], names=names,
            reasons=reasons,
        )  # fmt: skip
    asked = {k: played_by(blocks[k].scenario)[1] for k in order}
    sat = [range(starts[k], starts[k] + sizes[k]) for k, who in asked.items() if who is not None and who.table]
    forth = np.concatenate([np.arange(starts[k], starts[k] + sizes[k]) for k in order])
    back = np.argsort(forth)
    finite: Flags = np.all([np.isfinite(values) for values in outcomes.values()], axis=0)
    failures = dict.fromkeys(np.flatnonzero((outcomes["failed"] | ~finite)[back]).tolist(), LOST)
    failures |= {int(forth[place]): clean_message(text) for place, text in reasons.items()}
    failures |= refused
    wanted = {name: series[place_of(name)] for name in task.record}
    wanted = wanted or {name: outcomes[name] for name in map(name_of, task.columns)}
    return Done(
        {name: values[..., back] for name, values in wanted.items()}, tuple(sorted(failures.items())),
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
        self.said: dict[tuple[int, int], bytes] = {}
        """What programs were told and wrote, packed, by cell and world."""

        self._names = tuple(factor.name for factor in study.factors)
        self._columns = study.ledger.wanted(study.columns)
        self._policies = study.policies
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
        failed, said = dict(done.failures), dict(done.said)
        at = 0
        for span in task.spans:
            own = range(at, at + span.worlds)
            self.said |= {(span.cell, span.luck + place - at): said[place] for place in own if place in said}
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
        return Task(study.scenario, self._names, tuple(spans), study.seed, self._columns, record, self._policies)


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

"""A compute batch of a study: some worlds of some cells, run anywhere, with those that failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Flags
from sim.errors import Problem, one_line
from sim.study.experiment.distributions import Value
from sim.study.outcomes import Columns
from sim.study.run.runner import Block, outcomes_and_series, structure
from sim.study.run.worlds import place_of
from sim.study.scenario import Scenario

LONGEST: Final = 300
LOST: Final = "a state or an outcome is no finite number"
PATHS: Final = re.compile(r"(?:[A-Za-z]:)?[/\\][^\s'\":,]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive worlds of one cell: `worlds` of them from the `first`; `values` are the cell's factors."""

    cell: int
    values: tuple[Value, ...]
    first: int
    worlds: int


@dataclass(frozen=True, slots=True)
class Task:
    """A compute batch: spans of worlds under one seed, the outcome columns wanted, and what to record instead.

    `stride` is 0 where cells share their luck, else how many worlds further on the luck of the next cell begins.
    """

    base: Scenario
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    seed: int
    stride: int
    columns: tuple[str, ...]
    record: tuple[str, ...] = ()

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


def perform(task: Task) -> Done:
    """Run a batch; worlds of cells that are no scenario, or in which a number is lost, have failed."""
    blocks, refused = blocks_of(task)
    sizes = np.array([block.worlds for block in blocks])
    starts = np.cumsum(sizes) - sizes
    order = by_structure(blocks)
    names = tuple(dict.fromkeys((*task.columns, "final_state")))
    outcomes, series = outcomes_and_series(
        [blocks[number] for number in order], task.seed, [place_of(name) for name in task.record], names=names
    )
    back = np.argsort(np.concatenate([np.arange(starts[k], starts[k] + sizes[k]) for k in order]))
    failures = dict.fromkeys(np.flatnonzero((outcomes["failed"] | ~finite(outcomes))[back]).tolist(), LOST)
    for number, text in refused.items():
        failures |= dict.fromkeys(range(starts[number], starts[number] + sizes[number]), text)
    wanted = {name: series[place_of(name)] for name in task.record} or {name: outcomes[name] for name in task.columns}
    return Done({name: values[..., back] for name, values in wanted.items()}, tuple(sorted(failures.items())))


def blocks_of(task: Task) -> tuple[list[Block], dict[int, str]]:
    """Return the worlds of each span, and why spans by number have no scenario: they play the base, and have failed."""
    blocks: list[Block] = []
    refused: dict[int, str] = {}
    for number, span in enumerate(task.spans):
        scenario = task.base
        try:
            scenario = task.base.change(dict(zip(task.names, span.values, strict=True)))
            structure(scenario)
        except Problem as problem:
            scenario, refused[number] = task.base, f"{type(problem).__name__}: {cleaned(problem.what)}"
        blocks.append(Block(scenario, span.first + span.cell * task.stride, span.worlds))
    return blocks, refused


def by_structure(blocks: Sequence[Block]) -> list[int]:
    """Return the places of blocks in an order in which those that can be played side by side stand together."""
    groups: dict[object, list[int]] = {}
    for place, block in enumerate(blocks):
        groups.setdefault(structure(block.scenario), []).append(place)
    return [place for group in groups.values() for place in group]


def finite(outcomes: Columns) -> Flags:
    """Return where every outcome of a world is finite, `(worlds,)`."""
    fine: Flags = np.all([np.isfinite(values) for values in outcomes.values()], axis=0)
    return fine


def cleaned(text: str) -> str:
    """Return a message on one line, without paths, which would tell whose machine it was."""
    return PATHS.sub("<path>", one_line(text))[:LONGEST]

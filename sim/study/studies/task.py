"""A compute batch of a study: some worlds of some cells, run anywhere, and the failing ones among them singled out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ...errors import Problem, one_line
from ..run import place_of
from ..runner import Block, Columns, outcomes_and_series, structure
from ..scenario import Scenario
from .cells import scenarios
from .distributions import Value
from .outcomes import DTYPES

LONGEST: Final = 300
LOST: Final = "FloatingPointError: a state or an outcome is no finite number"
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
    """The outcome columns of a batch in the order of its spans, and the failures by position: type and message.

    With a record, the columns are `(months + 1, worlds)`: the state before the first month comes first.
    """

    columns: Columns
    failures: tuple[tuple[int, str], ...]


def perform(task: Task) -> Done:
    """Run a batch; spans whose scenarios differ in structure run side by side in models of their own."""
    blocks, refused = blocks_of(task)
    groups: dict[object, list[int]] = {}
    for number, block in enumerate(blocks):
        groups.setdefault(structure(block.scenario), []).append(number)
    starts = np.cumsum([0, *(block.worlds for block in blocks)])
    parts, places = [], []
    failures = [(int(place), text) for number, text in refused for place in range(starts[number], starts[number + 1])]
    for numbers in groups.values():
        place = np.concatenate([np.arange(starts[number], starts[number + 1]) for number in numbers])
        columns, failed = attempted(task, [blocks[number] for number in numbers])
        parts.append(columns)
        places.append(place)
        failures += [(int(place[position]), text) for position, text in failed]
    order = np.argsort(np.concatenate(places), kind="stable")
    merged = {name: np.concatenate([part[name] for part in parts], axis=-1)[..., order] for name in parts[0]}
    # A cell that is no scenario keeps its own reason.
    return Done(merged, tuple(sorted(dict(reversed(failures)).items())))


def blocks_of(task: Task) -> tuple[list[Block], list[tuple[int, str]]]:
    """Return the worlds of each span, and which spans have no scenario: they run the base and count as failed."""
    values = [span.values for span in task.spans]
    refused: list[tuple[int, str]] = []
    try:
        made = list(scenarios(task.base, task.names, values))
    except Problem:
        made = []
        for number, own in enumerate(values):
            try:
                made += scenarios(task.base, task.names, [own])
            except Problem as problem:
                made.append(task.base)
                refused.append((number, f"{type(problem).__name__}: {cleaned(problem.what)}"))
    luck = [span.first + span.cell * task.stride for span in task.spans]
    return [Block(s, k, span.worlds) for s, k, span in zip(made, luck, task.spans, strict=True)], refused


def attempted(task: Task, blocks: Sequence[Block]) -> tuple[Columns, list[tuple[int, str]]]:
    """Run blocks of one structure; where that raises, halve them until the failing worlds stand alone."""
    worlds = sum(block.worlds for block in blocks)
    try:
        return played(task, blocks)
    except Exception as error:
        if worlds == 1:
            return nothing(task, blocks[0].scenario.months), [(0, f"{type(error).__name__}: {cleaned(str(error))}")]
    left, right = halves(blocks)
    first, failed = attempted(task, left)
    second, more = attempted(task, right)
    middle = sum(block.worlds for block in left)
    joined = {name: np.concatenate([first[name], second[name]], axis=-1) for name in first}
    return joined, failed + [(middle + position, text) for position, text in more]


def played(task: Task, blocks: Sequence[Block]) -> tuple[Columns, list[tuple[int, str]]]:
    """Run blocks of one structure; a world in whose state or outcome a number was lost has failed."""
    names = tuple(dict.fromkeys((*task.columns, "final_state")))
    outcomes, series = outcomes_and_series(blocks, task.seed, [place_of(name) for name in task.record], names=names)
    wrong = outcomes["failed"] | ~finite(outcomes)
    failed = [(int(place), LOST) for place in np.flatnonzero(wrong)]
    if task.record:
        return {name: series[place_of(name)] for name in task.record}, failed
    return {name: outcomes[name] for name in task.columns}, failed


def finite(outcomes: Columns) -> np.ndarray:
    """Return where every outcome of a world is finite, `(worlds,)`."""
    fine = np.ones(outcomes["world"].size, dtype=bool)
    for values in outcomes.values():
        fine &= np.isfinite(values)
    return fine


def halves(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Cut blocks of two worlds or more into two lists of half as many worlds."""
    half = sum(block.worlds for block in blocks) // 2
    left: list[Block] = []
    right: list[Block] = []
    for block in blocks:
        taken = min(block.worlds, half)
        half -= taken
        if taken:
            left.append(replace(block, worlds=taken))
        if block.worlds > taken:
            right.append(Block(block.scenario, block.first_world + taken, block.worlds - taken))
    return left, right


def nothing(task: Task, months: int) -> Columns:
    """Return the columns of a world that failed: outcomes that are never read, or a record without a month."""
    if task.record:
        return {name: np.full((months + 1, 1), np.nan) for name in task.record}
    return {name: np.zeros(1, dtype=DTYPES[name]) for name in task.columns}


def cleaned(text: str) -> str:
    """Return a message on one line, without paths, which would tell whose machine it was."""
    return PATHS.sub("<path>", one_line(text))[:LONGEST]

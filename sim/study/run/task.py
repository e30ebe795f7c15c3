"""A compute batch of a study: some worlds of some cells, run anywhere, with those that failed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.arrays import Flags
from sim.errors import Problem, one_line
from sim.game.levers import LEVERS
from sim.study.experiment.distributions import Value
from sim.study.ledger import Columns, Wanted, name_of
from sim.study.run.runner import Block, outcomes_and_series, structure
from sim.study.run.worlds import place_of
from sim.study.scenario import Scenario
from sim.study.scenario.inputs import check_given
from sim.study.scenario.parameters import PLACES, SHARES

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
    """A compute batch: spans of worlds under one seed, the outcome columns wanted, and what to record instead."""

    base: Scenario
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    seed: int
    columns: tuple[Wanted, ...]
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
    failures |= refused
    wanted = {name: series[place_of(name)] for name in task.record}
    wanted = wanted or {name: outcomes[name] for name in map(name_of, task.columns)}
    return Done({name: values[..., back] for name, values in wanted.items()}, tuple(sorted(failures.items())))


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
                    text = f"{type(problem).__name__}: {cleaned(problem.what)}"
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
    scenario = changed(task, dict(zip(task.names, span.values, strict=True)))
    structure(scenario)
    return Block(scenario, span.luck, span.worlds)


def side_by_side(task: Task, spans: Sequence[Span]) -> Block:
    """Return the worlds of spans that follow one another, numbers and levers by world; raises Problem."""
    set_by_world = [
        place for place, name in enumerate(task.names) if name in BY_WORLD and spans[0].values[place] is not None
    ]
    scenario = changed(
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


def changed(task: Task, values: Mapping[str, Value | None]) -> Scenario:
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


def finite(outcomes: Columns) -> Flags:
    """Return where every outcome of a world is finite, `(worlds,)`."""
    fine: Flags = np.all([np.isfinite(values) for values in outcomes.values()], axis=0)
    return fine


def cleaned(text: str) -> str:
    """Return a message on one line, without paths, which would tell whose machine it was."""
    return PATHS.sub("<path>", one_line(text))[:LONGEST]

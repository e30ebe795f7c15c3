"""Compute batches of an experiment, some worlds of some cells each, in threads or on workers, block
by block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Flags, Ints
from sim.core.base.errors import Problem, one_line
from sim.core.game.levers import LEVERS
from sim.core.outcomes.catalogue import Columns, OutcomeOrName, name_of
from sim.core.runs.inputs import check_given, played_by
from sim.core.runs.runner import (
    BATCH,
    LONE as ALONE,
    Block,
    in_order,
    outcomes_and_series,
    structure,
)
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import PLACES, SHARES
from sim.core.scenario.scenario import MONTHS_OF_PLANS
from sim.policies.agents import heard
from sim.policies.external_agents import agents_of
from sim.study.experiment.definition import Experiment, Value
from sim.study.experiment.design import Design, rows_of_block
from sim.study.run.readings import keep_losses
from sim.study.run.workers import StudyStopped as StudyStopped, Workers

LONGEST: Final = 300
LONE: Final = 256
"""The least size of a span that is a block of its own: parameters common to all its worlds are
quicker than one for each world.
"""

BY_WORLD: Final = (
    frozenset((*PLACES, *LEVERS))
    - {cell for cells in SHARES for cell in cells}
    - frozenset(MONTHS_OF_PLANS)
)
"""Names that may differ by world in a block. The cells of a table of chances are checked together,
and months of plans against the horizon, span by span.
"""

LOST: Final = "a state or an outcome is no finite number"
PATHS: Final = re.compile(r"(?:[A-Za-z]:)?[/\\][^\s'\":,]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive worlds of one cell: `worlds` of them, from number `luck` on, which fixes their
    random draws.

    `values` are those of the cell's factors; None keeps the scenario's own value.
    """

    cell: int
    values: tuple[Value | None, ...]
    worlds: int
    luck: int
    whole: int = 0
    """How many worlds the cell has, if they are shared with no other cell."""


@dataclass(frozen=True, slots=True)
class Task:
    """A compute batch: spans of worlds under one seed, and the outcome columns to compute."""

    base: Scenario
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    seed: int
    columns: tuple[OutcomeOrName, ...]


@dataclass(frozen=True, slots=True)
class PlayedWorlds:
    """Worlds that were played: rows by cell and world, and the reason of each failure, by row."""

    columns: Columns
    failures: dict[int, str]
    transcripts: dict[tuple[int, int], bytes]
    """The transcripts of external programs, packed, by cell and world."""

    @property
    def worlds(self) -> int:
        """The number of worlds."""
        return int(self.columns["cell"].size)


def perform(task: Task) -> PlayedWorlds:
    """Play a batch; worlds of cells without a valid scenario, or in which a number is lost, have
    failed.
    """
    sizes = np.array([span.worlds for span in task.spans])
    # Those that can be played side by side stand together.
    parts = sorted(parts_of(task), key=lambda part: structure(part.block.scenario))
    forth = np.concatenate([part.rows for part in parts])
    names = tuple(dict.fromkeys((*task.columns, "final_state")))
    reasons: dict[int, str] = {}
    with heard() as transcripts:
        outcomes, _ = outcomes_and_series(
            [part.block for part in parts],
            task.seed,
            (),
            names=names,
            reasons=reasons,
            notice=None if task.names else partial(keep_losses, task.base, task.seed),
        )
    agents_of_parts = [agents_of(played_by(part.block.scenario)[1]) for part in parts]
    sat = [
        part.rows
        for part, agents in zip(parts, agents_of_parts, strict=True)
        if agents is not None and agents.programs
    ]
    back = np.argsort(forth)
    finite: Flags = np.all([np.isfinite(values) for values in outcomes.values()], axis=0)
    failures = dict.fromkeys(np.flatnonzero((outcomes["failed"] | ~finite)[back]).tolist(), LOST)
    failures |= {int(forth[place]): clean_message(text) for place, text in reasons.items()}
    for part in parts:
        if part.refused:
            failures |= dict.fromkeys(part.rows.tolist(), part.refused)
    cells = np.array([span.cell for span in task.spans], dtype=np.int32)
    columns: Columns = {
        "cell": np.repeat(cells, sizes),
        "world": outcomes["world"][back],
        "seed": np.full(back.size, task.seed, dtype=np.int64),
    }
    columns |= {name: outcomes[name][back] for name in map(name_of, task.columns)}
    keys = [(int(columns["cell"][row]), int(columns["world"][row])) for rows in sat for row in rows]
    return PlayedWorlds(
        columns, dict(sorted(failures.items())), dict(zip(keys, transcripts, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Worlds of a batch that are one block: their rows in the batch, `(worlds,)`, and the reason if
    they have no scenario.
    """

    block: Block
    rows: Ints
    refused: str = ""


def parts_of(task: Task) -> list[Part]:
    """Return the blocks of a batch; worlds that have no scenario play the base, and have failed.

    Small spans that differ in parameters and levers alone make one block.
    """
    first = np.cumsum([0, *(span.worlds for span in task.spans)])
    parts: list[Part] = []
    for places in alike(task):
        spans = [task.spans[place] for place in places]
        rows = np.concatenate([np.arange(first[place], first[place + 1]) for place in places])
        try:
            by_world = BY_WORLD if len(spans) > 1 or spans[0].worlds < LONE else ()
            parts.append(Part(side_by_side(task, spans, by_world), rows))
        except Problem:
            # One of them is no scenario: each by itself says which.
            parts += [
                alone(task, span, np.arange(first[place], first[place + 1]))
                for place, span in zip(places, spans, strict=True)
            ]
    return parts


def alone(task: Task, span: Span, rows: Ints) -> Part:
    """Return the worlds of one span, which may be no scenario."""
    try:
        return Part(side_by_side(task, [span]), rows)
    except Problem as problem:
        text = f"{type(problem).__name__}: {clean_message(problem.message)}"
        return Part(Block(task.base, span.luck, span.worlds), rows, text)


def alike(task: Task) -> list[list[int]]:
    """Return the places of the spans of a batch, those together that can be played as one block."""
    fixed = [place for place, name in enumerate(task.names) if name not in BY_WORLD]
    together: dict[tuple[Any, ...], list[int]] = {}
    for place, span in enumerate(task.spans):
        key: tuple[Any, ...] = (place,)
        if span.worlds < LONE:
            values = [span.values[fixed_place] for fixed_place in fixed]
            key = (None, *values, *(value is None for value in span.values))
        together.setdefault(key, []).append(place)
    return list(together.values())


def side_by_side(task: Task, spans: Sequence[Span], by_world: Collection[str] = ()) -> Block:
    """Return the worlds of spans as a block; raises Problem if a span has no valid scenario.

    Factors named in `by_world` are set world by world, all others by a change of the scenario; one
    span needs only the latter.
    """
    varying = [
        place
        for place, name in enumerate(task.names)
        if name in by_world and spans[0].values[place] is not None
    ]
    changes = tuple(
        (name, value)
        for place, (name, value) in enumerate(zip(task.names, spans[0].values, strict=True))
        if place not in varying and value is not None
    )
    scenario = change_of(task.base, changes) if changes else task.base
    sizes = [span.worlds for span in spans]
    columns = {
        task.names[place]: np.repeat(
            np.array([span.values[place] for span in spans], dtype=np.float64), sizes
        )
        for place in varying
    }
    check_given(columns)
    structure(scenario)
    numbers = np.concatenate([np.arange(part.luck, part.luck + part.worlds) for part in spans])
    whole = spans[0].whole
    return Block(scenario, spans[0].luck, sum(sizes), columns, own_numbers=numbers, part_of=whole)


@lru_cache(maxsize=4096)
def change_of(base: Scenario, values: tuple[tuple[str, Value], ...]) -> Scenario:
    """Return a scenario with some values changed."""
    return base.change(dict(values))


def clean_message(text: str) -> str:
    """Return a message on one line, without paths, which could name the user of the machine."""
    return PATHS.sub("<path>", one_line(text))[:LONGEST]


def tasks_of(study: Experiment, design: Design, number: int, batch: int = BATCH) -> list[Task]:
    """Return the compute batches of a block, of at most `batch` worlds each, in the order of its
    rows.
    """
    cells, worlds = rows_of_block(study, number)
    whole = 0 if study.factors else study.worlds
    names, columns = (
        tuple(factor.name for factor in study.factors),
        study.catalogue.resolve(study.columns),
    )
    spans = [
        Span(cell, values, len(worlds), int(design.first_world[cell]) + worlds.start, whole)
        for cell, values in zip(cells, design.values(cells.start, cells.stop), strict=True)
    ]
    return [
        Task(study.scenario, names, tuple(part), study.seed, columns) for part in cut(spans, batch)
    ]


def cut(spans: Sequence[Span], batch: int) -> list[list[Span]]:
    """Cut spans, in their order, into lists of at most `batch` worlds; a span that plays alone stays
    whole where it can.
    """
    parts: list[list[Span]] = []
    room = 0
    for span in spans:
        luck, left = span.luck, span.worlds
        while left:
            whole = ALONE <= left == span.worlds <= batch
            if not room or (whole and left > room):
                parts.append([])
                room = batch
            size = min(room, left)
            parts[-1].append(replace(span, worlds=size, luck=luck))
            luck, left, room = luck + size, left - size, room - size
    return parts


def play_blocks(
    study: Experiment,
    design: Design,
    blocks: Sequence[int],
    jobs: int,
    notice: Callable[[PlayedWorlds], None] = lambda batch: None,
    batch: int = BATCH,
    executor: Executor | None = None,
) -> Iterator[tuple[int, PlayedWorlds]]:
    """Play blocks of a design in `jobs` threads or on the workers of an executor; yield each with
    its number once it is complete.

    The content of a block does not depend on the threads or workers that play it, nor on the size
    of batches. Threads finish blocks in order, workers in any order. `notice` is called with each
    batch. Raises StudyStopped if a batch cannot be computed.
    """
    numbers: list[int] = []
    sizes: dict[int, int] = {}
    parts: dict[int, dict[int, PlayedWorlds]] = {}

    def batches() -> Iterator[Task]:
        for number in blocks:
            tasks = tasks_of(study, design, number, batch)
            sizes[number], parts[number] = len(tasks), {}
            for task in tasks:
                numbers.append(number)
                yield task

    if executor is None:
        answers: Iterator[tuple[int, PlayedWorlds]] = enumerate(in_order(answer, batches(), jobs))
    else:
        answers = Workers(executor, study.policies).as_done(answer, batches())
    for place, worlds in answers:
        number = numbers[place]
        parts[number][place] = worlds
        notice(worlds)
        if len(parts[number]) == sizes[number]:
            batches_of_block = parts.pop(number)
            yield number, gather_block([batches_of_block[k] for k in sorted(batches_of_block)])


def answer(task: Task) -> PlayedWorlds:
    """Return the played worlds of a batch; raises StudyStopped if it cannot be computed."""
    try:
        return perform(task)
    except Problem:
        raise
    except Exception as error:
        message = f"a batch came back with {type(error).__name__}: {clean_message(str(error))}"
        remedy = "Correct it, then run the same command again: it goes on from there."
        raise StudyStopped(message, f"cells from {task.spans[0].cell} on", remedy) from None


def gather_block(played: Sequence[PlayedWorlds]) -> PlayedWorlds:
    """Return the block of which these are all batches, in order."""
    if len(played) == 1:
        return played[0]
    columns = {
        name: np.concatenate([part.columns[name] for part in played]) for name in played[0].columns
    }
    failures: dict[int, str] = {}
    transcripts: dict[tuple[int, int], bytes] = {}
    first = 0
    for part in played:
        failures |= {first + row: text for row, text in part.failures.items()}
        transcripts |= part.transcripts
        first += part.worlds
    return PlayedWorlds(columns, failures, transcripts)

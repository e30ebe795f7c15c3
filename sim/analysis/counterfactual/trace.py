"""A world as numbers: all its states month by month, and what it comes to; many are played side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats
from sim.engine import PLACES, Job, play
from sim.engine.records import flat
from sim.game.world import World
from sim.study.history import History, defaults
from sim.study.outcomes import STATES, outcomes
from sim.study.scenario import Scenario, inputs

PLACE: Final = {name: number for number, name in enumerate(PLACES)}
SHEETS: Final = ("levers", "orders", "calendar", "luck")


@dataclass(frozen=True, eq=False)
class Trace:
    """One world as it was played: its `job`, `rows` with the state after each month lived, and its outcomes.

    `rows` is `(months lived, places)`, in the order of the engine's PLACES. The outcomes are those of a run, states by
    name.
    """

    job: Job
    rows: Floats
    outcomes: dict[str, Any]

    @property
    def world(self) -> int:
        """The number of the world."""
        return self.job.first_world if self.job.ids is None else int(self.job.ids[0])

    @property
    def months(self) -> int:
        """The number of months that it lived."""
        return len(self.rows)

    def of(self, name: str) -> Floats:
        """Return a place of the state after each month lived, `(months lived,)`."""
        return self.rows[:, PLACE[name]]


def trace_of(scenario: Scenario, job: Job, worlds: Sequence[World]) -> Trace:
    """Return a world that was played in plain Python, from its state after each month lived."""
    rows = np.array([flat(world) for world in worlds])
    padded = np.concatenate([rows, np.repeat(rows[-1:], job.months - len(rows), axis=0)])
    (ends,) = ends_of(scenario, job, padded[:, :, None])
    return Trace(job, rows, ends)


def traces(scenario: Scenario, jobs: Sequence[Job]) -> list[Trace]:
    """Play worlds of a scenario, each the one world of a job, side by side, and return them in order.

    All jobs have one seed and one horizon. They begin anew: who Kim is, or a course held from the first month, is
    settled before it, and a hundred worlds of 36 months take a hundredth of a second.
    """
    if not jobs:
        return []
    together = side_by_side(jobs)
    played = play(replace(together, record=PLACES))
    table = np.stack([played.record[name] for name in PLACES], axis=1)
    ends = ends_of(scenario, together, table)
    lived = History(played.record).lived
    return [Trace(job, table[: lived[k], :, k], ends[k]) for k, job in enumerate(jobs)]


def ends_of(scenario: Scenario, job: Job, table: Floats) -> list[dict[str, Any]]:
    """Return the outcomes of each world of a table, `(months, places, worlds)`, states by name.

    The scenario says by what aims are measured; the rest is that of the job.
    """
    state = dict(zip(PLACES, table.transpose(1, 0, 2), strict=True))
    history = History(state, {**inputs(scenario).numbers, **job.numbers}, job.levers)
    columns = outcomes(history)
    found: list[dict[str, Any]] = [{} for _ in range(table.shape[2])]
    for name, column in columns.items():
        for ends, value in zip(found, column.tolist(), strict=True):
            ends[name] = STATES[name][value] if name in STATES else value
    return found


def side_by_side(jobs: Sequence[Job]) -> Job:
    """Return the worlds of some jobs of one world each as one job; what is the same in all stays one value."""
    first = jobs[0]
    names = dict.fromkeys(name for job in jobs for name in job.numbers)
    values = {name: [job.numbers.get(name, defaults()[name]) for job in jobs] for name in names}
    numbers = {name: row[0] if row.count(row[0]) == len(row) else np.array(row) for name, row in values.items()}
    sheets: dict[str, Any] = {name: joined([getattr(job, name) for job in jobs]) for name in SHEETS}
    ids = np.concatenate([np.asarray(job.ids) for job in jobs])
    return replace(first, worlds=len(jobs), numbers=numbers, ids=ids, **sheets)


def joined(sheets: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Return sheets by month as one: the first where all are equal, else with worlds as a third axis."""
    if all(np.array_equal(sheets[0], sheet, equal_nan=sheet.dtype.kind == "f") for sheet in sheets):
        return sheets[0]
    return np.stack(sheets, axis=-1)

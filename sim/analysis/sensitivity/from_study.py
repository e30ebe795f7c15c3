"""The sample in the folder of a study whose design is one of Saltelli blocks or Morris trajectories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.analysis.sensitivity.design import LEAST_POINTS, LEAST_TRAJECTORIES
from sim.analysis.sensitivity.playing import LEAST_WORLDS, check_happens, outcome_of
from sim.analysis.sensitivity.sample import MORRIS, SOBOL, Sample
from sim.arrays import Floats, Ints
from sim.errors import DataProblem, nearest
from sim.study.experiment.definition import Component
from sim.study.experiment.design import size_of, unit_points
from sim.study.store.results import StudyResults

STREAM: Final = 4_170_004
"""Sets the luck of halving the worlds apart from that of the design and of resampling."""

KINDS: Final = {"saltelli": SOBOL, "morris": MORRIS}
LEAST_GROUPS: Final = {SOBOL: LEAST_POINTS, MORRIS: LEAST_TRAJECTORIES}


def component_of(results: StudyResults) -> Component:
    """Return the design of a study; raises DataProblem unless it is a single one that a method can use, and run."""
    where = str(results.folder)
    components = results.study.components
    if len(components) != 1 or components[0].kind not in KINDS:
        raise DataProblem(
            f"the study has the design {' x '.join(each.kind for each in components)}", where,
            "Run one with a single [[design]] of kind saltelli or morris, or name a scenario.",
        )  # fmt: skip
    own = components[0]
    groups, least = int(own.get("points" if own.kind == "saltelli" else "trajectories")), LEAST_GROUPS[KINDS[own.kind]]
    if groups < least:
        what = "base points" if own.kind == "saltelli" else "trajectories"
        raise DataProblem(f"{groups} {what} are too few for intervals", where, f"Run a study of {least} or more.")
    if not results.complete:
        raise DataProblem("the sweep has not come to its end", where, "Run the same sim sweep again: it goes on.")
    return own


def sample_of(results: StudyResults, outcome: str, only: Sequence[str] = ()) -> Sample:
    """Return the outcome averaged over the worlds of every cell, with a dummy made from halves of the worlds.

    `only` keeps some factors of a Saltelli design, all if empty. Raises DataProblem for a design that no method can
    use, a sweep that is not finished, a factor that the study lacks, and cells of fewer than ten worlds; UsageProblem
    for an outcome that it did not keep.
    """
    own = component_of(results)
    results.check(outcome)
    check_factors(results, own, only)
    cells = Cells(size_of(own), results.study.seed)
    for columns, failures in results.parts():
        sound = np.ones(columns["cell"].size, dtype=bool)
        sound[list(failures)] = False
        cells.add(columns["cell"][sound], outcome_of(columns, outcome)[sound])
    if cells.worlds.min() < LEAST_WORLDS:
        raise DataProblem(
            f"a cell has {int(cells.worlds.min())} worlds", str(results.folder),
            f"Run a study of {LEAST_WORLDS} worlds a cell or more.",
        )  # fmt: skip
    check_happens(cells.mean, outcome, int(cells.worlds.sum()))
    made = _saltelli(own, cells, only) if own.kind == "saltelli" else _morris(results, own, cells)
    made.check()
    return made


def check_factors(results: StudyResults, own: Component, only: Sequence[str]) -> None:
    """Refuse factors that the study did not vary, with a DataProblem."""
    for name in only:
        if name not in own.factors:
            raise DataProblem(
                f"the study does not vary '{name}'", str(results.folder),
                f"It varies: {', '.join(own.factors)}.{nearest(name, own.factors)}",
            )  # fmt: skip


class Cells:
    """Moments of an outcome a cell, and a difference of random halves, nothing but luck; all `(cells,)`."""

    def __init__(self, cells: int, seed: int) -> None:
        self._halving = np.random.default_rng([seed, STREAM])
        self.worlds: Ints = np.zeros(cells, dtype=np.int64)
        self.mean, self.variance, self.luck = (np.zeros(cells) for _ in range(3))

    def add(self, cell: Ints, values: Floats) -> None:
        """Take the worlds of some whole cells, in their order."""
        own, starts, counts = np.unique(cell, return_index=True, return_counts=True)
        mean = np.add.reduceat(values, starts) / counts
        gaps = values - np.repeat(mean, counts)
        self.worlds[own], self.mean[own] = counts, mean
        self.variance[own] = np.add.reduceat(gaps * gaps, starts) / np.maximum(counts - 1, 1)
        # Halves at random: cells that share their luck would else all show the same two halves of it.
        order = np.lexsort((self._halving.random(values.size), np.repeat(np.arange(own.size), counts)))
        even = (np.arange(values.size) - np.repeat(starts, counts)) % 2 == 0
        evens = (counts + 1) // 2
        odds = np.maximum(counts - evens, 1)
        weights = np.where(even, np.repeat(1.0 / evens, counts), np.repeat(-1.0 / odds, counts))
        between = np.add.reduceat(values[order] * weights, starts)
        # Scaled to vary as two averages over all the worlds would, each with luck of its own.
        self.luck[own] = between * np.sqrt((2.0 / counts) / (1.0 / evens + 1.0 / odds))


def _saltelli(own: Component, cells: Cells, only: Sequence[str]) -> Sample:
    """Return the blocks of some factors with those of the dummy: A, and B, with fresh luck."""
    factors = len(own.factors)
    second = bool(own.get("second_order"))
    shape = (int(own.get("points")), -1)
    places = [own.factors.index(name) for name in only or own.factors]
    blocks = [0, *(1 + place for place in places), 0]
    if second:
        blocks += [*(1 + factors + place for place in places), -1]
    blocks.append(-1)
    mean, variance = (each.reshape(shape)[:, blocks] for each in (cells.mean, cells.variance))
    worlds, luck = cells.worlds.reshape(shape)[:, blocks], cells.luck.reshape(shape)
    mean[:, 1 + len(places)] += luck[:, 0]
    if second:
        mean[:, -2] += luck[:, -1]
    return Sample(SOBOL, tuple(only or own.factors), mean, variance, worlds, second)


def _morris(results: StudyResults, own: Component, cells: Cells) -> Sample:
    """Return the trajectories, each with one more step at its end that moves the dummy alone."""
    factors, levels = len(own.factors), int(own.get("levels"))
    shape = (int(own.get("trajectories")), factors + 1)
    # The only design of a study is its first, whose points come from this stream.
    unit = unit_points(own, np.random.default_rng([results.study.seed, 0])).reshape(*shape, factors)
    step = (levels // 2) / (levels - 1)
    still = np.concatenate((unit, np.zeros((*shape, 1))), axis=2)
    moved = still[:, -1:].copy()
    moved[:, :, -1] = step
    last = [*range(factors + 1), factors]
    mean, variance = (each.reshape(shape)[:, last] for each in (cells.mean, cells.variance))
    worlds = cells.worlds.reshape(shape)[:, last]
    mean[:, -1] += cells.luck.reshape(shape)[:, -1]
    if not math.isclose(float(np.abs(np.diff(unit, axis=1)).max()), step):
        raise DataProblem("the trajectories are not those of the study", str(results.folder), "Run the study again.")
    return Sample(
        MORRIS, own.factors, mean, variance, worlds, unit=np.concatenate((still, moved), axis=1), levels=levels
    )

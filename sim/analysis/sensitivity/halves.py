"""The cells of a study as a sample, with a dummy made from halves of their worlds, which differ by luck alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.sensitivity.sample import Sample
from sim.arrays import Floats, Ints
from sim.study.estimate.streams import Stream, generator
from sim.study.experiment.definition import Component
from sim.study.experiment.design import cube_of, size_of
from sim.study.experiment.plans import MORRIS, SOBOL
from sim.study.ledger import Wanted
from sim.study.store.results import StudyResults


class Cells:
    """Moments of an outcome a cell, and a difference of random halves, nothing but luck; all `(cells,)`."""

    def __init__(self, cells: int, seed: int) -> None:
        self._halving = generator(seed, Stream.HALVES_OF_A_CELL)
        self.worlds: Ints = np.zeros(cells, dtype=np.int64)
        self.mean, self.variance, self.luck = (np.zeros(cells) for _ in range(3))

    @classmethod
    def of(cls, results: StudyResults, outcome: Wanted) -> Cells:
        """Return the moments of every cell of a study; worlds that failed are left out."""
        made = cls(size_of(results.study.components[0]), results.study.seed)
        wanted = results.kept_outcome(outcome)
        for columns, failures in results.parts():
            sound = np.ones(columns["cell"].size, dtype=bool)
            sound[list(failures)] = False
            made.add(columns["cell"][sound], wanted.read(columns)[sound].astype(np.float64))
        return made

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


def saltelli_sample(own: Component, cells: Cells, only: Sequence[str]) -> Sample:
    """Return the blocks of some factors with those of the dummy: A, and B, with fresh luck."""
    factors = len(own.factors)
    second = bool(own.get("second_order"))
    shape = (int(own.get("points")), -1)
    places = [own.factors.index(name) for name in only]
    blocks = [0, *(1 + place for place in places), 0]
    if second:
        blocks += [*(1 + factors + place for place in places), -1]
    blocks.append(-1)
    mean, variance = (each.reshape(shape)[:, blocks] for each in (cells.mean, cells.variance))
    worlds, luck = cells.worlds.reshape(shape)[:, blocks], cells.luck.reshape(shape)
    mean[:, 1 + len(places)] += luck[:, 0]
    if second:
        mean[:, -2] += luck[:, -1]
    return Sample(SOBOL, tuple(only), mean, variance, worlds, second)


def morris_sample(results: StudyResults, own: Component, cells: Cells) -> Sample:
    """Return the trajectories, each with one more step at its end that moves the dummy alone."""
    factors, levels = len(own.factors), int(own.get("levels"))
    shape = (int(own.get("trajectories")), factors + 1)
    unit = cube_of(results.study, 0).reshape(*shape, factors)
    step = (levels // 2) / (levels - 1)
    still = np.concatenate((unit, np.zeros((*shape, 1))), axis=2)
    moved = still[:, -1:].copy()
    moved[:, :, -1] = step
    last = [*range(factors + 1), factors]
    mean, variance = (each.reshape(shape)[:, last] for each in (cells.mean, cells.variance))
    worlds = cells.worlds.reshape(shape)[:, last]
    mean[:, -1] += cells.luck.reshape(shape)[:, -1]
    return Sample(
        MORRIS, own.factors, mean, variance, worlds, unit=np.concatenate((still, moved), axis=1), levels=levels
    )

"""A sample of one's own: a Latin hypercube over the factors, each point played in worlds of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analysis.discovery.box import Factor
from sim.analysis.discovery.old_ranges import Uncertainty, latin_hypercube
from sim.analysis.discovery.sample import Sample, check_points, check_sample
from sim.arrays import Floats
from sim.study.outcomes import columns_for, flag_of
from sim.study.run.runner import Progress, blocks_at, outcomes_of
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario

HYPERCUBE = "Latin hypercube"


def play(
    scenario: Scenario, factors: Sequence[Factor], *, points: int = 4000, worlds: int = 1, seed: int = 0,
    outcome: str = "lose_lose", jobs: int = 1, progress: Progress | None = None,
) -> Sample:  # fmt: skip
    """Play a scenario at every point of a Latin hypercube over the factors.

    Point k has the worlds from k × `worlds` on, so that points are independent. Raises DataProblem for too few points,
    and where the outcome happens in no world or in all.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    check_points(points, "points")
    values = design_of(factors, points, seed)
    rows = [settings(factors, row) for row in values.tolist()]
    blocks = blocks_at(scenario, [each.name for each in factors], rows, range(0, points * worlds, worlds), worlds)
    columns = outcomes_of(blocks, seed, jobs=jobs, names=columns_for([outcome]), progress=progress)
    happened = flag_of(columns, outcome)
    hits = happened.reshape(points, worlds).sum(axis=1, dtype=np.int64)
    counts = np.full(points, worlds, dtype=np.int64)
    sample = Sample(scenario, seed, outcome, tuple(factors), values, hits, counts, HYPERCUBE)
    check_sample(sample, "the outcome to look for")
    return sample


def design_of(factors: Sequence[Factor], points: int, seed: int) -> Floats:
    """Return the points, `(points, factors)`: a number in each of as many equal parts, a category by its place."""
    values = latin_hypercube([Uncertainty(each.name, each.low, each.high) for each in factors], points, seed)
    for place, factor in enumerate(factors):
        if factor.labels:
            values[:, place] = np.minimum(np.floor(values[:, place]), len(factor.labels) - 1)
    return values


def settings(factors: Sequence[Factor], row: Sequence[float]) -> list[Any]:
    """Return what a point sets in the scenario, factor by factor."""
    return [factor.labels[int(value)] if factor.labels else value for factor, value in zip(factors, row, strict=True)]

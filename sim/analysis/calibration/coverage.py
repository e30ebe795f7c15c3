"""A check of a calibration on its own simulations: do its intervals hold the truth near the observation?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.study.estimate import Estimate, mean_estimate

from .regression import adjusted
from .rejection import distances, epanechnikov, nearest, spread
from .sbc import Uniformity, rank, uniformity

STREAM: Final = 5_160_006
"""Sets the luck of the choice of pseudo-observations apart."""

NEIGHBOURHOOD: Final = 3000
"""Pseudo-observations are taken from so many simulations nearest to the real one."""

LEVEL: Final = 0.9


@dataclass(frozen=True, slots=True)
class Coverage:
    """What came of treating simulations near the observation as if they had been observed.

    `held` is the share of 90 % intervals that hold the true number, over all numbers, with a t interval over
    pseudo-observations; `ranks` the tests of uniformity, one a number.
    """

    held: Estimate
    ranks: tuple[Uniformity, ...]

    @property
    def smallest_p(self) -> float:
        """Return the smallest p of the chi-square tests."""
        return min(each.chi_square_p for each in self.ranks)

    @property
    def bound(self) -> float:
        """Return what the smallest p stays above in 95 of 100 cases if all ranks are uniform (Bonferroni)."""
        return 0.05 / len(self.ranks)


def coverage(places: Floats, summaries: Floats, observed: Floats, keep: int, replications: int, seed: int) -> Coverage:
    """Take simulations near the observation as observed, fit each to all the others, and rank its true numbers.

    Uses no new simulation. Raises DataProblem for fewer than 50 replications or too few simulations. Source: Prangle,
    Blum, Popovic and Sisson 2014, Aust. N. Z. J. Stat. 56:309.
    """
    unit = spread(summaries)
    around = nearest(summaries, observed, min(NEIGHBOURHOOD, len(summaries)), unit).index
    generator = np.random.default_rng([seed, STREAM])
    chosen: Ints = generator.choice(around, min(replications, len(around)), replace=False)
    luck = generator.random((len(chosen), places.shape[1]))
    ranks = np.array([
        rank(places[one], *fitted(places, summaries, int(one), keep, unit), own)
        for one, own in zip(chosen, luck, strict=True)
    ])  # fmt: skip
    held = np.abs(ranks - 0.5) < LEVEL / 2
    return Coverage(mean_estimate(held.mean(axis=1)), tuple(uniformity(column) for column in ranks.T))


def fitted(places: Floats, summaries: Floats, one: int, keep: int, unit: Floats) -> tuple[Floats, Floats]:
    """Return places and weights of the posterior of one simulation, fitted to all the others."""
    apart = distances(summaries, summaries[one], unit)
    apart[one] = np.inf
    near = np.argpartition(apart, keep - 1)[:keep]
    weights = epanechnikov(apart[near], float(apart[near].max()))
    return adjusted(places[near], summaries[near], summaries[one], unit, weights), weights

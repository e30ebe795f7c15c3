"""Simulation-based calibration: if inference is right, the truth ranks uniformly among the draws from its posterior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.errors import DataProblem

CELLS: Final = 10
LEAST_A_CELL: Final = 5


@dataclass(frozen=True, slots=True)
class Uniformity:
    """Whether ranks are uniform: p-values of the chi-square test on ten cells and of the Kolmogorov–Smirnov test.

    `band` is the largest distance of the distribution function from the straight line, `bound` what it stays within
    in 95 of 100 cases if the ranks are uniform.
    """

    n: int
    chi_square_p: float
    band: float
    bound: float

    @property
    def inside(self) -> bool:
        """Whether the distribution function stays inside its band."""
        return self.band <= self.bound


def rank(truth: Floats, places: Floats, weights: Floats, luck: Floats) -> Floats:
    """Return the rank of each true number in its weighted sample, `(numbers,)`, from 0 to 1.

    `truth` is `(numbers,)`, `places` `(draws, numbers)`, `weights` `(draws,)`; `luck`, uniforms `(numbers,)`, breaks
    ties and makes the rank continuous. Source: Talts, Betancourt, Simpson and others 2018, arXiv:1804.06788.
    """
    share = weights / weights.sum()
    below = share @ (places < truth)
    equal = share @ (places == truth)
    # The truth counts as one draw more, as in a rank among L + 1.
    effective = 1.0 / float(share @ share)
    return np.asarray((effective * (below + luck * equal) + luck) / (effective + 1.0))


def uniformity(ranks: Floats) -> Uniformity:
    """Test ranks `(replications,)` from 0 to 1 for uniformity; raises DataProblem for fewer than 50."""
    from scipy.stats import chi2, kstwo

    n = ranks.size
    if n < CELLS * LEAST_A_CELL:
        raise DataProblem(f"{n} ranks are too few to test", "simulation-based calibration", "Give 50 or more.")
    counts: Ints = np.bincount(np.minimum((ranks * CELLS).astype(np.intp), CELLS - 1), minlength=CELLS)
    expected = n / CELLS
    statistic = float(((counts - expected) ** 2 / expected).sum())
    ordered = np.sort(ranks)
    steps = np.arange(1, n + 1) / n
    band = float(max((steps - ordered).max(), (ordered - steps + 1.0 / n).max()))
    return Uniformity(n, float(chi2.sf(statistic, CELLS - 1)), band, float(kstwo.ppf(0.95, n)))

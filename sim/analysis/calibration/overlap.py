"""What the data taught about a number: how far the posterior still overlaps the prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats

from .sample import mean_and_sd

BINS: Final = 20
PRIOR_SD: Final = 12.0**-0.5
INFORMED_BELOW: Final = 0.85
"""Overlap below which a number counts as informed by the data; our threshold."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """`overlap` of prior and posterior (1: nothing learnt) and `shrinkage`, 1 − posterior sd / prior sd."""

    overlap: float
    shrinkage: float

    @property
    def informed(self) -> bool:
        """Whether the data informed the number."""
        return self.overlap < INFORMED_BELOW


def overlap(places: Floats, weights: Floats) -> float:
    """Return the overlap of a posterior with its uniform prior, from 0 to 1: the area under both.

    `places` and `weights` are `(draws,)`, on the scale where the prior is uniform from 0 to 1. The densities are
    histograms with 20 cells. A posterior like the prior comes out a little below 1, by about √(20/(2πn)) for n draws.
    """
    shares, _ = np.histogram(places, BINS, (0.0, 1.0), weights=weights)
    return float(np.minimum(shares / shares.sum(), 1.0 / BINS).sum())


def learnt(places: Floats, weights: Floats) -> Learnt:
    """Return what the data taught about one number, from its posterior places and weights, `(draws,)`."""
    _, sd = mean_and_sd(places, weights)
    return Learnt(overlap(places, weights), 1.0 - sd / PRIOR_SD)

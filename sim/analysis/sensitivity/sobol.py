"""Sobol' indices of first and total order, by SciPy's estimators, with resampled base points."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.sensitivity.sample import Sample
from sim.arrays import Floats, Ints

ROOM: Final = 4_000_000
"""Numbers that a chunk of resamples may hold at a time."""


def orders(sample: Sample, rows: Ints) -> tuple[Floats, Floats]:
    """Return first and total order of every factor in every resample, each `(resamples, factors + 1)`, dummy last.

    `rows` are the base points that a resample holds, `(resamples, groups)`. Source of the estimators: Saltelli et al.
    2010, Computer Physics Communications 181:259, the total order being Jansen's.
    """
    factors = len(sample.all_names)
    a, b = sample.mean[:, 0], sample.mean[:, -1]
    crossed = np.ascontiguousarray(sample.mean[:, 1 : factors + 1].T)
    step = max(1, ROOM // (factors * sample.groups))
    parts = [_orders(a, b, crossed, rows[k : k + step]) for k in range(0, len(rows), step)]
    first, total = (np.concatenate([part[order] for part in parts]) for order in (0, 1))
    return first, total


def _orders(a: Floats, b: Floats, crossed: Floats, rows: Ints) -> tuple[Floats, Floats]:
    """Return both orders of some resamples, which SciPy takes as so many outcomes of one design."""
    from scipy.stats import sobol_indices

    values = {"f_A": a[rows], "f_B": b[rows], "f_AB": crossed[:, rows]}
    found = sobol_indices(func=values, n=rows.shape[1])
    shape = (len(rows), len(crossed))
    return found.first_order.reshape(shape), found.total_order.reshape(shape)

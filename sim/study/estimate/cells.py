"""Estimates of the cells of an experiment, part by part, and over all cells where these share their luck."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from sim.arrays import Flags
from sim.study.estimate.interval import (
    Estimate,
    clustered_share,
    finite_numbers,
    mean_and_variance_of,
    t_quantile,
    wilson,
    wilson_cells,
)
from sim.study.measure.outcome_ledger import Columns, Outcome


class Shared:
    """Counts an outcome by the number of its world, so that cells with the same luck are not taken as independent."""

    def __init__(self, worlds: int) -> None:
        self.hits, self.counted = np.zeros(worlds), np.zeros(worlds)

    def add(self, worlds: Any, happened: Any, sound: Any) -> None:
        """Count some worlds by number: whether the outcome happened, and whether they count at all."""
        self.hits += np.bincount(worlds, weights=happened & sound, minlength=self.hits.size)
        self.counted += np.bincount(worlds, weights=sound, minlength=self.hits.size)

    def estimate(self, common: bool, level: float = 0.95) -> Estimate:
        """Return the share with its interval: over worlds where luck is common, else Wilson's."""
        seen = self.counted > 0
        if common:
            return clustered_share(self.hits[seen], self.counted[seen], level)
        return wilson(int(self.hits.sum()), int(self.counted.sum()), level)


def failed_in(columns: Columns, failures: Collection[int]) -> Flags:
    """Return which rows of a part are of worlds that failed, `(rows,)`, given their places."""
    failed = np.zeros(columns["cell"].size, dtype=np.bool_)
    failed[list(failures)] = True
    return failed


def cells_of(columns: Columns, failures: dict[int, str], outcomes: Sequence[Outcome], level: float) -> dict[str, Any]:
    """Return the estimates of the cells of a part as columns; a cell without a sound world has n = 0 and NaN."""
    cell, starts, counts = np.unique(columns["cell"], return_index=True, return_counts=True)
    failed = failed_in(columns, failures)
    lost = np.add.reduceat(failed.astype(np.int64), starts)
    n = counts - lost
    table: dict[str, Any] = {"cell": cell, "n": n, "failed": lost}
    for outcome in outcomes:
        if outcome.kind == "number":
            *limits, low, high = means(outcome.read(columns), failed, starts, counts, level)
            table |= {f"{outcome.name}_p05": low, f"{outcome.name}_p95": high}
        else:
            flags = outcome.read(columns) & ~failed
            hits = np.add.reduceat(flags.astype(np.int64), starts)
            shares = wilson_cells(hits, np.maximum(n, 1), level)
            limits = [np.where(n > 0, each, np.nan) for each in (shares.value, shares.low, shares.high)]
        table |= dict(zip((outcome.name, f"{outcome.name}_low", f"{outcome.name}_high"), limits, strict=True))
    return table


def means(values: Any, failed: Any, starts: Any, counts: Any, level: float) -> tuple[Any, ...]:
    """Return the mean of each cell, the limits of its t interval, and the 5 and 95 % of its worlds.

    One world gives no limits.
    """
    made = np.full((5, starts.size), np.nan)
    sound = finite_numbers(values[~failed]).tolist() if not failed.all() else []
    stops = np.cumsum(counts - np.add.reduceat(failed.astype(np.int64), starts)).tolist()
    for place, (first, end) in enumerate(pairwise((0, *stops))):
        if end > first:
            n, mean, variance = mean_and_variance_of(sound[first:end])
            reach = t_quantile(level, n - 1) * math.sqrt(variance / n) if n > 1 else math.nan
            # As NumPy's inverted_cdf, whose call for each cell would take as long as playing its worlds.
            ordered = sorted(sound[first:end])
            low, high = (ordered[max(0, math.ceil(n * share - 1.0))] for share in (0.05, 0.95))
            made[:, place] = mean, mean - reach, mean + reach, low, high
    return tuple(made)

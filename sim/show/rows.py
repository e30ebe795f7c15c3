"""What figures and pages show of many worlds month by month; it needs no library that draws."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.study.estimate.distribution import SHARES

DIGITS: Final = 3
"""Digits behind the point of a series: more than a drawing can show."""


def quantiles(rows: Floats) -> Floats:
    """Return the quantiles SHARES of each month's running worlds, `(5, months + 1)`; NaN where none runs."""
    table = np.full((len(SHARES), rows.shape[0]), np.nan)
    for month, row in enumerate(rows):
        running = row[~np.isnan(row)]
        if running.size:
            table[:, month] = np.quantile(running, SHARES)
    return table


def round_series(row: Floats) -> list[float | None]:
    """Return a series with few digits; what is not there is null."""
    return [None if np.isnan(value) else round(float(value), DIGITS) for value in row]

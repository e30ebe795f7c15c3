"""Estimates and series as plain data that a page can draw."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.study.estimate import Estimate, value_text

DIGITS: Final = 3
"""Digits behind the point of a series: more than a drawing can show."""


def shown(estimate: Estimate) -> dict[str, Any]:
    """Return a probability with its limits, n, and its text as the command line writes it."""
    text = value_text(estimate.value, estimate.low, estimate.high, 3)
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n, "text": text}


def rounded(row: Floats) -> list[float | None]:
    """Return a series with few digits; what is not there is null."""
    return [None if np.isnan(value) else round(float(value), DIGITS) for value in row]

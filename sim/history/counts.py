"""The targets of a forecast: in how many of the next months an event happens, as chances and as
counts.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats, Ints, Marks
from sim.history.observe import UNKNOWN

Key = tuple[str, int]
"""A target and a horizon in months."""
Forecast = dict[Key, Floats]
"""The chance of each count, `(horizon + 1,)`, by target and horizon; of many origins, `(origins,
horizon + 1)`.
"""

TARGETS: Final[dict[str, str]] = {
    "test_month": "months with a test",
    "big_test": "months with an ICBM, a missile like it or a nuclear test",
    "talks_month": "months with US–DPRK talks",
    "resolution": "months with a sanctions resolution",
    "lethal_incident": "months with a lethal incident",
}
"""The observables that are forecast, each with the label of its count."""


def observed_count(marks: Marks, origin: int, horizon: int) -> int:
    """Return in how many months from an origin on an event happened, −1 if a month is unknown or
    lies after the record; `marks` is `(months,)`.
    """
    window = marks[origin : origin + horizon]
    if len(window) < horizon or (window == UNKNOWN).any():
        return UNKNOWN
    return int(np.count_nonzero(window))


def chances_of_counts(happened: Flags) -> Floats:
    """Return the chance of each count over worlds, `(months + 1,)` of `(months, worlds)`."""
    months, worlds = happened.shape
    return np.asarray(np.bincount(happened.sum(axis=0), minlength=months + 1) / worlds)


def mean_count(forecast: Floats) -> Floats:
    """Return the mean counts of forecasts `(…, counts)`."""
    return np.asarray((forecast * np.arange(forecast.shape[-1])).sum(axis=-1))


def central_interval(forecast: Floats, level: float) -> tuple[Ints, Ints]:
    """Return the ends of the central interval of forecasts `(…, counts)`: counts, `(…)` each."""
    reached = np.cumsum(forecast, axis=-1)
    # A sum of chances may end a rounding below 1.
    low, high = (
        (reached[..., :-1] < share - 1e-12).sum(axis=-1)
        for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    )
    return np.asarray(low), np.asarray(high)

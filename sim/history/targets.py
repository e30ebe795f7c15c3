"""The targets that are forecast and scored: in how many of the next months an event happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, Ints, Marks
from sim.history.observe import UNKNOWN

Seen = Mapping[str, Marks]
"""The observables of a record: `(months,)` by name."""
Key = tuple[str, int]
"""A target and a horizon in months."""

TARGETS: Final[dict[str, str]] = {
    "test_month": "months with a test",
    "big_test": "months with an ICBM, a missile like it or a nuclear test",
    "talks_month": "months with US–DPRK talks",
    "resolution": "months with a sanctions resolution",
    "lethal_incident": "months with a lethal incident",
}
"""The observables that are forecast, each with the label of its count.

A pause begins if the count over six months is 0, so turns are no targets of their own.
"""


def count_in(marks: npt.NDArray[np.int8] | Flags, horizon: int) -> Ints:
    """Return in how many of the first months it happens, `(…)` of `(months, …)`; −1 where a month
    is unknown.
    """
    window = np.asarray(marks[:horizon], dtype=np.intp)
    return np.where((window < 0).any(axis=0), UNKNOWN, (window > 0).sum(axis=0))


def outcomes(marks: Marks, origins: Sequence[int], horizon: int) -> Ints:
    """Return the count from each origin on, `(origins,)`.

    `marks` is `(months,)`, and an origin the place of the first month that is forecast. The count
    is −1 if a month is unknown, or if the record ends before.
    """
    codes = np.full(len(origins), UNKNOWN, dtype=np.intp)
    rows = [row for row, origin in enumerate(origins) if origin + horizon <= len(marks)]
    if rows:
        futures = np.stack([marks[origins[row] : origins[row] + horizon] for row in rows], axis=1)
        codes[rows] = count_in(futures, horizon)
    return codes


def all_outcomes(record: Seen, origins: Sequence[int], horizons: Sequence[int]) -> dict[Key, Ints]:
    """Return the counts from each origin on, by target and horizon, as `outcomes` does."""
    return {(name, h): outcomes(record[name], origins, h) for name in TARGETS for h in horizons}


def share_of_worlds(futures: Flags, horizon: int) -> Floats:
    """Return the chance of each count over simulated worlds, `(horizon + 1,)`.

    `futures` are the months that the worlds play, `(months, worlds)`, of which the first count.
    """
    counts = np.bincount(count_in(futures, horizon), minlength=horizon + 1)
    return np.asarray(counts / futures.shape[1])

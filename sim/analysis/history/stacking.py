"""A stacked forecast: a weighted mean of forecasters, the weights learnt on earlier origins only.

Source: Hall and Mitchell 2007, Int. J. Forecast. 23:1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.observe import UNKNOWN
from sim.analysis.history.scores import as_counts, smoothed
from sim.analysis.history.targets import TARGETS, Key, reach
from sim.arrays import Floats, Ints

STACKED: Final = "stacked"
STEPS: Final = 200
PRIOR: Final = 1.0
"""Windows that each forecaster has been right in before anything is seen: with nothing seen, weights are even."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Stacked forecasts, like those they are made of, and the weight of each forecaster, `(origins, forecasters)`."""

    forecast: Floats
    forecasters: tuple[str, ...]
    weights: Floats


def stacked(given: Mapping[str, Floats], seen: Ints, origins: Sequence[int], apart: int) -> Stack:
    """Return the weighted mean of forecasters from each origin, with the weights of the best log score so far.

    `given[forecaster]` holds forecasts of one target and horizon, `seen` what happened, −1 where unknown, and `origins`
    the places of the origins. A forecast is known `apart` months after its origin, and teaches from then on. Since that
    many neighbours share months, each counts as one of so many. Weights begin even and are those most likely a
    posteriori; every forecast is smoothed first, as it is before it is scored.
    """
    counts = {name: smoothed(as_counts(rows)) for name, rows in given.items()}
    scored = seen != UNKNOWN
    place = np.where(scored, seen, 0)
    right = np.stack([rows[np.arange(len(seen)), place] for rows in counts.values()], axis=1)
    right[~scored] = 1.0
    begun = np.asarray(origins)
    teaches = (begun[None, :] + apart <= begun[:, None]) & scored[None, :]
    weights = np.full((len(seen), len(given)), 1.0 / len(given))
    for _ in range(STEPS):
        shares = weights * ((teaches / (weights @ right.T)) @ right) / apart + PRIOR
        weights = shares / shares.sum(axis=1, keepdims=True)
    pooled = sum(weights[(slice(None), k, *[None] * (rows.ndim - 1))] * rows for k, rows in enumerate(given.values()))
    return Stack(np.asarray(pooled), tuple(given), weights)


def stacked_forecasts(
    given: Mapping[str, Mapping[Key, Floats]], seen: Mapping[Key, Ints], origins: Sequence[int]
) -> dict[Key, Stack]:
    """Return the stack of every target and horizon, of those forecasters that forecast it."""
    found = {}
    for key, happened in seen.items():
        own = {name: rows[key] for name, rows in given.items() if key in rows}
        found[key] = stacked(own, happened, origins[: len(happened)], reach(TARGETS[key[0]], key[1]))
    return found

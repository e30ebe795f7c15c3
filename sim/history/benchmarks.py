"""The forecasts that a model has to better: persistence and a level of effort; and the equal pool
of the model and the second, which is the forecast that ships.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import mul
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Marks, exp, log
from sim.history.counts import Forecast
from sim.history.observe import UNKNOWN

POOL: Final = "pool"
MODEL: Final = "model"
EFFORT: Final = "level of effort"
PERSISTENCE: Final = "persistence"

DESCRIPTIONS: Final = {
    POOL: "the plain mean of model and level of effort, the forecast that ships",
    MODEL: "the vectors of sim set, equally weighted, each filtered through the record",
    EFFORT: "the log-odds of a month are a hidden walk that returns to a mean; 64 walks weighed by their evidence",
    PERSISTENCE: (
        "the last months go on: with k of h flagged a month's chance is Beta(k + ½, h − k + ½); a level of effort if "
        "fewer than half of them are known"
    ),
}

HALF: Final = 0.5
"""The prior count of Jeffreys on each side."""


def persistence(marks: Marks, horizon: int) -> Floats:
    """Return the beta-binomial forecast that the last `horizon` months go on, `(horizon + 1,)`; NaN
    if fewer than half of them are known.
    """
    recent = marks[max(len(marks) - horizon, 0) :]
    a, b = np.count_nonzero(recent == 1) + HALF, np.count_nonzero(recent == 0) + HALF
    if 2 * (a + b - 2 * HALF) < horizon:
        return np.full(horizon + 1, np.nan)
    none = math.prod((b + k) / (a + b + k) for k in range(horizon))
    odds = ((horizon - k) * (a + k) / ((k + 1) * (b + horizon - k - 1)) for k in range(horizon))
    return np.array(list(accumulate(odds, mul, initial=none)))


LEVELS: Final = np.linspace(-5.0, 4.0, 37)
"""Grid of the levels of effort: log-odds that a month has the event."""
MEANS: Final = (-2.5, -1.7, -1.0, -0.3)
MEMORIES: Final = (0.9, 0.95, 0.98, 0.995)
STEPS: Final = (0.15, 0.3, 0.6, 1.0)
"""The mean, the monthly persistence and the step's sd of a level: every combination is one walk,
and all begin with equal weight.
"""


@dataclass(frozen=True, eq=False)
class Walks:
    """Hidden walks on the levels: the chance of each level before the first month, `(walks,
    levels)`, of each step, `(walks, levels, levels)`, and of the event by level, `(levels,)`.
    """

    begin: Floats
    move: Floats
    shows: Floats


@cache
def effort_walks() -> Walks:
    """Return the walks, one a combination of mean, memory and step."""
    grid = np.meshgrid(MEANS, MEMORIES, STEPS, indexing="ij")
    mean, memory, step = (values.reshape(-1, 1, 1) for values in grid)
    move = exp(-0.5 * ((LEVELS - mean - memory * (LEVELS[:, None] - mean)) / step) ** 2) + 1e-12
    spread = step / np.sqrt(1.0 - memory**2)
    begin = exp(-0.5 * ((LEVELS - mean) / spread) ** 2)[:, 0]
    return Walks(
        begin / begin.sum(axis=-1, keepdims=True),
        move / move.sum(axis=-1, keepdims=True),
        1.0 / (1.0 + exp(-LEVELS)),
    )


@cache
def effort_counts(horizon: int) -> Floats:
    """Return the chance of each count in the next months by walk and level of now, `(walks, levels,
    horizon + 1)`.
    """
    walks = effort_walks()
    counts = np.ones((*walks.begin.shape, 1))
    for _ in range(horizon):
        later = np.zeros((*walks.begin.shape, counts.shape[-1] + 1))
        later[..., :-1] = counts * (1.0 - walks.shows[:, None])
        later[..., 1:] += counts * walks.shows[:, None]
        counts = (walks.move[..., None] * later[:, None]).sum(axis=2)
    return counts


def level_of_effort(
    marks: Marks, origins: Sequence[int], horizons: Sequence[int]
) -> dict[int, Floats]:
    """Return the forecasts of a level of effort, `(origins, horizon + 1)` by horizon.

    The log-odds of an event are a hidden walk that returns to a mean. Walks are weighted by their
    evidence, the likelihood of the months of `marks` `(months,)` before each origin. An unknown
    month, and one after the record, carries no evidence.
    """
    walks = effort_walks()
    now, evidence = walks.begin, np.zeros(len(walks.begin))
    forecasts: dict[int, list[Floats]] = {horizon: [] for horizon in horizons}
    for month in range(max(origins) + 1):
        if month in origins:
            weight = exp(evidence - evidence.max())
            belief = (weight / weight.sum())[:, None, None] * now[..., None]
            for horizon, rows in forecasts.items():
                rows.append(np.asarray((belief * effort_counts(horizon)).sum(axis=(0, 1))))
        now = (now[..., None] * walks.move).sum(axis=1)
        mark = marks[month] if month < len(marks) else UNKNOWN
        if mark != UNKNOWN:
            now = now * (walks.shows if mark else 1.0 - walks.shows)
            chance = now.sum(axis=-1)
            evidence, now = evidence + log(chance), now / chance[:, None]
    return {horizon: np.array(rows) for horizon, rows in forecasts.items()}


def pool(model: Forecast, effort: Forecast) -> Forecast:
    """Return the plain mean of two forecasts."""
    return {key: (model[key] + effort[key]) / 2.0 for key in model}

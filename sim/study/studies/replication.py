"""The replication rule: how many worlds a cell gets, and when it has enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..estimate import wilson_cells
from .definition import Replication

LEVEL = 0.95


def enough(rule: Replication, hits: Sequence[int], worlds: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Return which cells need no more worlds, given how often the rule's outcome happened in how many."""
    counted = np.asarray(worlds)
    if rule.fixed:
        return counted >= rule.most
    cells = wilson_cells(np.asarray(hits), np.maximum(counted, 1), LEVEL)
    known = (cells.high - cells.low) / 2 <= rule.half_width
    return (counted >= rule.most) | ((counted >= rule.first) & known)


def more(rule: Replication, worlds: int) -> int:
    """Return how many worlds to add to a cell that has not enough."""
    return rule.first if worlds == 0 else min(rule.batch, rule.most - worlds)


def replayed(rule: Replication, happened: npt.NDArray[np.bool_]) -> int | None:
    """Return after how many worlds the rule stops a cell, given its worlds in order; None if it wants more.

    Worlds that failed count as worlds in which the outcome did not happen.
    """
    taken = 0
    while taken < happened.size:
        taken += more(rule, taken)
        if taken > happened.size:
            return None
        if enough(rule, [int(np.count_nonzero(happened[:taken]))], [taken])[0]:
            return taken
    return None

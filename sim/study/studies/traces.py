"""Trajectories of a few worlds of every cell, month by month, as columns of a table."""

from __future__ import annotations

import numpy as np

from ..outcomes import Columns
from .block import stride_of
from .definition import Study


def trace_columns(study: Study, first_cell: int, cells: int, recorded: Columns) -> Columns:
    """Return rows by cell, world and month from series `(months + 1, worlds)`, in which the start comes first."""
    assert study.sample is not None
    worlds, months = study.sample.worlds, study.scenario.months
    cell = np.repeat(np.arange(first_cell, first_cell + cells, dtype=np.int32), worlds)
    world = np.tile(np.arange(worlds, dtype=np.int64), cells) + cell.astype(np.int64) * stride_of(study)
    columns: Columns = {
        "cell": np.repeat(cell, months + 1),
        "world": np.repeat(world, months + 1),
        "month": np.tile(np.arange(months + 1, dtype=np.int16), cells * worlds),
    }
    for name in study.sample.record:
        columns[name] = np.ascontiguousarray(recorded[name].T).ravel()
    return columns

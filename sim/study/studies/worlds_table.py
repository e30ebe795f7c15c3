"""All worlds of a grid in one Parquet file, each with the values of its cell; written part by part."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.study.outcomes import STATES

from .outcomes import DTYPES, factor_column
from .study_grid import StudyGrid

if TYPE_CHECKING:
    import pyarrow as pa


def write_worlds(grid: StudyGrid, path: Path) -> None:
    """Write every world of a grid: cell, the value of each axis, world, outcomes, and the error of one that failed.

    An axis called like an outcome gets the word `set` before it.
    """
    import pyarrow.parquet as pq

    draft = path.with_name(path.name + ".tmp")
    writer = None
    try:
        for columns, failures in grid.results.parts():
            table = rows_of(grid, columns, failures)
            writer = writer or pq.ParquetWriter(draft, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
    os.replace(draft, path)


def rows_of(grid: StudyGrid, columns: dict[str, Any], failures: dict[int, str]) -> pa.Table:
    """Return the rows of one part as an arrow table; a world that failed has no outcomes."""
    import pyarrow as pa

    cell = columns["cell"]
    failed = np.zeros(cell.size, dtype=bool)
    failed[list(failures)] = True
    arrays: dict[str, Any] = {"cell": pa.array(cell)}
    places = np.unravel_index(cell, grid.shape)
    for axis, place in zip(grid.axes, places, strict=True):
        name = factor_column(axis.name)
        codes, values = pa.array(place.astype(np.int16)), pa.array(list(axis.values))
        named = pa.DictionaryArray.from_arrays(codes, values)
        arrays[name] = values.take(codes) if axis.numeric else named
    arrays["world"] = pa.array(columns["world"])
    for name in DTYPES:
        arrays[name] = pa.array(columns[name], mask=failed)
    for name, names in STATES.items():
        arrays[name] = pa.DictionaryArray.from_arrays(arrays[name], pa.array(list(names)))
    arrays["error"] = pa.array([failures.get(row) for row in range(cell.size)], type=pa.string())
    return pa.table(arrays)

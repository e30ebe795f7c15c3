"""Every world of a study as one Parquet table, for whatever reads those: pandas, DuckDB, R."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.estimate.cells import failed_in
from sim.study.measure.outcome_ledger import Columns
from sim.study.measure.outcomes import STATES, factor_column
from sim.study.store.crate import describe_table
from sim.study.store.disk import draft, hash_of
from sim.study.store.results import Results

if TYPE_CHECKING:
    import pyarrow as pa


def write_worlds(results: Results, path: Path) -> str:
    """Write every world as a Parquet table and return the file's SHA-256.

    Columns: cell, the value of each factor, world, seed, outcomes, and the error of a world that failed. A factor
    called like an outcome gets the word `set` before it. Parts are read one at a time: memory does not grow with them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    design = pa.Table.from_pandas(results.design.rename(columns=factor_column), preserve_index=False)
    factors = design.select([factor_column(factor.name) for factor in results.study.factors])
    writer = None
    with draft(path) as file:
        for columns, failures in results.parts():
            table = rows_of(results, factors, columns, failures)
            writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            writer.close()
    return str(hash_of(path))


def rows_of(results: Results, factors: pa.Table, columns: Columns, failures: Mapping[int, str]) -> pa.Table:
    """Return the rows of one part as an arrow table; a world that failed has no outcomes."""
    import pyarrow as pa

    cell, failed = columns["cell"], failed_in(columns, failures)
    own = factors.take(pa.array(cell))
    arrays: dict[str, Any] = {"cell": pa.array(cell)}
    arrays |= {name: own[name].combine_chunks() for name in own.column_names}
    arrays |= {name: pa.array(columns[name]) for name in ("world", "seed")}
    for name in (each for each in results.ledger if each in columns):
        arrays[name] = pa.array(columns[name], mask=failed)
    for name, names in STATES.items():
        arrays[name] = pa.DictionaryArray.from_arrays(arrays[name], pa.array(list(names)))
    arrays["error"] = pa.array([failures.get(row) for row in range(cell.size)], type=pa.string())
    return describe_table(pa.table(arrays), results.study)

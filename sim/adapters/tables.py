"""Results as one CSV file or one SQLite database, part by part, so that memory does not grow with them."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.fingerprint import fingerprint, tool_version
from sim.study.estimate.quantities import CAVEAT
from sim.study.measure.outcomes import factor_column
from sim.study.store.disk import draft
from sim.study.store.results import Results, rows_of

if TYPE_CHECKING:
    import pyarrow as pa


def write_csv(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write every world as a row of a CSV file: cell, factors, world, seed, outcomes, and the error of a failed one.

    Raises StorageProblem.
    """
    from pyarrow import csv

    writer = None
    with draft(Path(path)) as file:
        for table in parts_of(results):
            writer = writer or csv.CSVWriter(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
    return Path(path)


def write_sqlite(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write a SQLite database: `worlds` with a row a world, `cells` with estimates and limits, `about` where from.

    Flags are 0 or 1, what is not there is NULL. Raises StorageProblem.
    """
    target = Path(path)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sim-export-") as folder:
        made = Path(folder) / target.name
        with closing(sqlite3.connect(made)) as database, database:
            fill(database, results)
        with draft(target) as file:
            file.write(made.read_bytes())
    return target


def fill(database: sqlite3.Connection, results: Results) -> None:
    """Write the three tables."""
    for number, table in enumerate(parts_of(results)):
        if number == 0:
            create(database, "worlds", table)
        insert(database, "worlds", table)
    import pyarrow as pa

    cells = pa.Table.from_pandas(results.cells, preserve_index=False)
    create(database, "cells", cells)
    insert(database, "cells", cells)
    about = {
        "scenario": results.scenario.name, "scenario_hash": results.scenario.hash, "seed": str(results.seed),
        "experiment": results.hash, "model": fingerprint(), "version": tool_version(),
        "caveat": CAVEAT,
    }  # fmt: skip
    database.execute("CREATE TABLE about (name TEXT, value TEXT)")
    database.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))


def parts_of(results: Results) -> Iterator[pa.Table]:
    """Yield the worlds part by part as arrow tables in which names are text."""
    import pyarrow as pa

    design = pa.Table.from_pandas(results.design.rename(columns=factor_column), preserve_index=False)
    factors = design.select([factor_column(factor.name) for factor in results.study.factors])
    for columns, failures in results.parts():
        table = rows_of(results, factors, columns, failures)
        yield pa.table({name: as_text(table[name]) for name in table.column_names})


def as_text(column: Any) -> Any:
    """Return a column of names as text, and any other as it is."""
    import pyarrow as pa

    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def create(database: sqlite3.Connection, name: str, table: pa.Table) -> None:
    """Create a table with the columns of another."""
    columns = ", ".join(f"{quote_name(field.name)} {kind_of(field.type)}" for field in table.schema)
    database.execute(f"CREATE TABLE {quote_name(name)} ({columns})")


def kind_of(kind: pa.DataType) -> str:
    """Return the type of a column for SQLite, whose whole numbers have a sign."""
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return "REAL"
    whole = pa.types.is_boolean(kind) or pa.types.is_integer(kind)
    return "INTEGER" if whole and not pa.types.is_uint64(kind) else "TEXT"


def insert(database: sqlite3.Connection, name: str, table: pa.Table) -> None:
    """Insert the rows of a table."""
    import pyarrow as pa

    marks = ", ".join("?" * table.num_columns)
    columns = (each.cast(pa.string()) if pa.types.is_uint64(each.type) else each for each in table.columns)
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    database.executemany(f"INSERT INTO {quote_name(name)} VALUES ({marks})", rows)


def quote_name(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'

"""Questions in SQL over the parts of a study, through DuckDB (extra `query`), which may read nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from sim.errors import DataProblem, UsageProblem, lacking, one_line
from sim.study.estimate.cells import failed_in
from sim.study.ledger import Columns
from sim.study.outcomes import STATES, factor_column
from sim.study.store.crate import described
from sim.study.store.disk import draft, hash_of
from sim.study.store.folder import DESIGN, PARTS, TRACES, TRANSCRIPTS
from sim.study.store.results import Results
from sim.study.store.study_results import StudyResults

if TYPE_CHECKING:
    import pyarrow as pa

WHERE: Final = "the SQL of sim study"
REMEDY: Final = "Ask the views cells and worlds, joined by cell, with one SELECT."


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a question gives, and the names of their columns."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def query(results: StudyResults, sql: str) -> Answer:
    """Return the answer to a question over the views `cells` and `worlds`, and where there are some `trajectories` and
    `transcripts`.

    Raises UsageProblem for SQL that is not one question or cannot be run, and DataProblem where a part is not as it
    was written, before or after the question.
    """
    results.check_files()
    if not results.paths:
        raise DataProblem("no part is finished yet", str(results.folder), "Let the sweep go on for a while.")
    duckdb = extra()
    connection = duckdb.connect(":memory:")
    try:
        prepare(connection, results)
        answer = asked(connection, duckdb, sql)
    finally:
        connection.close()
    # The study's own folder is open to SQL. Only questions are run, which do not write; this makes sure of it.
    results.check_files()
    return answer


def prepare(connection: Any, results: StudyResults) -> None:
    """Make the views, and then close all doors but the one to the folder of the study."""
    folder = results.folder.resolve()
    files = {
        "cells": [folder / DESIGN], "worlds": [folder / PARTS / path.name for path in results.paths],
        "trajectories": [folder / TRACES / path.name for path in results.traces],
        "transcripts": [folder / TRANSCRIPTS / path.name for path in results.transcripts],
    }  # fmt: skip
    connection.execute(f"SET allowed_directories = [{quoted(str(folder))}]")
    # A folder for temporary files would be one more that SQL may read and write.
    connection.execute("SET temp_directory = ''")
    for view, paths in files.items():
        if paths:
            listed = ", ".join(quoted(str(path)) for path in paths)
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM read_parquet([{listed}])")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def asked(connection: Any, duckdb: ModuleType, sql: str) -> Answer:
    """Return the answer to a question; raises UsageProblem where it has none."""
    try:
        cursor = connection.execute(question(connection, duckdb, sql))
        names = tuple(str(column[0]) for column in cursor.description or ())
        return Answer(names, cursor.fetchall() if names else ())
    except duckdb.Error as error:
        # The first line says what is wrong; the rest is a drawing of where.
        reason = one_line(str(error).split("\n")[0])
        raise UsageProblem(reason, WHERE, REMEDY) from None


def question(connection: Any, duckdb: ModuleType, sql: str) -> Any:
    """Return the one statement of a text if it only asks; raises UsageProblem for none, for several, and for others."""
    statements = connection.extract_statements(sql.encode(errors="replace").decode())
    if not statements:
        raise UsageProblem("there is no question", WHERE, REMEDY)
    if len(statements) > 1:
        raise UsageProblem(f"there are {len(statements)} statements, and one is answered", WHERE, REMEDY)
    (found,) = statements
    if found.type != duckdb.StatementType.SELECT:
        raise UsageProblem(f"a statement of the kind {found.type.name} is no question", WHERE, REMEDY)
    connection.execute(f"EXPLAIN {found.query}")
    # A statement of this kind may still hold a WITH that copies or inserts, which DuckDB never takes within another.
    try:
        connection.execute(f"EXPLAIN SELECT * FROM query({quoted(found.query)})")
    except duckdb.Error:
        raise UsageProblem("a statement that writes is no question", WHERE, REMEDY) from None
    return found


def quoted(text: str) -> str:
    """Return text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def extra() -> ModuleType:
    """Return the package behind the extra; raises UsageProblem where it is not installed."""
    try:
        import duckdb
    except ImportError:
        raise lacking("DuckDB", "sim study --sql", "query") from None
    module: ModuleType = duckdb
    return module


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
    return described(pa.table(arrays), results.study)

"""Questions in SQL over the parts of a study, through DuckDB (extra `query`), which may read nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ...errors import DataProblem, UsageProblem, one_line
from ..fingerprint import DISTRIBUTION
from .folder import DESIGN, TRACES
from .parts import NAME, altered, hash_of
from .results import StudyResults


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a question gives, and the names of their columns."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def query(results: StudyResults, sql: str) -> Answer:
    """Return the answer to a question over the views `cells`, `worlds` and, where there are some, `trajectories`.

    Raises UsageProblem for SQL that cannot be run, and DataProblem where a part is not as it was written, before or
    after the question.
    """
    check_parts(results)
    duckdb = extra()
    connection = duckdb.connect(":memory:")
    try:
        prepare(connection, results)
        answer = asked(connection, duckdb, sql)
    finally:
        connection.close()
    # The study's own folder stays open to SQL, which can also write: what it wrote over is found out.
    check_parts(results)
    return answer


def prepare(connection: Any, results: StudyResults) -> None:
    """Make the views, and then close all doors but the one to the folder of the study."""
    folder = results.folder.resolve()
    traces = sorted((folder / TRACES).glob("trace-*.parquet"))
    files = {"cells": [folder / DESIGN], "worlds": [folder / "parts" / path.name for path in results.paths]}
    if traces:
        files["trajectories"] = traces
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
        cursor = connection.execute(sql)
        names = tuple(str(column[0]) for column in cursor.description or ())
        return Answer(names, cursor.fetchall() if names else ())
    except duckdb.Error as error:
        # The first line says what is wrong; the rest is a drawing of where.
        reason = one_line(str(error).split("\n")[0])
        raise UsageProblem(reason, "the SQL of sim query", "Ask the views cells and worlds, joined by cell.") from None


def check_parts(results: StudyResults) -> None:
    """Raise DataProblem unless the design and every part are as they were written."""
    if hash_of(results.folder / DESIGN) != results.manifest["design_sha256"]:
        raise altered(results.folder / DESIGN, "its bytes are not those of the manifest")
    traces = sorted((results.folder / TRACES).glob("trace-*.parquet"))
    for path in [*results.paths, *traces]:
        named = NAME.fullmatch(path.name)
        if named is None or hash_of(path) != named[3]:
            raise altered(path, "its bytes are not those its name stands for")
    if not results.paths:
        raise DataProblem("no part is finished yet", str(results.folder), "Let the sweep go on for a while.")


def quoted(text: str) -> str:
    """Return text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def extra() -> ModuleType:
    """Return the package behind the extra; raises UsageProblem where it is not installed."""
    try:
        import duckdb
    except ImportError:
        raise UsageProblem(
            "DuckDB is not installed", "sim query", f"Run pip install '{DISTRIBUTION}[query]'."
        ) from None
    module: ModuleType = duckdb
    return module

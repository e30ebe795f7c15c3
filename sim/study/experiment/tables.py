"""Read tables as CSV or Parquet, and the points of a design from one beside a study."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.core.base.arrays import Array, Whole
from sim.core.base.errors import KeyPath, Place, Problem, ScenarioProblem, nearest
from sim.core.base.numerals import number_in
from sim.core.base.plain import Data
from sim.core.scenario.toml_file import TomlFile, ordinary_bytes, utf8_text
from sim.study.experiment.definition import Discrete, Factor, Value

if TYPE_CHECKING:
    import pyarrow.parquet as pq


MOST_BYTES: Final = 64 * 2**20
REPLICATE_BLOCK: Final = "replicate_block"
"""The column of a table that numbers the random draws of each point: points of one replicate block
share their worlds.
"""

MOST_REPLICATE_BLOCKS: Final = 2**31
MOST_ROWS: Final = 10_000_000
TABLE: Final = "Give a CSV file with a line of names, or a Parquet file."
EMPTY_CELLS: Final = ("", "na", "nan", "null", "none")
"""Texts of a cell that keep the scenario's own value of a factor."""

TRUTH: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class TablePoints:
    """The points of a list or table: for each factor its values, or the indices of its values, in
    order of cells.

    NaN, or an index of −1, keeps the scenario's own value. `replicate_blocks` numbers the random
    draws of each point, None if the study says how they are shared. `name` and `content` are those
    of the table's file, empty for a list; `made_of` are the factors of points that an analysis has
    made, whose file is not written yet.
    """

    columns: dict[str, Array]
    digest: str
    name: str = ""
    content: bytes = b""
    replicate_blocks: Whole | None = None
    made_of: tuple[Factor, ...] | None = None

    @property
    def file(self) -> bytes:
        """The content of the table's file."""
        return self.content if self.made_of is None else as_parquet(self, self.made_of)

    @property
    def rows(self) -> int:
        """The number of points."""
        return len(
            self.replicate_blocks
            if self.replicate_blocks is not None
            else next(iter(self.columns.values()))
        )

    def kept(self) -> Data:
        """Return the digest and the number of rows, which enter the hash of an experiment."""
        return {"sha256": self.digest, "rows": self.rows}


def read_table(
    file: TomlFile,
    path: KeyPath,
    folder: str,
    name: str,
    factors: Sequence[Factor],
) -> TablePoints:
    """Return the points of a table.

    Raises ScenarioProblem if the file is missing, too large or no table.
    """
    place = os.path.join(folder, name)
    if os.path.basename(name) != name:
        raise file.problem(
            "the table lies in another folder", path, "Put it beside the study, and give its name."
        )
    try:
        content = ordinary_bytes(place, MOST_BYTES, ScenarioProblem, TABLE)
    except ScenarioProblem as problem:
        raise file.problem(f"the table '{name}': {problem.message}", path, problem.remedy) from None
    if len(content) > MOST_BYTES:
        raise file.problem(
            f"the table is larger than {MOST_BYTES // 2**20} MiB", path, "Split the study."
        )
    columns = (
        parquet_columns(name, content) if name.endswith(".parquet") else csv_columns(name, content)
    )
    points = points_from(file, path, columns, factors)
    return replace(points, name=name, content=content)


def csv_columns(name: str, content: bytes) -> dict[str, list[Any]]:
    """Return the columns of a CSV table by name; raises ScenarioProblem with the line."""
    lines = csv_lines(name, content, ScenarioProblem)
    if not lines:
        raise ScenarioProblem("the table is empty", Place(name, 1), TABLE)
    (first, names), *rows = lines
    twice = next((column for place, column in enumerate(names) if column in names[:place]), None)
    if twice is not None:
        raise ScenarioProblem(
            f"the column '{twice}' occurs twice", Place(name, first), "Give each its own name."
        )
    for line, cells in rows:
        if len(cells) != len(names):
            message = f"the line holds {len(cells)} cells, not {len(names)}"
            raise ScenarioProblem(message, Place(name, line), "Give one cell a column.")
    return {
        column: [cell_value(cells[place]) for _, cells in rows]
        for place, column in enumerate(names)
    }


def cell_value(text: str) -> Value | None:
    """Return the number or the name in a cell, None for an empty one."""
    number = number_in(text)
    if number is not None:
        return int(number) if number.is_integer() else number
    return None if text.lower() in EMPTY_CELLS else text


def parquet_in(content: bytes) -> pq.ParquetFile:
    """Return the Parquet file in some bytes, to be read in this thread: `.read(use_threads=False)`.

    A thread of Arrow may release its data late. If the interpreter is already ending then, the
    process aborts.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)


def parquet_columns(name: str, content: bytes) -> dict[str, list[Any]]:
    """Return the columns of a Parquet table by name; raises ScenarioProblem if it is invalid or far
    too long.
    """
    import pyarrow as pa

    try:
        source = parquet_in(content)
        if source.metadata.num_rows > MOST_ROWS:
            raise ScenarioProblem(
                f"the table has over {MOST_ROWS:,} rows", Place(name), "Split the study."
            )
        table = source.read(use_threads=False)
        if len(set(table.column_names)) < len(table.column_names):
            raise ScenarioProblem(
                "a column occurs twice", Place(name), "Give each column its own name."
            )
        return {column: table[column].to_pylist() for column in table.column_names}
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, ImportError):
        raise ScenarioProblem("the file is no table", Place(name), TABLE) from None


def as_parquet(points: TablePoints, factors: Sequence[Factor]) -> bytes:
    """Return the file of points that an analysis has made."""
    import pyarrow as pa
    import pyarrow.parquet

    arrays = {}
    for factor in factors:
        distribution, column = factor.distribution, points.columns[factor.name]
        if isinstance(distribution, Discrete):
            values = [
                None if place < 0 else distribution.values[place] for place in column.tolist()
            ]
            arrays[factor.name] = pa.array(values)
        else:
            arrays[factor.name] = pa.array(column, mask=np.isnan(column))
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(
        pa.table(arrays | {REPLICATE_BLOCK: pa.array(points.replicate_blocks)}),
        sink,
        compression="zstd",
        version="2.6",
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def digest_of(columns: dict[str, Array], replicate_blocks: Whole | None) -> str:
    """Return the SHA-256 that stands for the values of points."""
    rows: list[Any] = [(name, column.tolist()) for name, column in columns.items()]
    rows += [] if replicate_blocks is None else [(REPLICATE_BLOCK, replicate_blocks.tolist())]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def points_from(
    file: TomlFile, path: KeyPath, rows: dict[str, list[Any]], factors: Sequence[Factor]
) -> TablePoints:
    """Return checked points; raises ScenarioProblem for a column or a value that the factors do not
    have.
    """
    names = [factor.name for factor in factors]
    replicate_blocks = (
        replicate_blocks_from(file, path, rows.pop(REPLICATE_BLOCK))
        if REPLICATE_BLOCK in rows and REPLICATE_BLOCK not in names
        else None
    )
    for column in rows:
        if column not in names:
            remedy = f"Columns are the factors: {', '.join(names)}.{nearest(column, names)}"
            raise file.problem(
                f"the table has a column '{column}' that is no factor of this design", path, remedy
            )
    for name in names:
        if name not in rows:
            raise file.problem(
                f"the table has no column '{name}'", path, "Add it, or take the factor out."
            )
    if not len(rows[names[0]] if names else () if replicate_blocks is None else replicate_blocks):
        raise file.problem("the table has no rows", path, "Give one point or more.")
    columns = {factor.name: column_of(file, path, factor, rows[factor.name]) for factor in factors}
    return TablePoints(
        columns, digest_of(columns, replicate_blocks), replicate_blocks=replicate_blocks
    )


def replicate_blocks_from(file: TomlFile, path: KeyPath, values: Sequence[Any]) -> Whole:
    """Return the replicate block of each point; raises ScenarioProblem for one that is no number of
    a replicate block.
    """
    for row, value in enumerate(values, start=1):
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not 0 <= value < MOST_REPLICATE_BLOCKS
        ):
            raise file.problem(
                f"the replicate block in row {row} is {value!r}",
                path,
                "Give a whole number from 0.",
            )
    return np.array(values, dtype=np.int64)


def column_of(file: TomlFile, path: KeyPath, factor: Factor, values: Sequence[Any]) -> Array:
    """Return a column of points: numbers, or indices of the values of a discrete factor."""
    distribution = factor.distribution
    exact = [
        TRUTH.get(value.lower(), value) if isinstance(value, str) else value for value in values
    ]
    for row, value in enumerate(exact, start=1):
        if value is not None and (
            not isinstance(value, int | float | str) or not distribution.admits(value)
        ):
            remedy = f"one of: {', '.join(map(str, factor.values))}.{nearest(str(value), map(str, factor.values))}"
            if not isinstance(distribution, Discrete):
                remedy = f"a number from {distribution.low:g} to {distribution.high:g}."
            message = f"'{factor.name}' is {value!r} in row {row}, outside its range"
            raise file.problem(message, path, f"Give {remedy}")
    if isinstance(distribution, Discrete):
        return np.array(
            [-1 if value is None else distribution.index(value) for value in exact], dtype=np.int32
        )
    return np.array([math.nan if value is None else value for value in exact], dtype=np.float64)


Line = tuple[int, list[str]]
"""The number of a line, from 1, and its cells without the blanks around them."""


def csv_lines(label: str, content: bytes, kind: type[Problem]) -> list[Line]:
    """Return the lines of a CSV file in UTF-8, blank ones left out; raises a problem of the kind,
    with the line.

    A byte-order mark is passed over. Another encoding, NUL bytes, semicolons between cells and
    quotes that do not end are refused.
    """
    text = utf8_text(label, content, kind, "Save it as CSV in UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    try:
        for cells in reader:
            if any(cells):
                lines.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise kind(
            f"the line is no CSV: {error}",
            Place(label, reader.line_num),
            "Put commas between cells.",
        ) from None
    if lines and len(lines[0][1]) == 1 and ";" in lines[0][1][0]:
        remedy = "Save it with commas between cells, and points in numbers."
        raise kind("the cells are set apart by semicolons", Place(label, lines[0][0]), remedy)
    return lines

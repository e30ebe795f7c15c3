"""The hash of a file of results: of a table the SHA-256 of its values and types, of any other file
that of its bytes.

So results outlive a file format: another version of pyarrow writes the same table in other bytes.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.study.experiment.tables import parquet_in
from sim.study.store.disk import PLAIN, kind_of, read_bytes_of, system, turn_errors

if TYPE_CHECKING:
    import pyarrow as pa

TABLE: Final = ".parquet"
"""The ending of a file that holds a table."""

WORLDS: Final = f"runs{TABLE}"
"""Every world of a run or a sweep, in the folder of its results, for other tools too."""

ROW_GROUP: Final = b"row group of runs.parquet"
"""The metadata key of a part whose rows are only in the table of all worlds, so that no world is
kept twice.
"""


def hash_of_file(path: Path) -> str | None:
    """Return the SHA-256 that stands for a file; None if there is no file.

    A table is hashed by its values, unless Arrow cannot read it. Raises StorageProblem if the file
    cannot be read.
    """
    import pyarrow as pa

    content = read_bytes_of(path)
    if content is None:
        return None
    of_bytes = sha256(content).hexdigest()
    if path.suffix != TABLE:
        return of_bytes
    try:
        return hash_of_table(batches_in(path, content))
    except (pa.ArrowException, OSError, ValueError, TypeError):
        return of_bytes


def batches_in(
    path: Path, content: bytes, chosen: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file, of all columns or those chosen; for a part that refers to
    the table of all worlds, the rows of its row group there.

    That table is two folders above the folder of the parts. Raises the errors of Arrow for an
    invalid file, ValueError if that table is missing or altered, and StorageProblem if the disk
    cannot give it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = parquet_in(content)
    group = (file.schema_arrow.metadata or {}).get(ROW_GROUP)
    if group is None:
        yield from file.iter_batches(columns=chosen, use_threads=False)
        return
    names, whole = (
        list(chosen or file.schema_arrow.names),
        Path(path.parent, "..", "..", "..", WORLDS),
    )
    if kind_of(whole) != stat.S_IFREG:
        raise ValueError(f"{WORLDS} is gone")
    with turn_errors(whole, "read"), system.open(whole, os.O_RDONLY | PLAIN) as opened:
        try:
            whole_table = pq.ParquetFile(opened, pre_buffer=False)
            if not (
                group.isdigit() and len(group) < 9 and {*names} <= {*whole_table.schema_arrow.names}
            ):
                raise ValueError(f"{WORLDS} holds no such rows")
            table = whole_table.read_row_group(int(group), columns=names, use_threads=False)
        except OSError as error:
            if error.errno is None:  # an error of Arrow, about the content of the file
                raise ValueError(f"{WORLDS} was altered") from None
            raise
    schema = pa.schema(
        [file.schema_arrow.field(name) for name in names], file.schema_arrow.metadata
    )
    yield from table.select(names).cast(schema).to_batches()


def hash_of_table(pieces: Iterable[pa.RecordBatch]) -> str:
    """Return the SHA-256 of the names, types and values of a table, by its columns and rows in
    their order.

    It does not depend on the pieces of the table. Raises TypeError for a type that no table of
    results has.
    """
    rows = 0
    columns: dict[tuple[int, str, str], tuple[Any, Any]] = {}
    for piece in pieces:
        for number, name in enumerate(piece.schema.names):
            kind, values, missing = plain(piece.column(number))
            hashes = columns.setdefault((number, name, kind), (sha256(), sha256()))
            hashes[0].update(values.tobytes())
            hashes[1].update((missing + rows).astype("<i8").tobytes())
        rows += piece.num_rows
    digests = [
        [*key, *(digest.hexdigest() for digest in hashes)] for key, hashes in columns.items()
    ]
    return sha256(json.dumps([rows, digests]).encode()).hexdigest()


def plain(column: pa.Array) -> tuple[str, Any, Any]:
    """Return the type of a column, its values in canonical form, and the rows that are null.

    Equal values give the same bytes: a text is replaced by its SHA-256, since a reader may number
    texts anew, all NaN are one, and −0 is 0. A null is not NaN.
    """
    import pyarrow as pa

    missing = np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.dictionary_encode()
    if pa.types.is_dictionary(column.type):
        texts = [sha256(str(text).encode()).digest() for text in column.dictionary.to_pylist()]
        places = column.indices.cast(pa.int32()).fill_null(len(texts))
        return "text", np.array([*texts, bytes(32)], dtype="V32")[places.to_numpy()], missing
    if missing.size:
        column = column.fill_null(False if pa.types.is_boolean(column.type) else 0)
    values = column.to_numpy(zero_copy_only=False)
    if values.dtype.hasobject:
        raise TypeError(column.type)
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values + 0.0)
    values = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return values.dtype.str, values, missing

"""What stands for a file of results: of a table the SHA-256 of its values and types, of any other
file that of its bytes.

So results outlive a file format: another version of pyarrow writes the same table in other bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.study.experiment.tables import parquet_in
from sim.study.store.disk import read_bytes_of

if TYPE_CHECKING:
    import pyarrow as pa

TABLE: Final = ".parquet"
"""The ending of a file that holds a table."""


def hash_of_file(path: Path, listed: str = "") -> str | None:
    """Return the SHA-256 that stands for a file, in the way of one that is `listed`; None where
    there is no file.

    Earlier versions listed tables by their bytes, and so does one that Arrow cannot read. Raises
    StorageProblem where it cannot be read.
    """
    import pyarrow as pa

    content = read_bytes_of(path)
    if content is None:
        return None
    of_bytes = sha256(content).hexdigest()
    if path.suffix != TABLE or of_bytes == listed:
        return of_bytes
    try:
        return hash_of_table(parquet_in(content).iter_batches(use_threads=False))
    except (pa.ArrowException, OSError, ValueError, TypeError):
        return of_bytes


def hash_of_table(pieces: Iterable[pa.RecordBatch]) -> str:
    """Return the SHA-256 of the names, types and values of a table, by its columns and rows in
    their order.

    It does not hang on how a table is cut into pieces. Raises TypeError for a type that no table of
    results has.
    """
    rows = 0
    columns: dict[tuple[int, str, str], tuple[Any, Any]] = {}
    for piece in pieces:
        for number, name in enumerate(piece.schema.names):
            kind, values, missing = plain(piece.column(number))
            held = columns.setdefault((number, name, kind), (sha256(), sha256()))
            held[0].update(values.tobytes())
            held[1].update((missing + rows).astype("<i8").tobytes())
        rows += piece.num_rows
    told = [[*key, *(each.hexdigest() for each in held)] for key, held in columns.items()]
    return sha256(json.dumps([rows, told]).encode()).hexdigest()


def plain(column: pa.Array) -> tuple[str, Any, Any]:
    """Return the type of a column, its values so that equal ones are the same bytes, and the rows
    that hold none.

    A text counts as its SHA-256, since a reader may number texts anew. Each NaN counts as one, −0
    as 0, and what is missing is not NaN.
    """
    import pyarrow as pa

    missing = np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.dictionary_encode()
    if pa.types.is_dictionary(column.type):
        texts = [sha256(str(each).encode()).digest() for each in column.dictionary.to_pylist()]
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

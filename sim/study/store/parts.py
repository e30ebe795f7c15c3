"""Parts on disk, and transcripts beside them: a Parquet file for each block, whose name carries the
SHA-256 of its values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.core.base.arrays import Flags
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.outcomes.catalogue import Columns
from sim.core.outcomes.outcomes import STATES
from sim.policies.agents import transcript_lines
from sim.study.experiment.definition import Experiment
from sim.study.experiment.tables import parquet_in
from sim.study.store.disk import StorageProblem, listing, read_bytes_of, write
from sim.study.store.values import ROW_GROUP, TABLE, batches_in, hash_of_table

if TYPE_CHECKING:
    import pyarrow as pa


NAME: Final = re.compile(r"(part|said)-(\d{6,})-([0-9a-f]{64})\.parquet")
KEYS: Final = ("cell", "world", "seed")


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part in its folder: its name, which carries the SHA-256 of its values, its block, and the
    number of its worlds that failed.
    """

    file: str
    block: int
    failed: int


def failed_in(columns: Columns, failures: Collection[int]) -> Flags:
    """Return the mask of the rows of a part whose worlds failed, `(rows,)`, given their places."""
    failed = np.zeros(columns["cell"].size, dtype=np.bool_)
    failed[list(failures)] = True
    return failed


def table_of(
    columns: Columns, failures: Mapping[int, str], metadata: Mapping[str, str]
) -> pa.Table:
    """Return a part as an arrow table: null outcomes and an error in the rows that failed."""
    import pyarrow as pa

    rows, mask = columns["cell"].size, failed_in(columns, failures)
    arrays = {
        name: pa.array(values, mask=None if name in KEYS else mask)
        for name, values in columns.items()
    }
    for name in STATES.keys() & arrays.keys():
        arrays[name] = pa.DictionaryArray.from_arrays(arrays[name], pa.array(list(STATES[name])))
    errors = [failures.get(row) for row in range(rows)] if failures else [None] * rows
    arrays["error"] = pa.array(errors, type=pa.string())
    return pa.table(arrays, metadata=dict(metadata))


def encode_table(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file of one row group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=max(table.num_rows, 1), **packing_of(table.schema))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def packing_of(schema: pa.Schema) -> Data:
    """Return the Parquet encodings of columns.

    Floats are split by byte because they hardly repeat, numbers of worlds are stored by their
    steps, and all others by a dictionary.
    """
    import pyarrow as pa

    encodings = {
        column.name: "BYTE_STREAM_SPLIT" for column in schema if pa.types.is_float64(column.type)
    }
    encodings |= {"world": "DELTA_BINARY_PACKED"} if "world" in schema.names else {}
    return {
        "compression": "zstd",
        "version": "2.6",
        "use_dictionary": [name for name in schema.names if name not in encodings],
        "column_encoding": encodings,
    }


def read_table(path: Path) -> pa.Table:
    """Return a Parquet file as it is."""
    return parquet_in(path.read_bytes()).read(use_threads=False)


def columns_from(table: pa.Table) -> tuple[Columns, dict[int, str]]:
    """Return the columns and failures of a part, as they were before it was written; failed rows
    hold zeros.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    columns: Columns = {}
    failures: dict[int, str] = {}
    for name in table.column_names:
        array = table[name].combine_chunks()
        if name == "error":
            texts = array.to_pylist() if array.null_count < len(array) else []
            failures = {row: text for row, text in enumerate(texts) if text is not None}
            continue
        if pa.types.is_dictionary(array.type):
            # Another reader may number the names anew: go by the names themselves.
            state_names = pa.array(list(STATES[name]))
            array = pc.index_in(array.cast(pa.string()), state_names).cast(pa.int8())
        if array.null_count:
            array = array.fill_null(False if pa.types.is_boolean(array.type) else 0)
        columns[name] = array.to_numpy(zero_copy_only=False)
    return columns, failures


def about_of(study: Experiment, block: int) -> dict[str, str]:
    """Return the metadata of a part: the hash of its study, the fingerprint of its model, and its
    block.
    """
    return {"study": study.hash, "model": study.model.fingerprint, "block": str(block)}


def write_part(
    folder: Path, block: int, columns: Columns, failures: Mapping[int, str], study: Experiment
) -> StoredPart:
    """Write the part of a block and return its description."""
    table = table_of(columns, failures, about_of(study, block))
    name = f"part-{block:06d}-{hash_of_table(table.to_batches())}.parquet"
    write(folder / name, encode_table(table))
    return StoredPart(name, block, len(failures))


def judge_part(path: Path, study: Experiment) -> tuple[StoredPart, Columns, dict[int, str]] | None:
    """Return the description, columns and failures of a part if it is whole, unaltered, of this
    study and model; else None.

    Its values have to match the hash in its name. Raises StorageProblem if the disk cannot give the
    file, which may then be sound.
    """
    match = NAME.fullmatch(path.name)
    if not match:
        return None
    try:
        table, columns, failures = parse_file(path)
    except StorageProblem:
        raise
    except DataProblem:
        return None
    metadata = {key.encode(): text.encode() for key, text in about_of(study, int(match[2])).items()}
    if not metadata.items() <= (table.schema.metadata or {}).items():
        return None
    return StoredPart(path.name, int(match[2]), len(failures)), columns, failures


def block_of(path: Path) -> int:
    """Return the block of a part, from its name."""
    return int(path.name.split("-")[1])


def named_files(folder: Path, kind: str) -> list[Path]:
    """Return the files of a folder that have the name of a part, or of a transcript, in order of
    their blocks.
    """
    paths = (
        folder / name
        for name in listing(folder)
        if name.startswith(f"{kind}-") and NAME.fullmatch(name)
    )
    return sorted(paths, key=lambda path: (block_of(path), path.name))


def sha256_of(name: str) -> str:
    """Return the SHA-256 that the values of a part should have, from its name."""
    return name.split("-")[2].removesuffix(TABLE)


def read_part(path: Path) -> tuple[Columns, dict[int, str]]:
    """Return the columns and failures of a part; raises DataProblem if it is not the file that was
    written.
    """
    return parse_file(path)[1:]


def read_columns(path: Path, names: Sequence[str]) -> tuple[Columns, dict[int, str]]:
    """Return some columns and the failures of a part that was checked before; raises DataProblem if
    it cannot be read.
    """
    import pyarrow as pa

    try:
        content = read_bytes_of(path) or b""
        pieces = batches_in(path, content, [*dict.fromkeys((*names, "error"))])
        return columns_from(pa.Table.from_batches(pieces))
    except (pa.ArrowException, KeyError, ValueError):
        raise altered_part(path, "it changed while it was read") from None


def parse_file(path: Path) -> tuple[pa.Table, Columns, dict[int, str]]:
    """Return a part or a file of transcripts as a table, and the columns and failures of a part.

    Raises DataProblem if it is not the file that was written, and StorageProblem if the disk cannot
    give it.
    """
    import pyarrow as pa

    if (content := read_bytes_of(path)) is None:
        raise altered_part(path, "it is gone")
    try:
        schema = parquet_in(content).schema_arrow
        table = pa.Table.from_batches(batches_in(path, content), schema)
        if sha256_of(path.name) != hash_of_table(table.to_batches()):
            raise ValueError
        columns, failures = ({}, {}) if path.name.startswith("said-") else columns_from(table)
        return table, columns, failures
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
        raise altered_part(path, "its values do not fit its name") from None


def lean_on(path: Path, group: int) -> None:
    """Replace the rows of a part by a reference to a row group of the table of all worlds, if that
    saves room.
    """
    content = read_bytes_of(path) or b""
    schema = parquet_in(content).schema_arrow
    metadata = {**(schema.metadata or {}), ROW_GROUP: str(group).encode()}
    lean = encode_table(schema.with_metadata(metadata).empty_table())
    if len(lean) < len(content):
        write(path, lean)


def restore_parts(folder: Path) -> None:
    """Write the parts whole again whose rows are in the table of all worlds, before that table is
    replaced.

    Parts that are not as they were written stay as they are.
    """
    for path in named_files(folder, "part"):
        if ROW_GROUP in (read_bytes_of(path) or b""):
            with suppress(DataProblem):
                table = parse_file(path)[0]
                metadata = {**table.schema.metadata}
                metadata.pop(ROW_GROUP, None)
                write(path, encode_table(table.replace_schema_metadata(metadata)))


def altered_part(path: Path, reason: str, thing: str = "a part") -> DataProblem:
    """Return the problem of a file that cannot be trusted."""
    remedy = "Run the sweep again: it replaces damaged parts."
    return DataProblem(f"{thing} is not as it was written: {reason}", str(path), remedy)


COLUMNS: Final[Mapping[str, str]] = {
    "cell": "number of the cell",
    "world": "number of the world",
    "seat": "the capital that a program played",
    "agent": "name of the program",
    "month": "number of the month, from 0",
    "told": "the line of JSON that the program read",
    "wrote": "the line that it wrote, as it stood",
    "fault": "why that did not count, or nothing",
}
"""The columns of a transcript, each with its meaning."""

TOGETHER: Final = 64
"""The number of worlds that are unpacked at once while a file is written."""

SourcedText = Mapping[tuple[int, int], bytes]
"""Packed transcripts, by cell and number of the world."""


def is_kept(study: Experiment) -> bool:
    """Return whether an experiment has transcripts: some external program plays in it."""
    return any(policy.is_agent for policy in study.policies)


def write_transcripts(
    folder: Path, block: int, transcripts: SourcedText, study: Experiment
) -> None:
    """Write the transcripts of a block as a Parquet file whose name carries the hash of its
    values.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        name: pa.int64() if name in ("cell", "world", "month") else pa.string() for name in COLUMNS
    }
    schema = pa.schema(list(kinds.items()), metadata=about_of(study, block))
    sink, worlds = pa.BufferOutputStream(), sorted(transcripts)
    with pq.ParquetWriter(sink, schema, compression="zstd", version="2.6") as writer:
        for first in range(0, len(worlds), TOGETHER):
            batch = {key: transcripts[key] for key in worlds[first : first + TOGETHER]}
            writer.write_table(pa.Table.from_pylist(list(rows_in(batch)), schema))
    content = sink.getvalue().to_pybytes()
    sha256 = hash_of_table(parquet_in(content).iter_batches(use_threads=False))
    write(folder / f"said-{block:06d}-{sha256}.parquet", content)


def rows_in(transcripts: SourcedText) -> Iterator[Data]:
    """Yield the lines of transcripts as rows, by cell and world, and within a world program by
    program.
    """
    for (cell, world), packed in sorted(transcripts.items()):
        for line in map(json.loads, transcript_lines(packed)):
            message = line["told"]
            yield {
                "cell": cell,
                "world": world,
                "seat": message["seat"],
                "agent": line["agent"],
                "month": message["month"],
                "told": json.dumps(message, ensure_ascii=False),
                "wrote": line["wrote"],
                "fault": line["fault"],
            }


def read_said(path: Path) -> list[Data]:
    """Return the rows of a file of transcripts; raises DataProblem if it is not the file that was
    written.
    """
    rows: list[Data] = parse_file(path)[0].to_pylist()
    return rows

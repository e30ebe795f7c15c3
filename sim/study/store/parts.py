"""Parts on disk, and transcripts beside them: a Parquet file a block, whose name carries its
SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.core.base.arrays import Flags
from sim.core.base.errors import DataProblem
from sim.core.outcomes.catalogue import Columns
from sim.core.outcomes.outcomes import STATES
from sim.policies.agents import transcript_lines
from sim.study.experiment.definition import Experiment
from sim.study.experiment.tables import parquet_in
from sim.study.store.disk import StorageProblem, read_bytes_of, write
from sim.study.store.renamed import name_now

if TYPE_CHECKING:
    import pyarrow as pa


NAME: Final = re.compile(r"(part|said)-(\d{6,})-([0-9a-f]{64})\.parquet")
KEYS: Final = ("cell", "world", "seed")


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part as it lies in its folder: block, SHA-256 of the file, hash of its content, rows and
    failed rows.
    """

    file: str
    block: int
    sha256: str
    content: str
    rows: int
    failed: int


def failed_in(columns: Columns, failures: Collection[int]) -> Flags:
    """Return which rows of a part are of worlds that failed, `(rows,)`, given their places."""
    failed = np.zeros(columns["cell"].size, dtype=np.bool_)
    failed[list(failures)] = True
    return failed


def content_hash(columns: Columns, failures: Mapping[int, str]) -> str:
    """Return the SHA-256 of names, types and values, which no version of a file format can change.

    Values of failed rows count as zero, and the failures follow as rows and text.
    """
    digest = hashlib.sha256()
    failed = np.array(sorted(failures), dtype=np.int64)
    for name, values in columns.items():
        own = values
        if name not in KEYS and failed.size:
            own = values.copy()
            own[failed] = 0
        little = own.astype(own.dtype.newbyteorder("<"), copy=False)
        digest.update(f"{name} {little.dtype.str} {little.size}\n".encode())
        digest.update(np.ascontiguousarray(little).data)
    for row in failed.tolist():
        digest.update(f"\n{row} {failures[row]}".encode())
    return digest.hexdigest()


def table_of(columns: Columns, failures: Mapping[int, str], about: Mapping[str, str]) -> pa.Table:
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
    metadata = {**about, "content": content_hash(columns, failures)}
    return pa.table(arrays, metadata=metadata)


def encode_table(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file of one row group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, row_group_size=max(table.num_rows, 1), compression="zstd", version="2.6"
    )
    made: bytes = sink.getvalue().to_pybytes()
    return made


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
            known = pa.array(list(STATES[name_now(name)]))
            array = pc.index_in(array.cast(pa.string()), known).cast(pa.int8())
        if array.null_count:
            array = array.fill_null(False if pa.types.is_boolean(array.type) else 0)
        columns[name] = array.to_numpy(zero_copy_only=False)
    return columns, failures


def about_of(study: Experiment, block: int) -> dict[str, str]:
    """Return what a part says of itself: what was asked, by which model it was answered, and its
    block.
    """
    return {"study": study.hash, "model": study.model.fingerprint, "block": str(block)}


def write_part(
    folder: Path, block: int, columns: Columns, failures: Mapping[int, str], study: Experiment
) -> StoredPart:
    """Write the part of a block and return what was written."""
    table = table_of(columns, failures, about_of(study, block))
    content = encode_table(table)
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"part-{block:06d}-{sha256}.parquet"
    write(folder / name, content)
    return StoredPart(
        name,
        block,
        sha256,
        table.schema.metadata[b"content"].decode(),
        table.num_rows,
        len(failures),
    )


def judge_part(path: Path, study: Experiment) -> tuple[StoredPart, Columns, dict[int, str]] | None:
    """Return what a part is and holds if it is whole, unaltered, of this study and model; None if
    it is not.

    Its bytes have to be those of its name, and its values those that it says it was written with.
    Raises StorageProblem where the disk does not give it: of such a part nothing is known.
    """
    named = NAME.fullmatch(path.name)
    if not named:
        return None
    try:
        about, columns, failures = parse_file(path)
    except StorageProblem:
        raise
    except DataProblem:
        return None
    if not about_of(study, int(named[2])).items() <= about.items():
        return None
    rows = columns["cell"].size if columns else 0
    return (
        StoredPart(
            path.name, int(named[2]), named[3], about.get("content", ""), rows, len(failures)
        ),
        columns,
        failures,
    )


def block_of(path: Path) -> int:
    """Return the block of a part, from its name."""
    return int(path.name.split("-")[1])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 that the bytes of a part should have, from its name."""
    return path.stem.split("-")[2]


def whole_bytes(path: Path) -> bytes:
    """Return the bytes of a part; raises DataProblem where they are not those that its name stands
    for.
    """
    content = read_bytes_of(path)
    if content is None:
        raise altered_part(path, "it is gone")
    if hashlib.sha256(content).hexdigest() != sha256_of(path):
        raise altered_part(path, "its bytes are not those its name stands for")
    return content


def read_part(path: Path) -> tuple[Columns, dict[int, str]]:
    """Return the columns and failures of a part; raises DataProblem where it is not the file that
    was written.
    """
    return parse_file(path)[1:]


def parse_file(path: Path) -> tuple[dict[str, str], Columns, dict[int, str]]:
    """Return what a part or a file of transcripts says about itself, and the columns and failures
    of a part.

    Raises DataProblem where it is not the file that was written, and StorageProblem where the disk
    does not give it.
    """
    import pyarrow as pa

    content = whole_bytes(path)
    try:
        file = parquet_in(content)
        about = {
            key.decode(): text.decode() for key, text in (file.schema_arrow.metadata or {}).items()
        }
        if path.name.startswith("said-"):
            return about, {}, {}
        table = file.read(use_threads=False)
        columns, failures = columns_from(table)
        # A file can be given the name that fits its bytes; the hash of what was written lies
        # within.
        if (
            not columns
            or "error" not in table.column_names
            or content_hash(columns, failures) != about.get("content")
        ):
            raise ValueError
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
        raise altered_part(path, "its values are not those it was written with") from None
    return about, columns, failures


def altered_part(path: Path, why: str, what: str = "a part") -> DataProblem:
    """Return the problem of a file that cannot be trusted."""
    remedy = "Run the sweep again: it makes anew what is not whole."
    return DataProblem(f"{what} is not as it was written: {why}", str(path), remedy)


COLUMNS: Final[Mapping[str, str]] = {
    "cell": "number of the cell",
    "world": "number of the world",
    "seat": "the capital that a program played",
    "agent": "name of the program",
    "month": "number of the month, from 0",
    "told": "the line of JSON that the program was told",
    "wrote": "the line that it wrote, as it stood",
    "fault": "why that did not count, or nothing",
}
"""The columns, and what they mean."""

TOGETHER: Final = 64
"""Worlds that are unpacked at once while a file is written."""

SourcedText = Mapping[tuple[int, int], bytes]
"""What was told and written in worlds, packed, by cell and number."""


def is_kept(study: Experiment) -> bool:
    """Say whether an experiment has transcripts: some program plays in it."""
    return any(policy.is_agent for policy in study.policies)


def write_transcripts(folder: Path, block: int, said: SourcedText, study: Experiment) -> None:
    """Write the transcripts of a block as a Parquet file whose name carries the hash of its bytes.

    The same months give the same bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        name: pa.int64() if name in ("cell", "world", "month") else pa.string() for name in COLUMNS
    }
    schema = pa.schema(list(kinds.items()), metadata=about_of(study, block))
    sink, worlds = pa.BufferOutputStream(), sorted(said)
    with pq.ParquetWriter(sink, schema, compression="zstd", version="2.6") as writer:
        for first in range(0, len(worlds), TOGETHER):
            some = {key: said[key] for key in worlds[first : first + TOGETHER]}
            writer.write_table(pa.Table.from_pylist(list(rows_in(some)), schema))
    content = sink.getvalue().to_pybytes()
    write(folder / f"said-{block:06d}-{hashlib.sha256(content).hexdigest()}.parquet", content)


def rows_in(said: SourcedText) -> Iterator[dict[str, Any]]:
    """Yield what was said as rows, by cell and world, and within a world program by program."""
    for (cell, world), packed in sorted(said.items()):
        for found in map(json.loads, transcript_lines(packed)):
            told = found["told"]
            yield {
                "cell": cell,
                "world": world,
                "seat": told["seat"],
                "agent": found["agent"],
                "month": told["month"],
                "told": json.dumps(told, ensure_ascii=False),
                "wrote": found["wrote"],
                "fault": found["fault"],
            }


def read_said(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of transcripts; raises DataProblem where it is not the file that
    was written.
    """
    rows: list[dict[str, Any]] = parquet_in(whole_bytes(path)).read(use_threads=False).to_pylist()
    return rows

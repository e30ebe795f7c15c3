"""The transcripts of an experiment in which programs play: a Parquet file a part, a row for each month of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sim.study.agents.transcript import lines_in
from sim.study.experiment.definition import Experiment
from sim.study.experiment.tables import parquet_in
from sim.study.store.disk import read_bytes_of, write
from sim.study.store.parts import about_of, altered_part

COLUMNS: Final[Mapping[str, str]] = {
    "cell": "number of the cell", "world": "number of the world", "seat": "the capital that a program played",
    "agent": "name of the program", "month": "number of the month, from 0",
    "told": "the line of JSON that the program was told", "wrote": "the line that it wrote, as it stood",
    "fault": "why that did not count, or nothing",
}  # fmt: skip
"""The columns, and what they mean."""

TOGETHER: Final = 64
"""Worlds that are unpacked at once while a file is written."""

Said = Mapping[tuple[int, int], bytes]
"""What was told and written in worlds, packed, by cell and number."""


def is_kept(study: Experiment) -> bool:
    """Say whether an experiment has transcripts: some program plays in it."""
    return any(policy.how == "program" for policy in study.policies)


def encode_transcripts(said: Said, study: Experiment, block: int) -> bytes:
    """Return the transcripts of a block as the bytes of a Parquet file; the same months give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {name: pa.int64() if name in ("cell", "world", "month") else pa.string() for name in COLUMNS}
    schema = pa.schema(list(kinds.items()), metadata=about_of(study, block))
    sink, worlds = pa.BufferOutputStream(), sorted(said)
    with pq.ParquetWriter(sink, schema, compression="zstd", version="2.6") as writer:
        for first in range(0, len(worlds), TOGETHER):
            some = {key: said[key] for key in worlds[first : first + TOGETHER]}
            writer.write_table(pa.Table.from_pylist(list(rows_in(some)), schema))
    made: bytes = sink.getvalue().to_pybytes()
    return made


def rows_in(said: Said) -> Iterator[dict[str, Any]]:
    """Yield what was said as rows, by cell and world, and within a world program by program."""
    for (cell, world), packed in sorted(said.items()):
        for found in map(json.loads, lines_in(packed)):
            told = found["told"]
            yield {
                "cell": cell, "world": world, "seat": told["seat"], "agent": found["agent"], "month": told["month"],
                "told": json.dumps(told, ensure_ascii=False), "wrote": found["wrote"], "fault": found["fault"],
            }  # fmt: skip


def read_said(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of transcripts; raises DataProblem where it is not the file that was written."""
    content = read_bytes_of(path)
    if content is None or hashlib.sha256(content).hexdigest() != path.stem.split("-")[2]:
        raise altered_part(path, "its bytes are not those its name stands for")
    rows: list[dict[str, Any]] = parquet_in(content).read(use_threads=False).to_pylist()
    return rows


def write_transcripts(folder: Path, block: int, said: Said, study: Experiment) -> None:
    """Write the transcripts of a block; the name of the file carries the hash of its bytes."""
    content = encode_transcripts(said, study, block)
    write(folder / f"said-{block:06d}-{hashlib.sha256(content).hexdigest()}.parquet", content)

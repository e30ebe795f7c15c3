"""External agents: their monthly input and answers, and the transcript of both as JSON lines."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from sim.core.runs.runner import IN_SECOND

_heard: Final[ContextVar[list[bytes] | None]] = ContextVar("heard", default=None)


def transcript_line(agent: str, month: Mapping[str, Any], wrote: str, fault: str) -> str:
    """Return a month of a transcript as a line of JSON: agent, input, answer, and any fault."""
    return json.dumps(
        {"agent": agent, "told": month, "wrote": wrote, "fault": fault}, ensure_ascii=False
    )


@contextmanager
def heard() -> Iterator[list[bytes]]:
    """Yield a list that collects the transcripts of this thread's programs: one item per world, in
    order.
    """
    transcripts: list[bytes] = []
    token = _heard.set(transcripts)
    try:
        yield transcripts
    finally:
        _heard.reset(token)


def is_heard() -> bool:
    """Return whether transcripts are collected."""
    return _heard.get() is not None and not IN_SECOND.get()


def hand_on_transcript(lines: Sequence[str]) -> None:
    """Compress the transcript of one world, and add it to the collected ones, if any."""
    transcripts = _heard.get()
    if transcripts is not None and not IN_SECOND.get():
        transcripts.append(zlib.compress("\n".join(lines).encode()))


def transcript_lines(packed: bytes) -> list[str]:
    """Return the lines of one world's compressed transcript."""
    return [line for line in zlib.decompress(packed).decode().split("\n") if line]

"""Programs at seats: what they are told each month, how they answer, and the transcript of both as
JSON lines.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from sim.core.runs.runner import IN_SECOND

_heard: Final[ContextVar[list[bytes] | None]] = ContextVar("heard", default=None)


def transcript_line(agent: str, told: Mapping[str, Any], wrote: str, fault: str) -> str:
    """Return a month of a transcript on one line: who played, what it was told and wrote, and its
    fault, if any.
    """
    return json.dumps(
        {"agent": agent, "told": told, "wrote": wrote, "fault": fault}, ensure_ascii=False
    )


@contextmanager
def heard() -> Iterator[list[bytes]]:
    """Listen to the programs that this thread lets play: the list grows by an item a world, in the
    order of worlds.
    """
    own: list[bytes] = []
    token = _heard.set(own)
    try:
        yield own
    finally:
        _heard.reset(token)


def is_heard() -> bool:
    """Say whether anyone listens."""
    return _heard.get() is not None and not IN_SECOND.get()


def hand_on_transcript(lines: Sequence[str]) -> None:
    """Add the lines of one world for whoever listens, packed: months say much that is the same."""
    own = _heard.get()
    if own is not None and not IN_SECOND.get():
        own.append(zlib.compress("\n".join(lines).encode()))


def transcript_lines(packed: bytes) -> list[str]:
    """Return the lines of one world."""
    return [line for line in zlib.decompress(packed).decode().split("\n") if line]

"""The transcript of programs at seats: what each was told and what it wrote, a line of JSON a month, in a file."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageProblem, one_line

_kept: list[Path] = []
_lock: Final = threading.Lock()


@contextmanager
def kept_in(path: str | os.PathLike[str] | None) -> Iterator[None]:
    """Let programs of this process be written down at the end of a file; raises UsageProblem where that cannot be."""
    if path is None:
        yield
        return
    try:
        with Path(path).open("a", encoding="utf-8"):
            _kept.append(Path(path))
    except OSError as error:
        what = f"the transcript cannot be written: {one_line(str(error))}"
        raise UsageProblem(what, "transcript", "Name a file in a folder that is there.") from None
    try:
        yield
    finally:
        _kept.pop()


def entry(
    agent: str, seed: int, world: int, policies: Mapping[str, str], told: Mapping[str, Any], wrote: str, fault: str
) -> str:
    """Return a month of a transcript: who played, what it was told, what it wrote, and its fault, if any."""
    line = {
        "agent": agent, "seed": seed, "world": world, "policies": dict(policies), "told": told, "wrote": wrote,
        "fault": fault,
    }  # fmt: skip
    return json.dumps(line, ensure_ascii=False)


def is_kept() -> bool:
    """Say whether programs are written down."""
    return bool(_kept)


def write(lines: Sequence[str]) -> None:
    """Write lines at the end of the file, those of one world together."""
    with _lock:
        if _kept and lines:
            with _kept[-1].open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)

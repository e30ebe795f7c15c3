"""Holding a folder of games: two processes that save the same games would undo each other's months."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sim.errors import UsageProblem

LOCK: Final = ".lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder of games against a second process; the lock goes with the process that holds it, however it ends.

    Raises UsageProblem where another process holds it, or where it cannot be written. Windows has no such lock.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise cannot_be_held(folder, error) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what = "the games in this folder are being played elsewhere"
            raise UsageProblem(what, str(folder), "Go on there, or stop that server first.") from None
        except OSError as error:
            raise cannot_be_held(folder, error) from None
        yield
    finally:
        os.close(handle)


def cannot_be_held(folder: Path, error: OSError) -> UsageProblem:
    """Return the problem of a folder in which no lock can be had."""
    what = f"games cannot be saved there: {error.strerror}"
    return UsageProblem(what, str(folder), "Give a folder that you may write to.")

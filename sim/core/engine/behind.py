"""The optimized compilation of the rules, in the background and at low priority, once enough worlds
were played to repay it.

World-months are counted in the cache folder, so that many short commands count as one long one.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from sim.core.engine.cache import cache_folder
from sim.core.engine.toolchain import library

MOST_DIGITS: Final = 18


def count_file(fingerprint: str, form: str) -> Path:
    """Return where the world-months that were played by the quick compilation of rules are
    counted.
    """
    return cache_folder() / "plays" / f"{fingerprint[:32]}-{form}"


def add_played(path: Path, months: int) -> int:
    """Add world-months to the count in a file and return the total, or `months` if the count cannot
    be read.

    If two processes add at once, one addition may be lost: it only delays the compilation.
    """
    total = months
    with suppress(OSError, ValueError):
        text = path.read_text()
        total += int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)  # in a cache folder that is still there
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(str(total))
        draft.replace(path)
    return total


def compile_behind(rules: str, fingerprint: str, form: str) -> subprocess.Popen[bytes] | None:
    """Start a process that puts the better library into the cache, and outlives this one; return
    None if it cannot be started.
    """
    with suppress(OSError), tempfile.TemporaryFile() as file:
        file.write(rules.encode())
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "sim.core.engine.behind", fingerprint, form],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # At its end Python would warn that it still runs, as it may.
        atexit.register(setattr, process, "returncode", 0)
        return process
    return None


if __name__ == "__main__":
    if sys.platform != "win32":
        os.nice(19)
    library(sys.stdin.buffer.read().decode(), sys.argv[1], (sys.argv[2],))

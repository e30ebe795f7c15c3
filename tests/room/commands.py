"""`sim class` as a process of its own, for what only a process can show: signals, kills, ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.classroom.room.folder import ROOM
from tests.cli.command import SIM


@contextmanager
def class_running(
    root: Path, *args: Any, files: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], str, dict[str, Any]]]:
    """Start `sim class` on loopback; yield the process, the address of its server, and what is kept
    of its room.

    `files` is the most that it may open.
    """
    command = [SIM, "class", "--no-open", "--host", "127.0.0.1", "--port", "0", *map(str, args)]
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command] if files else command
    process = subprocess.Popen(
        limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().partition("/desk#")[0]
        yield process, address, json.loads((root / ROOM).read_text(encoding="utf-8"))
    finally:
        process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Press ctrl-C, and return the exit code and what was said."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    return process.returncode, said

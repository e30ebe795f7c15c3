"""`sim play` as a process of its own, for what only a process can show: signals, crashes, ports."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.cli.command import SIM


@contextmanager
def playing(*args: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start `sim play` without a browser, and yield the process and the address that it prints."""
    command = [SIM, "play", "--no-open", *map(str, args)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Press ctrl-C, and return the exit code and what was said."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    return process.returncode, said

"""One way to kill what writes results, for all tests that it goes on to the same bytes: a process
at a moment that is seen from outside. `simulated.py` kills before an operation on the disk.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.study.store import disk


def stopped(
    command: Sequence[str],
    begun: Callable[[], object],
    late: float = 0.0,
    by: signal.Signals = signal.SIGKILL,
    **settings: Any,
) -> subprocess.CompletedProcess[str]:
    """Start a command and stop it and all that it started, `late` seconds after it has `begun`;
    return how it ended. What ends before is left alone.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **settings,
    )
    while process.poll() is None and not begun():
        time.sleep(0.004)
    time.sleep(late)
    if process.poll() is None:
        os.killpg(process.pid, by)
    out, err = process.communicate(timeout=600)
    # What it had started dies with it, but not in the same moment, and may still hold its files.
    with suppress(ProcessLookupError):
        while by == signal.SIGKILL:
            os.killpg(process.pid, by)
            time.sleep(0.002)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def content(folder: Path) -> dict[str, Any]:
    """Return every file of results; of manifests the hashes that they list, since they also hold
    times.
    """
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.name == "manifest.json":
            held = json.loads(path.read_bytes())
            listed = held.get("files", held.get("parts"))
            pairs = list(listed.items()) if isinstance(listed, dict) else listed
            found[str(path.relative_to(folder))] = [
                each for each in sorted(map(str, pairs)) if path.name not in each
            ]
        elif path.is_file() and path.name != disk.MARK and not disk.DRAFT.fullmatch(path.name):
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found

"""Running the command: inside this process for speed, or as a process of its own where that is what
is tested.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.cli.main import run_guarded

Captured = pytest.CaptureFixture[str]
SIM = Path(sys.executable).with_name("sim")


class SourcedText(NamedTuple):
    """What a command gave back: exit code, data and talk."""

    code: int
    out: str
    err: str


def said(capsys: Captured, *args: Any) -> SourcedText:
    """Run a command inside this process; the words that it was called with are what its manifest
    keeps.
    """
    words = [str(arg) for arg in args]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["sim", *words])
        code = run_guarded(words)
    return SourcedText(code, *capsys.readouterr())


def process(*args: Any, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run the installed command; `env` adds to the environment."""
    env = os.environ | settings.pop("env", {})
    return subprocess.run(
        [SIM, *map(str, args)], capture_output=True, text=True, env=env, **settings
    )


def three_lines(text: str) -> list[str]:
    """Return what a message says, where, and what to do, each unfolded from lines that fit a
    terminal.
    """
    assert "Traceback" not in text
    lines = re.sub(r"\n {5,}", " ", text.rstrip("\n")).split("\n")
    assert len(lines) == 3, text
    assert lines[0].startswith("sim: ")
    assert lines[1].startswith("  where: ")
    assert lines[2].startswith("  to do: ")
    assert all(line.partition(": ")[2].strip() for line in lines)
    return lines


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }

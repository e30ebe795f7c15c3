"""What is acknowledged is so: after "written to", "saved in" and the like the thing is there, whole,
with two writers at once and after a kill.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import run_guarded
from sim.core.base.errors import ExitCode
from tests.for_each import for_each
from tests.storage.test_faults import COMMANDS, ONCE, ONE_FILE, left_in, no_server, ready

__all__ = ["no_server", "ready"]
SIM = Path(__file__).parents[2] / "sim"
SAYS = re.compile(r"\b(?:written to|saved in|[Rr]egistered in) \{|files in \{target\}")
"""Words by which a message of the program acknowledges."""

VERBS = {
    "sim/cli/analysis.py": ("run", "study", "sweep", "forecast"),
    "sim/cli/archive.py": ("archive", "paper"),
    "sim/cli/classroom.py": ("room", "room again", "play seats", "kit"),
    "sim/cli/files.py": ("new", "new scenario"),
    "sim/cli/play.py": ("page", "class page"),
    "sim/cli/plot.py": ("plot",),
    "sim/cli/results.py": ("report", "export", "debrief"),
}
"""The commands that make each file of the program acknowledge."""

SHORT = ("archive", "export", "new", "room", "run", "sweep")
ALL = sorted({name for names in VERBS.values() for name in names})
FORK = multiprocessing.get_context("fork")
REFUSED = {ExitCode.USAGE, ExitCode.INVALID}


def test_every_message_that_acknowledges_has_its_commands() -> None:
    found = {
        str(path.relative_to(SIM.parent))
        for path in SIM.rglob("*.py")
        if SAYS.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(VERBS)


def carry_out(name: str, at: Path, log: Path, more: list[str], gate: Any = None) -> None:
    """Carry a command out in a process of its own, and end it with the command's exit code."""
    with log.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdout = sys.stderr = os.fdopen(1, "w")
    words = [*map(str, COMMANDS[name](at)), *more]
    words = [word for word in words if word not in ("-q", "--quiet")]
    sys.argv = ["sim", *words]
    if gate:
        gate.wait()
    code = run_guarded(words)
    sys.stdout.flush()
    os._exit(code)


def begun(name: str, at: Path, log: Path, gate: Any = None, again: bool = False) -> Any:
    """Begin a command; `again` where it may have written its file already."""
    more = ["--force"] if again and name in ONE_FILE else []
    process = FORK.Process(target=carry_out, args=(name, at, log, more, gate))
    process.start()
    return process


def ended(name: str, at: Path, log: Path) -> tuple[int, str]:
    """Carry a command out once more, and return how it ended and what it said."""
    process = begun(name, at, log, again=True)
    process.join()
    return process.exitcode, log.read_text()


def fresh(ready: Path, place: Path) -> Path:
    """Return a folder with all that commands read."""
    at = place / "at"
    shutil.rmtree(at, ignore_errors=True)
    shutil.copytree(ready, at)
    return at


def whole(name: str, ready: Path, place: Path) -> tuple[dict[str, Any], float]:
    """Return what a command leaves that nothing disturbs, and its seconds."""
    at = fresh(ready, place)
    start = time.monotonic()
    code, words = ended(name, at, place / "log")
    assert code == 0, words
    return left_in(at), time.monotonic() - start


def check_two_writers(name: str, ready: Path, place: Path) -> None:
    """Let two carry a command out at once; what one acknowledges is there, as if it had been alone."""
    expected, _ = whole(name, ready, place)
    at, gate = fresh(ready, place), FORK.Barrier(2)
    logs = [place / "one", place / "two"]
    writers = [begun(name, at, log, gate) for log in logs]
    for writer in writers:
        writer.join()
    codes = [writer.exitcode for writer in writers]
    words = [log.read_text() for log in logs]
    assert 0 in codes, words
    assert set(codes) <= {0, *REFUSED}, words
    assert left_in(at) == expected, words


def check_kills(name: str, ready: Path, place: Path, kills: int) -> None:
    """Kill a command at moments of its life; then it goes on, and leaves what it would have left."""
    expected, seconds = whole(name, ready, place)
    chance = random.Random(53)
    for _ in range(kills):
        at, log = fresh(ready, place), place / "log"
        process = begun(name, at, log)
        time.sleep(chance.uniform(0.0, seconds))
        process.kill()
        process.join()
        if process.exitcode == 0:
            assert left_in(at) == expected
        code, words = ended(name, at, log)
        if code and name in ONCE:
            assert "such a file already" in words or "holds games" in words, words
            continue
        assert code == 0, words
        assert left_in(at) == expected, (name, process.exitcode == -signal.SIGKILL)


@for_each("name", SHORT)
def test_what_one_of_two_writers_acknowledges_is_there(
    name: str, ready: Path, tmp_path: Path
) -> None:
    check_two_writers(name, ready, tmp_path)


@for_each("name", SHORT)
def test_a_killed_command_goes_on(name: str, ready: Path, tmp_path: Path) -> None:
    check_kills(name, ready, tmp_path, 1)


@pytest.mark.long
@for_each("name", ALL)
def test_no_verb_acknowledges_what_is_not_there(name: str, ready: Path, tmp_path: Path) -> None:
    for _ in range(5):
        check_two_writers(name, ready, tmp_path)
    check_kills(name, ready, tmp_path, 10)

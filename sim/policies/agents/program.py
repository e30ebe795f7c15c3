"""The process of a program: one line in, one line out within a limit; it is ended with its
children.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Final

from sim.policies import door
from sim.policies.agents.exchange import MOST_BYTES

WAITING: Final = 64
"""Most lines of a program that wait to be read; it must wait itself when there are more."""

LAST_WORDS: Final = 2000
"""Bytes of a program's standard error that are kept."""

ENDED: Final = b""
"""The line that is read once a program has closed its output."""

_running: set[Program] = set()
_lock: Final = threading.Lock()


class Program:
    """A running program, for which this process never waits longer than a given limit."""

    def __init__(self, command: tuple[str, ...]) -> None:
        door.ask(f"the program '{' '.join(command)[:200]}'")
        # In a group of its own, so that it can be ended with all that it starts; `python` is the
        # one that plays.
        self._process = subprocess.Popen(
            (sys.executable, *command[1:]) if command[0] == "python" else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": "0"},
            start_new_session=os.name == "posix",
        )
        self._in: queue.Queue[bytes] = queue.Queue()
        self._out: queue.Queue[bytes] = queue.Queue(WAITING)
        self._said = b""
        self._over = threading.Event()
        with _lock:
            _running.add(self)
        process = self._process
        for work, pipe in (
            (self._write, process.stdin),
            (self._read, process.stdout),
            (self._listen, process.stderr),
        ):
            # The last of the three listens to standard error.
            self._listener = threading.Thread(target=attend, args=(work, pipe), daemon=True)
            self._listener.start()

    def tell(self, line: bytes) -> None:
        """Queue a line for the program, without waiting until it is read."""
        self._in.put(line)

    def answer(self, until: float) -> bytes | None:
        """Return the next line, ENDED if there will be none, or None if the clock reaches `until`
        first.

        A line that is longer than MOST_BYTES is cut, without its end.
        """
        try:
            return self._out.get(timeout=max(until - time.monotonic(), 0.001))
        except queue.Empty:
            return None

    @property
    def last_words(self) -> str:
        """The last line that the program said on its standard error."""
        # A program that has just ended may have said more than was read by now.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
            self._listener.join(0.5)
        lines = self._said.decode("utf-8", "replace").strip().splitlines()
        return "".join(c for c in lines[-1] if c.isprintable())[:200] if lines else ""

    def end(self) -> None:
        """End the program and all that it has started in its group."""
        self._over.set()
        self._in.put(ENDED)
        kill(self._process)
        with _lock:
            _running.discard(self)

    def _write(self, pipe: IO[bytes]) -> None:
        while (line := self._in.get()) != ENDED:
            pipe.write(line)
            if self._in.empty():
                pipe.flush()

    def _read(self, pipe: IO[bytes]) -> None:
        try:
            while line := pipe.readline(MOST_BYTES):
                self._hand_on(line)
                if not line.endswith(b"\n"):
                    break
        finally:
            self._hand_on(ENDED)

    def _hand_on(self, line: bytes) -> None:
        while not self._over.is_set():
            with contextlib.suppress(queue.Full):
                self._out.put(line, timeout=0.2)
                return

    def _listen(self, pipe: IO[bytes]) -> None:
        while part := os.read(pipe.fileno(), LAST_WORDS):
            self._said = (self._said + part)[-LAST_WORDS:]


def attend(work: Callable[[IO[bytes]], None], pipe: IO[bytes]) -> None:
    """Work with a pipe until there is no more to do or its other end is gone, then close it."""
    with contextlib.suppress(OSError, ValueError), pipe:
        work(pipe)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with its group, and let the system forget it."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5.0)


def end_all() -> None:
    """End all running programs, as after an interrupt."""
    with _lock:
        left = list(_running)
    for program in left:
        program.end()


atexit.register(end_all)

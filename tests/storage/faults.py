"""Every operation on files below a folder, counted and made to fail at will, whoever asks the
system for it.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from sim.study.store import disk

ERRORS: Final = ("ENOSPC", "EIO", "EACCES", "EMFILE")


@dataclass
class Faults:
    """Operations below `root`, of which the one numbered `at`, counted from 1, fails with an error
    by its name.
    """

    root: Path
    error: str = ""
    at: int = 0
    log: list[str] = field(default_factory=list)

    def step(self, what: str, path: Any) -> None:
        """Count an operation on a path, and fail where it is the one that was chosen."""
        if isinstance(path, str | os.PathLike) and Path(path).absolute().is_relative_to(self.root):
            self.log.append(f"{what} {Path(path).name}")
            if len(self.log) == self.at:
                number = getattr(errno, self.error)
                raise OSError(number, os.strerror(number), os.fspath(path))

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let the system count and fail within the block; a file that is open is known by its
        name.
        """

        def failing(what: str, asked: Callable[..., Any]) -> Callable[..., Any]:
            def answer(*given: Any, **more: Any) -> Any:
                self.step(what, given[0] if given else None)
                return asked(*given, **more)

            return answer

        def of_file(what: str, asked: Callable[..., Any]) -> Callable[..., Any]:
            def answer(system: Any, file: Any, *more: Any) -> Any:
                self.step(what, os.readlink(f"/proc/self/fd/{file.fileno()}"))
                return asked(system, file, *more)

            return answer

        names = ("open", "replace", "mkdir", "listdir", "unlink", "scandir")
        patches = [patch.object(os, name, failing(name, getattr(os, name))) for name in names]
        patches += [patch.object(io, "open", failing("open", io.open))]
        patches += [patch.object(tempfile, "tempdir", str(self.root / "tmp"))]
        # Nothing here outlives a power cut, so nothing waits for the disk.
        patches += [patch.object(os, "fsync", lambda _: None)]
        patches += [patch.object(builtins, "open", failing("open", builtins.open))]
        patches += [
            patch.object(disk.System, name, of_file(name, getattr(disk.System, name)))
            for name in ("write", "sync")
        ]
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in reversed(patches):
                each.stop()

"""A disk that fails when it is told to: the N-th operation gives an error, is cut short, or is the
last before a stop.

It works on a real folder, and keeps beside it what would be left after a power cut: what a file
held when it was last synced, and the names that a folder had when it was. What was not synced is
kept, lost or cut at random.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from sim.study.store.disk import System

ERRORS: Final = {
    "ENOSPC": errno.ENOSPC,
    "EIO": errno.EIO,
    "EMFILE": errno.EMFILE,
    "EACCES": errno.EACCES,
}
STOPS: Final = ("killed", "power off")
FAULTS: Final = (*ERRORS, "ENOSPC for good", "EIO for good", "torn", *STOPS)


class Stopped(BaseException):
    """The process has ended, or the power is gone: nothing more is done, not even what tidies
    up.
    """


@dataclass(eq=False)
class File:
    """What a file held when it was last synced; None for one that never was."""

    synced: bytes | None = None


FOLDER: Final = File()


@dataclass
class Change:
    """A change of names that is not on the disk yet: the name, and the file that has it from now
    on, or None.
    """

    names: dict[Path, File | None]


@dataclass
class SimulatedDisk(System):
    """The disk below `root`, in which the operation number `at` meets with `fault`."""

    root: Path
    fault: str = ""
    at: int = -1
    rng: random.Random = field(default_factory=lambda: random.Random(0))
    count: int = 0
    stopped: bool = False
    files: dict[Path, File] = field(default_factory=dict)
    durable: dict[Path, File] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)
    opened: dict[int, File] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in sorted(self.root.rglob("*")):
            self.files[path] = FOLDER if path.is_dir() else File(path.read_bytes())
        self.durable = dict(self.files)

    def step(self, what: str, torn: Callable[[], Any] | None = None) -> None:
        """Count an operation; at the one that was chosen, fail. `torn` does half of what was
        asked.
        """
        if self.stopped:
            raise Stopped
        self.count += 1
        self.log.append(what)
        due = self.count == self.at or (
            self.fault.endswith("for good") and 0 < self.at <= self.count
        )
        if not due:
            return
        if self.fault in STOPS:
            self.stopped = True
            if torn is not None:
                torn()
            raise Stopped
        if self.fault == "torn":
            if torn is None:
                self.at += 1
                return
            torn()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        number = ERRORS[self.fault.split()[0]]
        raise OSError(number, os.strerror(number))

    def open(self, path: Path, flags: int, mode: int = 0o666) -> BinaryIO:
        self.step(f"open {path.name}")
        new = not path.exists()
        file = super().open(path, flags, mode)
        if new or path not in self.files:  # what lies elsewhere is known once it is opened
            self.renamed({path: File()})
        self.opened[id(file)] = self.files[path]
        return file

    def read(self, path: Path, most: int = -1) -> bytes:
        self.step(f"read {path.name}")
        return super().read(path, most)

    def write(self, file: BinaryIO, content: bytes) -> None:
        def torn() -> None:
            file.write(content[: self.rng.randrange(len(content) + 1)])
            file.flush()

        self.step(f"write {len(content)}", torn)
        file.write(content)
        file.flush()

    def sync(self, file: BinaryIO) -> None:
        self.step("sync")
        file.flush()
        self.opened[id(file)].synced = Path(f"/proc/self/fd/{file.fileno()}").read_bytes()

    def sync_folder(self, folder: Path) -> None:
        self.step(f"sync {folder.name}/")
        for change in [
            change for change in self.pending if any(path.parent == folder for path in change.names)
        ]:
            self.apply(change)

    def rename(self, path: Path, to: Path) -> None:
        self.step(f"rename {path.name} {to.name}")
        super().rename(path, to)
        inside = {each: to / each.relative_to(path) for each in self.files if path in each.parents}
        self.renamed(
            {path: None, to: self.files[path]}
            | dict.fromkeys(inside)
            | {new: self.files[each] for each, new in inside.items()}
        )

    def remove(self, path: Path) -> None:
        self.step(f"remove {path.name}")
        super().remove(path)
        self.renamed({path: None})

    def make(self, folder: Path) -> None:
        self.step(f"make {folder.name}/")
        super().make(folder)
        self.renamed({folder: FOLDER})

    def names(self, folder: Path) -> list[str]:
        self.step(f"list {folder.name}/")
        return super().names(folder)

    def renamed(self, names: dict[Path, File | None]) -> None:
        """Take note of a change of names that is not on the disk yet."""
        self.pending.append(Change(names))
        put(self.files, names)

    def apply(self, change: Change) -> None:
        """Take a change to the disk."""
        self.pending.remove(change)
        put(self.durable, change.names)

    def power_cut(self) -> None:
        """Leave what the disk would hold after a power cut now."""
        held = {
            file: path.read_bytes()
            for path, file in self.files.items()
            if file is not FOLDER and path.exists()
        }
        for change in list(self.pending):
            if self.rng.random() < 0.5:
                self.apply(change)
        shutil.rmtree(self.root)
        self.root.mkdir()
        for path, file in sorted(self.durable.items()):
            if not path.parent.is_dir():
                continue
            if file is FOLDER:
                path.mkdir()
            else:
                path.write_bytes(self.left_of(file, held.get(file, file.synced or b"")))

    def left_of(self, file: File, now: bytes) -> bytes:
        """Return what is left of a file: what was synced, and of what came after a part, or
        zeros.
        """
        synced = file.synced or b""
        assert now.startswith(synced)
        tail = now[len(synced) :]
        if self.rng.random() < 0.3:
            return synced + b"\0" * len(tail)
        return synced + tail[: self.rng.randrange(len(tail) + 1)]


def put(names: dict[Path, File], changed: dict[Path, File | None]) -> None:
    """Give names to files, and take them away."""
    for path, file in changed.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file

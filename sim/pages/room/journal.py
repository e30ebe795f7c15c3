"""The journal of a room: every entry is on the disk before it counts, and many are written at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import DataProblem, Problem
from sim.pages.room.entries import ENTRIES, Entry
from sim.study.store.disk import PRIVATE_MODE, StorageProblem, open_journal, write_on

Counted = Callable[[Entry], Any]
"""Lets an entry count; raises UsageProblem where it is too late for it."""


class Journal:
    """A file that grows by a line an entry. `count` is called in the order of the lines, once each is on the disk.

    Entries that come while others are being written wait, and then share one write: a hundred votes at once cost a few.
    Belongs to the event loop; the writing is done in a thread.
    """

    def __init__(self, path: Path, count: Counted) -> None:
        self._path, self._count = path, count
        self._file, self._held = open_journal(path, PRIVATE_MODE)
        self._end = len(self._held)
        self._waiting: list[tuple[Entry, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    def replay(self) -> None:
        """Let all entries of the file count again, those that came too late left out; raises DataProblem."""
        for entry in entries_in(self._held, self._path):
            try:
                self._count(entry)
            except Problem:
                continue
        self._held = b""

    async def keep(self, entry: Entry) -> Any:
        """Write an entry, let it count, and return what that gives; raises StorageProblem, and what counting raises."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        """Write what waits until nothing does."""
        while self._waiting:
            batch, self._waiting = self._waiting, []
            lines = b"".join(ENTRIES.dump_json(entry) + b"\n" for entry, _ in batch)
            try:
                await asyncio.to_thread(self._append, lines)
            except StorageProblem as problem:
                for _, done in batch:
                    settle(done, problem)
            else:
                for entry, done in batch:
                    settle(done, self._counted(entry))
        self._writer = None

    def _append(self, lines: bytes) -> None:
        """Write lines; where that fails the file is as it was before, now or when it is written to again."""
        if self._file.closed:
            self._file, _ = open_journal(self._path, PRIVATE_MODE, self._end)
        try:
            write_on(self._file, self._path, lines)
        except StorageProblem:
            with suppress(OSError):
                self._file.close()
            raise
        self._end += len(lines)

    def _counted(self, entry: Entry) -> Any:
        try:
            return self._count(entry)
        except Problem as problem:
            return problem

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def settle(done: asyncio.Future[Any], found: Any) -> None:
    """Give a result, or a problem, to whoever still waits."""
    if done.done():
        return
    if isinstance(found, Problem):
        done.set_exception(found)
    else:
        done.set_result(found)


def entries_in(lines: bytes, path: Path) -> Iterator[Entry]:
    """Yield the entries of a journal; raises DataProblem where a line is none."""
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            yield ENTRIES.validate_json(line)
        except ValidationError:
            raise DataProblem(
                "the journal of the room cannot be read", f"{path}, line {number}", "Give --resume an unchanged folder."
            ) from None

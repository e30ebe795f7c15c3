"""The folder of a room: its games, its journal, the code to join by, and tokens that nobody can
guess.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.classroom.room.entries import ENTRIES, Entry, count_shareable
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import games_in, new_folder, read_game, read_model, saved_table
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import DataProblem, Problem
from sim.study.store.disk import PRIVATE_MODE, StorageProblem, open_journal, write, write_on
from sim.study.store.manifest import as_json

LETTERS: Final = "BCDFHJKMNPRSTVWXZ"
"""No letters that look or sound alike, and no vowels, so that no code is a word."""

LENGTH: Final = 6
TOKEN_BYTES: Final = 16
"""Random bytes of a token: 128 bits, written as 22 letters."""

ROOM: Final = "room.json"
JOURNAL: Final = "room.jsonl"

Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


class RoomFile(BaseModel):
    """The file of a room: the code to join by, the tokens of desk and wall, and seconds a month, 0
    without end.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1] = 1
    code: Annotated[str, Field(pattern=f"^[{LETTERS}]{{{LENGTH}}}$")]
    desk: Token
    wall: Token
    deadline: Annotated[int, Field(ge=0, le=3600)]
    language: Annotated[str, Field(max_length=20)]


def new_room(
    root: Path, record: GameRecord, worlds: int, deadline: int, language: str
) -> tuple[RoomFile, list[GameTable]]:
    """Return a new room in a folder, with so many games of the same luck; raises what saving
    raises.
    """
    kept = RoomFile(
        code=new_code(), desk=new_token(), wall=new_token(), deadline=deadline, language=language
    )
    games = [saved_table(new_folder(root), record, {}) for _ in range(worlds)]
    write(root / ROOM, as_json(kept.model_dump()), PRIVATE_MODE)
    return kept, games


def saved_room(root: Path) -> tuple[RoomFile, list[GameTable]]:
    """Return the room of a folder, which goes on; raises DataProblem where there is none."""
    kept: RoomFile = read_model(root / ROOM, RoomFile)
    return kept, [saved_table(path, *read_game(path)) for path in games_in(root)]


def new_code() -> str:
    """Return a code to join by: one of 24 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return a code as someone typed it, in capitals and without blanks."""
    return "".join(typed.split()).upper()


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def mark_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, and not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two codes in a time that tells nothing about where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())


Check = Callable[[Entry], None]
"""Raises UsageProblem where an entry cannot count."""


UNCHANGED: Final = "Give --resume an unchanged folder."


class Journal:
    """A file that grows by a line an entry that counts: each is checked, then on the disk, then
    counted by `count`.

    Entries that come while others are being written wait, and then share a write where none of them
    makes another wrong. Whoever changes what is open must wait until all is `settled`, so that what
    was checked counts, and what is refused stands nowhere. Belongs to the event loop; the writing
    is done in a thread.
    """

    def __init__(self, path: Path, check: Check, count: Callable[[Entry], Any]) -> None:
        self._path, self._check, self._count = path, check, count
        self._file, self._held = open_journal(path)
        self._end = len(self._held)
        self._waiting: list[tuple[Entry, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    def replay(self, check: Check) -> None:
        """Let all entries of the file count again, if `check` lets them pass; raises
        DataProblem.
        """
        for number, entry in enumerate(entries_in(self._held, self._path), 1):
            try:
                check(entry)
            except Problem as problem:
                where = f"{self._path}, line {number}"
                raise DataProblem(
                    f"the journal of the room cannot be: {problem.message}", where, UNCHANGED
                ) from None
            self._count(entry)
        self._held = b""

    async def keep(self, entry: Entry) -> Any:
        """Write an entry, let it count, and return what that gives; raises StorageProblem, and what
        counting raises.
        """
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await done

    async def settled(self) -> None:
        """Wait until what was to be kept when this is called is kept, or refused."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        """Write what waits until nothing does."""
        while self._waiting:
            count = count_shareable([entry for entry, _ in self._waiting])
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            # What was right when it came may be wrong now: a phone that has been removed meanwhile.
            batch = [(entry, done) for entry, done in batch if self._passes(entry, done)]
            if not batch:
                continue
            lines = b"".join(ENTRIES.dump_json(entry) + b"\n" for entry, _ in batch)
            try:
                await asyncio.to_thread(self._append, lines)
            except StorageProblem as problem:
                for _, done in batch:
                    settle(done, problem)
            else:
                for entry, done in batch:
                    settle(done, self._count(entry))
        self._writer = None

    def _passes(self, entry: Entry, done: asyncio.Future[Any]) -> bool:
        try:
            self._check(entry)
        except Problem as problem:
            settle(done, problem)
            return False
        return True

    def _append(self, lines: bytes) -> None:
        """Write lines; where that fails the file is as it was before, now or when it is written to
        again.
        """
        if self._file.closed:
            self._file, _ = open_journal(self._path, self._end)
        try:
            write_on(self._file, self._path, lines)
        except StorageProblem:
            with suppress(OSError):
                self._file.close()
            raise
        self._end += len(lines)

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
                "the journal of the room cannot be read", f"{path}, line {number}", UNCHANGED
            ) from None

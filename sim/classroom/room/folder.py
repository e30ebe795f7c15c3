"""The folder of a room: its games, its journal, the code to join, and secret tokens."""

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
"""No letters that look or sound alike, and no vowels, so that no code forms a word."""

LENGTH: Final = 6
TOKEN_BYTES: Final = 16
"""Random bytes of a token: 128 bits, written as 22 letters."""

ROOM: Final = "room.json"
JOURNAL: Final = "room.jsonl"

Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


class RoomFile(BaseModel):
    """The file of a room: the code to join, the tokens of desk and wall, and the seconds of a
    month.

    A `deadline` of 0 is none.
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
    """Create a room in a folder with `worlds` games of the same random draws; raises errors of
    saving.
    """
    file = RoomFile(
        code=new_code(), desk=new_token(), wall=new_token(), deadline=deadline, language=language
    )
    games = [saved_table(new_folder(root), record, {}) for _ in range(worlds)]
    write(root / ROOM, as_json(file.model_dump()), PRIVATE_MODE)
    return file, games


def saved_room(root: Path) -> tuple[RoomFile, list[GameTable]]:
    """Read the room of a folder, to be resumed; raises DataProblem if there is none."""
    file: RoomFile = read_model(root / ROOM, RoomFile)
    return file, [saved_table(path, *read_game(path)) for path in games_in(root)]


def new_code() -> str:
    """Return a code to join by: one of 24 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return a typed code in capitals and without blanks."""
    return "".join(typed.split()).upper()


def new_token() -> str:
    """Return a new random token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def mark_of(token: str) -> str:
    """Return the SHA-256 hash of a token: it identifies the token but cannot be used as one."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two codes in constant time."""
    return secrets.compare_digest(one.encode(), other.encode())


Check = Callable[[Entry], None]
"""A function that raises UsageProblem for an invalid entry."""


UNCHANGED: Final = "Give --resume an unchanged folder."


class Journal:
    """A file of entries, one a line: each is checked, written to disk, and then applied by `count`.

    Entries that come during a write wait, and then share the next one unless one could invalidate
    another. Code that closes the months or forecasts to entries must first wait for `settled`, so
    that every acknowledged entry is applied and no refused one is in the file. Belongs to the event
    loop; a thread does the writing.
    """

    def __init__(self, path: Path, check: Check, count: Callable[[Entry], Any]) -> None:
        self._path, self._check, self._count = path, check, count
        self._file, self._held = open_journal(path)
        self._end = len(self._held)
        self._waiting: list[tuple[Entry, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    def replay(self, check: Check) -> None:
        """Apply all entries of the file again; raises DataProblem if `check` refuses one."""
        for number, entry in enumerate(entries_in(self._held, self._path), 1):
            try:
                check(entry)
            except Problem as problem:
                place = f"{self._path}, line {number}"
                raise DataProblem(
                    f"the journal of the room cannot be: {problem.message}", place, UNCHANGED
                ) from None
            self._count(entry)
        self._held = b""

    async def keep(self, entry: Entry) -> Any:
        """Write an entry, apply it, and return the result; raises StorageProblem and errors of
        `check`.
        """
        written: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await written

    async def settled(self) -> None:
        """Wait until all entries that are queued now are written or refused."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        """Write queued entries until the queue is empty."""
        while self._waiting:
            count = count_shareable([entry for entry, _ in self._waiting])
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            # A valid entry may be invalid by now: its phone may have been removed.
            batch = [(entry, written) for entry, written in batch if self._passes(entry, written)]
            if not batch:
                continue
            lines = b"".join(ENTRIES.dump_json(entry) + b"\n" for entry, _ in batch)
            try:
                await asyncio.to_thread(self._append, lines)
            except StorageProblem as problem:
                for _, written in batch:
                    settle(written, problem)
            else:
                for entry, written in batch:
                    settle(written, self._count(entry))
        self._writer = None

    def _passes(self, entry: Entry, written: asyncio.Future[Any]) -> bool:
        try:
            self._check(entry)
        except Problem as problem:
            settle(written, problem)
            return False
        return True

    def _append(self, lines: bytes) -> None:
        """Append lines; after an error the next write first truncates the file to its last good
        end.
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


def settle(written: asyncio.Future[Any], outcome: Any) -> None:
    """Set the result or the problem of a future, unless it is done."""
    if written.done():
        return
    if isinstance(outcome, Problem):
        written.set_exception(outcome)
    else:
        written.set_result(outcome)


def entries_in(lines: bytes, path: Path) -> Iterator[Entry]:
    """Yield the entries of a journal; raises DataProblem for an invalid line."""
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            yield ENTRIES.validate_json(line)
        except ValidationError:
            raise DataProblem(
                "the journal of the room cannot be read", f"{path}, line {number}", UNCHANGED
            ) from None

"""The folder of a room: its games, its journal, the code to join by, and tokens that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.classroom.seats.record import Record
from sim.classroom.seats.saving import games_in, keep, new_folder, read_game, read_model, saved_table
from sim.classroom.seats.table import Table
from sim.errors import UsageProblem

LETTERS: Final = "BCDFHJKMNPRSTVWXZ"
"""No letters that look or sound alike, and no vowels, so that no code is a word."""

LENGTH: Final = 6
TOKEN_BYTES: Final = 16
"""Random bytes of a token: 128 bits, written as 22 letters."""

ROOM: Final = "room.json"
JOURNAL: Final = "room.jsonl"

Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


class Kept(BaseModel):
    """The file of a room: the code to join by, the tokens of desk and wall, and seconds a month, 0 without end."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1] = 1
    code: Annotated[str, Field(pattern=f"^[{LETTERS}]{{{LENGTH}}}$")]
    desk: Token
    wall: Token
    deadline: Annotated[int, Field(ge=0, le=3600)]
    language: Annotated[str, Field(max_length=20)]


def new_room(root: Path, record: Record, worlds: int, deadline: int, language: str) -> tuple[Kept, list[Table]]:
    """Return a new room in a folder, with so many games of the same luck; raises what saving raises."""
    kept = Kept(code=new_code(), desk=new_token(), wall=new_token(), deadline=deadline, language=language)
    games = [saved_table(new_folder(root), record, {}) for _ in range(worlds)]
    keep(root / ROOM, kept.model_dump())
    return kept, games


def saved_room(root: Path) -> tuple[Kept, list[Table]]:
    """Return the room of a folder, which goes on; raises UsageProblem where there is none, DataProblem."""
    if not (root / ROOM).is_file():
        raise UsageProblem("there is no room", str(root), "Name the folder that sim class printed.")
    kept: Kept = read_model(root / ROOM, Kept)
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

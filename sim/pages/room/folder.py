"""The folder of a room: its games, its journal, its code and the tokens of desk and wall."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import UsageProblem
from sim.pages.room.codes import LENGTH, LETTERS, new_code, new_token
from sim.pages.seats.record import Record
from sim.pages.seats.saving import games_in, keep, new_folder, read, read_game, saved_table
from sim.pages.seats.table import Table

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
    kept: Kept = read(root / ROOM, Kept)
    return kept, [saved_table(path, *read_game(path)) for path in games_in(root)]

"""Saving games: after every change, each is saved whole in its own folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_jsonable_python

from sim.classroom.seats import record as records
from sim.classroom.seats.play import Position, position_of
from sim.classroom.seats.record import MOST_ACTS, Act, Capital, GameRecord, News, ProgramFault
from sim.classroom.seats.red_lines import lines_of
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import DataProblem, Problem, UsageProblem, one_line
from sim.core.scenario.file import scenario_in
from sim.core.scenario.fingerprint import here, model, short
from sim.core.scenario.scenario import own_policies
from sim.core.scenario.toml_file import toml_from
from sim.options import MOST_WORLDS, checked_seed
from sim.study.store import manifest as manifests
from sim.study.store.disk import PRIVATE_MODE, folder_in, folders_in, read_bytes_of, write


def saved_table(folder: Path, record: GameRecord, chosen: Mapping[str, str]) -> GameTable:
    """Return a table for a game that is saved in a folder now and after every change.

    Raises the errors of `save_game`.
    """
    manifest = manifests.found_manifest(folder)
    began = manifest.started if manifest else manifests.now()

    def keep_it(position: Position, chosen: Mapping[str, str]) -> None:
        save_game(folder, position, chosen, began)

    keep_it(position_of(record), chosen)
    return GameTable(record, keep_it, dict(chosen))


GAME: Final = manifests.MANIFEST
PREFIX: Final = "game-"
KIND: Final = "game"
"""The kind of a saved game's manifest. The manifest itself holds the game, and lists no files."""

MOST_BYTES: Final = 16 * 1024 * 1024
DEFAULT: Final = "sim-class-"
MOST_FOLDERS: Final = 10_000


class SavedGame(BaseModel):
    """The content of a manifest about a game, beside scenario, seed and model."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    started: bool
    forecasts: dict[str, dict[str, float]]
    months: Annotated[tuple[dict[str, str], ...], Field(max_length=600)]
    chosen: dict[str, str]
    acts: Annotated[
        tuple[Annotated[Act, Field(discriminator="act")], ...], Field(max_length=4 * MOST_ACTS)
    ]
    news: Annotated[tuple[News, ...], Field(max_length=600)]
    world: Annotated[int, Field(ge=0, le=MOST_WORLDS)]
    programs: dict[str, Annotated[str, Field(max_length=60)]]
    faults: Annotated[tuple[ProgramFault, ...], Field(max_length=4 * 600)]
    bets: Annotated[
        tuple[dict[Capital, Annotated[float, Field(ge=0, le=1)]], ...], Field(max_length=600)
    ]
    sealed: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=600)]] | None
    played: list[str]


OF_RECORD: Final = [name for name in SavedGame.model_fields if name not in ("chosen", "played")]
"""The fields of a manifest that it shares with a game's record."""


def save_game(folder: Path, position: Position, chosen: Mapping[str, str], began: str) -> None:
    """Save a game in the manifest of its folder, readable by the owner alone; raises
    StorageProblem.
    """
    record, content = position.record, about_of(position, chosen)
    manifest = manifests.manifest_of(
        KIND,
        identity_of(record, content),
        model(),
        record.scenario,
        record.seed,
        status="complete" if position.over else "running",
        words=(),
        started=began,
        files={},
        facts=content,
    )
    write(folder / GAME, manifests.as_json(manifest.model_dump()), PRIVATE_MODE)


def about_of(position: Position, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return a manifest's content about a game: all inputs, and in `played` the hash of each
    month's state.
    """
    inputs = {name: getattr(position.record, name) for name in OF_RECORD}
    states = np.array(position.states, "<f8")
    played = [short(state.tobytes().hex(), 16) for state in states]
    content: dict[str, Any] = to_jsonable_python(
        inputs | {"chosen": dict(chosen), "played": played}
    )
    return content


def identity_of(record: GameRecord, content: Mapping[str, Any]) -> str:
    """Return the hash that identifies a game: of its scenario, its seed, and all inputs and states
    so far.
    """
    return short(json.dumps((record.scenario.hash, record.seed, content), sort_keys=True), 16)


def read_game(folder: Path) -> tuple[GameRecord, dict[str, str]]:
    """Return a saved game and the choices of its open month; raises DataProblem if the folder holds
    none.
    """
    path = folder / GAME
    content = bytes_of(path)
    try:
        manifest = manifests.manifest_from(content)
        if manifest.kind != KIND:
            raise ValueError(f"the folder is that of '{manifest.kind}'")
        saved = SavedGame.model_validate_json(json.dumps(manifest.about))
        manifests.check_model(manifest, here(manifest.made_by), path)
        scenario = scenario_in("saved", toml_from(str(path), manifest.scenario_file.encode()))
        if policies := own_policies(scenario):
            raise DataProblem(
                f"'{next(iter(policies.values()))}' played in this game, and its folder does not hold it",
                str(path),
                "Read transcript.jsonl, or play the world again with sim play --seat.",
            )
        if strangers := sorted(set(saved.forecasts) - set(saved.teams)):
            raise ValueError(f"'{strangers[0]}' has a forecast and no team")
        forecasts = {
            capital: records.checked_forecast(chances)
            for capital, chances in saved.forecasts.items()
        }
        fields = {name: getattr(saved, name) for name in OF_RECORD} | {"forecasts": forecasts}
        record = GameRecord(scenario, checked_seed(manifest.seed), **fields)
        check_moves(record, saved.chosen)
        position = check_said(record)
        inputs = about_of(position, saved.chosen)
        claims = [
            ("status", manifest.complete, position.over),
            ("about.played", saved.played, inputs["played"]),
            ("identity", manifest.identity, identity_of(record, inputs)),
            ("command", manifest.command, ""),
        ]
        manifests.check_manifest(folder, manifest, claims)
    except DataProblem:
        raise
    except ValidationError as error:
        raise broken_file(path, manifests.said_of(error)) from None
    except (Problem, ValueError, TypeError) as error:
        raise broken_file(path, getattr(error, "message", str(error))) from None
    return record, saved.chosen


def check_moves(record: GameRecord, chosen: Mapping[str, str]) -> None:
    """Raise ValueError or UsageProblem for an invalid move, or a choice of a capital without a
    team.
    """
    if len(record.months) > record.scenario.months:
        raise ValueError("it has more months than its scenario")
    # The open month counts as one more, so that its choices are checked too.
    record.with_month({menu: move for menu, move in chosen.items() if move}).interventions()
    strangers = sorted(set(chosen) - set(records.menus_of(record.teams)))
    if strangers:
        raise ValueError(f"'{strangers[0]}' moves and has no team")


def check_said(record: GameRecord) -> Position:
    """Return the position of a game; raises ValueError or a Problem for impossible acts, news or
    faults.
    """
    months = [act.month for act in record.acts]
    if months != sorted(months) or any(month > len(record.months) for month in months):
        raise ValueError("something was said out of its month")
    if any(
        item.name not in records.NEWS or item.month > len(record.months) for item in record.news
    ):
        raise ValueError("there was no such news")
    if not set(record.programs) <= set(record.teams):
        raise ValueError("a program plays and has no team")
    if any(
        fault.by not in record.programs or fault.month > len(record.months)
        for fault in record.faults
    ):
        raise ValueError("a program failed that did not play")
    records.check_bounds(record.acts)
    # Red lines are checked on reading.
    position = position_of(record)
    lines_of(record.acts, position.made)
    if len(position.made) != len(record.months):
        raise ValueError("it goes on after its end")
    return position


def read_model(path: Path, kind: Any) -> Any:
    """Return a file as a model of its content; raises DataProblem for an invalid one."""
    try:
        return kind.model_validate_json(bytes_of(path))
    except ValidationError as error:
        raise broken_file(path, manifests.said_of(error)) from None


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file; raises DataProblem if it is missing or too large."""
    content = read_bytes_of(path, MOST_BYTES + 1)
    if content is None:
        raise broken_file(path, "it is gone, or no file")
    if len(content) > MOST_BYTES:
        raise broken_file(path, "it is too large")
    return content


def broken_file(path: Path, reason: str) -> DataProblem:
    """Return the problem of a file that was changed or damaged."""
    fault = f"the saved game cannot be read: {one_line(reason)}"
    return DataProblem(fault, str(path), "Give --resume an unchanged folder.")


def holds_games(folder: str | os.PathLike[str]) -> bool:
    """Return whether a folder is that of a saved game, or holds some."""
    root = Path(folder)
    try:
        return manifests.parsed_manifest(root).kind == KIND
    except DataProblem:
        return any(root.glob(f"{PREFIX}*/{GAME}"))


def games_in(folder: str | os.PathLike[str]) -> list[Path]:
    """Return the folders of the games in a folder, in order of their numbers; raises UsageProblem
    for none.
    """
    root = Path(folder)
    if (root / GAME).is_file():
        # "." and ".." have no name of their own: resolve such a path so that its parent can be
        # found.
        return [root if root.name not in ("", "..") else root.resolve()]
    games = [path for path in folders_in(root, GAME) if path.name.startswith(PREFIX)]
    if not games:
        raise UsageProblem(
            "there is no saved game", str(folder), "Give the folder that sim class printed."
        )
    return sorted(games, key=number_of)


def number_of(path: Path) -> int:
    """Return the number of a game's folder."""
    digits = path.name.removeprefix(PREFIX)
    return int(digits) if digits.isdigit() and len(digits) < 9 else 0


def folder_for_games(name: str | None, default: str = DEFAULT) -> Path:
    """Return a folder for new games: the named one, or the first free one in the current folder.

    Raises UsageProblem if it holds games already.
    """
    if name is None:
        name = next(
            f"{default}{number}"
            for number in range(1, MOST_FOLDERS)
            if not Path(f"{default}{number}").exists()
        )
    root = Path(name)
    if any(path.name.startswith(PREFIX) for path in folders_in(root)) or (root / GAME).exists():
        remedy = f"Give another with -o; a class goes on with sim class --resume {root}."
        raise UsageProblem("the folder holds games", str(root), remedy)
    return root


def new_folder(root: Path) -> Path:
    """Create the folder of one more game, with the next free number; return it."""
    number = 1 + max(
        (number_of(path) for path in folders_in(root) if path.name.startswith(PREFIX)), default=0
    )
    return folder_in(root / f"{PREFIX}{number}")

"""`sim report` of games: each game of a folder as one file; a game that goes on, or none, in three
lines.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import new_folder, read_game, saved_table
from sim.cli.classroom import Opened, keep_debriefs
from sim.core.game.catalogue import CAPITALS
from tests.cli.command import Captured, said, three_lines
from tests.seats.tables import play_on, spring


def kept(root: Path, *, over: bool = True) -> Path:
    """Save a game of two months, and return its folder."""
    folder = new_folder(root)
    game = saved_table(folder, GameRecord(spring(2), 7, CAPITALS), {})
    game.start()
    if over:
        play_on(game)
    return folder


def test_every_game_of_a_folder_is_written_beside_it(capsys: Captured, tmp_path: Path) -> None:
    folders = [kept(tmp_path), kept(tmp_path)]
    found = said(capsys, "report", tmp_path, "-q", "--json")
    assert found.code == 0
    assert [each["file"] for each in json.loads(found.out)] == [
        str(folder / "debrief.html") for folder in folders
    ]
    again = said(capsys, "report", tmp_path)
    assert again.code == 2
    assert "--force" in three_lines(again.err)[2]


def test_one_game_goes_where_it_is_asked_to(capsys: Captured, tmp_path: Path) -> None:
    folder = kept(tmp_path)
    found = said(capsys, "report", folder, "-o", tmp_path / "mine.html")
    assert (found.code, found.err.strip()) == (0, f"written to {tmp_path / 'mine.html'}")
    assert "<!DOCTYPE html>" in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_a_class_that_is_stopped_leaves_the_debriefs_of_games_that_are_over(tmp_path: Path) -> None:
    folders = [kept(tmp_path), kept(tmp_path, over=False)]
    games = [saved_table(folder, *read_game(folder)) for folder in folders]
    keep_debriefs(Opened(tmp_path, SimpleNamespace(language="en"), games, True, None, {}), True)  # type: ignore[arg-type]
    assert [(folder / "debrief.html").exists() for folder in folders] == [True, False]


def test_what_cannot_be_is_three_lines(capsys: Captured, tmp_path: Path) -> None:
    open_game = kept(tmp_path / "a", over=False)
    kept(tmp_path / "b")
    kept(tmp_path / "b")
    for words, code, named in (
        ([tmp_path / "none"], 3, "no such folder"),
        ([open_game], 2, "not over"),
        ([tmp_path / "b", "-o", "x.html"], 2, "2 games"),
        ([tmp_path / "b", "--with", "x"], 2, "holds games"),
        ([tmp_path / "b" / "game-1", "-o", "x.csv"], 2, "no page"),
    ):
        found = said(capsys, "report", *words)
        assert found.code == code
        assert named in "\n".join(three_lines(found.err))

"""`sim debrief`: each game of a folder as one file; a game that goes on, or none, in three lines."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from sim.classroom.seats.record import Record
from sim.classroom.seats.saving import new_folder, read_game, saved_table
from sim.cli.classroom import Opened, keep_debriefs
from sim.game.catalogue import CAPITALS
from tests.cli.command import Captured, said, three_lines
from tests.seats.tables import play_on, spring


def kept(root: Path, *, over: bool = True) -> Path:
    """Save a game of two months, and return its folder."""
    folder = new_folder(root)
    game = saved_table(folder, Record(spring(2), 7, CAPITALS), {})
    game.start()
    if over:
        play_on(game)
    return folder


def test_every_game_of_a_folder_is_written_beside_it(capsys: Captured, tmp_path: Path) -> None:
    folders = [kept(tmp_path), kept(tmp_path)]
    found = said(capsys, "debrief", tmp_path, "-q")
    assert found.code == 0
    assert found.out.split() == [str(folder / "debrief.html") for folder in folders]
    again = said(capsys, "debrief", tmp_path)
    assert again.code == 2
    assert "--force" in three_lines(again.err)[2]


def test_one_game_goes_where_it_is_asked_to(capsys: Captured, tmp_path: Path) -> None:
    folder = kept(tmp_path)
    found = said(capsys, "debrief", folder, "-o", tmp_path / "mine.html", "-q")
    assert (found.code, found.out.strip()) == (0, str(tmp_path / "mine.html"))
    assert "<!DOCTYPE html>" in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_a_class_that_is_stopped_leaves_the_debriefs_of_games_that_are_over(tmp_path: Path) -> None:
    folders = [kept(tmp_path), kept(tmp_path, over=False)]
    games = [saved_table(folder, *read_game(folder)) for folder in folders]
    keep_debriefs(Opened(tmp_path, SimpleNamespace(language="en"), games, True, None, False, {}), True)  # type: ignore[arg-type]
    assert [(folder / "debrief.html").exists() for folder in folders] == [True, False]


def test_what_cannot_be_is_three_lines(capsys: Captured, tmp_path: Path) -> None:
    open_game = kept(tmp_path / "a", over=False)
    kept(tmp_path / "b")
    kept(tmp_path / "b")
    for words, named in (
        ([tmp_path / "none"], "no saved game"), ([open_game], "not over"),
        ([tmp_path / "b", "-o", "x.html"], "2 games"),
    ):  # fmt: skip
        found = said(capsys, "debrief", *words)
        assert found.code == 2
        assert named in "\n".join(three_lines(found.err))

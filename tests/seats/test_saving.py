"""A saved game goes on where it stood; what is no game is refused in three lines."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import (
    GAME,
    folder_for_games,
    games_in,
    new_folder,
    read_game,
    save_game,
    saved_table,
)
from sim.core.base.errors import DataProblem, Problem, UsageProblem
from sim.core.scenario.fingerprint import fingerprint
from sim.study.store import disk
from sim.study.store.disk import Folder, StorageProblem
from sim.study.store.manifest import now, read_manifest
from tests.seats.tables import EVEN, play_on, spring, started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A game with a month over, another open and a forecast, saved."""
    game = saved_table(tmp_path, GameRecord(spring(4), 2**63 - 1, ("beijing", "seoul")), {})
    game.forecast("seoul", EVEN)
    game.start()
    game.choose("seoul", 0, "", "aid")
    game.close_month(0)
    game.choose("beijing", 1, "mediate", "")
    return tmp_path


def test_a_saved_game_is_the_game(folder: Path) -> None:
    record, chosen = read_game(folder)
    assert record.scenario == spring(4)
    assert (record.seed, record.teams, record.months, record.started) == (
        2**63 - 1,
        ("beijing", "seoul"),
        ({"seoul.deed": "aid"},),
        True,
    )
    assert record.forecasts == {"seoul": EVEN}
    assert chosen == {"beijing.word": "mediate", "beijing.deed": ""}


def test_a_game_that_goes_on_ends_as_the_one_that_never_stopped(
    folder: Path, tmp_path_factory: Any
) -> None:
    record, chosen = read_game(folder)
    resumed = saved_table(folder, record, chosen)
    through = saved_table(
        tmp_path_factory.mktemp("through"), started(scenario=spring(4), seed=2**63 - 1), {}
    )
    through.choose("seoul", 0, "", "aid")
    through.close_month(0)
    through.choose("beijing", 1, "mediate", "")
    play_on(resumed)
    play_on(through)
    assert resumed.record.months == through.record.months
    assert (
        resumed.position.run.state["tension"].tolist()
        == through.position.run.state["tension"].tolist()
    )


def test_files_are_for_their_owner_only_and_no_draft_stays(folder: Path) -> None:
    assert stat.S_IMODE((folder / GAME).stat().st_mode) == 0o600
    assert os.listdir(folder) == [GAME]


def test_a_crash_while_saving_leaves_the_last_whole_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / GAME).read_bytes()

    def crash(*_: Any) -> None:
        raise OSError("power is gone")

    monkeypatch.setattr(disk.os, "fsync", crash)
    record, chosen = read_game(folder)
    with pytest.raises(StorageProblem, match="power"):
        save_game(folder, position_of(record.with_month({})), chosen, now())
    assert (folder / GAME).read_bytes() == before


WRONG: list[dict[str, Any]] = [
    {"format": 2},
    {"kind": "study"},
    {"seed": -1},
    {"seed": "7"},
    {"extra": 1},
    {"scenario_hash": "0"},
    {"scenario_file": "months = "},
    {"scenario_file": 'base = "core"'},
    {"scenario_file": "x = 1"},
    {"about": {}},
    {"model": {"fingerprint": "0" * 12}},
]
WRONG_ABOUT: list[dict[str, Any]] = [
    {"teams": ["tokyo"]},
    {"teams": ["seoul", "seoul"]},
    {"months": [{"seoul.deed": "nonesuch"}]},
    {"extra": 1},
    {"months": [{"seoul": "aid"}]},
    {"months": [{}] * 5},
    {"chosen": {"washington.deed": "hold"}},
    {"chosen": {"seoul.deed": "nonesuch"}},
    {"forecasts": {"seoul": {"war": 0.5}}},
    {"forecasts": {"washington": EVEN}},
    {"started": "yes"},
    {"news": [{"month": 0, "act": "news", "name": "x"}]},
    {"news": [{"month": 3, "act": "news", "name": "missile_test"}]},
    {"acts": [{"act": "shout"}]},
    {"acts": [{"month": 0, "by": "tokyo", "act": "note", "to": [], "text": "x"}]},
    {"acts": [{"month": 3, "by": "seoul", "act": "note", "to": [], "text": "x"}]},
    {"acts": [{"month": 0, "by": "seoul", "act": "note", "to": [], "text": "x" * 501}]},
    {"acts": [{"month": 0, "by": "seoul", "act": "note", "to": [], "text": "x"}] * 21},
    {
        "acts": [
            {
                "month": 0,
                "by": "seoul",
                "act": "line",
                "menu": "seoul.deed",
                "move": "exercise",
                "deed": "aid",
            }
        ]
    },
]


@pytest.mark.parametrize("change", [*WRONG, *({"about": about} for about in WRONG_ABOUT)])
def test_a_changed_file_is_refused(folder: Path, change: dict[str, Any]) -> None:
    path = folder / GAME
    saved = json.loads(path.read_text(encoding="utf-8"))
    about = (
        saved["about"] | change.get("about", {})
        if change.get("about")
        else change.get("about", saved["about"])
    )
    path.write_text(json.dumps(saved | change | {"about": about}), encoding="utf-8")
    with pytest.raises(DataProblem) as problem:
        read_game(folder)
    assert len(str(problem.value).split("\n")) == 3


@pytest.mark.parametrize(
    "act", [{"act": "propose", "term": "summit"}, {"act": "accept", "deal": 0}]
)
def test_a_game_with_a_deal_is_refused_and_left_as_it_was(
    folder: Path, act: dict[str, Any]
) -> None:
    path = folder / GAME
    saved = json.loads(path.read_text(encoding="utf-8"))
    saved["about"]["acts"].append({"month": 0, "by": "seoul"} | act)
    path.write_text(json.dumps(saved), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(DataProblem, match="the saved game cannot be read"):
        read_game(folder)
    assert path.read_bytes() == before


def test_what_was_said_is_saved_and_gives_the_same_world_to_the_byte(tmp_path: Path) -> None:
    game = saved_table(tmp_path, started(scenario=spring(6)), {})
    game.act(
        "washington",
        {"act": "line", "menu": "pyongyang.deed", "move": "missile_test", "deed": "deploy"},
    )
    game.act("seoul", {"act": "note", "to": ["beijing"], "text": "그만 \u2028 <b>&\n"})
    game.inject("missile_test")
    for month in range(3):
        game.close_month(month)
    record, chosen = read_game(tmp_path)
    assert (record.acts, record.news, record.months) == (
        game.record.acts,
        game.record.news,
        game.record.months,
    )
    again = position_of(record)
    assert (again.states, again.leaks, again.held_to) == (
        game.position.states,
        game.position.leaks,
        game.position.held_to,
    )
    assert chosen == {}


def test_a_game_says_of_itself_what_all_results_say(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.kind, manifest.status, manifest.seed) == ("game", "running", 2**63 - 1)
    assert manifest.made_by.fingerprint == fingerprint()
    began, record = manifest.started, read_game(folder)[0]
    game = saved_table(folder, *read_game(folder))
    play_on(game)
    manifest = read_manifest(folder)
    assert (manifest.complete, manifest.started) == (True, began)
    assert manifest.scenario_hash == record.scenario.hash


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_refused_as_a_game(tmp_path_factory: Any, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / GAME).write_bytes(content)
    with pytest.raises(DataProblem):
        read_game(folder)


def test_a_folder_without_a_game_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageProblem):
            games_in(path)


def test_folders_of_games_are_numbered_and_found_in_order(tmp_path: Path) -> None:
    root = folder_for_games(str(tmp_path / "games"))
    with Folder(root):
        for _ in range(11):
            saved_table(new_folder(root), GameRecord(spring(2), 1, ("seoul",)), {})
    assert [path.name for path in games_in(root)] == [f"game-{number}" for number in range(1, 12)]
    assert games_in(root / "game-3") == [root / "game-3"]


def test_a_folder_that_holds_games_is_not_written_over(tmp_path: Path) -> None:
    root = folder_for_games(str(tmp_path / "games"))
    with Folder(root):
        new_folder(root)
    with pytest.raises(UsageProblem):
        folder_for_games(str(root))
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "in"):
        with pytest.raises(Problem), Folder(folder_for_games(str(path))):
            pass


def test_the_default_folder_is_the_first_free_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in (1, 2, 3):
        with Folder(root := folder_for_games(None)):
            assert str(root) == f"sim-class-{number}"

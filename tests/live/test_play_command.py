"""`sim play` on the command line: bad input in three lines, ports, interrupts, the warning, and the terminal."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import Any

import httpx
import pytest

from sim.cli import terminal
from sim.cli.playing import new_game, saved_games
from sim.pages.live.hall import Hall, new_code
from sim.pages.seats.saving import GAME, HOST, held, read_game
from sim.pages.serving import door as serving
from sim.pages.serving.door import Door, open_door
from tests.cli.command import Captured, said, three_lines
from tests.live.commands import interrupted, playing
from tests.live.pages import Client


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["nonesuch"], 3, "2017-spring"),
        (["none.toml"], 3, "none.toml"),
        (["--team", "tokyo"], 2, "tokyo"),
        (["--team", "soul"], 2, "'seoul'"),
        (["--team", "seoul", "--team", "seoul"], 2, "two teams"),
        (["--resume", "none"], 2, "no saved game"),
        (["--terminal"], 2, "--team or --resume"),
        (["--deadline", "5"], 2, "--team"),
        (["--deadline", "-1", "--team", "seoul"], 2, "--deadline"),
        (["--lesson", "spiral"], 2, "--export"),
        (["--out", "x"], 2, ".html"),
        (["--port", "8017"], 2, "--team or --resume"),
        (["--team", "seoul", "--force"], 2, "--force"),
        (["--export", "x.html", "--team", "seoul"], 2, "--export"),
        (["--resume", ".", "--team", "seoul"], 2, "--resume"),
        (["--resume", ".", "--seed", "3"], 2, "--resume"),
        (["--terminal", "--team", "seoul", "--port", "1"], 2, "--terminal"),
        (["--port", "65536"], 2, "--port"),
        (["-n", "10001"], 2, "10000"),
        (["--team", "seoul", "--host", "no such host"], 2, "no such host"),
        (["--set", "months=0"], 2, "months"),
    ],
)
def test_bad_input_is_three_lines(
    words: list[str], code: int, named: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(capsys, "play", "--no-open", *words) if "--terminal" not in words else said(capsys, "play", *words)
    assert found.code == code
    assert found.out == ""
    assert named in "\n".join(three_lines(found.err))
    assert not list(tmp_path.iterdir())


def test_a_port_in_use_is_said_before_a_folder_is_made(capsys: Captured, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = said(capsys, "play", "--no-open", "--team", "seoul", "--port", port, "-o", tmp_path / "games")
    assert found.code == 2
    assert f"port {port} is in use" in three_lines(found.err)[0]
    assert not (tmp_path / "games").exists()


def test_a_missing_extra_gives_the_pip_line() -> None:
    """In a process in which nothing of the extra can be imported."""
    line = ["play", "--no-open", "--team", "seoul"]
    code = f"""import sys; sys.modules.update(dict.fromkeys(["h11", "starlette", "uvicorn"]))
from sim.cli.main import guarded; sys.exit(guarded({line}))"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 2
    assert "pip install '.[web]'" in three_lines(ran.stderr)[2]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Instead of a server that runs until an interrupt, one that is asked once for its page and then interrupted."""
    found: dict[str, Any] = {}

    def serve(app: Any, door: Door, on_ready: Any) -> None:
        on_ready()
        host = {"host": f"127.0.0.1:{door.port}"}
        found["page"] = Client(app).get("/host", headers=host).text
        door.listener.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "serve", serve)
    return found


def test_seats_are_served_until_an_interrupt(capsys: Captured, tmp_path: Path, asked: dict[str, Any]) -> None:
    found = said(capsys, "play", "--no-open", "--port", 0, "--team", "seoul", "-o", tmp_path / "games")
    assert "<html" in asked["page"]
    assert found.code == 0
    assert found.out.startswith("http://127.0.0.1:")
    assert "stop it with ctrl-C" in found.err


def test_an_open_server_is_warned_of_even_where_it_is_to_be_quiet(
    capsys: Captured, tmp_path: Path, asked: dict[str, Any]
) -> None:
    words = ("--port", 0, "--host", "0.0.0.0", "--team", "seoul", "-o", tmp_path / "games")
    found = said(capsys, "play", "--no-open", "-q", *words)
    assert found.code == 0
    assert not found.out.startswith("http://0.0.0.0")
    assert found.err.startswith("warning: --host 0.0.0.0 opens this server to everyone")


def test_the_page_is_one_file_that_is_opened_unless_it_is_not_wanted(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    words = ("play", "--set", "months=2", "-n", 5)
    found = said(capsys, *words, "--no-open")
    assert (found.code, found.out.strip(), shown) == (0, "sim-play.html", [])
    assert [file.name for file in tmp_path.iterdir()] == ["sim-play.html"]
    # A page of that name is written anew, another file is kept.
    assert said(capsys, *words).code == 0
    assert shown == [(tmp_path / "sim-play.html").as_uri()]
    (tmp_path / "sim-play.html").write_text("my thesis")
    kept = said(capsys, *words, "--no-open")
    assert (kept.code, (tmp_path / "sim-play.html").read_text()) == (2, "my thesis")
    assert "--force" in three_lines(kept.err)[2]
    assert said(capsys, *words, "--no-open", "--force").code == 0


def test_ctrl_c_says_where_a_game_is_saved(tmp_path: Path) -> None:
    games = tmp_path / "games"
    with playing("--team", "seoul", "--set", "months=3", "--port", 0, "-o", games) as (process, place):
        address, _, code = place.partition("/host#")
        answer = httpx.post(f"{address}/api/host", json={"code": code, "since": 0}).json()
        assert answer["games"][0]["phase"] == "forecasts"
        status, told = interrupted(process)
    assert status == 0
    assert f"sim play --resume {games}" in told
    assert json.loads((games / HOST).read_text(encoding="utf-8"))["codes"]["host"] == code
    first, _, _ = read_game(games / "game-1")
    assert first.teams == ("seoul",)


def test_games_that_are_being_played_are_not_played_elsewhere(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    games = tmp_path / "games"
    with playing("--team", "seoul", "--set", "months=3", "--port", 0, "-o", games):
        saved = (games / "game-1" / GAME).read_bytes()
        monkeypatch.chdir(games / "game-1")
        for words in (
            ("--no-open", "--port", 0, "--resume", games), ("--no-open", "--port", 0, "--resume", games / "game-1"),
            ("--terminal", "--resume", games), ("--terminal", "--resume", games / "game-1"),
            ("--terminal", "--resume", "."),
        ):  # fmt: skip
            found = said(capsys, "play", *words)
            assert found.code == 2
            assert "another process is writing there" in three_lines(found.err)[0]
        assert (games / "game-1" / GAME).read_bytes() == saved
    # The lock ends with its process, however that ends.
    typed(monkeypatch)
    assert said(capsys, "play", "--terminal", "--resume", games).code == 0


def test_a_game_that_begins_is_held_too(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    with held(tmp_path):
        found = in_terminal(capsys, tmp_path)
        assert found.code == 2
        assert "another process is writing there" in three_lines(found.err)[0]
        assert not list(tmp_path.glob("game-*"))
    assert in_terminal(capsys, tmp_path).code == 0


def test_games_without_a_seed_have_seeds_of_their_own() -> None:
    drawn = {new_game(None, (), None, ("seoul",), None, None).record.seed for _ in range(5)}
    assert len(drawn) == 5
    assert new_game(None, (), 0, ("seoul",), None, None).record.seed == 0


def test_doors_know_whether_they_are_open_and_under_which_names() -> None:
    closed = open_door("127.0.0.1", 0)
    try:
        assert not closed.open_to_network
        assert closed.hosts.admit(f"localhost:{closed.port}")
        assert not closed.hosts.admit(f"{socket.gethostname()}.example:{closed.port}")
        assert not closed.hosts.admit("192.168.0.7")
    finally:
        closed.listener.close()
    opened = open_door("0.0.0.0", 0)
    try:
        assert opened.open_to_network
        assert opened.hosts.admit(f"192.168.0.7:{opened.port}")
        assert not opened.hosts.admit("evil.example")
    finally:
        opened.listener.close()


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def in_terminal(capsys: Captured, folder: Path, *more: Any) -> Any:
    words = more or ("--team", "seoul", "--set", "months=2", "--seed", 7, "-o", folder)
    return said(capsys, "play", "--terminal", *words)


def test_a_game_in_the_terminal(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "20", "zero", "100", "40", "10", "", "1", "99", "", "")
    found = in_terminal(capsys, tmp_path / "games")
    assert found.code == 0
    assert found.out.count("Give a whole number from 1 to 99.") == 2
    assert found.out.count("Give a number from 1 to 3") == 1
    assert "Seoul, 2017-02: month 1 of 2" in found.out
    assert "Forecast of Seoul" in found.out
    assert found.out.rstrip().endswith("Not a forecast.")
    record, _, _ = read_game(tmp_path / "games" / "game-1")
    assert record.months == ({"seoul.deed": "aid"}, {})
    assert record.forecasts["seoul"]["war"] == 0.2


def test_who_leaves_goes_on_later(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "games" / "game-1"
    typed(monkeypatch, "20", "40", "10", "", "1", "q")
    left = in_terminal(capsys, tmp_path / "games")
    assert left.code == 0
    assert f"sim play --resume {folder} --terminal" in left.err
    typed(monkeypatch)
    assert in_terminal(capsys, tmp_path, "--resume", folder).code == 0
    typed(monkeypatch, "1", "2")
    over = in_terminal(capsys, tmp_path, "--resume", folder)
    assert "Debrief" in over.out
    assert read_game(folder)[0].months == ({"seoul.deed": "aid"}, {"seoul.word": "initiative", "seoul.deed": "hold"})


def test_terminal_and_browser_share_a_game(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "20", "40", "10", "", "1", "q")
    in_terminal(capsys, tmp_path / "games")
    with saved_games(str(tmp_path / "games")) as games, games.held_folder() as root:
        hall = Hall(games.record, root, games.deadline, new_code())
        games.admit_to(hall)
    seat = hall.sittings[0].table.seat("seoul")
    assert (seat["number"], seat["past"]) == (1, [{"deed": "aid"}])
    assert set(hall.sittings[0].codes) == {"seoul"}


def test_a_broken_game_is_three_lines(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "game-1").mkdir()
    (tmp_path / "game-1" / GAME).write_text("{", encoding="utf-8")
    found = said(capsys, "play", "--no-open", "--resume", tmp_path)
    assert found.code == 3
    three_lines(found.err)


def test_the_class_page_is_written_by_its_own_options(capsys: Captured, tmp_path: Path) -> None:
    page = tmp_path / "class.html"
    found = said(capsys, "play", "--export", page, "--lesson", "spiral", "-n", 10)
    assert found.code == 0, found.err
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    again = said(capsys, "play", "--export", page, "--lesson", "spiral", "-n", 10)
    assert again.code == 2
    three_lines(again.err)
    assert said(capsys, "play", "--export", page, "--lesson", "nonesuch").code == 2


def test_a_late_team_is_left_to_its_course(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "ready", lambda left: False)
    typed(monkeypatch, "20", "40", "10")
    words = ("--team", "seoul", "--set", "months=2", "--seed", 7, "--deadline", 5, "-o", tmp_path / "games")
    found = in_terminal(capsys, tmp_path, *words)
    assert found.out.count("Time is up: your course settles your deed.") == 2
    assert read_game(tmp_path / "games" / "game-1")[0].months == ({}, {})


def test_a_wrong_answer_does_not_start_the_clock_anew(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    def ready(left: float) -> bool:
        given.append(left)
        monkeypatch.setattr(time, "monotonic", lambda: now + 3.0 * len(given))
        return left > 0

    now = time.monotonic()
    monkeypatch.setattr(terminal, "ready", ready)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    typed(monkeypatch, "20", "40", "10", "99", "99", "99", "99")
    words = ("--team", "seoul", "--set", "months=1", "--deadline", 5, "-o", tmp_path / "games")
    found = in_terminal(capsys, tmp_path, *words)
    assert given == pytest.approx([5.0, 2.0, 0.0, 0.0])
    assert found.out.count("Time is up") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_what_was_typed_too_late_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    keyboard, screen = pty.openpty()
    with open(screen, encoding="utf-8") as there, os.fdopen(keyboard, "wb", buffering=0) as typing:
        monkeypatch.setattr(sys, "stdin", there)
        typing.write(b"3\n4")
        terminal.forget_typing()
        typing.write(b"7\n")
        assert terminal.answered("") == "7"


def test_a_keyboard_that_cannot_be_watched_keeps_no_deadline(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "20", "40", "10")
    words = ("--team", "seoul", "--set", "months=2", "--deadline", 5, "-o", tmp_path / "games")
    found = in_terminal(capsys, tmp_path, *words)
    assert found.code == 2
    assert "deadline" in found.err

"""`sim class` on the command line: bad input in three lines, what it prints, and who holds the
folder.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from threading import Event

import pytest
from packaging.requirements import Requirement

from sim.classroom.room.folder import LETTERS, ROOM
from sim.classroom.seats.saving import read_game
from sim.classroom.serving.server import show_in_browser
from tests.cli.command import SIM, Captured, said, three_lines
from tests.for_each import for_each
from tests.packaging.test_setup import SETUP
from tests.room.commands import class_running, interrupted
from tests.room.rooms import caller

NEEDED = [
    Requirement(line).name for line in SETUP["options"]["install_requires"].split("\n") if line
]
NEEDED_BY_ANALYSES = [
    name for name in NEEDED if name not in ("click", "jinja2", "numpy", "pydantic")
]


@for_each(
    ("words", "code", "named"),
    [
        (["nonesuch"], 3, "2017-spring"),
        (["--team", "tokyo"], 2, "tokyo"),
        (["--team", "soul"], 2, "'seoul'"),
        (["--team", "seoul", "--team", "seoul"], 2, "named twice"),
        (["--games", "13"], 2, "--games"),
        (["--months", "0"], 2, "--months"),
        (["--deadline", "-1"], 2, "--deadline"),
        (["--resume", "none"], 2, "no saved game"),
        (["--resume", ".", "--seed", "3"], 2, "--seed"),
        (["--resume", ".", "--months", "3"], 2, "--months"),
        (["2017-spring", "--resume", "."], 2, "SCENARIO"),
        (["--port", "65536"], 2, "--port"),
        (["--host", "no such host"], 2, "no such host"),
    ],
)
def test_bad_input_is_three_lines(
    words: list[str],
    code: int,
    named: str,
    capsys: Captured,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(capsys, "class", "--no-open", *words)
    assert (found.code, found.out) == (code, "")
    assert named in "\n".join(three_lines(found.err))
    assert not list(tmp_path.iterdir())


def test_a_port_in_use_is_said_before_a_folder_is_made(capsys: Captured, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ("--host", "127.0.0.1", "--port", port, "-o", tmp_path / "room")
        found = said(capsys, "class", "--no-open", *words)
    assert found.code == 2
    assert f"port {port} is in use" in three_lines(found.err)[0]
    assert not (tmp_path / "room").exists()


def test_a_missing_extra_gives_the_pip_line() -> None:
    """In a process in which nothing of the extra can be imported."""
    code = """import sys; sys.modules.update(dict.fromkeys(["h11", "segno", "starlette", "uvicorn"]))
from sim.cli.main import run_guarded; sys.exit(run_guarded(["class", "--no-open"]))"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 2
    assert "pip install 'korea-escalation[class]'" in three_lines(ran.stderr)[2]


def test_a_classroom_needs_nothing_that_only_analyses_need(tmp_path: Path) -> None:
    """Where no package that analyses need can be imported, all its modules are, and a room
    opens.
    """
    code = f"""import sys; sys.modules.update(dict.fromkeys({NEEDED_BY_ANALYSES}))
from importlib import import_module; from pkgutil import walk_packages
import sim.classroom; from sim.cli.main import main
for each in walk_packages(sim.classroom.__path__, "sim.classroom."): import_module(each.name)
main()"""
    words = (
        "class",
        "--no-open",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--team",
        "seoul",
        "-o",
        str(tmp_path / "room"),
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=PIPE, stderr=PIPE, text=True
    )
    assert process.stdout is not None
    assert "/desk#" in process.stdout.readline(), process.communicate()[1]
    assert interrupted(process)[0] == 0


def test_one_laptop_is_told_which_page_to_open_and_nothing_of_phones(tmp_path: Path) -> None:
    root = tmp_path / "room"
    with class_running(root, "-o", root, "--laptop", "--months", 2) as (process, address, _):
        status, told = interrupted(process)
    assert (status, "/pass#" in address) == (0, True)
    assert "open this first" in told
    assert "phones" not in told


def test_the_address_of_the_desk_is_not_printed_where_a_browser_opens_it(tmp_path: Path) -> None:
    """Others may see the terminal of a teacher who shares a screen."""
    root, shown = tmp_path / "room", tmp_path / "shown"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {shown}\n', encoding="utf-8")
    browser.chmod(0o700)
    command = [SIM, "class", "--host", "127.0.0.1", "--port", "0", "-o", str(root)]
    with subprocess.Popen(
        command, stdout=PIPE, stderr=PIPE, text=True, env=os.environ | {"BROWSER": str(browser)}
    ) as process:
        assert process.stderr is not None
        while not shown.exists() or not shown.read_text(encoding="utf-8").endswith("\n"):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=300)
    desk = json.loads((root / ROOM).read_text(encoding="utf-8"))["desk"]
    assert shown.read_text(encoding="utf-8").endswith(f"/desk#{desk}\n")
    assert (process.returncode, out) == (0, "")
    assert "opening the desk in your browser" in told
    assert desk not in told


def test_where_no_browser_opens_the_address_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Event()
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    show_in_browser("http://127.0.0.1", told.set)
    assert told.wait(60)


def test_a_kit_says_each_step_and_that_a_folder_is_full(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages_alone(folder: str, tell: Callable[[str], None]) -> Path:
        tell("the pages are written")
        return Path(folder)

    monkeypatch.setattr("sim.classroom.kit.write_kit", pages_alone)
    told = said(capsys, "class", "--kit", tmp_path / "kit").err
    assert told.index("the pages are written") < told.index("open index.html there")
    (tmp_path / "mine.txt").touch()
    found = said(capsys, "class", "--kit", tmp_path)
    assert found.code != 0
    assert "Give a new or empty folder" in three_lines(found.err)[2]


def test_a_class_game_is_short_and_its_room_is_held_and_goes_on(
    capsys: Captured, tmp_path: Path
) -> None:
    root = tmp_path / "room"
    with class_running(root, "-o", root, "--team", "seoul", "--games", 2) as (
        process,
        address,
        kept,
    ):
        assert set(kept["code"]) <= set(LETTERS)
        with caller(address) as http:
            assert http.get("/wall").status_code == 200
        again = said(capsys, "class", "--no-open", "--port", 0, "--resume", root)
        assert again.code == 2
        assert "another process is writing there" in three_lines(again.err)[0]
        status, told = interrupted(process)
    assert status == 0
    assert f"sim class --resume {root}" in told
    assert kept["code"] in told
    first = read_game(root / "game-1")[0]
    assert (first.teams, first.sealed) == (("seoul",), (10, 14))
    assert read_game(root / "game-2")[0].seed == first.seed
    with class_running(root, "--resume", root, "--language", "ko") as (_, address, again_kept):
        assert again_kept == kept
        with caller(address) as http:
            assert '<html lang="ko">' in http.get("/wall").text

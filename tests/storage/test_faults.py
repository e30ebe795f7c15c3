"""A home for every failure: whatever operation of a command on a file fails, it says so in three
lines and names it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from sim.classroom.room.folder import new_room
from sim.classroom.seats.record import GameRecord
from sim.classroom.serving.fairness import Places
from sim.classroom.serving.server import BoundServer, server_of
from sim.cli.main import group, run_guarded
from sim.core.base.errors import ExitCode
from sim.core.scenario import load_scenario
from sim.study.store.disk import DRAFT, Folder
from sim.study.store.manifest import MANIFEST, STATED
from tests.cli.command import Captured, SourcedText, said
from tests.pipeline.analyses import ANALYSES
from tests.storage.faults import ERRORS, Faults
from tests.storage.killing import content

Line = Callable[[Path], tuple[object, ...]]
Tell = Callable[[str, object], None]
TINY = ("--set", "months=2", "-n", "4", "--no-figures", "-q")
STUDY = """title = "Two cells"
scenario = "mine.toml"
outcomes = ["war"]
block = 1
[levers]
washington.pressure = "0:1"
[[design]]
kind = "factorial"
levels = 2
[replication]
worlds = 4
"""
FORECAST = ("forecast", "--from", "1993-06", "--particles", "2", "-n", "20", "-q")
AT_HOME = ("--host", "127.0.0.1", "--port", "0", "--no-open", "-q")
COMMANDS: dict[str, Line] = {
    "run": lambda at: ("run", at / "mine.toml", *TINY, "-o", at / "out"),
    "figures": lambda at: ("run", "core", "--set", "months=2", "-n", "4", "-q", "-o", at / "out"),
    "study": lambda at: ("sweep", at / "study.toml", "-q", "--no-figures", "-o", at / "out"),
    "sweep": lambda at: ("sweep", "core", "--over", "accident=.001,.01", *TINY, "-o", at / "out"),
    "forecast": lambda at: (*FORECAST, "--no-figures", "-o", at / "out"),
    "hindcast": lambda at: (
        "hindcast",
        "--from",
        "1993-07",
        "--to",
        "1994-08",
        "-n",
        "2",
        "--particles",
        "2",
        "--resamples",
        "50",
        "--no-figures",
        "-q",
        "-o",
        at / "out",
    ),
    "archive": lambda at: ("archive", at / "done", "-q", "-o", at / "out.zip"),
    "cite": lambda at: ("archive", "--cite", at / "done"),
    "reproduce": lambda at: ("reproduce", at / "done", "-q"),
    "check an archive": lambda at: ("reproduce", "--check", at / "done.zip"),
    "reproduce an archive": lambda at: ("reproduce", at / "done.zip", "-q"),
    "report": lambda at: ("report", at / "done", "-q", "-o", at / "out.html"),
    "export": lambda at: ("report", at / "done", "-q", "-o", at / "out.csv", "-o", at / "out.html"),
    "read a study": lambda at: ("show", at / "done"),
    "plot": lambda at: ("plot", "outcomes", at / "done", "-q", "-o", at / "out.png"),
    "new": lambda at: ("new", "study", at / "out.toml", "--schema", "-q"),
    "check": lambda at: ("check", at / "mine.toml", at / "study.toml"),
    "show": lambda at: ("show", at / "mine.toml"),
    "room": lambda at: (
        "class",
        "core",
        "--months",
        "2",
        "--seed",
        "7",
        *AT_HOME,
        "-o",
        at / "out",
    ),
    "room again": lambda at: ("class", "--resume", at / "room", *AT_HOME),
    "debrief": lambda at: ("report", at / "room", "-q"),
    "play seats": lambda at: (
        "play",
        at / "mine.toml",
        "--seat",
        "seoul",
        "--agent",
        "scripted",
        "-q",
        "-o",
        at / "out",
    ),
    "paper": lambda at: (
        "archive",
        at / "done",
        "--paper",
        at / "paper.toml",
        "-q",
        "-o",
        at / "out.zip",
    ),
    "kit": lambda at: ("class", "--kit", at / "out", "-q"),
    "new scenario": lambda at: ("new", "scenario", at / "out.toml", "-q"),
    "page": lambda at: (
        "play",
        at / "mine.toml",
        "-n",
        "20",
        "--no-open",
        "-q",
        "-o",
        at / "out.html",
    ),
    "class page": lambda at: ("play", "--export", at / "out.html", "-q"),
}
"""What is typed, by what it does: every command that reads or writes files of a user."""

ALIKE = [name for name in ANALYSES if name not in COMMANDS]
"""Analyses whose files go the way of those above: they are asked and published by the same code."""

COMMANDS |= {
    name: lambda at, line=ANALYSES[name]: (*line, "--no-figures", "-q", "-o", at / "out")
    for name in ALIKE
}

HOMES = (ExitCode.INVALID, ExitCode.SOME_FAILED, ExitCode.MISMATCH)
ONE_FILE = ("archive", "paper", "report", "export", "plot", "debrief", "page", "class page")
"""Commands that write files of which nothing says whose they are: they want a word to write over
them.
"""

ONCE = ("new", "new scenario", "room", "play seats")
"""Commands that begin something: what is begun already is refused, and stays as it is."""

SLOW = ("figures", "hindcast", "kit", "page", "class page", *ALIKE)
PLAYED = (
    "run",
    "study",
    "sweep",
    "forecast",
    "reproduce",
    "reproduce an archive",
    "plot",
    "archive",
    "play seats",
    "room again",
    "paper",
)
"""Commands that play, pack or draw again after each of their 14 to 277 operations: 2 to 30 s of
processor for all.
"""

A_FEW = 2
"""Operations of each of those that fail in the short tests, spread over all of them; the last fails
too.
"""


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a room end as soon as it is open, its advisers compile nothing beside it, and no lesson
    be proved.
    """

    def interrupted(app: ASGIApp, places: Places, bound: BoundServer, _: object) -> None:
        server = server_of(app, places)
        server.should_exit = True
        server.run(sockets=[bound.listener])

    monkeypatch.setattr("sim.classroom.serving.server.serve", interrupted)
    monkeypatch.setattr("sim.classroom.class_page.refuse", lambda *_: None)


def keep_room(root: Path) -> None:
    """A room whose one game is over."""
    record = GameRecord(load_scenario("core").change({"months": 2}), 7, ("seoul",), started=True)
    with Folder(root):
        _, (game,) = new_room(root, record, 1, 0, "en")
        for month in (0, 1):
            game.close_month(month)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, a study, finished results and their archive."""
    place = tmp_path_factory.mktemp("ready")
    (place / "tmp").mkdir()
    (place / "mine.toml").write_text('base = "core"\nmonths = 2\n')
    (place / "study.toml").write_text(STUDY)
    (place / "paper.toml").write_text('authors = [{ name = "Ada Lovelace" }]\n')
    with pytest.MonkeyPatch.context() as patch:
        keep_room(place / "room")
        packing = ("archive", place / "done", "-q", "-o", place / "done.zip")
        for line in (
            ("run", "core", *TINY, "-o", place / "done"),
            packing,
        ):
            words = list(map(str, line))
            patch.setattr("sys.argv", ["sim", *words])
            assert run_guarded(words) == 0
    return place


def carried_out(name: str, at: Path, faults: Faults, capsys: Captured, *more: str) -> SourcedText:
    """Carry a command out in a folder while the system counts and fails."""
    with faults.in_force():
        return said(capsys, *COMMANDS[name](at), *more)


def left_in(at: Path) -> dict[str, Any]:
    """Return what a folder holds, without times."""
    return {
        name: held
        for name, held in content(at).items()
        if not name.endswith((".html", "room.json"))
    }


def state_of(at: Path) -> frozenset[tuple[str, bytes]]:
    """Return all that a folder holds but times, drafts by one name, so that two faults that left
    the same are one.
    """
    found = set()
    for path in at.rglob("*"):
        held = b"" if path.is_dir() else path.read_bytes()
        if path.name == MANIFEST:
            told = {key: value for key, value in json.loads(held).items() if key not in STATED}
            held = json.dumps(told).encode()
        found.add(
            (
                DRAFT.sub("draft", path.name)
                if DRAFT.fullmatch(path.name)
                else str(path.relative_to(at)),
                held,
            )
        )
    return frozenset(found)


def a_few_of(count: int) -> Iterable[int]:
    """Return numbers of operations spread over all of a command, and the last."""
    spread = {max(1, (2 * k + 1) * count // (2 * A_FEW)) for k in range(A_FEW)}
    return sorted({*spread, count})


def each_of(count: int) -> Iterable[int]:
    """Return the numbers of all operations of a command."""
    return range(1, count + 1)


def check_command(
    name: str,
    ready: Path,
    place: Path,
    error: str,
    numbers: Callable[[int], Iterable[int]],
    capsys: Captured,
) -> int:
    """Let operations of a command fail one by one, those whose numbers are given of all; return how
    many were tried.

    What is typed again after a fault meets nothing but what the fault left: from each such folder
    it is tried once.
    """
    capsys.readouterr()
    resumed: set[frozenset[tuple[str, bytes]]] = set()
    at, whole = place / "at", Faults(place / "at")
    shutil.copytree(ready, at)
    assert carried_out(name, at, whole, capsys).code == 0
    expected, chosen = left_in(at), numbers(len(whole.log))
    shutil.rmtree(at)
    for number in chosen:
        shutil.copytree(ready, at)
        faults = Faults(at, error, number)
        ended = carried_out(name, at, faults, capsys)
        what = f"{name}, {error} at {number}, {faults.log[number - 1 :][:1]}: {ended}"
        if ended.code:
            assert ended.code in HOMES, what
            told = ended.out if name == "check" else ended.err
            lines = [line.strip() for line in told.splitlines()]
            place_of = next((line for line in lines if line.startswith("where: ")), "")
            assert any(line.startswith("to do: ") for line in lines), what
            assert str(at) in place_of or ".toml" in place_of, what
            assert "Traceback" not in ended.err, what
            if (state := state_of(at)) in resumed:
                shutil.rmtree(at)
                continue
            resumed.add(state)
            # A file that had its name already stays: it is whole.
            again = carried_out(
                name, at, Faults(at), capsys, *(["--force"] if name in ONE_FILE else [])
            )
            if again.code and name in ONCE:
                assert "such a file already" in again.err or "holds games" in again.err, (
                    what,
                    again,
                )
                shutil.rmtree(at)
                continue
            assert again.code == 0, (what, again)
        assert left_in(at) == expected, what
        shutil.rmtree(at)
    return len(list(chosen))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in SLOW])
def test_a_failure_has_a_home(
    name: str, ready: Path, tmp_path: Path, capsys: Captured, record_property: Tell
) -> None:
    numbers = a_few_of if name in PLAYED else each_of
    tried = check_command(name, ready, tmp_path, "EIO", numbers, capsys)
    record_property("told", f"faults, {name}: {tried} operations failed, each with a home")


def test_every_command_that_writes_has_a_case() -> None:
    """Those with an option for a file or a folder, and those that write what their argument names."""
    writing = {
        name
        for name, command in group.commands.items()
        if {"--out", "--register", "--kit", "--export"}
        & {option for parameter in command.params for option in parameter.opts}
    }
    tried = {str(line(Path())[0]) for line in COMMANDS.values()}
    assert writing | {"new"} <= tried


SHARES = 16
"""The tests over which the operations of a slow command are spread, so that none takes five minutes."""

EVERY = [
    (name, error, share)
    for name in COMMANDS
    for error in ERRORS
    for share in range(SHARES if name in SLOW else 1)
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "error", "share"), EVERY)
def test_every_failure_has_a_home(
    name: str,
    error: str,
    share: int,
    ready: Path,
    tmp_path: Path,
    capsys: Captured,
    record_property: Tell,
) -> None:
    """An operation is of the share that its number leaves by the number of shares."""

    def of_share(count: int) -> Iterable[int]:
        return range(share + 1, count + 1, SHARES if name in SLOW else 1)

    tried = check_command(name, ready, tmp_path, error, of_share, capsys)
    record_property("told", f"faults, {name}, {error}: {tried} operations, each with a home")

"""The four attacks on a real server: the desk and the wall answer, a late student is seated, and
votes count.

What people wait for is counted in the processor time of the server: a machine that is busy with
much else gives it little, and that is no fault of the server. How long its rules let people wait is
counted on virtual clocks (`test_crowd.py`, `test_many_addresses.py`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from sim.core.game.catalogue import MOVES
from tests.crowd import attackers
from tests.room.commands import class_running
from tests.room.rooms import PATIENCE

FILES, SECONDS = 512, 5
"""Files that the server may open, so that few connections fill it; and how long an attack goes
on.
"""

WATCHED, SEATED = 1.0, 5.0
"""Seconds promised for the desk and the wall, and for a late student."""


def processor_of(pid: int) -> float:
    """Return the processor seconds that the main thread of a process has had: it is the one that
    serves.
    """
    said = Path(f"/proc/{pid}/task/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    return sum(map(int, said.split()[11:13])) / os.sysconf("SC_CLK_TCK")


class Room:
    """A room as its people ask it, each on a connection of their own; `longest` is what the desk
    and the wall took of the processor of `pid`.
    """

    def __init__(self, address: str, kept: dict[str, Any], pid: int) -> None:
        self.address, self.kept, self.pid = address, kept, pid
        self.longest = {"desk": 0.0, "wall": 0.0}
        self.acknowledged: list[str] = []

    def ask(
        self,
        method: str,
        path: str,
        token: str = "",
        body: Any = None,
        http: httpx.Client | None = None,
    ) -> httpx.Response:
        """Return the answer, on a connection of its own for None; one that gives way is opened
        again, as pages do.
        """
        headers = {"authorization": f"Bearer {token}"} if token else {}
        request = httpx.request if http is None else http.request
        while True:
            try:
                return request(
                    method, self.address + path, json=body, headers=headers, timeout=PATIENCE
                )
            except httpx.TransportError:
                time.sleep(0.1)

    def join(self) -> tuple[str, float]:
        """Load the page, join and look at the seat, as a browser does; return the token, and the
        processor seconds it took.
        """
        began = processor_of(self.pid)
        with httpx.Client() as http:
            assert self.ask("GET", "/", http=http).status_code == 200
            body = {"code": self.kept["code"]}
            while (
                answer := self.ask("POST", "/api/join", body=body, http=http)
            ).status_code == 429:
                time.sleep(0.5)
            token = str(answer.json()["token"])
            assert self.ask("GET", "/api/seat", token, http=http).status_code == 200
        return token, processor_of(self.pid) - began

    def watch(self, place: str, over: Event) -> None:
        """Ask for the desk or the wall all the time, on a connection that is kept, as their pages
        do.
        """
        with httpx.Client() as http:
            while not over.is_set():
                began = processor_of(self.pid)
                assert (
                    self.ask("GET", f"/api/{place}", self.kept[place], http=http).status_code == 200
                )
                took = processor_of(self.pid) - began
                self.longest[place] = max(self.longest[place], took)
                over.wait(0.2)

    def vote(self, token: str, over: Event) -> None:
        """Vote all the time, now one thing and now another, and once at least on a machine that is
        busy.
        """
        capital = self.ask("GET", "/api/seat", token).json()["room"]["capital"]
        words = [move.name for move in MOVES[f"{capital}.word"]]
        while True:
            word = words[len(self.acknowledged) % len(words)]
            assert (
                self.ask(
                    "POST", "/api/vote", token, {"month": 0, "word": word, "deed": ""}
                ).status_code
                == 204
            )
            self.acknowledged.append(word)
            if over.wait(0.3):
                return

    def stay(self, token: str, over: Event) -> None:
        """Be there without a vote, so that the month stays open."""
        while not over.is_set():
            self.ask("GET", "/api/seat", token)
            over.wait(1.0)


@contextmanager
def attacked(room: Room, way: str) -> Iterator[None]:
    """Attack a room while the block runs."""
    port = room.address.rpartition(":")[2]
    command = [sys.executable, attackers.__file__, way, port, room.kept["code"], str(SECONDS)]
    with subprocess.Popen(command) as attacking:
        try:
            yield
        finally:
            attacking.kill()


@contextmanager
def at_once(*works: Callable[[Event], None]) -> Iterator[None]:
    """Let people do things while the block runs; what goes wrong with one of them is raised at its
    end.
    """
    over, wrong = Event(), list[BaseException]()

    def work(each: Callable[[Event], None]) -> None:
        try:
            each(over)
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=work, args=(each,)) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if wrong:
        raise wrong[0]


@pytest.mark.skipif(sys.platform != "linux", reason="counts the files of a process in /proc")
@pytest.mark.parametrize("way", sorted(attackers.WAYS))
def test_one_machine_ends_no_lesson(
    way: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    root = tmp_path / "room"
    what = ("-o", root, "--months", 3, "--seed", 7, "--deadline", 0)
    with class_running(root, *what, files=FILES) as (process, address, kept):
        room = Room(address, kept, process.pid)
        voter, witness = room.join()[0], room.join()[0]
        assert room.ask("POST", "/api/desk/start", kept["desk"], {}).status_code == 204
        # The first month waits, once, for what the advisers measure, which a machine new to the
        # rules compiles for.
        assert room.ask("GET", "/api/wall", kept["wall"]).status_code == 200
        people = (
            lambda over: room.watch("desk", over),
            lambda over: room.watch("wall", over),
            lambda over: room.vote(voter, over),
            lambda over: room.stay(witness, over),
        )
        with at_once(*people), attacked(room, way):
            time.sleep(SECONDS / 2)
            files = len(os.listdir(f"/proc/{process.pid}/fd"))
            late, seated = room.join()
            time.sleep(SECONDS / 2)
        assert (
            room.ask("GET", "/api/seat", voter).json()["own"]["vote"]["word"]
            == room.acknowledged[-1]
        )
        check_undoing(room, late)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=300)[1]
    record_property(
        "told",
        f"attack {way}: desk {room.longest['desk']:.2f} s, wall {room.longest['wall']:.2f} s at the most; a "
        f"late student after {seated:.2f} s; {len(room.acknowledged)} votes, the last counts; {files} of {FILES} files",
    )
    assert max(room.longest.values()) < WATCHED
    assert seated < SEATED
    assert files < FILES
    assert "Traceback" not in said


def check_undoing(room: Room, late: str) -> None:
    """The desk removes all who joined since the late student did; others join, and those before are
    there.
    """
    minutes = room.ask("GET", "/api/desk", room.kept["desk"]).json()["joining"]["minutes"]
    assert sum(each["joined"] for each in minutes) >= 3
    assert room.ask("POST", "/api/desk/undo", room.kept["desk"], {"since": 0}).status_code == 204
    assert room.ask("GET", "/api/seat", late).status_code == 403
    assert room.ask("GET", "/api/desk", room.kept["desk"]).json()["students"] == 0
    again, _ = room.join()
    assert room.ask("GET", "/api/seat", again).status_code == 200

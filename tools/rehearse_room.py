"""Rehearse a class without people: many clients join a room, bet and vote, month after month.

    python tools/rehearse_room.py
    python tools/rehearse_room.py --clients 100 --minutes 60 --games 4
    python tools/rehearse_room.py --clients 300 --games 4 --months 24 --minutes 30

The server is a process of its own, as `sim class` starts it. For each month the script prints the
seconds from the last vote until every client has the next month, the server's processor time for
it, and its memory. At the end it prints how long votes waited, and looks for each acknowledged vote
in the journal. It needs Linux, for the memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sim.classroom.room.folder import JOURNAL, ROOM, mark_of
from sim.core.game.catalogue import MOVES
from sim.policies.agents.observation import KINDS

TOO_MANY, CLOSED = 429, 422
AGAIN = 2.0
"""Seconds after which a phone asks again if the room is busy with others that join, as on the page.
"""

CODE = "from sim.cli.main import main; main()"
MONTHS = 120
SOFTEST = 2
"""The number of moves of a menu from which clients choose: the softest, so that no war ends the
rehearsal.
"""


class Refused(Exception):
    """An answer with an error; `status` is its HTTP status."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class Line:
    """A connection that is kept open for several requests."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer to a request as plain data; a connection that was closed meanwhile is
        opened again.
        """
        try:
            return await self._ask(method, path, body)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._ends = None
            return await self._ask(method, path, body)

    async def _ask(self, method: str, path: str, body: Any) -> Any:
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._ends
        content = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {self.token}\r\n"
        )
        head += "accept-encoding: gzip\r\n"
        more = (
            f"content-type: application/json\r\ncontent-length: {len(content)}\r\n"
            if content
            else ""
        )
        writer.write(f"{head}{more}\r\n".encode() + content)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        rows = dict(row.split(": ", 1) for row in answer.split("\r\n")[1:] if row)
        found = await reader.readexactly(int(rows.get("content-length", 0)))
        found = gzip.decompress(found) if rows.get("content-encoding") == "gzip" else found
        status = answer.split(" ", 2)[1]
        if status not in ("200", "204"):
            raise Refused(int(status), f"{method} {path}: {status} {found.decode()}")
        return json.loads(found) if found else None


class Client:
    """A phone: one connection on which it waits for news, and one on which it sends."""

    def __init__(self, port: int) -> None:
        self.waiting, self.speaking = Line(port), Line(port)
        self.version = self.game = ""
        self.news: dict[str, Any] = {}
        self.changed = asyncio.Event()
        self.votes: dict[int, dict[str, str]] = {}
        self.waits: list[float] = []
        self.late = 0

    async def join(self, code: str) -> None:
        """Join, retrying while the room is too busy, and read the first news."""
        while True:
            try:
                found = await self.speaking.ask("POST", "/api/join", {"code": code})
                break
            except Refused as refused:
                if refused.status != TOO_MANY:
                    raise
                await asyncio.sleep(AGAIN)
        self.waiting.token = self.speaking.token = found["token"]
        await self.look()

    async def look(self) -> None:
        """Wait for news."""
        self.news = await self.waiting.ask(
            "GET", f"/api/seat?since={self.version}&game={self.game}"
        )
        self.version = self.news["version"]
        self.game = self.news.get("game", {"version": self.game})["version"]
        self.changed.set()

    async def follow(self) -> None:
        """Wait for news for ever."""
        while True:
            await self.look()

    async def at(self, month: int) -> None:
        """Return once a month is open, or the game is over."""
        while not (
            self.news["phase"] == "over"
            or (self.news["phase"] == "playing" and self.news["month"] >= month)
        ):
            self.changed.clear()
            await self.changed.wait()

    async def choose(self, month: int) -> None:
        """Bet and vote; a vote may arrive after its month is over."""
        capital = self.news["room"]["capital"]
        made = {kind: random.choice(MOVES[f"{capital}.{kind}"][:SOFTEST]).name for kind in KINDS}
        began = time.monotonic()
        try:
            await self.speaking.ask(
                "POST", "/api/bet", {"month": month, "chance": random.randrange(101)}
            )
            began = time.monotonic()
            await self.speaking.ask("POST", "/api/vote", {"month": month, **made})
        except Refused as refused:
            # A request that the room cannot read would be a fault of this program.
            if refused.status != CLOSED or "required" in str(refused):
                raise
            self.late += 1
        else:
            self.votes[month] = made
        self.waits.append(time.monotonic() - began)


def used(process: int) -> tuple[float, float]:
    """Return the processor time of a process in seconds, and its memory in megabytes."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def lost_of(phones: list[Client], journal: Path) -> int:
    """Return the number of acknowledged votes that the journal lacks as the last of their device
    and month.
    """
    entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    number = {
        each["mark"]: place
        for place, each in enumerate(e for e in entries if e.get("kind") == "joined")
    }
    votes = {
        (each["device"], each["month"]): each for each in entries if each.get("kind") == "voted"
    }
    return sum(
        votes.get((number[mark_of(phone.speaking.token)], month), {}).get(kind) != move
        for phone in phones
        for month, made in phone.votes.items()
        for kind, move in list(made.items())[:1]
    )


async def rehearse(
    port: int,
    kept: dict[str, Any],
    asked: argparse.Namespace,
    end: float,
    process: int,
    journal: Path,
) -> None:
    """Play months until the time is up or the game is over."""
    clients, pace = asked.clients, asked.pace
    phones, desk = [Client(port) for _ in range(clients)], Line(port, kept["desk"])
    first = used(process)[0]
    began = time.monotonic()
    await asyncio.gather(*(phone.join(kept["code"]) for phone in phones))
    print(f"{clients} clients joined in {time.monotonic() - began:.1f} s")
    following = [asyncio.create_task(phone.follow()) for phone in phones]
    try:
        await desk.ask("POST", "/api/desk/start", {})
        for month in range(asked.months):
            await asyncio.gather(*(phone.at(month) for phone in phones))
            if time.monotonic() > end or phones[0].news["phase"] == "over":
                return
            began, before = time.monotonic(), used(process)[0]
            await asyncio.gather(*(phone.choose(month) for phone in phones))
            voted = time.monotonic()
            await asyncio.gather(*(phone.at(month + 1) for phone in phones))
            resolved, (after, memory) = time.monotonic(), used(process)
            print(
                f"month {month + 1:>3}: votes {voted - began:5.2f} s, then all know after {resolved - voted:5.2f} s; "
                f"server {after - before:5.2f} s of processor, {memory:6.1f} MB",
                flush=True,
            )
            await asyncio.sleep(max(0.0, pace - (time.monotonic() - began)))
    finally:
        for task in following:
            task.cancel()
        waits = sorted(wait for phone in phones for wait in phone.waits)
        count, late = sum(len(phone.votes) for phone in phones), sum(phone.late for phone in phones)
        if waits:
            middle, nearly = waits[len(waits) // 2], waits[int(0.99 * len(waits))]
            print(
                f"{count} votes acknowledged, {lost_of(phones, journal)} lost, {late} after their month; waits: half "
                f"below {middle:.2f} s, 99 in 100 below {nearly:.2f} s, longest {waits[-1]:.2f} s; "
                f"{1000 * (used(process)[0] - first) / count:.1f} ms of processor a vote",
                flush=True,
            )


def main() -> None:
    """Rehearse rooms one after another until the time is up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--games", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument(
        "--pace",
        type=float,
        default=1.0,
        help="seconds a month, at least: clients that are quicker than people meet their limit",
    )
    parser.add_argument("--months", type=int, default=MONTHS, help="months to play at most")
    asked = parser.parse_args()
    end = time.monotonic() + 60 * asked.minutes
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "room"
            where = ["--no-open", "-q", "--host", "127.0.0.1", "--port", "0", "-o", str(root)]
            what = ["--deadline", "0", "--months", str(MONTHS), "--games", str(asked.games)]
            command = [sys.executable, "-c", CODE, "class", *where, *what]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                try:
                    assert process.stdout is not None
                    port = int(process.stdout.readline().partition("/desk#")[0].rpartition(":")[2])
                    kept = json.loads((root / ROOM).read_text(encoding="utf-8"))
                    asyncio.run(rehearse(port, kept, asked, end, process.pid, root / JOURNAL))
                finally:
                    process.kill()
        if asked.months < MONTHS:
            return


if __name__ == "__main__":
    main()

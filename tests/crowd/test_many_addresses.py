"""One cheat with many addresses, against the server's own code on a virtual clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sim.classroom.room.folder import JOURNAL, new_room
from sim.classroom.room.session import Session
from sim.study.store.disk import Folder
from tests.crowd.virtual import Wire, run_virtually, serving
from tests.room.rooms import record

HONEST, SEATED, DESK = 5, 5.0, 1.0
"""Students who come late, and the seconds in which they are seated and the desk is answered."""

LATE, LENGTH = 3.0, 8.0
AGAIN = 1.5
"""Seconds after which the page of a student asks again, as its script does."""


@dataclass
class Seen:
    """How long the students waited, on the virtual clock, and the desk, of the processor."""

    seated: list[float] = field(default_factory=list)
    desk: list[float] = field(default_factory=list)


def attacked(root: Path, addresses: int, scans: bool) -> Seen:
    """Return what a lesson sees while so many addresses give wrong codes."""
    seen = Seen()

    async def lesson(session: Session) -> None:
        now = asyncio.get_running_loop().time
        kept = session.state.kept
        async with serving(session) as connect:

            async def guess(address: str) -> None:
                wire = connect(address)
                while True:
                    status, _ = await wire.ask("/api/join", body={"code": "BBBBBB"})
                    if status == 0:
                        await asyncio.sleep(0.1)
                        wire = connect(address)

            async def join(address: str) -> None:
                began, status = now(), 0
                code = {"code": kept.code, "ticket": session.tickets.current if scans else ""}
                while status != 200:
                    await connect(address).ask("/")
                    status, found = await connect(address).ask("/api/join", body=code)
                    if status != 200:
                        await asyncio.sleep(AGAIN)
                status, _ = await connect(address).ask("/api/seat", found["token"])
                assert status == 200
                seen.seated.append(now() - began)

            async def watch() -> None:
                # All that come at the very first are one moment here, and many on a clock that
                # runs.
                await asyncio.sleep(0.5)
                while True:
                    began, answered = time.process_time(), await ask_desk(connect, kept.desk)
                    assert answered
                    seen.desk.append(time.process_time() - began)
                    await asyncio.sleep(1.0)

            attacking = [guess(f"10.0.{each >> 8}.{each & 255}") for each in range(addresses)]
            around = [asyncio.create_task(each) for each in (*attacking, watch())]
            await asyncio.sleep(LATE)
            students = [join(f"10.1.0.{each}") for each in range(HONEST)]
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*students), LENGTH - LATE)
            for each in around:
                each.cancel()
            await asyncio.gather(*around, return_exceptions=True)

    with Folder(root):
        kept, tables = new_room(root, record(), 1, 0, "en")
        run_virtually(lesson(Session(kept, tables, root / JOURNAL)))
    return seen


async def ask_desk(connect: Callable[[str], Wire], token: str) -> bool:
    """Say whether the desk is answered on a connection of its own."""
    status, _ = await connect("127.0.0.1").ask("/api/desk", token)
    return status == 200


@pytest.mark.parametrize(("addresses", "scans"), [(240, False), (240, True), (1000, True)])
def test_many_addresses_shut_no_door(tmp_path: Path, addresses: int, scans: bool) -> None:
    seen = attacked(tmp_path / "room", addresses, scans)
    assert len(seen.seated) == HONEST
    assert max(seen.seated) < SEATED
    assert max(seen.desk) < DESK

"""Twenty pages at once on a real port, late requests that supersede early ones, and a desk that is full."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from threading import Event
from typing import Any

import httpx
import numpy as np
import pytest

import sim
from sim.game.numbers import LEDGER
from sim.pages.live.answers import play
from sim.pages.live.app import live_app
from sim.pages.live.hall import Busy, Desk, Superseded, Ticket
from sim.study.run.runner import BATCH
from tests.live.pages import PATIENT, asked_worlds, short_page
from tests.live.serving import served

PAGES = 20


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    page = short_page()
    page.warm_up()
    with served(lambda door: live_app(page, door.hosts, limits=PATIENT)) as place:
        yield place


@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n\r\n", b"GET / HTTP/1.1\r\n", b"\x16\x03\x01" + bytes(200),
     b"GET " + b"/" * 20_000 + b" HTTP/1.1\r\n\r\n",
     b"POST /api/worlds HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{",
     b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\n\r\n", b"BREW / HTTP/9\r\n\r\n",
     b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"],
)  # fmt: skip
def test_whatever_comes_over_the_wire_the_server_lives(address: str, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=20) as wire:
        wire.sendall(sent)
        wire.shutdown(socket.SHUT_WR)
        answer = wire.recv(65_536)
    assert b"Traceback" not in answer
    assert b"evil" not in sent or answer.startswith(b"HTTP/1.1 400")
    assert httpx.get(f"{address}/api/page").status_code == 200


async def gathered(address: str, questions: list[dict[str, Any]]) -> list[httpx.Response]:
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        return await asyncio.gather(*(http.post("/api/worlds", json=question) for question in questions))


def test_twenty_pages_at_once_get_their_own_numbers(address: str) -> None:
    hazards = np.linspace(LEDGER["accident"].low, LEDGER["accident"].high, PAGES).tolist()
    sides = [{"scenario": "2017-spring", "changes": {"accident": hazard}} for hazard in hazards]
    questions = [asked_worlds(client=f"page-{n}", sides=[side]) for n, side in enumerate(sides)]
    answers = asyncio.run(gathered(address, questions))
    base = sim.load_scenario("2017-spring").change({"months": 6})
    for hazard, response in zip(hazards, answers, strict=True):
        assert response.status_code == 200
        run = sim.run(base.change({"accident": hazard}), 40, 7)
        shown = response.json()["sides"][0]
        assert shown["hash"] == run.scenario.hash
        assert shown["flags"]["war"]["value"] == run.probability("war").value
        assert shown["final"] == run.columns["final_state"].tolist()


def test_of_many_requests_of_one_page_the_last_is_answered(address: str) -> None:
    questions = [asked_worlds(client="one", worlds=2000, seed=str(seed)) for seed in range(PAGES)]
    answers = asyncio.run(gathered(address, questions))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert any(answer.status_code == 200 for answer in answers)


def test_a_withdrawn_request_stops_between_batches_of_worlds() -> None:
    scenario, ticket, checks = sim.load_scenario("2017-spring").change({"months": 2}), Ticket(), []

    def check() -> None:
        checks.append(None)
        if len(checks) == 3:
            ticket.withdraw()
        ticket.check()

    with pytest.raises(Superseded):
        play([scenario], 4 * BATCH, 7, check)
    assert len(checks) == 3


def test_a_later_request_supersedes_the_earlier_of_the_same_page_only() -> None:
    desk, go = Desk(workers=3), Event()

    def waits(ticket: Ticket) -> str:
        go.wait(10)
        ticket.check()
        return "answered"

    async def three() -> list[Any]:
        first = asyncio.ensure_future(desk.do("a", waits))
        other = asyncio.ensure_future(desk.do("b", waits))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(desk.do("a", waits))
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(first, other, second, return_exceptions=True)

    first, other, second = asyncio.run(three())
    desk.close()
    assert isinstance(first, Superseded)
    assert (other, second) == ("answered", "answered")


def test_a_full_desk_refuses() -> None:
    desk, go = Desk(workers=1, most_waiting=1), Event()

    async def two() -> None:
        first = asyncio.ensure_future(desk.do("a", lambda _: go.wait(10)))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await desk.do("b", lambda _: True)
        go.set()
        await first

    asyncio.run(two())
    desk.close()

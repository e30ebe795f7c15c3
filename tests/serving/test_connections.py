"""Connections that say nothing, or never finish, do not keep others out."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from sim.classroom.serving import fairness
from sim.classroom.serving.fairness import (
    PATIENCE,
    LastMinute,
    Places,
    hold_place,
    leave_place,
    stranger_at,
    take_place,
)
from tests.serving.running import served
from tests.serving.small import small_app

HEAD = b"POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"


PLACES = 260


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(lambda door: small_app(door.hosts, most=PLACES)) as place:
        yield place


def connected(address: str) -> socket.socket:
    """Return a connection to the server."""
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=120)


@pytest.mark.parametrize(
    "said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", HEAD, HEAD + b"{"]
)
def test_a_request_that_does_not_come_is_not_waited_for(
    address: str, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PATIENCE, "opening", 0.2)
    with connected(address) as silent:
        silent.sendall(said)
        while silent.recv(4096):
            pass


def test_a_byte_after_a_whole_request_is_not_waited_for_either(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(address) as silent:
        silent.sendall(b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert silent.recv(4096).startswith(b"HTTP/1.1 200")
        monkeypatch.setitem(PATIENCE, "opening", 0.2)
        silent.sendall(b"G")
        while silent.recv(4096):
            pass


def test_who_holds_places_in_silence_makes_room_for_who_asks(address: str) -> None:
    """Silent connections of one address, a class behind its router, shut nobody out."""
    with ExitStack() as stack:
        held = [stack.enter_context(connected(address)) for _ in range(PLACES)]
        answers = [httpx.get(f"{address}/api/state", timeout=120).status_code for _ in range(5)]
        assert answers == [200] * 5
        # The one that was silent for the longest time has gone.
        assert held[0].recv(1) == b""


ASKED = b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    "asked",
    [
        ASKED + b"\r\n",
        ASKED + b"Connection: close\r\n\r\n",
        (ASKED + b"\r\n") * 12,
        ASKED + b"\r\n" + HEAD.replace(b"99", b"2") + b"{}",
    ],
    ids=["once", "the last", "many times", "and something else"],
)
def test_an_answer_that_nobody_reads_is_given_up(
    asked: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fairness, "UNREAD", 0.2)
    apps: list[Any] = []

    def make(door: Any) -> Any:
        apps.append(small_app(door.hosts))
        return apps[0]

    with served(make) as place, socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        host, _, port = place.removeprefix("http://").partition(":")
        silent.connect((host, int(port)))
        silent.sendall(asked)
        end = time.monotonic() + 120.0
        while not any(each.unread for each in apps[0].places.held.values()):
            assert time.monotonic() < end, "nothing is unread"
            time.sleep(0.01)
        while apps[0].places.held:
            assert time.monotonic() < end, "the place is held for ever"
            time.sleep(0.01)


def test_who_guesses_from_many_addresses_counts_as_one() -> None:
    """A class behind its router holds more places than each address that guesses, and fewer than
    all of them; where nobody guesses, whoever holds the most gives way.
    """
    places = Places(260)
    for number in range(20):
        take_place(places, f"class {number}", "192.0.2.1", 0.0)
    for number in range(239):
        take_place(places, f"guesser {number}", f"198.51.100.{number}", 1.0)
        places.turns.note(stranger_at(f"198.51.100.{number}"), 1.0)
        places.wrong.note(stranger_at(f"198.51.100.{number}"), 1.0)
    # Of the class one mistypes, and three are right.
    places.wrong.note(stranger_at("192.0.2.1"), 1.0)
    for _ in range(4):
        places.turns.note(stranger_at("192.0.2.1"), 1.0)
    take_place(places, "last", "192.0.2.2", 2.0)
    assert str(take_place(places, "new", "192.0.2.3", 3.0)).startswith("guesser")
    assert str(take_place(places, "newer", "192.0.2.3", 61.0)).startswith("class")


def test_places_know_who_holds_how_many() -> None:
    places = Places(260)
    for number in range(3):
        take_place(places, number, "192.0.2.1", 0.0)
    fairness.name_person(places, 0, 7, "192.0.2.1")
    hold_place(places, 1, "joining", 1.0)
    assert list(places.line) == [1]
    assert {kind: dict(each) for kind, each in places.people.items() if each} == {
        "device": {7: 1},
        "stranger": {"from 192.0.2.1": 2},
    }
    for number in range(3):
        leave_place(places, number)
        leave_place(places, number)
    assert not places.line
    assert not any(places.people.values())


def test_a_minute_is_remembered() -> None:
    memory = LastMinute()
    memory.note("a", 0.0)
    memory.note("a", 30.0)
    memory.note("b", 30.0)
    assert dict(memory.counts(59.0)) == {"a": 2, "b": 1}
    assert dict(memory.counts(60.0)) == {"a": 1, "b": 1}
    assert dict(memory.latest(60.0)) == {"a": 30.0, "b": 30.0}
    assert not memory.counts(90.0)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01" + bytes(200),
        b"GET " + b"/" * 20_000 + b" HTTP/1.1\r\n\r\n",
        HEAD + b"{",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\n\r\n",
        b"BREW / HTTP/9\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
    ],
)
def test_whatever_comes_over_the_wire_the_server_lives(address: str, sent: bytes) -> None:
    with connected(address) as wire:
        wire.sendall(sent)
        wire.shutdown(socket.SHUT_WR)
        answer = wire.recv(65_536)
    assert b"Traceback" not in answer
    assert b"evil" not in sent or answer.startswith(b"HTTP/1.1 400")
    assert httpx.get(f"{address}/api/state", timeout=120).status_code == 200

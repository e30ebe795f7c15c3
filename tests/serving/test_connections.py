"""Connections that say nothing, or never finish, do not keep others out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from sim.classroom.serving.fairness import PATIENCE
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

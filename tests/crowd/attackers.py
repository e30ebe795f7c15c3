"""The four ways in which one machine once ended a lesson, against a server on loopback; a program
of its own.

python tests/crowd/attackers.py WAY PORT CODE SECONDS
"""

from __future__ import annotations

import http.client
import json
import socket
import sys
import time
from collections.abc import Callable
from threading import Thread
from typing import Any, Final

HANDS, DEVICES, POLLS, CONNECTIONS, PAGES = 4, 80, 3, 500, 12
HERE: Final = "127.0.0.1"


def join(port: int, code: str, connection: http.client.HTTPConnection | None = None) -> str:
    """Join on a connection, a new one for None; return the token, "" where there is none."""
    own = connection or http.client.HTTPConnection(HERE, port, timeout=30)
    try:
        own.request(
            "POST", "/api/join", json.dumps({"code": code}), {"content-type": "application/json"}
        )
        answer = own.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        return str(found["token"]) if answer.status == 200 else ""
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    finally:
        if connection is None:
            own.close()


def flood(port: int, code: str, until: float) -> None:
    """Join over and over."""
    while time.monotonic() < until:
        join(port, code)


def guess(port: int, code: str, until: float) -> None:
    """Join over and over with a wrong code."""
    flood(port, code[::-1] if code[::-1] != code else "B" * len(code), until)


def hoard(port: int, code: str, until: float) -> None:
    """Join with many devices, and hold three questions for news with each."""
    tokens = [token for _ in range(DEVICES // HANDS) if (token := join(port, code))]
    for token in tokens:
        for _ in range(POLLS):
            Thread(target=hold, args=(port, token, until), daemon=True).start()
    time.sleep(max(0.0, until - time.monotonic()))


def hold(port: int, token: str, until: float) -> None:
    """Hold a question for news, again and again."""
    own = http.client.HTTPConnection(HERE, port, timeout=30)
    since = game = ""
    while time.monotonic() < until:
        try:
            own.request(
                "GET",
                f"/api/seat?since={since}&game={game}",
                headers={"authorization": f"Bearer {token}"},
            )
            found = json.loads(own.getresponse().read())
            since = found.get("version", since)
            game = found.get("game", {}).get("version", game)
            if "own" not in found or found.get("ended"):
                time.sleep(1.0)
        except (OSError, http.client.HTTPException, ValueError):
            own.close()
            time.sleep(0.5)


def leave_unread(port: int, code: str, until: float) -> None:
    """Ask for pages on many connections and read none of them; one that was closed is opened
    anew.
    """
    asked = b"GET /desk HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * PAGES
    held: list[socket.socket] = []
    while time.monotonic() < until:
        own = socket.socket()
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        own.settimeout(3)
        try:
            own.connect((HERE, port))
            own.sendall(asked)
        except OSError:
            time.sleep(0.05)
        held.append(own)
        if len(held) > CONNECTIONS // HANDS:
            held.pop(0).close()


WAYS: Final[dict[str, Callable[[int, str, float], None]]] = {
    "hoard": hoard,
    "flood": flood,
    "guess": guess,
    "unread": leave_unread,
}


def main() -> None:
    """Attack with all hands until the time is up."""
    way, port, code, seconds = sys.argv[1:]
    until = time.monotonic() + float(seconds)
    for _ in range(HANDS):
        Thread(target=WAYS[way], args=(int(port), code, until), daemon=True).start()
    time.sleep(float(seconds))


if __name__ == "__main__":
    main()

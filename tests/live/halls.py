"""A server with seats on a real port, and a person who speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

import sim
from sim.game.catalogue import CAPITALS
from sim.pages.live.hall import Hall, new_code
from sim.pages.live.seating import seats_app
from sim.pages.seats.record import Record
from sim.pages.seats.saving import new_folder
from sim.pages.serving.limits import Limits
from tests.live.pages import PATIENT
from tests.live.serving import served

EVEN = {"war": 0.2, "lose_lose": 0.4, "ever_freeze": 0.1}


@contextmanager
def seated(
    root: Path, months: int = 4, teams: tuple[str, ...] = CAPITALS, deadline: int = 0, limits: Limits = PATIENT
) -> Iterator[tuple[str, Hall]]:
    """Serve one new game, and yield the address and the hall."""
    record = Record(sim.load_scenario("2017-spring").change({"months": months}), 7, teams)
    hall = Hall(record, root, deadline, new_code())
    hall.admit(new_folder(root), record, deadline)
    with served(lambda door: seats_app(hall, door.hosts, limits=limits)) as address:
        yield address, hall


class Person:
    """Someone with a code."""

    def __init__(self, address: str, code: str) -> None:
        self.address, self.code = address, code

    def ask(self, what: str, **more: Any) -> httpx.Response:
        """Return the response to a request under this person's code."""
        return httpx.post(f"{self.address}/api/{what}", json={"code": self.code} | more, timeout=60)

    def told(self, what: str, **more: Any) -> dict[str, Any]:
        """Return the answer to a request that should succeed."""
        response = self.ask(what, **more)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

"""A small live page for tests, and a client that speaks to it without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

import sim
from sim.pages.live.app import live_app
from sim.pages.live.page import LivePage, Shelf, shelf_of
from sim.pages.serving.guard import Hosts
from sim.pages.serving.limits import Limits, Rate

HERE = Hosts(frozenset({"testserver", "127.0.0.1"}))
PATIENT = Limits(of_all=Rate(1e9, 1e9))


def short_shelf(months: int = 6) -> Shelf:
    """Return a shelf whose first scenario is a short spring."""
    return shelf_of(sim.load_scenario("2017-spring").change({"months": months}), "2017-spring", [f"months={months}"])


def short_page(months: int = 6) -> LivePage:
    """Return a page of a short scenario."""
    return LivePage(short_shelf(months), 40, 7)


class Client:
    """Sends requests straight into an app, one event loop a request, as the address "testserver"."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, address: str, **settings: Any) -> httpx.Response:
        """Return the response to one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
                return await http.request(method, address, **settings)

        return asyncio.run(send())

    def get(self, address: str, **settings: Any) -> httpx.Response:
        """Return the response to a GET."""
        return self.request("GET", address, **settings)

    def post(self, address: str, **settings: Any) -> httpx.Response:
        """Return the response to a POST."""
        return self.request("POST", address, **settings)


def client(page: LivePage | None = None, limits: Limits = PATIENT) -> Client:
    """Return a client of a live page."""
    return Client(live_app(page or short_page(), HERE, limits=limits))


def asked_worlds(**other: Any) -> dict[str, Any]:
    """Return a fair question for worlds, with some fields changed."""
    return {
        "client": "test", "worlds": 40, "seed": "7", "world": 3,
        "sides": [{"scenario": "2017-spring", "changes": {}}],
    } | other  # fmt: skip

"""A class of phones without a screen: many clients in one event loop, who join, wait for news, bet
and vote.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.room.rooms import PATIENCE


class Phone:
    """One device: it joins, keeps its token, and knows the last news."""

    def __init__(self, http: httpx.AsyncClient, number: int) -> None:
        self.http, self.number = http, number
        self.token = ""
        self.news: dict[str, Any] = {}

    async def ask(self, method: str, address: str, **settings: Any) -> httpx.Response:
        """Return the response to a request under this phone's token."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return await self.http.request(
            method, address, headers=headers, timeout=PATIENCE, **settings
        )

    async def told(self, method: str, address: str, **settings: Any) -> Any:
        """Return the answer to a request that should succeed."""
        response = await self.ask(method, address, **settings)
        assert response.status_code in (200, 204), (address, response.status_code, response.text)
        return response.json() if response.content else None

    async def join(self, code: str) -> None:
        """Join by a code."""
        self.token = (await self.told("POST", "/api/join", json={"code": code}))["token"]

    async def look(self) -> dict[str, Any]:
        """Wait for news, and return all that is known now."""
        held = self.news.get("game", {})
        has = {"since": self.news.get("version", ""), "game": held.get("version", "")}
        found = await self.told("GET", "/api/seat", params=has)
        self.news = {"game": held} | found
        return self.news

    async def vote(self, word: str = "", deed: str = "") -> None:
        """Vote in the open month."""
        await self.told(
            "POST", "/api/vote", json={"month": self.news["month"], "word": word, "deed": deed}
        )


@dataclass
class Watch(Phone):
    """The wall, or the desk, under its own token."""

    http: httpx.AsyncClient
    token: str
    place: str
    news: dict[str, Any] = field(default_factory=dict)

    async def look(self) -> dict[str, Any]:
        """Wait for news, and return them."""
        address, has = f"/api/{self.place}", {"since": self.news.get("version", "")}
        self.news = await self.told("GET", address, params=has)
        return self.news

    async def do(self, what: str, **more: Any) -> Any:
        """Do something at the desk."""
        return await self.told("POST", f"/api/desk/{what}", json=more)


async def until(watch: Phone, true: Any, patience: float = 300.0) -> dict[str, Any]:
    """Look until something holds of the news."""
    end = time.monotonic() + patience
    while not (watch.news and true(watch.news)):
        assert time.monotonic() < end, watch.news
        await watch.look()
    return watch.news


async def gathered(*works: Any) -> list[Any]:
    """Do everything at once."""
    return list(await asyncio.gather(*works))

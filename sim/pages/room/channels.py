"""News for many who see the same: made once, and sent as the same bytes to all who wait for it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sim.pages.serving.answers import plain

PATIENCE: Final = 20.0
"""Seconds for which a page waits for news before it is told that there are none."""

BOOT_BYTES: Final = 4


Question = asyncio.Future[bool]
"""A question that waits for news; what it is told is whether it ended for a newer one of the same device."""

ENDED_BY_NEWS, ENDED_BY_ANOTHER = False, True


def answer(question: Question, why: bool) -> None:
    """Let a question wait no longer."""
    if not question.done():
        question.set_result(why)


class Channel:
    """What everyone in one place sees. `make` is called once for each version, when someone asks.

    `touch` says that something changed, and `flush` lets it be seen; many touches are one piece of news. A version is a
    text that means nothing: it differs whenever there is something newer, after a new start of the server too.
    """

    def __init__(self, make: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._make = make
        self._boot = secrets.token_hex(BOOT_BYTES)
        self._number = 0
        self._made: tuple[int, bytes] = (-1, b"")
        self._making = asyncio.Lock()
        self._waiting: set[Question] = set()
        self._touched = False

    @property
    def version(self) -> str:
        """The present version."""
        return f"{self._boot}.{self._number}"

    def touch(self) -> None:
        """Note that something changed."""
        self._touched = True

    def flush(self) -> None:
        """Wake those who wait, if something changed."""
        if self._touched:
            self._touched = False
            self._number += 1
            waiting, self._waiting = self._waiting, set()
            for question in waiting:
                answer(question, ENDED_BY_NEWS)

    async def since(self, version: str, question: Question) -> None:
        """Wait until there is something newer than a version, or a question is ended, for a while at most."""
        if version != self.version:
            return
        patience = asyncio.get_running_loop().call_later(PATIENCE, answer, question, ENDED_BY_NEWS)
        self._waiting.add(question)
        try:
            await question
        finally:
            patience.cancel()
            self._waiting.discard(question)

    async def content(self) -> bytes:
        """Return what is seen now, as the inside of a JSON object with its version."""
        async with self._making:
            if self._made[0] != self._number:
                number, version = self._number, self.version
                # A change while this is made is a newer version, which is made when it is asked for.
                made = await self._make()
                self._made = (number, inside({"version": version} | made))
            return self._made[1]


def inside(content: dict[str, Any]) -> bytes:
    """Return an object as JSON without its braces."""
    return plain(content)[1:-1]


def together(own: dict[str, Any], *shared: bytes) -> bytes:
    """Return one JSON object of what one device alone sees, and of what all see."""
    return b"{" + b",".join((inside(own), *shared)) + b"}"

"""Tickets of the wall: a device that scanned the QR code shows one, and comes before typed codes.

A ticket is a keyed hash of the quarter minute. Nobody outside the room can forge one, and checking
one does not use up a turn. A photograph of the wall soon gives no more than the code.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from typing import Final

from sim.classroom.room.folder import same

QUARTER: Final = 15.0
"""Seconds for which the wall shows a ticket."""

HEARD: Final = 3
"""Valid tickets: the one on the wall, and those before it."""

LETTERS: Final = 16
"""Hexadecimal digits of a ticket: 64 bits."""


class Tickets:
    """The tickets of a running room; the key is drawn at each start and never saved."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)

    @property
    def current(self) -> str:
        """The ticket that the wall shows now."""
        return self._ticket(self._quarter)

    def is_heard(self, ticket: str) -> bool:
        """Return whether a ticket is the current one or one of the two before it."""
        return any(same(ticket, self._ticket(self._quarter - age)) for age in range(HEARD))

    @property
    def _quarter(self) -> int:
        return int(self._clock() // QUARTER)

    def _ticket(self, quarter: int) -> str:
        return hmac.digest(self._key, str(quarter).encode(), "sha256").hex()[:LETTERS]

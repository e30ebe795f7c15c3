"""How many requests are answered: everyone with a token has a measure of their own, and the rest share one.

Never by address: a class sits behind one, and whoever shares it would be shut out with the one who asks too much.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second in the long run, and at once."""

    lasting: float
    burst: float


OF_ALL: Final = Rate(200.0, 4000.0)
"""Requests without a token: a hundred phones that load their pages at the same moment."""

OF_ONE: Final = Rate(8.0, 60.0)
"""Requests under one token."""

MOST_KEPT: Final = 4096


class Buckets:
    """How many requests each of many may still make: a bucket of tokens that fills with time."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._level: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def left(self, whose: Hashable) -> float:
        """Return what a bucket holds now."""
        now = self._clock()
        level, then = self._level.get(whose, (self._rate.burst, now))
        return min(self._rate.burst, level + (now - then) * self._rate.lasting)

    def take(self, whose: Hashable) -> bool:
        """Take a token for a request; False where the bucket is empty."""
        level = self.left(whose)
        allowed = level >= 1.0
        self._level[whose] = (level - 1.0 if allowed else level, self._clock())
        self._level.move_to_end(whose)
        while len(self._level) > MOST_KEPT:
            self._level.popitem(last=False)
        return allowed


def nobody(_: str) -> Hashable | None:
    """Know no token."""
    return None


class Limits:
    """The limits of a server; `known` says whose a token is, None for one that opens nothing."""

    def __init__(
        self, known: Callable[[str], Hashable | None] = nobody, of_all: Rate = OF_ALL, of_one: Rate = OF_ONE
    ) -> None:
        self._known = known
        self._all, self._each = Buckets(of_all), Buckets(of_one)

    def take(self, token: str) -> bool:
        """Say whether a request may be answered; a token that nobody has is as good as none."""
        who = self._known(token) if token else None
        return self._all.take(None) if who is None else self._each.take(who)

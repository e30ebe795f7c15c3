"""A virtual clock, people as generators, and a network that delays, loses and cuts: one seed gives
one history.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

Acting = Generator[Any, Any, Any]
"""What someone does: it yields seconds to let pass, or a promise and the seconds for which it waits
for it.
"""


NEAR = 0.002
"""Seconds that a message takes at least."""


class Promise:
    """An answer that may come; None is heard by whoever waits too long."""

    def __init__(self) -> None:
        self.kept = False
        self.heard: Callable[[Any], None] | None = None

    def keep(self, found: Any) -> None:
        """Give the answer, once."""
        if not self.kept:
            self.kept = True
            if self.heard is not None:
                self.heard(found)


@dataclass
class World:
    """The clock and what is to come; `lost` is the share of messages that never arrive, `slow` the
    longest delay.
    """

    seed: int
    lost: float = 0.0
    slow: float = 0.2
    now: float = 0.0
    _coming: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = field(
        default_factory=list
    )
    _count: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def clock(self) -> float:
        """Return the time."""
        return self.now

    def after(self, seconds: float, what: Callable[..., None], *about: Any) -> None:
        """Let something happen later."""
        self._count += 1
        heapq.heappush(self._coming, (self.now + seconds, self._count, what, about))

    def send(self, wire: Wire, what: Callable[..., None], *about: Any) -> None:
        """Let a message on a connection arrive later, or never; of one that is near at once."""
        if wire.near:
            self.after(NEAR, what, *about)
        elif self.chance.random() < self.lost:
            wire.lost = True
        else:
            delay = self.chance.uniform(NEAR, self.slow)
            wire.travel += delay
            self.after(delay, what, *about)

    def run(self, until: float) -> None:
        """Let the time pass."""
        while self._coming and self._coming[0][0] <= until:
            self.now, _, what, about = heapq.heappop(self._coming)
            what(*about)
        self.now = until

    def act(self, acting: Acting) -> None:
        """Let someone act."""
        self._go_on(acting, None)

    def _go_on(self, acting: Acting, heard: Any) -> None:
        try:
            wanted = acting.send(heard)
        except StopIteration:
            return
        if isinstance(wanted, float | int):
            self.after(float(wanted), self._go_on, acting, None)
            return
        promise, patience = wanted
        waiting = [True]

        def once(found: Any) -> None:
            if waiting:
                waiting.clear()
                self._go_on(acting, found)

        promise.heard = once
        self.after(patience, once, None)


@dataclass(eq=False)
class Wire:
    """A connection as a client has it, `open` until either end lets go.

    `reads` says whether its answers are read; `near` is a cheat with a cable, whose messages are
    neither late nor lost. `travel` is how long its messages were on their way together, `lost`
    whether one was lost, and `unread` since when an answer is not read.
    """

    address: str
    reads: bool = True
    near: bool = False
    open: bool = True
    asked: Promise | None = None
    travel: float = 0.0
    lost: bool = False
    unread: float | None = None

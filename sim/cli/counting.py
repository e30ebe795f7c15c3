"""The progress of work that is counted in parts: done, total and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sim.study.estimate import count_text

Told = Callable[[int, int], None]


class Counting:
    """The progress line of some work: in place on a terminal, else once for each tenth."""

    def __init__(self, things: str) -> None:
        self.things, self.started, self.tenth = things, time.monotonic(), 0
        self.live = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Show how much is done."""
        left = (total - done) * (time.monotonic() - self.started) / max(done, 1)
        text = f"{count_text(done)} / {count_text(total)} {self.things}, {left:.0f} s left"
        if self.live:
            click.echo(f"\r\x1b[K{text}", file=sys.stderr, nl=False)
        elif done * 10 // total > self.tenth:
            self.tenth = done * 10 // total
            click.echo(text, file=sys.stderr)


@contextmanager
def counting(shown: bool, things: str) -> Iterator[Told | None]:
    """Give the function that shows progress on stderr, or None if none is wanted."""
    if not shown:
        yield None
        return
    line = Counting(things)
    try:
        yield line.show
    finally:
        if line.live:
            click.echo("\r\x1b[K", file=sys.stderr, nl=False)

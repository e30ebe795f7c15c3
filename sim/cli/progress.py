"""The progress line: done, total, time left and the probability so far; a plain line per tenth off a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import numpy as np

from sim.study.estimate.interval import count_text, value_text, wilson_cells
from sim.study.outcomes import flag_of, label_of
from sim.study.run.runner import Gathered, Progress


class Line:
    """The progress line of one run; without an outcome it counts only, where worlds are of scenarios that differ."""

    def __init__(self, outcome: str) -> None:
        self.outcome, self.started = outcome, time.monotonic()
        self.counted = self.hits = self.tenth = 0
        self.live = sys.stderr.isatty()

    def so_far(self, gathered: Gathered) -> str:
        """Return the probability among the worlds already run, each of them counted once."""
        new = {name: values[self.counted : gathered.done] for name, values in gathered.columns.items()}
        self.hits += int(np.count_nonzero(flag_of(new, self.outcome)))
        self.counted = gathered.done
        cell = wilson_cells(self.hits, self.counted)
        share = value_text(float(cell.value), float(cell.low), float(cell.high), 3)
        return f"{label_of(self.outcome)} {share}"

    def text(self, gathered: Gathered) -> str:
        """Return the whole line."""
        pace = gathered.done / max(time.monotonic() - self.started, 1e-9)
        left = (gathered.worlds - gathered.done) / pace
        done = f"{count_text(gathered.done)} / {count_text(gathered.worlds)} worlds"
        text = f"{done}, {count_text(round(pace))} a second, {left:.0f} s left"
        return f"{text}, {self.so_far(gathered)}" if self.outcome else text

    def show(self, gathered: Gathered) -> None:
        """Show the line: in place on a terminal, else once for each tenth of the worlds."""
        if self.live:
            click.echo(f"\r\x1b[K{self.text(gathered)}", file=sys.stderr, nl=False)
        elif gathered.done * 10 // gathered.worlds > self.tenth:
            self.tenth = gathered.done * 10 // gathered.worlds
            click.echo(self.text(gathered), file=sys.stderr)


@contextmanager
def progress_line(shown: bool, outcome: str = "lose_lose") -> Iterator[Progress | None]:
    """Give the function that shows progress on stderr, or None if none is wanted."""
    if not shown:
        yield None
        return
    line = Line(outcome)
    try:
        yield line.show
    finally:
        if line.live:
            click.echo("\r\x1b[K", file=sys.stderr, nl=False)


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

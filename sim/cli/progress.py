"""The progress line: done, total, time left and the probability so far; a plain line per tenth off a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import numpy as np

from sim.study.estimate import count_text, value_text, wilson_cells
from sim.study.run import flag_of
from sim.study.runner import Gathered, Progress

HEADLINE = "lose_lose"


def so_far(gathered: Gathered) -> str:
    """Return the headline probability of the worlds already run."""
    done = {name: values[: gathered.done] for name, values in gathered.columns.items()}
    hits = int(np.count_nonzero(flag_of(done, HEADLINE)))
    cell = wilson_cells(hits, gathered.done)
    return f"lose-lose {value_text(float(cell.value), float(cell.low), float(cell.high), 3)}"


def line(gathered: Gathered, started: float) -> str:
    """Return the progress line."""
    elapsed = max(time.monotonic() - started, 1e-9)
    pace = gathered.done / elapsed
    left = (gathered.worlds - gathered.done) / pace
    done = f"{count_text(gathered.done)} / {count_text(gathered.worlds)} worlds"
    return f"{done}, {pace:,.0f} a second, {left:.0f} s left, {so_far(gathered)}"


@contextmanager
def progress_line(shown: bool) -> Iterator[Progress | None]:
    """Give the function that shows progress on stderr, or None if none is wanted."""
    if not shown:
        yield None
        return
    started, live, tenth = time.monotonic(), sys.stderr.isatty(), 0

    def show(gathered: Gathered) -> None:
        nonlocal tenth
        if live:
            click.echo(f"\r\x1b[K{line(gathered, started)}", err=True, nl=False)
        elif gathered.done * 10 // gathered.worlds > tenth:
            tenth = gathered.done * 10 // gathered.worlds
            click.echo(line(gathered, started), err=True)

    try:
        yield show
    finally:
        if live:
            click.echo("\r\x1b[K", err=True, nl=False)

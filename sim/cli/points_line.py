"""The progress line of a design: worlds done, time left, and the mean of the outcome over the points so far."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sim.analysis.sensitivity.playing import Played, Watch
from sim.cli.names import outcome_label
from sim.cli.progress import Line
from sim.study.estimate import mean_estimate, value_text
from sim.study.runner import Gathered


class PointsLine(Line):
    """A progress line that is told averages of points, not worlds."""

    played: Played

    def so_far(self, gathered: Gathered) -> str:
        """Return the mean over the points so far, with its interval over points."""
        mean = mean_estimate(self.played.mean)
        return f"mean {outcome_label(self.outcome)} {value_text(mean.value, mean.low, mean.high, 0)}"

    def watch(self, played: Played) -> None:
        """Show how far a design has come."""
        self.played = played
        gathered = Gathered(played.total_worlds)
        gathered.done = played.worlds
        self.show(gathered)


@contextmanager
def points_line(shown: bool, outcome: str) -> Iterator[Watch | None]:
    """Give the function that shows progress on stderr, or None if none is wanted."""
    if not shown:
        yield None
        return
    line = PointsLine(outcome)
    try:
        yield line.watch
    finally:
        if line.live:
            click.echo("\r\x1b[K", file=sys.stderr, nl=False)

"""The progress line: done, total, time left and the probability so far; a plain line per tenth off
a terminal.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click
import numpy as np

from sim.core.estimate.writing import count_text, percent_text, quantity_text

if TYPE_CHECKING:
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.study.experiment.definition import Experiment
    from sim.study.run.task import PlayedWorlds


def duration(seconds: float) -> str:
    """Return a time for people."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


class ProgressLine:
    """A progress line: in place on a terminal, else once for each tenth of the work."""

    def __init__(self) -> None:
        self.started, self.tenth = time.monotonic(), 0
        self.live = sys.stderr.isatty()

    def say(self, tenth: int, text: Callable[[], str]) -> None:
        """Show a text, where so many tenths are done."""
        if self.live:
            click.echo(f"\r\x1b[K{text()}", err=True, nl=False)
        elif tenth > self.tenth:
            self.tenth = tenth
            click.echo(text(), err=True)


class StudyLine(ProgressLine):
    """The progress line of a study."""

    def __init__(self, study: Experiment, done: int, outcome: OutcomeOrName | None = None) -> None:
        from sim.core.outcomes.catalogue import name_of
        from sim.study.experiment.design import cells_of
        from sim.study.store.results import Shared

        named = (name_of(outcome) if outcome else None, *study.outcomes)
        self.catalogue = study.catalogue
        # A later round of an analysis may keep other outcomes than the one that is asked about.
        columns, known = study.columns, self.catalogue.probabilities
        kept = [name for name in known if (self.catalogue[name].part_of or name) in columns]
        self.outcome = next((name for name in named if name in kept), None)
        self.most = study.worlds
        super().__init__()
        self.cells, self.done = cells_of(study), done
        self.worlds = self.failed = 0
        # The worlds of one cell are independent, and their interval is that of the finding.
        self.common, self.shared = study.luck == "common" and self.cells > 1, Shared(study.worlds)

    def show(self, batch: PlayedWorlds, cells: int) -> None:
        """Show the line after a batch, with so many cells finished."""
        self.count(batch)
        worlds = (self.done * self.most + self.worlds) * 10 // (self.cells * self.most)
        self.say(max(worlds, cells * 10 // self.cells), partial(self.text, cells))

    def count(self, batch: PlayedWorlds) -> None:
        """Count the worlds of a batch, and those with the outcome."""
        self.worlds, self.failed = self.worlds + batch.worlds, self.failed + len(batch.failures)
        if self.outcome is not None:
            sound = np.ones(batch.worlds, dtype=bool)
            sound[list(batch.failures)] = False
            happened = self.catalogue.flag(batch.columns, self.outcome)
            self.shared.add(batch.columns["world"] % self.most, happened, sound)

    def text(self, finished: int) -> str:
        """Return the whole line."""
        pace = self.worlds / max(time.monotonic() - self.started, 1e-9)
        new, whole = max(finished - self.done, 0), self.cells * self.most
        worlds = self.done * self.most + self.worlds
        share = new / max(self.cells - self.done, 1)
        spent = time.monotonic() - self.started
        left = (
            duration(spent / share - spent)
            if share
            else duration((whole - worlds) / max(pace, 1e-9))
        )
        # Cells of a part that is not whole yet count too, so that the line does not stand at 0
        # until the first is.
        cells = max(finished, worlds // self.most)
        done = f"{count_text(cells)} / {count_text(self.cells)} cells, {count_text(worlds)} worlds"
        if self.cells == 1:
            done = f"{count_text(worlds)} / {count_text(whole)} worlds"
        parts = [done, f"{count_text(round(pace))} a second", f"{left} left"]
        if self.outcome is not None and self.worlds > self.failed:
            found = self.shared.estimate(self.common)
            parts.append(
                f"{self.catalogue.label(self.outcome)} {quantity_text(found.value, found.low, found.high, 'share')}"
            )
        return ", ".join(parts) + (f", {count_text(self.failed)} failed" if self.failed else "")


class ShareLine(ProgressLine):
    """The progress line of work without a study: its task, the share done and the time left."""

    begun: float | None = None

    def show(self, what: str, share: float) -> None:
        """Show the line."""
        if self.begun is None:
            self.begun = share
        self.say(int(share * 10), partial(self.text, what, share))

    def text(self, what: str, share: float) -> str:
        """Return the whole line; the time left leaves out the share done before the first call."""
        new = share - (self.begun or 0.0)
        left = (
            f", {duration((time.monotonic() - self.started) * (1.0 - share) / new)} left"
            if new > 0.0
            else ""
        )
        return f"{what}, {percent_text(share, 0)} done{left}"

"""What commands print, and the line that says how far a command has come."""

from __future__ import annotations

import codecs
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import click
import numpy as np

from sim.study.estimate.interval import count_text, value_text

if TYPE_CHECKING:
    from sim.study.experiment.definition import Experiment
    from sim.study.ledger import Wanted
    from sim.study.run.play import Standing, Step


PLAIN: Final = {
    "−": "-", "–": "-", "×": "x", "κ": "kappa", "é": "e", "≥": ">=", "≤": "<=", "…": "...", "·": "-", "→": "->",
    "δ": "delta", "τ": "tau", "\u202f": " ", "\u00a0": " ", "—": "-", "ℓ": "l", "σ": "sigma", "₀": "0",
    "“": '"', "”": '"', "’": "'",
}  # fmt: skip
"""What stands for a letter on a terminal that knows only ASCII."""

HANDLER: Final = "sim.plain"


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return what to write for letters that an encoding lacks."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter, "?") for letter in lacking), error.end


def prepare_streams() -> None:
    """Let every text be printed, whatever the terminal's encoding."""
    codecs.register_error(HANDLER, in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=HANDLER)


def hush() -> None:
    """Send what is still to be printed nowhere: the reader of the pipe, such as `head`, has had enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        # A stream that is no file has nothing left to flush.
        return


def say(text: str) -> None:
    """Print data on stdout, in the encoding that the terminal has: click would print UTF-8 on one that knows ASCII."""
    click.echo(text, file=sys.stdout)


def print_json(content: Any) -> None:
    """Print plain data as JSON, escaped where the terminal cannot show a letter."""
    from sim.study.store.manifest import finite

    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    say(json.dumps(finite(content), ensure_ascii=encoding != "utf8", indent=1, allow_nan=False))


def talk(text: str, quiet: bool = False) -> None:
    """Say something to the person, on stderr."""
    if not quiet:
        click.echo(text, file=sys.stderr)


def duration(seconds: float) -> str:
    """Return a time for people."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


class StudyLine:
    """The progress line of a study."""

    def __init__(self, study: Experiment, standing: Standing, outcome: Wanted | None = None) -> None:
        from sim.study.ledger import name_of
        from sim.study.store.results import Shared

        named = (name_of(outcome) if outcome else None, study.replication.outcome, *study.outcomes)
        self.ledger = study.ledger
        self.outcome = next((name for name in named if name in study.ledger.probabilities), None)
        self.standing, self.started = standing, time.monotonic()
        self.worlds = self.failed = self.tenth = 0
        self.common, self.shared = study.luck == "common", Shared(study.replication.most)
        self.live = sys.stderr.isatty()

    def show(self, step: Step) -> None:
        """Show the line: in place on a terminal, else once for each tenth of the worlds."""
        self.count(step)
        standing = self.standing
        worlds = (standing.done_worlds + self.worlds) * 10 // max(standing.worlds, 1)
        tenth = max(worlds, step.cells * 10 // standing.cells)
        if self.live:
            click.echo(f"\r\x1b[K{self.text(step)}", err=True, nl=False)
        elif tenth > self.tenth:
            self.tenth = tenth
            click.echo(self.text(step), err=True)

    def count(self, step: Step) -> None:
        """Count what came back."""
        columns, failures = step.done.columns, step.done.failures
        self.worlds, self.failed = self.worlds + step.task.worlds, self.failed + len(failures)
        if self.outcome is not None:
            numbers = [np.arange(span.first, span.first + span.worlds) for span in step.task.spans]
            sound = np.ones(step.task.worlds, dtype=bool)
            sound[[place for place, _ in failures]] = False
            self.shared.add(np.concatenate(numbers), self.ledger.flag(columns, self.outcome), sound)

    def text(self, step: Step) -> str:
        """Return the whole line."""
        pace = self.worlds / max(time.monotonic() - self.started, 1e-9)
        new = max(step.cells - self.standing.done_cells, 0)
        worlds = self.standing.done_worlds + self.worlds
        # Worlds a cell may be fewer than the most where a rule stops early: go by the cells once some are done.
        share = new / max(self.standing.cells - self.standing.done_cells, 1)
        spent = time.monotonic() - self.started
        left = duration(spent / share - spent) if share else duration((self.standing.worlds - worlds) / max(pace, 1e-9))
        done = f"{count_text(step.cells)} / {count_text(self.standing.cells)} cells, {count_text(worlds)} worlds"
        if self.standing.cells == 1:
            done = f"{count_text(worlds)} / {count_text(self.standing.worlds)} worlds"
        parts = [done, f"{count_text(round(pace))} a second", f"{left} left"]
        if self.outcome is not None and self.worlds > self.failed:
            found = self.shared.estimate(self.common)
            parts.append(f"{self.ledger.label(self.outcome)} {value_text(found.value, found.low, found.high, 3)}")
        return ", ".join(parts) + (f", {count_text(self.failed)} failed" if self.failed else "")

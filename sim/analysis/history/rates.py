"""Base rates: how often things happen and follow one another, in a record and in the worlds of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.history.observe import LABELS, OBSERVABLES, SeenWorlds, observed_record
from sim.analysis.history.record import Record
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.study.estimate.clustered import ratio
from sim.study.estimate.interval import Estimate, wilson

Seen = Mapping[str, Flags]
Part = tuple[Flags, Flags]
"""Where something happened, and the months among which it could; both `(months, worlds)`."""

FOLLOWING: Final = {
    "test_after_test": "P(test | test last month)",
    "test_after_quiet": "P(test | no test last month)",
    "test_in_talks": "P(test | talks this or last month)",
    "test_without_talks": "P(test | no talks this or last month)",
    "talks_after_test": "P(talks this or next month | test)",
    "resolution_after_big": "P(resolution within 3 months | big test)",
}
RATES: Final = {name: f"share of months: {LABELS[name]}" for name in OBSERVABLES} | FOLLOWING


@dataclass(frozen=True, slots=True)
class Rate:
    """One base rate of the record, of a run, or of both; None where it is not asked for or not defined."""

    name: str
    label: str
    recorded: Estimate | None
    simulated: Estimate | None

    def as_dict(self) -> dict[str, Any]:
        """Return the rate as plain data."""
        return {
            "name": self.name,
            "label": self.label,
            "recorded": None if self.recorded is None else self.recorded.as_dict(),
            "simulated": None if self.simulated is None else self.simulated.as_dict(),
        }


def base_rates(record: Record | None = None, made: SeenWorlds | None = None) -> list[Rate]:
    """Return the base rates of a record and of worlds side by side.

    A rate of the record has a Wilson interval over its months, as if they were independent, which they are not. One
    of worlds has an interval over them, whose months are counted together.
    """
    recorded = {} if record is None else parts({n: flags[:, None] for n, flags in observed_record(record).items()})
    simulated = {} if made is None else parts(made.seen, made.played)
    return [
        Rate(name, label, of_record(recorded.get(name)), of_worlds(simulated.get(name)))
        for name, label in RATES.items()
    ]


def parts(seen: Seen, running: Flags | None = None) -> dict[str, Part]:
    """Return the hits and the months at risk of every rate; `running` says which months were played."""
    test, talks = seen["test_month"], seen["talks_month"]
    alive: Flags = np.ones_like(test) if running is None else running
    later = alive & earlier(alive, 1)
    recent = talks | earlier(talks, 1)
    soon = soon_after(seen["resolution"], 3)
    followed = alive & next_to(alive, 3)
    return {name: (seen[name], alive) for name in OBSERVABLES} | {
        "test_after_test": (test, later & earlier(test, 1)),
        "test_after_quiet": (test, later & ~earlier(test, 1)),
        "test_in_talks": (test, later & recent),
        "test_without_talks": (test, later & ~recent),
        "talks_after_test": (talks | next_to(talks, 1), alive & next_to(alive, 1) & test),
        "resolution_after_big": (soon | seen["resolution"], followed & seen["big_test"]),
    }


def earlier(flags: Flags, months: int) -> Flags:
    """Return the flags of some months before, `(months, worlds)`; False before the first month."""
    moved = np.zeros_like(flags)
    moved[months:] = flags[: len(flags) - months]
    return moved


def next_to(flags: Flags, months: int) -> Flags:
    """Return the flags of some months after, `(months, worlds)`; False beyond the last month."""
    moved = np.zeros_like(flags)
    moved[: max(len(flags) - months, 0)] = flags[months:]
    return moved


def soon_after(flags: Flags, months: int) -> Flags:
    """Return where one of the next months is flagged."""
    found = np.zeros_like(flags)
    for month in range(1, months + 1):
        found |= next_to(flags, month)
    return found


def of_record(part: Part | None) -> Estimate | None:
    """Return a rate of the record with its Wilson interval, None where no month was at risk."""
    if part is None:
        return None
    hits, among = part
    n = int(np.count_nonzero(among))
    return wilson(int(np.count_nonzero(hits & among)), n) if n else None


def of_worlds(part: Part | None) -> Estimate | None:
    """Return a rate of a run with its interval over worlds, None where no month was at risk."""
    if part is None:
        return None
    hits, among = part
    counts = (np.count_nonzero(flags, axis=0).astype(np.float64) for flags in (hits & among, among))
    try:
        return ratio(*counts)
    except DataProblem:
        return None

"""The hindcast: forecasts from every month of a span, each from what was known then, scored against benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.benchmarks import benchmark_forecasts
from sim.analysis.history.judging import MODEL
from sim.analysis.history.observe import full_part, measures, observed_record, seen_in, unpacked
from sim.analysis.history.origin import LEAST_MONTHS, scenario_at
from sim.analysis.history.record import Record, record_hash
from sim.analysis.history.scores import frequencies
from sim.arrays import Flags, Floats, Ints
from sim.calendar import counted, month_after, months_from
from sim.errors import DataProblem
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.store.results import Results

FIRST: Final = "2015-01"
LAST: Final = "2019-12"
HORIZONS: Final = (3, 6, 12)
TARGETS: Final = ("test_month", "big_test", "talks_month", "resolution", "lethal_incident")
"""What is forecast: in how many months of the horizon it happens."""

Counts = dict[tuple[str, int], Floats]
"""Forecasts by target and horizon: the shares of worlds with each count, `(horizon + 1,)`."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`: the chance of each count; `seen[target, horizon]`
    the counts that happened, `(origins,)`. `origins[horizon]` names the months from which the horizon fits, and
    `learnt` the first month that benchmarks learn from, and the last before the first origin.
    """

    record: str
    record_hash: str
    first: str
    last: str
    learnt: tuple[str, str]
    seed: int
    worlds: int
    horizons: tuple[int, ...]
    origins: dict[int, tuple[str, ...]]
    given: dict[str, dict[tuple[str, int], Floats]]
    seen: dict[tuple[str, int], Ints]


@dataclass(frozen=True)
class HindcastOptions:
    """What is forecast: from every month of a span for which a horizon fits, on how many worlds each.

    The record is read from its first month on in which every observable is known.
    Raises DataProblem for a span outside the record or too short.
    """

    record: Record
    first: str = FIRST
    last: str = LAST
    horizons: tuple[int, ...] = HORIZONS
    worlds: int = 4000
    seed: int = 7
    resamples: int = 2000

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        object.__setattr__(self, "horizons", tuple(sorted(set(self.horizons))))
        object.__setattr__(self, "record", full_part(self.record))
        check_span(self.record, self.first, self.last, self.horizons)

    def __repr__(self) -> str:
        # A record of other months after the last one that is read is the same record.
        known = record_hash(self.record, self.first, self.last)
        return f"hindcast of {known}: {self.horizons}, {self.worlds} worlds, seed {self.seed}, {self.resamples}"

    @property
    def origins(self) -> dict[int, tuple[str, ...]]:
        """The months from which each horizon is forecast."""
        return {h: origins_of(self.first, self.last, h) for h in self.horizons}

    @property
    def rounds(self) -> int:
        """How many experiments are asked for: one an origin."""
        return len(self.months)

    @property
    def months(self) -> tuple[str, ...]:
        """The months from which any horizon is forecast."""
        return self.origins[self.horizons[0]]


def ask(options: HindcastOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the worlds that begin in the next origin, from what was known before it; None after the last.

    Each origin has worlds of its own, the same ones whatever other origins are asked for.
    """
    if len(so_far) == options.rounds:
        return None
    month = options.months[len(so_far)]
    longest = options.horizons[-1]
    scenario = scenario_at(options.record.before(month), month, longest)
    lot = np.array([counted(month) or 0], dtype=np.int64)
    kept = measures(TARGETS, longest)
    return points_of(scenario, (), {}, lot, options.worlds, options.seed, kept, f"origin-{month}")


def counts_in(results: Results, horizons: Sequence[int]) -> Counts:
    """Return the shares of each count over the worlds of an origin.

    A world that ends in war or collapse keeps what happened until then: the forecast does not know that none came.
    """
    seen = {target: unpacked(results, target, max(horizons)) for target in TARGETS}
    return {
        (target, h): frequencies(np.count_nonzero(flags[:h], axis=0), h)
        for target, flags in seen.items()
        for h in horizons
    }


def origins_of(first: str, last: str, horizon: int) -> tuple[str, ...]:
    """Return the months from which a horizon fits into a span: its last month is at or before the last of the span."""
    count = months_from(first, last, "the last month") + 1 - horizon + 1
    return tuple(month_after(first, step) for step in range(count))


def learnt_before(record: Record, first: str) -> tuple[str, str]:
    """Return the first month that benchmarks learn from, the first with a state, and the one before a span."""
    return month_after(record.months[0], LEAST_MONTHS), month_after(first, -1)


def check_span(record: Record, first: str, last: str, horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one too short, and one with too little before it; raises DataProblem."""
    span = record.window(first, last)
    needed = LEAST_MONTHS + max(horizons)
    if len(record.before(first)) < needed:
        raise DataProblem(
            f"fewer than {needed} months of the record lie before {first}", record.label,
            f"Begin at {month_after(record.months[0], needed)} or later: benchmarks learn from the months before.",
        )  # fmt: skip
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months", record.label,
            "Give a longer span, or shorter horizons.",
        )  # fmt: skip


def forecasts_of(options: HindcastOptions, results: Sequence[Results]) -> Forecasts:
    """Return the forecasts of the model and of each benchmark from every origin.

    The model plays free capitals from the state and the line-up known before each origin, at the ledger's numbers;
    nothing is fitted.
    """
    record, first, last, wanted = options.record, options.first, options.last, options.horizons
    learnt, origins = learnt_before(record, first), options.origins
    happened = observed_record(record)
    seen = seen_in(record)
    places = [record.position(month) for month in options.months]
    own = [counts_in(played, wanted) for played in results]
    keys = [(target, h) for target in TARGETS for h in wanted]
    given = {MODEL: {key: np.array([counts[key] for counts in own]) for key in keys}}
    given |= benchmark_forecasts(seen, places, wanted, record.position(learnt[0]), TARGETS)
    return Forecasts(
        record.label, record_hash(record, first, last), first, last, learnt, options.seed, options.worlds, wanted,
        origins,
        {name: {(t, h): rows[t, h][: len(origins[h])] for t, h in keys} for name, rows in given.items() if rows},
        {(t, h): counts_after(happened[t], record, origins[h], h) for t, h in keys},
    )  # fmt: skip


def counts_after(flags: Flags, record: Record, origins: Sequence[str], horizon: int) -> Ints:
    """Return in how many months of the horizon it happened, from each origin on, `(origins,)`."""
    places = [record.position(month) for month in origins]
    return np.array([np.count_nonzero(flags[place : place + horizon]) for place in places], dtype=np.intp)

"""The hindcast: forecasts from every month of a span, each from what was known then, scored against benchmarks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.finding import AtDesk
from sim.arrays import Floats, Ints
from sim.errors import DataProblem
from sim.history.benchmarks import POOL, benchmark_forecasts, pool
from sim.history.fit_options import EVERY, FORECAST_FROM
from sim.history.fit_options import LAST as FIT_LAST
from sim.history.kept_posterior import Kept
from sim.history.nowcast import PARTICLES, from_1990
from sim.history.observe import seen_in
from sim.history.record import Record, record_hash, shipped_bytes
from sim.history.rolling import FROZEN, LEARNING, PRIOR, Asked, check_posterior, in_rows, rolled, unpack_row
from sim.history.sightings import BORDER_CLOSED
from sim.history.start_1990 import FIRST_MONTH
from sim.history.targets import HORIZONS, TARGETS, Key, all_outcomes
from sim.months import counted, month_after, months_from
from sim.options import checked_seed, checked_whole, checked_worlds
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

FIRST: Final = "2015-01"
LAST: Final = "2019-12"
LEAST_MONTHS: Final = 24
"""Months before a span from which benchmarks can learn anything."""


@dataclass(frozen=True, eq=False)
class Prequential:
    """What a fit forecast on its way, at each origin by sets of the months before it: `(chances,)` by month."""

    horizons: tuple[int, ...]
    origins: dict[str, Floats]


def load_prequential() -> Prequential:
    """Return the forecasts on its way of the fit that ships."""
    found = json.loads(shipped_bytes("prequential.json"))
    rows = {month: np.array(row, dtype=np.float64) for month, row in found["origins"].items()}
    return Prequential(tuple(found["horizons"]), rows)


@dataclass(frozen=True, slots=True)
class Forecasts:
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`, the chance of each count, or `(origins,)`, that of
    an event; `seen[target, horizon]` what happened, `(origins,)`. `origins[horizon]` names the months from which the
    horizon fits, and `learnt` the first month that benchmarks learn from, and the last before the first origin.
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
    given: dict[str, dict[Key, Floats]]
    seen: dict[Key, Ints]


@dataclass(frozen=True)
class HindcastOptions(AtDesk):
    """What is forecast: from every month, or `every` so many, for which a horizon fits, on how many worlds each.

    The record is read from 1990-01 on; one that begins later goes on from the record that ships. `posterior` are the
    sets that the model begins with, learnt from months before the span; it goes on learning by weighing them.
    `on_the_way` are forecasts of a fit by sets of the months before each origin, in the place of the model's; None for
    the model's own. `border_closed` is the first and last month of a closed border, empty for none. Raises DataProblem
    for a span outside the record or too short, and for sets that know a month of it.
    """

    record: Record
    posterior: Kept
    first: str = FIRST
    last: str = LAST
    horizons: tuple[int, ...] = HORIZONS
    every: int = 1
    worlds: int = 4000
    particles: int = PARTICLES
    seed: int = 7
    border_closed: tuple[str, ...] = BORDER_CLOSED
    resamples: int = 2000
    on_the_way: Prequential | None = None

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        checked_whole("particles", self.particles, 2, 100_000)
        check_border(self.border_closed)
        checked_whole("every", self.every, 1, 120)
        object.__setattr__(self, "horizons", tuple(sorted(set(self.horizons))))
        record = from_1990(self.record)
        check_span(record, self.first, self.last, self.horizons)
        check_posterior(self.posterior, self.first)
        check_on_the_way(self.on_the_way, self.origins, self.horizons)
        # What lies behind the span is cut off: nothing can read it.
        object.__setattr__(self, "record", record.window(FIRST_MONTH, self.last))

    def __repr__(self) -> str:
        known = record_hash(self.record, self.first, self.last)
        how = (self.horizons, self.every, self.worlds, self.particles, self.seed, self.border_closed, self.resamples,
               self.on_the_way is not None)  # fmt: skip
        return f"hindcast of {known}, posterior {self.posterior.hash}: {how}"

    @property
    def origins(self) -> dict[int, tuple[str, ...]]:
        """The months from which each horizon is forecast."""
        return {h: origins_of(self.first, self.last, h)[:: self.every] for h in self.horizons}

    @property
    def months(self) -> tuple[str, ...]:
        """The months from which any horizon is forecast."""
        return self.origins[self.horizons[0]]

    @property
    def before(self) -> str:
        """The month before the span."""
        return month_after(self.first, -1)


def ask(options: HindcastOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return None: the worlds of a hindcast begin in what a filter holds, and are no experiment."""
    return None


def origins_of(first: str, last: str, horizon: int) -> tuple[str, ...]:
    """Return the months from which a horizon fits into a span: its last month is at or before the last of the span."""
    count = months_from(first, last, "the last month") + 1 - horizon + 1
    return tuple(month_after(first, step) for step in range(count))


def check_span(record: Record, first: str, last: str, horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one too short, and one with too little before it; raises DataProblem."""
    span = record.window(first, last)
    needed = LEAST_MONTHS + max(horizons)
    if record.position(first) < needed:
        raise DataProblem(
            f"fewer than {needed} months of the record lie before {first}", record.label,
            f"Begin at {month_after(record.months[0], needed)} or later: benchmarks learn from the months before.",
        )  # fmt: skip
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months", record.label,
            "Give a longer span, or shorter horizons.",
        )  # fmt: skip


def check_border(closed: Sequence[str]) -> None:
    """Refuse a closed border that is no pair of months in order; raises DataProblem."""
    if closed and not (len(closed) == 2 and all(counted(month) is not None for month in closed)
                       and closed[0] <= closed[1]):  # fmt: skip
        raise DataProblem(
            f"{':'.join(map(str, closed))} is no first and last month of a closed border", "border_closed",
            'Give two months in order, as "2020-01:2022-08", or "never".',
        )  # fmt: skip


def check_on_the_way(
    said: Prequential | None, origins: dict[int, tuple[str, ...]], horizons: Sequence[int]
) -> None:  # fmt: skip
    """Refuse origins and horizons that a fit did not forecast on its way; raises DataProblem."""
    if said is None:
        return
    lacking = [month for months in origins.values() for month in months if month not in said.origins]
    if lacking or not set(horizons) <= set(said.horizons):
        raise DataProblem(
            f"the fit forecast nothing on its way from {lacking[0] if lacking else 'these origins so far ahead'}",
            "on_the_way", f"Forecast from every third month of {FORECAST_FROM} to {FIT_LAST}, {HORIZONS} months ahead.",
        )  # fmt: skip


def whole_span(posterior: Kept, record: Record, on_the_way: Prequential, **more: object) -> HindcastOptions:
    """Return the options of the main span: all origins at which the fit forecast on its way."""
    return HindcastOptions(
        record, posterior, FORECAST_FROM, FIT_LAST, every=EVERY, on_the_way=on_the_way, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def forecasts_of(options: HindcastOptions) -> Forecasts:
    """Return the forecasts of the pool, of the model's three and of every benchmark, in the order of tables.

    Each rests on the months before its origin and on nothing else.
    """
    o, record = options, options.record
    seen, places = seen_in(record), [record.position(month) for month in o.months]
    asked = Asked(record, o.horizons, o.worlds, o.seed, o.border_closed)
    said = rolled(asked, o.posterior, o.months, o.particles, o.desk.jobs, o.desk.told)
    if o.on_the_way:
        said[LEARNING] = [unpack_row(o.on_the_way.origins[month], o.on_the_way.horizons) for month in o.months]
    keys = [(target, h) for target in TARGETS for h in o.horizons]
    given = {name: in_rows(said[name], keys) for name in (LEARNING, FROZEN, PRIOR)}
    given |= benchmark_forecasts(seen, places, o.horizons)
    given = {name: {key: rows[: len(o.origins[key[1]])] for key, rows in own.items()} for name, own in given.items()}
    happened = {key: rows[: len(o.origins[key[1]])] for key, rows in all_outcomes(seen, places, o.horizons).items()}
    return Forecasts(
        record.label, record_hash(record, o.first, o.last), o.first, o.last, (record.months[0], o.before), o.seed,
        o.worlds, o.horizons, o.origins, {POOL: pool(given)} | given, happened,
    )  # fmt: skip

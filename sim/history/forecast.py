"""The forecast of public lists in the months after a record, by the pool that ships.

It equals the forecast of a hindcast at the origin after the last month, to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from sim.analysis.finding import Finding
from sim.core.base.months import name_month
from sim.core.engine import fingerprint
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.scenario import Scenario
from sim.history import ForecastOptions
from sim.history.ahead import OriginForecast, read_to_end, scenario_after
from sim.history.benchmarks import (
    BENCHMARKS,
    EFFORT,
    FORMER,
    MODEL,
    POOL,
    POOLED,
    Forecasts,
    benchmark_forecasts,
    with_pools,
)
from sim.history.book import register
from sim.history.dates import FIRST_MONTH, HORIZONS
from sim.history.observe import LABELS, seen_in
from sim.history.scores import interval_of, mean_count
from sim.history.sightings import unknown_in
from sim.history.targets import TARGETS
from sim.study.estimate.quantities import REAL_MONTHS, Row, Table, list_parts
from sim.study.store.results import Results

AHEAD: Final = tuple(range(1, max(HORIZONS) + 1))
"""Every number of months that is forecast; those of HORIZONS are told and registered."""

INNER, OUTER = 0.5, 0.9
"""The central intervals of the fan; the outer one is told."""

PUBLIC: Final = (
    "A forecast of what public lists will show, made by a model and three plain rules; no chance of war is in it. "
    "docs/forecast.md says how good such forecasts have been."
)


def find(options: ForecastOptions, results: Sequence[Results]) -> ForecastFinding:
    """Read the record, forecast from its end, and write it into the book that is named."""
    o = options
    setting = OriginForecast(o.record, AHEAD, o.worlds, o.seed, o.border_closed)
    sampler = read_to_end(setting, o.posterior, o.particles, o.desk)
    table = setting.from_sampler(sampler, o.desk.jobs)
    forecasts: Forecasts = {MODEL: {key: row[None] for key, row in table.items()}}
    forecasts |= benchmark_forecasts(seen_in(o.record), [len(o.record)], AHEAD)
    forecasts = with_pools(forecasts)
    finding = ForecastFinding(
        o,
        {
            name: {key: rows[0] for key, rows in tables.items()}
            for name, tables in forecasts.items()
        },
        int((sampler.weight > 0.0).sum()),
    )
    if o.register is not None:
        today = datetime.now(UTC).date().isoformat()
        line = register(o.register, o.last, finding.forecasts, finding.hashes(), today)
        finding = replace(finding, anchor=line.anchor)
    return finding


@dataclass(frozen=True, eq=False)
class ForecastFinding(Finding):
    """The forecast after a record: `forecasts[forecaster][target, months]` is the chance of each count,
    `(months + 1,)`.

    `sets` counts the sets of parameters with a weight; `anchor` is that of its line in the book,
    empty if it was not registered.
    """

    analysis: ClassVar[str] = "forecast"
    caveat: ClassVar[str] = REAL_MONTHS
    options: ForecastOptions
    forecasts: Forecasts
    sets: int
    anchor: str = ""

    @property
    def scenario(self) -> Scenario:
        """The game that begins when the record ends, with all four capitals free."""
        return scenario_after(self.options.record)

    def hashes(self) -> dict[str, str]:
        """Return the hashes of record, rules and posterior and the settings, as a line of a book
        holds them.
        """
        o = self.options
        return {
            "record": o.record.hash_of(FIRST_MONTH, o.last),
            "rules": fingerprint(),
            "posterior": o.posterior.hash,
            "how": repr(o),
        }

    def chance(self, target: str, months: int, least: int) -> float:
        """Return the pool's chance that at least so many of the next months have it."""
        return float(self.forecasts[POOL][target, months][least:].sum())

    def mean(self, target: str, months: int, forecaster: str = POOL) -> float:
        """Return the mean number of the next months that have it."""
        return float(mean_count(self.forecasts[forecaster][target, months]))

    def mean_text(self, target: str, months: int) -> str:
        """Return the pool's mean with its interval, in words."""
        forecast = self.forecasts[POOL][target, months]
        low, high = interval_of(forecast, OUTER)
        return f"{number_text(self.mean(target, months), 1)} ({low} to {high})"

    def on_tests(self) -> str:
        """Return how many of the next months a test comes in."""
        longest = max(HORIZONS)
        mean, last_month = self.mean_text("test_month", longest), name_month(self.options.last)
        return f"In the mean tests come in {mean} of the {longest} months after {last_month}; brackets: 5 to 95 %."

    def sentences(self) -> list[str]:
        """Return the expected months of each target, tests first."""
        o, longest = self.options, max(HORIZONS)
        six = percent_text(self.forecasts[POOL]["test_month", 6][0])
        effort = number_text(self.mean("test_month", 6, EFFORT), 1)
        sentences = [
            *o.posterior.other_rules(),
            self.on_tests(),
            f"The chance of no test in six months is {six}.",
            f"A level of effort alone expects {effort} months with a test in six.",
            *(
                f"{TARGETS[t].capitalize()}: {self.mean_text(t, longest)} of {longest} months in the mean."
                for t in TARGETS
                if t != "test_month"
            ),
        ]
        if self.anchor:
            sentences.append(
                f"Registered in {o.register}. Publish the anchor of this line to prove that it was there: {self.anchor}"
            )
        return sentences

    def tables(self) -> list[Table]:
        """Return the forecasts, and every chance of every forecaster."""
        return [self.expected(), self.chances()]

    def expected(self) -> Table:
        """Return the pool's forecast of each target, its members and the former pool beside it."""
        beside = (*POOLED, FORMER)
        rows: list[Row] = [
            (
                LABELS[target],
                h,
                self.mean_text(target, h),
                percent_text(self.forecasts[POOL][target, h][0]),
                f"≥ {half}: {percent_text(self.chance(target, h, half))}",
                *(number_text(self.mean(target, h, name), 1) for name in beside),
            )
            for target in TARGETS
            for h in HORIZONS
            for half in [-(-h // 2)]
        ]
        heads = ("months with", "of the next", "pool (5 to 95 %)", "P(none)", "P(half)", *beside)
        caption = f"Forecast of the months after {name_month(self.options.last)}: mean months"
        return Table("forecast", caption, heads, tuple(rows), main=True)

    def chances(self) -> Table:
        """Return the chance of every count by forecaster."""
        names = list(self.forecasts)
        rows: list[Row] = [
            (
                target,
                h,
                count,
                *(number_text(float(self.forecasts[name][target, h][count]), 4) for name in names),
            )
            for target in TARGETS
            for h in AHEAD
            for count in range(h + 1)
        ]
        heads = ("target", "of the next", "count", *names)
        return Table("chances", "The chance of every count", heads, tuple(rows), sheet=True)

    def setting(self) -> str:
        """Return the record, the size, the seed and the brackets in one line."""
        o = self.options
        size = f"{count_text(o.worlds)} worlds"
        return f"Public lists after {o.last} · {size} · seed {o.seed}"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the forecast of tests in words, and the pool's forecast of each target."""
        spans = [f"of the next {h}" for h in HORIZONS]
        longest = max(HORIZONS)
        rows: list[Row] = [
            (
                LABELS[target],
                *(self.mean_text(target, h) for h in HORIZONS),
                percent_text(self.forecasts[POOL][target, longest][0]),
            )
            for target in TARGETS
        ]
        heads = ("months with", *spans, f"none of {longest}")
        sentences = [*self.options.posterior.other_rules(), self.on_tests()]
        caption = f"Mean months, and the chance of none of {longest}, by the pool"
        return sentences, [Table("first", caption, heads, tuple(rows))]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        return ("sim hindcast -j 2", "sim forecast --full", "sim show pool")

    def notes(self) -> list[str]:
        """Return how it was made."""
        o = self.options
        return [
            f"{o.record.label}, {FIRST_MONTH} to {o.last}: {count_text(o.posterior.sets)} sets of parameters, each "
            f"with {count_text(o.particles)} particles; {count_text(o.worlds)} worlds, seed {o.seed}.",
            f"pool: the weighted mean of {list_parts(list(POOLED))}, by weights learnt on 1995 to 2019. {FORMER}: the "
            "plain mean of the first three. A member that knows fewer than half of the last months of a column leaves "
            "both. A chance is the pool's own, and has no interval.",
            f"Sets of {o.posterior.label}, of {o.posterior.date}.",
            *(f"{name}: {BENCHMARKS[name]}." for name in POOLED if name in BENCHMARKS),
        ]

    def caveats(self) -> list[str]:
        """Return the scope of the forecast, where the months of the record and the sets went, the
        unknown office holders, and the warnings on the posterior.
        """
        o = self.options
        lost = o.posterior.sets - self.sets
        spent = (
            f" ({count_text(lost)} of weight 0, or spent in a month without a chance)"
            if lost
            else ""
        )
        read = f"{count_text(self.sets)} of {count_text(o.posterior.sets)} sets of parameters count{spent}."
        return [
            PUBLIC,
            " ".join((*o.record.notes, read)),
            *unknown_in(o.record),
            *o.posterior.warnings(),
        ]

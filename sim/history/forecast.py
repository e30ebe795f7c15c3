"""The forecast of public lists in the next months, by the pool of the set and a level of effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from sim.analysis.finding import Finding
from sim.core.base.months import month_after, name_month
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text
from sim.core.scenario import Scenario
from sim.history import ForecastOptions
from sim.history.ahead import forecast_after, read_to_end, scenario_after
from sim.history.benchmarks import DESCRIPTIONS, EFFORT, MODEL, POOL, level_of_effort, pool
from sim.history.counts import TARGETS, Forecast, Key, central_interval, mean_count
from sim.history.dates import FIRST_MONTH, HORIZONS
from sim.history.observe import LABELS, UNKNOWN, seen_in
from sim.history.record_calendar import unknown_in
from sim.study.estimate.quantities import REAL_MONTHS, Row, Table
from sim.study.store.results import Results

LEVEL: Final = 0.9
"""The central interval that is shown."""

PUBLIC: Final = (
    "A forecast of what public lists will show; no chance of war is in it. docs/forecast.md says how good such "
    "forecasts have been."
)


def find(options: ForecastOptions, results: Sequence[Results]) -> ForecastFinding:
    """Read the record, and forecast from its end."""
    o = options
    clouds = read_to_end(o.record, o.particles, o.seed, o.desk)
    model = forecast_after(
        clouds, o.record, HORIZONS, o.worlds, o.seed, o.desk.jobs, missing=o.missing
    )
    marks, origin = seen_in(o.record), len(o.record) + o.missing
    effort: Forecast = {
        (target, horizon): rows[0]
        for target in TARGETS
        for horizon, rows in level_of_effort(marks[target], [origin], HORIZONS).items()
    }
    return ForecastFinding(options, {POOL: pool(model, effort), MODEL: model, EFFORT: effort})


@dataclass(frozen=True, eq=False)
class ForecastFinding(Finding):
    """The forecast of the next months: `forecasts[forecaster][target, horizon]` is the chance of
    each count, `(horizon + 1,)`.
    """

    analysis: ClassVar[str] = "forecast"
    caveat: ClassVar[str] = REAL_MONTHS
    options: ForecastOptions
    forecasts: dict[str, Forecast]

    @property
    def scenario(self) -> Scenario:
        """The game that begins when the record ends, with all four capitals free."""
        return scenario_after(self.options.record)

    def span(self, horizon: int) -> str:
        """Return the months that a horizon is about, in words."""
        today = str(self.options.today)
        return f"{name_month(today)} to {name_month(month_after(today, horizon - 1))}"

    def mean_text(self, key: Key) -> str:
        """Return the mean count of the pool with its central interval, in words."""
        forecast = self.forecasts[POOL][key]
        low, high = central_interval(forecast, LEVEL)
        return f"{number_text(float(mean_count(forecast)), 1)} ({low} to {high})"

    def base_rate(self, key: Key) -> Estimate | None:
        """Return the mean count that the rate of the whole record gives, with Wilson's interval of
        the rate; None if no month of it is known.
        """
        target, horizon = key
        marks = seen_in(self.options.record)[target]
        n = int((marks != UNKNOWN).sum())
        if not n:
            return None
        rate = wilson(int((marks == 1).sum()), n)
        ends = (horizon * rate.value, horizon * rate.low, horizon * rate.high)
        return Estimate(*ends, n, rate.method)

    def rate_text(self, key: Key, interval: bool) -> str:
        """Return a base rate in words, empty if there is none."""
        rate = self.base_rate(key)
        if rate is None:
            return ""
        value, low, high = (number_text(end, 1) for end in (rate.value, rate.low, rate.high))
        return f"{value} ({low} to {high})" if interval else value

    def sentences(self) -> list[str]:
        """Return the months that the forecast is about, and the tests and talks that it expects."""
        o, year = self.options, max(HORIZONS)
        missing = (
            [
                f"The record ends in {name_month(str(o.last))}: {counted_text(o.missing, 'month')} to today "
                f"{'is' if o.missing == 1 else 'are'} missing, and played unseen."
            ]
            if o.missing
            else []
        )
        none = percent_text(float(self.forecasts[POOL]["test_month", year][0]))
        return [
            f"{self.span(year)}: tests come in {self.mean_text(('test_month', year))} of {year} months; "
            f"chance of none {none}.",
            *missing,
            f"US–DPRK talks come in {self.mean_text(('talks_month', year))} of them. Brackets: 5 to 95 %.",
        ]

    def tables(self) -> list[Table]:
        """Return the forecast beside base rates, and every chance of every forecaster."""
        rows: list[Row] = []
        for target in TARGETS:
            for horizon in HORIZONS:
                key = (target, horizon)
                forecast = self.forecasts[POOL][key]
                half = -(-horizon // 2)
                rows.append(
                    (
                        LABELS[target],
                        self.span(horizon),
                        self.mean_text(key),
                        self.rate_text(key, interval=True),
                        percent_text(float(forecast[0])),
                        percent_text(float(forecast[half:].sum())),
                        *(
                            number_text(float(mean_count(self.forecasts[name][key])), 1)
                            for name in (MODEL, EFFORT)
                        ),
                    )
                )
        heads = (
            "months with",
            "of",
            "forecast (5 to 95 %)",
            "base rate (95 %)",
            "none",
            "half or more",
            MODEL,
            EFFORT,
        )
        caption = "Mean months with each event; the base rate is that of the whole record"
        expected = Table("forecast", caption, heads, tuple(rows), main=True, labels=2)
        return [expected, self.chances()]

    def chances(self) -> Table:
        """Return the chance of every count by forecaster."""
        rows: list[Row] = [
            (
                target,
                horizon,
                count,
                *(
                    number_text(float(chances[target, horizon][count]), 4)
                    for chances in self.forecasts.values()
                ),
            )
            for target in TARGETS
            for horizon in HORIZONS
            for count in range(horizon + 1)
        ]
        heads = ("target", "of the next", "count", *self.forecasts)
        return Table("chances", "The chance of every count", heads, tuple(rows), sheet=True)

    def setting(self) -> str:
        """Return the record, the size and the seed in one line."""
        o = self.options
        return f"Public lists, read to {o.last} · {count_text(o.worlds)} worlds · seed {o.seed}"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the forecast in words, and each target by horizon."""
        rows: list[Row] = [
            (
                LABELS[target],
                *(self.mean_text((target, horizon)) for horizon in HORIZONS),
                self.rate_text((target, max(HORIZONS)), interval=False),
            )
            for target in TARGETS
        ]
        heads = ("months with", *map(str, HORIZONS), "base rate")
        spans = ", ".join(map(str, HORIZONS[:-1])) + f" and {max(HORIZONS)}"
        caption = f"Mean months of the next {spans} with each event; base rate of {max(HORIZONS)}"
        return self.sentences(), [Table("first", caption, heads, tuple(rows))]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        return ("sim hindcast -j 2", "sim forecast --full", "sim record --observed")

    def notes(self) -> list[str]:
        """Return how it was made."""
        o = self.options
        return [
            f"{o.record.label}, {FIRST_MONTH} to {o.last}; {count_text(o.particles)} particles of each vector, "
            f"{count_text(o.worlds)} worlds, seed {o.seed}.",
            *(f"{name}: {DESCRIPTIONS[name]}." for name in self.forecasts),
        ]

    def caveats(self) -> list[str]:
        """Return the scope of the forecast, the months of the record, and unknown office holders."""
        record = self.options.record
        return [PUBLIC, *record.notes, *unknown_in(record)]

"""Scores of forecasts of past months: whether the model adds anything to a level of effort."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Flags, Floats, Ints, log
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.scenario import Scenario
from sim.history import HindcastOptions
from sim.history.ahead import forecast_after, read_months
from sim.history.benchmarks import (
    DESCRIPTIONS,
    EFFORT,
    MODEL,
    PERSISTENCE,
    POOL,
    level_of_effort,
    persistence,
    pool,
)
from sim.history.counts import TARGETS, Forecast, Key, central_interval, observed_count
from sim.history.dates import FIRST_MONTH, HORIZONS, TUNED_TO
from sim.history.forecast import LEVEL
from sim.history.observe import LABELS, UNKNOWN, seen_in
from sim.history.record_calendar import unknown_in
from sim.study.estimate import bootstrap
from sim.study.estimate.bootstrap import Stream
from sim.study.estimate.quantities import REAL_MONTHS, Row, Table, amount, list_parts, share
from sim.study.store.results import Results

SMOOTHING: Final = 0.01
"""Share of an even forecast mixed into every forecast, so that none calls anything impossible."""

BLOCK_MONTHS: Final = 12
"""Months of a block of origins: as long as horizons of a year overlap, and about as long as a spell
of tests.
"""

LEAST_BLOCKS: Final = 3
METHOD: Final = "circular block bootstrap of origins"

HEADLINE: Final[Key] = ("test_month", 6)
CLASSES: Final = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Ends of the classes of forecasts whose calibration is counted."""

IN_SAMPLE: Final = "People who knew the months to 2019 made rules and ranges, so no score to 2019 is out of sample."


def find(options: HindcastOptions, results: Sequence[Results]) -> HindcastFinding:
    """Forecast from every origin, and count what came."""
    o, marks, origins = options, seen_in(options.record), options.origins
    model: dict[Key, list[Floats]] = {
        (target, horizon): [] for target in TARGETS for horizon in HORIZONS
    }
    read = o.record.before(month_after(o.record.months[0], origins[-1]))
    for row, clouds in enumerate(read_months(read, o.particles, o.seed, o.desk)):
        if row in origins:
            past = o.record.before(month_after(o.record.months[0], row))
            ahead = forecast_after(clouds, past, HORIZONS, o.worlds, o.seed, o.desk.jobs)
            for key, chances in ahead.items():
                model[key].append(chances)
    by_model = {key: np.array(rows) for key, rows in model.items()}
    effort: Forecast = {
        (target, horizon): rows
        for target in TARGETS
        for horizon, rows in level_of_effort(marks[target], origins, HORIZONS).items()
    }
    lasting = {
        (target, horizon): np.array(
            [persistence(marks[target][:origin], horizon) for origin in origins]
        )
        for target, horizon in effort
    }
    forecasts = {
        POOL: pool(by_model, effort),
        MODEL: by_model,
        EFFORT: effort,
        PERSISTENCE: {
            key: np.where(np.isnan(rows), effort[key], rows) for key, rows in lasting.items()
        },
    }
    counts = {
        (target, horizon): np.array(
            [observed_count(marks[target], origin, horizon) for origin in origins]
        )
        for target, horizon in effort
    }
    return HindcastFinding(options, forecasts, counts)


def log_scores(forecast: Floats, counts: Ints) -> Floats:
    """Return −ln of the chance that forecasts `(origins, counts)` gave to the counts that came,
    `(origins,)`, with 1 % of an even forecast mixed in. Source: Good 1952.
    """
    smooth = (1.0 - SMOOTHING) * forecast + SMOOTHING / forecast.shape[-1]
    return np.asarray(-log(smooth[np.arange(len(counts)), counts]))


@dataclass(frozen=True, eq=False)
class HindcastFinding(Finding):
    """Scores of forecasts from past origins.

    `forecasts[forecaster][target, horizon]` is `(origins, horizon + 1)`, the chance of each count;
    `counts[target, horizon]` `(origins,)` are those that came, −1 if not known.
    """

    analysis: ClassVar[str] = "hindcast"
    caveat: ClassVar[str] = REAL_MONTHS
    options: HindcastOptions
    forecasts: dict[str, Forecast]
    counts: dict[Key, Ints]

    @property
    def scenario(self) -> Scenario:
        """The game that begins at the first origin, with all four capitals free."""
        o = self.options
        return Scenario(
            name=f"hindcast-{o.first}",
            title=f"As known before {o.first}",
            start=o.first,
            months=max(HORIZONS),
        )

    @property
    def keys(self) -> list[Key]:
        """The targets and horizons that came and are known."""
        return [key for key, counts in self.counts.items() if (counts != UNKNOWN).any()]

    def scores(self, forecaster: str, key: Key) -> Floats:
        """Return the log scores of a forecaster from the origins whose count is known."""
        scored = self.counts[key] != UNKNOWN
        return log_scores(self.forecasts[forecaster][key][scored], self.counts[key][scored])

    def resampled(self, horizon: int, origins: int) -> Ints | None:
        """Return the rows of origins in each resample, `(resamples, origins)`, in blocks of a year,
        shorter ones if there are few origins; None if fewer than three blocks fit.

        Neighbouring origins share months, so that origins drawn one by one would give too short an
        interval. Source: Politis and Romano 1992.
        """
        o = self.options
        shared = -(-horizon // o.every)
        block = min(-(-BLOCK_MONTHS // o.every), max(origins // LEAST_BLOCKS, shared))
        if LEAST_BLOCKS * block > origins:
            return None
        stream = Stream.SCORES_RESAMPLED
        return bootstrap.draw_resamples(origins, o.resamples, o.seed, stream, block=block)

    def estimate(self, values: Floats, key: Key) -> Estimate:
        """Return a mean over origins `(origins,)` with its interval, unbounded if there are too few."""
        value, n = float(values.mean()), len(values)
        places = self.resampled(key[1], n)
        if places is None:
            return Estimate(value, -math.inf, math.inf, n, METHOD)
        return bootstrap.percentiles(value, values[places].mean(axis=1), n, METHOD)

    def gain(self, key: Key, rival: str = EFFORT) -> Estimate:
        """Return the mean log score of the pool less that of a rival; below 0 the pool is better."""
        return self.estimate(self.scores(POOL, key) - self.scores(rival, key), key)

    def held(self, key: Key) -> float:
        """Return the share of counts within the pool's central interval of 90 %."""
        scored = self.counts[key] != UNKNOWN
        low, high = central_interval(self.forecasts[POOL][key][scored], LEVEL)
        counts = self.counts[key][scored]
        return float(((counts >= low) & (counts <= high)).mean())

    def sentences(self) -> list[str]:
        """Return whether the model adds anything, first where tests are asked about."""
        o = self.options
        if HEADLINE not in self.keys:
            return [f"Nothing is known of {TARGETS[HEADLINE[0]]} from {o.first} to {o.last}."]
        target, horizon = HEADLINE
        gain = self.gain(HEADLINE)
        scores = {
            name: number_text(float(self.scores(name, HEADLINE).mean()), 2)
            for name in (POOL, EFFORT)
        }
        verdict = (
            "adds nothing clear to"
            if gain.low <= 0.0 <= gain.high
            else "adds to"
            if gain.value < 0.0
            else "takes from"
        )
        shares = [self.held(key) for key in self.keys if key[1] == max(HORIZONS)]
        return [
            f"On {TARGETS[target]} in {horizon} months, {o.first} to {o.last}, the model {verdict} a level of effort: "
            f"mean log score {scores[POOL]} against {scores[EFFORT]}, low is good; difference {difference_text(gain)}.",
            *self.by_event(),
            *(
                [
                    f"Of the 90 % intervals of twelve months, {percent_text(min(shares))} to "
                    f"{percent_text(max(shares))} held, by event."
                ]
                if shares
                else []
            ),
        ]

    def by_event(self) -> list[str]:
        """Return on which events the forecast is clearly better than a level of effort at a horizon
        or more, and on which clearly worse.
        """
        lines = []
        for wording, sign in (("better", -1.0), ("worse", 1.0)):
            events = {
                LABELS[key[0]]
                for key in self.keys
                if key != HEADLINE and clear_sign(self.gain(key)) == sign
            }
            names = [label for label in LABELS.values() if label in events]
            if names:
                lines.append(f"It is clearly {wording} at some horizon on {list_parts(names)}.")
        return lines

    def tables(self) -> list[Table]:
        """Return every score with its difference, and the calibration by class."""
        rows: list[Row] = []
        for key in self.keys:
            target, horizon = key
            n = int((self.counts[key] != UNKNOWN).sum())
            rows.append(
                (
                    LABELS[target],
                    horizon,
                    n,
                    *(
                        amount(self.estimate(self.scores(name, key), key))
                        for name in (POOL, MODEL, EFFORT, PERSISTENCE)
                    ),
                    amount(self.gain(key)),
                    percent_text(self.held(key)),
                )
            )
        heads = (
            "months with",
            "months",
            "origins",
            POOL,
            MODEL,
            EFFORT,
            PERSISTENCE,
            f"{POOL} less {EFFORT}",
            "90 % held",
        )
        o = self.options
        caption = f"Mean log score of forecasts, {o.first} to {o.last}; low is good"
        scores = Table(
            "scores", caption, heads, tuple(rows), main=True, labels=3, counted="origins"
        )
        return [scores, self.calibration()]

    def calibration(self) -> Table:
        """Return how often an event came in the next six months at all, by the chance that the pool
        gave; its interval is by blocks of origins.
        """
        keys = [key for key in self.keys if key[1] == HEADLINE[1]]
        known = np.stack([self.counts[key] != UNKNOWN for key in keys], axis=1)
        came = np.stack([self.counts[key] > 0 for key in keys], axis=1)
        chance = np.stack([1.0 - self.forecasts[POOL][key][:, 0] for key in keys], axis=1)
        place = np.clip(np.searchsorted(CLASSES, chance, side="right") - 1, 0, len(CLASSES) - 2)
        rows: list[Row] = []
        for number, (low, high) in enumerate(pairwise(CLASSES)):
            inside = known & (place == number)
            if inside.any():
                mean = percent_text(float(chance[inside].mean()))
                rows.append(
                    (f"{low:g} to {high:g}", mean, share(self.share_that_came(came, inside)))
                )
        heads = ("chance given", "mean chance", "came")
        caption = f"Calibration: any of the five events within {HEADLINE[1]} months"
        return Table("calibration", caption, heads, tuple(rows), counted="origins", method=METHOD)

    def share_that_came(self, came: Flags, inside: Flags) -> Estimate:
        """Return the share of some forecasts `(origins, targets)` of which the event came, with the
        interval of resampled blocks of origins.
        """
        hits, cases = (came & inside).sum(axis=1), inside.sum(axis=1)
        value, n = float(hits.sum() / cases.sum()), int(cases.sum())
        places = self.resampled(HEADLINE[1], len(hits))
        if places is None:
            return Estimate(value, 0.0, 1.0, n, METHOD)
        if value in (0.0, 1.0):  # of all or none, resamples say nothing
            return wilson(int(hits.sum()), n)
        shares = hits[places].sum(axis=1) / np.maximum(cases[places].sum(axis=1), 1)
        return bootstrap.percentiles(value, shares, n, METHOD)

    def setting(self) -> str:
        """Return the span, the size and the seed in one line."""
        o = self.options
        origins = f"{len(o.origins)} origins from {o.first} to {o.last}"
        return f"{origins} · {count_text(o.worlds)} worlds each · seed {o.seed}"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the result in words, and the scores of each event at the horizon of the first
        sentence.
        """
        rows: list[Row] = []
        for key in self.keys:
            if key[1] == HEADLINE[1]:
                scores = (
                    amount(self.estimate(self.scores(name, key), key)) for name in (POOL, EFFORT)
                )
                rows.append((LABELS[key[0]], *scores, amount(self.gain(key))))
        heads = ("months with", POOL, EFFORT, "difference")
        caption = f"Mean log score at {HEADLINE[1]} months; low is good"
        return self.sentences(), [Table("first", caption, heads, tuple(rows))]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        return ("sim forecast", "sim hindcast --full", "sim hindcast --from 2020-01 --to 2024-12")

    def notes(self) -> list[str]:
        """Return how the forecasts and their intervals were made."""
        o = self.options
        return [
            f"{o.record.label}, read from {FIRST_MONTH}; {count_text(o.particles)} particles of each vector.",
            *(f"{name}: {DESCRIPTIONS[name]}." for name in self.forecasts),
            f"Intervals: {METHOD}, blocks of a year, {count_text(o.resamples)} resamples.",
        ]

    def caveats(self) -> list[str]:
        """Return what was known when the rules were made, and unknown office holders."""
        in_sample = [IN_SAMPLE] if self.options.first <= TUNED_TO else []
        return [self.caveat, *in_sample, *unknown_in(self.options.record)]


def clear_sign(estimate: Estimate) -> float:
    """Return the sign of an estimate, 0 if its interval holds 0."""
    return 0.0 if estimate.low <= 0.0 <= estimate.high else math.copysign(1.0, estimate.value)


def difference_text(estimate: Estimate) -> str:
    """Return a difference with its interval."""
    value, low, high = (
        number_text(end, 2, signed=True) for end in (estimate.value, estimate.low, estimate.high)
    )
    return (
        f"{value} ({low} to {high})"
        if math.isfinite(estimate.low)
        else f"{value} (too few origins for an interval)"
    )

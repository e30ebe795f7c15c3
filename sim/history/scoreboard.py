"""The scoreboard of a hindcast: the forecast that ships beside the best rival of the span, by
name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Floats, Ints, exp
from sim.core.estimate.interval import Estimate
from sim.core.estimate.quantiles import NORMAL
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text, tick_text
from sim.core.scenario import Scenario
from sim.history import HindcastOptions, scores
from sim.history.ahead import LEARNING, PRIOR, OriginForecast, roll_origins
from sim.history.benchmarks import (
    BENCHMARKS,
    EFFORT,
    EVEN,
    FORMER,
    MODEL,
    POOL,
    POOLED,
    Forecasts,
    benchmark_forecasts,
    pool_weights,
    with_pools,
)
from sim.history.book import ForecastBook, Registered, rows_of
from sim.history.dates import FIRST_MONTH
from sim.history.observe import LABELS, UNKNOWN, seen_in
from sim.history.record import Record
from sim.history.sightings import unknown_in
from sim.history.targets import TARGETS, Key, all_outcomes
from sim.study.estimate.quantities import (
    REAL_MONTHS,
    Row,
    Table,
    list_parts,
    share as as_share,
)
from sim.study.store.results import Results

BINS: Final = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Ends of the classes of a reliability diagram."""

EFFECTIVE: Final = "Wilson, n / horizon"

TARGET: Final = "test_month"
HORIZON: Final = 6
"""Target and horizon of the first sentence, registered in docs/registration.md; its rival is the
best of the span.
"""

YEAR: Final = 12
ACTIVE: Final = {"none": (0, 0), "1 to 3": (1, 3), "4 or 5": (4, 5), "6 or more": (6, 12)}
"""Months with a test in the twelve before an origin, by which the table of free play is made."""

KNOWN_TEXT: Final = (
    "Known with hindsight: rules, centres, and the parameters that are not fitted, were tuned on patterns that include "
    "2015 to 2019. So no score to 2019 is out of sample for the rules."
)
BEST_TEXT: Final = (
    f"The best benchmark is chosen after the fact, of {count_text(len(BENCHMARKS))}, so the comparison "
    "leans toward it and against the forecast."
)
POOL_TEXT: Final = (
    f"pool: the forecast that ships, the weighted mean of {list_parts(list(POOLED))}. Weights were learnt on 1995 to "
    f"2019. {FORMER}: the plain mean of the first three. A member that knows fewer than half of the last months leaves "
    "both."
)


class OriginsForecast(NamedTuple):
    """All forecasts of a hindcast.

    `forecasts[forecaster][target, horizon]` is `(origins, horizon + 1)`, the chance of each count;
    `counts[target, horizon]` `(origins,)` holds the counts that were observed, −1 for an unknown.
    """

    forecasts: Forecasts
    counts: dict[Key, Ints]


def forecasts_of(options: HindcastOptions) -> OriginsForecast:
    """Return the forecasts of the pool, of the model's three and of every benchmark, in the order
    of tables.

    Each rests on the months before its origin and on nothing else.
    """
    o, record = options, options.record
    marks, places = seen_in(record), [record.position(month) for month in o.months]
    setting = OriginForecast(o.record, o.horizons, o.worlds, o.seed, o.border_closed)
    by_origin = roll_origins(setting, o.posterior, o.months, o.particles, o.desk)
    keys = [(target, h) for target in TARGETS for h in o.horizons]
    forecasts = {
        name: {key: np.array([table[key] for table in tables]) for key in keys}
        for name, tables in by_origin.items()
    }
    forecasts |= benchmark_forecasts(marks, places, o.horizons)
    # A longer horizon has fewer origins: its last ones would end after the span.
    forecasts = {
        name: {key: rows[: len(o.origins[key[1]])] for key, rows in tables.items()}
        for name, tables in forecasts.items()
    }
    counts = {
        key: rows[: len(o.origins[key[1]])]
        for key, rows in all_outcomes(marks, places, o.horizons).items()
    }
    return OriginsForecast(with_pools(forecasts), counts)


class Reliability(NamedTuple):
    """Forecasts of like probability: their mean, and how often it happened."""

    forecast: float
    happened: Estimate


class FreePlay(NamedTuple):
    """Mean months with a test, forecast by the model and observed, by horizon, at origins with so
    many months of tests in the twelve before.

    `spells` counts the stretches of origins in a row, without which `origins` would look like
    independent cases.
    """

    origins: int
    spells: int
    means: dict[int, tuple[float, float]]


def share_happened(happened: np.ndarray, horizon: int) -> Estimate:
    """Return a share of forecasts with Wilson's interval for n / horizon of them, since neighbours
    share months.
    """
    n, value = len(happened), float(happened.mean())
    effective, z = max(n / horizon, 1.0), NORMAL
    centre = (value * effective + z * z / 2) / (effective + z * z)
    reach = z * math.sqrt(value * (1 - value) * effective + z * z / 4) / (effective + z * z)
    low, high = max(centre - reach, 0.0), min(centre + reach, 1.0)
    return Estimate(value, min(low, value), max(high, value), n, EFFECTIVE)


def find(options: HindcastOptions, results: Sequence[Results]) -> HindcastFinding:
    """Score the forecasts from every origin, or those of a book."""
    if options.registered is not None:
        return score_book(options, options.registered)
    return HindcastFinding(options, *forecasts_of(options))


@dataclass(frozen=True, eq=False)
class HindcastFinding(Finding):
    """The result of a hindcast: the pool beside the best rival of the span, the effect of the fit,
    and every score.

    `forecasts` and `counts` are those of OriginsForecast.
    """

    analysis: ClassVar[str] = "hindcast"
    caveat: ClassVar[str] = REAL_MONTHS
    options: HindcastOptions
    forecasts: Forecasts
    counts: dict[Key, Ints]

    @cached_property
    def log_scores(self) -> dict[tuple[str, Key], Floats]:
        """The log scores of each forecaster from the origins whose count is known, `(origins,)`."""
        return {
            (name, key): scores.scores_of(name, key, tables[key], self.counts[key])
            for name, tables in self.forecasts.items()
            for key in self.keys
            if key in tables
        }

    @cached_property
    def coverage(self) -> dict[str, dict[Key, tuple[scores.Coverage, ...]]]:
        """The coverage of predictive intervals of pool and model, by target and horizon."""
        return {
            name: {
                key: scores.coverage(self.forecasts[name][key], self.counts[key])
                for key in self.keys
            }
            for name in (POOL, MODEL)
        }

    @cached_property
    def free_play(self) -> dict[str, FreePlay]:
        """Forecast and observed months with a test, by their number before an origin."""
        o = self.options
        tests = seen_in(o.record)[TARGET] == 1
        places = [o.record.position(month) for month in o.months]
        active = np.array([tests[max(place - YEAR, 0) : place].sum() for place in places])
        return {name: self.play_after(name, active) for name in ACTIVE}

    def play_after(self, name: str, active: Ints) -> FreePlay:
        """Return free play after one number of ACTIVE; `active` `(origins,)` are months with a test
        in the year before.
        """
        low, high = ACTIVE[name]
        inside = (active >= low) & (active <= high)
        spells = int(inside[0]) + int((inside[1:] & ~inside[:-1]).sum()) if len(inside) else 0
        means = {}
        for h in self.options.ends:
            counts = self.counts.get((TARGET, h), np.empty(0, int))
            chosen = inside[: len(counts)] & (counts != UNKNOWN)
            if chosen.any():
                forecast = scores.mean_count(self.forecasts[MODEL][TARGET, h][chosen])
                means[h] = float(forecast.mean()), float(counts[chosen].mean())
        return FreePlay(int(inside.sum()), spells, means)

    def reliability(self, horizon: int) -> dict[str, Reliability]:
        """Return the classes of the pool's chance that it happens at all, over all targets, but for
        empty ones.
        """
        keys = [key for key in self.counts if key[1] == horizon]
        pooled = [scores.smooth_forecasts(self.forecasts[POOL][key]) for key in keys]
        counts = np.stack([self.counts[key] for key in keys])
        scored = counts != UNKNOWN
        chance = np.stack([scores.any_chance(rows) for rows in pooled])[scored]
        happened = counts[scored] > 0
        place = np.clip(np.searchsorted(BINS, chance, side="right") - 1, 0, len(BINS) - 2)
        return {
            f"{tick_text(low)} to {tick_text(high)}": Reliability(
                float(chance[place == number].mean()),
                share_happened(happened[place == number], horizon),
            )
            for number, (low, high) in enumerate(pairwise(BINS))
            if (place == number).any()
        }

    def score(self, target: str, horizon: int, forecaster: str) -> float:
        """Return a mean log score."""
        return float(self.log_scores[forecaster, (target, horizon)].mean())

    def best(self, target: str, horizon: int) -> str:
        """Return the benchmark with the lowest mean log score on the span."""
        rivals = [name for name in self.forecasts if name in BENCHMARKS]
        return min(
            (name for name in rivals if (target, horizon) in self.forecasts[name]),
            key=lambda name: self.score(target, horizon, name),
        )

    def less(self, key: Key, one: str, other: str) -> Estimate:
        """Return the mean log score of one forecaster less that of another."""
        return scores.difference(
            key, self.forecasts, self.counts[key], one, other, self.options.resamples, self.seed
        )

    @property
    def keys(self) -> list[Key]:
        """The targets and horizons that are scored."""
        return [key for key, counts in self.counts.items() if (counts != UNKNOWN).any()]

    @property
    def scenario(self) -> Scenario:
        """The game that begins at the first origin, with all four capitals free."""
        o = self.options
        return Scenario(
            name=f"hindcast-{o.first}",
            title=f"As known before {o.first}",
            start=o.first,
            months=max(o.horizons),
        )

    def sentences(self) -> list[str]:
        """Return the shipped forecast beside the best rival, and the effects of the fit and of
        learning on.
        """
        o, other = self.options, self.options.posterior.other_rules()
        horizons = [h for h in o.horizons if (TARGET, h) in self.keys]
        if not horizons:
            return [
                *other,
                f"Nothing is known of {TARGETS[TARGET]} in {o.first} to {o.last}: no headline.",
            ]
        first = HORIZON if HORIZON in horizons else horizons[0]
        return [
            *other,
            *self.headline(first),
            *self.by_event(),
            *(self.beside(h) for h in horizons if h != first),
            self.intervals(first),
        ]

    def headline(self, h: int) -> list[str]:
        """Return the sentences of one horizon."""
        o, key = self.options, (TARGET, h)
        best, last = self.best(*key), o.posterior.last
        pool, model, rival, even = (
            number_text(self.score(*key, name), 2) for name in (POOL, MODEL, best, EVEN)
        )
        less, alone = self.less(key, POOL, best), self.less(key, MODEL, best)
        learnt = f"The fit to {o.posterior.first}–{last}" if last else "The prior, not learnt from,"
        return [
            f"The shipped forecast is {word(less)} the best benchmark of {o.first} to "
            f"{o.last} on {TARGETS[TARGET]} at {h} months ({best}: {rival}).",
            f"Its mean log score over {less.n} origins is {pool}, low is good, difference {interval(less)}.",
            f"The model alone is {word(alone)} it: {model}, difference {interval(alone)}.",
            f"Against an even forecast ({even}): shipped {interval(self.less(key, POOL, EVEN))}, model "
            f"{interval(self.less(key, MODEL, EVEN))}.",
            f"{learnt} {adds(self.less(key, MODEL, PRIOR))} (model less prior); learning on "
            f"{adds(self.less(key, LEARNING, MODEL))} (learning on less model).",
        ]

    def by_event(self) -> list[str]:
        """Return on which events the model alone betters the best benchmark, with both scores, and
        on which it adds nothing clear.
        """
        better: dict[str, list[str]] = {}
        for target, h in self.keys:
            best = self.best(target, h)
            if self.less((target, h), MODEL, best).high < 0.0:
                model, rival = (
                    number_text(self.score(target, h, name), 2) for name in (MODEL, best)
                )
                better.setdefault(target, []).append(f"{model} against {rival} at {h} months")
        rest = [
            label
            for target, label in LABELS.items()
            if (target, self.options.horizons[0]) in self.keys and target not in better
        ]
        return [
            *(
                f"On {LABELS[target]} the model alone betters the best benchmark: {list_parts(texts)}."
                for target, texts in better.items()
            ),
            *([f"The model alone adds nothing clear on {list_parts(rest)}."] if rest else []),
        ]

    def beside(self, h: int) -> str:
        """Return the sentence of another horizon."""
        key = (TARGET, h)
        best = self.best(*key)
        less = self.less(key, POOL, best)
        return (
            f"At {h} months it is {word(less)} the best ({best}, {number_text(self.score(*key, best), 2)}): "
            f"{number_text(self.score(*key, POOL), 2)}, difference {interval(less)}."
        )

    def intervals(self, h: int) -> str:
        """Return the coverage of the pool's 90 % intervals of tests at a horizon."""
        _, ninety, _ = self.coverage[POOL][TARGET, h]
        inside, above, below = map(percent_text, (ninety.inside, ninety.above, ninety.below))
        return f"Its intervals of 90 % held from {inside} of the origins; {above} lie above, {below} below."

    def tables(self) -> list[Table]:
        """Return every forecaster, free play against the record, calibration, and every score."""
        summary = self.summary()
        return [
            opening_of(summary),
            summary,
            self.free_play_table(),
            self.coverage_table(),
            self.classes(),
            *([self.weights()] if EFFORT in self.forecasts else []),
        ]

    def summary(self) -> Table:
        """Return the log scores of all forecasters, a row a target and horizon, and the pool less
        the best of them.
        """
        rows: list[Row] = []
        names = list(self.forecasts)
        for key in self.keys:
            scored, best = self.counts[key] != UNKNOWN, self.best(*key)
            counts = self.counts[key][scored]
            expected = float(scores.mean_count(self.forecasts[POOL][key][scored]).mean())
            means = (
                number_text(self.score(*key, name), 2) if key in self.forecasts[name] else ""
                for name in names
            )
            rows.append(
                (
                    LABELS[key[0]],
                    key[1],
                    len(counts),
                    number_text(float(counts.mean()), 2),
                    number_text(expected, 2),
                    *means,
                    interval(self.less(key, POOL, best)),
                    best,
                )
            )
        o = self.options
        caption = (
            f"Forecasts of the next months, {o.first} to {o.last}: mean log score, low is good"
        )
        heads = (
            "",
            "months",
            "origins",
            "seen",
            "said",
            *names,
            "pool less best",
            "best benchmark",
        )
        return Table("summary", caption, heads, tuple(rows))

    def free_play_table(self) -> Table:
        """Return mean months with a test, forecast and observed, by the number before."""
        ends = self.options.ends
        rows: list[Row] = [
            (
                name,
                play.origins,
                play.spells,
                *(
                    text
                    for h in ends
                    for text in [number_text(mean, 2) for mean in play.means.get(h, ())] or ("", "")
                ),
            )
            for name, play in self.free_play.items()
        ]
        heads = (
            "months with a test in the 12 before",
            "origins",
            "spells",
            *(f"{kind}, next {h}" for h in ends for kind in ("said", "seen")),
        )
        caption = (
            "Free play against the record: mean months with a test, forecast and observed. "
            "Origins in a row are one spell: one spell is no evidence for or against"
        )
        return Table("free-play", caption, heads, tuple(rows), True)

    def coverage_table(self) -> Table:
        """Return the coverage of predictive intervals, and the shares above and below them."""
        rows: list[Row] = [
            (
                LABELS[target],
                name,
                horizon,
                levels[0].n,
                *(
                    f"{percent_text(level.inside)} ({percent_text(level.above)}, {percent_text(level.below)})"
                    for level in levels
                ),
            )
            for name, by_key in self.coverage.items()
            for (target, horizon), levels in by_key.items()
        ]
        heads = (f"{percent_text(level)} hold (above, below)" for level in scores.LEVELS)
        caption = (
            "Coverage of predictive intervals. Those of counts tend to hold more than their level"
        )
        return Table(
            "coverage", caption, ("", "forecaster", "months", "origins", *heads), tuple(rows)
        )

    def classes(self) -> Table:
        """Return how often things happened that were forecast with like probability."""
        horizons = {h: self.reliability(h) for h in self.options.horizons}
        names = [f"{tick_text(low)} to {tick_text(high)}" for low, high in pairwise(BINS)]
        rows: list[Row] = [
            (
                name,
                *(
                    as_share(bins[name].happened) if name in bins else ""
                    for bins in horizons.values()
                ),
                *(
                    percent_text(bins[name].forecast) if name in bins else ""
                    for bins in horizons.values()
                ),
            )
            for name in names
        ]
        heads = (
            "forecast",
            *(f"{h} months" for h in horizons),
            *(f"mean forecast, {h}" for h in horizons),
        )
        caption = "How often it happened at all, by the pool's forecast and months ahead, over all targets"
        return Table("reliability", caption, heads, tuple(rows))

    def weights(self) -> Table:
        """Return the weights of the pool that these origins would teach, by target, and those that
        ship.
        """
        rows: list[Row] = []
        for target in dict.fromkeys(target for target, _ in self.keys):
            keys = [key for key in self.keys if key[0] == target]
            chances = [
                exp(-np.concatenate([self.log_scores[name, key] for key in keys]))
                for name in POOLED
            ]
            worth = [np.full(len(self.log_scores[MODEL, key]), 3.0 / key[1]) for key in keys]
            weights = scores.stacked(np.array(chances), np.concatenate(worth))
            rows.append((LABELS[target], *weights.round(3).tolist(), *pool_weights()[target]))
        heads = ("", *POOLED, *(f"{name}, shipped" for name in POOLED))
        caption = (
            "Weights of the pool: half way from those that these origins would teach to equal ones"
        )
        return Table("weights", caption, heads, tuple(rows))

    def notes(self) -> list[str]:
        """Return how the forecasts and their scores were made, and from which months."""
        o = self.options
        return [
            f"Hindcast on {o.record.label}, {o.first} to {o.last}: {count_text(o.posterior.sets)} sets of parameters, "
            f"each with {count_text(o.particles)} particles; {count_text(o.worlds)} worlds an origin, seed {o.seed}.",
            f"Sets of {o.posterior.label}, of {o.posterior.date}; commit {o.posterior.commit or 'unknown'}.",
            POOL_TEXT,
            f"The model keeps its sets as they were fitted. {LEARNING}: each later month weighs them. {PRIOR}: as many "
            "draws of the prior.",
            BEST_TEXT,
            scoring_text(o),
            "log score: −ln of the probability given to the observed event; low is good.",
            f"Benchmarks learn from {o.record.months[0]} to the month before each origin.",
            f"Border closed: {' to '.join(o.border_closed) or 'never'}; the closure costs growth. An origin within it "
            "takes it to last, an origin before it does not know of it.",
            *(f"{name}: {BENCHMARKS[name]}." for name in self.forecasts if name in BENCHMARKS),
        ]

    def caveats(self) -> list[str]:
        """Return the caveats, the unknown office holders, and the warnings on the posterior."""
        return [
            self.caveat,
            KNOWN_TEXT,
            *unknown_in(self.options.record),
            *self.options.posterior.warnings(),
        ]


def scoring_text(options: HindcastOptions) -> str:
    """Return the note on intervals and on the floor of scores."""
    return (
        f"Intervals: 95 %, {scores.METHOD}; {count_text(options.resamples)} resamples. Every forecast has "
        f"{tick_text(scores.SMOOTHING)} of an even one mixed in."
    )


def word(less: Estimate) -> str:
    """Return how a forecaster compares: better or worse only where the interval leaves 0 out."""
    return (
        "better than"
        if less.high < 0.0
        else "worse than"
        if less.low > 0.0
        else "not distinguishable from"
    )


def adds(less: Estimate) -> str:
    """Return the effect of learning on the forecast, in words, with its interval."""
    clear = (
        "makes it better"
        if less.high < 0.0
        else "makes it worse"
        if less.low > 0.0
        else "adds nothing clear"
    )
    return f"{clear}: difference {interval(less)}"


def interval(less: Estimate) -> str:
    """Return a difference with its interval, or with a remark if too few origins give none."""
    if not math.isfinite(less.high):
        return f"{sign_text(less.value)} (too few origins for an interval)"
    return f"{sign_text(less.value)} ({sign_text(less.low)} to {sign_text(less.high)})"


def sign_text(value: float) -> str:
    """Return a difference with two digits and its sign."""
    return number_text(value, 2, signed=True)


def opening_of(whole: Table) -> Table:
    """Return the part of the summary that fits a screen: both pools, the model, and the pool less
    the best benchmark.
    """
    opening = ("", "months", "origins", POOL, FORMER, MODEL, "pool less best", "best benchmark")
    heads = tuple(head for head in opening if head in whole.heads)
    places = [whole.heads.index(head) for head in heads]
    rows = tuple(tuple(row[place] for place in places) for row in whole.rows)
    return Table("forecasts", whole.caption, heads, rows, True)


COUNTED: Final = "counted"
LATE: Final = "late"
OTHER_RULES: Final = "of other rules"
OTHER_RECORD: Final = "of another record"
TO_COME: Final = "still to come"
APART: Final = {
    LATE: "written when the first month was over",
    OTHER_RULES: "by rules or sets of parameters other than those of the first line that counts",
    OTHER_RECORD: "the record to that month is not the one that the forecaster read",
}
"""Lines that are scored apart, never in the headline, and why."""


def standing_of(lines: Sequence[Registered], record: Record) -> list[str]:
    """Return for each line of a book whether it counts: "counted", one of APART, or "still to
    come".
    """
    standings: list[str] = []
    rules = None
    for line in lines:
        layout = line.layout
        if line.origin > record.months[-1]:
            standings.append(TO_COME)
        elif line.late:
            standings.append(LATE)
        elif record.hash_of(FIRST_MONTH, line.after) != layout.record:
            standings.append(OTHER_RECORD)
        else:
            rules = rules or (layout.rules, layout.posterior)
            is_same = rules == (layout.rules, layout.posterior)
            standings.append(COUNTED if is_same else OTHER_RULES)
    return standings


def score_book(options: HindcastOptions, book: ForecastBook) -> BookFinding:
    """Score the forecasts of a book whose months the record knows."""
    standings = standing_of(book.lines, options.record)
    groups = {
        name: [
            line for line, standing in zip(book.lines, standings, strict=True) if standing == name
        ]
        for name in (COUNTED, *APART)
    }
    apart = {
        name: HindcastFinding(options, *scored_lines(options, lines))
        for name, lines in groups.items()
        if lines and name != COUNTED
    }
    forecasts, counts = scored_lines(options, groups[COUNTED])
    return BookFinding(options, forecasts, counts, book, tuple(standings), apart)


def scored_lines(options: HindcastOptions, lines: Sequence[Registered]) -> OriginsForecast:
    """Return the forecasts of some lines of a book, and what came."""
    places = [options.record.position(line.origin) for line in lines]
    counts = all_outcomes(seen_in(options.record), places, options.horizons)
    return OriginsForecast(rows_of(lines) if lines else {}, counts)


@dataclass(frozen=True, eq=False)
class BookFinding(HindcastFinding):
    """Scores of the forecasts of a book, each forecaster beside the pool.

    The headline is of lines that count alone: `standings` tells for each line whether it does, and
    `apart` holds the scores of those of APART. Only months that the record holds are scored.
    """

    book: ForecastBook
    standings: tuple[str, ...]
    apart: Mapping[str, HindcastFinding]

    def sentences(self) -> list[str]:
        """Return which lines count, and how the pool did on tests beside the best of the others."""
        numbers = [
            f"{count_text(self.standings.count(name))} {name}"
            for name in (COUNTED, *APART, TO_COME)
            if name in self.standings
        ]
        sentences = [
            f"{counted_text(len(self.standings), 'registered forecast')}: {list_parts(numbers)}."
        ]
        for h in self.options.horizons:
            if (TARGET, h) not in self.keys:
                sentences.append(f"No forecast of {h} months that counts is over.")
                continue
            best = self.best(TARGET, h)
            pool, rival = (number_text(self.score(TARGET, h, name), 2) for name in (POOL, best))
            less = self.less((TARGET, h), POOL, best)
            sentences.append(
                f"Tests at {h} months, {counted_text(less.n, 'forecast')}: pool {pool}, best "
                f"benchmark {rival} ({best}). The difference is {interval(less)} (mean log score, low is good)."
            )
        return sentences

    def tables(self) -> list[Table]:
        """Return the scores of all forecasters, the coverage of intervals, the lines that are
        scored apart, and every line.
        """
        tables = [self.apart_table(), self.lines_table()]
        if not self.keys:
            return tables
        summary = self.summary()
        return [opening_of(summary), summary, self.coverage_table(), *tables]

    def apart_table(self) -> Table:
        """Return the mean log scores on tests of the lines that are scored apart."""
        rows: list[Row] = [
            (
                name,
                h,
                int((finding.counts[TARGET, h] != UNKNOWN).sum()),
                *(
                    number_text(finding.score(TARGET, h, member), 2)
                    for member in (POOL, MODEL, EVEN)
                ),
            )
            for name, finding in self.apart.items()
            for h in self.options.horizons
            if (TARGET, h) in finding.keys
        ]
        caption = "Lines that are scored apart: mean log score on tests, low is good"
        heads = ("", "months", "forecasts", POOL, MODEL, EVEN)
        return Table("apart", caption, heads, tuple(rows))

    def lines_table(self) -> Table:
        """Return every line of the book, and whether it counts."""
        rows: list[Row] = [
            (line.number, line.after, line.layout.written, standing, line.layout.seal[:12])
            for line, standing in zip(self.book.lines, self.standings, strict=True)
        ]
        heads = ("line", "after", "written", "", "seal")
        return Table("lines", "The lines of the book", heads, tuple(rows))

    def notes(self) -> list[str]:
        """Return the label and the anchor of the book, and how it was scored."""
        o, book = self.options, self.book
        return [
            f"{book.label}, last line {book.lines[-1].anchor}; scored on {o.record.label} to {o.record.months[-1]}.",
            *(f"{name}: {APART[name]}. Such lines are scored apart." for name in self.apart),
            scoring_text(o),
        ]

    def caveats(self) -> list[str]:
        """Return the limitation of a seal."""
        return [
            "Anybody can make a seal. It says that a line was not changed since; not when it was written, and not that "
            "no line came after it: --anchor checks that."
        ]

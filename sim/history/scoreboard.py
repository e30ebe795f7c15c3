"""The scoreboard of a hindcast: the forecast that ships beside the best rival of the span, by
name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, ClassVar, Final, NamedTuple

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.core.base.arrays import Floats, Ints
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.core.estimate.quantiles import NORMAL
from sim.core.estimate.writing import count_text, number_text, p_text, percent_text, tick_text
from sim.core.scenario import Scenario
from sim.history import HindcastOptions, scores
from sim.history.ahead import FROZEN, PRIOR, OriginForecast, roll_origins, unpack_row
from sim.history.benchmarks import (
    BENCHMARKS,
    EVEN,
    MODEL,
    POOL,
    POOLED,
    benchmark_forecasts,
    pool,
    with_stand_in,
)
from sim.history.book import ForecastBook, Registered, rows_of
from sim.history.observe import LABELS, UNKNOWN, seen_in
from sim.history.sightings import defaults_used, unknown_in
from sim.history.targets import TARGETS, Key, all_outcomes
from sim.study.estimate.quantities import (
    CAVEAT,
    Row,
    Table,
    amount,
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

BEFORE: Final = 12
ACTIVE: Final = {"none": (0, 0), "1 to 3": (1, 3), "4 or 5": (4, 5), "6 or more": (6, 12)}
"""Months with a test in the twelve before an origin, by which the table of free play is made."""

KNOWN_TEXT: Final = (
    "Known with hindsight: rules, centres, and the parameters that are not fitted, were tuned on patterns that include "
    "2015 to 2019. So no score to 2019 is out of sample for the rules."
)
BEST_TEXT: Final = (
    "The best benchmark is chosen after the fact, of six, so the comparison "
    "leans toward it and against the forecast."
)
POOL_TEXT: Final = (
    f"pool: the mean with equal weights, fixed before any score, of {list_parts(list(POOLED))}. It is the forecast "
    "that ships. A member that knows fewer than half of the last months leaves it."
)


class Forecasts(NamedTuple):
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`, the chance of each count;
    `seen[target, horizon]` `(origins,)` holds the counts that were observed.
    """

    given: dict[str, dict[Key, Floats]]
    seen: dict[Key, Ints]


def forecasts_of(options: HindcastOptions) -> Forecasts:
    """Return the forecasts of the pool, of the model's three and of every benchmark, in the order
    of tables.

    Each rests on the months before its origin and on nothing else.
    """
    o, record = options, options.record
    seen, places = seen_in(record), [record.position(month) for month in o.months]
    asked = OriginForecast(o.record, o.horizons, o.worlds, o.seed, o.border_closed)
    said = roll_origins(asked, o.posterior, o.months, o.particles, o.desk)
    if o.on_the_way:
        said[MODEL] = [
            unpack_row(o.on_the_way.origins[month], o.on_the_way.horizons) for month in o.months
        ]
    keys = [(target, h) for target in TARGETS for h in o.horizons]
    given = {
        name: {key: np.array([each[key] for each in own]) for key in keys}
        for name, own in said.items()
    }
    given |= benchmark_forecasts(seen, places, o.horizons)
    given = {
        name: {key: rows[: len(o.origins[key[1]])] for key, rows in own.items()}
        for name, own in given.items()
    }
    happened = {
        key: rows[: len(o.origins[key[1]])]
        for key, rows in all_outcomes(seen, places, o.horizons).items()
    }
    return Forecasts({POOL: pool(given)} | with_stand_in(given), happened)


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of like probability: their mean, how often it happened, and how many they are."""

    low: float
    high: float
    forecast: float
    happened: Estimate


@dataclass(frozen=True, slots=True)
class Persistence:
    """Mean months with a test, forecast and observed, at origins with so many months of tests in
    the twelve before.

    `said` and `seen` hold, by horizon, the mean number that the model forecasts and that was
    observed; `spells` counts the stretches of origins in a row, without which `origins` would look
    like independent cases.
    """

    active: str
    origins: int
    spells: int
    said: dict[int, float]
    seen: dict[int, float]


def by_text(own: Mapping[Key, Any]) -> Data:
    """Return values by target and horizon as plain data, by texts such as "test_month 6"."""
    return {f"{target} {horizon}": plain_data(each) for (target, horizon), each in own.items()}


def judge(options: HindcastOptions, forecasts: Forecasts, tests_before: Ints) -> HindcastFinding:
    """Score every forecast, compare the pool with each benchmark, and count the coverage of the
    intervals of pool and model.

    `tests_before` `(origins,)` counts the months with a test in the twelve before each origin.
    """
    o, (given, seen) = options, forecasts
    held = {
        name: {
            key: scores.coverage(given[name][key], happened)
            for key, happened in seen.items()
            if (happened != UNKNOWN).any()
        }
        for name in (POOL, MODEL)
    }
    rows = scores.board(given, seen, o.resamples, o.seed)
    eras = {
        key: scores.by_era(key, given, seen[key], o.origins[key[1]], o.resamples, o.seed)
        for key in dict.fromkeys((row.target, row.horizon) for row in rows)
    }
    classes = {h: reliability(forecasts, h) for h in o.horizons}
    return HindcastFinding(
        o, given, seen, rows, classes, held, eras, free_play(forecasts, o.ends, tests_before)
    )


def free_play(f: Forecasts, horizons: Sequence[int], tests_before: Ints) -> tuple[Persistence, ...]:
    """Return forecast and observed months with a test, by their number before an origin."""
    found = []
    for name, (low, high) in ACTIVE.items():
        own = (tests_before >= low) & (tests_before <= high)
        said, seen = {}, {}
        for h in horizons:
            counts = f.seen.get((TARGET, h), np.empty(0, int))
            here = own[: len(counts)] & (counts != UNKNOWN)
            if here.any():
                forecast = f.given[MODEL][TARGET, h][here]
                said[h] = float((forecast * np.arange(h + 1)).sum(axis=1).mean())
                seen[h] = float(counts[here].mean())
        spells = int(own[0]) + int((own[1:] & ~own[:-1]).sum()) if len(own) else 0
        found.append(Persistence(name, int(own.sum()), spells, said, seen))
    return tuple(found)


def reliability(f: Forecasts, horizon: int) -> tuple[Bin, ...]:
    """Return the classes of the pool's P(any) over all targets at a horizon, but for empty ones."""
    keys = [key for key in f.seen if key[1] == horizon]
    chances = np.stack(
        [scores.any_chance(scores.smooth_forecasts(f.given[POOL][key])) for key in keys]
    )
    outcomes = np.stack([f.seen[key] for key in keys])
    known = outcomes != UNKNOWN
    chance, happened = chances[known], outcomes[known] > 0
    place = np.clip(np.searchsorted(BINS, chance, side="right") - 1, 0, len(BINS) - 2)
    bins = []
    for number, (low, high) in enumerate(pairwise(BINS)):
        own = place == number
        if own.any():
            bins.append(Bin(low, high, float(chance[own].mean()), share(happened[own], horizon)))
    return tuple(bins)


def share(happened: np.ndarray, horizon: int) -> Estimate:
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
    tests = seen_in(options.record)[TARGET] == 1
    places = [options.record.position(month) for month in options.months]
    before = np.array([tests[max(place - BEFORE, 0) : place].sum() for place in places])
    return judge(options, forecasts_of(options), before)


@dataclass(frozen=True, eq=False)
class HindcastFinding(Finding):
    """The result of a hindcast: the pool beside the best rival of the span, the effect of the fit,
    and every score.

    `given` and `seen` are those of Forecasts. `rows` hold every score, with the pool less each;
    `reliability[horizon]` the classes of the pool's P(any) over all targets;
    `held[forecaster][target, horizon]` the coverage of predictive intervals of the pool and of the
    model. `eras[target, horizon][era]` are mean log scores by forecaster, `kept` the table of free
    play.
    """

    analysis: ClassVar[str] = "hindcast"
    options: HindcastOptions
    given: dict[str, dict[Key, Floats]]
    seen: dict[Key, Ints]
    rows: tuple[scores.ScoreRow, ...]
    reliability: dict[int, tuple[Bin, ...]]
    held: dict[str, dict[Key, tuple[scores.Coverage, ...]]]
    eras: dict[Key, dict[str, dict[str, Estimate]]]
    kept: tuple[Persistence, ...]

    def row(self, target: str, horizon: int, forecaster: str) -> scores.ScoreRow:
        """Return one row."""
        return next(
            r
            for r in self.rows
            if (r.target, r.horizon, r.forecaster) == (target, horizon, forecaster)
        )

    def score(self, target: str, horizon: int, forecaster: str) -> float:
        """Return a mean log score."""
        return self.row(target, horizon, forecaster).means["log_score"].value

    def best(self, target: str, horizon: int) -> str:
        """Return the benchmark with the lowest mean log score on the span."""
        own = [row for row in self.against if (row.target, row.horizon) == (target, horizon)]
        return min(own, key=lambda row: row.means["log_score"].value).forecaster

    def less(self, key: Key, one: str, other: str) -> Estimate:
        """Return the mean log score of one forecaster less that of another."""
        return scores.difference(
            key, self.given, self.seen[key], one, other, self.options.resamples, self.seed
        )

    @property
    def keys(self) -> list[Key]:
        """The targets and horizons that are scored."""
        return list(self.eras)

    @property
    def against(self) -> list[scores.ScoreRow]:
        """The rows of benchmarks, which the pool is compared with."""
        return [row for row in self.rows if row.forecaster in BENCHMARKS]

    @property
    def worse(self) -> list[tuple[scores.ScoreRow, str]]:
        """The rows and the scores in which the pool's mean is worse than a benchmark's."""
        return [
            (row, score) for row in self.against for score, less in row.less.items() if less.worse
        ]

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
        own, alone = self.less(key, POOL, best), self.less(key, MODEL, best)
        learnt = f"The fit to {o.posterior.first}–{last}" if last else "The prior, not learnt from,"
        return [
            f"The shipped forecast is {word(own)} the best benchmark of {o.first} to "
            f"{o.last} on {TARGETS[TARGET]} at {h} months ({best}: {rival}).",
            f"Its mean log score over {own.n} origins is {pool}, low is good, difference {interval(own)}.",
            f"The model alone is {word(alone)} it: {model}, difference {interval(alone)}.",
            f"Against an even forecast ({even}): shipped {interval(self.less(key, POOL, EVEN))}, model "
            f"{interval(self.less(key, MODEL, EVEN))}.",
            f"{learnt} {adds(self.less(key, FROZEN, PRIOR))} (frozen less prior); learning on "
            f"{adds(self.less(key, MODEL, FROZEN))} (model less frozen).",
        ]

    def beside(self, h: int) -> str:
        """Return the sentence of another horizon."""
        key = (TARGET, h)
        best = self.best(*key)
        own = self.less(key, POOL, best)
        return (
            f"At {h} months it is {word(own)} the best ({best}, {number_text(self.score(*key, best), 2)}): "
            f"{number_text(self.score(*key, POOL), 2)}, difference {interval(own)}."
        )

    def intervals(self, h: int) -> str:
        """Return the coverage of the pool's 90 % intervals of tests at a horizon."""
        _, found, _ = self.held[POOL][TARGET, h]
        held, above, below = (percent_text(each) for each in (found.held, found.above, found.below))
        return f"Its intervals of 90 % held from {held} of the origins; {above} lie above, {below} below."

    def tables(self) -> list[Table]:
        """Return every forecaster, free play against the record, calibration, eras, and every
        score.
        """
        summary = self.summary()
        return [
            opening_of(summary),
            summary,
            self.free_play_table(),
            self.coverage_table(),
            self.eras_table(),
            self.worse_table(),
            self.classes(),
            *(self.every_score(*key) for key in self.keys),
        ]

    def summary(self) -> Table:
        """Return the log scores of all forecasters, a row a target and horizon, and the pool less
        the best of them.
        """
        rows: list[Row] = []
        names = list(self.given)
        for key in self.keys:
            known, best = self.seen[key] != UNKNOWN, self.best(*key)
            seen, forecast = self.seen[key][known], self.given[POOL][key][known]
            said = float((forecast * np.arange(forecast.shape[1])).sum(axis=1).mean())
            means = (
                number_text(self.score(*key, name), 2) if key in self.given[name] else ""
                for name in names
            )
            rows.append(
                (
                    LABELS[key[0]],
                    key[1],
                    len(seen),
                    number_text(float(seen.mean()), 2),
                    number_text(said, 2),
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
                each.active,
                each.origins,
                each.spells,
                *(
                    number_text(value[h], 2) if h in value else ""
                    for h in ends
                    for value in (each.said, each.seen)
                ),
            )
            for each in self.kept
        ]
        heads = (
            "months with a test in the 12 before",
            "origins",
            "spells",
            *(f"{what}, next {h}" for h in ends for what in ("said", "seen")),
        )
        caption = (
            "Free play against the record: mean months with a test, forecast and observed. "
            "Origins in a row are one spell: one spell is no evidence for or against"
        )
        return Table("free-play", caption, heads, tuple(rows), True)

    def eras_table(self) -> Table:
        """Return pool, model, even and the best benchmark of each era by name."""
        rows: list[Row] = []
        for (target, horizon), eras in self.eras.items():
            for era, own in eras.items():
                best = min(
                    (name for name in own if name in BENCHMARKS), key=lambda name: own[name].value
                )
                rows.append(
                    (
                        LABELS[target],
                        horizon,
                        era,
                        own[POOL].n,
                        *(amount(own[name]) for name in (POOL, MODEL, EVEN, best)),
                        best,
                    )
                )
        heads = ("", "months", "era", "origins", POOL, MODEL, EVEN, "best benchmark", "which is")
        return Table("eras", "Mean log score by era", heads, tuple(rows))

    def every_score(self, target: str, horizon: int) -> Table:
        """Return the scores of all forecasters for one target and horizon."""
        rows: list[Row] = []
        for own in (row for row in self.rows if (row.target, row.horizon) == (target, horizon)):
            compared = own.less.get("log_score")
            less = amount(compared.difference) if compared else ""
            p = "" if compared is None or compared.p_holm is None else p_text(compared.p_holm)
            rows.append(
                (own.forecaster, *(amount(own.means[score]) for score in scores.SCORES), less, p)
            )
        caption = f"{LABELS[target]}: {TARGETS[target]}, the next {horizon} months"
        heads = (
            "",
            *(each.label for each in scores.SCORES.values()),
            "log score: pool less it",
            "p (Holm)",
        )
        return Table(f"{target.replace('_', '-')}-{horizon}", caption, heads, tuple(rows))

    def coverage_table(self) -> Table:
        """Return the coverage of predictive intervals, and the shares above and below them."""
        rows: list[Row] = [
            (
                LABELS[target],
                name,
                horizon,
                found[0].n,
                *(
                    f"{percent_text(each.held)} ({percent_text(each.above)}, {percent_text(each.below)})"
                    for each in found
                ),
            )
            for name, own in self.held.items()
            for (target, horizon), found in own.items()
        ]
        levels = (f"{percent_text(level)} hold (above, below)" for level in scores.LEVELS)
        caption = (
            "Coverage of predictive intervals. Those of counts tend to hold more than their level"
        )
        return Table(
            "coverage", caption, ("", "forecaster", "months", "origins", *levels), tuple(rows)
        )

    def worse_table(self) -> Table:
        """Return where the pool is worse than a benchmark, the clear cases first."""
        worse = sorted(
            self.worse,
            key=lambda each: (not each[0].less[each[1]].clearly, [*scores.SCORES].index(each[1])),
        )
        rows = tuple(
            (
                LABELS[row.target],
                row.horizon,
                row.forecaster,
                scores.SCORES[score].label,
                amount(row.less[score].difference),
                "clearly" if row.less[score].clearly else "",
            )
            for row, score in worse
        )
        clear = sum(row.less[score].clearly for row, score in worse)
        of = sum(len(row.less) for row in self.against)
        caption = (
            f"Scores on which the pool is worse than a benchmark: {len(worse)} of {of} scores, clearly in "
            f"{clear} (interval above 0; not corrected for how many are looked at)"
        )
        return Table(
            "worse", caption, ("", "months", "benchmark", "score", "pool less it", "verdict"), rows
        )

    def classes(self) -> Table:
        """Return how often things happened that were forecast with like probability."""
        rows = tuple(
            (
                f"{tick_text(each.low)} to {tick_text(each.high)}",
                horizon,
                percent_text(each.forecast),
                as_share(each.happened),
                each.happened.n,
            )
            for horizon, bins in self.reliability.items()
            for each in bins
        )
        heads = ("forecast", "months", "mean forecast", "happened", "forecasts")
        return Table(
            "reliability",
            "The pool's forecasts that it happens at all, over all targets",
            heads,
            rows,
        )

    def notes(self) -> list[str]:
        """Return how the forecasts and their scores were made, and from which months."""
        o = self.options
        way = (
            "The model's forecasts are those of the fit on its way: at each origin, sets of the months before it."
            if o.on_the_way
            else "The model goes on learning: each month weighs its sets, which stay the same."
        )
        return [
            f"Hindcast on {o.record.label}, {o.first} to {o.last}: {count_text(o.posterior.sets)} sets of parameters, "
            f"each with {count_text(o.particles)} particles; {count_text(o.worlds)} worlds an origin, seed {o.seed}.",
            f"Sets of {o.posterior.label}, of {o.posterior.date}; commit {o.posterior.commit or 'unknown'}.",
            POOL_TEXT,
            f"{way} {FROZEN}: learns nothing of the span. {PRIOR}: as many draws of the prior.",
            BEST_TEXT,
            f"Intervals: 95 %, {scores.METHOD}; {count_text(o.resamples)} resamples. Every forecast has "
            f"{tick_text(scores.SMOOTHING)} of an even one mixed in.",
            *(f"{each.label}: {each.meaning}; low is good." for each in scores.SCORES.values()),
            "p: Diebold–Mariano, corrected for all of them (Holm).",
            f"Benchmarks learn from {o.record.months[0]} to the month before each origin.",
            f"Border closed: {' to '.join(o.border_closed) or 'never'}; the closure costs growth. An origin within it "
            "takes it to last, an origin before it does not know of it.",
            *(f"{name}: {BENCHMARKS[name]}." for name in self.given if name in BENCHMARKS),
        ]

    def caveats(self) -> list[str]:
        """Return the caveats, the unknown office holders, and the warnings on the posterior."""
        return [
            CAVEAT,
            KNOWN_TEXT,
            *unknown_in(self.options.record),
            *self.options.posterior.warnings(),
        ]

    def data(self) -> Data:
        """Return everything as plain data."""
        o = self.options
        return {
            **self.beginning(),
            "particles": o.particles,
            "every": o.every,
            "border_closed": list(o.border_closed),
            "on_the_way": o.on_the_way is not None,
            "posterior": o.posterior.about,
            "unknown_offices": defaults_used(o.record),
            "caveats": self.caveats(),
            "record": o.record.label,
            "first": o.first,
            "last": o.last,
            "learnt": [o.record.months[0], o.before],
            "seed": o.seed,
            "worlds": o.worlds,
            "resamples": o.resamples,
            "smoothing": scores.SMOOTHING,
            "known_text": KNOWN_TEXT,
            "best": by_text({key: self.best(*key) for key in self.keys}),
            "adds": by_text(
                {
                    key: {
                        "fit": self.less(key, FROZEN, PRIOR),
                        "learning": self.less(key, MODEL, FROZEN),
                        "pool_less_best": self.less(key, POOL, self.best(*key)),
                        "model_less_best": self.less(key, MODEL, self.best(*key)),
                    }
                    for key in self.keys
                }
            ),
            "free_play": plain_data(self.kept),
            "eras": by_text(self.eras),
            "origins": plain_data(o.origins),
            "seen": by_text(self.seen),
            "pool_forecasts": by_text(self.given[POOL]),
            "rows": plain_data(self.rows),
            "worse": [
                [row.target, row.horizon, row.forecaster, score, row.less[score].clearly]
                for row, score in self.worse
            ],
            "reliability": plain_data(self.reliability),
            "coverage": {name: by_text(own) for name, own in self.held.items()},
        }


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
    """Return the effect of learning on the score, in words, with its interval."""
    clear = (
        "lowers the score"
        if less.high < 0.0
        else "raises the score"
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
    """Return the part of the summary that fits a screen: pool, model, even, and the pool less the
    best benchmark.
    """
    named = ("", "months", "origins", POOL, MODEL, EVEN, "pool less best", "best benchmark")
    places = [whole.heads.index(name) for name in named]
    return Table(
        "forecasts",
        whole.caption,
        named,
        tuple(tuple(row[at] for at in places) for row in whole.rows),
        True,
    )


def score_book(options: HindcastOptions, book: ForecastBook) -> BookFinding:
    """Score the forecasts of a book whose months the record knows."""
    seen = seen_in(options.record)
    places = [
        options.record.position(line.origin) for line in book.lines if line.origin <= options.last
    ]
    kept = book.lines[: len(places)]
    options = replace(options, registered=replace(book, lines=kept))
    given = rows_of(kept)
    happened = all_outcomes(seen, places, options.horizons)
    rows = scores.board(given, happened, options.resamples, options.seed)
    known = {key: each for key, each in happened.items() if (each != UNKNOWN).any()}
    held = {
        name: {key: scores.coverage(given[name][key], each) for key, each in known.items()}
        for name in (POOL, MODEL)
    }
    return BookFinding(options, given, happened, rows, {}, held, {key: {} for key in known}, ())


@dataclass(frozen=True, eq=False)
class BookFinding(HindcastFinding):
    """Scores of the forecasts of a book, each forecaster beside the pool.

    Only months that the record holds are scored.
    """

    @property
    def lines(self) -> tuple[Registered, ...]:
        """The forecasts that are scored, at least in part."""
        assert self.options.registered is not None
        return self.options.registered.lines

    def sentences(self) -> list[str]:
        """Return how the pool did on tests beside the best of the others, and how many were
        late.
        """
        late = sum(line.late for line in self.lines)
        said = [
            f"{count_text(len(self.lines))} registered forecasts, after {self.lines[0].after} to "
            f"{self.lines[-1].after}; {count_text(late)} of them written when their first month was over."
        ]
        for h in self.options.horizons:
            if (TARGET, h) not in self.keys:
                said.append(f"None of {h} months is over.")
                continue
            best = self.best(TARGET, h)
            pool, rival = (number_text(self.score(TARGET, h, name), 2) for name in (POOL, best))
            less = interval(self.less((TARGET, h), POOL, best))
            said.append(
                f"Tests at {h} months, {self.row(TARGET, h, POOL).means['log_score'].n} forecasts: pool {pool}, best "
                f"benchmark {rival} ({best}). The difference is {less} (mean log score, low is good)."
            )
        return said

    def tables(self) -> list[Table]:
        """Return the scores of all forecasters, the coverage of intervals, and every score."""
        summary = self.summary()
        own = (self.every_score(*key) for key in self.keys)
        return [opening_of(summary), summary, self.coverage_table(), *own]

    def notes(self) -> list[str]:
        """Return the label and the seal of the book, and how it was scored."""
        o, book = self.options, self.options.registered
        assert book is not None
        return [
            f"{book.label}, last seal {book.seal[:12]}; scored on {o.record.label} to {o.last}.",
            f"Intervals: 95 %, {scores.METHOD}; {count_text(o.resamples)} resamples. Every forecast has "
            f"{tick_text(scores.SMOOTHING)} of an even one mixed in.",
        ]

    def caveats(self) -> list[str]:
        """Return the limitation of a seal."""
        return ["A seal says that a line was not changed; not when it was written."]

    def data(self) -> Data:
        """Return everything as plain data."""
        o = self.options
        return {
            **self.beginning(),
            "registered": [
                {"after": line.after, "written": line.written, "late": line.late, "seal": line.seal}
                for line in self.lines
            ],
            "record": o.record.label,
            "last": o.last,
            "seen": by_text(self.seen),
            "rows": plain_data(self.rows),
            "coverage": {name: by_text(own) for name, own in self.held.items()},
            "caveats": self.caveats(),
        }

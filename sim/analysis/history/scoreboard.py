"""The scoreboard of a hindcast: every score with its interval, and where the model does worse than a benchmark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.history.benchmarks import BENCHMARKS, EVEN, STACKED
from sim.analysis.history.calibration import METHOD as CALIBRATED
from sim.analysis.history.calibration import (
    TOO_HIGH,
    TOO_HIGH_PIT,
    CalibrationTest,
    enough,
    pit_test,
    randomised_pit,
    reliability_test,
)
from sim.analysis.history.hindcast import Forecasts, HindcastOptions, forecasts_of
from sim.analysis.history.judging import MODEL, Less, Row, board, skills_by_era
from sim.analysis.history.observe import UNKNOWN
from sim.analysis.history.offices import defaults_used
from sim.analysis.history.scores import METHOD, SCORES, SMOOTHING, any_chance, as_counts, smoothed
from sim.analysis.history.targets import COUNTS, TARGETS, Key, reach
from sim.arrays import Floats, Ints
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import Estimate, normal_quantile
from sim.study.estimate.shown import CAVEAT, Cell, Table, amount
from sim.study.estimate.shown import share as as_share
from sim.study.estimate.writing import count_text, number_text, p_text, percent_text, tick_text
from sim.study.scenario import Scenario
from sim.study.store.results import Results

BINS: Final = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Ends of the classes of a reliability diagram."""

EFFECTIVE: Final = "Wilson, n / horizon"

PRIMARY: Final = (("test_month", 6), "log_score", "markov chain")
"""The primary hypothesis of docs/registration.md: target, horizon, score, and the best benchmark on 1990 to 2014 there.

That is the two-state Markov chain, with a log score of 1.24.
"""

KNOWN_TEXT: Final = (
    "Known with hindsight: rules, and the numbers that are not fitted, were tuned on patterns that include 2015 to "
    "2019. So no score on those years is out of sample."
)
STACKED_TEXT: Final = (
    "stacked: a weighted mean of the model and the benchmarks; weights begin even and are learnt on earlier origins of "
    "the span whose outcome is known."
)


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of like probability: their mean, how often it happened, and how many they are."""

    low: float
    high: float
    forecast: float
    happened: Estimate


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """All that a hindcast comes to.

    `rows` hold every score, `reliability[horizon]` the classes of P(any) over all targets and `reliable[horizon]` their
    test, `pit[target, horizon]` the values `(origins,)` and `tests` the tests of their uniformity. A test is None where
    too few origins share no month. `eras[target, horizon][forecaster]` is the skill by log score in each era.
    """

    forecasts: Forecasts
    resamples: int
    rows: tuple[Row, ...]
    reliability: dict[int, tuple[Bin, ...]]
    reliable: dict[int, CalibrationTest | None]
    pit: dict[Key, Floats]
    tests: dict[Key, CalibrationTest | None]
    eras: dict[Key, dict[str, dict[str, Estimate]]]

    def row(self, target: str, horizon: int, forecaster: str) -> Row:
        """Return one row."""
        wanted = (target, horizon, forecaster)
        return next(r for r in self.rows if (r.target, r.horizon, r.forecaster) == wanted)

    @property
    def keys(self) -> list[Key]:
        """The targets and horizons that are scored."""
        return list(dict.fromkeys((row.target, row.horizon) for row in self.rows))

    @property
    def primary(self) -> Less | None:
        """The comparison of the primary hypothesis; None where it is not among the forecasts."""
        (target, horizon), score, benchmark = PRIMARY
        if (target, horizon) not in self.keys:
            return None
        return self.row(target, horizon, benchmark).less[score]

    @property
    def against(self) -> list[Row]:
        """The rows of benchmarks, which the model is compared with."""
        return [row for row in self.rows if row.forecaster in BENCHMARKS]

    @property
    def worse(self) -> list[tuple[Row, str]]:
        """The rows and the scores in which the model's mean is worse than a benchmark's."""
        return [(row, score) for row in self.against for score, less in row.less.items() if less.worse]

    @property
    def compared(self) -> int:
        """How many scores of benchmarks the model is compared with."""
        return sum(len(row.less) for row in self.against)

    def as_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        f = self.forecasts
        return {
            "record": f.record, "first": f.first, "last": f.last, "learnt": list(f.learnt), "seed": f.seed,
            "worlds": f.worlds, "resamples": self.resamples, "smoothing": SMOOTHING,
            "known_text": KNOWN_TEXT,
            "primary": None if self.primary is None else {
                "target": PRIMARY[0][0], "horizon": PRIMARY[0][1], "score": PRIMARY[1], "benchmark": PRIMARY[2],
            } | self.primary.as_dict(),
            "turns": [
                {"turn": each.turn.label, "origin": each.turn.origin, "target": each.turn.target,
                 "least": each.turn.least, "forecaster": each.forecaster, "chance": each.chance.as_dict(),
                 "came": each.came} for each in f.turns
            ],
            "skill_by_era": {
                f"{t} {h}": {name: {era: each.as_dict() for era, each in own.items()} for name, own in found.items()}
                for (t, h), found in self.eras.items()
            },
            "origins": {str(h): list(months) for h, months in f.origins.items()},
            "seen": {f"{t} {h}": counts.tolist() for (t, h), counts in f.seen.items()},
            "model_forecasts": {f"{t} {h}": numbers(rows) for (t, h), rows in f.given[MODEL].items()},
            "rows": [row.as_dict() for row in self.rows],
            "worse": [
                [row.target, row.horizon, row.forecaster, score, row.less[score].clearly] for row, score in self.worse
            ],
            "reliability": {
                str(h): [{"low": b.low, "high": b.high, "forecast": b.forecast, "happened": b.happened.as_dict()}
                         for b in bins] for h, bins in self.reliability.items()
            },
            "pit": {
                f"{t} {h}": None if test is None else test.as_dict() for (t, h), test in self.tests.items()
            },
            "reliability_tests": {
                str(h): None if test is None else test.as_dict() for h, test in self.reliable.items()
            },
        }  # fmt: skip


def numbers(rows: Floats) -> list[Any]:
    """Return forecasts as plain lists, null where there is none."""
    found: list[Any] = np.where(np.isnan(rows), np.array(None), rows).tolist()
    return found


def judge(f: Forecasts, resamples: int = 2000) -> Scoreboard:
    """Score every forecast, compare the model with each benchmark, and test its calibration."""
    pit: dict[Key, Floats] = {}
    tests: dict[Key, CalibrationTest | None] = {}
    for number, (key, happened) in enumerate(f.seen.items()):
        own = happened != UNKNOWN
        if key[0] in COUNTS and own.any():
            luck = generator(f.seed, Stream.PIT, key[1], number).random(int(own.sum()))
            pit[key] = randomised_pit(smoothed(f.given[MODEL][key][own]), happened[own], luck)
            tests[key] = pit_test(pit[key], key[1], f.seed) if enough(len(pit[key]), key[1]) else None
    rows = board(f.given, f.seen, MODEL, resamples, f.seed)
    classes = {h: reliability(f, h) for h in f.horizons}
    eras = {
        key: skills_by_era(key, f.given, f.seen[key], f.origins[key[1]], resamples, f.seed)
        for key in dict.fromkeys((row.target, row.horizon) for row in rows)
    }
    return Scoreboard(f, resamples, rows, classes, {h: reliable(f, h) for h in f.horizons}, pit, tests, eras)


def reliable(f: Forecasts, horizon: int) -> CalibrationTest | None:
    """Return the test of the model's P(any) over all targets at a horizon; None where too few share no month."""
    chance, happened = chances_at(f, horizon)
    known = happened != UNKNOWN
    chance, happened, known = (each[known.any(axis=1)] for each in (chance, happened, known))
    apart = max(reach(TARGETS[target], h) for target, h in f.seen if h == horizon)
    if not enough(len(chance), apart):
        return None
    return reliability_test(chance, happened == 1, known, np.array(BINS), apart, f.seed)


def chances_at(f: Forecasts, horizon: int) -> tuple[Floats, Ints]:
    """Return the model's P(any) of each target, and whether it happened, −1 unknown: both `(origins, targets)`."""
    keys = [key for key in f.seen if key[1] == horizon]
    chance = np.stack([any_chance(smoothed(as_counts(f.given[MODEL][key]))) for key in keys], axis=1)
    return chance, np.minimum(np.stack([f.seen[key] for key in keys], axis=1), 1)


def reliability(f: Forecasts, horizon: int) -> tuple[Bin, ...]:
    """Return the classes of the model's P(any) over all targets at a horizon, but for empty ones."""
    chances, outcomes = chances_at(f, horizon)
    known = outcomes.T != UNKNOWN
    chance, happened = chances.T[known], outcomes.T[known] == 1
    place = np.clip(np.searchsorted(BINS, chance, side="right") - 1, 0, len(BINS) - 2)
    bins = []
    for number, (low, high) in enumerate(pairwise(BINS)):
        own = place == number
        if own.any():
            bins.append(Bin(low, high, float(chance[own].mean()), share(happened[own], horizon)))
    return tuple(bins)


def share(happened: np.ndarray, horizon: int, level: float = 0.95) -> Estimate:
    """Return a share of forecasts with Wilson's interval for n / horizon of them, since neighbours share months."""
    n, value = len(happened), float(happened.mean())
    effective, z = max(n / horizon, 1.0), normal_quantile(level)
    centre = (value * effective + z * z / 2) / (effective + z * z)
    reach = z * math.sqrt(value * (1 - value) * effective + z * z / 4) / (effective + z * z)
    low, high = max(centre - reach, 0.0), min(centre + reach, 1.0)
    return Estimate(value, min(low, value), max(high, value), n, EFFECTIVE, level)


def verdict(test: CalibrationTest | None) -> tuple[Cell, ...]:
    """Return what a table says of a test."""
    if test is None:
        return ("", "", "", "", "", "too few origins that share no month")
    numbers = (number_text(value, 2) for value in (test.distance, test.bound))
    return (*numbers, p_text(test.p), number_text(test.power, 2), test.n, "not rejected" if test.passed else "REJECTED")


def p_holm_text(less: Less) -> str:
    """Return the p-value of a comparison, corrected, as text; empty where no test was possible."""
    return "" if less.p_holm is None else p_text(less.p_holm)


def find(options: HindcastOptions, results: Sequence[Results]) -> HindcastFinding:
    """Score the forecasts from every origin."""
    return HindcastFinding(options, judge(forecasts_of(options), options.resamples))


@dataclass(frozen=True, eq=False)
class HindcastFinding(Finding):
    """What a hindcast comes to: every score, and where the model does worse than a benchmark."""

    analysis: ClassVar[str] = "hindcast"
    options: HindcastOptions
    board: Scoreboard

    @property
    def scenario(self) -> Scenario:
        """The game that begins at the first origin, with all four capitals free."""
        o = self.options
        months = max(reach(target, h) for target in TARGETS.values() for h in o.horizons)
        return Scenario(name=f"hindcast-{o.first}", title=f"As known before {o.first}", start=o.first, months=months)

    def sentences(self) -> list[str]:
        """Return what became of the primary hypothesis, the even forecast, and how much else is worse."""
        found = self.board
        clear = sum(row.less[score].clearly for row, score in found.worse)
        tests = [test for test in found.tests.values() if test]
        even = sum(test.passed for test in tests)
        said = [
            *self.verdict(),
            f"The model is worse than a benchmark in {len(found.worse)} of {found.compared} scores, in {clear} of them "
            "clearly (interval above 0; not corrected for how many are looked at).",
        ]
        if not tests:
            return said
        power = number_text(sorted(test.power for test in tests)[len(tests) // 2], 2)
        return [
            *said,
            f"Calibration is not rejected in {even} of {len(tests)} tests of the PIT, whose median power is {power}.",
        ]

    def verdict(self) -> list[str]:
        """Return what the primary hypothesis comes to, and whether the model beats knowing nothing there."""
        (target, horizon), score, benchmark = PRIMARY
        less = self.board.primary
        if less is None:
            return [f"The primary hypothesis ({target}, {horizon} months) is not among these forecasts."]
        own = self.board.row(target, horizon, MODEL).means[score].value
        base, even = (self.board.row(target, horizon, name) for name in (benchmark, EVEN))
        knows = even.less[score]
        return [
            f"Primary hypothesis, log score of test months {horizon} months ahead: {number_text(own, 2)} of the model, "
            f"{number_text(base.means[score].value, 2)} of the {benchmark}, the best benchmark on 1990 to 2014; "
            f"the model is {told(less)}.",
            f"The even forecast has {number_text(even.means[score].value, 2)}; the model is {told(knows)}.",
        ]

    def tables(self) -> list[Table]:
        """Return the model beside the best benchmark, the tests of calibration, where it is worse, and every score."""
        found = self.board
        return [
            self.summary(), *([self.turns()] if self.board.forecasts.turns else []), self.eras(), self.calibration(),
            self.worse(), self.classes(),
            *(self.scores(target, horizon) for target, horizon in found.keys),
        ]  # fmt: skip

    def summary(self) -> Table:
        """Return the log score of the model beside that of the best benchmark, a row a target and horizon."""
        found, f = self.board, self.board.forecasts
        rows: list[tuple[Cell, ...]] = []
        for target, horizon in found.keys:
            base = [row for row in found.against if (row.target, row.horizon) == (target, horizon)]
            frozen, stacked, even = (found.row(target, horizon, name) for name in (self.options.frozen, STACKED, EVEN))
            best, own = min(base, key=lambda row: row.means["log_score"].value), found.row(target, horizon, MODEL)
            known = f.seen[target, horizon] != UNKNOWN
            seen, forecast = f.seen[target, horizon][known], as_counts(f.given[MODEL][target, horizon][known])
            expected = float((forecast @ np.arange(forecast.shape[1])).mean())
            rows.append((
                TARGETS[target].label, horizon, len(seen), number_text(float(seen.mean()), 2), number_text(expected, 2),
                amount(own.means["log_score"]), number_text(own.skill["log_score"].value, 2),
                *(number_text(each.means["log_score"].value, 2) for each in (frozen, stacked, even)), best.forecaster,
                amount(best.less["log_score"].difference),
            ))  # fmt: skip
        caption = (
            f"Forecasts of the next months, {f.first} to {f.last}, mean log score: the model that goes on learning, "
            "the one that is frozen, the stacked forecast, the even one, and the benchmark that was best here"
        )
        heads = ("", "months", "origins", "seen", "forecast", "model", "skill", "frozen", "stacked", "even",
                 "best benchmark", "model less it")  # fmt: skip
        return Table("summary", caption, heads, tuple(rows), True)

    def turns(self) -> Table:
        """Return what the model gave to the turns of the record: shown, since their answers are known."""
        rows: list[tuple[Cell, ...]] = [
            (each.turn.label, each.forecaster, as_share(each.chance), each.came) for each in self.board.forecasts.turns
        ]
        caption = "Turns of the record from the months before them; in brackets the Monte Carlo error of the worlds"
        return Table("turns", caption, ("", "forecaster", "chance", "months that came"), tuple(rows), main=True)

    def eras(self) -> Table:
        """Return the skill of the model by era, beside the frozen one, the stacked forecast and the Markov chain."""
        names = (MODEL, self.options.frozen, STACKED, PRIMARY[2])
        rows: list[tuple[Cell, ...]] = [
            (TARGETS[target].label, horizon, era, self.board.eras[target, horizon][MODEL][era].n,
             *(amount(self.board.eras[target, horizon][name][era]) for name in names))
            for target, horizon in self.board.keys for era in self.board.eras[target, horizon][MODEL]
        ]  # fmt: skip
        heads = ("", "months", "era", "origins", "model", "frozen", "stacked", PRIMARY[2])
        return Table("eras", "Skill against the even forecast by era, log score", heads, tuple(rows))

    def scores(self, target: str, horizon: int) -> Table:
        """Return the scores of all forecasters for one target and horizon."""
        rows: list[tuple[Cell, ...]] = []
        for own in (row for row in self.board.rows if (row.target, row.horizon) == (target, horizon)):
            compared = own.less.get("log_score")
            less, p = ("", "") if compared is None else (amount(compared.difference), p_holm_text(compared))
            means = (amount(own.means[score]) for score in SCORES)
            rows.append((own.forecaster, *means, number_text(own.skill["log_score"].value, 2), less, p))
        caption = f"{TARGETS[target].label}: {TARGETS[target].meaning}, the next {horizon} months"
        heads = ("", *(each.label for each in SCORES.values()), "skill", "log score: model less it", "p (Holm)")
        return Table(f"{target.replace('_', '-')}-{horizon}", caption, heads, tuple(rows))

    def calibration(self) -> Table:
        """Return the tests of the randomised PIT and of reliability."""
        tests = [(TARGETS[target].label, horizon, test) for (target, horizon), test in self.board.tests.items()]
        tests += [("any of them, reliability", horizon, test) for horizon, test in self.board.reliable.items()]
        rows = tuple((name, horizon, *verdict(test)) for name, horizon, test in tests)
        caption = "Randomised PIT, uniform if forecasts are calibrated, and reliability, on origins that share no month"
        return Table("pit", caption, ("", "months", "distance", "bound", "p", "power", "n", "verdict"), rows)

    def worse(self) -> Table:
        """Return where the model is worse than a benchmark, the clear cases first."""
        worse = sorted(self.board.worse, key=lambda each: (not each[0].less[each[1]].clearly, [*SCORES].index(each[1])))
        rows = tuple(
            (TARGETS[row.target].label, row.horizon, row.forecaster, SCORES[score].label,
             amount(row.less[score].difference), "clearly" if row.less[score].clearly else "") for row, score in worse
        )  # fmt: skip
        heads = ("", "months", "benchmark", "score", "model less it", "verdict")
        return Table("worse", "Where the model is worse than a benchmark", heads, rows)

    def classes(self) -> Table:
        """Return how often things happened that were forecast with like probability."""
        rows = tuple(
            (f"{tick_text(each.low)} to {tick_text(each.high)}", horizon, percent_text(each.forecast),
             as_share(each.happened), each.happened.n)
            for horizon, bins in self.board.reliability.items() for each in bins
        )  # fmt: skip
        heads = ("forecast", "months", "mean forecast", "happened", "forecasts")
        return Table("reliability", "Forecasts that it happens at all, over all targets", heads, rows)

    def notes(self) -> list[str]:
        """Return how the numbers were made, and what was known."""
        f, o = self.board.forecasts, self.options
        return [
            f"Hindcast on {f.record}, {f.first} to {f.last}: {count_text(o.posterior.sets)} sets of numbers, each with "
            f"{count_text(o.particles)} particles; {count_text(f.worlds)} worlds an origin, seed {f.seed}.",
            f"Sets of {o.posterior.label}, of {o.posterior.date}; commit {o.posterior.commit or 'unknown'}.",
            LEARN_TEXT[o.learn],
            f"Intervals: 95 %, {METHOD}; {count_text(o.resamples)} resamples. Every forecast has "
            f"{tick_text(SMOOTHING)} of an even one mixed in.",
            *(f"{each.label}: {each.meaning}; low is good." for each in SCORES.values()),
            "Skill: 1 − log score / that of the even forecast. p: Diebold–Mariano, corrected for all of them (Holm).",
            f"Calibration: {CALIBRATED}. Power is against {TOO_HIGH_PIT}; of reliability, against {TOO_HIGH}.",
            f"Benchmarks learn from {f.learnt[0]} to the month before each origin. {STACKED_TEXT}",
            f"Border closed: {' to '.join(o.border_closed) or 'never'}; the closure costs growth. An origin within it "
            "takes it to last, an origin before it does not know of it.",
            *(f"{name}: {BENCHMARKS[name]}." for name in f.given if name in BENCHMARKS),
        ]  # fmt: skip

    def caveats(self) -> list[str]:
        """Return what was known, who is unknown, and whether the numbers fit the rules."""
        unknown = defaults_used(self.options.record)
        said = f"Unknown in the table of offices, so of no known leaning: {'; '.join(unknown)}."
        return [CAVEAT, KNOWN_TEXT, *([said] if unknown else []), *self.options.posterior.warnings()]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        o = self.options
        about = {
            "particles": o.particles, "learn": o.learn, "border_closed": list(o.border_closed),
            "posterior": {"hash": o.posterior.hash, "sets": o.posterior.sets, "learnt_to": o.posterior.last,
                          "date": o.posterior.date, "commit": o.posterior.commit, "model": o.posterior.model},
            "unknown_offices": defaults_used(o.record), "caveats": self.caveats(),
        }  # fmt: skip
        return {"analysis": self.analysis, "sentences": self.sentences()} | about | self.board.as_dict()


LEARN_TEXT: Final = {
    "numbers": "The model goes on learning: each month weighs its sets of numbers, and each January, where fewer than "
    "half of them count, they are drawn anew and moved by Metropolis steps over all months read.",
    "weights": "The model goes on learning: each month weighs its sets of numbers; the sets stay the same.",
}


def told(less: Less) -> str:
    """Return a difference in words, with its interval and its test."""
    found = less.difference
    p = "" if less.test is None else f", p {p_text(less.test.p)} uncorrected"
    bounded = math.isfinite(found.high)
    interval = f"{signed(found.low)} to {signed(found.high)}" if bounded else "too few origins for an interval"
    return f"{'worse' if less.worse else 'better'} by {number_text(abs(found.value), 2)} (difference {interval}{p})"


def signed(value: float) -> str:
    """Return a difference with two digits and its sign."""
    return number_text(value, 2, signed=True)

"""The scoreboard of a hindcast: every score with its interval, and where the model does worse than a base rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from sim.analysis.history.hindcast import MODEL, Forecasts
from sim.analysis.history.scores import (
    PIT_STREAM,
    SMOOTHING,
    PitTest,
    any_chance,
    mean_over_origins,
    pit_test,
    randomised_pit,
    resampled,
    scored,
    smoothed,
)
from sim.arrays import Floats
from sim.study.estimate.interval import Estimate, normal_quantile
from sim.analysis.finding import CAVEAT

BINS: Final = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Ends of the classes of a reliability diagram."""

EFFECTIVE: Final = "Wilson, n / horizon"

UNFITTED_TEXT: Final = (
    "Nothing is fitted: the capitals are free, and every number is the ledger's default. Base rates learn from {first} "
    "to {last}."
)
KNOWN_TEXT: Final = (
    "Known with hindsight: which course stands for which government is read by hand, and rules and numbers were tuned "
    "on patterns that include 2015 to 2019. So no score on those years is out of sample."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One score of one forecaster: its mean over origins, and the model's mean less it.

    A `difference` below 0 means that the model is better.
    """

    target: str
    horizon: int
    forecaster: str
    score: str
    mean: Estimate
    difference: Estimate

    @property
    def model_worse(self) -> bool:
        """Whether the model's mean is worse."""
        return self.difference.value > 0.0

    @property
    def clearly(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return self.difference.low > 0.0 or self.difference.high < 0.0


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

    `rows` hold every score, `reliability[horizon]` the classes of P(any) over all targets, `pit[target, horizon]` the
    values `(origins,)` and `tests` the tests of their uniformity, None where too few origins share no month.
    """

    forecasts: Forecasts
    resamples: int
    rows: tuple[Row, ...]
    reliability: dict[int, tuple[Bin, ...]]
    pit: dict[tuple[str, int], Floats]
    tests: dict[tuple[str, int], PitTest | None]

    def row(self, target: str, horizon: int, forecaster: str, score: str) -> Row:
        """Return one row."""
        wanted = (target, horizon, forecaster, score)
        return next(r for r in self.rows if (r.target, r.horizon, r.forecaster, r.score) == wanted)

    @property
    def worse(self) -> list[Row]:
        """The rows in which the model's mean is worse than a base rate's."""
        return [row for row in self.rows if row.forecaster != MODEL and row.model_worse]

    @property
    def compared(self) -> int:
        """How many scores of base rates the model is compared with."""
        return sum(row.forecaster != MODEL for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        f = self.forecasts
        return {
            "record": f.record, "first": f.first, "last": f.last, "learnt": list(f.learnt), "seed": f.seed,
            "worlds": f.worlds, "resamples": self.resamples, "smoothing": SMOOTHING,
            "caveat": CAVEAT, "unfitted_text": UNFITTED_TEXT.format(first=f.learnt[0], last=f.learnt[1]),
            "known_text": KNOWN_TEXT,
            "origins": {str(h): list(months) for h, months in f.origins.items()},
            "seen": {f"{t} {h}": counts.tolist() for (t, h), counts in f.seen.items()},
            "model_forecasts": {f"{t} {h}": rows.tolist() for (t, h), rows in f.given[MODEL].items()},
            "rows": [
                {"target": r.target, "horizon": r.horizon, "forecaster": r.forecaster, "score": r.score,
                 "mean": r.mean.as_dict(), "model_less_it": r.difference.as_dict()} for r in self.rows
            ],
            "worse": [[r.target, r.horizon, r.forecaster, r.score, r.clearly] for r in self.worse],
            "reliability": {
                str(h): [{"low": b.low, "high": b.high, "forecast": b.forecast, "happened": b.happened.as_dict()}
                         for b in bins] for h, bins in self.reliability.items()
            },
            "pit": {
                f"{t} {h}": None if test is None else
                {"distance": test.distance, "bound": test.bound, "p": test.p, "n": test.n}
                for (t, h), test in self.tests.items()
            },
        }  # fmt: skip


def judge(f: Forecasts, resamples: int = 2000) -> Scoreboard:
    """Score every forecast, compare the model with each base rate, and test its calibration."""
    rows: list[Row] = []
    pit, tests = {}, {}
    for horizon in f.horizons:
        places = resampled(len(f.origins[horizon]), horizon, resamples, f.seed)
        for number, target in enumerate(t for t, h in f.seen if h == horizon):
            seen = f.seen[target, horizon]
            own = scored(f.given[MODEL][target, horizon], seen)
            for forecaster, given in f.given.items():
                for name, values in scored(given[target, horizon], seen).items():
                    mean = mean_over_origins(values, places)
                    difference = mean_over_origins(own[name] - values, places)
                    rows.append(Row(target, horizon, forecaster, name, mean, difference))
            luck = np.random.default_rng([f.seed, PIT_STREAM, horizon, number]).random(len(seen))
            values = randomised_pit(smoothed(f.given[MODEL][target, horizon]), seen, luck)
            pit[target, horizon] = values
            tests[target, horizon] = pit_test(values, horizon, f.seed) if len(values) >= 3 * horizon else None
    return Scoreboard(f, resamples, tuple(rows), {h: reliability(f, h) for h in f.horizons}, pit, tests)


def reliability(f: Forecasts, horizon: int) -> tuple[Bin, ...]:
    """Return the classes of the model's P(any) over all targets at a horizon, but for empty ones."""
    keys = [key for key in f.seen if key[1] == horizon]
    chance = np.concatenate([any_chance(smoothed(f.given[MODEL][key])) for key in keys])
    happened = np.concatenate([f.seen[key] > 0 for key in keys])
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

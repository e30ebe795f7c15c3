"""Criteria of robustness for line-ups over a design, with intervals from resampled points.

The criteria are those of McPhail, Maier, Kwakkel, Giuliani, Castelletti and Westra (2018), Earth's Future 6, 169-191.
Beside them stands the Pareto set of the values to Washington and Beijing: whom these points let us call dominated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.robustness.trial import VALUES, Trial
from sim.arrays import Floats
from sim.study.estimate.bootstrap import percentiles, resampled
from sim.study.estimate.interval import Estimate, mean_estimate, wilson
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.estimate.streams import Stream

METHOD: Final = "percentiles of resampled points"
EXTREME: Final = "percentiles of resampled points; the true extreme may lie beyond"
MEANINGS: Final = {
    "mean": "mean over the points",
    "spread": "standard deviation between the points, sampling error of the worlds taken out",
    "mean_less_spread": "mean, one standard deviation to the worse",
    "worst": "worst point",
    "mean_regret": "mean over the points of how much worse than the best line-up there",
    "largest_regret": "largest such regret",
    "satisficing": "share of the points with the outcome at most as likely as tolerable",
}
LOW_IS_GOOD: Final = ("spread", "mean_regret", "largest_regret")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion for one measure: an estimate a line-up (n counts points), and which is best.

    `best` is the best line-up in all points, and `again` the share of resamples in which it is (n counts resamples).
    """

    measure: str
    name: str
    estimates: dict[str, Estimate]
    best: str
    again: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return the criterion as plain data."""
        return {
            "measure": self.measure,
            "criterion": self.name,
            "meaning": MEANINGS[self.name],
            "lineups": {lineup: estimate.as_dict() for lineup, estimate in self.estimates.items()},
            "best": self.best,
            "best_again": self.again.as_dict(),
        }


def statistics(means: Floats, noise: Floats, bad: bool, tolerable: float | None) -> dict[str, Floats]:
    """Return every criterion of `(line-ups, ..., points)`, `(line-ups, ...)`.

    `bad` says that a high outcome is a bad one; the mean, the worst point and the mean less the spread keep the unit
    and sign of the outcome. `noise` are the sampling variances of the means; `tolerable` is the level up to which a
    bad outcome satisfices, None for no such criterion.
    """
    good = -means if bad else means
    mean = good.mean(axis=-1)
    variance = good.var(axis=-1, ddof=1) - noise.mean(axis=-1)
    spread = np.sqrt(np.maximum(variance, 0.0))
    regret = good.max(axis=0) - good
    sign = -1.0 if bad else 1.0
    found = {
        "mean": sign * mean,
        "spread": spread,
        "mean_less_spread": sign * (mean - spread),
        "worst": sign * good.min(axis=-1),
        "mean_regret": regret.mean(axis=-1),
        "largest_regret": regret.max(axis=-1),
    }
    if tolerable is not None:
        found["satisficing"] = (means <= tolerable).mean(axis=-1)
    return found


def better_low(criterion: str, bad: bool) -> bool:
    """Say whether a low value of a criterion is the better one."""
    return criterion in LOW_IS_GOOD or (bad and criterion in ("mean", "mean_less_spread", "worst"))


def criteria_of(trial: Trial, measure: str) -> list[Criterion]:
    """Return every criterion for one measure with 95 % percentile intervals over resampled points."""
    bad, resamples = measure == trial.outcome, trial.options.resamples
    level = trial.options.tolerable if bad else None
    means, noise = trial.means[measure], trial.noise[measure]
    whole = statistics(means, noise, bad, level)
    drawn = resampled(trial.points, resamples, trial.options.seed, Stream.POINTS_RESAMPLED)
    again = statistics(means[:, drawn], noise[:, drawn], bad, level)
    found = []
    for name, values in whole.items():
        method = EXTREME if name in ("worst", "largest_regret") else METHOD
        estimates = {
            lineup: percentiles(values[k], again[name][k], trial.points, method)
            for k, lineup in enumerate(trial.names)
        }  # fmt: skip
        sign = -1.0 if better_low(name, bad) else 1.0
        best = int((sign * values).argmax())
        tops = (sign * again[name]).argmax(axis=0)
        again_best = wilson(int(np.count_nonzero(tops == best)), resamples)
        found.append(Criterion(measure, name, estimates, trial.names[best], again_best))
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A line-up in the plane of the two values, in months.

    `dominated_by` are the line-ups that are better for both beyond doubt: both paired intervals lie above 0, all
    comparisons together at 95 %. `perhaps_by` are those better for both in the means only.
    """

    lineup: str
    washington: Estimate
    beijing: Estimate
    dominated_by: tuple[str, ...]
    perhaps_by: tuple[str, ...]

    @property
    def in_set(self) -> bool:
        """Whether the line-up is in the Pareto set: no other is better for both beyond doubt."""
        return not self.dominated_by

    def as_dict(self) -> dict[str, Any]:
        """Return the standing as plain data."""
        return {
            "lineup": self.lineup,
            "value_washington": self.washington.as_dict(),
            "value_beijing": self.beijing.as_dict(),
            "in_pareto_set": self.in_set,
            "dominated_by": list(self.dominated_by),
            "perhaps_dominated_by": list(self.perhaps_by),
        }


def better_by(trial: Trial, other: int, own: int) -> tuple[PairedDifference, PairedDifference]:
    """Return how much better one line-up is than another for Washington and for Beijing, paired by point.

    The level of each is 1 - .05 / the number of all comparisons (Bonferroni), so that they hold together.
    """
    count = len(trial.names)
    level = 1.0 - 0.05 / (count * (count - 1))
    first, second = (paired(trial.means[name][other], trial.means[name][own], level) for name in VALUES)
    return first, second


def standings(trial: Trial) -> list[Standing]:
    """Return where each line-up stands, in their order."""
    found = []
    for own, name in enumerate(trial.names):
        surely, perhaps = [], []
        for other, rival in enumerate(trial.names):
            if other == own:
                continue
            gains = better_by(trial, other, own)
            if all(gain.low > 0.0 for gain in gains):
                surely.append(rival)
            elif all(gain.value > 0.0 for gain in gains):
                perhaps.append(rival)
        washington, beijing = (mean_estimate(trial.means[value][own]) for value in VALUES)
        found.append(Standing(name, washington, beijing, tuple(surely), tuple(perhaps)))
    return found

"""What a calibration teaches: each number's prior, posterior and overlap, and the checks, in one finding."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.calibration.coverage import Coverage, coverage
from sim.analysis.calibration.overlap import Learnt, learnt
from sim.analysis.calibration.prior import Prior
from sim.analysis.calibration.sample import mean_and_sd, quantiles
from sim.analysis.history.calibrate import Calibration
from sim.analysis.history.predictive import Checks, check_posterior
from sim.analysis.history.record import Record
from sim.analysis.history.record_hash import record_hash
from sim.study.draws import Draws
from sim.study.estimate import plain
from sim.study.fingerprint import tool_version
from sim.study.summary import CAVEAT
from sim.world.parameters import LEDGER

SHARES: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Number:
    """One calibrated number: its prior, the 5, 50 and 95 % points of its posterior, and what was learnt.

    `default` is the ledger's, for comparison only: it was never used.
    """

    prior: Prior
    low: float
    median: float
    high: float
    mean: float
    sd: float
    learnt: Learnt
    default: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """A calibration with its numbers, its checks, and the draws that may be shipped.

    `coverage` is the check of the fit on its own simulations, None where it was not asked for.
    """

    calibration: Calibration
    numbers: tuple[Number, ...]
    checks: Checks
    draws: Draws
    coverage: Coverage | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give everything but the draws as plain data."""
        c = self.calibration
        return {
            "about": dict(self.draws.about), "posterior": self.draws.hash, "caveat": CAVEAT,
            "effective_draws": c.sample.effective, "tolerance": c.sample.tolerance,
            "peaceful": float(c.simulated.peaceful.mean()),
            "numbers": [
                {"name": n.prior.name, "prior_low": n.prior.low, "prior_high": n.prior.high, "prior": n.prior.scale,
                 "low": n.low, "median": n.median, "high": n.high, "mean": n.mean, "sd": n.sd,
                 "overlap": n.learnt.overlap, "shrinkage": n.learnt.shrinkage, "informed": n.learnt.informed,
                 "default": n.default} for n in self.numbers
            ],
            "checks": [asdict(check) | {"inside": check.inside} for check in self.checks.checks],
            "peaceful_under_posterior": plain(self.checks.peaceful.as_dict()),
            "coverage": None if self.coverage is None else
            {"held": self.coverage.held.as_dict(), "smallest_p": self.coverage.smallest_p,
             "bound": self.coverage.bound},
        }  # fmt: skip


def numbers_of(found: Calibration) -> tuple[Number, ...]:
    """Return what is known of each number after the fit."""
    values, weights = found.values, found.sample.weights
    numbers = []
    for prior, column, places in zip(found.priors, values.T, found.sample.places.T, strict=True):
        low, median, high = quantiles(column, weights, np.array(SHARES)).tolist()
        mean, sd = mean_and_sd(column, weights)
        default = LEDGER[prior.name].default
        numbers.append(Number(prior, low, median, high, mean, sd, learnt(places, weights), default))
    return tuple(numbers)


def lesson(
    record: Record, found: Calibration, *, keep: int, draws: int = 500, command: str = "", check_worlds: int = 8000,
    replications: int = 0, jobs: int = 1,
) -> Lesson:  # fmt: skip
    """Return what a calibration teaches; `command` is kept in the provenance of the draws.

    With `replications` the fit is checked on so many of its own simulations; raises DataProblem for fewer than 50.
    """
    about = {
        "record": os.path.basename(found.record), "record_hash": record_hash(record, found.first, found.last),
        "first": found.first, "last": found.last, "simulations": found.simulations, "kept": keep, "seed": found.seed,
        "scenario_hash": found.scenario.hash, "version": tool_version(), "command": command,
    }  # fmt: skip
    taken = found.draws(draws, about)
    checks = check_posterior(record, found, taken, check_worlds, jobs)
    return Lesson(found, numbers_of(found), checks, taken, checked(found, keep, replications))


def checked(found: Calibration, keep: int, replications: int) -> Coverage | None:
    """Return the check of a fit on its own simulations, or None where none is wanted."""
    if not replications:
        return None
    peaceful = found.simulated.peaceful
    places, statistics = found.simulated.places[peaceful], found.simulated.statistics[peaceful]
    return coverage(places, statistics, found.observed, keep, replications, found.seed)

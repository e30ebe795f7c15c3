"""Posterior predictive checks: whether histories under the posterior look like the one that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.calibrate import CHUNK, Calibration
from sim.analysis.history.observe import NEEDED, observed_record, observed_worlds
from sim.analysis.history.record import Record
from sim.analysis.history.summaries import LABELS, UNFITTED, summaries, unfitted
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.draws import Draws
from sim.study.estimate import Estimate, probability
from sim.study.runner import Job, in_order
from sim.world.scenario import Scenario

LEVEL: Final = 0.95
FIRST_WORLD: Final = 10**9
"""Worlds of the check are none of those that were fitted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One statistic: the observed value, and where it lies among the histories of the posterior.

    `low`, `middle` and `high` are the 2.5, 50 and 97.5 % points of the predictive distribution, `p` the two-sided
    share of histories at least as far out as the observed one, ties counted by half.
    """

    name: str
    label: str
    fitted: bool
    observed: float
    low: float
    middle: float
    high: float
    p: float
    n: int

    @property
    def inside(self) -> bool:
        """Whether the observed value lies in the middle 95 %."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class Checks:
    """All checks, and how likely the posterior makes a history without war, collapse or deal."""

    checks: tuple[Check, ...]
    peaceful: Estimate


def statistics_of(job: Job) -> tuple[Floats, np.ndarray]:
    """Run one batch and return its statistics, fitted and unfitted, and which histories stayed at peace."""
    from sim.world.model import EscalationModel

    model = EscalationModel(job.blocks, rng=job.seed, record=NEEDED).run()
    seen = observed_worlds(dict(model.recorder.moves))
    peaceful = model.tally.alive.copy()
    model.close()
    return np.hstack([summaries(seen), unfitted(seen)]), peaceful


def histories_of(scenario: Scenario, draws: Draws, worlds: int, seed: int, jobs: int) -> tuple[Floats, np.ndarray]:
    """Return the statistics of histories under draws, `(worlds, statistics)`, and which stayed at peace."""
    blocks = [
        draws.block(scenario, FIRST_WORLD + first, min(CHUNK, worlds - first)) for first in range(0, worlds, CHUNK)
    ]
    parts = list(in_order(statistics_of, [Job((block,), seed) for block in blocks], jobs))
    return np.concatenate([part for part, _ in parts]), np.concatenate([peaceful for _, peaceful in parts])


def check_posterior(
    record: Record, found: Calibration, draws: Draws, worlds: int = 8000, jobs: int = 1
) -> Checks:  # fmt: skip
    """Compare the record with histories under the posterior, over the fitted window.

    Each draw plays the window in several worlds; those that end in war, collapse or a deal are left out, as in the
    fit, and counted. Raises DataProblem where hardly any is left.
    """
    seen = observed_record(record.window(found.first, found.last))
    observed = np.hstack([summaries(seen), unfitted(seen)])[0]
    values, peaceful = histories_of(found.scenario, draws, worlds, found.seed, jobs)
    kept = values[peaceful]
    if len(kept) < 2:
        raise DataProblem("no history under the posterior stayed at peace", "posterior check", "Run more worlds.")
    labels = LABELS | UNFITTED
    checks = []
    for (name, label), own, column in zip(labels.items(), observed, kept.T, strict=True):
        low, middle, high = np.quantile(column, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
        below = float(np.mean(column < own) + 0.5 * np.mean(column == own))
        p = 2.0 * min(below, 1.0 - below)
        ends = (float(low), float(middle), float(high))
        checks.append(Check(name, label, name in LABELS, float(own), *ends, p, len(kept)))
    return Checks(tuple(checks), probability(peaceful))



"""The calibration: what the record says of the numbers that are fitted, by chains that began with other luck."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from sim.analysis.history.filter import Clouds, log_likelihood
from sim.analysis.history.fit_findings import CalibrationFinding, Noise
from sim.analysis.history.fit_options import CalibrateOptions
from sim.analysis.history.kept_sampler import learnt_from
from sim.analysis.history.learnt import learnt_of, tied
from sim.analysis.history.posterior import Beginning
from sim.analysis.history.recovery import RecoveryFinding, found_again
from sim.arrays import Floats
from sim.study.experiment.definition import Experiment
from sim.study.store.disk import Folder
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

RUNS: Final = 20
"""Filters whose spread says how well the log-likelihood is known."""

LARGER: Final = 5
"""How many times as many particles the larger of two such filters has."""

CHAINS_TAKE: Final = 0.95
"""Share of the work that the chains are, for the progress line."""


def ask(options: CalibrateOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return None: the calibration reads a record, and plays no experiment."""
    return None


def find(options: CalibrateOptions, results: Sequence[Results]) -> CalibrationFinding | RecoveryFinding:
    """Sample the posterior by each chain, and say what was learnt; or do it for records that the model made.

    With a folder each chain is kept there after each move, so that the same call goes on.
    """
    if options.desk.folder is None:
        return sampled(options, None)
    with Folder(options.desk.folder / ROUNDS / "samplers") as own:
        return sampled(options, own.path)


def sampled(options: CalibrateOptions, place: Path | None) -> CalibrationFinding | RecoveryFinding:
    """Sample the posterior, and keep what is long in a folder."""
    if options.replications:
        return recovered(options, place)
    calendar, months = options.calendar, options.months
    chains = []
    for number in range(options.chains):

        def told(month: int, number: int = number) -> None:
            share = CHAINS_TAKE * (number + (month / len(months)) ** 2) / options.chains
            options.desk.told(
                f"chain {number + 1} of {options.chains} reads {months[min(month, len(months) - 1)]}", share
            )

        path = place and place / f"chain-{number + 1}"
        chains.append(learnt_from(options.start(number), calendar, months, options.record.label, path, told))
    options.desk.told("filters at the posterior mean", CHAINS_TAKE)
    learnt = learnt_of(chains)
    mean = {each.item.name: each.mean.value for each in learnt}
    sizes = (options.particles, LARGER * options.particles)
    noise = tuple(noise_at(mean, calendar, size, options.seed, options.desk.jobs) for size in sizes)
    return CalibrationFinding(options, tuple(chains), learnt, tuple(tied(chains)), noise)


def noise_at(numbers: dict[str, float], calendar: Floats, particles: int, seed: int, jobs: int) -> Noise:
    """Return how well filters of one size know the log-likelihood at one set of numbers: their mean and sd."""
    beginning = Beginning.of_1990()
    same = {name: np.full(RUNS, value) for name, value in numbers.items()}
    clouds = Clouds.before(same, beginning.ranges, beginning.certain, particles, seed)
    return Noise.of(particles, log_likelihood(clouds, calendar, jobs).sum(axis=0))


def recovered(options: CalibrateOptions, place: Path | None) -> RecoveryFinding:
    """Fit records that the model made itself, each by one chain."""

    def told(done: float) -> None:
        at = min(int(done), options.replications - 1) + 1
        options.desk.told(f"simulated record {at} of {options.replications}", done / options.replications)

    found = found_again(options.start(0), options.calendar, options.replications, place, told)
    return RecoveryFinding(options, found)

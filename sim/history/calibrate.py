"""The calibration: what the record says of the directions that are fitted, by one sampler, or several joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.history import WORLDS, CalibrateOptions
from sim.history.dates import HORIZONS
from sim.history.filter import log_likelihood
from sim.history.fit_findings import CalibrationFinding, Noise
from sim.history.learnt import learnt_of
from sim.history.recovery import RecoveryFinding, found_again
from sim.history.rolling import OriginForecast, pack_row
from sim.history.sampler import Sampler, learnt_from, load_sampler
from sim.study.store.disk import Folder
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

RUNS: Final = 20
"""Filters whose spread says how well the log-likelihood is known."""

LARGER: Final = 5
"""How many times as many particles the larger of two such filters has."""

FIT_TAKES: Final = 0.95
"""Share of the work that the fit is, for the progress line."""

CHAIN: Final = "chain"
"""The name under which a sampler is kept in its folder."""


def find(options: CalibrateOptions, results: Sequence[Results]) -> CalibrationFinding | RecoveryFinding:
    """Sample the posterior, and say what was learnt; or do it for records that the model made.

    With a folder the sampler is kept there after each move, so that the same call goes on.
    """
    if options.desk.folder is None:
        return sample_posterior(options, None)
    with Folder(options.desk.folder / ROUNDS / "samplers") as own:
        return sample_posterior(options, own.path)


def sample_posterior(options: CalibrateOptions, place: Path | None) -> CalibrationFinding | RecoveryFinding:
    """Sample the posterior, and keep what is long in a folder."""
    if options.replications:
        return recover_records(options, place)
    calendar, months = options.calendar, options.months
    known = options.record.window(months[0], months[-1])
    chains = [read_chain(options, Path(folder)) for folder in options.join]

    def told(month: int) -> None:
        share = FIT_TAKES * (month / len(months)) ** 2
        options.desk.told(f"reading {months[min(month, len(months) - 1)]}", share)

    def say(sampler: Sampler) -> None:
        if sampler.month in options.origins:
            asked = OriginForecast(known, HORIZONS, WORLDS, sampler.setting.seed, ())
            sampler.said[sampler.month] = pack_row(asked.said_by(sampler, options.desk.jobs))

    if not chains:
        path = place and place / CHAIN
        chains = [learnt_from(options.setting, calendar, months, options.record.label, path, told, say)]
    options.desk.told("filters at the posterior mean", FIT_TAKES)
    learnt = learnt_of(chains)
    mean = np.array([[each.mean.value for each in learnt]])
    own = chains[0].setting.particles
    noise = tuple(noise_at(options, mean, calendar, size) for size in (own, LARGER * own))
    return CalibrationFinding(options, tuple(chains), learnt, noise)


def read_chain(options: CalibrateOptions, folder: Path) -> Sampler:
    """Return the sampler of a finished fit; raises DataProblem where a folder holds none of these months."""
    chain = load_sampler(folder / ROUNDS / "samplers" / CHAIN, options.setting)
    if chain is None or chain.month != len(options.months):
        what = "holds no fit" if chain is None else f"has read {chain.month} of {len(options.months)} months"
        raise DataProblem(f"the folder {what}", str(folder), "Give folders that sim calibrate has finished.")
    return chain


def noise_at(options: CalibrateOptions, z: Floats, calendar: Floats, particles: int) -> Noise:
    """Return how well filters of one size know the log-likelihood at one point `(1, directions)`: their mean and sd."""
    clouds = options.setting.clouds(np.repeat(z, RUNS, axis=0), particles, 0)
    return Noise.of(particles, log_likelihood(clouds, calendar, options.desk.jobs).sum(axis=0))


def recover_records(options: CalibrateOptions, place: Path | None) -> RecoveryFinding:
    """Fit records that the model made itself."""

    def told(done: float) -> None:
        at = min(int(done), options.replications - 1) + 1
        options.desk.told(f"simulated record {at} of {options.replications}", done / options.replications)

    found = found_again(options.setting, options.calendar, options.replications, place, told)
    return RecoveryFinding(options, found)

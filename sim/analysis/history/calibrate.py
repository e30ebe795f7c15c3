"""The calibration: what the record says of the numbers that are fitted, by chains that began with other luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sim.analysis.finding import AtDesk
from sim.analysis.history.filter import Clouds, log_likelihood
from sim.analysis.history.fit_findings import CalibrationFinding, Noise
from sim.analysis.history.kept_sampler import Start, learnt_from
from sim.analysis.history.learnt import learnt_of, tied
from sim.analysis.history.posterior import Beginning
from sim.analysis.history.record import Record, record_hash
from sim.analysis.history.recovery import RecoveryFinding, found_again
from sim.analysis.history.sightings import PLACES, SEEN, calendar_of
from sim.analysis.history.start_1990 import FIRST_MONTH
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.study.experiment.definition import Experiment
from sim.study.run.worlds import checked_seed
from sim.study.store.disk import Folder
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

LAST: Final = "2014-12"
"""The last month of the fit window of docs/registration.md."""

RUNS: Final = 20
"""Filters whose spread says how well the log-likelihood is known."""

LARGER: Final = 5
"""How many times as many particles the larger of two such filters has."""

CHAINS_TAKE: Final = 0.95
"""Share of the work that the chains are, for the progress line."""

MOST: Final = 10_000
FEWEST: Final = 8


@dataclass(frozen=True)
class CalibrateOptions(AtDesk):
    """What is fitted to: a span of a record, by how many chains of how many sets with so many particles.

    With `replications` nothing is fitted to the record: that many records which the model makes itself are, each by one
    chain, to see how often intervals hold the numbers behind them. Raises DataProblem for a span outside the record,
    and UsageProblem for too few sets.
    """

    record: Record
    first: str = FIRST_MONTH
    last: str = LAST
    sets: int = 200
    particles: int = 200
    seed: int = 7
    chains: int = 2
    replications: int = 0

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        self.record.window(self.first, self.last)
        if self.record.months[0] != FIRST_MONTH:
            raise DataProblem(
                f"the record begins in {self.record.months[0]}, and the game is known as it stood in {FIRST_MONTH}",
                self.record.label, f"Give the months from {FIRST_MONTH} on; cells may be left empty.",
            )  # fmt: skip
        for name, least in (("sets", FEWEST), ("particles", FEWEST), ("chains", 1)):
            if not least <= getattr(self, name) <= MOST:
                remedy = f"Give a whole number from {least} to {MOST}."
                raise UsageProblem(f"{getattr(self, name)} is too few or too many", name, remedy)

    def __repr__(self) -> str:
        # A record of other months after the last one that is read is the same record.
        known = record_hash(self.record, self.first, self.last)
        sizes = f"{self.chains} × {self.sets} sets of {self.particles} particles, seed {self.seed}"
        return f"calibration of {known}: {sizes}, {self.replications} replications"

    @property
    def months(self) -> tuple[str, ...]:
        """The months that particles live through, from the first of the record on."""
        return self.record.window(self.record.months[0], self.last).months

    @property
    def calendar(self) -> Floats:
        """What these months show, `(months, places)`; months before the span are lived through and not read."""
        rows = calendar_of(self.record.window(self.record.months[0], self.last))
        unread = self.record.position(self.first)
        rows[:unread, [PLACES.index(place) for place in SEEN]] = -1.0
        return rows

    def start(self, chain: int) -> Start:
        """Return what a chain begins with: the luck of the seed, that of the next one, and so on."""
        return Start(self.sets, self.particles, self.seed + chain, self.desk.jobs)


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

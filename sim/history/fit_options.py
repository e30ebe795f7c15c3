"""What a calibration is asked for: a span of a record, and the size of the sampler that is fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.analysis.finding import AtDesk
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.history.record import Record, record_hash
from sim.history.sampler import Setting
from sim.history.sightings import PLACES, SEEN, calendar_of
from sim.history.start_1990 import FIRST_MONTH
from sim.options import checked_seed, checked_whole

LAST: Final = "2019-12"
"""The last month of the fit of docs/registration.md: no later one is read."""

KEPT: Final = ("1994-12", "2014-12")
"""Months after which a fit keeps its sets on the way: before 1995 to 2019, and before 2015 to 2019."""

FORECAST_FROM: Final = "1995-01"
EVERY: Final = 3
WORLDS: Final = 2000
"""The first origin from which a fit forecasts on its way, months from one to the next, and worlds of each."""

MOST: Final = 10_000
FEWEST: Final = 8


@dataclass(frozen=True)
class CalibrateOptions(AtDesk):
    """What is fitted to: a span of a record, by how many sets with so many particles.

    A move has `steps`, and more where few proposals are taken; particles are doubled while they stay within
    `most_particles`. The posterior is kept after each month of `kept`, too. With `replications` nothing is fitted to
    the record: that many records which the model makes itself are, to see how often intervals hold the directions
    behind them. With `join` finished fits with other luck, by their folders, are taken as the chains of one. Raises
    DataProblem for a span outside the record, and UsageProblem for sizes that cannot be.
    """

    record: Record
    first: str = FIRST_MONTH
    last: str = LAST
    sets: int = 400
    steps: int = 10
    particles: int = 60
    most_particles: int = 120
    seed: int = 7
    kept: tuple[str, ...] = KEPT
    replications: int = 0
    join: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        self.record.window(self.first, self.last)
        if self.record.months[0] != FIRST_MONTH:
            raise DataProblem(
                f"the record begins in {self.record.months[0]}, and the game is known as it stood in {FIRST_MONTH}",
                self.record.label, f"Give the months from {FIRST_MONTH} on; cells may be left empty.",
            )  # fmt: skip
        for name, least, most in (
            ("sets", FEWEST, MOST), ("particles", FEWEST, MOST), ("most_particles", FEWEST, MOST),
            ("steps", 1, 1000), ("replications", 0, MOST),
        ):  # fmt: skip
            checked_whole(name, getattr(self, name), least, most)
        for month in self.kept:
            if not FIRST_MONTH <= month <= "9999-12":
                raise UsageProblem(f"'{month}' is no month after which sets can be kept", "kept", "Give it as 2014-12.")

    def __repr__(self) -> str:
        # A record of other months after the last one that is read is the same record.
        known = record_hash(self.record, self.first, self.last)
        sizes = f"{self.sets} sets of {self.particles} to {self.most_particles} particles"
        how = f"{self.steps} steps, seed {self.seed}, kept {self.stops}, {self.replications} replications, {self.join}"
        return f"calibration of {known}: {sizes}, {how}"

    @property
    def months(self) -> tuple[str, ...]:
        """The months that particles live through, from the first of the record on."""
        return self.record.window(self.record.months[0], self.last).months

    @property
    def stops(self) -> dict[str, int]:
        """The months after which the sets are kept, each with how many months were read then; the last among them."""
        return {month: self.months.index(month) + 1 for month in (*self.kept, self.last) if month in self.months}

    @property
    def origins(self) -> tuple[int, ...]:
        """The origins from which the fit forecasts on its way, each as the number of months read before it."""
        months = self.months
        return tuple(range(months.index(FORECAST_FROM), len(months), EVERY)) if FORECAST_FROM in months else ()

    @property
    def calendar(self) -> Floats:
        """What these months show, `(months, places)`; months before the span are lived through and not read."""
        rows = calendar_of(self.record.window(self.record.months[0], self.last))
        unread = self.record.position(self.first)
        rows[:unread, [PLACES.index(place) for place in SEEN]] = -1.0
        return rows

    @property
    def setting(self) -> Setting:
        """How the sampler works."""
        return Setting(
            self.sets, self.particles, self.seed, self.steps, self.most_particles, self.desk.jobs,
            stops=tuple(self.stops.values()),
        )  # fmt: skip

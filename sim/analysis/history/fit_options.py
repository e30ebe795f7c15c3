"""What a calibration is asked for: a span of a record, and the sizes of the chains that are fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.analysis.finding import AtDesk
from sim.analysis.history.kept_sampler import Start
from sim.analysis.history.record import Record, record_hash
from sim.analysis.history.sightings import PLACES, SEEN, calendar_of
from sim.analysis.history.start_1990 import FIRST_MONTH
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.study.run.worlds import checked_seed

LAST: Final = "2014-12"
"""The last month of the fit window of docs/registration.md."""

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

"""A scenario that begins after a month of the record, as the vectors of `sim set` have read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.core.base.errors import DataProblem
from sim.core.engine import PLACES
from sim.core.game.catalogue import CAPITALS
from sim.core.runs.inputs import Start
from sim.core.scenario import Scenario, to_toml
from sim.core.scenario.parameters import PARAMETERS, START_PREFIX, STARTS
from sim.history import read_record
from sim.history.ahead import PARTICLES, read_to_end, scenario_after, start_after
from sim.history.dates import FIRST_MONTH
from sim.history.record import Record
from sim.options import Workspace

DIGITS: Final = 4


@dataclass(frozen=True)
class Reading:
    """A record read to its last month, after which worlds begin; `desk` is no part of it."""

    record: Record
    seed: int
    desk: Workspace = field(default=Workspace(), repr=False, compare=False)

    @classmethod
    def of(cls, source: Any, last: str, seed: int) -> Reading:
        """Return the reading of a record, a file, or None for the one that ships, to a month; raises
        DataProblem for a month outside it.
        """
        record = read_record(source).from_1990()
        if last not in record.months:
            remedy = f"Give a month from {FIRST_MONTH} to {record.months[-1]}."
            raise DataProblem(f"{last} lies outside the record", record.label, remedy)
        return cls(record.to_month(last), seed)

    @property
    def last(self) -> str:
        """The last month that is read."""
        return self.record.months[-1]

    @property
    def scenario(self) -> Scenario:
        """The game that begins when the record ends, with all four capitals free."""
        return scenario_after(self.record)

    def begin(self, worlds: int, seed: int) -> tuple[Start, list[str]]:
        """Return worlds that begin as the record leaves them, and the note on them."""
        clouds = read_to_end(self.record, PARTICLES, self.seed, self.desk)
        start = start_after(clouds, self.record, worlds, seed)
        return start, [start.description]


def start_values(start: Start) -> dict[str, float]:
    """Return each `start_` parameter and cell from worlds that have begun: of a number the median
    over worlds, of a course, a statement or an action the share of worlds with each.
    """
    values: dict[str, float] = {}
    for name in STARTS:
        entry, place = PARAMETERS[name], name.removeprefix(START_PREFIX)
        places = [place] if place in PLACES else [f"{capital}_{place}" for capital in CAPITALS]
        rows = np.concatenate([start.state[PLACES.index(row)] for row in places])
        if entry.cells:
            shares = {cell: float(np.mean(rows == k)) for k, (cell, _) in enumerate(entry.cells)}
            values |= {f"{name}.{cell}": round(share, DIGITS) for cell, share in shares.items()}
        else:
            middle = min(max(float(np.median(rows)), entry.low), entry.high)
            values[name] = round(middle, DIGITS)
    return values


def start_file(reading: Reading, worlds: int = 2000) -> str:
    """Return the text of a scenario file that begins as a record leaves the world: one state, the
    middle of the worlds that the record allows.
    """
    start, notes = reading.begin(worlds, reading.seed)
    scenario = reading.scenario.change(start_values(start))
    lines = [
        f"The state after {reading.last}: medians of {worlds:,} worlds that the record leaves open.",
        f"From: the record; sim run --from-record {reading.last} keeps the worlds apart.",
        "Beliefs about Kim, and all parameters but these, are those that ship.",
        *notes,
    ]
    return "".join(f"# {line}\n" for line in lines) + to_toml(scenario)

"""A scenario file that begins in a month of the record: one state, the middle of the worlds that
the filter leaves.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.core.engine import PLACES
from sim.core.game.catalogue import CAPITALS
from sim.core.runs.inputs import Start
from sim.core.scenario import Scenario, to_toml
from sim.core.scenario.parameters import PARAMETERS, START_PREFIX, STARTS

DIGITS: Final = 4


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


def start_file(reading: Any, worlds: int = 2000) -> str:
    """Return the text of a scenario file that begins as a record leaves the world.

    `reading` holds the options of `sim nowcast`: the record, its last month and the seed. Raises
    DataProblem if the record cannot be read.
    """
    start, notes = reading.begin(worlds, reading.seed)
    scenario: Scenario = reading.scenario.change(start_values(start))
    lines = [
        f"The state after {reading.last}: medians of {worlds:,} worlds that the record leaves open.",
        f"From: the record; sim run --from-record {reading.last} keeps the worlds apart.",
        "Beliefs about Kim, and all parameters but these, are those that ship.",
        *notes[-1:],
    ]
    return "".join(f"# {line}\n" for line in lines) + to_toml(scenario)

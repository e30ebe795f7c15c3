"""The simulated record: what a run would look like in the monthly table that history is kept in."""

from __future__ import annotations

import csv
import io
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.history.observe import OBSERVABLES, observed_worlds
from sim.analysis.history.record import Record
from sim.analysis.history.schema import MONTH, NUMBERS, TEXTS
from sim.arrays import Flags
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.study.estimate import wilson_cells
from sim.study.run import Run

Numbers = npt.NDArray[np.float64]

COUNTED: Final = {
    "missile_tests": "test_month", "long_range_tests": "big_test", "us_talks": "talks_month",
    "korea_talks": "inter_korean_talks", "resolutions": "resolution", "lethal_incidents": "lethal_incident",
}  # fmt: skip
"""Columns that the model fills with 1 or 0. A big test stands under `long_range_tests`, whichever it was."""

WITHIN: Final = {
    "ballistic_missiles": "test_month", "satellite_launches": "test_month", "launch_days": "test_month",
    "nuclear_tests": "big_test", "us_summits": "talks_month", "korea_summits": "inter_korean_talks",
}  # fmt: skip
"""Columns of which the model knows only that they are 0 in a month without the observable; else they are empty."""


def played(made: Run) -> Flags:
    """Return which months each world played, `(months, worlds)`; the month of its end is among them."""
    result: Flags = made.actions["pyongyang.deed"] >= 0
    return result


def simulated_record(made: Run, world: int = 0) -> Record:
    """Return the months that one world of a run played as a record, with every column that the model can fill.

    What the model does not tell (trade, names, salvos) is empty. Raises DataProblem where there is no such world.
    """
    if isinstance(world, bool) or not 0 <= world < made.worlds:
        raise DataProblem(f"there is no world {world}", "world", f"Give a number from 0 to {made.worlds - 1}.")
    count = int(played(made)[:, world].sum())
    seen = {name: flags[:count, world] for name, flags in observed_worlds(made.actions, made.state).items()}
    columns: dict[str, Numbers] = {name: np.full(count, np.nan) for name in NUMBERS}
    for column, name in COUNTED.items():
        columns[column] = seen[name].astype(np.float64)
    for column, name in WITHIN.items():
        columns[column] = np.where(seen[name], np.nan, 0.0)
    texts = dict.fromkeys(TEXTS, ("",) * count)
    texts["exercise_scale"] = tuple("full" if held else "none" for held in seen["exercise"])
    months = tuple(month_after(made.scenario.start, month) for month in range(count))
    return Record(months, columns, texts, f"world {world} of {made.scenario.name}")


def shares_text(made: Run) -> str:
    """Return as CSV text how many of the worlds still playing show each observable, month by month.

    One line a month and observable: the number of worlds, the share, and its Wilson 95 % interval. Months that no
    world plays are left out.
    """
    running = played(made)
    n = np.count_nonzero(running, axis=1)
    last = int(np.count_nonzero(n))
    seen = observed_worlds(made.actions, made.state)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([MONTH, "observable", "worlds", "share", "low", "high"])
    cells = {name: wilson_cells(np.count_nonzero(seen[name][:last], axis=1), n[:last]) for name in OBSERVABLES}
    for row in range(last):
        month = month_after(made.scenario.start, row)
        for name, (value, low, high) in cells.items():
            numbers = (f"{float(part[row]):.6f}" for part in (value, low, high))
            writer.writerow([month, name, int(n[row]), *numbers])
    return out.getvalue()

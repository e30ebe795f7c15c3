"""Files for other programs: every world as CSV, and the game of plans for Gambit.

The EMA Workbench and SALib take a function: `sim.evaluate` plays all points of a table in one
batch.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.analysis.policy_game.gambit import gambit_game
from sim.study.store.archive import as_csv
from sim.study.store.disk import draft
from sim.study.store.results import Results, tables_of

__all__ = ["gambit_game", "write_csv"]


def write_csv(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write every world as a row of a CSV file: cell, factors, world, seed, outcomes, and the error
    of a failed one.

    Parts are written one at a time, so that memory does not grow with them. Raises StorageProblem.
    """
    with draft(Path(path)) as file:
        file.writelines(as_csv(tables_of(results)))
    return Path(path)

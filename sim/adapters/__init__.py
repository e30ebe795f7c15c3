"""Other programs: a model for the EMA Workbench, a problem for SALib, a game for Gambit, tables for everything else.

Each is thin: names and ranges go over, and `sim.evaluate` plays all points of a table in one batch.
"""

from sim.adapters.nfg import gambit_game
from sim.adapters.points import ema_results, salib_function, salib_problem, workbench_model
from sim.adapters.tables import write_csv, write_sqlite

__all__ = [
    "ema_results", "gambit_game", "salib_function", "salib_problem", "workbench_model", "write_csv", "write_sqlite",
]  # fmt: skip

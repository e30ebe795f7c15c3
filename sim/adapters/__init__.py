"""Other programs: a model for the EMA Workbench, a problem for SALib, a game for Gambit, a table for everything else.

Each is thin: names and ranges go over, and `sim.evaluate` plays all points of a table in one batch.
"""

from sim.adapters.files import gambit_game, write_csv
from sim.adapters.points import ema_results, salib_function, salib_problem, workbench_model

__all__ = ["ema_results", "gambit_game", "salib_function", "salib_problem", "workbench_model", "write_csv"]

"""Doors to other programs: every world as CSV, the game of plans for Gambit, and the points and
outcomes of results for SALib and the EMA Workbench.

Both also take a function: `sim.evaluate` plays all points of a table in one batch.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.policy_game.gambit import gambit_game
from sim.core.base.arrays import Array
from sim.core.base.errors import UsageProblem, import_optional
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.study.store.archive import as_csv
from sim.study.store.disk import draft
from sim.study.store.results import Results, tables_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ema_outcomes", "gambit_game", "salib_problem", "write_csv"]


def ema_outcomes(
    results: Results, outcomes: Sequence[OutcomeOrName]
) -> tuple[pd.DataFrame, dict[str, Array]]:
    """Return results as `perform_experiments` of the EMA Workbench does: the points, a row each,
    and by name the share or mean of each outcome at the points, `(points,)`.

    PRIM, CART and feature scoring take them. Raises UsageProblem for an outcome that was not kept.

    >>> import sim
    >>> from sim.adapters import ema_outcomes
    >>> grid = sim.evaluate("2017-spring", {"accident": [0.005, 0.01, 0.02]}, ["war"], worlds=50)
    >>> experiments, shares = ema_outcomes(grid, ["war"])
    >>> list(experiments), shares["war"].shape
    (['accident'], (3,))
    """
    names = [factor.name for factor in results.study.factors]
    estimates = results.to_frame()
    kept = [results.kept_outcome(each).name for each in outcomes]
    return results.design[names], {name: estimates[name].to_numpy(float) for name in kept}


def salib_problem(results: Results, outcomes: Sequence[OutcomeOrName]) -> Any:
    """Return results as a `ProblemSpec` of SALib: ranges, points `(points, factors)`, and the share
    or mean of each outcome at the points, `(points, outcomes)`, or `(points,)` of one.

    Its methods for any sample take it: `analyze_delta`, `analyze_pawn`, `analyze_rbd_fast`,
    `analyze_hdmr`. Factors stand in the order of the study, which may be another than that of a
    design of SALib's own: such a design keeps its own problem, and takes the column of
    `results.to_frame()`. Raises UsageProblem for a factor that is no range of numbers, and if SALib is
    not installed.

    >>> import sim
    >>> from sim.adapters import salib_problem
    >>> points = {"accident": [0.005, 0.01, 0.02], "washington.pressure": [0.1, 0.9, 0.4]}
    >>> salib_problem(sim.evaluate("2017-spring", points, ["war"], worlds=50), ["war"]).samples.shape
    (3, 2)
    """
    salib = import_optional("SALib", "SALib", "salib_problem", "discover")
    experiments, values = ema_outcomes(results, outcomes)
    for name, column in experiments.items():
        if column.dtype.kind not in "fi":
            message = f"'{name}' is a choice, and SALib takes ranges of numbers"
            raise UsageProblem(message, "salib_problem", "Leave it out, or use sim.sensitivity.")
    bounds = [[float(column.min()), float(column.max())] for _, column in experiments.items()]
    spec = salib.ProblemSpec(
        {"names": list(experiments), "bounds": bounds, "outputs": list(values)}
    )
    columns = list(values.values())
    # Some of its methods take one outcome alone, without an axis of outcomes.
    shares = columns[0] if len(columns) == 1 else np.stack(columns, axis=1)
    return spec.set_samples(experiments.to_numpy(float)).set_results(shares)


def write_csv(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write every world as a row of a CSV file: cell, factors, world, seed, outcomes, and the error
    of a failed one.

    Parts are written one at a time, so that memory does not grow with them. Raises StorageProblem.
    """
    with draft(Path(path)) as file:
        file.writelines(as_csv(tables_of(results)))
    return Path(path)

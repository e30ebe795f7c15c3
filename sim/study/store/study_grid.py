"""The results of a study whose design is a full grid, read as a grid."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import DataProblem
from sim.study.estimate.interval import Cells, Estimate
from sim.study.ledger import plain_name
from sim.study.run.grid import Axis
from sim.study.store.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd


class StudyGrid:
    """What `grid.Sweep` tells of worlds in memory, told of the parts of a study; memory does not grow with them.

    Raises DataProblem for a study of another design, or one that is not finished.
    """

    def __init__(self, results: StudyResults) -> None:
        study = results.study
        place = str(results.folder)
        if [component.kind for component in study.components] != ["factorial"] or not study.replication.fixed:
            raise DataProblem("the study is no full grid", place, "Read its cells with sim study, or sim.load_study.")
        if not results.complete:
            raise DataProblem("the sweep is not finished", place, "Run it again: it goes on.")
        self.results, self.scenario = results, study.scenario
        self.seed, self.worlds = study.seed, study.replication.most
        # The order of the design, not that of the file, in which levers come first.
        self.axes = tuple(axis_of(name, results.design[name]) for name in study.components[0].factors)
        self.shape = tuple(len(axis.values) for axis in self.axes)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every kept probability in every cell, with its limits."""
        kept = [name for name in self.results.ledger.probabilities if name in self.results.kept]
        return self.results.estimates(kept)

    def estimates(self, outcome: str) -> Cells:
        """Return the probability of an outcome in every cell with its Wilson interval, each of the grid's shape."""
        name = plain_name(outcome)
        self.results.kept_outcome(name)
        value, low, high = (self.table[f"{name}{end}"].to_numpy().reshape(self.shape) for end in ("", "_low", "_high"))
        return Cells(value, low, high)

    @cached_property
    def overalls(self) -> dict[str, Estimate]:
        """How likely each kept probability is over all worlds of the grid."""
        return self.results.overalls([name for name in self.results.ledger.probabilities if name in self.results.kept])

    def overall(self, outcome: str) -> Estimate:
        """Return how likely an outcome is over all worlds of the grid, with an interval over their shared luck."""
        name = plain_name(outcome)
        self.results.kept_outcome(name)
        return self.overalls[name]

    def values(self, number: int) -> tuple[float | str, ...]:
        """Return the value of each axis in a cell."""
        places = np.unravel_index(number, self.shape)
        return tuple(axis.values[int(place)] for axis, place in zip(self.axes, places, strict=True))


def axis_of(name: str, column: pd.Series) -> Axis:
    """Return the axis that a column of the design runs along, its values in the order of the cells."""
    return Axis(name, tuple(shown(value) for value in dict.fromkeys(column.tolist())))


def shown(value: object) -> float | str:
    """Return a value of a factor as an axis holds it: a number, or a name."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return float(value) if isinstance(value, int | float) else str(value)

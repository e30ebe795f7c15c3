"""A small full grid over levers, numbers and policies: the sweep that `sim sweep` runs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.errors import UsageProblem
from sim.study.estimate import Cells, wilson_cells
from sim.study.run import checked_worlds, flag_of
from sim.study.runner import BATCH, Columns, Progress, outcomes_of
from sim.world.batch import Block
from sim.world.luck import checked_seed
from sim.world.scenario import Scenario

MOST_CELLS: Final = 100_000
MOST_STEPS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that a sweep varies, by its name in Scenario.change, and its values in order."""

    name: str
    values: tuple[float | str, ...]

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return all(isinstance(value, float) for value in self.values)


def axis_from(text: str) -> Axis:
    """Return the axis that `name=low:high:steps` or `name=a,b,c` describes; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    where = f"--over {text}"
    remedy = "Write --over name=low:high:steps, or --over name=a,b,c."
    if not equals or not name or not rest:
        raise UsageProblem("an axis needs a name and values", where, remedy)
    if rest.count(":") == 2:
        low, high, steps = rest.split(":")
        try:
            span, count = (float(low), float(high)), int(steps)
        except ValueError:
            raise UsageProblem("an axis of steps needs two numbers and a whole number", where, remedy) from None
        if not 1 <= count <= MOST_STEPS or not all(map(math.isfinite, span)):
            raise UsageProblem(f"an axis has from 1 to {MOST_STEPS} steps between finite numbers", where, remedy)
        return Axis(name, tuple(float(value) for value in np.linspace(*span, count).round(12)))
    values = tuple(number_or_name(part.strip()) for part in rest.split(","))
    if "" in values or len(set(values)) < len(values):
        raise UsageProblem("an axis has an empty or a double value", where, remedy)
    return Axis(name, values)


def number_or_name(text: str) -> float | str:
    """Return the text as a finite number if it is one, else as it stands."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def points_of(scenario: Scenario, axes: Sequence[Axis]) -> list[Scenario]:
    """Return the scenario of every cell, the last axis fastest; raises UsageProblem or ScenarioProblem."""
    names = [axis.name for axis in axes]
    if not names or len(set(names)) < len(names):
        raise UsageProblem(
            "a sweep needs one axis or more, each named once",
            f"--over {', '.join(names)}",
            "Give --over name=low:high:steps.",
        )
    cells = math.prod(len(axis.values) for axis in axes)
    if cells > MOST_CELLS:
        raise UsageProblem(
            f"the sweep would have {cells:,} cells", "--over", f"Keep it to {MOST_CELLS:,} cells or fewer."
        )
    return [
        scenario.change(dict(zip(names, values, strict=True)))
        for values in itertools.product(*(axis.values for axis in axes))
    ]


class Sweep:
    """The worlds of every cell of a grid under one seed: world k of each cell shares its luck.

    `columns` holds the outcomes, a row a world, cell after cell; `shape` is the number of values of each axis.
    """

    def __init__(self, scenario: Scenario, axes: Sequence[Axis], worlds: int, seed: int, columns: Columns) -> None:
        self.scenario, self.axes, self.worlds, self.seed, self.columns = (
            scenario,
            tuple(axes),
            worlds,
            seed,
            columns,
        )
        self.shape = tuple(len(axis.values) for axis in axes)

    def estimates(self, outcome: str, level: float = 0.95) -> Cells:
        """Return the probability of an outcome in every cell with its Wilson interval, each of the grid's shape."""
        hits = flag_of(self.columns, outcome).reshape(*self.shape, self.worlds)
        return wilson_cells(np.count_nonzero(hits, axis=-1), self.worlds, level)

    def overall(self, outcome: str) -> float:
        """Return the share of all worlds of the grid in which an outcome happened."""
        return float(flag_of(self.columns, outcome).mean())

    def coordinates(self) -> dict[str, npt.NDArray[Any]]:
        """Return the value of each axis for every row of the outcomes."""
        grids = np.meshgrid(*(np.arange(size) for size in self.shape), indexing="ij")
        return {
            axis.name: np.repeat(np.asarray(axis.values)[grid.ravel()], self.worlds)
            for axis, grid in zip(self.axes, grids, strict=True)
        }


def sweep(
    scenario: Scenario, axes: Sequence[Axis], worlds: int = 1000, seed: int = 0, *, jobs: int = 1,
    batch: int = BATCH, progress: Progress | None = None,
) -> Sweep:  # fmt: skip
    """Run every cell of a grid in the same worlds; one process or several give the same answer."""
    checked_seed(seed)
    checked_worlds(worlds)
    blocks = [Block(point, 0, worlds) for point in points_of(scenario, axes)]
    columns = outcomes_of(blocks, seed, processes=jobs, batch=batch, progress=progress)
    return Sweep(scenario, axes, worlds, seed, columns)

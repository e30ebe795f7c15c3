"""The design of a study: the product of its components, one row a cell, the last component
fastest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Array, Floats, Whole
from sim.core.base.errors import DataProblem, ScenarioProblem
from sim.study.experiment.components import latin_hypercube, saltelli, sobol
from sim.study.experiment.definition import BLOCK_WORLDS, Component, Experiment, Factor, Value
from sim.study.experiment.tables import TablePoints

MOST_CELLS: Final = 200_000
MOST_WORLDS: Final = 20_000_000
"""Cells and worlds of a study beyond which it must be asked for by force."""

LIMIT_CELLS: Final = 10_000_000
"""Cells that no force lifts: the design itself is held in memory."""


@dataclass(frozen=True)
class Design:
    """The cells of a study.

    `columns[factor]` holds, for each cell, a number or an index in `labels[factor]`; NaN, or an
    index of −1, keeps the scenario's own value. `points[k]` is the number of the point of the k-th
    component. `first_world`, `(cells,)`, is the number of the first world of each cell: cells with
    the same one share their random draws.
    """

    columns: dict[str, Array]
    labels: dict[str, tuple[Value, ...]]
    points: tuple[npt.NDArray[np.int32], ...]
    first_world: Whole

    @property
    def cells(self) -> int:
        """The number of cells."""
        return int(self.points[0].size)

    def values(self, first: int, last: int) -> list[tuple[Value | None, ...]]:
        """Return the values of the factors in the cells from `first` up to `last`, a tuple for each
        cell; None keeps the scenario's own value.
        """
        if not self.columns:
            return [()] * (last - first)
        read: list[list[Value | None]] = []
        for name, column in self.columns.items():
            part = column[first:last].tolist()
            if name in self.labels:
                read.append([self.labels[name][index] if index >= 0 else None for index in part])
            else:
                read.append([None if math.isnan(value) else value for value in part])
        return list(zip(*read, strict=True))

    def column(self, name: str) -> Array:
        """Return the value of a factor in each cell, `(cells,)`, as objects; None keeps the
        scenario's own value.
        """
        column = self.columns[name]
        if name in self.labels:
            labels, usual = self.labels[name], column < 0
            values = np.asarray(labels, object if isinstance(labels[0], str) else None)
            filled: Array = values[column].astype(object)
        else:
            usual, filled = np.isnan(column), column.astype(object)
        filled[usual] = None
        return filled


def size_of(component: Component) -> int:
    """Return how many points a component has, without making them."""
    if component.kind == "single":
        return 1
    if component.kind in ("list", "table"):
        return int(component.get("points").rows)
    if component.kind == "factorial":
        return math.prod(component.get("levels").values())
    points = int(component.get("points"))
    return points * (len(component.factors) + 2) if component.kind == "saltelli" else points


def cells_of(study: Experiment) -> int:
    """Return the number of cells of a study, without making them."""
    return math.prod(size_of(component) for component in study.components)


def pieces_of(study: Experiment) -> int:
    """Return how many blocks a cell takes: several where a block has no whole cell."""
    return 1 if study.block else math.ceil(study.worlds / BLOCK_WORLDS)


def blocks_of(study: Experiment) -> range:
    """Return the numbers of the blocks of a study, each of which becomes one part."""
    return range(math.ceil(cells_of(study) / (study.block or 1)) * pieces_of(study))


def rows_of_block(study: Experiment, number: int) -> tuple[range, range]:
    """Return the cells of a block, and the worlds that each of them has in it, counted from 0."""
    place, piece = divmod(number, pieces_of(study))
    size = study.block or 1
    first = place * size
    cells = range(first, min(first + size, cells_of(study)))
    if study.block:
        return cells, range(study.worlds)
    return cells, range(piece * BLOCK_WORLDS, min((piece + 1) * BLOCK_WORLDS, study.worlds))


def rows_in_blocks(study: Experiment, blocks: Iterable[int]) -> int:
    """Return how many worlds some blocks have together."""
    return sum(
        len(cells) * len(worlds) for cells, worlds in map(partial(rows_of_block, study), blocks)
    )


def cells_in_blocks(study: Experiment, blocks: Iterable[int]) -> int:
    """Return how many whole cells some blocks have together."""
    return rows_in_blocks(study, blocks) // study.worlds


def check_size(study: Experiment, force: bool) -> None:
    """Refuse a study beyond the bound on cells and worlds, unless by force; raises
    ScenarioProblem.
    """
    cells = cells_of(study)
    worlds = cells * study.worlds
    location = f"{study.title}, key design"
    if cells > LIMIT_CELLS:
        raise ScenarioProblem(
            f"the study would have {cells:,} cells", location, f"Keep it to {LIMIT_CELLS:,}."
        )
    if (cells > MOST_CELLS or worlds > MOST_WORLDS) and not force:
        remedy = f"Keep it to {MOST_CELLS:,} cells and {MOST_WORLDS:,} worlds, or give --force."
        raise ScenarioProblem(
            f"the study may have {cells:,} cells and {worlds:,} worlds", location, remedy
        )


def design_of(study: Experiment) -> Design:
    """Return the design of a study; the same study gives the same design on every machine."""
    parts = [points_of(study, number) for number in range(len(study.components))]
    sizes = [size_of(component) for component in study.components]
    places = np.indices(sizes, dtype=np.int32).reshape(len(sizes), -1)
    columns = {
        name: column[place]
        for part, place in zip(parts, places, strict=True)
        for name, column in part.items()
    }
    ordered = {factor.name: columns[factor.name] for factor in study.factors}
    labels = {f.name: f.values for f in study.factors if f.values}
    return Design(ordered, labels, tuple(places), first_worlds(study))


def values_of(study: Experiment, factors: Sequence[Factor]) -> Floats:
    """Return the values of factors in every cell, `(cells, factors)`: a number, or the index of a
    name.

    Raises DataProblem if a cell keeps the scenario's own value of a factor.
    """
    design = design_of(study)
    columns = []
    for factor in factors:
        column: Any = design.columns[factor.name]
        if factor.values and not factor.labels:
            numbers = np.array([*map(float, factor.values), np.nan])
            column = numbers[column]
        elif factor.labels:
            column = np.where(column < 0, np.nan, column)
        if not np.isfinite(column).all():
            remedy = "Give it a value in every row of the table, or name other factors."
            raise DataProblem(
                f"some cells leave '{factor.name}' as the scenario has it", study.title, remedy
            )
        columns.append(column.astype(np.float64))
    return np.column_stack(columns)


def first_worlds(study: Experiment) -> Whole:
    """Return the number of the first world of each cell, `(cells,)`: cells with the same one share
    their random draws.
    """
    cells = cells_of(study)
    if study.luck == "common":
        return np.zeros(cells, dtype=np.int64)
    replicate_blocks = (
        np.arange(cells, dtype=np.int64)
        if study.luck == "independent"
        else study.components[0].get("points").replicate_blocks
    )
    return np.asarray(replicate_blocks * study.worlds)


def points_of(study: Experiment, number: int) -> dict[str, Array]:
    """Return the points of one component, a column a factor."""
    component = study.components[number]
    factors = [study.factor(name) for name in component.factors]
    if component.kind == "single":
        return {}
    if component.kind in ("list", "table"):
        points: TablePoints = component.get("points")
        return points.columns
    if component.kind == "factorial":
        levels = [
            factor.distribution.levels(component.get("levels")[factor.name]) for factor in factors
        ]
        places = np.indices([len(factor_levels) for factor_levels in levels]).reshape(
            len(levels), -1
        )
        return {
            f.name: factor_levels[place]
            for f, factor_levels, place in zip(factors, levels, places, strict=True)
        }
    return spread_over(factors, cube_of(study, number))


def hypercube_of(
    factors: Sequence[Factor], points: int, rng: np.random.Generator
) -> dict[str, Array]:
    """Return a Latin hypercube over factors, `(points,)` each: one in each of `points` equal
    parts.
    """
    return spread_over(factors, latin_hypercube(points, len(factors), rng))


def spread_over(factors: Sequence[Factor], cube: Floats) -> dict[str, Array]:
    """Return points of the unit cube, `(points, factors)`, as values of factors, `(points,)`
    each.
    """
    return {
        factor.name: factor.distribution.quantile(np.ascontiguousarray(column))
        for factor, column in zip(factors, cube.T, strict=True)
    }


def cube_of(study: Experiment, number: int) -> Floats:
    """Return the points of one component in the unit cube, `(points, factors)`; each component has
    its own generator.
    """
    component, rng = study.components[number], np.random.default_rng([study.seed, number])
    points_of_kind = {"latin-hypercube": latin_hypercube, "sobol": sobol, "saltelli": saltelli}
    return points_of_kind[component.kind](component.get("points"), len(component.factors), rng)


def describe_design(components: Sequence[Component]) -> str:
    """Return how a design is made up, such as `factorial 121 x sobol 64`."""
    return " x ".join(f"{component.kind} {size_of(component):,}" for component in components)

"""A full grid over levers, numbers and policies, in memory: what pictures and the policy game are made from."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from sim.errors import UsageProblem
from sim.study.estimate.clustered import clustered_share
from sim.study.estimate.interval import Cells, Estimate, number_text, wilson_cells
from sim.study.experiment.factor_text import number_or_name, setting
from sim.study.ledger import Columns, Ledger, Outcome
from sim.study.outcomes import LEDGER, OUTCOMES, parted, with_own
from sim.study.run.runner import Block, Progress, outcomes_of
from sim.study.run.worlds import as_list, checked_seed, checked_worlds
from sim.study.scenario import Scenario

MOST_CELLS: Final = 100_000
MOST_STEPS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that a sweep varies, by its name in Scenario.change, and its values in order."""

    name: str
    values: tuple[float | str, ...]

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return all(isinstance(value, float) for value in self.values)

    @property
    def order(self) -> list[int]:
        """The places of the values in the order shown: numbers rising, names as given."""
        places = list(range(len(self.values)))
        return sorted(places, key=lambda place: self.values[place]) if self.numeric else places


def value_label(value: float | str) -> str:
    """Return a value of an axis as text."""
    return value if isinstance(value, str) else number_text(value, 9).rstrip("0").removesuffix(".") or "0"


def axis_from(text: str) -> Axis:
    """Return the axis that `name=low:high:steps` or `name=a,b,c` describes; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    where = f"--over {text}"
    remedy = "Write --over name=low:high:steps, or --over name=a,b,c."
    if not equals or not name or not rest:
        raise UsageProblem("an axis needs a name and values", where, remedy)
    if ":" in rest:
        try:
            low, high, steps = (number_or_name(part) for part in rest.split(":"))
            span, count = (float(low), float(high)), int(steps)
        except ValueError:
            raise UsageProblem("an axis of steps needs two numbers and a whole number", where, remedy) from None
        if not 1 <= count <= MOST_STEPS or not all(map(math.isfinite, span)):
            raise UsageProblem(f"an axis has from 1 to {MOST_STEPS} steps between finite numbers", where, remedy)
        if count > 1 and span[0] == span[1]:
            raise UsageProblem("an axis of several steps begins where it ends", where, remedy)
        return Axis(name, tuple(float(value) for value in np.linspace(*span, count).round(12)))
    values = tuple(number_or_name(part.strip()) for part in rest.split(","))
    if "" in values or len(set(values)) < len(values):
        raise UsageProblem("an axis has an empty or a double value", where, remedy)
    if len(values) > MOST_STEPS:
        raise UsageProblem(f"an axis has at most {MOST_STEPS} values", where, remedy)
    return Axis(name, values)


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
        scenario.change({name: setting(name, value) for name, value in zip(names, values, strict=True)})
        for values in itertools.product(*(axis.values for axis in axes))
    ]


class GridEstimates(Protocol):
    """What can be told of a full grid, whether its worlds are in memory or in the parts of a study."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that the axes change."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What varies, the last axis fastest."""

    @property
    def worlds(self) -> int:
        """The number of worlds of a cell."""

    @property
    def seed(self) -> int:
        """The seed of the luck."""

    def estimates(self, outcome: str) -> Cells:
        """Return the probability of an outcome in every cell, each of the grid's shape."""

    def overall(self, outcome: str) -> Estimate:
        """Return how likely an outcome is over all worlds of the grid."""

    def values(self, number: int) -> tuple[float | str, ...]:
        """Return the value of each axis in a cell."""


class Sweep:
    """The worlds of every cell of a grid under one seed: world k of each cell shares its luck.

    `columns` holds the outcomes, a row a world, cell after cell; `shape` is the number of values of each axis.
    """

    def __init__(
        self, scenario: Scenario, axes: Sequence[Axis], worlds: int, seed: int, columns: Columns,
        ledger: Ledger = LEDGER,
    ) -> None:  # fmt: skip
        self.scenario, self.axes, self.worlds, self.seed = scenario, tuple(axes), worlds, seed
        self.columns, self.ledger = columns, ledger
        self.shape = tuple(len(axis.values) for axis in axes)

    def estimates(self, outcome: str, level: float = 0.95) -> Cells:
        """Return the probability of an outcome in every cell with its Wilson interval, each of the grid's shape."""
        hits = self.ledger.flag(self.columns, outcome).reshape(*self.shape, self.worlds)
        return wilson_cells(np.count_nonzero(hits, axis=-1), self.worlds, level)

    def overall(self, outcome: str) -> Estimate:
        """Return how likely an outcome is over all worlds of the grid.

        Cells share their luck, so the interval runs over worlds, each taken through all cells.
        """
        hits = self.ledger.flag(self.columns, outcome).reshape(-1, self.worlds).sum(axis=0).astype(np.float64)
        return clustered_share(hits, np.full(self.worlds, float(math.prod(self.shape))))

    def values(self, number: int) -> tuple[float | str, ...]:
        """Return the value of each axis in a cell."""
        places = np.unravel_index(number, self.shape)
        return tuple(axis.values[int(place)] for axis, place in zip(self.axes, places, strict=True))


def sweep(
    scenario: Scenario, axes: Sequence[Axis], worlds: int = 2000, seed: int = 7, *, jobs: int = 1,
    progress: Progress | None = None, outcomes: Sequence[Outcome] = (),
) -> Sweep:  # fmt: skip
    """Run every cell of a grid in the same worlds; one thread or several give the same answer."""
    checked_seed(seed)
    checked_worlds(worlds)
    blocks = [Block(point, 0, worlds) for point in points_of(scenario, axes)]
    _, own = parted(as_list("outcomes", outcomes))
    ledger = with_own(own)
    columns = outcomes_of(blocks, seed, jobs=jobs, names=(*OUTCOMES, *own), progress=progress)
    return Sweep(scenario, axes, worlds, seed, columns, ledger)


def sweep_over(
    scenario: Scenario, over: Mapping[str, Sequence[float | str]], worlds: int = 2000, seed: int = 7, *, jobs: int = 1,
    outcomes: Sequence[Outcome] = (),
) -> Sweep:  # fmt: skip
    """Run a full grid in memory: `over` maps each name to its values, the last name runs fastest.

    `outcomes` are your own, made by `sim.Outcome`, beside all of the ledger.
    Raises UsageProblem or ScenarioProblem for a name or a value that cannot be.
    """
    axes = [
        Axis(name, tuple(value if isinstance(value, str) else float(value) for value in values))
        for name, values in over.items()
    ]
    return sweep(scenario, axes, worlds, seed, jobs=jobs, outcomes=outcomes)

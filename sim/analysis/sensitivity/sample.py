"""A sample: the outcome at every point of a design, averaged over worlds, in the form that every method reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.errors import DataProblem

SOBOL: Final = "sobol"
MORRIS: Final = "morris"
DUMMY: Final = "dummy"
STREAM: Final = 4_170_002
"""Sets the luck of resampling apart from that of the worlds and of the design under the same seed."""


@dataclass(frozen=True, eq=False)
class Sample:
    """The outcome on a design, `(groups, points a group)`; groups are independent, the points of one are not.

    `mean` is the average over the worlds of a point, `variance` the sample variance between them (None for a plain
    function, which has no luck), `worlds` how many they are. For Sobol' a group is A, A with each factor from B, with
    second order B with each from A, and B; for Morris it is a trajectory. The last factor is the dummy, which is not
    in `names`. `unit` holds a Morris design in the unit cube.
    """

    method: str
    names: tuple[str, ...]
    mean: Floats
    variance: Floats | None
    worlds: Ints
    second_order: bool = False
    unit: Floats | None = None
    levels: int = 0

    @property
    def groups(self) -> int:
        """How many base points or trajectories there are: the n of every index."""
        return int(self.mean.shape[0])

    @property
    def points(self) -> int:
        """How many points there are, the dummy's included."""
        return int(self.mean.size)

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names of the factors with the dummy last."""
        return (*self.names, DUMMY)

    @property
    def worlds_a_point(self) -> str:
        """The number of worlds of a point in words."""
        low, high = int(self.worlds.min()), int(self.worlds.max())
        return f"{low}" if low == high else f"{low} to {high}"

    def check(self) -> None:
        """Raise DataProblem where a value is not finite, or all are the same: the libraries would answer 0."""
        wrong = int(np.count_nonzero(~np.isfinite(self.mean)))
        if wrong:
            raise DataProblem(
                f"the outcome is not finite at {wrong} of {self.points} points", "the outcome to explain",
                "Narrow the range of a factor, or name another outcome.",
            )  # fmt: skip
        if float(np.ptp(self.mean)) <= 1e-12 * float(np.abs(self.mean).max()):
            raise DataProblem(
                f"the outcome is the same at all {self.points} points", "the outcome to explain",
                "Name another outcome, more worlds a point, or wider ranges.",
            )  # fmt: skip


def resampled(groups: int, resamples: int, seed: int) -> Ints:
    """Return which groups each resample holds, `(1 + resamples, groups)`; the first row is the sample itself."""
    drawn = np.random.default_rng([seed, STREAM]).integers(0, groups, (resamples, groups))
    rows: Ints = np.vstack((np.arange(groups), drawn))
    return rows

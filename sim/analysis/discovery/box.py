"""A box: limits on some factors, and which points lie inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats

Side = Literal["low", "high", "kept"]
SIDES: Final[tuple[Side, ...]] = ("low", "high")


@dataclass(frozen=True, slots=True)
class Factor:
    """What a sample varies: a number between `low` and `high`, or one of the categories in `labels`.

    In a sample a category stands by its place in `labels`.
    """

    name: str
    low: float
    high: float
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """One restriction of a box: a number above `value` (side low), below it (high), or one of `kept` categories."""

    factor: int
    side: Side
    value: float = np.nan
    kept: frozenset[int] = frozenset()

    def admits(self, values: Floats) -> Flags:
        """Say which points, `(points, factors)`, the restriction lets in."""
        column = values[:, self.factor]
        if self.side == "kept":
            return np.isin(column, list(self.kept))
        return column > self.value if self.side == "low" else column < self.value


@dataclass(frozen=True, slots=True)
class Box:
    """A set of restrictions, at most one for each factor and side; none is the whole space."""

    limits: tuple[Limit, ...] = ()

    @property
    def restricted(self) -> tuple[int, ...]:
        """The numbers of the factors that are restricted, in order."""
        return tuple(sorted({limit.factor for limit in self.limits}))

    def limit(self, factor: int, side: Side) -> Limit | None:
        """Return the restriction of a factor on a side, if there is one."""
        return next((each for each in self.limits if (each.factor, each.side) == (factor, side)), None)

    def kept_out(self, values: Floats) -> npt.NDArray[np.int64]:
        """Return how many of the restrictions keep each point, `(points, factors)`, out; 0 lies in the box."""
        count = np.zeros(values.shape[0], dtype=np.int64)
        for limit in self.limits:
            count += ~limit.admits(values)
        return count

    def holds(self, values: Floats) -> Flags:
        """Say which points, `(points, factors)`, lie in the box."""
        inside: Flags = self.kept_out(values) == 0
        return inside

    def tightened(self, limit: Limit) -> Box:
        """Return the box with a restriction in place of the one it has on that factor and side."""
        return Box((*self.lifted(limit.factor, limit.side).limits, limit))

    def lifted(self, factor: int, side: Side | None = None) -> Box:
        """Return the box without the restrictions of a factor, on one side or on all."""
        kept = tuple(each for each in self.limits if each.factor != factor or side not in (None, each.side))
        return Box(kept)

    def as_list(self, factors: Sequence[Factor]) -> list[dict[str, Any]]:
        """Return the restrictions as plain data: an entry a factor, null where a side is open."""
        found: list[dict[str, Any]] = []
        for number in self.restricted:
            factor, kept = factors[number], self.limit(number, "kept")
            if kept is not None:
                found.append({"factor": factor.name, "one_of": [factor.labels[code] for code in sorted(kept.kept)]})
                continue
            ends = {side: self.limit(number, side) for side in SIDES}
            found.append(
                {"factor": factor.name, "above": ends["low"].value if ends["low"] else None,
                 "below": ends["high"].value if ends["high"] else None}
            )  # fmt: skip
        return found

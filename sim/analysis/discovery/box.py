"""A box: limits on some factors, which points lie inside, and both in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.game.catalogue import CAPITALS
from sim.study.estimate.writing import number_text
from sim.study.experiment.definition import Factor
from sim.study.experiment.labels import factor_value

Side = Literal["low", "high", "kept"]
SIDES: Final[tuple[Side, ...]] = ("low", "high")


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


def short_names(factors: Sequence[Factor]) -> list[str]:
    """Return the factors' names without the capital of a lever, where that leaves no doubt."""
    tails = [each.name.partition(".")[2] if each.name.partition(".")[0] in CAPITALS else each.name for each in factors]
    return [tail if tails.count(tail) == 1 else each.name for tail, each in zip(tails, factors, strict=True)]


def limit_text(value: float, factor: Factor) -> str:
    """Return a limit with as many decimals as show a hundredth of the factor's range."""
    span = factor.high - factor.low
    return number_text(value, max(2 - math.floor(math.log10(span)), 0) if span > 0.0 else 3)


def kept_text(limit: Limit, factor: Factor) -> str:
    """Return the categories of a limit in words: "shield or mediate", or "other than shield" where that is shorter."""
    named = [factor_value(factor.name, label) for label in factor.labels]
    out = [text for code, text in enumerate(named) if code not in limit.kept]
    inside = [text for code, text in enumerate(named) if code in limit.kept]
    return f"other than {out[0]}" if len(out) == 1 < len(inside) else " or ".join(inside)


def clauses(box: Box, factors: Sequence[Factor], names: Sequence[str] | None = None) -> list[str]:
    """Return each restricted factor with its limits in words: "pressure above 0.50"."""
    shown, found = names or short_names(factors), []
    for number in box.restricted:
        factor, name = factors[number], shown[number]
        kept, low, high = (box.limit(number, side) for side in ("kept", "low", "high"))
        if kept is not None:
            said = f"{name} {kept_text(kept, factor)}"
        elif low is not None and high is not None:
            said = f"{name} between {limit_text(low.value, factor)} and {limit_text(high.value, factor)}"
        elif low is not None:
            said = f"{name} above {limit_text(low.value, factor)}"
        else:
            assert high is not None
            said = f"{name} below {limit_text(high.value, factor)}"
        found.append(said)
    return found

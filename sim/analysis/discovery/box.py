"""A box: limits on some factors, and which points lie inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.discovery.old_ranges import DEFAULT, over_its_range, uncertainty_from
from sim.arrays import Flags, Floats
from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS as ALL_LEVERS
from sim.game.policies import HELD, POLICIES
from sim.study.scenario.parameters import PARAMETERS, PLACES

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


LEVERS: Final = ("washington.pressure", "washington.dialogue", "beijing.enforcement", "beijing.easing")
"""What the two great powers choose by default; the numbers that nobody knows are those of robustness."""


def factors_from(texts: Sequence[tuple[str, str]] = ()) -> tuple[Factor, ...]:
    """Return the factors that texts name, or four levers and the default uncertain numbers where there is none.

    A text is `name`, `name=low:high` or, for courses and policies, `capital.policy=a,b`; it comes with where it was
    said. Raises UsageProblem.
    """
    if not texts:
        ranges = (*map(over_its_range, LEVERS), *DEFAULT)
        return tuple(Factor(each.name, each.low, each.high) for each in ranges)
    found = [factor_from(text, where) for text, where in texts]
    for number, each in enumerate(found):
        if each.name in (earlier.name for earlier in found[:number]):
            raise UsageProblem(f"'{each.name}' is named twice", texts[number][1], "Name each factor once.")
    return tuple(found)


def factor_from(text: str, where: str) -> Factor:
    """Return the factor that one text names; raises UsageProblem."""
    name = text.partition("=")[0].strip()
    capital, _, what = name.partition(".")
    if capital in CAPITALS and what == "policy":
        return _policy(capital, text, where)
    known = (*PLACES, *ALL_LEVERS, *(f"{each}.policy" for each in CAPITALS))
    if name not in known and name not in PARAMETERS:
        remedy = f"Use a lever, a number or cell of the ledger, or the policy of a capital.{nearest(name, known)}"
        raise UsageProblem(f"there is no factor '{name}'", where, remedy)
    number = uncertainty_from(text, where, levers=True)
    return Factor(number.name, number.low, number.high)


def _policy(capital: str, text: str, where: str) -> Factor:
    """Return the policy of a capital as a factor: all of them, courses that it is held to included, or the named."""
    _, equals, rest = (part.strip() for part in text.partition("="))
    known = tuple(each for each in POLICIES[capital] if each != HELD)
    names = tuple(part.strip() for part in rest.split(",")) if equals else known
    for name in names:
        if name not in known:
            remedy = f"Use some of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"there is no policy of {capital} '{name}'", where, remedy)
    if len(set(names)) < max(len(names), 2):
        raise UsageProblem("a policy needs two or more different names", where, "Write capital.policy=a,b.")
    return Factor(f"{capital}.policy", 0.0, float(len(names)), names)

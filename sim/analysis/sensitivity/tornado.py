"""A tornado: each factor alone at the ends of its range, the others at the base scenario, in the same worlds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.sensitivity.asking import SensitivityOptions
from sim.study.estimate.interval import Estimate, mean_estimate, probability
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.experiment.definition import Factor
from sim.study.experiment.distributions import Value
from sim.study.outcomes import is_number
from sim.study.scenario.parameters import PLACES
from sim.study.store.results import Results


@dataclass(frozen=True, slots=True)
class Swing:
    """What one factor does alone: the outcome at both ends, and paired differences; n counts worlds.

    `at_base` is the value in the base scenario, None for a lever, which a schedule may set month by month. `from_base`
    are the differences low end minus base and high end minus base, `swing` high end minus low end.
    """

    factor: Factor
    at_base: float | None
    at_low: Estimate
    at_high: Estimate
    from_base: tuple[PairedDifference, PairedDifference]
    swing: PairedDifference

    @property
    def ends(self) -> tuple[Value, Value]:
        """The low and the high end: of several values the first and the last."""
        values = self.factor.values or (self.factor.low, self.factor.high)
        return values[0], values[-1]

    def as_dict(self) -> dict[str, Any]:
        """Return the swing as plain data."""
        low, high = self.ends
        return {
            "factor": self.factor.name,
            "low": low,
            "base": self.at_base,
            "high": high,
            "at_low": self.at_low.as_dict(),
            "at_high": self.at_high.as_dict(),
            "low_minus_base": self.from_base[0].as_dict(),
            "high_minus_base": self.from_base[1].as_dict(),
            "high_minus_low": self.swing.as_dict(),
        }


@dataclass(frozen=True, eq=False)
class Tornado:
    """The outcome at the base scenario and the swing of every factor, the largest first."""

    base: Estimate
    swings: tuple[Swing, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the tornado as plain data."""
        return {"base": self.base.as_dict(), "swings": [each.as_dict() for each in self.swings]}


def tornado_of(options: SensitivityOptions, results: Results) -> Tornado:
    """Return the tornado of the cells that `ends_of` lays out: the base, then the low and high end of each factor."""
    rows: npt.NDArray[Any] = results.by_cell(options.outcome)
    base, *others = rows if is_number(options.outcome) else rows > 0.0
    swings = []
    for number, factor in enumerate(options.factors):
        low, high = others[2 * number], others[2 * number + 1]
        from_base = (paired(low, base), paired(high, base))
        at_base = options.scenario.value(factor.name) if factor.name in PLACES else None
        swings.append(Swing(factor, at_base, estimate_of(low), estimate_of(high), from_base, paired(high, low)))
    return Tornado(estimate_of(base), tuple(sorted(swings, key=lambda swing: -abs(swing.swing.value))))


def estimate_of(values: npt.NDArray[Any]) -> Estimate:
    """Return the probability of a flag, or the mean of a number."""
    return probability(values) if values.dtype == np.bool_ else mean_estimate(values)

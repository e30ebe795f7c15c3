"""A tornado: each factor alone at the ends of its range, the others at the base scenario, in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.sensitivity.old_ranges import Uncertainty
from sim.analysis.sensitivity.playing import checked_outcome
from sim.game.levers import LEVERS
from sim.study.estimate.interval import Estimate, mean_estimate, probability
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.outcomes import NUMBERS, Columns, columns_for
from sim.study.run.runner import Block, outcomes_of
from sim.study.run.worlds import checked_seed, checked_worlds, flag_of
from sim.study.scenario import Scenario

WORLDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Swing:
    """What one factor does alone: the outcome at both ends, and paired differences; n counts worlds.

    `at_base` is the value in the base scenario, None for a lever, which a schedule may set month by month. `from_base`
    are the differences low end minus base and high end minus base, `swing` high end minus low end.
    """

    factor: Uncertainty
    at_base: float | None
    at_low: Estimate
    at_high: Estimate
    from_base: tuple[PairedDifference, PairedDifference]
    swing: PairedDifference

    def as_dict(self) -> dict[str, Any]:
        """Return the swing as plain data."""
        return {
            "factor": self.factor.name,
            "low": self.factor.low,
            "base": self.at_base,
            "high": self.factor.high,
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


def tornado(
    scenario: Scenario, factors: Sequence[Uncertainty], *, outcome: str = "lose_lose", worlds: int = WORLDS,
    seed: int = 0, jobs: int = 1,
) -> Tornado:  # fmt: skip
    """Play the base scenario and both ends of every factor in worlds 0 to `worlds` - 1 of the seed.

    Raises UsageProblem for a number of worlds or an outcome that cannot be.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    checked_outcome(outcome)
    ends = [scenario.change({each.name: end}) for each in factors for end in (each.low, each.high)]
    blocks = [Block(point, 0, worlds) for point in (scenario, *ends)]
    columns = outcomes_of(blocks, seed, jobs=jobs, names=columns_for([outcome]))
    base, *others = np.split(_plain(columns, outcome), len(blocks))
    swings = []
    for number, each in enumerate(factors):
        low, high = others[2 * number], others[2 * number + 1]
        at_base = None if each.name in LEVERS else scenario.value(each.name)
        from_base = (paired(low, base), paired(high, base))
        swings.append(Swing(each, at_base, _estimate(low), _estimate(high), from_base, paired(high, low)))
    return Tornado(_estimate(base), tuple(sorted(swings, key=lambda swing: -abs(swing.swing.value))))


def _plain(columns: Columns, outcome: str) -> npt.NDArray[Any]:
    """Return an outcome as a flag or a number, `(worlds,)`."""
    return columns[outcome].astype(np.float64) if outcome in NUMBERS else flag_of(columns, outcome)


def _estimate(values: npt.NDArray[Any]) -> Estimate:
    """Return the probability of a flag, or the mean of a number."""
    return probability(values) if values.dtype == np.bool_ else mean_estimate(values)

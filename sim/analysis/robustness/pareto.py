"""The Pareto set of (value to Washington, value to Beijing): what these points do not let us call dominated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.analysis.robustness.trial import VALUES, Trial
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.paired import PairedDifference, paired


@dataclass(frozen=True, slots=True)
class Standing:
    """A line-up in the plane of the two values, in months.

    `dominated_by` are the line-ups that are better for both beyond doubt: both paired intervals lie above 0, all
    comparisons together at 95 %. `perhaps_by` are those better for both in the means only.
    """

    lineup: str
    washington: Estimate
    beijing: Estimate
    dominated_by: tuple[str, ...]
    perhaps_by: tuple[str, ...]

    @property
    def in_set(self) -> bool:
        """Whether the line-up is in the Pareto set: no other is better for both beyond doubt."""
        return not self.dominated_by

    def as_dict(self) -> dict[str, Any]:
        """Return the standing as plain data."""
        return {
            "lineup": self.lineup,
            "value_washington": self.washington.as_dict(),
            "value_beijing": self.beijing.as_dict(),
            "in_pareto_set": self.in_set,
            "dominated_by": list(self.dominated_by),
            "perhaps_dominated_by": list(self.perhaps_by),
        }


def better_by(trial: Trial, other: int, own: int) -> tuple[PairedDifference, PairedDifference]:
    """Return how much better one line-up is than another for Washington and for Beijing, paired by point.

    The level of each is 1 - .05 / the number of all comparisons (Bonferroni), so that they hold together.
    """
    count = len(trial.names)
    level = 1.0 - 0.05 / (count * (count - 1))
    first, second = (paired(trial.means[name][other], trial.means[name][own], level) for name in VALUES)
    return first, second


def standings(trial: Trial) -> list[Standing]:
    """Return where each line-up stands, in their order."""
    found = []
    for own, name in enumerate(trial.names):
        surely, perhaps = [], []
        for other, rival in enumerate(trial.names):
            if other == own:
                continue
            gains = better_by(trial, other, own)
            if all(gain.low > 0.0 for gain in gains):
                surely.append(rival)
            elif all(gain.value > 0.0 for gain in gains):
                perhaps.append(rival)
        washington, beijing = (mean_estimate(trial.means[value][own]) for value in VALUES)
        found.append(Standing(name, washington, beijing, tuple(surely), tuple(perhaps)))
    return found

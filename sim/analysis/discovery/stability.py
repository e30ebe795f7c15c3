"""How steady a box is: the same search over resampled points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.discovery.box import SIDES, Box, Side
from sim.analysis.discovery.fit import Data, Rule, fit
from sim.analysis.discovery.sample import Sample
from sim.study.estimate import Estimate, wilson

STREAM: Final = 4_250_003
"""Sets the luck of resampling apart from that of the worlds and of the design under the same seed."""

SPREAD: Final = "percentiles of resampled points"


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How often a factor is restricted over the resamples, and where its limits then lie.

    `low` and `high` have the median as value, and n counts the resamples with that limit; None where there is none.
    `kept` says for each category in how many of the resamples that restrict the factor it stays in the box.
    """

    factor: str
    restricted: Estimate
    low: Estimate | None
    high: Estimate | None
    kept: dict[str, Estimate]

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {
            "factor": self.factor, "restricted": self.restricted.as_dict(),
            "above": self.low.as_dict() if self.low else None, "below": self.high.as_dict() if self.high else None,
            "kept": {label: share.as_dict() for label, share in self.kept.items()},
        }  # fmt: skip


def steadiness(sample: Sample, rule: Rule, resamples: int) -> list[Steadiness]:
    """Return for every factor how the box of resampled points treats it, in the order of the factors.

    Points that were drawn as one group are resampled together.
    """
    rng, data = np.random.default_rng([sample.seed, STREAM]), sample.data
    order = np.argsort(sample.groups, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(sample.groups))[:-1])
    boxes = []
    for _ in range(resamples):
        drawn = np.concatenate([members[k] for k in rng.integers(0, len(members), len(members)).tolist()])
        boxes.append(fit(data.taken(drawn), rule).box)
    return [of_factor(data, boxes, number) for number in range(len(data.factors))]


def of_factor(data: Data, boxes: list[Box], number: int) -> Steadiness:
    """Return what some boxes make of one factor."""
    factor = data.factors[number]
    times = sum(number in box.restricted for box in boxes)
    low, high = (limits_of(boxes, number, side) for side in SIDES)
    found = [limit.kept for box in boxes if (limit := box.limit(number, "kept")) is not None]
    kept = {
        label: wilson(sum(code in each for each in found), len(found)) for code, label in enumerate(factor.labels)
    } if found else {}  # fmt: skip
    return Steadiness(factor.name, wilson(times, len(boxes)), low, high, kept)


def limits_of(boxes: list[Box], number: int, side: Side) -> Estimate | None:
    """Return the median of a limit with the middle 95 % of its values, None where no box has it."""
    values = [limit.value for box in boxes if (limit := box.limit(number, side)) is not None]
    if not values:
        return None
    low, middle, high = np.quantile(values, [0.025, 0.5, 0.975]).tolist()
    return Estimate(middle, low, high, len(values), SPREAD)

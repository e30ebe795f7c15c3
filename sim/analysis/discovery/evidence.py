"""Is there anything to find? Shuffled outcomes, one half against the other, and resampled points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.discovery.peel import SIDES, Box, Data, Rule, Side, fit, peel
from sim.analysis.discovery.sample import Counts, Measures, Sample, gap, measure_box
from sim.arrays import Floats
from sim.study.estimate.bootstrap import Stream, draw_resamples, generator, percentiles
from sim.study.estimate.interval import Estimate, wilson


@dataclass(frozen=True, slots=True)
class Shuffled:
    """The highest excess on the peeling path, and how often it is reached with the outcomes dealt out anew.

    `p` counts the points as they are among the shuffles: (1 + reached) / (1 + shuffles).
    """

    excess: float
    median_excess_of_shuffles: float
    reached: int
    shuffles: int

    @property
    def p(self) -> float:
        """The chance of an excess as high where no factor does anything, corrected for the whole search."""
        return (1 + self.reached) / (1 + self.shuffles)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A box found on one half of the points and measured on the other; `p` is that of its density there."""

    box: Box
    found_on: int
    measures: Measures | None
    p: float


def shuffle_outcomes(data: Data, rule: Rule, shuffles: int, seed: int) -> Shuffled:
    """Return how the highest excess compares with that of shuffled outcomes, the same search over each.

    Source: Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, chapter 3.
    """
    rng = generator(seed, Stream.BOX_SHUFFLED)
    own = best_excess(data, data.share, rule)
    others = [best_excess(data, rng.permutation(data.share), rule) for _ in range(shuffles)]
    # Equal sums may differ in their last bits.
    reached = sum(other >= own - 1e-9 for other in others)
    return Shuffled(own, float(np.median(others)), reached, shuffles)


def best_excess(data: Data, share: Floats, rule: Rule) -> float:
    """Return the highest excess on the peeling path of some outcomes."""
    path = peel(data.values, share, data.factors, rule.least_mass)
    return max(step.happened - data.overall * step.points for step in path)


def halves(sample: Sample) -> tuple[Counts, Counts]:
    """Return which points lie in the first and in the second half, drawn by lot, no group in both."""
    groups = int(sample.groups.max()) + 1
    first = np.zeros(groups, dtype=bool)
    first[generator(sample.seed, Stream.BOX_HALVES).permutation(groups)[: (groups + 1) // 2]] = True
    where = first[sample.groups]
    return np.flatnonzero(where), np.flatnonzero(~where)


def held_out(sample: Sample, rule: Rule) -> HeldOut:
    """Return the box of one half of the points with its measures on the other half."""
    first, second = halves(sample)
    box = fit(sample.taken(first).data, rule).box
    other = sample.taken(second)
    if not box.limits or not box.holds(other.values).any() or not other.hits.any():
        return HeldOut(box, int(first.size), None, 1.0)
    return HeldOut(box, int(first.size), measure_box(other, box), denser(other, box))


def denser(sample: Sample, box: Box) -> float:
    """Return the chance of a density as high in a box as this one if it were no denser than the whole sample.

    Exact (hypergeometric) where each point is one world; else Student's t with the clustered error of the measures.
    """
    from scipy.special import stdtr
    from scipy.stats import hypergeom

    inside = box.holds(sample.values)
    count = int(inside.sum())
    if count in (0, sample.points):
        return 1.0
    if sample.single:
        hits = int(sample.hits[inside].sum())
        return float(hypergeom.sf(hits - 1, sample.points, int(sample.hits.sum()), count))
    more, error, draws = gap(sample, inside)
    if error == 0.0 or draws < 2:
        return 1.0
    return float(stdtr(draws - 1, -more / error))


SPREAD: Final = "percentiles of resampled points"


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How often a factor is restricted over the resamples, and where its limits then lie.

    `above` and `below` have the median as value, and n counts the resamples with that limit; None where there is none.
    `kept` says for each category in how many of the resamples that restrict the factor it stays in the box.
    """

    factor: str
    restricted: Estimate
    above: Estimate | None
    below: Estimate | None
    kept: dict[str, Estimate]


def steadiness(sample: Sample, rule: Rule, resamples: int) -> list[Steadiness]:
    """Return for every factor how the box of resampled points treats it, in the order of the factors.

    Points that were drawn as one group are resampled together.
    """
    data = sample.data
    order = np.argsort(sample.groups, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(sample.groups))[:-1])
    boxes = []
    for row in draw_resamples(len(members), resamples, sample.seed, Stream.BOX_RESAMPLED):
        drawn = np.concatenate([members[k] for k in row.tolist()])
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
    return percentiles(float(np.median(values)), np.array(values), len(values), SPREAD)

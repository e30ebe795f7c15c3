"""The points that are searched for a box, the choice of the box, its measures, and tests of whether
there is anything to find.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.discovery.peel import LEAST_MASS, SIDES, Box, Limit, Step, peel, quasi_ps
from sim.core.base.arrays import Array, Flags, Floats, Whole, inner
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.quantiles import normal_quantile, rounded
from sim.core.estimate.writing import count_text
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, draw_resamples, generator, percentiles
from sim.study.experiment.definition import Factor

LEAST_POINTS: Final = 50


@dataclass(frozen=True, eq=False)
class LeverSample:
    """Points over levers and uncertainties, each played in some worlds.

    `values` is `(points, factors)`, a category given by its place; `hits` and `worlds` are
    `(points,)`. If all points share the random draws of their worlds, `each` says point by point
    and world by world whether the outcome happened, `(points, most worlds)`, −1 if no such world
    was run; it is None if the worlds of points are independent. `group` numbers the points that
    were drawn together, `(points,)`: points that repeat one another's values, as those of a crossed
    design do, share a number and are halved and resampled together; None if every point was drawn
    by itself. `source` says in words where the points come from.
    """

    scenario: Scenario
    seed: int
    outcome: OutcomeOrName
    factors: tuple[Factor, ...]
    values: Floats
    hits: Whole
    worlds: Whole
    source: str
    each: npt.NDArray[np.int8] | None = None
    group: Whole | None = None
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """How many points there are."""
        return int(self.hits.size)

    @cached_property
    def share(self) -> Floats:
        """The share of a point's worlds in which the outcome happened, `(points,)`."""
        return self.hits / self.worlds

    @cached_property
    def happened(self) -> Floats:
        """The contribution of each world to the share of its point, `(points, most worlds)`; one
        column if worlds are not distinguished.
        """
        return self.share[:, None] if self.each is None else (self.each == 1) / self.worlds[:, None]

    @cached_property
    def weights(self) -> Floats:
        """The weight of each world, with the shape of `happened`: those of a point add up to 1."""
        if self.each is None:
            return np.ones((self.points, 1))
        return (self.each >= 0) / self.worlds[:, None]

    @property
    def single(self) -> bool:
        """Whether every point is one world, drawn by itself and with its own random draws."""
        return self.each is None and self.group is None and bool((self.worlds == 1).all())

    @cached_property
    def groups(self) -> Whole:
        """The number of the group of each point, `(points,)`, from 0 without a gap."""
        if self.group is None:
            return np.arange(self.points)
        numbers: Whole = np.unique(self.group, return_inverse=True)[1]
        return numbers

    def summed(self, values: Floats) -> Floats:
        """Return the sums over each group, `(groups,)`, of one value a point."""
        return np.bincount(self.groups, weights=values).astype(np.float64)

    @property
    def overall(self) -> float:
        """How often the outcome happens over all points."""
        return float(self.share.mean())

    @property
    def tries(self) -> int:
        """How many limits a search can choose from: two for each number, one for each category."""
        return sum(len(factor.labels) or 2 for factor in self.factors)

    def excess(self, box: Box) -> float:
        """Return the number of points of a box with the outcome, less that expected at the overall
        rate.
        """
        return float((self.share[box.holds(self.values)] - self.overall).sum())

    def density(self, box: Box) -> float:
        """Return how often the outcome happens in a box; 0 for a box without points."""
        inside = box.holds(self.values)
        return float(self.share[inside].mean()) if inside.any() else 0.0

    @property
    def worlds_text(self) -> str:
        """The worlds of a point in words: "1 world", "100 to 2 000 worlds"."""
        low, high = int(self.worlds.min()), int(self.worlds.max())
        several = count_text(high) if low == high else f"{count_text(low)} to {count_text(high)}"
        return f"{several} world{'' if high == 1 else 's'}"

    def taken(self, rows: Array) -> LeverSample:
        """Return the sample of some points."""
        worlds_of = None if self.each is None else self.each[rows]
        return replace(
            self,
            values=self.values[rows],
            hits=self.hits[rows],
            worlds=self.worlds[rows],
            each=worlds_of,
            group=None if self.group is None else self.group[rows],
        )


LEVEL: Final = 0.05
"""The probability of keeping any limit without an effect, if the limits had not been searched
for.
"""

MOST_ROUNDS: Final = 20
HALVINGS: Final = 4
SAME_TOLL: Final = 0.002
TIE: Final = 1e-9
"""The least improvement for which a limit moves: sums in another order differ in their last
bits.
"""


@dataclass(frozen=True, slots=True)
class BoxRule:
    """The rule of a box: its least density, the most factors that it restricts, and its least
    mass.
    """

    density: float = 0.5
    most: int = 4
    least_mass: float = LEAST_MASS


@dataclass(frozen=True, slots=True)
class PeelFit:
    """A peeling path, the place on it of the box that was picked, and that box trimmed, with its
    density and toll.
    """

    path: tuple[Step, ...]
    picked: int
    box: Box
    density: float
    toll: float


def fit(sample: LeverSample, rule: BoxRule) -> PeelFit:
    """Return the peeling path of a sample, and the box on it that is best at a toll, trimmed.

    Each point in a box costs a toll, and the best box holds the most points with the outcome less
    their tolls. The toll is the one at which a slab is as likely at the rate inside the box as at
    the rate outside. If that box is less dense than the rule asks, the toll is raised, as a
    Lagrange multiplier would be, to the lowest at which the box is dense enough; if no box is, the
    demand is dropped.
    """
    path = tuple(peel(sample.values, sample.share, sample.factors, rule.least_mass))
    free = likeliest(sample, path, rule)
    if free.density >= rule.density:
        return free
    low, high = free.toll, rule.density
    dense = at_toll(sample, path, high, rule)
    if dense.density < rule.density:
        return free
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        tried = at_toll(sample, path, middle, rule)
        if tried.density >= rule.density:
            dense, high = tried, middle
        else:
            low = middle
    return dense


def likeliest(sample: LeverSample, path: tuple[Step, ...], rule: BoxRule) -> PeelFit:
    """Return the box at the toll that its own rates inside and outside give, starting from the
    overall rate.
    """
    best = at_toll(sample, path, sample.overall, rule)
    for _ in range(MOST_ROUNDS):
        toll = even_toll(sample, best.box)
        if abs(toll - best.toll) < SAME_TOLL:
            break
        following = at_toll(sample, path, toll, rule)
        if not following.box.limits:
            break
        best = following
    return best


def even_toll(sample: LeverSample, box: Box) -> float:
    """Return the share at which a slab is as likely at the rate inside a box as at the rate
    outside.

    Limits at this toll are those of highest likelihood if the outcome has one rate in a box and
    another outside, as in the scan statistic of Kulldorff (1997), Communications in Statistics 26,
    1481-1496.
    """
    inside = box.holds(sample.values)
    if inside.all() or not inside.any():
        return sample.overall
    # Half a hit more, so that a pure box does not forbid any impure slab.
    in_reach, without = (
        (float(sample.share[place].sum()) + 0.5) / (int(place.sum()) + 1.0)
        for place in (inside, ~inside)
    )
    if in_reach <= without:
        return sample.overall
    misses = math.log((1.0 - without) / (1.0 - in_reach))
    return misses / (misses + math.log(in_reach / without))


def at_toll(sample: LeverSample, path: tuple[Step, ...], toll: float, rule: BoxRule) -> PeelFit:
    """Return the box that is best if each of its points costs a toll, starting from the best box of
    the path.
    """
    picked = max(
        range(len(path)), key=lambda place: path[place].happened - toll * path[place].points
    )
    box = path[picked].box
    for _ in range(MOST_ROUNDS):
        previous = box
        box = prune_box(sample, move_limits(sample, box, toll, rule.least_mass), rule)
        if box == previous:
            break
    return PeelFit(path, picked, box, sample.density(box), toll)


def prune_box(sample: LeverSample, box: Box, rule: BoxRule) -> Box:
    """Return a box without limits that chance would give, and with no more factors restricted than
    the rule allows.

    A limit is removed if its quasi-p is above .05 divided by the number of limits there were to
    choose from, the least sure one first; of too many factors the one that costs the least excess
    is removed.
    """
    while box.limits:
        sure = quasi_ps(sample.values, sample.share, box)
        weakest = int(np.argmax(sure))
        if sure[weakest] <= LEVEL / sample.tries:
            break
        box = box.lifted(box.limits[weakest].factor, box.limits[weakest].side)
    while len(box.restricted) > rule.most:
        box = max((box.lifted(factor) for factor in box.restricted), key=sample.excess)
    return box


def move_limits(sample: LeverSample, box: Box, toll: float, least_mass: float) -> Box:
    """Return a box whose limits are each the best at a toll, given the others: pasting and cutting
    in one.
    """
    for _ in range(MOST_ROUNDS):
        previous = box
        # How many limits keep a point out: it is kept out by the others if that is more than by
        # the one.
        kept_out = box.kept_out(sample.values)
        for limit in previous.limits:
            limit_moved = ~limit.admits(sample.values)
            others = kept_out == limit_moved
            better = (
                _kept(sample, limit, others, toll)
                if limit.side == "kept"
                else _cut(sample, limit, others, toll, least_mass)
            )
            if better == limit:
                continue
            box = box.lifted(limit.factor, limit.side) if better is None else box.tightened(better)
            kept_out += (
                0 if better is None else ~better.admits(sample.values)
            ) - limit_moved.astype(np.int64)
        if set(box.limits) == set(previous.limits):
            return previous
    return box


def _cut(
    sample: LeverSample, limit: Limit, others: Flags, toll: float, least_mass: float
) -> Limit | None:
    """Return the best limit of a number among the points that the others let in; None for an open
    side.
    """
    column = sample.values[others, limit.factor]
    # From the open end towards the limit, whichever side it is on.
    order = np.argsort(-column if limit.side == "low" else column, kind="stable")
    column, worth = column[order], np.cumsum(sample.share[others][order] - toll)
    ends = np.append(column[1:] != column[:-1], True)
    usable = np.flatnonzero(
        ends & (np.arange(1, column.size + 1) >= least_mass * sample.share.size)
    )
    if not usable.size:
        return limit
    best = int(usable[np.argmax(worth[usable])])
    now = int(limit.admits(sample.values[others]).sum()) - 1
    if now in usable and worth[now] >= worth[best] - TIE:
        best = now
    if best == column.size - 1:
        return None
    return replace(limit, value=float(column[best] + column[best + 1]) / 2.0)


def _kept(sample: LeverSample, limit: Limit, others: Flags, toll: float) -> Limit | None:
    """Return the best set of categories among the points that the other limits let in; None for all
    of them.
    """
    codes = sample.values[others, limit.factor].astype(np.int64)
    size = len(sample.factors[limit.factor].labels)
    worth = np.bincount(codes, weights=sample.share[others] - toll, minlength=size)
    there = np.bincount(codes, minlength=size) > 0
    labels = frozenset(np.flatnonzero(there & (worth > 0.0)).tolist())
    if not labels:
        return limit
    if labels == frozenset(np.flatnonzero(there).tolist()):
        return None
    return replace(limit, kept=labels)


@dataclass(frozen=True, slots=True)
class Measures:
    """A box measured on a sample; density is None if no point lies in the box.

    Coverage is the share of all occurrences of the outcome that lie in the box, density the
    frequency of the outcome in the box, overall its frequency anywhere, and mass the share of
    points in the box.
    """

    coverage: Estimate
    density: Estimate | None
    overall: Estimate
    mass: Estimate


def measure_box(sample: LeverSample, box: Box) -> Measures:
    """Return the measures of a box on a sample in which the outcome happens somewhere."""
    inside = box.holds(sample.values)
    return Measures(
        happening(sample, inside, coverage=True),
        happening(sample, inside) if inside.any() else None,
        happening(sample, np.ones(sample.points, dtype=bool)),
        wilson(int(inside.sum()), sample.points),
    )


def happening(sample: LeverSample, inside: Flags, coverage: bool = False) -> Estimate:
    """Return the frequency of the outcome at some points, or for coverage their share of all
    occurrences.

    The interval is Wilson's if each point is an independent world, else that of a ratio, whose n
    counts points, or groups of points that were drawn together.
    """
    if sample.single:
        return wilson(
            int(sample.hits[inside].sum()), int((sample.hits if coverage else inside).sum())
        )
    above = sample.happened * inside[:, None]
    exposure = sample.happened if coverage else sample.weights * inside[:, None]
    total = float(exposure.sum())
    value = float(above.sum()) / total
    draws = int(np.count_nonzero(sample.summed(exposure.sum(axis=1))))
    error = error_of(sample, above - value * exposure, draws) if draws > 1 else math.inf
    reach = normal_quantile(0.95) * error / total
    kind = "ratio by point" if sample.each is None else "ratio by point and world"
    return Estimate(value, max(value - reach, 0.0), min(value + reach, 1.0), draws, kind)


def error_of(sample: LeverSample, parts: Floats, draws: int) -> float:
    """Return the standard error of a sum of parts, `(points, most worlds)`, drawn by point or
    group.

    If points share the random draws of their worlds it has two sources, by point and by world, less
    their overlap. Source: Cameron, Gelbach and Miller (2011), Journal of Business and Economic
    Statistics 29, 238-249.
    """
    by_draw, by_world = sample.summed(parts.sum(axis=1)), parts.sum(axis=0)
    variance = inner(by_draw, by_draw)
    if sample.each is not None:
        second = inner(by_world, by_world)
        variance = max(variance + second - float((parts**2).sum()), variance, second)
    return math.sqrt(variance * draws / max(draws - 1, 1))


def gap(sample: LeverSample, inside: Flags) -> tuple[float, float, int]:
    """Return the density of some points less that of all, its linearised standard error, and the
    number of its draws.
    """
    density, overall = float(sample.share[inside].mean()), sample.overall
    parts = (sample.happened - density * sample.weights) * (inside / inside.sum())[:, None]
    parts -= (sample.happened - overall * sample.weights) / sample.points
    draws = np.unique(sample.groups[inside]).size
    return density - overall, error_of(sample, parts, draws), draws


@dataclass(frozen=True, slots=True)
class Shuffled:
    """The highest excess on the peeling path, and how often shuffled outcomes reach it.

    `p` is the chance of an excess as high if no factor has an effect, corrected for the whole
    search. It counts the observed outcomes among the shuffles: (1 + reached) / (1 + shuffles).
    """

    excess: float
    median_excess_of_shuffles: float
    reached: int
    shuffles: int
    p: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A box found on one half of the points and measured on the other; `p` is that of its density
    there.
    """

    box: Box
    found_on_points: int
    measures: Measures | None
    p: float


def shuffle_outcomes(sample: LeverSample, rule: BoxRule, shuffles: int, seed: int) -> Shuffled:
    """Return the highest excess and its rank among those of shuffled outcomes, with the same search
    over each.

    Source: Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, chapter 3.
    """
    rng = generator(seed, Stream.BOX_SHUFFLED)
    observed = best_excess(sample, sample.share, rule)
    others = [best_excess(sample, rng.permutation(sample.share), rule) for _ in range(shuffles)]
    # Equal sums may differ in their last bits.
    reached = sum(other >= observed - 1e-9 for other in others)
    return Shuffled(
        observed, float(np.median(others)), reached, shuffles, (1 + reached) / (1 + shuffles)
    )


def best_excess(sample: LeverSample, share: Floats, rule: BoxRule) -> float:
    """Return the highest excess on the peeling path of some outcomes."""
    path = peel(sample.values, share, sample.factors, rule.least_mass)
    return max(step.happened - sample.overall * step.points for step in path)


def halves(sample: LeverSample) -> tuple[Whole, Whole]:
    """Return the points of the first and of the second half, drawn at random, with no group in
    both.
    """
    groups = int(sample.groups.max()) + 1
    first = np.zeros(groups, dtype=bool)
    first[generator(sample.seed, Stream.BOX_HALVES).permutation(groups)[: (groups + 1) // 2]] = True
    in_first = first[sample.groups]
    return np.flatnonzero(in_first), np.flatnonzero(~in_first)


def held_out(sample: LeverSample, rule: BoxRule) -> HeldOut:
    """Return the box of one half of the points with its measures on the other half."""
    first, second = halves(sample)
    box = fit(sample.taken(first), rule).box
    other = sample.taken(second)
    if not box.limits or not box.holds(other.values).any() or not other.hits.any():
        return HeldOut(box, int(first.size), None, 1.0)
    return HeldOut(box, int(first.size), measure_box(other, box), denser(other, box))


def denser(sample: LeverSample, box: Box) -> float:
    """Return the chance of a density as high in a box as this one if it were no denser than the
    whole sample.

    Exact (hypergeometric) if each point is one world; else Student's t with the clustered error of
    the measures.
    """
    from scipy.stats import hypergeom

    inside = box.holds(sample.values)
    count = int(inside.sum())
    if count in (0, sample.points):
        return 1.0
    if sample.single:
        hits = int(sample.hits[inside].sum())
        return rounded(hypergeom.sf(hits - 1, sample.points, int(sample.hits.sum()), count))
    more, error, draws = gap(sample, inside)
    if error == 0.0 or draws < 2:
        return 1.0
    from scipy.special import stdtr

    return rounded(float(stdtr(draws - 1, -more / error)))


SPREAD: Final = "percentiles of resampled points"


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How often a factor is restricted over the resamples, and its limits in them.

    `above` and `below` have the median as value, and n counts the resamples with that limit; None
    without any. `kept` says for each category in how many of the resamples that restrict the factor
    it stays in the box.
    """

    factor: str
    restricted: Estimate
    above: Estimate | None
    below: Estimate | None
    kept: dict[str, Estimate]


def steadiness(sample: LeverSample, rule: BoxRule, resamples: int) -> list[Steadiness]:
    """Return the steadiness of every factor under resampling of points, in the order of the
    factors.

    Points of one group are resampled together.
    """
    order = np.argsort(sample.groups, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(sample.groups))[:-1])
    boxes = []
    for row in draw_resamples(len(members), resamples, sample.seed, Stream.BOX_RESAMPLED):
        points = np.concatenate([members[k] for k in row.tolist()])
        boxes.append(fit(sample.taken(points), rule).box)
    rows = []
    for number, factor in enumerate(sample.factors):
        times = sum(number in box.restricted for box in boxes)
        low, high, categories = (
            [limit for box in boxes if (limit := box.limit(number, side))]
            for side in (*SIDES, "kept")
        )
        often = {
            label: wilson(sum(code in limit.kept for limit in categories), len(categories))
            for code, label in enumerate(factor.labels if categories else ())
        }
        rows.append(
            Steadiness(
                factor.name, wilson(times, len(boxes)), median_of(low), median_of(high), often
            )
        )
    return rows


def median_of(limits: Sequence[Limit]) -> Estimate | None:
    """Return the median of some limits with their middle 95 %, None without limits."""
    values = np.array([limit.value for limit in limits])
    return percentiles(float(np.median(values)), values, values.size, SPREAD) if limits else None

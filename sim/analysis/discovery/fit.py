"""From a peeling path to one box: which is taken, which of its limits earn their place, and where these lie best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.discovery.box import Box, Factor, Limit
from sim.analysis.discovery.peel import LEAST_MASS, Step, peel
from sim.analysis.discovery.quasi import quasi_ps
from sim.arrays import Flags, Floats

LEVEL: Final = 0.05
"""Chance at which all limits together would be kept that mean nothing, were they not searched for."""

MOST_ROUNDS: Final = 20
HALVINGS: Final = 4
SAME_TOLL: Final = 0.002
TIE: Final = 1e-9
"""Worth by which a limit must gain to be moved: sums in another order differ in their last bits."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a box is chosen: at least this dense, at most so many factors restricted, no smaller than this."""

    density: float = 0.5
    most: int = 4
    least_mass: float = LEAST_MASS


@dataclass(frozen=True, slots=True)
class Fit:
    """A peeling path, the place on it of the box that was picked, and that box trimmed, with its density and toll."""

    path: tuple[Step, ...]
    picked: int
    box: Box
    density: float
    toll: float


@dataclass(frozen=True, slots=True)
class Data:
    """What a box is fitted to: points `(points, factors)` and how often the outcome happens at each, `(points,)`."""

    values: Floats
    share: Floats
    factors: Sequence[Factor]

    @property
    def overall(self) -> float:
        """How often the outcome happens over all points."""
        return float(self.share.mean())

    @property
    def tries(self) -> int:
        """How many limits a search can choose from: two for each number, one for each category."""
        return sum(len(factor.labels) or 2 for factor in self.factors)

    def excess(self, box: Box) -> float:
        """Return how many more points of a box have the outcome than of as many points anywhere."""
        return float((self.share[box.holds(self.values)] - self.overall).sum())

    def density(self, box: Box) -> float:
        """Return how often the outcome happens in a box; 0 for a box without points."""
        inside = box.holds(self.values)
        return float(self.share[inside].mean()) if inside.any() else 0.0

    def taken(self, rows: np.ndarray) -> Data:
        """Return the data of some points."""
        return replace(self, values=self.values[rows], share=self.share[rows])


def fit(data: Data, rule: Rule) -> Fit:
    """Return the peeling path of some data, and the box on it that is best at a toll, trimmed.

    Each point in a box costs a toll, and the best box holds the most points with the outcome less their tolls. The toll
    is the one at which a slab is as likely at the rate inside the box as at the rate outside. Where that box is less
    dense than the rule asks, the toll is raised, as a Lagrange multiplier would be, to the lowest at which the box is
    dense enough; where no box is, the demand is dropped.
    """
    path = tuple(peel(data.values, data.share, data.factors, rule.least_mass))
    free = likeliest(data, path, rule)
    if free.density >= rule.density:
        return free
    low, high = free.toll, rule.density
    dense = at_toll(data, path, high, rule)
    if dense.density < rule.density:
        return free
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        tried = at_toll(data, path, middle, rule)
        if tried.density >= rule.density:
            dense, high = tried, middle
        else:
            low = middle
    return dense


def likeliest(data: Data, path: tuple[Step, ...], rule: Rule) -> Fit:
    """Return the box at the toll that its own rates inside and outside ask for, begun at the overall rate."""
    found = at_toll(data, path, data.overall, rule)
    for _ in range(MOST_ROUNDS):
        toll = even_toll(data, found.box)
        if abs(toll - found.toll) < SAME_TOLL:
            break
        following = at_toll(data, path, toll, rule)
        if not following.box.limits:
            break
        found = following
    return found


def even_toll(data: Data, box: Box) -> float:
    """Return the share at which a slab is as likely at the rate inside a box as at the rate outside.

    Limits at this toll are those of highest likelihood where the outcome has one rate in a box and another outside, as
    in the scan statistic of Kulldorff (1997), Communications in Statistics 26, 1481-1496.
    """
    inside = box.holds(data.values)
    if inside.all() or not inside.any():
        return data.overall
    # Half a hit more, so that a pure box does not forbid any impure slab.
    within, without = ((float(data.share[which].sum()) + 0.5) / (int(which.sum()) + 1.0) for which in (inside, ~inside))
    if within <= without:
        return data.overall
    misses = np.log((1.0 - without) / (1.0 - within))
    return float(misses / (misses + np.log(within / without)))


def at_toll(data: Data, path: tuple[Step, ...], toll: float, rule: Rule) -> Fit:
    """Return the box that is best where each of its points costs a toll, begun at the best box of the path."""
    picked = max(range(len(path)), key=lambda place: path[place].happened - toll * path[place].points)
    box = path[picked].box
    for _ in range(MOST_ROUNDS):
        before = box
        box = pruned(data, moved(data, box, toll, rule.least_mass), rule)
        if box == before:
            break
    return Fit(path, picked, box, data.density(box), toll)


def pruned(data: Data, box: Box, rule: Rule) -> Box:
    """Return a box without limits that chance would give, and with no more factors restricted than the rule allows.

    A limit goes where its quasi-p is above .05 divided by the number of limits there were to choose from, the least
    sure one first; a factor too many is the one that costs the least excess.
    """
    while box.limits:
        sure = quasi_ps(data.values, data.share, box)
        weakest = int(np.argmax(sure))
        if sure[weakest] <= LEVEL / data.tries:
            break
        box = box.lifted(box.limits[weakest].factor, box.limits[weakest].side)
    while len(box.restricted) > rule.most:
        box = max((box.lifted(factor) for factor in box.restricted), key=data.excess)
    return box


def moved(data: Data, box: Box, toll: float, least_mass: float) -> Box:
    """Return a box whose limits lie best at a toll, each given the others: pasting and cutting in one."""
    for _ in range(MOST_ROUNDS):
        before = box
        # How many limits keep a point out: it is kept out by the others where that is more than by the one.
        kept_out = box.kept_out(data.values)
        for limit in before.limits:
            own = ~limit.admits(data.values)
            others = kept_out == own
            better = _kept(data, limit, others, toll) if limit.side == "kept" else _cut(
                data, limit, others, toll, least_mass
            )  # fmt: skip
            if better == limit:
                continue
            box = box.lifted(limit.factor, limit.side) if better is None else box.tightened(better)
            kept_out += (0 if better is None else ~better.admits(data.values)) - own.astype(np.int64)
        if set(box.limits) == set(before.limits):
            return before
    return box


def _cut(data: Data, limit: Limit, others: Flags, toll: float, least_mass: float) -> Limit | None:
    """Return where a limit of a number lies best among the points that the others let in; None for an open side."""
    column = data.values[others, limit.factor]
    # From the open end towards the limit, whichever side it is on.
    order = np.argsort(-column if limit.side == "low" else column, kind="stable")
    column, worth = column[order], np.cumsum(data.share[others][order] - toll)
    ends = np.append(column[1:] != column[:-1], True)
    usable = np.flatnonzero(ends & (np.arange(1, column.size + 1) >= least_mass * data.share.size))
    if not usable.size:
        return limit
    best = int(usable[np.argmax(worth[usable])])
    now = int(limit.admits(data.values[others]).sum()) - 1
    if now in usable and worth[now] >= worth[best] - TIE:
        best = now
    if best == column.size - 1:
        return None
    return replace(limit, value=float(column[best] + column[best + 1]) / 2.0)


def _kept(data: Data, limit: Limit, others: Flags, toll: float) -> Limit | None:
    """Return which categories are best kept among the points that the other limits let in; None for all of them."""
    codes = data.values[others, limit.factor].astype(np.int64)
    size = len(data.factors[limit.factor].labels)
    worth = np.bincount(codes, weights=data.share[others] - toll, minlength=size)
    there = np.bincount(codes, minlength=size) > 0
    kept = frozenset(np.flatnonzero(there & (worth > 0.0)).tolist())
    if not kept:
        return limit
    if kept == frozenset(np.flatnonzero(there).tolist()):
        return None
    return replace(limit, kept=kept)

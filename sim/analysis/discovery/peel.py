"""Boxes, limits on some factors, and peeling: the patient search for one in which an outcome is
likely, slab by slab.

Source: Friedman and Fisher (1999), Statistics and Computing 9, 123-143. Slabs of different size, as
categories and levels give them, are compared by the gain in density for each point that is given
up: Kwakkel and Jaxa-Rozen (2016), Environmental Modelling & Software 79, 311-321.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.core.base.arrays import Flags, Floats, Ints, Whole
from sim.core.base.plain import Data
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import number_text
from sim.core.game.catalogue import CAPITALS
from sim.study.estimate.tails import binomial_tail
from sim.study.experiment.definition import Factor
from sim.study.experiment.factor_text import factor_value

Side = Literal["low", "high", "kept"]
SIDES: Final[tuple[Side, ...]] = ("low", "high")


@dataclass(frozen=True, slots=True)
class Limit:
    """One restriction of a box: a number above `value` (side low), below it (high), or one of
    `kept` categories.
    """

    factor: int
    side: Side
    value: float = np.nan
    kept: frozenset[int] = frozenset()

    def admits(self, values: Floats) -> Flags:
        """Say which points, `(points, factors)`, satisfy the restriction."""
        column = values[:, self.factor]
        if self.side == "kept":
            return np.isin(column, list(self.kept))
        return column > self.value if self.side == "low" else column < self.value

    def said(self, factor: Factor) -> str:
        """Return the restriction of a factor in words: "above 0.50", "shield or mediate", "other
        than shield".
        """
        if self.side != "kept":
            return f"{'above' if self.side == 'low' else 'below'} {limit_text(self.value, factor)}"
        names = [factor_value(factor.name, label) for label in factor.labels]
        out = [text for code, text in enumerate(names) if code not in self.kept]
        inside = [text for code, text in enumerate(names) if code in self.kept]
        return f"other than {out[0]}" if len(out) == 1 < len(inside) else " or ".join(inside)


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
        return next(
            (limit for limit in self.limits if (limit.factor, limit.side) == (factor, side)), None
        )

    def kept_out(self, values: Floats) -> Whole:
        """Return the number of restrictions that each point, `(points, factors)`, violates; 0 lies
        in the box.
        """
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
        limits = tuple(
            limit
            for limit in self.limits
            if limit.factor != factor or side not in (None, limit.side)
        )
        return Box(limits)

    def as_list(self, factors: Sequence[Factor]) -> list[Data]:
        """Return the restrictions as plain data: an entry a factor, null for an open side."""
        rows: list[Data] = []
        for number in self.restricted:
            factor, (labels, low, high) = (
                factors[number],
                (self.limit(number, side) for side in ("kept", *SIDES)),
            )
            ends: Data = {"above": low and low.value, "below": high and high.value}
            bounds = (
                {"one_of": [factor.labels[code] for code in sorted(labels.kept)]}
                if labels
                else ends
            )
            rows.append({"factor": factor.name, **bounds})
        return rows


def short_names(factors: Sequence[Factor]) -> list[str]:
    """Return the factors' names without the capital of a lever, if that is unambiguous."""
    tails = [
        factor.name.partition(".")[2] if factor.name.partition(".")[0] in CAPITALS else factor.name
        for factor in factors
    ]
    return [
        tail if tails.count(tail) == 1 else factor.name
        for tail, factor in zip(tails, factors, strict=True)
    ]


def limit_text(value: float, factor: Factor) -> str:
    """Return a limit with as many decimals as show a hundredth of the factor's range."""
    span = factor.high - factor.low
    return number_text(value, max(2 - math.floor(math.log10(span)), 0) if span > 0.0 else 3)


def clauses(box: Box, factors: Sequence[Factor]) -> list[str]:
    """Return each restricted factor with its limits in words: "pressure above 0.50"."""
    texts, clauses_made = short_names(factors), []
    for number in box.restricted:
        ends = sorted(
            (limit for limit in box.limits if limit.factor == number), key=lambda limit: limit.value
        )
        pair = " and ".join(limit_text(limit.value, factors[number]) for limit in ends)
        clauses_made.append(
            f"{texts[number]} {f'between {pair}' if len(ends) > 1 else ends[0].said(factors[number])}"
        )
    return clauses_made


SLAB: Final = 0.05
"""Share of a box's points that a peel takes away."""

LEAST_MASS: Final = 0.05
"""Share of all points below which no box is peeled."""


@dataclass(frozen=True, slots=True)
class Step:
    """A box on the peeling path with the number of its points and the sum of their shares."""

    box: Box
    points: int
    happened: float

    @property
    def density(self) -> float:
        """How often the outcome happens in the box."""
        return self.happened / self.points


@dataclass(frozen=True, slots=True)
class Slab:
    """A candidate peel: the number of points left, and the limit that leaves them."""

    gain: float
    left: int
    limit: Limit


def peel(
    values: Floats, share: Floats, factors: Sequence[Factor], least_mass: float = LEAST_MASS
) -> list[Step]:
    """Return the peeling path from the whole space on, each box within the one before.

    `values` is `(points, factors)`, `share` `(points,)` is the frequency of the outcome at a point.
    Peeling ends if no slab raises the density, or if the box would hold less than `least_mass` of
    the points.
    """
    numbers = [place for place, factor in enumerate(factors) if not factor.labels]
    # One row a factor, its points in rising order; taking points away leaves each row in order.
    order = np.argsort(values[:, numbers], axis=0, kind="stable").T
    inside = np.ones(values.shape[0], dtype=bool)
    least = max(int(np.ceil(least_mass * values.shape[0])), 1)
    steps = [Step(Box(), values.shape[0], float(share.sum()))]
    while True:
        last = steps[-1]
        slabs = _numeric(values, share, numbers, order, last) + _named(
            values, share, factors, inside, last
        )
        slabs = [slab for slab in slabs if slab.gain > 0.0 and slab.left >= least]
        if not slabs:
            return steps
        restricted = last.box.restricted
        best = max(slabs, key=lambda slab: (slab.gain, slab.limit.factor in restricted))
        inside &= best.limit.admits(values)
        order = order[inside[order]].reshape(len(numbers), best.left)
        steps.append(Step(last.box.tightened(best.limit), best.left, float(share[inside].sum())))


def _numeric(
    values: Floats, share: Floats, numbers: Sequence[int], order: Ints, last: Step
) -> list[Slab]:
    """Return the slabs at the two ends of each number."""
    if not numbers or last.points < 2:
        return []
    column = np.asarray(numbers)
    thin = max(round(SLAB * last.points), 1)
    steps = []
    # From either end inwards.
    for side, rows in zip(SIDES, (order, order[:, ::-1]), strict=True):
        last_out, first_in = (values[rows[:, place], column] for place in (thin - 1, thin))
        happened = share[rows[:, :thin]].sum(axis=1)
        for row, number in enumerate(numbers):
            peeled, removed, cut = thin, float(happened[row]), (last_out[row], first_in[row])
            if cut[0] == cut[1]:
                run = values[rows[row], number]
                # No level is cut in two: those before it are taken, or if it is the first, all
                # of it.
                level = run == cut[1]
                peeled = int(np.argmax(level)) or int(np.count_nonzero(level))
                if peeled == last.points:
                    continue
                removed, cut = (
                    float(share[rows[row, :peeled]].sum()),
                    (run[peeled - 1], run[peeled]),
                )
            left = last.points - peeled
            gain = ((last.happened - removed) / left - last.density) / peeled
            steps.append(
                Slab(gain, left, Limit(number, side, (float(cut[0]) + float(cut[1])) / 2.0))
            )
    return steps


def _named(
    values: Floats,
    share: Floats,
    factors: Sequence[Factor],
    inside: Flags,
    last: Step,
) -> list[Slab]:
    """Return the peels that take one category away."""
    steps = []
    for number, factor in enumerate(factors):
        if not factor.labels:
            continue
        codes = values[inside, number].astype(np.int64)
        counts = np.bincount(codes, minlength=len(factor.labels))
        happened = np.bincount(codes, weights=share[inside], minlength=len(factor.labels))
        there = np.flatnonzero(counts)
        if there.size < 2:
            continue
        for code in there.tolist():
            left = last.points - int(counts[code])
            gain = ((last.happened - happened[code]) / left - last.density) / int(counts[code])
            labels = frozenset(there.tolist()) - {code}
            steps.append(Slab(float(gain), left, Limit(number, "kept", kept=labels)))
    return steps


def quasi_ps(values: Floats, share: Floats, box: Box) -> list[float]:
    """Return for each limit the probability of a box as dense if its points were drawn from the box
    without that limit.

    If a point is one world, that is the chance of as many hits or more in a binomial: Bryant and
    Lempert (2010), Technological Forecasting and Social Change 77, 34-49. If it is a share of
    several worlds, it is the normal approximation of the same mean. It is no true p-value: the
    limit was searched for on the same points.
    """
    kept_out = box.kept_out(values)
    inside, ps = share[kept_out == 0], []
    for limit in box.limits:
        wider = share[kept_out == ~limit.admits(values)]
        ps.append(tail(inside, wider) if 0 < inside.size < wider.size else 1.0)
    return ps


def tail(values: Floats, drawn_from: Floats) -> float:
    """Return the chance of a mean as high as that of `values`, drawn with replacement from
    `drawn_from`.
    """
    from scipy.special import ndtr

    chance, spread = float(drawn_from.mean()), float(drawn_from.std())
    if spread == 0.0:
        return 1.0
    if bool(((drawn_from == 0.0) | (drawn_from == 1.0)).all()):
        return binomial_tail(round(float(values.sum())), values.size, chance)
    return rounded(ndtr(-(float(values.mean()) - chance) * np.sqrt(values.size) / spread))

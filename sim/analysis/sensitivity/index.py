"""The indices of a sample: an estimate for every factor and the dummy, the leading factors, and the
share of random draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.sensitivity import GROUPS, RANK, SOBOL
from sim.analysis.sensitivity.sample import DUMMY, DesignSample
from sim.core.base.arrays import Floats, Ints
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate
from sim.core.estimate.quantiles import DIGITS
from sim.study.estimate.bootstrap import Stream, draw_resamples, generator, percentiles
from sim.study.estimate.linear import solve_all
from sim.study.run.readings import ranks

DUMMY_LEVEL: Final = 0.99
"""The level of the dummy's interval: at 95 % one of sixteen factors would too often exceed it by
chance.
"""

MAIN: Final = {SOBOL: "total", RANK: "strength"}
"""The index by which a method ranks factors."""


@dataclass(frozen=True, slots=True)
class Index:
    """One kind of index: its name, and an estimate of each factor with the dummy last; n counts
    groups.
    """

    name: str
    estimates: dict[str, Estimate]

    @property
    def dummy(self) -> Estimate:
        """The index of the factor that touches nothing."""
        return self.estimates[DUMMY]

    def above(self, factor: str) -> bool:
        """Say whether the whole interval of a factor lies above the whole interval of the dummy."""
        return factor != DUMMY and self.estimates[factor].low > self.dummy.high


def estimate(values: Floats, n: int, method: str, level: float = 0.95) -> Estimate:
    """Return the first of some values with the percentile interval of the others, `(1 +
    resamples,)`.
    """
    return percentiles(float(values[0]), values[1:], n, method, level)


def strengths(sample: DesignSample, rows: Ints, seed: int) -> tuple[dict[str, Floats], Floats]:
    """Return the strength and the coefficient of given points in every resample, `(resamples,
    factors + 1)`, and R² of the regression on ranks.

    The dummy is last: the ranks of the points, shuffled anew in each resample, so that it shows the
    whole sampling noise. A regression takes unordered names as a column for each but the first. The
    strength of such a factor is the standard deviation of its contribution to the fit, which for a
    number is the size of its coefficient; it has no sign. Then the dummy is the factor with most
    names, shuffled, since more columns fit more by chance.

    Source: Saltelli and Sobol' 1995, Reliability Engineering & System Safety 50:225. Raises
    DataProblem for factors that cannot be told apart.
    """
    assert sample.values is not None
    shuffle, products = generator(seed, Stream.DUMMY_SHUFFLED), []
    names_of = sample.names_of or (0,) * len(sample.names)
    most = max(names_of)
    for row in rows:
        points, order = sample.values[row], shuffle.permutation(sample.groups)
        dummy = points[order, names_of.index(most)] if most else order
        columns = dummy_columns(np.column_stack([points, dummy]), (*names_of, most))
        products.append(rank_products(np.vstack([columns.T, sample.mean[row, 0]])))
    systems = np.array(products)
    # A name that no point of a resample has leaves a column of nothing, and a slope of nothing.
    places = np.arange(systems.shape[1])
    diagonal = systems[:, places, places]
    systems[:, places, places] = np.where(diagonal > 0.0, diagonal, 1.0)
    slopes, determinants = solve_all(systems[:, :-1, :-1], systems[:, :-1, -1])
    if not (np.isfinite(slopes).all() and (np.abs(determinants) > 1e-12).all()):
        raise DataProblem(
            "factors move together, or too few points tell them apart",
            f"{sample.groups} points",
            "Name fewer factors with --factor, or run more points.",
        )
    strength, coefficient = [], []
    first = 0
    for count in (*names_of, most):
        part = slice(first, first := first + max(count - 1, 1))
        slope = slopes[:, part]
        added = (slope[:, :, None] * systems[:, part, part] * slope[:, None, :]).sum(axis=(1, 2))
        strength.append(np.sqrt(np.maximum(added, 0.0)) if count else np.abs(slope[:, 0]))
        coefficient.append(np.full(len(rows), np.nan) if count else slope[:, 0])
    measured = {"strength": np.array(strength).T, "coefficient": np.array(coefficient).T}
    return measured, (slopes * systems[:, :-1, -1]).sum(axis=1)


def dummy_columns(points: Floats, names_of: Sequence[int]) -> Floats:
    """Return points with a column of 0 and 1 for each name of a factor without order but its first,
    `(points, columns)`.
    """
    columns = [
        (column[:, None] == np.arange(1, count)).astype(np.float64) if count else column[:, None]
        for column, count in zip(points.T, names_of, strict=True)
    ]
    return np.concatenate(columns, axis=1)


def rank_products(columns: Floats) -> Floats:
    """Return the rank correlations between columns `(k, points)`, `(k, k)`; 0 for one that does not
    vary.
    """
    ranked = np.array([ranks(row) for row in columns])
    ranked -= ranked.mean(axis=1, keepdims=True)
    lengths = np.sqrt((ranked * ranked).sum(axis=1, keepdims=True))
    ranked /= np.where(lengths > 0.0, lengths, 1.0)
    return np.array([(ranked * row).sum(axis=1) for row in ranked])


ROOM: Final = 4_000_000
"""Numbers that a chunk of resamples may hold at a time."""


def orders(sample: DesignSample, rows: Ints) -> tuple[Floats, Floats]:
    """Return first and total order of every factor in every resample, each `(resamples, factors +
    1)`, dummy last.

    `rows` are the base points that a resample holds, `(resamples, groups)`. Source of the
    estimators: Saltelli et al. 2010, Computer Physics Communications 181:259, the total order being
    Jansen's.
    """
    from scipy.stats import sobol_indices

    factors = len(sample.all_names)
    a, b = sample.mean[:, 0], sample.mean[:, -1]
    crossed = np.ascontiguousarray(sample.mean[:, 1 : factors + 1].T)
    first, total = np.empty((2, len(rows), factors))
    step = max(1, ROOM // (factors * sample.groups))
    for start in range(0, len(rows), step):
        # SciPy takes resamples as so many outcomes of one design.
        part = rows[start : start + step]
        result = sobol_indices(
            func={"f_A": a[part], "f_B": b[part], "f_AB": crossed[:, part]}, n=sample.groups
        )
        first[start : start + step] = result.first_order.reshape(-1, factors).round(DIGITS)
        total[start : start + step] = result.total_order.reshape(-1, factors).round(DIGITS)
    return first, total


@dataclass(frozen=True, slots=True)
class LuckShare:
    """Shares of variance due to random draws, with intervals; n counts groups. Between single
    worlds the factors are drawn anew for each.
    """

    of_variance_between_single_worlds: Estimate
    of_variance_between_averages_of_points: Estimate


def luck_share(sample: DesignSample, rows: Ints, method: str) -> LuckShare | None:
    """Return the shares of random draws, or None if the outcome of a point is no average over
    worlds.

    Only points drawn from the factors' whole ranges count: of a base point A and B.
    """
    if sample.variance is None:
        return None
    columns = [0, -1] if sample.method == SOBOL else [0]
    mean, variance = sample.mean[:, columns], sample.variance[:, columns]
    noise = variance / sample.worlds[:, columns]
    shares = np.array([_shares(mean[row], variance[row], noise[row]) for row in rows])
    return LuckShare(
        estimate(shares[:, 0], sample.groups, method), estimate(shares[:, 1], sample.groups, method)
    )


def _shares(mean: Floats, variance: Floats, noise: Floats) -> tuple[float, float]:
    """Return the shares of random draws in the variance between single worlds and between averages.

    The variance between averages is that between points plus the sampling variance of the averages.
    """
    observed, within, left = float(mean.var(ddof=1)), float(variance.mean()), float(noise.mean())
    between = max(observed - left, 0.0)
    single = within / (within + between) if within > 0.0 else 0.0
    return single, min(left / observed, 1.0) if observed > 0.0 else 1.0


MOST_LEADERS: Final = 4


@dataclass(frozen=True, eq=False)
class Indices:
    """The indices of a sample.

    `indices` are first and total order, or the two of given points.
    `leaders` are the factors to name first, all above the dummy: for Sobol' the fewest whose first
    orders add up to half the variance, or the four largest; `together` is that sum, and `alone` the
    sum of all first orders. `fit` is R² of a regression on ranks.
    """

    sample: DesignSample
    indices: tuple[Index, ...]
    luck: LuckShare | None
    leaders: tuple[str, ...]
    together: Estimate | None = None
    alone: Estimate | None = None
    fit: Estimate | None = None

    def index(self, name: str) -> Index:
        """Return an index by name."""
        return next(index for index in self.indices if index.name == name)

    @property
    def main(self) -> Index:
        """The index by which factors are ranked."""
        return self.index(MAIN[self.sample.method])

    @property
    def ranked(self) -> tuple[str, ...]:
        """The factors without the dummy, the largest first."""
        estimates = self.main.estimates
        return tuple(sorted(self.sample.names, key=lambda name: -estimates[name].value))


def indices_of(sample: DesignSample, *, seed: int = 7, resamples: int = 1000) -> Indices:
    """Return the indices of a sample with intervals over resampled groups; raises DataProblem for
    factors that cannot be told apart.
    """
    drawn_rows = draw_resamples(sample.groups, resamples, seed, Stream.GROUPS_RESAMPLED)
    # The first row is the sample itself.
    rows = np.vstack((np.arange(sample.groups), drawn_rows))
    groups, method = sample.groups, f"percentiles of resampled {GROUPS[sample.method]}"
    if sample.method == SOBOL:
        values_of, fits = dict(zip(("first", "total"), orders(sample, rows), strict=True)), None
    else:
        values_of, fits = strengths(sample, rows, seed)
    levels = {name: DUMMY_LEVEL if name == DUMMY else 0.95 for name in sample.all_names}
    kinds = {
        name: Index(
            name,
            {
                factor: estimate(column, groups, method, level)
                for (factor, level), column in zip(levels.items(), values.T, strict=True)
            },
        )
        for name, values in values_of.items()
    }
    indices = Indices(sample, tuple(kinds.values()), luck_share(sample, rows, method), ())
    if fits is not None:
        return replace(
            indices,
            leaders=above_the_dummy(indices.main),
            fit=estimate(fits, groups, method),
        )
    leaders = half_explained(kinds["first"], above_the_dummy(kinds["first"], kinds["total"]))
    places = [sample.names.index(name) for name in leaders]
    together = values_of["first"][:, places].sum(axis=1)
    return replace(
        indices,
        leaders=leaders,
        together=estimate(together, groups, method) if leaders else None,
        alone=estimate(values_of["first"][:, :-1].sum(axis=1), groups, method),
    )


def above_the_dummy(main: Index, *others: Index) -> tuple[str, ...]:
    """Return at most four factors that are above the dummy in all given indices, the largest in
    `main` first.
    """
    ordered = sorted(main.estimates, key=lambda name: -main.estimates[name].value)
    return tuple(name for name in ordered if all(index.above(name) for index in (main, *others)))[
        :MOST_LEADERS
    ]


def half_explained(first: Index, able: Sequence[str]) -> tuple[str, ...]:
    """Return the fewest of some factors whose first orders add up to half the variance, all where
    they do not.
    """
    reached = np.cumsum([first.estimates[name].value for name in able]) >= 0.5
    return tuple(able[: int(reached.argmax()) + 1] if reached.any() else able)

"""The indices of a sample: an estimate for every factor and the dummy, the leading factors, and the
share of random draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from sim.analysis.finding import plain_data
from sim.analysis.sensitivity import GIVEN, GROUPS, MORRIS, PAWN, RANK, SOBOL, salib
from sim.analysis.sensitivity.sample import DUMMY, DesignSample
from sim.core.base.arrays import Floats, Ints
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.core.estimate.quantiles import DIGITS
from sim.study.estimate.bootstrap import Stream, draw_resamples, generator, percentiles
from sim.study.estimate.linear import solve_all
from sim.study.run.readings import ranks

DUMMY_LEVEL: Final = 0.99
"""The level of the dummy's interval: at 95 % one of sixteen factors would too often exceed it by
chance.
"""

MEANINGS: Final = {
    "first": "share of the variance between points that the factor explains alone",
    "total": "share of the variance between points that the factor has a part in, interactions included",
    "mu_star": "mean size of the change in the outcome per full range of the factor",
    "mu": "mean change in the outcome per full range of the factor, with its sign",
    "sigma": "standard deviation of that change over the other factors: interactions and curvature",
    "strength": "size of the coefficient of a regression on ranks, all factors together; of names without order the "
    "standard deviation of what they add to the fit",
    "coefficient": "the same with its sign: from −1 to 1 for factors that are not correlated; names have none",
    "median": "PAWN: median over ten slices of the factor of how far the outcome's distribution moves, from 0 to 1",
    "maximum": "PAWN: the same in the slice where it moves furthest",
}
MAIN: Final = {SOBOL: "total", MORRIS: "mu_star", RANK: "strength", PAWN: "median"}
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

    def as_dict(self) -> Data:
        """Return the index as plain data."""
        return {
            "index": self.name,
            "meaning": MEANINGS[self.name],
            "estimates": {name: each.as_dict() for name, each in self.estimates.items()},
            "above_dummy": [name for name in self.estimates if self.above(name)],
        }


def estimate(drawn: Floats, n: int, method: str, level: float = 0.95) -> Estimate:
    """Return the first of some values with the percentile interval of the others, `(1 +
    resamples,)`.
    """
    return percentiles(float(drawn[0]), drawn[1:], n, method, level)


def measures(sample: DesignSample, rows: Ints) -> dict[str, Floats]:
    """Return each measure of every factor in every resample, `(resamples, factors + 1)`, dummy
    last.

    An elementary effect is the change in the outcome per full range of the factor. `rows` are the
    trajectories that a resample holds. Sources: Morris 1991, Technometrics 33:161; for mu star
    Campolongo, Cariboni and Saltelli 2007, Environmental Modelling & Software 22:1509.
    """
    assert sample.unit is not None
    analyze, names = salib("morris").analyze, list(sample.all_names)
    problem = {"names": names, "num_vars": len(names), "bounds": [[0.0, 1.0]] * len(names)}
    drawn: dict[str, list[Floats]] = {name: [] for name in ("mu_star", "mu", "sigma")}
    for row in rows:
        points, values = sample.unit[row].reshape(-1, len(names)), sample.mean[row].reshape(-1)
        # Its own interval is not read: it covers mu star only, and the resamples here cover all
        # three.
        found = analyze(problem, points, values, num_levels=sample.levels, num_resamples=2, seed=1)
        for name, each in drawn.items():
            each.append(np.asarray(found[name], dtype=np.float64))
    return {name: np.array(each) for name, each in drawn.items()}


def scores(sample: DesignSample, rows: Ints, seed: int) -> tuple[dict[str, Floats], Floats | None]:
    """Return both indices of given points in every resample, `(resamples, factors + 1)`, and R² of
    a regression.

    The dummy is last: the ranks of the points, shuffled anew in each resample, so that it shows the
    whole sampling noise. A regression takes unordered names as a column for each but the first. The
    strength of such a factor is the standard deviation of its contribution to the fit, which for a
    number is the size of its coefficient; it has no sign. Then the dummy is the factor with most
    names, shuffled, since more columns fit more by chance.

    Sources: Saltelli and Sobol' 1995, Reliability Engineering & System Safety 50:225 (ranks);
    Pianosi and Wagener 2018, Environmental Modelling & Software 108:197 (PAWN). Raises DataProblem
    for factors that cannot be told apart.
    """
    assert sample.unit is not None
    shuffle, found, products = generator(seed, Stream.DUMMY_SHUFFLED), [], []
    names_of = sample.names_of or (0,) * len(sample.names)
    most = max(names_of) if sample.method == RANK else 0
    for row in rows:
        points, order = sample.unit[row, 0], shuffle.permutation(sample.groups)
        dummy = points[order, names_of.index(most)] if most else order
        points, outcome = np.column_stack([points, dummy]), sample.mean[row, 0]
        if sample.method == PAWN:
            found.append(slice_shifts(points, outcome))
        else:
            columns = dummy_columns(points, (*names_of, most))
            products.append(rank_products(np.vstack([columns.T, outcome])))
    if sample.method == PAWN:
        by_slice = np.array(found)
        return {
            "median": np.nanmedian(by_slice, axis=1),
            "maximum": np.nanmax(by_slice, axis=1),
        }, None
    systems = np.array(products)
    # A name that no point of a resample has leaves a column of nothing, and a slope of nothing.
    places = np.arange(systems.shape[1])
    systems[:, places, places] = np.where(
        systems[:, places, places] > 0.0, systems[:, places, places], 1.0
    )
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
        own = slice(first, first := first + max(count - 1, 1))
        slope = slopes[:, own]
        added = (slope[:, :, None] * systems[:, own, own] * slope[:, None, :]).sum(axis=(1, 2))
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


SLICES: Final = 10


def slice_shifts(points: Floats, outcome: Floats) -> Floats:
    """Return how far the outcome's distribution moves in each slice of each factor, `(SLICES,
    factors)`, from 0 to 1.

    It is the greatest distance between the distribution function of a slice and that of all points;
    NaN for an empty slice, of a factor with few values.
    """
    order = np.argsort(outcome, kind="stable")
    ends = np.append(outcome[order][1:] != outcome[order][:-1], True)
    edges = np.quantile(points, np.linspace(0.0, 1.0, SLICES + 1), axis=0)[..., None]
    # The last slice holds the greatest value too: of a factor with few values that is many points.
    edges[-1] = np.inf
    sorted_points = points[order].T
    inside = ((sorted_points >= edges[:-1]) & (sorted_points < edges[1:])).cumsum(axis=2)
    counts, every = inside[..., -1], np.arange(1, outcome.size + 1) / outcome.size
    far = np.abs(inside[..., ends] / np.maximum(counts, 1)[..., None] - every[ends]).max(axis=2)
    return np.where(counts > 0, far, np.nan)


def rank_products(columns: Floats) -> Floats:
    """Return the rank correlations between columns `(k, points)`, `(k, k)`; 0 for one that does not
    vary.
    """
    made = np.array([ranks(each) for each in columns])
    made -= made.mean(axis=1, keepdims=True)
    lengths = np.sqrt((made * made).sum(axis=1, keepdims=True))
    made /= np.where(lengths > 0.0, lengths, 1.0)
    return np.array([(made * each).sum(axis=1) for each in made])


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
        own = rows[start : start + step]
        found = sobol_indices(
            func={"f_A": a[own], "f_B": b[own], "f_AB": crossed[:, own]}, n=sample.groups
        )
        first[start : start + step] = found.first_order.reshape(-1, factors).round(DIGITS)
        total[start : start + step] = found.total_order.reshape(-1, factors).round(DIGITS)
    return first, total


PAIR_RESAMPLES: Final = 200
"""SALib treats the spread of resamples as that of a normal variate, for which this number suffices.
"""

PAIRS_METHOD: Final = "normal, spread of resampled base points"


@dataclass(frozen=True, slots=True)
class Pair:
    """The index of second order of two factors; `above` where its interval lies above those of all
    dummy's pairs.
    """

    names: tuple[str, str]
    estimate: Estimate
    above: bool

    def as_dict(self) -> Data:
        """Return the pair as plain data."""
        return {"factors": list(self.names), **self.estimate.as_dict(), "above_dummy": self.above}


def pairs_of(sample: DesignSample, seed: int) -> tuple[Pair, ...]:
    """Return the index of every pair of factors, the dummy's included, the largest first.

    Source: Saltelli 2002, Computer Physics Communications 145:280.
    """
    names = sample.all_names
    problem = {"names": list(names), "num_vars": len(names), "bounds": [[0.0, 1.0]] * len(names)}
    # SALib would take a seed of 0 for none: an offset keeps all seeds apart from it.
    found = salib("sobol").analyze(
        problem,
        sample.mean.reshape(-1),
        calc_second_order=True,
        num_resamples=PAIR_RESAMPLES,
        seed=seed + int(Stream.PAIRS_RESAMPLED),
    )
    estimates = {}
    for j, k in combinations(range(len(names)), 2):
        value, reach = float(found["S2"][j, k]), float(found["S2_conf"][j, k])
        estimates[names[j], names[k]] = Estimate(
            value, value - reach, value + reach, sample.groups, PAIRS_METHOD
        )
    bar = max(each.high for both, each in estimates.items() if DUMMY in both)
    made = [
        Pair(both, each, DUMMY not in both and each.low > bar) for both, each in estimates.items()
    ]
    return tuple(sorted(made, key=lambda pair: -pair.estimate.value))


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

    Only points drawn from the factors' whole ranges count: A and B of each base point, or the
    points of a trajectory up to the last.
    """
    if sample.variance is None:
        return None
    kept = [0, -1] if sample.method == SOBOL else list(range(max(sample.mean.shape[1] - 1, 1)))
    mean, variance = sample.mean[:, kept], sample.variance[:, kept]
    noise = variance / sample.worlds[:, kept]
    drawn = np.array([_shares(mean[row], variance[row], noise[row]) for row in rows])
    return LuckShare(
        estimate(drawn[:, 0], sample.groups, method), estimate(drawn[:, 1], sample.groups, method)
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

    `indices` are first and total order, or mu star, mu and sigma, or the two of given points.
    `leaders` are the factors to name first, all above the dummy: for Sobol' the fewest whose first
    orders add up to half the variance, or the four largest; `together` is that sum, and `alone` the
    sum of all first orders. `fit` is R² of a regression on ranks.
    """

    sample: DesignSample
    resamples: int
    indices: tuple[Index, ...]
    luck: LuckShare | None
    leaders: tuple[str, ...]
    pairs: tuple[Pair, ...] = ()
    together: Estimate | None = None
    alone: Estimate | None = None
    fit: Estimate | None = None

    def index(self, name: str) -> Index:
        """Return an index by name."""
        return next(each for each in self.indices if each.name == name)

    @property
    def main(self) -> Index:
        """The index by which factors are ranked."""
        return self.index(MAIN[self.sample.method])

    @property
    def ranked(self) -> tuple[str, ...]:
        """The factors without the dummy, the largest first."""
        estimates = self.main.estimates
        return tuple(sorted(self.sample.names, key=lambda name: -estimates[name].value))

    def as_dict(self) -> Data:
        """Return everything as plain data."""
        return {
            "method": self.sample.method,
            "n": self.sample.groups,
            "points": self.sample.points,
            "resamples": self.resamples,
            "indices": [each.as_dict() for each in self.indices],
            "second_order": [each.as_dict() for each in self.pairs],
            "luck": plain_data(self.luck),
            "leaders": list(self.leaders),
            "leaders_first_order_together": plain_data(self.together),
            "fit": plain_data(self.fit),
            "all_first_orders_together": plain_data(self.alone),
        }


def indices_of(
    sample: DesignSample, *, seed: int = 7, resamples: int = 1000, second_order: bool = False
) -> Indices:
    """Return the indices of a sample with intervals over resampled base points or trajectories.

    Raises UsageProblem for second order of a sample without its blocks, and where SALib is needed
    and not installed; DataProblem for values that are not finite or all the same.
    """
    if second_order and not sample.second_order:
        raise UsageProblem(
            "the design has no blocks for second order",
            f"a {sample.method} design",
            "Make a Sobol' design with second order.",
        )
    drawn_rows = draw_resamples(sample.groups, resamples, seed, Stream.GROUPS_RESAMPLED)
    # The first row is the sample itself.
    rows = np.vstack((np.arange(sample.groups), drawn_rows))
    fits, groups, method = None, sample.groups, f"percentiles of resampled {GROUPS[sample.method]}"
    if sample.method == SOBOL:
        drawn = dict(zip(("first", "total"), orders(sample, rows), strict=True))
    elif sample.method in GIVEN:
        drawn, fits = scores(sample, rows, seed)
    else:
        drawn = measures(sample, rows)
    levels = {name: DUMMY_LEVEL if name == DUMMY else 0.95 for name in sample.all_names}
    named = {
        name: Index(
            name,
            {
                factor: estimate(column, groups, method, level)
                for (factor, level), column in zip(levels.items(), each.T, strict=True)
            },
        )
        for name, each in drawn.items()
    }
    found = Indices(sample, resamples, tuple(named.values()), luck_share(sample, rows, method), ())
    if sample.method != SOBOL:
        fit = None if fits is None else estimate(fits, groups, method)
        return replace(found, leaders=above_the_dummy(found.main), fit=fit)
    leaders = half_explained(named["first"], above_the_dummy(named["first"], named["total"]))
    places = [sample.names.index(name) for name in leaders]
    return replace(
        found,
        leaders=leaders,
        pairs=pairs_of(sample, seed) if second_order else (),
        together=estimate(drawn["first"][:, places].sum(axis=1), groups, method)
        if leaders
        else None,
        alone=estimate(drawn["first"][:, :-1].sum(axis=1), groups, method),
    )


def above_the_dummy(main: Index, *others: Index) -> tuple[str, ...]:
    """Return at most four factors that are above the dummy in all given indices, the largest in
    `main` first.
    """
    ordered = sorted(main.estimates, key=lambda name: -main.estimates[name].value)
    return tuple(name for name in ordered if all(each.above(name) for each in (main, *others)))[
        :MOST_LEADERS
    ]


def half_explained(first: Index, able: Sequence[str]) -> tuple[str, ...]:
    """Return the fewest of some factors whose first orders add up to half the variance, all where
    they do not.
    """
    reached = np.cumsum([first.estimates[name].value for name in able]) >= 0.5
    return tuple(able[: int(reached.argmax()) + 1] if reached.any() else able)

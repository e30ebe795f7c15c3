"""A posterior sample: weighted draws, their quantiles, and equally weighted draws taken from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints

from .regression import adjusted
from .rejection import nearest


@dataclass(frozen=True, slots=True)
class Sample:
    """Draws from a posterior on the scale of the prior's places.

    `places` is `(draws, numbers)`, from 0 to 1; `weights` `(draws,)`; `tolerance` the largest accepted distance.
    """

    places: Floats
    weights: Floats
    tolerance: float

    @property
    def effective(self) -> float:
        """Return how many equally weighted draws these are worth: (Σw)² / Σw² (Kish 1965)."""
        return float(self.weights.sum() ** 2 / (self.weights * self.weights).sum())


def posterior(places: Floats, summaries: Floats, observed: Floats, keep: int, regress: bool = True) -> Sample:
    """Return a sample from the approximate posterior.

    `places` `(simulations, numbers)` are draws from the prior, `summaries` `(simulations, summaries)` what came of
    them. The nearest `keep` are accepted and, with `regress`, adjusted. Raises DataProblem for too few simulations.
    """
    accepted = nearest(summaries, observed, keep)
    near = places[accepted.index]
    if regress:
        near = adjusted(near, summaries[accepted.index], observed, accepted.scale, accepted.weights)
    return Sample(near, accepted.weights, accepted.tolerance)


def quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """Return weighted quantiles of `(draws,)`, one for each share: the distribution function turned around."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    middle = (reached - 0.5 * weights[order]) / reached[-1]
    return np.asarray(np.interp(shares, middle, values[order]))


def mean_and_sd(values: Floats, weights: Floats) -> tuple[float, float]:
    """Return the weighted mean and standard deviation of draws `(draws,)`."""
    share = weights / weights.sum()
    mean = float(share @ values)
    return mean, float(np.sqrt(share @ ((values - mean) ** 2)))


def equally_weighted(weights: Floats, count: int, generator: np.random.Generator) -> Ints:
    """Return the numbers of `count` draws, `(count,)`, each taken as often as its weight says, in mixed order.

    Systematic resampling: one uniform places a comb of equal steps on the running weight (Kitagawa 1996).
    """
    reached = np.cumsum(weights) / weights.sum()
    comb = (np.arange(count) + generator.random()) / count
    taken = np.minimum(np.searchsorted(reached, comb, side="right"), len(weights) - 1)
    return np.asarray(generator.permutation(taken))

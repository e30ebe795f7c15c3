"""What sets of numbers have learnt: each number's posterior beside its prior, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sim.analysis.history.filter import Clouds, systematic
from sim.analysis.history.posterior import Sampler
from sim.analysis.history.prior import Fitted, numbers_at
from sim.arrays import Floats
from sim.study.estimate.shown import Quantity, listed
from sim.study.estimate.writing import number_text

BINS: Final = 10
"""Equal parts of a range over which densities are compared."""


def weighted_quantiles(values: Floats, weight: Floats, shares: tuple[float, ...]) -> Floats:
    """Return quantiles of values `(sets,)` that weigh differently, `(shares,)`; the middle of each step counts.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), (0.5,)).tolist()
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    heavy = weight[order]
    return np.asarray(np.interp(shares, (np.cumsum(heavy) - heavy / 2.0) / heavy.sum(), values[order]))


def binned(values: Floats, weight: Floats, low: float, high: float) -> Floats:
    """Return the share of the weight in each part of a range, `(BINS,)`."""
    return np.asarray(np.histogram(values, BINS, (low, high), weights=weight)[0] / weight.sum())


def overlap(one: Floats, other: Floats) -> float:
    """Return what two distributions over the same parts have in common, from 0 to 1.

    >>> overlap(np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    0.5
    """
    return float(np.minimum(one, other).sum())


def rank_rhat(chains: Floats) -> float:
    """Return the rank-normalised R-hat of draws `(chains, draws)`, the greater of that of place and that of spread.

    1 where chains agree; above 1.05 they do not. The draws of a sampler of sets have no order, so no chain is split.
    Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021.
    """
    folded = np.abs(chains - np.median(chains))
    return max(rhat(normal_scores(chains)), rhat(normal_scores(folded)))


def normal_scores(draws: Floats) -> Floats:
    """Return draws as the normal quantiles of their ranks, Blom's 1958; equal draws share a rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(draws).reshape(draws.shape) - 0.375) / (draws.size + 0.25)))


def rhat(chains: Floats) -> float:
    """Return R-hat of draws `(chains, draws)`: the spread of all over the spread within chains."""
    draws = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean()
    between = chains.mean(axis=1).var(ddof=1)
    return float(np.sqrt((draws - 1) / draws + between / within)) if within > 0.0 else np.inf


INFORMED: Final = 0.7
"""A number is informed where its posterior sd is below this share of its prior sd (docs/registration.md)."""

AIM: Final = 2.0 / 3.0
"""Share of the numbers that are meant to be informed."""

TIED: Final = 0.5
"""Correlation from which two numbers are called tied, where it is no accident: beyond four standard errors of 0."""

AGREE: Final = 1.05
"""R-hat from which chains are said to disagree."""

AT_AN_END: Final = 0.5
"""Share of a posterior in an outer tenth of its prior, from which the range looks too narrow."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of one number: posterior mean with its 95 % interval, and the posterior beside the prior.

    `ratio` is posterior over prior sd, `shared` their overlap, `rhat` and `agreed` say how far the chains agree: 1 is
    perfect for both. Limits of `ratio` are its least and greatest over the chains. `shares` `(BINS,)` is the posterior
    over equal parts of the range.
    """

    item: Fitted
    mean: Quantity
    ratio: Quantity
    shared: float
    rhat: float
    agreed: float
    shares: Floats

    @property
    def informed(self) -> bool:
        """Whether the record has taught something of it."""
        return self.ratio.value < INFORMED

    @property
    def said(self) -> str:
        """Whether it is informed, in a word; at the edge where the chains do not agree on that."""
        if self.ratio.low < INFORMED <= self.ratio.high:
            return "at the edge"
        return "yes" if self.informed else "no"

    @property
    def end(self) -> str:
        """The end of its range that the posterior leans on, if any."""
        return "low" if self.shares[0] > AT_AN_END else "high" if self.shares[-1] > AT_AN_END else ""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "name": self.item.name, "label": self.item.label, "about": self.item.about,
            "prior": [self.item.low, self.item.high], "mean": self.mean.as_dict(), "sd_ratio": self.ratio.as_dict(),
            "overlap": self.shared, "rhat": self.rhat, "chains_overlap": self.agreed, "informed": self.informed,
            "shares": self.shares.tolist(),
        }  # fmt: skip


def pooled(chains: Sequence[Sampler]) -> Sampler:
    """Return the sets of several samplers as those of one, each sampler with the same weight in all."""
    first = chains[0]
    logits = np.concatenate([chain.logits for chain in chains])
    weight = np.concatenate([chain.weight for chain in chains])
    nothing = np.empty((len(first.clouds.state), 0))
    run = np.concatenate([chain.clouds.run for chain in chains])
    clouds = Clouds(
        numbers_at(logits, first.fitted), {}, first.clouds.fixed, first.clouds.particles, first.seed, run, nothing,
        np.empty((len(run), 0)), first.clouds.month,
    )  # fmt: skip
    with np.errstate(divide="ignore"):
        return replace(first, logits=logits, log_weight=np.log(weight), clouds=clouds)


def equal_draws(chain: Sampler) -> Floats:
    """Return the sets of a sampler, each as often as its weight says, `(sets, numbers)` in their ranges."""
    which = systematic(chain.weight[None] * len(chain.weight), np.array([0.5]))[0]
    return np.array([values[which] for values in chain.clouds.numbers.values()]).T


def learnt_of(chains: Sequence[Sampler]) -> tuple[Learnt, ...]:
    """Return what chains have learnt of each number."""
    all_sets = pooled(chains)
    draws = np.array([equal_draws(chain) for chain in chains])
    n = round(sum(chain.effective for chain in chains))
    found = []
    for place, item in enumerate(all_sets.fitted):
        values, weight = all_sets.clouds.numbers[item.name], all_sets.weight
        low, high = weighted_quantiles(values, weight, (0.025, 0.975))
        own = [sd_ratio(chain.clouds.numbers[item.name], chain.weight, item) for chain in chains]
        shares = [binned(chain.clouds.numbers[item.name], chain.weight, item.low, item.high) for chain in chains]
        mean = np.mean(shares, axis=0)
        found.append(Learnt(
            item, Quantity(float(weight @ values), float(low), float(high), "amount", n),
            Quantity(sd_ratio(values, weight, item), min(own), max(own), "amount", n),
            overlap(mean, np.full(BINS, 1.0 / BINS)), rank_rhat(draws[:, :, place]) if len(chains) > 1 else np.nan,
            min(overlap(one, mean) for one in shares), mean,
        ))  # fmt: skip
    return tuple(found)


def sd_ratio(values: Floats, weight: Floats, item: Fitted) -> float:
    """Return the sd of weighted values over that of a uniform prior on the range."""
    mean = weight @ values
    return float(np.sqrt(weight @ (values - mean) ** 2) / ((item.high - item.low) / np.sqrt(12.0)))


def tied(chains: Sequence[Sampler]) -> list[tuple[Fitted, Fitted, float]]:
    """Return the pairs of numbers that the record ties together, with their correlation, the closest first."""
    all_sets = pooled(chains)
    values = np.array(list(all_sets.clouds.numbers.values()))
    matrix = correlation(values, all_sets.weight)
    least = max(TIED, 4.0 / sum(chain.effective for chain in chains) ** 0.5)
    pairs = [(i, j) for i in range(len(values)) for j in range(i) if abs(matrix[i, j]) >= least]
    pairs.sort(key=lambda pair: -abs(matrix[pair]))
    return [(all_sets.fitted[j], all_sets.fitted[i], float(matrix[i, j])) for i, j in pairs]


def correlation(values: Floats, weight: Floats) -> Floats:
    """Return the weighted correlations of values `(numbers, sets)`, 0 of what does not vary."""
    covariance = np.cov(values, aweights=weight)
    sd = np.sqrt(np.diag(covariance))
    sd = np.where(sd > 0.0, sd, np.inf)
    return np.asarray(covariance / sd[:, None] / sd[None])


def not_identified(found: Sequence[Learnt], pairs: Sequence[tuple[Fitted, Fitted, float]]) -> list[str]:
    """Return what the record leaves open, in sentences."""
    said = []
    for about in dict.fromkeys(each.item.about for each in found):
        blank = [each.item.label for each in found if each.item.about == about and not each.informed]
        if blank:
            said.append(f"Of {about}, the record leaves open: {listed(blank)}.")
    if pairs:
        texts = [f"{one.label} with {other.label} ({number_text(r, 2, signed=True)})" for one, other, r in pairs]
        said.append(f"Known only together (correlation): {listed(texts)}.")
    pressed = [f"{each.item.label} ({each.end} end)" for each in found if each.end]
    if pressed:
        said.append(f"Pressed against an end of the prior, so the range decides: {listed(pressed)}.")
    return said

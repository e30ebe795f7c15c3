"""What sets have learnt: each direction's posterior beside its prior, and whether chains agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.arrays import Floats, exp
from sim.history.directions import CARRIED, IDLE, LOGISTIC_VARIANCE, Direction, numbers_at
from sim.history.sampler import Sampler, Sets
from sim.study.estimate.quantities import Quantity

BINS: Final = 10
"""Parts of a direction that are equally likely under its prior."""

INFORMED: Final = 0.3
"""A direction is informed where every chain loses so much more of its prior variance than of the idle direction's."""

TAILS: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of one direction: its mean with 95 % of the posterior, and the share of its prior variance lost.

    Limits of `lost` are its least and greatest over the chains, and `apart` is how far their means lie apart at the
    most, in posterior sd. `number` is the mean and 95 % of the number that stands for the direction, None for the idle
    one. `shares` `(BINS,)` is the posterior over parts that are equally likely under the prior.
    """

    direction: Direction
    mean: Quantity
    lost: Quantity
    apart: float
    number: Quantity | None
    informed: bool
    shares: Floats

    @property
    def carried(self) -> bool:
        """Whether no month can inform it."""
        return self.direction.name in CARRIED

    def as_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        number = self.number and self.number.as_dict() | {"name": self.direction.numbers[0].name}
        return {
            "direction": self.direction.name, "mean": self.mean.as_dict(), "lost": self.lost.as_dict(),
            "apart": self.apart, "number": number, "informed": self.informed, "carried": self.carried,
            "shares": self.shares.tolist(),
        }  # fmt: skip


def pool_chains(samples: Sequence[Sets]) -> Sets:
    """Return the sets of all chains, each chain with the same weight."""
    return Sets(np.concatenate([own.z for own in samples]),
                np.concatenate([own.weight for own in samples]) / len(samples))  # fmt: skip


def moments(sets: Sets) -> tuple[Floats, Floats]:
    """Return the weighted means and variances of the directions, `(directions,)` each."""
    weight = sets.weight[:, None]
    mean = (sets.z * weight).sum(axis=0)
    return mean, ((sets.z - mean) ** 2 * weight).sum(axis=0)


def lost_of(sets: Sets) -> Floats:
    """Return the share of its prior variance that each direction has lost, `(directions,)`."""
    return np.asarray(1.0 - moments(sets)[1] / LOGISTIC_VARIANCE)


def learnt_of(chains: Sequence[Sampler]) -> tuple[Learnt, ...]:
    """Return what chains have learnt of each direction."""
    directions = chains[0].setting.directions
    own = [chain.sets for chain in chains]
    every = pool_chains(own)
    variance, lost = moments(every)[1], np.array([lost_of(sets) for sets in own])
    middles = np.array([moments(sets)[0] for sets in own])
    apart = (middles.max(axis=0) - middles.min(axis=0)) / np.sqrt(variance)
    numbers, n = numbers_at(every.z, directions), round(sum(sets.effective for sets in own))
    idle = [place for place, each in enumerate(directions) if each.name == IDLE]
    null = lost[:, idle].max(axis=1) if idle else np.zeros(len(own))
    found = []
    for place, each in enumerate(directions):
        gone, stands = lost[:, place], numbers[each.numbers[0].name] if each.numbers else None
        found.append(Learnt(
            each, over_sets(every.z[:, place], every.weight, n),
            Quantity(float(gone.mean()), float(gone.min()), float(gone.max()), "amount", n),
            float(apart[place]), None if stands is None else over_sets(stands, every.weight, n),
            bool((gone - null >= INFORMED).all()) and each.name not in CARRIED,
            np.histogram(1.0 / (1.0 + exp(-every.z[:, place])), BINS, (0.0, 1.0), weights=every.weight)[0]
            / every.weight.sum(),
        ))  # fmt: skip
    return tuple(found)


def over_sets(values: Floats, weight: Floats, n: int) -> Quantity:
    """Return the weighted mean of values `(sets,)` with 95 % of the weight."""
    low, high = weighted_quantiles(values, weight, TAILS)
    return Quantity(float((values * weight).sum()), float(low), float(high), "amount", n)


def weighted_quantiles(values: Floats, weight: Floats, shares: tuple[float, ...]) -> Floats:
    """Return quantiles of values `(sets,)` that weigh differently, `(shares,)`; the middle of each step counts.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), (0.5,)).tolist()
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    heavy = weight[order]
    return np.asarray(np.interp(shares, (np.cumsum(heavy) - heavy / 2.0) / heavy.sum(), values[order]))

"""What the record says of the numbers: a sequential sampler of the posterior, which learns month by month.

Sets of numbers are weighed by the likelihood that their clouds of particles estimate; when few sets count, they are
drawn anew and moved by Metropolis steps that keep the posterior, each with a filter of its own over all months read.
Noise in the likelihood does not bias it. Sources: Chopin 2002 (iterated batch importance sampling); Andrieu, Doucet
and Holenstein 2010; Chopin, Jacob and Papaspiliopoulos 2013 (SMC²). It is chosen over tempering because a forecaster
that goes on learning needs the posterior at every origin, and gets it here on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sim.analysis.history.filter import Clouds, log_likelihood, systematic
from sim.analysis.history.prior import FITTED, Fitted, log_peace_before, log_prior, numbers_at
from sim.analysis.history.start_1990 import start_of_1990, uncertain_start
from sim.arrays import Floats, Ints
from sim.study.estimate.bootstrap import Stream, generator

MOVE_BELOW: Final = 0.5
"""Share of the sets that must count, by effective sample size, lest they be moved."""

MOVES: Final = 3
"""Metropolis steps of a move."""

WANTED: Final = 0.25
"""Share of proposals that a step should take; the scale of the next one is set by it."""

FIRST_SCALE: Final = 0.7
"""How far the first proposals go: 0 stays, 1 is an independent draw."""

WIDER: Final = 1.1
"""How much wider than the sets their normal distribution is taken: what it lacks in the tails is hard to leave."""

LEAST_SPREAD: Final = 1e-3
"""A little variance of every number, so that sets which are all alike can move."""


@dataclass(frozen=True)
class Beginning:
    """Where particles begin: what is certain, and the range of what is not; both by name in the ledger."""

    certain: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]

    @classmethod
    def of_1990(cls) -> Beginning:
        """Return where the record begins: the first of January 1990."""
        ranges = uncertain_start()
        return cls({name: value for name, value in start_of_1990().items() if name not in ranges}, ranges)


@dataclass
class Sampler:
    """Sets of numbers after some months of a record, with weights.

    `logits` is `(sets, numbers)`, on the log-odds of the ranges of `fitted`; `log_weight` and `total`, the
    log-likelihood so far with the peace before the record, are `(sets,)`. `evidence` holds the log chance of each month
    from the months before it, `counted` how many sets counted after it and before any move, `accepted` the share of
    proposals that each step took.
    """

    logits: Floats
    log_weight: Floats
    total: Floats
    clouds: Clouds
    beginning: Beginning
    seed: int
    jobs: int = 1
    fitted: tuple[Fitted, ...] = FITTED
    evidence: list[float] = field(default_factory=list)
    counted: list[float] = field(default_factory=list)
    accepted: list[float] = field(default_factory=list)
    scale: float = 0.0
    runs: int = 1

    @classmethod
    def before(
        cls, sets: int, particles: int, beginning: Beginning, seed: int, jobs: int = 1,
        fitted: tuple[Fitted, ...] = FITTED,
    ) -> Sampler:  # fmt: skip
        """Return the prior: sets that have read nothing but that no crisis before 1990 reached war."""
        luck = generator(seed, Stream.SETS).random((sets, len(fitted)))
        logits = np.log(luck) - np.log1p(-luck)
        numbers = numbers_at(logits, fitted)
        clouds = Clouds.before(numbers, beginning.ranges, beginning.certain, particles, seed)
        total = log_peace_before(numbers, beginning.certain, seed, jobs)
        return cls(logits, total.copy(), total, clouds, beginning, seed, jobs, fitted, scale=FIRST_SCALE)

    @property
    def weight(self) -> Floats:
        """The weights of the sets, `(sets,)`, with sum 1."""
        raw = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(raw / raw.sum())

    @property
    def effective(self) -> float:
        """How many sets count: the effective sample size."""
        return float(1.0 / (self.weight**2).sum())

    def read(self, calendar: Floats, progress: Callable[[], None] | None = None) -> None:
        """Read a month, the last row of the months so far, `(months, places)`; move the sets where few count."""
        before = self.weight
        chance = self.clouds.read(calendar[-1:], self.jobs)
        best = chance.max()
        self.evidence.append(float(best + np.log((before * np.exp(chance - best)).sum())) if best > -np.inf else best)
        if best > -np.inf:
            self.log_weight, self.total = self.log_weight + chance, self.total + chance
            self.counted.append(self.effective)
            if self.effective < MOVE_BELOW * len(self.weight):
                self.move(calendar, progress)

    def move(self, calendar: Floats, progress: Callable[[], None] | None = None) -> None:
        """Draw the sets anew by their weights, and move them by Metropolis steps over all months read."""
        fitting = Fitting.to(self.logits, self.weight)
        self.draw_anew()
        for _ in range(MOVES):
            self.step(calendar, fitting)
            if progress:
                progress()

    def draw_anew(self) -> None:
        """Draw sets by their weights; all then weigh the same."""
        sets = len(self.weight)
        luck = generator(self.seed, Stream.SETS, self.runs).random(1)
        which: Ints = systematic(self.weight[None] * sets, luck)[0]
        self.logits, self.total, self.clouds = self.logits[which], self.total[which], self.clouds.picked(which)
        self.log_weight = np.zeros(sets)

    def step(self, calendar: Floats, fitting: Fitting) -> None:
        """Propose other numbers for every set, read the months with them, and take or leave each: Metropolis 1953.

        A proposal goes part of the way from a set to an independent draw of the normal distribution that fits the sets:
        where the posterior is that distribution, the likelihood's noise alone decides. Source: Cotter, Roberts, Stuart
        and White 2013. The months are read first: what they refuse is not asked for the peace before them.
        """
        luck = generator(self.seed, Stream.PROPOSALS, self.runs)
        proposed = fitting.part_of_the_way(self.logits, self.scale, luck.standard_normal(self.logits.shape))
        numbers = numbers_at(proposed, self.fitted)
        start, certain = self.beginning.ranges, self.beginning.certain
        clouds = Clouds.before(numbers, start, certain, self.clouds.particles, self.seed, self.runs)
        total = log_likelihood(clouds, calendar, self.jobs).sum(axis=0)
        needed = np.log(luck.random(len(total))) + self.total + fitting.surplus(self.logits) - fitting.surplus(proposed)
        (left,) = np.nonzero(total > needed)
        if left.size:
            theirs = {name: values[left] for name, values in numbers.items()}
            total[left] += log_peace_before(theirs, certain, self.seed, self.jobs)
        taken = total > needed
        self.logits[taken], self.total[taken] = proposed[taken], total[taken]
        self.clouds.replaced(clouds, taken)
        share = float(taken.mean())
        self.accepted.append(share)
        self.scale = min(self.scale * float(np.exp(share - WANTED)), 1.0)
        self.runs += 1


@dataclass(frozen=True, eq=False)
class Fitting:
    """The normal distribution that fits sets: mean `(numbers,)` and a root of the covariance, `(numbers, numbers)`."""

    mean: Floats
    root: Floats

    @classmethod
    def to(cls, logits: Floats, weight: Floats) -> Fitting:
        """Return that of weighted sets: the fewer count, the less their correlations are believed; a little wider."""
        mean = weight @ logits
        centred = logits - mean
        covariance = (centred * weight[:, None]).T @ centred
        numbers, counted = len(mean), 1.0 / (weight**2).sum()
        alone = numbers / (numbers + counted)
        spread = np.diag(np.diag(covariance) + LEAST_SPREAD)
        return cls(mean, np.linalg.cholesky(WIDER * ((1.0 - alone) * covariance + alone * spread)))

    def part_of_the_way(self, logits: Floats, scale: float, normal: Floats) -> Floats:
        """Return points from which the way back is as likely under this distribution; at scale 1 all is new."""
        kept = (1.0 - scale**2) ** 0.5
        return np.asarray(self.mean + kept * (logits - self.mean) + scale * normal @ self.root.T)

    def surplus(self, logits: Floats) -> Floats:
        """Return the log density of the prior over that of this distribution, to a constant, `(sets,)`."""
        white = np.linalg.solve(self.root, (logits - self.mean).T)
        return np.asarray(log_prior(logits) + 0.5 * (white**2).sum(axis=0))

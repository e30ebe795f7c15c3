"""A sequential sampler of the posterior of the directions, which learns month by month.

Sets are weighted by the likelihood that their clouds of particles estimate; when few sets count,
they are drawn anew and moved by Metropolis steps that keep the posterior, each with its own filter
over all months read. Noise in the likelihood does not bias it. Sources: Chopin 2002 (iterated batch
importance sampling); Andrieu, Doucet and Holenstein 2010; Chopin, Jacob and Papaspiliopoulos 2013
(SMC²). Its exchange of particles for more is left out: weights by new over old likelihood left 2 of
300 sets. It is chosen over tempering because forecasts need the posterior at every origin, and get
it here on the way.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Ints, exp, log, weighted_sum
from sim.core.base.errors import DataProblem
from sim.core.base.months import months_from
from sim.core.base.plain import Data
from sim.core.engine import fingerprint, on_arrays
from sim.history.dates import FIRST_MONTH
from sim.history.directions import (
    DIRECTIONS,
    UNSEEN,
    Direction,
    drawn_from_prior,
    log_prior,
    numbers_at,
)
from sim.history.filter import PLACES, Clouds, check_possible, draw_at, systematic
from sim.history.start_1990 import Beginning, log_peace_before
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.linear import cholesky, forward
from sim.study.play.play import hold_interrupts
from sim.study.store.disk import read_bytes_of, write

MOVE_BELOW: Final = 0.5
"""Effective share of the sets below which they are moved."""

WANTED: Final = 0.25
"""Share of proposals that a step should take; the scale of the next one is set by it."""

FIRST_SCALE: Final = 0.7
"""How far the first proposals go: 0 stays, 1 is an independent draw."""

SCALES: Final = (0.5, 1.0)
"""The least and the greatest scale: below, noise of the likelihood would shrink it to steps that go
nowhere.
"""

WIDER: Final = {
    months_from(FIRST_MONTH, "2006-01", "wider"): 2,
    months_from(FIRST_MONTH, "2016-01", "wider"): 4,
}
"""Growth factor of clouds by months read: later years have most noise of the likelihood."""

STILL: Final = 0.05
"""Share of the sets that a move may leave as they are; above it, a move goes on to at most three
times its steps.
"""

FREEDOM: Final = 5.0
"""Degrees of freedom of the distribution that is fitted to the sets: its tails are heavier than
those of the prior, so proposals reach wherever the posterior may.
"""

LEAST_SPREAD: Final = 1e-3
"""A little variance of every direction, so that sets which are all alike can move."""

TINY: Final = 2.0**-53

ASKED: Final = ("seed", "sets", "steps", "particles", "stay")
"""The settings that are kept with a sampler."""


@dataclass(frozen=True)
class Setting:
    """Settings of a sampler: sets, particles of a set at first, seed, Metropolis steps.

    `stops` are numbers of months after which sets are kept: as they then are, or, with `stay`, all
    states over so many more steps.
    """

    sets: int
    particles: int
    seed: int
    steps: int = 1
    jobs: int = 1
    directions: tuple[Direction, ...] = DIRECTIONS
    beginning: Beginning = field(default_factory=Beginning.of_1990)
    stops: tuple[int, ...] = ()
    stay: int = 0

    def clouds(self, z: Floats, particles: int, run: int) -> Clouds:
        """Return clouds of points that have read nothing."""
        own = self.beginning
        numbers = numbers_at(z, self.directions)
        return Clouds.before(numbers, own.ranges, own.certain, particles, self.seed, run, WIDER)

    def log_peace(self, z: Floats) -> Floats:
        """Return the log chance of no war before 1990 at points, `(sets,)`."""
        return log_peace_before(
            numbers_at(z, self.directions), self.beginning.certain, self.seed, self.jobs
        )


@dataclass(frozen=True, eq=False)
class Sets:
    """Weighted points: `z` is `(sets, directions)`, `weight` `(sets,)` with sum 1.

    `paths` tells that they are the states of so many sets, one set after the other; 0 that none
    stems from another.
    """

    z: Floats
    weight: Floats
    paths: int = 0

    @property
    def effective(self) -> float:
        """The effective sample size: as many independent sets would estimate a mean as well.

        States on the path of one set are alike. So it is the number of paths times the variance of
        states over that of path means, in the direction in which that is least.
        """
        if not self.paths:
            return float(1.0 / (self.weight**2).sum())
        means = self.z.reshape(self.paths, -1, self.z.shape[1]).mean(axis=1)
        count = self.paths * self.z.var(axis=0) / np.maximum(means.var(axis=0, ddof=1), TINY)
        return min(float(count.min()), float(len(self.z)))

    @property
    def moments(self) -> tuple[Floats, Floats]:
        """The weighted means and variances of the directions, `(directions,)` each."""
        weight = self.weight[:, None]
        mean = (self.z * weight).sum(axis=0)
        return mean, ((self.z - mean) ** 2 * weight).sum(axis=0)

    def drawn(self, count: int) -> Floats:
        """Return so many points, `(count, directions)`, each set as often as its weight says, to
        within one.
        """
        return np.asarray(self.z[draw_at(self.weight, (np.arange(count) + 0.5) / count)])


@dataclass(frozen=True, slots=True)
class SamplerMove:
    """How a move went: the month after which it came, particles, mean share of proposals taken, the
    last scale.
    """

    month: int
    particles: int
    accepted: float
    scale: float


@dataclass
class Sampler:
    """Weighted sets of directions after some months of a record.

    `z` is `(sets, directions)`; `log_weight`, `peace`, the log chance of peace before 1990, and
    `total`, that with the log-likelihood so far, are `(sets,)`. `evidence` holds the log chance of
    each month from the months before it, `counted` the effective sample size after it and before
    any move. `stopped[months]` are the sets kept then, and `said[months]` the forecasts made then,
    `(chances,)`.
    """

    setting: Setting
    z: Floats
    log_weight: Floats
    peace: Floats
    total: Floats
    clouds: Clouds
    evidence: list[float] = field(default_factory=list)
    counted: list[float] = field(default_factory=list)
    moves: list[SamplerMove] = field(default_factory=list)
    scale: float = FIRST_SCALE
    runs: int = 1
    stopped: dict[int, Sets] = field(default_factory=dict)
    said: dict[int, Floats] = field(default_factory=dict)

    @classmethod
    def before(cls, setting: Setting) -> Sampler:
        """Return the prior: sets that have read nothing but that no crisis before 1990 reached
        war.
        """
        luck = generator(setting.seed, Stream.SETS)
        z = drawn_from_prior(uniform(luck, (setting.sets, len(setting.directions))))
        peace = setting.log_peace(z)
        return cls(
            setting, z, peace.copy(), peace, peace.copy(), setting.clouds(z, setting.particles, 0)
        )

    @property
    def weight(self) -> Floats:
        """The weights of the sets, `(sets,)`, with sum 1."""
        return weights_of(self.log_weight)

    @property
    def sets(self) -> Sets:
        """The sets with their weights; at a stop those that it keeps."""
        return self.stopped.get(self.month) or Sets(self.z, self.weight)

    @property
    def month(self) -> int:
        """The number of months that were read."""
        return self.clouds.month

    def read(self, calendar: Floats, progress: Callable[[], None] = lambda: None) -> None:
        """Read a month, the last row of the months so far, `(months, places)`; move the sets where
        few count.
        """
        before = self.weight
        chance = self.clouds.read(calendar[-1:], self.setting.jobs)
        best = float(chance.max())
        if best > -np.inf:
            self.evidence.append(best + float(log(np.array((before * exp(chance - best)).sum()))))
            self.log_weight, self.total = self.log_weight + chance, self.total + chance
            self.counted.append(self.sets.effective)
            if self.counted[-1] < MOVE_BELOW * len(self.z):
                self.move(calendar, progress)
        else:
            self.evidence.append(best)
        if self.month in self.setting.stops:
            sets = (
                self.stay(calendar, progress)
                if self.setting.stay
                else Sets(self.z.copy(), self.weight)
            )
            self.stopped[self.month] = sets

    def move(self, calendar: Floats, progress: Callable[[], None] = lambda: None) -> None:
        """Draw the sets anew by their weights, and move them by Metropolis steps over all months
        read.
        """
        fitting = Fitting.to(self.z, self.weight)
        self.draw_anew()
        taken: list[float] = []
        least = self.setting.steps
        while len(taken) < least or (
            len(taken) < 3 * least and np.prod(1.0 - np.array(taken)) > STILL
        ):
            taken.append(self.step(calendar, fitting))
            progress()
        self.moves.append(
            SamplerMove(self.month, self.clouds.particles, float(np.mean(taken)), self.scale)
        )

    def stay(self, calendar: Floats, progress: Callable[[], None] = lambda: None) -> Sets:
        """Draw the sets anew, move them on over all months read, and return every state on the way.

        A few hundred sets drawn anew some twenty times know a mean badly; their paths from there
        know it better, and no step is thrown away. Source: Dau and Chopin 2022 (waste-free
        sequential Monte Carlo).
        """
        fitting = Fitting.to(self.z, self.weight)
        self.draw_anew()
        states, taken = [], []
        for _ in range(self.setting.stay):
            taken.append(self.step(calendar, fitting))
            states.append(self.z.copy())
            progress()
        self.moves.append(
            SamplerMove(self.month, self.clouds.particles, float(np.mean(taken)), self.scale)
        )
        # Set by set, so that a hundred draws at even places come from many sets, not from a few at
        # every step.
        z = np.stack(states, axis=1).reshape(-1, self.z.shape[1])
        self.draw_unseen(z, generator(self.setting.seed, Stream.SETS, self.runs))
        return Sets(z, np.full(len(z), 1.0 / len(z)), len(self.z))

    def draw_unseen(self, z: Floats, luck: np.random.Generator) -> None:
        """Draw the directions that no month has read from their prior."""
        for place, each in enumerate(self.setting.directions):
            if each.name in UNSEEN:
                z[:, place] = drawn_from_prior(uniform(luck, (len(z),)))

    def draw_anew(self) -> None:
        """Draw sets by their weights; all then weigh the same. Directions that no month has read
        are drawn from their prior.
        """
        sets = len(self.z)
        luck = generator(self.setting.seed, Stream.SETS, self.runs)
        which: Ints = systematic(self.weight[None] * sets, luck.random(1))[0]
        self.z, self.peace, self.total = self.z[which], self.peace[which], self.total[which]
        self.clouds, self.log_weight = self.clouds.picked(which), np.zeros(sets)
        self.draw_unseen(self.z, luck)
        self.clouds.numbers.update(numbers_at(self.z, self.setting.directions))

    def step(self, calendar: Floats, fitting: Fitting) -> float:
        """Propose another point for every set, read the months with it, and accept or reject each:
        Metropolis 1953.

        Returns the share accepted. A proposal goes part of the way from a set to an independent
        draw of the Student distribution that fits the sets: where the posterior is that
        distribution, the likelihood's noise alone decides. Sources: Cotter, Roberts, Stuart and
        White 2013; Kamatani 2018 for heavy tails. The months are read first: proposals that they
        reject need no worlds before 1990.
        """
        luck = generator(self.setting.seed, Stream.PROPOSALS, self.runs)
        proposed = fitting.part_of_the_way(self.z, self.scale, luck)
        needed = (
            log(uniform(luck, (len(self.z),)))
            + self.total
            + fitting.surplus(self.z)
            - fitting.surplus(proposed)
        )
        clouds = self.setting.clouds(proposed, self.setting.particles, self.runs)
        total, left, clouds = race(clouds, calendar, needed, self.setting.jobs)
        if left.size:
            peace = self.setting.log_peace(proposed[left])
            good = total[left] + peace > needed[left]
            taken = left[good]
            self.z[taken], self.peace[taken] = proposed[taken], peace[good]
            self.total[taken] = total[taken] + peace[good]
            self.clouds.put(taken, clouds, np.flatnonzero(good))
            left = taken
        share = len(left) / len(self.z)
        self.scale = min(
            max(self.scale * float(exp(np.array(share - WANTED))), SCALES[0]), SCALES[1]
        )
        self.runs += 1
        return share


def race(
    clouds: Clouds, calendar: Floats, needed: Floats, jobs: int = 1
) -> tuple[Floats, Ints, Clouds]:
    """Let clouds read months; return their total log chances, the sets whose total stays above
    `needed`, and the clouds of those.

    A month's log chance is at most 0, so a total only falls: a set below `needed` is dropped at
    once, which changes no result.
    """
    left, total = np.arange(clouds.sets), np.zeros(clouds.sets)
    for row in calendar:
        total[left] += clouds.read(row[None], jobs)
        above = total[left] > needed[left]
        if not above.any():
            return total, left[:0], clouds
        if not above.all():
            clouds, left = clouds.picked(np.flatnonzero(above), "kept"), left[above]
    return total, left, clouds


def uniform(luck: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Return uniforms that are neither 0 nor 1."""
    return np.clip(luck.random(shape), TINY, 1.0 - TINY)


def weights_of(log_weight: Floats) -> Floats:
    """Return weights with sum 1 from their logs; −∞ gives 0."""
    raw = np.where(np.isfinite(log_weight), exp(log_weight - log_weight.max()), 0.0)
    return np.asarray(raw / raw.sum())


@dataclass(frozen=True, eq=False)
class Fitting:
    """The Student distribution that fits sets: mean `(directions,)` and a lower root of the
    covariance.
    """

    mean: Floats
    root: Floats

    @classmethod
    def to(cls, z: Floats, weight: Floats) -> Fitting:
        """Return that of weighted sets: the fewer count, the less their correlations are
        believed.
        """
        mean = (z * weight[:, None]).sum(axis=0)
        apart = z - mean
        covariance = np.array(
            [
                [(apart[:, i] * apart[:, j] * weight).sum() for j in range(len(mean))]
                for i in range(len(mean))
            ]
        )
        alone = len(mean) / (len(mean) + 1.0 / (weight**2).sum())
        spread = np.diag(np.diag(covariance) + LEAST_SPREAD)
        return cls(mean, cholesky((1.0 - alone) * covariance + alone * spread))

    def part_of_the_way(self, z: Floats, scale: float, luck: np.random.Generator) -> Floats:
        """Return points from which the way back is as likely under this distribution; at scale 1
        all is new.

        A Student variable is a normal one of a random width. Given a point the width is drawn, and
        given the width the step is that of the normal distribution.
        """
        kept = math.sqrt(1.0 - scale**2)
        normal = on_arrays("normal")(uniform(luck, z.shape))
        shape = (FREEDOM + z.shape[1]) / 2.0
        narrow = luck.standard_gamma(shape, len(z)) * 2.0 / (FREEDOM + self.away(z))
        normal = normal / np.sqrt(narrow)[:, None]
        new = np.stack([weighted_sum(normal.T, row) for row in self.root], axis=1)
        return np.asarray(self.mean + kept * (z - self.mean) + scale * new)

    def surplus(self, z: Floats) -> Floats:
        """Return the log density of the prior over that of this distribution, to a constant,
        `(sets,)`.
        """
        shape = (FREEDOM + z.shape[1]) / 2.0
        return np.asarray(log_prior(z) + shape * log(1.0 + self.away(z) / FREEDOM))

    def away(self, z: Floats) -> Floats:
        """Return how far points lie from the mean, squared, in units of the spread, `(sets,)`."""
        white = forward(self.root, (z - self.mean).T)
        return np.asarray((white**2).sum(axis=0))


def learnt_from(
    setting: Setting,
    calendar: Floats,
    months: tuple[str, ...],
    label: str,
    path: Path | None = None,
    progress: Callable[[int], None] = lambda month: None,
    say: Callable[[Sampler], None] = lambda sampler: None,
) -> Sampler:
    """Let a sampler read all months, and return it without its particles.

    With a path it is kept there after each move, and the same call goes on. `progress` is called
    with the months read, `say` after each month, before the next. Raises DataProblem for a month
    that no set gives any chance, and for a file of other rules.
    """
    sampler = (load_sampler(path, setting) if path else None) or Sampler.before(setting)
    while (month := sampler.month) < len(calendar):
        before = sampler.runs
        sampler.read(calendar[: month + 1], lambda month=month: progress(month))  # type: ignore[misc]
        check_possible(np.array(sampler.evidence[-1:])[None], months[month : month + 1], label)
        say(sampler)
        if path and sampler.runs > before:
            save(sampler, path)
        progress(month + 1)
    # Also where the call that read the last month was stopped before it could write.
    if sampler.clouds.state.size:
        # Nothing reads particles once the last month is read.
        none, start = np.empty((len(PLACES), 0)), dict.fromkeys(sampler.clouds.start, np.empty(0))
        sampler.clouds = replace(
            sampler.clouds, start=start, state=none, weight=np.empty((len(sampler.z), 0))
        )
        if path:
            save(sampler, path)
    return sampler


def save(sampler: Sampler, path: Path) -> None:
    """Write the whole of a sampler into a file, also where ctrl-C comes meanwhile."""
    clouds, sheet = sampler.clouds, io.BytesIO()
    arrays: Data = {name: getattr(sampler, name) for name in ("z", "log_weight", "peace", "total")}
    arrays |= {
        f"stopped {month} {name}": getattr(sets, name)
        for month, sets in sampler.stopped.items()
        for name in ("z", "weight", "paths")
    }
    arrays |= {f"said {month}": chances for month, chances in sampler.said.items()}
    arrays |= {
        f"cloud {name}": getattr(clouds, name) for name in ("run", "place", "state", "weight")
    }
    arrays |= {f"start {name}": values for name, values in clouds.start.items()}
    np.savez(
        sheet,
        **arrays,
        counts=[clouds.particles, clouds.month, sampler.runs],
        asked=[getattr(sampler.setting, name) for name in ASKED],
        scale=sampler.scale,
        evidence=sampler.evidence,
        counted=sampler.counted,
        rules=fingerprint(),
        moves=np.array(
            [[m.month, m.particles, m.accepted, m.scale] for m in sampler.moves]
        ).reshape(-1, 4),
    )
    with hold_interrupts():
        write(path, sheet.getvalue())


def load_sampler(path: Path, setting: Setting) -> Sampler | None:
    """Return the sampler that a file keeps; None if there is none, or if it cannot be read.

    Raises DataProblem if the sampler was begun with other rules, under which the same months have
    another likelihood.
    """
    content = read_bytes_of(path)
    try:
        file = None if content is None else np.load(io.BytesIO(content), allow_pickle=False)
        own = None if file is None else {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile):
        return None
    if own is None:
        return None
    if own["rules"] != fingerprint():
        raise DataProblem(
            f"the fit was begun with rules {str(own['rules'])[:12]}, and those of now are {fingerprint()[:12]}",
            str(path),
            "Begin it again: give another folder with -o, or --force.",
        )
    particles, month, runs = own["counts"].tolist()
    setting = replace(setting, **dict(zip(ASKED, own["asked"].tolist(), strict=True)))
    start = {name: own[f"start {name}"] for name in setting.beginning.ranges}
    clouds = Clouds(
        numbers_at(own["z"], setting.directions),
        start,
        setting.beginning.certain,
        particles,
        setting.seed,
        own["cloud run"],
        own["cloud place"],
        own["cloud state"],
        own["cloud weight"],
        month,
        WIDER,
    )
    moves = [
        SamplerMove(int(month), int(size), taken, scale)
        for month, size, taken, scale in own["moves"].tolist()
    ]
    kept = [
        int(name.split()[1]) for name in own if name.startswith("stopped ") and name.endswith(" z")
    ]
    return Sampler(
        setting,
        own["z"],
        own["log_weight"],
        own["peace"],
        own["total"],
        clouds,
        own["evidence"].tolist(),
        own["counted"].tolist(),
        moves,
        float(own["scale"]),
        runs,
        {
            month: Sets(
                own[f"stopped {month} z"],
                own[f"stopped {month} weight"],
                int(own[f"stopped {month} paths"]),
            )
            for month in kept
        },
        {int(name.split()[1]): values for name, values in own.items() if name.startswith("said ")},
    )

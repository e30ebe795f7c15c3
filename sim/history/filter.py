"""A particle filter of the record: each vector of parameters with a cloud of worlds of its own.

A particle is a world whose unseen statements, actions and courses fit the record so far. Particles
are weighted by the chance that they gave to the record; the mean of that chance over a cloud is an
unbiased estimate of the likelihood of its vector. Sources: Gordon, Salmond and Smith 1993; Pitt and
Shephard 1999 on moves drawn given the observations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Ints, log
from sim.core.engine import Job
from sim.core.engine.play import play
from sim.core.engine.records import names_of
from sim.core.engine.source import Game, read_game
from sim.history.likelihood import World
from sim.study.estimate.bootstrap import Stream, generator

RESAMPLE_BELOW: Final = 0.5
"""Effective share of a cloud below which it is resampled."""

PLACES: Final = names_of(World)
CHANCE: Final = PLACES.index("seen_chance")


@cache
def game() -> Game:
    """Return the game conditional on a record."""
    return read_game("sim.history.likelihood")


@dataclass(frozen=True, eq=False)
class Clouds:
    """Clouds of particles, one for each vector of parameters, after some months of a record.

    `numbers[name]` is `(vectors,)`; vector k holds the columns from k·particles of `state`
    `(places, vectors·particles)` and row k of `weight` `(vectors, particles)`, whose mean is 1.
    `start[name]`, `(vectors·particles,)`, holds the starting values, and `fixed` those that are
    known. `month` counts the months that were read; `log_chance` `(vectors,)` is the log chance of
    the last of them, −∞ if no particle of the vector could have made it.
    """

    numbers: Mapping[str, Floats]
    start: Mapping[str, Floats]
    fixed: Mapping[str, float]
    seed: int
    state: Floats
    weight: Floats
    log_chance: Floats
    month: int = 0

    @classmethod
    def before(
        cls,
        numbers: Mapping[str, Floats],
        ranges: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
        particles: int,
        seed: int,
    ) -> Clouds:
        """Return clouds that have read nothing; each uncertain starting value is drawn from its
        range.
        """
        vectors = len(next(iter(numbers.values())))
        luck = generator(seed, Stream.RECORD_START).random((vectors * particles, len(ranges))).T
        start = {
            name: low + (high - low) * uniform
            for (name, (low, high)), uniform in zip(ranges.items(), luck, strict=True)
        }
        empty, weight = np.empty((len(PLACES), 0)), np.ones((vectors, particles))
        return cls(dict(numbers), start, fixed, seed, empty, weight, np.zeros(vectors))

    @property
    def vectors(self) -> int:
        """The number of vectors."""
        return len(self.weight)

    @property
    def particles(self) -> int:
        """The number of particles of each vector."""
        return int(self.weight.shape[1])

    def read(self, observations: Floats, jobs: int = 1) -> Clouds:
        """Return the clouds after one month more, `observations` `(places of the calendar,)`.

        A vector of which no particle could have made the month keeps all its particles alike.
        """
        state, chance = self._played(observations, jobs)
        weighed = self.weight * np.nan_to_num(chance, nan=0.0).reshape(self.weight.shape)
        mean = weighed.mean(axis=1)
        possible = mean > 0.0
        safe = np.where(possible, mean, 1.0)
        weight = np.where(possible[:, None], weighed / safe[:, None], 1.0)
        self._resample(state, weight)
        log_chance = np.where(possible, log(safe), -np.inf)
        return replace(
            self, state=state, weight=weight, log_chance=log_chance, month=self.month + 1
        )

    def _played(self, observations: Floats, jobs: int) -> tuple[Floats, Floats]:
        """Play the month in every particle; return their states and the chance that each gave it."""
        numbers = {name: np.repeat(values, self.particles) for name, values in self.numbers.items()}
        job = Job(
            self.weight.size,
            self.seed,
            1,
            first_month=self.month,
            numbers={**self.fixed, **numbers, **self.start},
            calendar=observations[None],
            state=self.state if self.month else None,
        )
        played = play(job, jobs=jobs, game=game())
        return played.state, np.where(played.failed, 0.0, played.state[CHANCE])

    def _resample(self, state: Floats, weight: Floats) -> None:
        """Draw particles anew, systematically, in clouds of too small an effective size."""
        (due,) = np.nonzero(1.0 / (weight**2).mean(axis=1) < RESAMPLE_BELOW)
        if due.size:
            luck = generator(self.seed, Stream.PARTICLES, self.month).random(self.vectors)
            parents = systematic(weight[due], luck[due])
            first = due[:, None] * self.particles
            columns = (first + np.arange(self.particles)).ravel()
            state[:, columns] = state[:, (first + parents).ravel()]
            weight[due] = 1.0

    def of(self, name: str) -> Floats:
        """Return one place of the particles, `(vectors, particles)`."""
        return np.asarray(self.state[PLACES.index(name)].reshape(self.weight.shape))


def draw_at(weight: Floats, ticks: Floats) -> Ints:
    """Return which things are drawn at places from 0 to 1 of their weights laid end to end, as many
    as places.
    """
    edges = np.cumsum(weight)
    return np.asarray(np.minimum(np.searchsorted(edges / edges[-1], ticks), len(weight) - 1))


def systematic(weight: Floats, luck: Floats) -> Ints:
    """Return which particles are drawn, `(vectors, particles)`, each as often as its weight says,
    to within one.

    `weight` is `(vectors, particles)` with mean 1, `luck` one uniform a vector. Source: Kitagawa
    1996.

    >>> systematic(np.array([[0.5, 2.5, 0.0]]), np.array([0.75])).tolist()
    [[1, 1, 1]]
    """
    vectors, particles = weight.shape
    edges = np.cumsum(weight, axis=1)
    edges *= particles / edges[:, -1:]
    ticks = np.arange(particles) + luck[:, None]
    # One search for all vectors: each has a stretch of the line of its own.
    offset = (np.arange(vectors) * (particles + 1.0))[:, None]
    line_places = np.searchsorted((edges + offset).ravel(), (ticks + offset).ravel())
    places = line_places.reshape(vectors, particles) - np.arange(vectors)[:, None] * particles
    return np.asarray(np.minimum(places, particles - 1))

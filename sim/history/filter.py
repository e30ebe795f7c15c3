"""A particle filter of the record: many sets of parameters at once, each with a cloud of its own.

A particle is a world whose unseen statements, actions and courses fit the record so far. Particles
are weighted by the chance that they gave to the record; the mean of that chance over a cloud is an
unbiased estimate of the likelihood. Sources: Gordon, Salmond and Smith 1993; Pitt and Shephard 1999
on moves drawn given the observations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Ints, exp, log
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
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


@dataclass
class Clouds:
    """Clouds of particles of many sets of parameters, after some months of a record.

    `numbers[name]` is `(sets,)`; set k holds the columns from k·particles of `state` `(places,
    sets·particles)` and row k of `weight` `(sets, particles)`, whose mean is 1. `start[name]`,
    `(sets·particles,)`, holds the starting values of particles. `run` `(sets,)` gives replays of
    the same months other random draws. Draws depend on seed, month, run and the place of a
    particle: other sets leave a set as it is, and another `place` `(sets,)` gives it other draws.
    `month` counts the months that were read; after each number of months in `wider`, each cloud is
    drawn anew, that many times as large.
    """

    numbers: dict[str, Floats]
    start: dict[str, Floats]
    fixed: Mapping[str, float]
    particles: int
    seed: int
    run: Ints
    place: Ints
    state: Floats
    weight: Floats
    month: int = 0
    wider: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def before(
        cls,
        numbers: Mapping[str, Floats],
        start: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
        particles: int,
        seed: int,
        run: int | Ints = 0,
        wider: Mapping[int, int] | None = None,
    ) -> Clouds:
        """Return clouds that have read nothing: `start` gives the range of each uncertain starting
        value. With a `run` for each set, `(sets,)`, its place gives a set no other random draws.
        """
        sets = len(next(iter(numbers.values())))
        draws = np.array([run]) if isinstance(run, int) else run
        luck = np.concatenate(
            [
                generator(seed, Stream.RECORD_START, int(number)).random(
                    (sets * particles // len(draws), len(start))
                )
                for number in draws
            ]
        ).T
        begin = {
            name: low + (high - low) * u
            for (name, (low, high)), u in zip(start.items(), luck, strict=True)
        }
        empty = np.empty((len(PLACES), 0))
        runs = np.resize(draws, sets).astype(np.int64)
        place = np.arange(sets) if isinstance(run, int) else np.zeros(sets, np.int64)
        weight = np.ones((sets, particles))
        return cls(
            dict(numbers),
            begin,
            fixed,
            particles,
            seed,
            runs,
            place,
            empty,
            weight,
            wider=wider or {},
        )

    @property
    def sets(self) -> int:
        """The number of sets."""
        return len(self.run)

    def read(self, calendar: Floats, jobs: int = 1) -> Floats:
        """Read one month, `(1, places of the calendar)`; return the log chance of its observations
        by set, `(sets,)`.

        A month that no particle of a set could have made has log chance −∞, and the set is spent.
        """
        if self.month in self.wider:
            self._widen(self.wider[self.month])
        chance = self._played(calendar, jobs)
        weighed = self.weight * np.nan_to_num(chance, nan=0.0).reshape(self.weight.shape)
        mean = weighed.mean(axis=1)
        possible = mean > 0.0
        self.weight = np.where(
            possible[:, None], weighed / np.where(possible, mean, 1.0)[:, None], 1.0
        )
        self._resample()
        self.month += 1
        return np.where(possible, log(np.where(possible, mean, 1.0)), -np.inf)

    def _played(self, calendar: Floats, jobs: int) -> Floats:
        """Play the month in every particle, and return the chance that each gave it."""
        numbers: Data = dict(self.fixed)
        numbers |= {
            name: np.repeat(values, self.particles) for name, values in self.numbers.items()
        }
        worlds = self.sets * self.particles
        job = Job(
            worlds,
            self.seed,
            1,
            first_month=self.month,
            numbers=numbers | self.start,
            calendar=calendar,
            state=self.state if self.month else None,
            ids=self._columns(self.place),
            generation=np.repeat(self.run, self.particles),
        )
        played = play(job, jobs=jobs, game=game())
        self.state = played.state
        return np.where(played.failed, 0.0, self.state[CHANCE])

    def _resample(self) -> None:
        """Draw particles anew, systematically, in clouds of too small an effective size."""
        effective = 1.0 / (self.weight**2).mean(axis=1)
        (due,) = np.nonzero(effective < RESAMPLE_BELOW)
        if due.size:
            parents = systematic(self.weight[due], self._luck_of_resampling()[due])
            columns = (due[:, None] * self.particles + parents).ravel()
            self.state[:, self._columns(due)] = self.state[:, columns]
            self.weight[due] = 1.0

    def _widen(self, times: int) -> None:
        """Draw every cloud anew, so many times as large; at a month fixed beforehand this leaves
        the likelihood unbiased.
        """
        parents = systematic(self.weight, self._luck_of_resampling(), times * self.particles)
        columns = (np.arange(self.sets)[:, None] * self.particles + parents).ravel()
        self.start = {name: values[columns] for name, values in self.start.items()}
        self.state = self.state[:, columns]
        self.particles, self.weight = times * self.particles, np.ones(parents.shape)

    def _luck_of_resampling(self) -> Floats:
        """Return one uniform a set, `(sets,)`, by month, place and run: a replay is independent of
        the run before it.
        """
        runs, places_of_runs = np.unique(self.run, return_inverse=True)
        places = int(self.place.max()) + 1
        luck = [
            generator(self.seed, Stream.PARTICLES, self.month, int(run)).random(places)
            for run in runs
        ]
        return np.array(luck)[places_of_runs, self.place]

    def _columns(self, sets: Ints) -> Ints:
        """Return the columns of the particles of some sets, or the addresses of those at some
        places.
        """
        return np.asarray((sets[:, None] * self.particles + np.arange(self.particles)).ravel())

    def picked(self, rows: Ints) -> Clouds:
        """Return the clouds of some sets, which keep the random draws of their places."""
        columns = self._columns(rows)
        return replace(
            self,
            numbers={name: values[rows] for name, values in self.numbers.items()},
            start={name: values[columns] for name, values in self.start.items()},
            run=self.run[rows],
            place=self.place[rows],
            state=self.state[:, columns],
            weight=self.weight[rows],
        )

    def of(self, name: str) -> Floats:
        """Return one place of the particles, `(sets, particles)`."""
        return np.asarray(self.state[PLACES.index(name)].reshape(self.weight.shape))


def draw_at(weight: Floats, ticks: Floats) -> Ints:
    """Return which things are drawn at places from 0 to 1 of their weights laid end to end, as many
    as places.
    """
    edges = np.cumsum(weight)
    return np.asarray(np.minimum(np.searchsorted(edges / edges[-1], ticks), len(weight) - 1))


def systematic(weight: Floats, luck: Floats, count: int | None = None) -> Ints:
    """Return which particles are drawn, `(sets, count)`, each as often as its weight says, to
    within one.

    `weight` is `(sets, particles)` with mean 1, `luck` one uniform a set; without a count as many
    are drawn as there are. Source: Kitagawa 1996.

    >>> systematic(np.array([[0.5, 2.5, 0.0]]), np.array([0.75])).tolist()
    [[1, 1, 1]]
    """
    sets, particles = weight.shape
    count = count or particles
    edges = np.cumsum(weight, axis=1)
    edges *= count / edges[:, -1:]
    ticks = np.arange(count) + luck[:, None]
    offset = (np.arange(sets) * (count + 1.0))[:, None]
    places = np.searchsorted((edges + offset).ravel(), (ticks + offset).ravel()).reshape(
        sets, count
    )
    return np.asarray(np.minimum(places - np.arange(sets)[:, None] * particles, particles - 1))


def weights_of(log_weight: Floats) -> Floats:
    """Return weights with sum 1 from their logs; −∞ gives 0."""
    raw = np.where(np.isfinite(log_weight), exp(log_weight - log_weight.max()), 0.0)
    return np.asarray(raw / raw.sum())


def check_possible(increments: Floats, months: tuple[str, ...], label: str) -> None:
    """Raise DataProblem for the first month that no set of parameters gives any chance."""
    for month, row in zip(months, increments, strict=False):
        if not np.isfinite(row).any():
            raise DataProblem(
                f"the model gives no chance at all to the record of {month}",
                label,
                "Check the line of this month; a cell that is not sure may be left empty.",
            )

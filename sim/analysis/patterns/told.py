"""How much of a capital's moves is told by what: shares of entropy, exactly from the rules' own chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.patterns.measures import entropy, grouped
from sim.arrays import Flags, Floats
from sim.study.estimate import Estimate

Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pool:
    """The chances of one menu, summed over the live months of each world by own course and own last move.

    `chance` is `(courses, last moves, moves, worlds)`, `months` `(courses, last moves, worlds)`; `left` is the sum of
    the entropy of the chances themselves, `(worlds,)`: what nothing tells.
    """

    chance: Floats
    months: Floats
    left: Floats


def pooled(chance: Floats, live: Flags, course: Floats, last: Floats) -> Pool:
    """Sum chances `(moves, months, worlds)` by course and last move, `(months, worlds)` each."""
    moves, _, worlds = chance.shape
    courses = int(course.max()) + 1
    sums, months = np.zeros((courses, moves, moves, worlds)), np.zeros((courses, moves, worlds))
    for own in range(courses):
        for move in range(moves):
            here = live & (course == own) & (last == move)
            sums[own, move] = (chance * here).sum(axis=1)
            months[own, move] = here.sum(axis=0)
    return Pool(sums, months, (entropy(chance) * live).sum(axis=0))


@dataclass(frozen=True)
class Entropies:
    """Entropy a month, in nats: of the mean choice, given the course, given course and last move, and what is left."""

    marginal: float
    course: float
    last: float
    left: float


def entropies(pools: list[Pool], who: Whole) -> Entropies:
    """Return the entropies of some menus, summed, over some of the worlds."""
    total = np.zeros(4)
    for pool in pools:
        chance, months = pool.chance[..., who].sum(axis=-1), pool.months[..., who].sum(axis=-1)
        flat = chance.reshape(-1, chance.shape[-1])
        total += (
            conditional(flat.sum(axis=0)[None], months.sum()[None]),
            conditional(chance.sum(axis=1), months.sum(axis=1)),
            conditional(flat, months.ravel()),
            pool.left[who].sum() / months.sum(),
        )
    return Entropies(*total.tolist())


def conditional(chance: Floats, months: Floats) -> float:
    """Return the mean entropy over cases, `(cases, moves)` and `(cases,)`, each weighed by its months."""
    met = months > 0.0
    mean = chance[met] / months[met, None]
    return float(entropy(mean.T) @ months[met] / months.sum())


def told(pools: list[Pool]) -> Estimate:
    """Return the share of the entropy of moves that the whole state tells."""
    return grouped(_worlds(pools), lambda who: 1.0 - (e := entropies(pools, who)).left / e.marginal)


def told_beyond(pools: list[Pool]) -> Estimate:
    """Return the share that the state tells beyond the own course."""
    return grouped(_worlds(pools), lambda who: ((e := entropies(pools, who)).course - e.left) / e.marginal)


def told_by_last(pools: list[Pool]) -> Estimate:
    """Return the share that the own last move tells beyond the own course."""
    return grouped(_worlds(pools), lambda who: ((e := entropies(pools, who)).course - e.last) / e.marginal)


def _worlds(pools: list[Pool]) -> int:
    return len(pools[0].left)

"""Levels for splitting, found by trial rounds: each round sees a little further, and places levels for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.study.estimate.splitting import Levels, Process, Split, Whole, split

RATIO: Final = 2.0
"""A level is placed where paths reach it about so many times less often than the one before."""

LEAST_SEEN: Final = 30
"""Paths that must have come to a score before a level is placed there."""

ENOUGH: Final = 100
"""Events after which no further round is needed."""

MOST_ROUNDS: Final = 8
MOST_COPIES: Final = 12


@dataclass(frozen=True)
class Placed:
    """Levels that rounds of trial came to, how likely each is reached, and the steps that it took."""

    levels: Levels
    reached: tuple[float, ...]
    steps: int
    rounds: int


def placed(process: Process, grid: Sequence[float], rounds: Sequence[Whole], *, kinds: int = 1) -> Placed:
    """Return levels for a process, among the scores of a grid; each round plays its own roots, by number.

    The probabilities that place them have errors, which make splitting better or worse, never biased: the roots of the
    rounds are others than those of the estimate.
    """
    levels, steps, last = Levels(), 0, None
    for played, roots in enumerate(rounds, start=1):  # noqa: B007
        found = split(process, levels, roots, kinds=kinds, grid=grid)
        steps += found.steps
        new = levels_from(found)
        settled = new == levels or found.events >= ENOUGH
        levels, last = new, found
        if settled:
            break
    assert last is not None
    at = [int(np.searchsorted(last.grid, level)) for level in levels.at]
    return Placed(levels, tuple(float(last.reached[k]) for k in at), steps, played)


def levels_from(found: Split) -> Levels:
    """Return the levels that one round speaks for.

    Levels are scores that are ever rarer by `RATIO`. The copies make the product of all up to a level one over the root
    of its own probability times that of the next, or of the event (Villén-Altamirano and Villén-Altamirano 2002).
    """
    at, chance, before, event = [], [], 1.0, float(found.total.mean())
    for score, reached, seen in zip(found.grid, found.reached, found.seen, strict=True):
        if seen >= LEAST_SEEN and event < reached <= before / RATIO:
            at.append(float(score))
            chance.append(float(reached))
            before = chance[-1]
    following = [*chance[1:], event or (chance[-1] if chance else 1.0)]
    copies, product = [], 1.0
    for own, after in zip(chance, following, strict=False):
        wanted = 1.0 / np.sqrt(own * min(after, own))
        copies.append(int(np.clip(round(wanted / product), 1, MOST_COPIES)))
        product *= copies[-1]
    return Levels(tuple(at), tuple(copies))

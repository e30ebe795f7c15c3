"""The gambler's ruin as a process that can be split: its answer is known."""

from __future__ import annotations

import numpy as np

from sim.arrays import Flags, Floats
from sim.engine.luck import sheet_of_many
from sim.study.estimate.splitting import Paths, Whole


class Gambler:
    """A gambler who wins a coin with chance p; the event is to own `goal` before being ruined."""

    def __init__(self, p: float, start: int = 10, goal: int = 20, seed: int = 1) -> None:
        self.p, self.start, self.goal, self.seed, self.steps = p, start, goal, seed, 20_000

    @property
    def chance(self) -> float:
        """The probability of the event."""
        odds = (1.0 - self.p) / self.p
        return float((1.0 - odds**self.start) / (1.0 - odds**self.goal))

    def begin(self, roots: Whole) -> Floats:
        """Return what gamblers own at the start."""
        return np.full((1, roots.size), float(self.start))

    def step(self, paths: Paths, step: int) -> Floats:
        """Return what they own after one more game."""
        luck = sheet_of_many(self.seed, step, paths.root, paths.generation, paths.clone, 1)
        return np.asarray(paths.state + np.where(luck < self.p, 1.0, -1.0))

    def score(self, state: Floats) -> Floats:
        """Return what they own."""
        return np.asarray(state[0])

    def happened(self, state: Floats) -> Whole:
        """Return where the goal is reached."""
        return (state[0] >= self.goal).astype(np.int64)

    def over(self, state: Floats) -> Flags:
        """Return who plays no more."""
        return np.asarray((state[0] >= self.goal) | (state[0] <= 0.0))

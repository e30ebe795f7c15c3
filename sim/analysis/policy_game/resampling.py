"""The bootstrap over worlds: the same resampled worlds for every profile, so that common luck stays common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.games.best_replies import TIE
from sim.analysis.games.choice import Profile
from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats

STREAM: Final = 4_170_001
"""Sets this luck apart from that of the worlds under the same seed."""

CHUNK: Final = 50
"""Resamples whose profiles are looked at together, so that memory stays bounded."""


@dataclass(frozen=True, eq=False)
class Resamples:
    """What a game comes to in resampled worlds.

    `mean` is `(resamples, types, capitals, w, b, p, s)`, `losing` the chance that both lose, `(resamples, types, w, b,
    p, s)`.
    """

    game: PolicyGame
    mean: Floats
    losing: Floats

    def __len__(self) -> int:
        return len(self.mean)

    def payoffs(self, at: int) -> Profile:
        """Return what each player gets in each profile in one resample, `(*profiles)` each."""
        return self.game.payoffs_of(self.mean[at])

    def largest_gains(self) -> Floats:
        """Return the most that any player would gain by leaving a profile, `(resamples, *profiles)`."""
        game = self.game
        parts = []
        for first in range(0, len(self), CHUNK):
            most = np.zeros((1, *game.shape))
            for player, payoff in enumerate(game.payoffs_of(self.mean[first : first + CHUNK])):
                gain = payoff.max(axis=player + 1, keepdims=True) - payoff
                gain[gain <= TIE * np.ptp(payoff)] = 0.0
                most = np.maximum(most, gain)
            parts.append(most)
        return np.concatenate(parts)


def resampled_counts(worlds: int, resamples: int, seed: int) -> Floats:
    """Return how often each resample holds each world, `(resamples, worlds)`; every row adds up to the worlds."""
    luck = np.random.default_rng([seed, STREAM])
    even = np.full(worlds, 1.0 / worlds)
    return luck.multinomial(worlds, even, size=resamples).astype(np.float64)


def resampled_means(values: Floats, counts: Floats) -> Floats:
    """Return the mean of `(..., worlds)` in each resample, `(resamples, ...)`."""
    worlds = values.shape[-1]
    means: Floats = (counts @ values.reshape(-1, worlds).T / worlds).reshape(counts.shape[0], *values.shape[:-1])
    return means


def resampled(game: PolicyGame, resamples: int) -> Resamples:
    """Return what a game comes to in resampled worlds; the seed of the game fixes which."""
    counts = resampled_counts(game.worlds, resamples, game.seed)
    losing = resampled_means(game.lose_lose.astype(np.float64), counts)
    return Resamples(game, resampled_means(game.value, counts), losing)

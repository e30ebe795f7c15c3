"""The bootstrap over worlds: the same resampled worlds for every profile, so that common luck stays common."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.games.best_replies import TIE
from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats

STREAM: Final = 4_170_001
"""Sets this luck apart from that of the worlds under the same seed."""


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


def resampled_payoffs(game: PolicyGame, counts: Floats) -> Floats:
    """Return what each player gets in each resample, `(players, resamples, *profiles)`."""
    return np.stack([resampled_means(value, counts) for value in game.of_players])


def gains_in(payoffs: Floats) -> Floats:
    """Return what each player would gain by its best policy instead, `(players, resamples, *profiles)`.

    What is no more than rounding is 0.
    """
    gains = np.stack([each.max(axis=place + 1, keepdims=True) - each for place, each in enumerate(payoffs)])
    for gain, payoff in zip(gains, payoffs, strict=True):
        gain[gain <= TIE * np.ptp(payoff)] = 0.0
    return gains

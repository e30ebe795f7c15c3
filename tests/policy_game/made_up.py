"""Policy games with payoffs of our own making, in place of simulated ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analysis.policy_game.game import PolicyGame, menu
from sim.core.base.arrays import Floats
from sim.core.game.catalogue import CAPITALS
from sim.core.scenario import load_scenario

LOSSES = np.array([15.0, 20.0, 60.0, 80.0])
TYPES = ("fearful", "greedy", "erratic")


def game_of(
    value: Floats,
    goals_failed: Floats | None = None,
    players: Sequence[str] = CAPITALS,
    seed: int = 7,
) -> PolicyGame:
    """Return a game of one type of Kim in which the four capitals get `value`, `(capitals,
    *profiles, worlds)`.
    """
    sizes = dict(zip(players, value.shape[1:-1], strict=True))
    shape = (*(sizes.get(capital, 1) for capital in CAPITALS), value.shape[-1])
    losing = np.zeros(value.shape[1:]) if goals_failed is None else goals_failed
    return typed(value.reshape(1, len(CAPITALS), *shape), (1.0,), losing.reshape(1, *shape), seed)


def typed(
    value: Floats,
    chances: Sequence[float],
    goals_failed: Floats | None = None,
    seed: int = 7,
    **beliefs: Sequence[float],
) -> PolicyGame:
    """Return a game with a type of Kim for each chance, from values `(types, capitals, w, b, p, s,
    worlds)`.

    `beliefs` are those of the capitals that hold another one than the chances.
    """
    choices = {
        capital: menu(capital, "courses" if size <= 4 else "policies")[:size]
        for capital, size in zip(CAPITALS, value.shape[2:6], strict=True)
    }
    losing = np.zeros(value[:, 0].shape) if goals_failed is None else goals_failed
    return PolicyGame(
        load_scenario("2017-spring"),
        seed,
        choices,
        TYPES[: len(chances)],
        tuple(chances),
        value,
        losing > 0,
        LOSSES,
        {capital: tuple(own) for capital, own in beliefs.items()},
    )


def two_player(
    row: Floats, column: Floats, worlds: int = 200, noise: float = 0.0, seed: int = 1
) -> PolicyGame:
    """Return a game of Washington (rows) and Beijing with these mean payoffs and normal noise,
    common to no cell.
    """
    luck = np.random.default_rng(seed)
    means = np.stack([row, column, np.zeros_like(row), np.zeros_like(row)])
    value = means[..., None] + noise * luck.normal(size=(*means.shape, worlds))
    return game_of(value, players=("washington", "beijing"))


def over_two_types(
    own: Floats, other: Floats, chances: Sequence[float], worlds: int = 40, noise: float = 0.0
) -> PolicyGame:
    """Return a game of Washington and Pyongyang, mean payoffs `(types, w, p)` each, Beijing and
    Seoul held.
    """
    luck = np.random.default_rng(5)
    means = np.stack([own, np.zeros_like(own), other, np.zeros_like(own)], axis=1)[
        :, :, :, None, :, None, None
    ]
    return typed(means + noise * luck.normal(size=(*means.shape[:-1], worlds)), chances)


def giants(
    own: Floats, other: Floats, chances: Sequence[float], noise: float = 0.0, **beliefs: Any
) -> PolicyGame:
    """Return a game of Washington and Beijing, mean payoffs `(types, w, b)` each; `noise` is common
    to no cell.
    """
    none = np.zeros_like(own)
    means = np.stack([own, other, none, none], axis=1)[..., None, None, None]
    luck = np.random.default_rng(3)
    return typed(means + noise * luck.normal(size=(*means.shape[:-1], 40)), chances, **beliefs)

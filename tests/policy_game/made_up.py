"""Policy games with payoffs of our own making, in place of simulated ones."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.analysis.policy_game import PolicyGame
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.study.scenario_file import load_scenario
from sim.world.capitals import POLICIES


def game_of(
    value: Floats, lose_lose: Floats | None = None, players: Sequence[str] = CAPITALS, seed: int = 7
) -> PolicyGame:
    """Return a game in which the four capitals get `value`, `(capitals, *profiles, worlds)`."""
    shape = value.shape[1:-1]
    policies = tuple(tuple(POLICIES[player])[:size] for player, size in zip(players, shape, strict=True))
    held: Mapping[str, str] = {c: next(iter(POLICIES[c])) for c in CAPITALS if c not in players}
    flags = np.zeros(value.shape[1:], dtype=bool) if lose_lose is None else lose_lose > 0
    scenario = load_scenario("2017-spring").change({"elections": ()})
    return PolicyGame(scenario, seed, tuple(players), policies, held, value, flags, np.array([15.0, 20.0, 60.0, 80.0]))


def two_player(row: Floats, column: Floats, worlds: int = 200, noise: float = 0.0, seed: int = 1) -> PolicyGame:
    """Return a game of Washington (rows) and Beijing with these mean payoffs and normal noise, common to no cell."""
    luck = np.random.default_rng(seed)
    means = np.stack([row, column, np.zeros_like(row), np.zeros_like(row)])
    value = means[..., None] + noise * luck.normal(size=(*means.shape, worlds))
    return game_of(value, players=("washington", "beijing"))

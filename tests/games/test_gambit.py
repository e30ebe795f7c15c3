"""Our equilibria beside Gambit's, where it is installed: pip install '.[test-gambit]' (it compiles
for minutes).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.analysis.games import nash_equilibria, pure_equilibria

gambit: Any = pytest.importorskip(
    "pygambit", reason="Gambit is not installed: pip install '.[test-gambit]'"
)
pytestmark = pytest.mark.long


def random_game(shape: tuple[int, ...], seed: int) -> list[np.ndarray]:
    """Return whole payoffs of a random game, an array a player."""
    draw = np.random.default_rng(seed)
    return [draw.integers(-20_000, 20_001, shape).astype(float) for _ in shape]


def theirs(payoffs: list[np.ndarray]) -> Any:
    """Return the same game as Gambit holds it."""
    return gambit.Game.from_arrays(*[each.astype(int) for each in payoffs])


def profiles_of(result: Any) -> list[list[float]]:
    """Return the probabilities of each equilibrium, players one after another."""
    return sorted(
        [
            round(float(chance), 7)
            for player in profile.game.players
            for chance in vector(profile, player)
        ]
        for profile in result.equilibria
    )


def vector(profile: Any, player: Any) -> list[Any]:
    """Return a player's probabilities."""
    return [profile[strategy] for strategy in player.strategies]


@pytest.mark.parametrize("seed", range(60))
def test_two_players_have_the_same_extreme_equilibria(seed: int) -> None:
    payoffs = random_game((3, 4) if seed % 2 else (3, 3), seed)
    ours = sorted(
        [round(float(p), 7) for mixed in each for p in mixed] for each in nash_equilibria(payoffs)
    )
    found = profiles_of(gambit.nash.enummixed_solve(theirs(payoffs), rational=True))
    assert len(ours) == len(found)
    assert np.allclose(ours, found, atol=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_more_players_have_the_same_pure_equilibria(seed: int) -> None:
    payoffs = random_game((2, 3, 2, 2) if seed % 2 else (3, 2, 3), seed)
    ours = sorted(tuple(int(place) for place in each) for each in pure_equilibria(payoffs))
    found = []
    for profile in gambit.nash.enumpure_solve(theirs(payoffs)).equilibria:
        found.append(tuple(vector(profile, player).index(1) for player in profile.game.players))
    assert ours == sorted(found)

"""The game over what was found so far: every profile of pools of policies, and where it comes to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.games.equilibrium import Profile as Choices
from sim.analysis.learn.profiles import OWN, Mix, Policy, Profile, profiles_over, weighed
from sim.analysis.policy_game.equilibria import equilibria_of
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.replies import path_from
from sim.arrays import Flags, Floats
from sim.game.catalogue import CAPITALS
from sim.study.scenario import Scenario

LEAST_WEIGHT: Final = 0.05
MOST_PROFILES: Final = 8
"""Of a mix the rarer profiles are left out: each takes its share of a search's worlds."""

DRAWN: Final = "drawn"
Pools = Mapping[str, Sequence[Policy]]
"""The policies that each capital may pick, the scenario's own first."""


@dataclass(frozen=True, eq=False)
class PoolGame:
    """The game in which each capital picks a policy of its pool, whatever the type of Kim; payoffs are by world."""

    pools: Pools
    game: PolicyGame

    def among(self, pools: Pools) -> PoolGame:
        """Return the game in which some policies are not there."""
        kept = [[list(self.pools[name]).index(policy) for policy in pools[name]] for name in CAPITALS]
        spots = np.ix_(*kept)
        value = np.stack([[self.game.value[0, at][spots] for at in range(len(CAPITALS))]])
        return pool_game(self.game.scenario, self.game.seed, pools, value, self.game.lose_lose[0][spots][None])

    def resting(self) -> Mix:
        """Return where the game comes to rest, as profiles with their weights.

        Best replies lead there from the scenario's own policies, who has most to gain first. Where they go round for
        ever it is the first equilibrium found: a pure one, else a mixed one, else the limit of the logit branch.
        """
        game = self.game
        if not game.agents:
            return self.mix(())
        path = path_from(game, game.payoffs(), tuple(0 for _ in game.shape))
        if not path.cycles:
            return self.mix(game.pure(path.moves[-1].end if path.moves else path.start))
        return self.mix(next(iter(equilibria_of(game))).profile)

    def mix(self, choices: Choices) -> Mix:
        """Return the mixed choices of the players as profiles with their weights, the rare ones left out."""
        by_capital = {player.capital: own for player, own in zip(self.game.agents, choices, strict=True)}
        weights = np.ones(())
        for capital in CAPITALS:
            weights = np.multiply.outer(weights, by_capital.get(capital, np.ones(1)))
        order = np.argsort(-weights.ravel(), kind="stable")[:MOST_PROFILES]
        kept = [at for at in order if weights.flat[at] >= LEAST_WEIGHT] or [order[0]]
        total = sum(float(weights.flat[at]) for at in kept)
        return tuple((float(weights.flat[at]) / total, self.profile(int(at))) for at in kept)

    def worth(self, mix: Mix, capital: str) -> Floats:
        """Return what a mix of profiles is worth to a capital in each world, `(worlds,)`."""
        rows = self.game.value[0, CAPITALS.index(capital)].reshape(-1, self.game.worlds)
        order = {profile: place for place, profile in enumerate(profiles_over([self.pools[name] for name in CAPITALS]))}
        return weighed([(weight, rows[order[profile]]) for weight, profile in mix])

    def profile(self, number: int) -> Profile:
        """Return a profile by its number."""
        places = np.unravel_index(number, [len(self.pools[name]) for name in CAPITALS])
        return tuple(self.pools[name][int(place)] for name, place in zip(CAPITALS, places, strict=True))  # type: ignore[return-value]


def pool_game(scenario: Scenario, seed: int, pools: Pools, value: Floats, lose_lose: Flags) -> PoolGame:
    """Return the game over pools: `value` is `(1, capitals, w, b, p, s, worlds)`, `lose_lose` lacks capitals.

    Kim is drawn in each world: a policy is one for all of his types.
    """
    choices = {name: tuple(label(pools, name, policy) for policy in pools[name]) for name in CAPITALS}
    loss = np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS])
    return PoolGame(pools, PolicyGame(scenario, seed, choices, (DRAWN,), (1.0,), value, lose_lose, loss))


def label(pools: Pools, capital: str, policy: Policy) -> str:
    """Return what a policy of a pool is called: own, or learnt with the number of its reply."""
    return "own" if policy == OWN else f"learnt {list(pools[capital]).index(policy)}"

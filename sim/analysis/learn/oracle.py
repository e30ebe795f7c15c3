"""Double oracle: capitals learn replies to an equilibrium of what was found so far, until no reply gains.

Source: McMahan, Gordon and Blum 2003, ICML 536. One round of it is a best reply of each to the scenario as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from weakref import WeakKeyDictionary

import numpy as np

from sim.analysis.games.equilibrium import Profile as Choices
from sim.analysis.learn import LearnOptions
from sim.analysis.learn.profiles import (
    LINE_UP,
    OWN,
    Mix,
    Policy,
    Profile,
    moved,
    played_by,
    profiles_over,
    replaced,
    weighed,
)
from sim.analysis.learn.search import Search, named_policies, without
from sim.analysis.policy_game.equilibria import equilibria_of
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.menus import MOST_PROFILES
from sim.analysis.policy_game.replies import path_from
from sim.arrays import Flags, Floats
from sim.game.catalogue import CAPITALS
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.experiment.definition import Experiment
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LEAST_WEIGHT: Final = 0.05
MOST_OF_A_MIX: Final = 8
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
        path = path_from(game.payoffs(), tuple(0 for _ in game.shape))
        if not path.cycles:
            return self.mix(game.pure(path.moves[-1].end if path.moves else path.start))
        return self.mix(next(iter(equilibria_of(game))).profile)

    def mix(self, choices: Choices) -> Mix:
        """Return the mixed choices of the players as profiles with their weights, the rare ones left out."""
        by_capital = {player.capital: own for player, own in zip(self.game.agents, choices, strict=True)}
        weights = np.ones(())
        for capital in CAPITALS:
            weights = np.multiply.outer(weights, by_capital.get(capital, np.ones(1)))
        order = np.argsort(-weights.ravel(), kind="stable")[:MOST_OF_A_MIX]
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


LOSE_LOSE = "aims_lose_lose"
Stage = Literal["search", "game", "test", "done"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One round: what the capitals replied to, each reply, and what it gained in worlds that it was not learnt in.

    `gains` hold together at 95 % over the capitals; none in the only round, which the test judges.
    """

    against: Mix
    replies: Mapping[str, Policy]
    gains: Mapping[str, PairedDifference]


class Learning:
    """Learning under way: `experiment` is what to play next, `take` takes its results and goes on.

    No world is played twice for two purposes: each experiment has luck of its own. The worlds of `sim run` with the
    same seed are kept for the test.
    """

    def __init__(self, options: LearnOptions) -> None:
        self.options = options
        self.stage: Stage = "search"
        self.pools: dict[str, list[Policy]] = {name: [OWN] for name in CAPITALS}
        self.against: Mix = ((1.0, LINE_UP),)
        self.turns: list[Turn] = []
        self.next_world = options.worlds
        self.played = 0
        self._begin_searches()

    def experiment(self) -> Experiment | None:
        """Return the next experiment, None where all is done."""
        if self.stage == "done":
            return None
        profiles, worlds = self._profiles(), self._worlds()
        self.lot = 0 if self.stage == "test" else -(-self.next_world // worlds)
        outcomes = tuple(dict.fromkeys([*map(self.options.outcome_of, CAPITALS), LOSE_LOSE]))
        return played_by(self.options.scenario, profiles, self.lot, worlds, self.options.seed, outcomes)

    def take(self, results: Results) -> None:
        """Take the results of the experiment that was asked for."""
        profiles, worlds = self._profiles(), self._worlds()
        self.played += len(profiles) * worlds
        if self.stage == "test":
            self.stage = "done"
            return
        self.next_world = (-(-self.next_world // worlds) + 1) * worlds
        if self.stage == "search":
            self._take_candidates(results)
        else:
            self._take_game(results)

    def payoffs(self, results: Results, capital: str) -> Floats:
        """Return what every profile was worth to a capital in each world, `(profiles, worlds)`; more is better."""
        return self.options.sign * results.by_cell(self.options.outcome_of(capital))

    def _begin_searches(self) -> None:
        turn = len(self.turns)
        self.searches = {
            capital: Search(self.options, capital, turn, self.pools[capital]) for capital in self.options.capitals
        }
        self.stage = "search"

    @property
    def _open(self) -> dict[str, Search]:
        return {capital: search for capital, search in self.searches.items() if search.phase != "done"}

    def _worlds(self) -> int:
        """Return how many worlds each profile of the next experiment gets."""
        if self.stage == "search":
            each = max(search.worlds for search in self._open.values())
            return max(1, each // len(self.against))
        return self.options.worlds

    def _profiles(self) -> list[Profile]:
        """Return what is played next."""
        if self.stage == "search":
            return [
                replaced(profile, capital, policy)
                for capital, search in self._open.items()
                for _, profile in self.against
                for policy in search.policies
            ]
        return profiles_over([self._extended()[name] for name in CAPITALS]) if self.stage == "game" else self.tested()

    def _take_candidates(self, results: Results) -> None:
        at = 0
        for capital, search in self._open.items():
            count, payoffs = len(search.policies), self.payoffs(results, capital)
            parts = []
            for weight, _ in self.against:
                parts.append((weight, payoffs[at : at + count]))
                at += count
            search.take(weighed(parts))
        if not self._open:
            pools = self._extended()
            profiles = math.prod(len(own) for own in pools.values())
            # Without anything new there is no game to play, and beyond a bound none that could be played.
            ends = self.options.replies == 1 or pools == self.pools or profiles > MOST_PROFILES
            self.stage = "test" if ends else "game"
            if ends:
                self.turns.append(Turn(self.against, self._replies(), {}))

    def _replies(self) -> dict[str, Policy]:
        return {capital: search.found for capital, search in self.searches.items()}

    def _extended(self) -> dict[str, list[Policy]]:
        """Return the pools with the replies of this round."""
        replies = self._replies()
        return {name: list(dict.fromkeys([*own, replies.get(name, OWN)])) for name, own in self.pools.items()}

    def _take_game(self, results: Results) -> None:
        """Keep the replies that gain, and find what the next round replies to."""
        pools = self._extended()
        found = self._game(results, pools)
        gains = {}
        for capital, reply in self._replies().items():
            here, there = found.worth(self.against, capital), found.worth(moved(self.against, capital, reply), capital)
            gains[capital] = paired(there, here, 1.0 - 0.05 / len(self.searches))
        self.turns.append(Turn(self.against, self._replies(), gains))
        better = [capital for capital, gain in gains.items() if gain.low > 0.0]
        self.pools |= {capital: pools[capital] for capital in better}
        if not better or len(self.turns) == self.options.replies:
            self.stage = "test"
            return
        self.against = found.among(self.pools).resting()
        self._begin_searches()

    def _game(self, results: Results, pools: Mapping[str, Sequence[Policy]]) -> PoolGame:
        shape = (*(len(pools[name]) for name in CAPITALS), self.options.worlds)
        value = np.stack([[self.payoffs(results, name).reshape(shape) for name in CAPITALS]])
        lost = results.by_cell(LOSE_LOSE).reshape(1, *shape) > 0.0
        return pool_game(self.options.scenario, self.options.seed, pools, value, lost)

    def tested(self) -> list[Profile]:
        """Return what is played in the worlds kept for the test."""
        first, last = self.turns[0], self.turns[-1]
        made = [LINE_UP]
        for capital, reply in first.replies.items():
            rivals = [reply, *named_policies(self.options.scenario, capital)]
            rivals += [without(reply, [name]) for name, _ in reply]
            made += [replaced(LINE_UP, capital, policy) for policy in rivals]
        made += [profile for _, profile in last.against]
        for capital, reply in last.replies.items():
            made += [profile for _, profile in moved(last.against, capital, reply)]
        return list(dict.fromkeys(made))


_STANDING: WeakKeyDictionary[Results, Learning] = WeakKeyDictionary()
"""Learning as it stands after these results, so that each is read once."""


def learning_after(options: LearnOptions, so_far: Sequence[Results]) -> Learning:
    """Return learning as it stands after some results."""
    if not so_far:
        return Learning(options)
    known = _STANDING.get(so_far[-1])
    if known is not None and known.options == options:
        return known
    learning = learning_after(options, so_far[:-1])
    learning.take(so_far[-1])
    if len(so_far) > 1:
        _STANDING.pop(so_far[-2], None)
    _STANDING[so_far[-1]] = learning
    return learning


def ask(options: LearnOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: a generation of candidates, a game over what was found, or the test."""
    return learning_after(options, so_far).experiment()

"""Four capitals, or some of them, in one world, as a parallel environment of PettingZoo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import numpy as np
from gymnasium.spaces import Space
from pettingzoo import ParallelEnv

from sim.core.base.arrays import Floats, Whole
from sim.core.engine.play import Engine
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import Ending
from sim.env.many import ManyWorlds
from sim.env.one_capital import action_space, observation_space
from sim.study.experiment.given_scenario import ScenarioLike

Infos = dict[str, dict[str, Any]]


class FourCapitals(ParallelEnv[str, Floats, Whole]):
    """One world of a scenario in which each seat chooses a statement and an action, all at once in a month.

    Seeds, episodes and rewards are those of `SingleEnv`; all agents leave together, when the world
    is over.

    >>> import sim
    >>> from sim.env import parallel_env
    >>> env = parallel_env("2017-spring")
    >>> observations, infos = env.reset(seed=7)
    >>> env.agents
    ['washington', 'beijing', 'pyongyang', 'seoul']
    """

    metadata: ClassVar[dict[str, Any]] = {
        "name": "korea_escalation_v0",
        "render_modes": [],
        "is_parallelizable": True,
    }
    render_mode = None

    def __init__(
        self,
        scenario: ScenarioLike,
        seats: Sequence[str] = CAPITALS,
        *,
        reward: str = "payoff",
        seed: int = 7,
        engine: Engine | None = None,
    ) -> None:
        self.many = ManyWorlds(scenario, seats, 1, reward=reward, seed=seed, engine=engine)
        self.possible_agents = list(self.many.seats)
        self.agents: list[str] = []
        self.names = {capital: sight.names for capital, sight in self.many.sights.items()}
        self.observation_spaces = {
            capital: observation_space(sight) for capital, sight in self.many.sights.items()
        }
        self.action_spaces = {capital: action_space(capital) for capital in self.many.seats}

    def observation_space(self, agent: str) -> Space[Floats]:
        """Return the box in which a capital's observations lie."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Space[Whole]:
        """Return the space of a capital's statements and actions."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Floats], Infos]:
        """Begin a world; return the observation of each capital, and the number of the world."""
        observations = self.many.reset(seed, (options or {}).get("world"))
        self.agents = list(self.possible_agents)
        world = int(self.many.ids[0])
        return {agent: observations[agent][0] for agent in self.agents}, {
            agent: {"world": world} for agent in self.agents
        }

    def step(
        self, actions: dict[str, Whole]
    ) -> tuple[dict[str, Floats], dict[str, float], dict[str, bool], dict[str, bool], Infos]:
        """Play the month with a statement and an action of each capital; the rules choose for a
        capital that is not named.
        """
        playing = self.agents
        observations, rewards, over = self.many.step(
            {agent: np.asarray(action)[None] for agent, action in actions.items()}
        )
        ending = {"ending": Ending(int(self.many.ending[0])).name.lower()} if over[0] else {}
        self.agents = [] if over[0] else playing
        return (
            {agent: observations[agent][0] for agent in playing},
            {agent: float(rewards[agent][0]) for agent in playing},
            dict.fromkeys(playing, bool(over[0])),
            dict.fromkeys(playing, False),
            {agent: dict(ending) for agent in playing},
        )

    def state(self) -> Floats:
        """Return the whole world as it stands, `(places,)`: for training with a critic that sees
        all.
        """
        return self.many.state[:, 0].copy()


parallel_env: Final = FourCapitals
"""The maker of a parallel environment, under the name that PettingZoo expects."""

"""One capital against the model's, as environments of Gymnasium: one world, or many at once."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv as Vector
from gymnasium.vector.utils import batch_space

from sim.core.base.arrays import Array, Flags, Floats, Whole
from sim.core.engine.play import Engine
from sim.core.game.moves import Ending
from sim.env.many import ManyWorlds, sizes_of
from sim.policies.agents.observation import Observation
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO, ScenarioLike

typed: Any = spaces
"""Gymnasium's own type hints for the elements of a space are wider than ours."""


def observation_space(sight: Observation) -> spaces.Space[Floats]:
    """Return the box in which a capital's observations lie."""
    box: spaces.Space[Floats] = typed.Box(sight.low, sight.high, dtype=np.float64)
    return box


def action_space(capital: str) -> spaces.Space[Whole]:
    """Return the space of a capital's statements and actions, by their places on its menus."""
    menus: spaces.Space[Whole] = typed.MultiDiscrete(sizes_of(capital))
    return menus


class VectorEnv(Vector[Floats, Whole, Array]):
    """Many worlds of `SingleEnv` side by side: row k is the world that `SingleEnv` plays under that
    number.

    All worlds begin together: one that is over stays over and pays nothing until `reset`, so
    Gymnasium's autoreset is off.
    """

    def __init__(
        self,
        scenario: ScenarioLike,
        capital: str = "washington",
        worlds: int = 1000,
        *,
        reward: str = "payoff",
        seed: int = 7,
        engine: Engine | None = None,
    ) -> None:
        self.many = ManyWorlds(scenario, [capital], worlds, reward=reward, seed=seed, engine=engine)
        self.capital, self.num_envs = capital, worlds
        self.metadata = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}
        sight = self.many.sights[capital]
        self.names = sight.names
        self.single_observation_space, self.single_action_space = (
            observation_space(sight),
            action_space(capital),
        )
        self.observation_space = batch_space(self.single_observation_space, worlds)
        self.action_space = batch_space(self.single_action_space, worlds)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Floats, dict[str, Any]]:
        """Begin all worlds: of one seed from world 0, or from `options={"world": k}`; without a
        seed the next ones.
        """
        if isinstance(seed, list):
            raise ValueError("worlds differ by their number, not by their seed: give one seed")
        super().reset(seed=seed)
        observations = self.many.reset(seed, (options or {}).get("world"))
        return observations[self.capital], {"world": self.many.ids.copy()}

    def step(self, actions: Whole) -> tuple[Floats, Floats, Flags, Flags, dict[str, Any]]:
        """Play the month in all worlds that are not over, with a statement and an action each,
        `(worlds, 2)`.
        """
        observations, rewards, over = self.many.step({self.capital: actions})
        info = {"ending": self.many.ending.astype(np.int64)}
        return observations[self.capital], rewards[self.capital], over, np.zeros_like(over), info


class SingleEnv(gymnasium.Env[Floats, Whole]):
    """One world of a scenario in which a program chooses the statements and actions of one capital.

    `reset(seed=s)` begins world 0 of seed s, or the one that `options={"world": k}` names; without
    a seed the next world begins. An episode ends with its world, or at the horizon: both are ends,
    since the value counts no month after it. `gymnasium.make("sim.env.one_capital:Korea-v1",
    capital="beijing")` makes one too. Raises UsageProblem.

    >>> import sim
    >>> from sim.env import SingleEnv
    >>> env = SingleEnv("2017-spring", "washington")
    >>> observation, info = env.reset(seed=7)
    >>> env.names[:3], info
    (('month', 'tension', 'presence'), {'world': 0})
    """

    def __init__(
        self,
        scenario: ScenarioLike = DEFAULT_SCENARIO,
        capital: str = "washington",
        *,
        reward: str = "payoff",
        seed: int = 7,
        engine: Engine | None = None,
    ) -> None:
        self.row = VectorEnv(scenario, capital, 1, reward=reward, seed=seed, engine=engine)
        self.many, self.names = self.row.many, self.row.names
        self.observation_space = self.row.single_observation_space
        self.action_space = self.row.single_action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Floats, dict[str, Any]]:
        """Begin a world; return the observation of the capital, and the number of the world."""
        super().reset(seed=seed)
        observations, info = self.row.reset(seed=seed, options=options)
        return observations[0], {"world": int(info["world"][0])}

    def step(self, action: Whole) -> tuple[Floats, float, bool, bool, dict[str, Any]]:
        """Play the month with a statement and an action, −1 to leave either to the rules; at the
        end report how the world ended.

        Raises UsageProblem for a place off the menu, and after the last month.
        """
        observations, rewards, over, _, info = self.row.step(np.asarray(action)[None])
        ending = {"ending": Ending(int(info["ending"][0])).name.lower()} if over[0] else {}
        return observations[0], float(rewards[0]), bool(over[0]), False, ending


gymnasium.register("Korea-v1", entry_point=f"{__name__}:SingleEnv")

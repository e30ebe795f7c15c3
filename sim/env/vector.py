"""One capital against the model's in many worlds at once, as a vector environment of Gymnasium."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode
from gymnasium.vector import VectorEnv as Vector
from gymnasium.vector.utils import batch_space

from sim.arrays import Flags, Floats
from sim.engine.play import Engine
from sim.env.many import ManyWorlds
from sim.env.spaces import action_space, observation_space
from sim.study.scenario import Scenario


class VectorEnv(Vector[Floats, npt.NDArray[np.int64], npt.NDArray[Any]]):
    """Many worlds of `SingleEnv` side by side: row k is the world that `SingleEnv` plays under that number.

    All worlds begin together: one that is over stays over and pays nothing until `reset`, so Gymnasium's autoreset is
    off. `jobs` are threads.
    """

    def __init__(
        self, scenario: Scenario, capital: str = "washington", worlds: int = 1000, *, reward: str = "payoff",
        seed: int = 7, engine: Engine | None = None, jobs: int = 1,
    ) -> None:  # fmt: skip
        self.many = ManyWorlds(scenario, [capital], worlds, reward=reward, seed=seed, engine=engine, jobs=jobs)
        self.capital, self.num_envs = capital, worlds
        self.metadata = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}
        sight = self.many.sights[capital]
        self.names = sight.names
        self.single_observation_space, self.single_action_space = observation_space(sight), action_space(capital)
        self.observation_space = batch_space(self.single_observation_space, worlds)
        self.action_space = batch_space(self.single_action_space, worlds)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Floats, dict[str, Any]]:
        """Begin all worlds: of one seed from world 0, or from `options={"world": k}`; without a seed the next ones."""
        if isinstance(seed, list):
            raise ValueError("worlds differ by their number, not by their seed: give one seed")
        super().reset(seed=seed)
        seen = self.many.reset(seed, (options or {}).get("world"))
        return seen[self.capital], {"world": self.many.ids.copy()}

    def step(self, actions: npt.NDArray[np.int64]) -> tuple[Floats, Floats, Flags, Flags, dict[str, Any]]:
        """Play the month in all worlds that are not over, with a word and a deed each, `(worlds, 2)`."""
        seen, paid, over = self.many.step({self.capital: actions})
        told = {"ending": self.many.ending.astype(np.int64)}
        return seen[self.capital], paid[self.capital], over, np.zeros_like(over), told

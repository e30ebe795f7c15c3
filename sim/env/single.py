"""One capital against the model's, as an environment of Gymnasium."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt

from sim.arrays import Floats
from sim.engine.play import Engine
from sim.env.many import ManyWorlds
from sim.env.spaces import action_space, observation_space
from sim.game.moves import Ending
from sim.study.scenario import Scenario


class SingleEnv(gymnasium.Env[Floats, npt.NDArray[np.int64]]):
    """One world of a scenario in which a program chooses the words and deeds of one capital.

    `reset(seed=s)` begins world 0 of seed s, or the one that `options={"world": k}` names; without a seed the next
    world begins. An episode ends with its world, or at the horizon: both are ends, since the value counts no month
    after it. Raises UsageProblem.

    >>> import sim
    >>> from sim.env import SingleEnv
    >>> env = SingleEnv(sim.load_scenario("2017-spring"), "washington")
    >>> seen, told = env.reset(seed=7)
    >>> env.names[:3], told
    (('month', 'tension', 'presence'), {'world': 0})
    """

    def __init__(
        self, scenario: Scenario, capital: str = "washington", *, reward: str = "payoff", seed: int = 7,
        engine: Engine | None = None,
    ) -> None:  # fmt: skip
        self.many = ManyWorlds(scenario, [capital], 1, reward=reward, seed=seed, engine=engine)
        self.capital = capital
        sight = self.many.sights[capital]
        self.names = sight.names
        self.observation_space = observation_space(sight)
        self.action_space = action_space(capital)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Floats, dict[str, Any]]:
        """Begin a world; return what the capital observes, and which world it is."""
        super().reset(seed=seed)
        seen = self.many.reset(seed, (options or {}).get("world"))
        return seen[self.capital][0], {"world": int(self.many.ids[0])}

    def step(self, action: npt.NDArray[np.int64]) -> tuple[Floats, float, bool, bool, dict[str, Any]]:
        """Play the month with a word and a deed, −1 for what is left to the rules; at the end say how the world ended.

        Raises UsageProblem for what is on no menu, and after the end.
        """
        seen, paid, over = self.many.step({self.capital: np.asarray(action)[None]})
        told = {"ending": Ending(int(self.many.ending[0])).name.lower()} if over[0] else {}
        return seen[self.capital][0], float(paid[self.capital][0]), bool(over[0]), False, told

"""One world as a Mesa model: four agents, and a month by the rules themselves."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import mesa

from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters import Parameters
from sim.core.game.world import STATES, Now, World
from sim.core.scenario import Scenario
from sim.study.run.one_world import OneWorld, belief_of, job_of


class Capital(mesa.Agent):
    """A capital: the course it holds, what it last said and did, and who it takes Kim for."""

    def __init__(self, model: EscalationModel, name: str) -> None:
        super().__init__(model)
        self.name = name

    @property
    def course(self) -> str:
        """The course that it holds to."""
        return self._last("course")

    @property
    def word(self) -> str:
        """What it last said."""
        return self._last("word")

    @property
    def deed(self) -> str:
        """What it last did."""
        return self._last("deed")

    @property
    def payoff(self) -> float:
        """What the last month was worth to it."""
        return float(getattr(self.model.state, f"{self.name}_payoff"))

    @property
    def belief(self) -> dict[str, float]:
        """How likely it holds each type of Kim to be; Pyongyang knows."""
        return belief_of(self.name, self.model.state, self.model.p, self.model.one.rules)

    def review(self) -> None:
        """Review the course where the rules call for it, or follow a policy of a user's own.

        The new one takes force with those of all others.
        """
        self.model.one.review(self.name, self.model.now)

    def _last(self, what: str) -> str:
        name: str = getattr(self.model.state, f"{self.name}_{what}").name
        return name.lower()


class EscalationModel(mesa.Model):
    """One world of a scenario, in steps of a month; `state` is the world, `now` what the last month
    brought.

    `rng` is the seed of the luck and `world` the number of the world: it is world number `world` of
    every run with that scenario and seed, to the last bit. The DataCollector keeps every state of
    the model. The model stops `running` when the world has ended. Luck comes from the sheet of the
    seed, never from Mesa's own generators. Raises UsageProblem for a seed or a number that is none.
    """

    def __init__(self, scenario: Scenario, rng: int = 7, world: int = 0) -> None:
        self.one = OneWorld(job_of(scenario, rng, world))
        super().__init__(rng=rng)
        self.number = world
        self.now = Now()
        for name in CAPITALS:
            Capital(self, name)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _reporter(name) for name in STATES} | {"ending": _ending},
            agent_reporters={
                "capital": "name",
                "course": "course",
                "word": "word",
                "deed": "deed",
                "payoff": "payoff",
            },
        )

    @property
    def state(self) -> World:
        """The world as it stands."""
        return self.one.state

    @property
    def p(self) -> Parameters:
        """The numbers of the rules."""
        return self.one.p

    def step(self) -> None:
        """Play a month, in the order of `sim.core.game.month`; a world that has ended stays as it
        is.
        """
        if self.one.over:
            return
        self.now = self.one.now()
        self.one.open_month(self.now)
        self.agents.do("review")
        self.one.settle_courses(self.now)
        self.one.act(self.now)
        self.running = not self.one.over
        self.datacollector.collect(self)


def _reporter(name: str) -> Any:
    state = attrgetter(name)
    return lambda model: float(state(model.state))


def _ending(model: EscalationModel) -> str:
    return model.state.ending.name.lower()

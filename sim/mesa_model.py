"""One world as a Mesa model: four agents, and a month by the rules themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from operator import attrgetter, itemgetter
from typing import Any, Final

import mesa

from sim.core.base.errors import UsageProblem, nearest
from sim.core.game.catalogue import CAPITALS, menu_names
from sim.core.game.moves import Ending
from sim.core.game.parameters import Parameters
from sim.core.game.world import STATES, Now, World
from sim.options import MOST_SEED, checked_seed
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO, ScenarioLike, scenario_of
from sim.study.run.one_world import PLACE, OneWorld, belief_of, job_of

KINDS: Final = ("course", "word", "deed")
MENUS: Final = {
    capital: tuple(menu_names(f"{capital}.{kind}") for kind in KINDS) for capital in CAPITALS
}
"""The names of the courses, statements and actions of each capital."""


class Capital(mesa.Agent):
    """A capital: its course, its last statement and action, and its belief about Kim's type."""

    def __init__(self, model: EscalationModel, name: str) -> None:
        super().__init__(model)
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name.title()}: course {self.course}, word {self.word}, deed {self.deed}>"

    @property
    def course(self) -> str:
        """The course that it holds to."""
        return self._last("course")

    @property
    def word(self) -> str:
        """Its last statement."""
        return self._last("word")

    @property
    def deed(self) -> str:
        """Its last action."""
        return self._last("deed")

    @property
    def payoff(self) -> float:
        """Its payoff of the last month, in months."""
        return float(self.model.one.value(f"{self.name}_payoff"))

    @property
    def belief(self) -> dict[str, float]:
        """The probability that it gives to each type of Kim; Pyongyang knows the type."""
        return belief_of(self.name, self.model.state, self.model.p, self.model.one.rules)

    def review(self) -> None:
        """Review the course where the rules call for it, or follow a user's own policy.

        The new one takes force with those of all others.
        """
        self.model.one.review(self.name, self.model.now)

    def _last(self, what: str) -> str:
        names = MENUS[self.name][KINDS.index(what)]
        return names[int(self.model.one.value(f"{self.name}_{what}"))]


class EscalationModel(mesa.Model):
    """One world of a scenario, in steps of a month; `state` is the world, `now` the last month's events.

    `scenario` is a name, the path of a file, a dict of changes or a Scenario; keywords change it,
    with two underscores for the dot: `washington__pressure=0.9`, `start_tension=4`. The model keeps
    the changed scenario as `setting`. `rng`, or `seed`, is the seed of the draws and `world` the number of the
    world: the model is world number `world` of every run with that scenario and seed, to the last
    bit. Without `rng` the seed is a fresh one, kept as `seed`. Draws come from the sheet of the
    seed, never from Mesa's own generators. The DataCollector keeps seed, world and every state
    before the first month and after each. The step after the last month does nothing but stop
    `running`. Raises UsageProblem for a seed or a number
    of a world that is none, and ScenarioProblem for a keyword that the scenario does not have.

    >>> EscalationModel(washington__pressure=0.9, rng=7)
    <EscalationModel of 2017-spring, seed 7, world 0: month 0 of 36>
    """

    def __init__(
        self,
        scenario: ScenarioLike = DEFAULT_SCENARIO,
        rng: int | None = None,
        world: int = 0,
        # Mesa 3.3 takes keywords of its page for a model only under this name.
        **kwargs: Any,
    ) -> None:
        # Models of Mesa took their seed under this name for long.
        if "seed" in kwargs:
            if rng is not None:
                raise UsageProblem("rng and seed are one number", "seed", "Give one of the two.")
            rng = kwargs.pop("seed")
        for keyword in kwargs:
            if near := nearest(keyword, ("rng", "world")):
                raise UsageProblem(f"there is no keyword '{keyword}'", keyword, near.strip())
        changes = {keyword.replace("__", "."): value for keyword, value in kwargs.items()}
        setting = scenario_of(scenario)
        self.setting = setting.change(changes) if changes else setting
        self.seed = checked_seed(
            random.SystemRandom().randint(0, MOST_SEED) if rng is None else rng
        )
        self.one = OneWorld(job_of(self.setting, self.seed, world))
        super().__init__(rng=self.seed)
        self.number = world
        self._now: Now | None = Now()
        for name in CAPITALS:
            Capital(self, name)
        self.datacollector = MonthCollector()
        # Mesa collects once before the first step, so that rows of the model and of its agents agree.
        self.datacollector.collect(self)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} of {self.setting.name}, seed {self.seed}, "
            f"world {self.number}: month {self.one.month} of {self.setting.months}>"
        )

    @property
    def scenario(self) -> None:
        """Nothing: `setting` is the scenario.

        Mesa 3.5 keeps an object of its own under this name, and its page would begin the model anew
        with that object in the place of our scenario.
        """

    @scenario.setter
    def scenario(self, value: object) -> None:
        """Forget the object of Mesa 3.5."""

    @property
    def state(self) -> World:
        """The world as it stands."""
        return self.one.state

    @property
    def now(self) -> Now:
        """The events of the last month; read from the kernel when they are first asked for."""
        if self._now is None:
            self._now = self.one.told()
        return self._now

    @property
    def p(self) -> Parameters:
        """The numbers of the rules."""
        return self.one.p

    @property
    def are_usual(self) -> bool:
        """Whether the agents are the four capitals and no others."""
        return [type(agent) for agent in self.agents] == [Capital] * len(CAPITALS)

    def step(self) -> None:
        """Play a month, in the order of `sim.core.game.month`; a world that has ended stays as it
        is.

        Where the agents are the four capitals the kernel plays it as a whole, if one is at hand.
        """
        if self.one.over:
            # Not in the last month: batch_run of Mesa 3.3 leaves out the rows of a model's last step.
            self.running = False
            return
        if self.are_usual and self.one.play_at_once():
            self._now = None
        else:
            self._now = now = self.one.now()
            self.one.open_month(now)
            # Agents of a user's own stand beside the capitals, and have no course to review.
            self.agents.select(lambda agent: isinstance(agent, Capital)).do("review")
            self.one.settle_courses(now)
            self.one.act(now)
        self.datacollector.collect(self)


class MonthCollector(mesa.DataCollector):
    """Mesa's DataCollector with our reporters, which reads their numbers of a month all at once.

    With other reporters or agents it does what Mesa's own does.
    """

    model_reporters: dict[str, Any]
    agent_reporters: dict[str, Any]

    def __init__(self) -> None:
        super().__init__(model_reporters=REPORTERS, agent_reporters=AGENT_REPORTERS)
        self._ours = self.model_reporters.copy(), self.agent_reporters.copy()

    def collect(self, model: EscalationModel) -> None:
        """Collect the numbers of the model and of its agents after a month."""
        reporters = self.model_reporters, self.agent_reporters
        if reporters != self._ours or not model.are_usual:
            super().collect(model)
            return
        # Each version of Mesa numbers months in its own way: it collects the first of each itself.
        self.model_reporters = {"seed": REPORTERS["seed"]}
        self.agent_reporters = {"capital": self.agent_reporters["capital"]}
        try:
            super().collect(model)
        finally:
            self.model_reporters, self.agent_reporters = reporters
        values = model.one.values
        ending = ENDINGS[int(values[PLACE["ending"]])]
        _, *columns = self.model_vars.values()
        for column, value in zip(columns, (model.number, *IN_STATES(values), ending), strict=True):
            column.append(value)
        month = next(reversed(self._agent_records))
        self._agent_records[month] = [
            (*head, name, *_told_of(name, values)) for *head, name in self._agent_records[month]
        ]


def _told_of(capital: str, values: list[float]) -> tuple[str, str, str, float]:
    """Return what the other reporters of an agent say."""
    courses, words, deeds = MENUS[capital]
    course, word, deed, payoff = IN_AGENT[capital](values)
    return courses[int(course)], words[int(word)], deeds[int(deed)], payoff


def _reporter(name: str) -> Callable[[EscalationModel], float]:
    state = attrgetter(name)
    return lambda model: float(state(model.state))


def _of_capital(name: str) -> Callable[[mesa.Agent], Any]:
    """Return a reporter of an attribute of capitals, which is None for agents of a user's own."""
    value = attrgetter(name)
    return lambda agent: value(agent) if isinstance(agent, Capital) else None


def _ending(model: EscalationModel) -> str:
    return ENDINGS[model.state.ending]


REPORTERS: Final[dict[str, Any]] = {
    "seed": "seed",
    "world": "number",
    **{name: _reporter(name) for name in STATES},
    "ending": _ending,
}
"""The reporters of each month: seed and world, so that it can be played again, and every state.
"""
AGENT_REPORTERS: Final = {"capital": _of_capital("name")} | {
    name: _of_capital(name) for name in (*KINDS, "payoff")
}
"""The reporters of each capital, which are functions: Mesa 3.5 asks every agent for an attribute.
"""
IN_STATES: Final = itemgetter(*(PLACE[name] for name in STATES))
IN_AGENT: Final = {
    capital: itemgetter(*(PLACE[f"{capital}_{what}"] for what in (*KINDS, "payoff")))
    for capital in CAPITALS
}
ENDINGS: Final = tuple(ending.name.lower() for ending in Ending)

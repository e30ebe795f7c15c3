"""One world as a Mesa model: four agents, and a month by the rules themselves."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Mapping
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, Final

import mesa

from sim.core.base.errors import DataProblem, Place, UsageProblem, nearest, one_line
from sim.core.game.catalogue import CAPITALS, MENUS as CATALOGUE, menu_names
from sim.core.game.moves import Ending
from sim.core.game.parameters import Parameters
from sim.core.game.sight import SIGHTS
from sim.core.game.world import STATES, Now, World
from sim.options import MOST_SEED, checked_seed
from sim.policies.agents.function import (
    Chooser,
    FunctionFault,
    Unseen,
    answer_of,
    code_line,
    method_of,
)
from sim.policies.fields import ANSWERS, Kind
from sim.policies.user_rules import menus_of
from sim.study.experiment.given_scenario import (
    DEFAULT_SCENARIO,
    ScenarioLike,
    scenario_of,
    with_keywords,
)
from sim.study.run.one_world import PLACE, OneWorld, belief_of, job_of

KINDS: Final = ("course", "word", "deed")
MENUS: Final = {
    capital: tuple(menu_names(f"{capital}.{kind}") for kind in KINDS) for capital in CAPITALS
}
"""The names of the courses, statements and actions of each capital."""

PUBLIC: Final = tuple(
    seen for seen in SIGHTS["seoul"] if all(seen in sights for sights in SIGHTS.values())
)
"""What every capital sees, and from the same place."""


class Capital(mesa.Agent):
    """A capital: its course, its last statement and action, and its belief about Kim's type.

    A subclass answers in its place, in a model that is given `agents={"washington": Hawk}`:
    `review(self, view)` returns a course each month in which the capital is free to choose,
    `act(self, view)` a statement and an action each month. Both may be names, such as `"patience"`.
    The view is that of a policy (docs/your-own.md): what the capital sees, with its errors.
    """

    def __init__(self, model: mesa.Model, name: str) -> None:
        super().__init__(model)
        self.name = name

    @classmethod
    def alone(cls, name: str) -> Capital:
        """Make an agent that has its view and nothing else, as each world of `sim.run` does."""
        return cls(mesa.Model(rng=0), name)

    def __repr__(self) -> str:
        if not isinstance(self.model, EscalationModel):
            return f"<{self.name.title()}>"
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

    def step(self) -> None:
        """Choose the course: by its own review, by a user's policy, or by a review that the rules
        call for.

        The new one takes force with those of all others.
        """
        self.model.one.review(self.name, self.model.now)

    def _last(self, menu: str) -> str:
        names = MENUS[self.name][KINDS.index(menu)]
        return names[int(self.model.one.value(f"{self.name}_{menu}"))]


class OwnAgent:
    """An agent of a user's own at the seat of a capital: it is shown its view, and its choice read."""

    def __init__(self, model: EscalationModel, capital: str, kind: Kind) -> None:
        self.model, self.capital, self.kind = model, capital, kind
        self.chooser = Chooser(capital, kind)
        self.last: list[int] = []

    @property
    def agent(self) -> Capital | None:
        """The agent that answers, None once it was removed."""
        agents = self.model.agents_by_type.get(self.model.classes[self.capital], ())
        return next((agent for agent in agents if agent.name == self.capital), None)

    def __call__(self, values: list[float]) -> list[int]:
        """Return what the agent chooses, as places on its menus; what it chose last if it was
        removed. Raises DataProblem, with the month, if it has no answer.
        """
        if (agent := self.agent) is None:
            return self.last or [
                int(self.model.one.value(f"{self.capital}_{name}")) for name in self.names
            ]
        view = self.chooser.view(values)
        line = code_line(method_of(agent)[1])
        try:
            self.last = self.chooser.places(answer_of(agent, view), line)
        except FunctionFault as fault:
            raise self.problem(agent, *fault.args) from None
        except Unseen as unseen:
            raise self.problem(
                agent, unseen.args[0], line, unseen.args[1].partition(" A file")[0]
            ) from None
        except Exception as error:
            text = f"it raised {type(error).__name__}: {one_line(str(error))}"
            raise self.problem(agent, text, line) from error
        return self.last

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its menus."""
        return tuple(menus_of(self.capital, self.kind))

    def problem(self, agent: Capital, fault: str, line: int, remedy: str = "") -> DataProblem:
        """Return the problem of an agent that gives no answer."""
        name = type(agent).__name__
        message = f"{name}, the agent of {self.capital.title()}, has no choice in month {self.model.one.month}: {fault}"
        menus = "; ".join(", ".join(MENUS[self.capital][KINDS.index(menu)]) for menu in self.names)
        place = Place(inspect.getsourcefile(type(agent)) or name, line)
        return DataProblem(message, place, remedy or f"Return one of {menus}.")


def checked_agents(agents: Mapping[str, type[Capital]]) -> dict[str, Kind]:
    """Return what the agents of each capital choose; raises UsageProblem for a name that is no
    capital, and for a class that is no Capital with one of the two methods.
    """
    kinds: dict[str, Kind] = {}
    for capital, agent in agents.items():
        argument = f"agents, '{capital}'"
        if capital not in CAPITALS:
            near = nearest(str(capital), CAPITALS)
            remedy = f"Name one of {', '.join(CAPITALS)}.{near} Make other agents after the model: Observer(model)."
            raise UsageProblem(f"there is no capital '{capital}'", argument, remedy)
        if not isinstance(agent, type) or not issubclass(agent, Capital):
            remedy = "Give a subclass of Capital, as class Hawk(Capital)."
            raise UsageProblem(f"{agent!r} is no class of agents", argument, remedy)
        methods = [name for name in ANSWERS if hasattr(agent, name)]
        if len(methods) != 1:
            message = f"{agent.__name__} must have one of review(view) and act(view)"
            remedy = "review returns a course, act a statement and an action."
            raise UsageProblem(message, argument, remedy)
        kinds[capital] = ANSWERS[methods[0]]
    return kinds


NONE: Final[Mapping[str, type[Capital]]] = MappingProxyType({})
"""No agents of a user's own."""


class EscalationModel(mesa.Model):
    """One world of a scenario, in steps of a month; `state` is the world, `now` the last month's events.

    `scenario` is a name, the path of a file, a dict of changes or a Scenario; keywords change it,
    with two underscores for the dot: `washington__pressure=0.9`, `start_tension=4`. The model keeps
    the changed scenario as `setting`. `rng`, or `seed`, is the seed of the draws and `world` the number of the
    world: the model is world number `world` of every run with that scenario and seed, to the last
    bit. `agents` maps capitals to subclasses of Capital, which choose in their place. Agents of a
    user's own beside the four are made with the model, as in Mesa; `step` of each is called once the
    month is played. Without `rng` the seed is a fresh one, kept as `seed`. Draws come from the sheet of the
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
        agents: Mapping[str, type[Capital]] = NONE,
        # Mesa 3.3 takes keywords of its page for a model only under this name.
        **kwargs: Any,
    ) -> None:
        # Models of Mesa took their seed under this name for long.
        if "seed" in kwargs:
            if rng is not None:
                raise UsageProblem("rng and seed are one number", "seed", "Give one of the two.")
            rng = kwargs.pop("seed")
        self.setting = with_keywords(scenario_of(scenario), kwargs, ("rng", "world", "agents"))
        self.seed = checked_seed(
            random.SystemRandom().randint(0, MOST_SEED) if rng is None else rng
        )
        kinds = checked_agents(agents)
        self.classes = dict.fromkeys(CAPITALS, Capital) | dict(agents)
        seats = {name: (kind, OwnAgent(self, name, kind)) for name, kind in kinds.items()}
        self.one = OneWorld(job_of(self.setting, self.seed, world), seats)
        super().__init__(rng=self.seed)
        self.number = world
        self._now: Now | None = Now()
        for name, agent in self.classes.items():
            agent(self, name)
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
    def public(self) -> dict[str, float | str]:
        """The public month, by name: the states that all capitals see without error, and the
        courses, statements and actions that nobody mistakes.
        """
        values = {sight.name: self.one.value(sight.place) for sight in PUBLIC}
        return {
            name: menu_names(name)[int(value)] if name in CATALOGUE else value
            for name, value in values.items()
        }

    @property
    def are_usual(self) -> bool:
        """Whether the agents are the four capitals and no others."""
        return [type(agent) for agent in self.agents] == [Capital] * len(CAPITALS)

    def step(self) -> None:
        """Play a month, in the order of `sim.core.game.month`; a world that has ended stays as it
        is.

        Where the capitals are those of the rules the kernel plays it as a whole, if one is at hand.
        Then the agents beside the capitals step.
        """
        if self.one.over:
            # Not in the last month: batch_run of Mesa 3.3 leaves out the rows of a model's last step.
            self.running = False
            return
        beside = self.agents.select(lambda agent: not isinstance(agent, Capital))
        ruled = [type(agent) for agent in self.agents if isinstance(agent, Capital)]
        if ruled == [Capital] * len(CAPITALS) and self.one.play_at_once():
            self._now = None
        else:
            self._now = now = self.one.now()
            self.one.open_month(now)
            self.agents.select(lambda agent: isinstance(agent, Capital)).do("step")
            self.one.settle_courses(now)
            self.one.act(now)
        beside.do("step")
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


ENDINGS: Final = tuple(ending.name.lower() for ending in Ending)

REPORTERS: Final[dict[str, Any]] = {
    "seed": "seed",
    "world": "number",
    **{name: _reporter(name) for name in STATES},
    "ending": lambda model: ENDINGS[model.state.ending],
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

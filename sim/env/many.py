"""Worlds side by side, month by month, in which a caller chooses the moves of some capitals: what
the environments of Gymnasium and PettingZoo share.

The reward of a month is its payoff to a capital, so that rewards sum to its value; or, at the end,
whether it lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Array, Flags, Floats
from sim.core.base.errors import UsageProblem, check_known, known_names
from sim.core.engine import ORDERS
from sim.core.engine.play import Engine
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.goals import loses
from sim.core.game.moves import Ending
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.outcomes.values import value
from sim.core.runs.inputs import Inputs, inputs
from sim.core.scenario import Scenario
from sim.core.scenario.plan import checked_capitals
from sim.core.scenario.scenario import own_policies
from sim.options import MOST_SEED, MOST_WORLDS, checked_whole
from sim.policies.agents.observation import KINDS, PLACES, Observation
from sim.policies.external_choices import Months
from sim.policies.user_policies import RULES, own_policy
from sim.study.experiment.given_scenario import ScenarioLike, scenario_of


def lost(history: History, capital: str) -> Floats:
    """Return −1 where a capital loses by its goals, else 0, `(worlds,)`."""
    return np.where(loses(capital, history, history.goals), -1.0, 0.0)


REWARDS: Final[dict[str, Callable[[History, str], Floats]]] = {"payoff": value, "goals": lost}
"""The outcome to which the rewards of a world sum, by the kind of reward."""


class Reward:
    """The monthly reward to one capital: its payoff, or nothing if rewards are of the kind "goals".

    The month in which a world ends also pays the rest of the outcome, so that rewards, each
    discounted by `discount`, sum to it.
    """

    def __init__(self, kind: str, capital: str, scenario_inputs: Inputs, worlds: int) -> None:
        self.numbers, self.discount = scenario_inputs.numbers, 1.0
        self.capital, self.outcome = capital, REWARDS[kind]
        self.payoff = f"{capital}_payoff" if kind == "payoff" else ""
        if self.payoff:
            self.discount = float(History({}, self.numbers).number("discount"))
        names = {*asked_of(self.total), f"{capital}_payoff", "ending"}
        self.series = {name: np.zeros((scenario_inputs.months, worlds)) for name in sorted(names)}
        self.paid = np.zeros(worlds)

    def total(self, history: History) -> Floats:
        """Return the outcome to which rewards sum, `(worlds,)`."""
        return self.outcome(history, self.capital)

    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return the reward of a month, `(worlds,)`.

        `live` worlds played the month, and those `over` ended by it.
        """
        for name, series in self.series.items():
            series[month] = state[PLACES.index(name)]
        if month == 0:
            self.paid[:] = 0.0
        reward = np.where(live, self.series[self.payoff][month] if self.payoff else 0.0, 0.0)
        weight, ends = self.discount**month, np.flatnonzero(over & live)
        if ends.size:
            histories = {name: series[:, ends] for name, series in self.series.items()}
            for series in histories.values():
                series[month + 1 :] = series[month]
            rest = self.total(History(histories, self.numbers)) - self.paid[ends]
            reward[ends] = rest / weight
        self.paid += weight * reward
        return reward


MODEL: Final = -1
"""The place that leaves a statement or an action to the rules."""

GOING_ON: Final = float(Ending.NONE)

By = dict[str, Floats]


class ManyWorlds:
    """Worlds of a scenario in which the moves of `seats` are chosen from outside, all
    others by the rules.

    World k under a seed has the random draws of world k of every run with that seed; left to
    the rules, it is that world to the last bit. Between two steps `state` holds the worlds as
    they stand when moves are chosen. `discount` weighs rewards of the kind "payoff" so that
    they sum to the value of the world. Raises UsageProblem.
    """

    def __init__(
        self,
        scenario: ScenarioLike,
        seats: Sequence[str] = CAPITALS,
        worlds: int = 1,
        *,
        reward: str = "payoff",
        seed: int = 7,
        engine: Engine | None = None,
    ) -> None:
        scenario = scenario_of(scenario)
        check_compiled(scenario)
        self.scenario, self.seats = scenario, checked_capitals(seats, "seats")
        self.worlds = checked_whole("worlds", worlds, 1, MOST_WORLDS)
        self.seed = checked_whole("seed", seed, 0, MOST_SEED)
        check_known("reward", reward, REWARDS, "reward")
        scenario_inputs = inputs(scenario)
        self.months = scenario_inputs.months
        self.discount = float(History({}, scenario_inputs.numbers).number("discount"))
        self._rewards = {
            capital: Reward(reward, capital, scenario_inputs, worlds) for capital in self.seats
        }
        self._months = Months(scenario_inputs.job(worlds), engine)
        self.sights = {capital: Observation(capital) for capital in self.seats}
        self._ending = PLACES.index("ending")
        self.ids = np.arange(worlds) - worlds
        self.month = self.months

    @property
    def state(self) -> Floats:
        """The worlds as they stand, `(places, worlds)`; the names are
        `sim.policies.agents.observation.PLACES`.
        """
        return self._months.stepped.state

    @property
    def ending(self) -> Floats:
        """How each world ended, by the menu `Ending`; 0 where it did not."""
        row: Floats = self.state[self._ending]
        return row

    @property
    def over(self) -> Flags:
        """Which worlds have ended, or come to the horizon."""
        return np.asarray((self.ending != GOING_ON) | (self.month >= self.months))

    def reset(self, seed: int | None = None, first_world: int | None = None) -> By:
        """Begin worlds, and return the observations of each seat, `(worlds, columns)`.

        A seed begins at its world 0, or at `first_world`; without either the worlds after the last
        ones begin.
        """
        if seed is not None:
            self.seed = checked_whole("seed", seed, 0, MOST_SEED)
        following = int(self.ids[-1]) + 1 if seed is None else 0
        first = following if first_world is None else checked_whole("first_world", first_world, 0)
        self.ids = np.arange(first, first + self.worlds)
        self.month = 0
        self._months.begin(self.seed, self.ids)
        self._months.open(0)
        return self.observations()

    def step(self, actions: Mapping[str, npt.ArrayLike]) -> tuple[By, By, Flags]:
        """Play the month: return the next observations, the rewards, and the flags of worlds that
        are over.

        `actions` gives each seat a statement and an action for each world, `(worlds, 2)`, by their
        places on the menus; −1, or a seat that is not named, leaves it to the rules. Choices for
        worlds that are over change nothing. Raises UsageProblem for a place off the menu, before a
        reset, and after the last month.
        """
        if self.month >= self.months:
            raise UsageProblem("no month is open", "step", "Call reset first.")
        live = np.asarray(self.ending == GOING_ON)
        self._months.act(self.month, self._ordered(actions))
        month, self.month = self.month, self.month + 1
        over = self.over
        rewards = {
            capital: reward.of(self.state, month, live, over)
            for capital, reward in self._rewards.items()
        }
        if self.month < self.months:
            self._months.open(self.month)
        return self.observations(), rewards, over

    def observations(self) -> By:
        """Return the present observations of each seat, `(worlds, columns)`; those of a world that
        is over have its last month's errors.
        """
        return {capital: sight.of(self.state, self.month) for capital, sight in self.sights.items()}

    def _ordered(self, actions: Mapping[str, npt.ArrayLike]) -> npt.NDArray[np.int8] | None:
        if not actions:
            return None
        orders = self._months.stepped.orders_of(self.month)
        for capital, choice in actions.items():
            if capital not in self.seats:
                raise UsageProblem(
                    f"nobody sits for '{capital}'",
                    "action",
                    known_names("seat", capital, self.seats),
                )
            chosen = checked_actions(capital, choice, self.worlds)
            for kind, places in zip(KINDS, chosen.T, strict=True):
                orders[ORDERS.index(f"{capital}_{kind}")] = places
        return orders


def check_compiled(scenario: Scenario) -> None:
    """Refuse a scenario with a policy that is not compiled; raises UsageProblem."""
    for key, name in own_policies(scenario).items():
        if not key.startswith(RULES) and own_policy(name).how != "compiled":
            message = f"an environment cannot ask '{name}', a program or a policy in plain Python"
            raise UsageProblem(
                message,
                "policy",
                "Choose for that capital by step, or write a policy that compiles.",
            )


def sizes_of(capital: str) -> tuple[int, int]:
    """Return the numbers of statements and of actions of a capital."""
    return len(MOVES[f"{capital}.word"]), len(MOVES[f"{capital}.deed"])


def checked_actions(capital: str, actions: npt.ArrayLike, worlds: int) -> Array:
    """Return actions as `(worlds, 2)`; raises UsageProblem for another shape, or a place off the
    menu.
    """
    chosen = np.asarray(actions)
    if chosen.shape != (worlds, 2) or chosen.dtype.kind not in "iu":
        message = f"its shape is {chosen.shape}, of {chosen.dtype}"
        remedy = f"Give a statement and an action for each of {worlds} worlds, as whole numbers."
        raise UsageProblem(message, f"action of {capital}", remedy)
    for kind, places, size in zip(KINDS, chosen.T, sizes_of(capital), strict=True):
        for place in places[(places < MODEL) | (places >= size)]:
            remedy = f"Give 0 to {size - 1}, or {MODEL} to leave it to the rules."
            where = f"action of {capital}, {kind}"
            raise UsageProblem(f"{place} is not on the menu", where, remedy)
    return chosen

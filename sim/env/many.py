"""Many worlds side by side, month by month, in which a caller chooses the moves of some capitals.

The reward of a month is its payoff to a capital, so that rewards sum to its value; or, at the end,
whether it lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Array, Flags, Floats, Ints
from sim.core.base.errors import UsageProblem, check_known, known_names
from sim.core.engine import ORDERS
from sim.core.engine.play import Engine
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.goals import loses
from sim.core.game.moves import Ending
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.outcomes.values import outlasting
from sim.core.runs.inputs import Inputs, inputs
from sim.core.scenario import Scenario
from sim.core.scenario.plan import checked_capitals
from sim.core.scenario.scenario import own_policies
from sim.options import MOST_SEED, MOST_WORLDS, checked_whole
from sim.policies.agents.observation import KINDS, PLACES, Observation
from sim.policies.external_choices import Months
from sim.policies.user_policies import RULES, own_policy
from sim.study.experiment.given_scenario import ScenarioLike, scenario_of


class Payoff:
    """The payoff of each month to a capital; the last month also pays the rest of the value.

    The sum over months, each discounted by `discount`, is the outcome `value_…` of the capital.
    """

    def __init__(self, capital: str, given: Inputs, worlds: int) -> None:
        numbers = History({}, given.numbers)
        self.months, self.discount = given.months, float(numbers.number("discount"))
        self.early = float(numbers.number("arsenal_early"))
        self.after = float(numbers.number("after_weight")) if capital == "washington" else 0.0
        names = (f"{capital}_payoff", f"{capital}_loss", "ending", "arsenal", "freeze")
        self.payoff, self.loss, self.ending, self.arsenal, self.freeze = (
            PLACES.index(name) for name in names
        )

    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return the payoff of the month, `(worlds,)`; for a world that ends by it, add the rest of
        its value.

        `live` worlds played the month, and those `over` ended by it.
        """
        paid = np.where(live, state[self.payoff], 0.0)
        ends = np.flatnonzero(over & live)
        if ends.size:
            paid[ends] += self.rest(state[:, ends], self.months - 1 - month)
        return paid

    def rest(self, state: Floats, left: int) -> Floats:
        """Return the rest of the value of worlds that are over with `left` months to go,
        `(worlds,)`.

        The last payoff goes on to the horizon, the loss falls due, and an arsenal that outlasts the
        horizon is charged.
        """
        ending = state[self.ending]
        to_come = sum(self.discount**k for k in range(1, left + 1))
        charge = (
            self.discount ** (left + 1)
            * self.after
            * outlasting(state[self.arsenal], state[self.freeze], self.early)
        )
        war = (ending != Ending.NONE) & (ending != Ending.COLLAPSE)
        loss = np.where(ending != Ending.NONE, state[self.loss], 0.0)
        return np.asarray(state[self.payoff] * to_come - loss - np.where(war, 0.0, charge))


class Goals:
    """Nothing until a world is over; then −1 if the capital loses by its goals, and 0 if it does
    not.
    """

    def __init__(self, capital: str, given: Inputs, worlds: int) -> None:
        self.capital, self.given, self.worlds = capital, given, worlds
        names = {*asked_of(lambda history: loses(capital, history, history.goals)), "ending"}
        self.kept = {name: np.zeros((given.months, worlds)) for name in sorted(names)}

    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return −1 where a world is over and the capital lost, as `Payoff.of` does."""
        for name, series in self.kept.items():
            series[month] = state[PLACES.index(name)]
        paid = np.zeros(self.worlds)
        ends = np.flatnonzero(over & live)
        if ends.size:
            paid[ends] = -1.0 * self.lost(ends, month)
        return paid

    def lost(self, worlds: Ints, month: int) -> Flags:
        """Return where the capital loses among worlds that were over by a month, `(worlds,)`."""
        state = {}
        for name, series in self.kept.items():
            state[name] = series[:, worlds]
            state[name][month + 1 :] = state[name][month]
        history = History(state, self.given.numbers)
        return np.asarray(loses(self.capital, history, history.goals))


REWARDS: Final[dict[str, type[Payoff | Goals]]] = {"payoff": Payoff, "goals": Goals}
"""The kinds of monthly reward to one capital, by name."""


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

    >>> import sim
    >>> from sim.env import ManyWorlds
    >>> many = ManyWorlds("2017-spring", ["beijing"], worlds=3)
    >>> many.reset(seed=7)["beijing"].shape
    (3, 30)
    >>> seen, paid, over = many.step({"beijing": [[0, 3], [1, 2], [-1, -1]]})
    >>> paid["beijing"].shape, over.tolist()
    ((3,), [False, False, False])
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
        jobs: int = 1,
    ) -> None:
        scenario = scenario_of(scenario)
        check_compiled(scenario)
        self.scenario, self.seats = scenario, checked_capitals(seats, "seats")
        self.worlds = checked_whole("worlds", worlds, 1, MOST_WORLDS)
        self.seed = checked_whole("seed", seed, 0, MOST_SEED)
        given = inputs(scenario)
        self.months = given.months
        self.discount = float(History({}, given.numbers).number("discount"))
        check_known("reward", reward, REWARDS, "reward")
        self._rewards = {capital: REWARDS[reward](capital, given, worlds) for capital in self.seats}
        self._months = Months(given.job(worlds), engine, jobs)
        self.sights = {capital: Observation(capital) for capital in self.seats}
        self._orders = {
            (c, kind): ORDERS.index(f"{c}_{kind}") for c in self.seats for kind in KINDS
        }
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
        return self.observed()

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
        paid = {
            capital: reward.of(self.state, month, live, over)
            for capital, reward in self._rewards.items()
        }
        if self.month < self.months:
            self._months.open(self.month)
        return self.observed(), paid, over

    def observed(self) -> By:
        """Return the present observations of each seat, `(worlds, columns)`; those of a world that
        is over have its last month's errors.
        """
        return {capital: sight.of(self.state, self.month) for capital, sight in self.sights.items()}

    def _ordered(self, actions: Mapping[str, npt.ArrayLike]) -> npt.NDArray[np.int8] | None:
        if not actions:
            return None
        orders = self._months.stepped.orders_of(self.month)
        for capital, given in actions.items():
            if capital not in self.seats:
                raise UsageProblem(
                    f"nobody sits for '{capital}'",
                    "action",
                    known_names("seat", capital, self.seats),
                )
            chosen = checked_actions(capital, given, self.worlds)
            for place, kind in enumerate(KINDS):
                orders[self._orders[capital, kind]] = chosen[:, place]
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


def checked_actions(capital: str, given: npt.ArrayLike, worlds: int) -> Array:
    """Return actions as `(worlds, 2)`; raises UsageProblem for another shape, or a place off the
    menu.
    """
    chosen = np.asarray(given)
    if chosen.shape != (worlds, 2) or chosen.dtype.kind not in "iu":
        shape = f"Give a statement and an action for each of {worlds} worlds, as whole numbers."
        raise UsageProblem(
            f"its shape is {chosen.shape}, of {chosen.dtype}", f"action of {capital}", shape
        )
    sizes = np.array(sizes_of(capital))
    wrong = (chosen < MODEL) | (chosen >= sizes)
    if wrong.any():
        world, place = np.argwhere(wrong)[0]
        remedy = f"Give 0 to {sizes[place] - 1}, or {MODEL} to leave it to the rules."
        where = f"action of {capital}, {KINDS[place]}"
        raise UsageProblem(f"{chosen[world, place]} is not on the menu", where, remedy)
    return chosen

"""What a month is worth to a capital: its payoff, so that rewards sum to its value, or at the end whether it lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.engine.records import names_of
from sim.errors import UsageProblem, nearest
from sim.game.aims import loses
from sim.game.moves import Ending
from sim.game.seats.observation import World
from sim.study.measure.history import History
from sim.study.measure.outcome_ledger import asked_of
from sim.study.measure.values import outlasting
from sim.study.run.inputs import Inputs

PLACES: Final = names_of(World)


class Reward(ABC):
    """What many worlds pay one capital, month by month."""

    def __init__(self, capital: str, given: Inputs, worlds: int) -> None:
        self.capital, self.given, self.worlds = capital, given, worlds
        self.numbers = History({}, given.numbers)

    @abstractmethod
    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return the rewards of a month, `(worlds,)`: `live` worlds played it, and those `over` ended by it."""


class Payoff(Reward):
    """The payoff of each month; the end pays all that is still to come.

    The sum over months, each discounted by `discount`, is the outcome `value_…` of the capital.
    """

    def __init__(self, capital: str, given: Inputs, worlds: int) -> None:
        super().__init__(capital, given, worlds)
        self.discount = float(self.numbers.number("discount"))
        self.after = float(self.numbers.number("after_weight")) if capital == "washington" else 0.0
        names = (f"{capital}_payoff", f"{capital}_loss", "ending", "arsenal", "freeze")
        self.payoff, self.loss, self.ending, self.arsenal, self.freeze = (PLACES.index(name) for name in names)

    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return the payoff of the month, and where a world is over the rest of its value."""
        paid = np.where(live, state[self.payoff], 0.0)
        ends = np.flatnonzero(over & live)
        if ends.size:
            paid[ends] += self.rest(state[:, ends], self.given.months - 1 - month)
        return paid

    def rest(self, state: Floats, left: int) -> Floats:
        """Return what is still to come of worlds that are over with so many months left, `(worlds,)`.

        The last payoff goes on to the horizon, the loss falls due, and an arsenal that outlasts the horizon is charged.
        """
        ending = state[self.ending]
        to_come = sum(self.discount**k for k in range(1, left + 1))
        charge = self.discount ** (left + 1) * self.after * outlasting(state[self.arsenal], state[self.freeze])
        war = (ending != Ending.NONE) & (ending != Ending.COLLAPSE)
        loss = np.where(ending != Ending.NONE, state[self.loss], 0.0)
        return np.asarray(state[self.payoff] * to_come - loss - np.where(war, 0.0, charge))


class Aims(Reward):
    """Nothing until a world is over; then −1 where the capital loses by its aims, and 0 where it does not."""

    def __init__(self, capital: str, given: Inputs, worlds: int) -> None:
        super().__init__(capital, given, worlds)
        names = {*asked_of(lambda history: loses(capital, history, history.aims)), "ending"}
        self.kept = {name: np.zeros((given.months, worlds)) for name in sorted(names)}

    def of(self, state: Floats, month: int, live: Flags, over: Flags) -> Floats:
        """Return −1 where a world is over and the capital lost."""
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
        return np.asarray(loses(self.capital, history, history.aims))


REWARDS: Final[dict[str, type[Reward]]] = {"payoff": Payoff, "aims": Aims}


def reward_of(name: str, capital: str, given: Inputs, worlds: int) -> Reward:
    """Return the rewards of that name for a capital; raises UsageProblem where there are none."""
    if name not in REWARDS:
        remedy = f"Use one of: {', '.join(REWARDS)}.{nearest(name, REWARDS)}"
        raise UsageProblem(f"there is no reward '{name}'", "reward", remedy)
    return REWARDS[name](capital, given, worlds)

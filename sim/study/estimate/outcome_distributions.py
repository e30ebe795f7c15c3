"""The distributions of a run or of the results of an experiment: any number of a world, by who Kim is or any factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.errors import UsageProblem, known_names
from sim.game.aims import war
from sim.study.estimate.distribution import Better, Distribution, Distributions
from sim.study.measure.history import History
from sim.study.measure.outcome_ledger import Ledger, Outcome
from sim.study.measure.outcomes import STATES, frozen

Came = Callable[[History], Flags]


def at_the_end(history: History) -> Flags:
    """Return the month in which a world ends in war, `(months, worlds)`."""
    last = np.arange(history.months)[:, None] == history.lived - 1
    return np.asarray(war(history) & last)


MONTHS_TO: Final[Mapping[str, tuple[str, Better, Came]]] = {
    "months_to_war": ("months to war", "high", at_the_end),
    "months_to_freeze": ("months to a freeze", "low", lambda history: frozen(history) & history.live),
    "months_to_deterrent": (
        "months to the deterrent", "high", lambda history: (history.state["deterrent"] > 0.0) & history.live
    ),
}  # fmt: skip
"""What comes in some worlds and not in others: its label, which side is better, and the months in which it holds."""

HIGH: Final = ("value_", "months", "talk_months")
LOW: Final = ("gain_", "net", "tests", "big_tests", "lethal_acts", "crises", "crisis_months", "refugees")
BY: Final = {"kim_type": "kim"}
"""Other names of what distributions are told by."""


def better(outcome: Outcome) -> Better:
    """Return which side of a number is good to all: a user's own, and shares of months, have none."""
    if outcome.own:
        return "neither"
    return "high" if outcome.name.startswith(HIGH) else "low" if outcome.name.startswith(LOW) else "neither"


def first_month(came: Came) -> Callable[[History], Floats]:
    """Return what tells the month in which something first holds, from 1, infinite where it never does, `(worlds,)`."""

    def told(history: History) -> Floats:
        held = came(history)
        return np.where(held.any(axis=0), held.argmax(axis=0) + 1.0, np.inf)

    return told


def has_distribution(name: str, ledger: Ledger) -> Outcome:
    """Return the outcome of a name that is a number; raises UsageProblem for a flag, and for no outcome at all."""
    found = ledger.get(name)
    if found is not None and found.kind != "number":
        remedy = "Ask for its probability, or name a number, such as value_washington."
        raise UsageProblem(f"'{name}' happens or not: it has no distribution", "outcome", remedy)
    if found is None:
        known = (*ledger.numbers, *MONTHS_TO)
        raise UsageProblem(f"there is no number '{name}'", "outcome", known_names("number of a world", name, known))
    return found


def groups(columns: Mapping[str, npt.NDArray[Any]], by: str, factors: Mapping[str, Any]) -> Iterable[tuple[str, Flags]]:
    """Return which worlds are in each group, under its name: by a state such as who Kim is, or by a factor."""
    name = BY.get(by, by)
    if name in STATES:
        codes = columns[name]
        return [(STATES[name][k], codes == k) for k in np.unique(codes).tolist()]
    if by not in factors:
        known = (*STATES, *factors)
        raise UsageProblem(f"there is nothing called '{by}' to group by", "by", known_names("group", by, known))
    return [(str(value), factors[by] == value) for value in dict.fromkeys(factors[by].tolist())]


def part_by(
    whole: Distribution, columns: Mapping[str, npt.NDArray[Any]], by: str, factors: Mapping[str, Any]
) -> Distributions:
    """Return a distribution parted by a state or a factor; each part can be paired with others of the same worlds."""
    assert whole.worlds is not None
    return Distributions({
        name: Distribution(
            whole.name, whole.values[among], whole.unit, whole.better, whole.label, whole.luck, whole.worlds[among],
            whole.horizon, whole.level,
        )
        for name, among in groups(columns, by, factors) if among.any()
    })  # fmt: skip

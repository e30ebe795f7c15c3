"""The histories of many worlds: the series recorded month by month, and sums over the live months
of each world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, Quantity
from sim.core.base.errors import UsageProblem, nearest
from sim.core.base.months import month_after, months_from
from sim.core.engine import OUTPUTS, PLACES, on_arrays
from sim.core.engine.job import DEFAULTS
from sim.core.game.catalogue import COURSES, MOVES
from sim.core.game.moves import Ending, KimType
from sim.core.game.parameters import Parameters
from sim.core.game.parameters.payoffs import GoalParameters

Ints = npt.NDArray[np.int64]
PolicyProfile = tuple[tuple[str, str], ...]
"""Policies by key, such as `(("beijing.policy", "enforce"), ("washington.policy",
"engagement"))`.
"""


@dataclass(frozen=True, eq=False)
class History:
    """The recorded series of many worlds, by the engine's names.

    `state[name]` is `(months, worlds)`, the state after each month; after its end a world repeats
    its last month, and the month of its end counts as live. `numbers` holds the parameters that
    differ from the defaults, by the engine's name. Sums go month by month, so that their bytes do
    not depend on the number of worlds.

    Every series is a read-only attribute too: `history.tension`, `history.pyongyang_deed`,
    `history["kim.leverage"]`. Row 0 is the month `start`.

    `seconds` holds the same worlds under other profiles, each with the same random draws; `facing`
    is the profile that `against` reads.
    """

    state: Mapping[str, Floats]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    start: str = "2017-01"
    seconds: Mapping[PolicyProfile, History] = field(default_factory=dict)
    facing: PolicyProfile = ()

    @property
    def against(self) -> History:
        """The same worlds under the second profile of an outcome; raises UsageProblem for one that
        names none.
        """
        if not self.facing:
            remedy = 'Give against = { "washington.policy" = "engagement" }, say.'
            raise UsageProblem(
                "it reads a second profile and names none", "history.against", remedy
            )
        return self.seconds[self.facing]

    def __getattr__(self, name: str) -> Floats:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Floats:
        """Return a series by name, `(months, worlds)`; raises UsageProblem for one that is not
        there.
        """
        place = str(name).replace(".", "_") if name in MOVES else name
        if place not in PLACES and place not in DEFAULTS and place not in OUTPUTS:
            raise no_series(name, "history", (*PLACES, *DEFAULTS, *OUTPUTS, *MOVES))
        try:
            series = self.state[place].view()
        except KeyError:
            raise UsageProblem(
                f"'{name}' was not recorded", "history", "Read it in every case, not in some."
            ) from None
        series.flags.writeable = False
        return series

    def did(self, menu: str, *names: str) -> Flags:
        """Return the months with one of these moves or courses, `(months, worlds)`.

        `menu` is a menu such as `pyongyang.deed` or `washington.course`. Raises UsageProblem for a
        name that is not on it.
        """
        menu_names = names_on(menu)
        for name in names:
            if name not in menu_names:
                raise UsageProblem(
                    f"there is no '{name}' on the menu '{menu}'",
                    menu,
                    f"Use one of: {', '.join(menu_names)}.",
                )
        return np.isin(self[menu.replace(".", "_")], [menu_names.index(name) for name in names])

    def month(self, date: str) -> int:
        """Return the row of a month such as "2017-06"; it may lie outside the history."""
        return months_from(self.start, date, "history")

    @property
    def dates(self) -> list[str]:
        """The months, as "2017-06"."""
        return [month_after(self.start, row) for row in range(self.months)]

    def between(self, first: str, last: str) -> Flags:
        """Return the months that each world lived from a month to another, both with them,
        `(months, worlds)`.
        """
        rows = np.arange(self.months)[:, None]
        return self.live & (rows >= self.month(first)) & (rows <= self.month(last))

    @property
    def months(self) -> int:
        """The number of months to the horizon."""
        return len(self.state["ending"])

    @cached_property
    def ended(self) -> Flags:
        """Where a world ended before the horizon or in its last month, `(worlds,)`."""
        return np.asarray(self.last("ending") != Ending.NONE)

    @cached_property
    def lived(self) -> Ints:
        """How many months each world lived, the month of its end with them, `(worlds,)`."""
        running = np.count_nonzero(self.state["ending"] == Ending.NONE, axis=0)
        return np.asarray(running + self.ended, dtype=np.int64)

    @cached_property
    def live(self) -> Flags:
        """The months that each world lived, `(months, worlds)`."""
        return np.arange(self.months)[:, None] < self.lived

    def recent(self, months: int) -> Flags:
        """Return the last live months of each world, fewer where it lived fewer, `(months,
        worlds)`.
        """
        return self.live & (np.arange(self.months)[:, None] >= self.lived - months)

    def number(self, name: str) -> Quantity:
        """Return a parameter by the engine's name, as these worlds have it."""
        value: Quantity = self.numbers[name] if name in self.numbers else defaults()[name]
        return value

    @cached_property
    def goals(self) -> GoalParameters:
        """The parameters of the goals in these worlds."""
        thresholds: dict[str, Any] = {
            item.name: self.number(item.name) for item in fields(GoalParameters)
        }
        return GoalParameters(**thresholds)

    def last(self, name: str) -> Floats:
        """Return a series in the last live month, `(worlds,)`."""
        return np.asarray(self.state[name][-1])

    def count(self, flags: Flags, months: int | None = None) -> Ints:
        """Return in how many live months, or in how many of the last of them, something holds,
        `(worlds,)`.
        """
        counted = self.live if months is None else self.recent(months)
        return np.asarray(np.count_nonzero(flags & counted, axis=0), dtype=np.int64)

    def share(self, flags: Flags, months: int | None = None) -> Floats:
        """Return the share of live months, or of the last of them, in which something holds,
        `(worlds,)`.
        """
        months_lived = self.lived if months is None else np.minimum(self.lived, months)
        return self.count(flags, months) / months_lived

    def ever(self, flags: Flags) -> Flags:
        """Return where something holds in a live month, `(worlds,)`."""
        return np.asarray((flags & self.live).any(axis=0))

    def total(self, name: str) -> Floats:
        """Return the sum of a series over the live months, `(worlds,)`."""
        return self._summed(name, self.live)

    def late(self, name: str, months: int) -> Floats:
        """Return the mean of a series over the last live months, `(worlds,)`."""
        return self._summed(name, self.recent(months)) / np.minimum(self.lived, months)

    def _summed(self, name: str, counted: Flags) -> Floats:
        total = np.zeros(counted.shape[1])
        for row, counts in zip(self.state[name], counted, strict=True):
            total = total + np.where(counts, row, 0.0)
        return total

    def episodes(self, flags: Flags, gap: int) -> Ints:
        """Return how many episodes a world has, `(worlds,)`; up to `gap` months between two make
        them one.
        """
        in_force = flags & self.live
        begins = in_force.copy()
        for back in range(1, min(gap + 2, self.months)):
            begins[back:] &= ~in_force[:-back]
        return np.asarray(np.count_nonzero(begins, axis=0), dtype=np.int64)

    def longest(self, flags: Flags) -> Ints:
        """Return the most live months running in which something holds, `(worlds,)`."""
        run = np.zeros(flags.shape[1], dtype=np.int64)
        most = run
        for row in flags & self.live:
            run = (run + 1) * row
            most = np.maximum(most, run)
        return most


SYNONYMS: Final = {"gdp": "economy", "growth": "economy"}
"""Synonyms of series, with the name of the series."""


def no_series(name: str, location: str, names: Iterable[str]) -> UsageProblem:
    """Return the problem of a series that there is not, with the name that is meant."""
    if name in SYNONYMS:
        return UsageProblem(f"there is no series '{name}'", location, f"Write '{SYNONYMS[name]}'.")
    return UsageProblem(
        f"there is no series '{name}'", location, f"Use a known name.{nearest(name, names)}"
    )


def names_on(menu: str) -> list[str]:
    """Return the moves or courses of a menu such as `pyongyang.deed` or `washington.course`; raises
    UsageProblem.
    """
    capital, _, kind = menu.partition(".")
    entries = COURSES.get(capital) if kind == "course" else MOVES.get(menu)
    if entries is None:
        menus = (*MOVES, *(f"{capital}.course" for capital in COURSES))
        raise UsageProblem(
            f"there is no menu '{menu}'",
            menu,
            f"Use one of: {', '.join(menus)}.{nearest(menu, menus)}",
        )
    return [entry.name for entry in entries]


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, float]:
    """Return the default of every number that rules or outcomes read, by the engine's name."""
    values: dict[str, float] = {}
    for numbers in (Parameters(), GoalParameters()):
        for item in fields(numbers):
            _lay_out(item.name, getattr(numbers, item.name), values)
    return values


def _lay_out(name: str, value: Any, values: dict[str, float]) -> None:
    if isinstance(value, list):
        for place, cell in enumerate(value):
            _lay_out(f"{name}.{place}", cell, values)
    else:
        values[name] = float(value)


EVIDENCE: Final = {
    "washington": "frozen_evidence",
    "beijing": "evidence_beijing",
    "seoul": "evidence",
}
"""The evidence of each observer: the series of the log-likelihood of each type of Kim."""

PRIORS: Final = {
    "washington": "prior_washington",
    "beijing": "prior_beijing",
    "seoul": "prior_washington",
}
"""With which belief each observer begins: Seoul with its ally's."""


def evidence_of(observer: str) -> tuple[str, ...]:
    """Return the names of the series of an observer's evidence, in the order of the types."""
    return tuple(f"{EVIDENCE[observer]}.{int(kim)}" for kim in KimType)


def beliefs(history: History, observer: str) -> Floats:
    """Return an observer's belief in each type of Kim, `(types, months, worlds)`: NaN if the
    evidence is NaN.
    """
    prior = [history.number(f"{PRIORS[observer]}.{int(kim)}") for kim in KimType]
    evidence = [history.state[name] for name in evidence_of(observer)]
    probabilities = on_arrays("belief")(prior, [np.nan_to_num(series) for series in evidence])
    return np.where(np.isnan(evidence), np.nan, np.stack(probabilities[: len(KimType)]))

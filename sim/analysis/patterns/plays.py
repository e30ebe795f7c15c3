"""The plays that patterns are measured on: scenarios, imposed moves and types of Kim, all under the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.lineups import BASE, LINEUPS, Lineup, lineup
from sim.analysis.patterns.thinking import Thinking, thinking_of
from sim.calendar import months_into
from sim.engine import NUMBERS, ORDERS, Job, play
from sim.game.catalogue import CAPITALS, MOVES
from sim.study.history import History
from sim.study.outcomes import series_of
from sim.study.scenario import Scenario, inputs, load_scenario

Imposed = Mapping[tuple[str, int], str]
"""Moves that are imposed in every world, by menu and month: `{("washington.deed", 8): "deploy"}`."""

OWN: Final = (
    *(f"{capital}_{kind}" for capital in CAPITALS for kind in ("word", "deed", "course")),
    *(f"{evidence}.{kim}" for evidence in ("evidence", "evidence_beijing", "frozen_evidence") for kim in range(3)),
    "audience", "bite", "deterrent", "economy", "enforcement", "kim.type", "perceived_risk", "relation", "tension",
    "thaad", "un_round_ago", "washington_yields", "pyongyang_yields",
)  # fmt: skip
"""The places that the measures read beside those that outcomes read."""

WORLDS_OF_A_PLAY: Final = 10_000
"""So many worlds are recorded at once, so that memory stays bounded."""


def recorded() -> tuple[str, ...]:
    """Return the places that are recorded: what outcomes and measures read."""
    return tuple(dict.fromkeys((*OWN, *series_of())))


def impose(orders: npt.NDArray[np.int8], imposed: Imposed) -> npt.NDArray[np.int8]:
    """Return orders `(months, orders)` with some moves imposed."""
    given = orders.copy()
    for (menu, month), move in imposed.items():
        place = [entry.name for entry in MOVES[menu]].index(move)
        given[month, ORDERS.index(menu.replace(".", "_"))] = place
    return given


@dataclass
class Plays:
    """Worlds of one seed, played as they are asked for; `changes` are applied to every scenario, for tuning.

    `told` is called with a few words before each play.
    """

    worlds: int
    seed: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    jobs: int = 1
    told: Callable[[str], None] = lambda text: None
    _kept: dict[str, History] = field(default_factory=dict)

    @cached_property
    def base(self) -> Scenario:
        """Spring 2017, changed."""
        return load_scenario(BASE).change(self.changes)

    @property
    def free(self) -> History:
        """Spring 2017 with all capitals free, played once."""
        return self._once("free", lambda: self.play("all free", {}))

    def more(self, batch: int) -> History:
        """Return further worlds of the same, played once."""
        first = batch * self.worlds
        return self._once(f"free from {first}", lambda: self.play(f"all free, from world {first}", {}, None, None, first))

    @property
    def history(self) -> History:
        """History as it was, all capitals held on their schedules, played once."""
        self.told("history as it was")
        return self._once("history", lambda: self.of(load_scenario("2018-turn").change(self.changes)))

    @cached_property
    def thinking(self) -> Thinking:
        """What is thought in the months of the free worlds."""
        self.told("what is thought in every month, all free")
        given = inputs(self.base)
        return thinking_of(self.job(given, self.worlds, given.orders), self.jobs)

    def offices(self, capital: str) -> list[int]:
        """Return the months in which the calendar gives a capital a new government or an announced course."""
        offices = (*self.base.elections, *self.base.switches)
        return [months_into(self.base.start, each.month, capital) for each in offices if each.capital == capital]

    def kept(self) -> list[History]:
        """Return every play that was kept so far, the free one at least."""
        assert self.free is not None
        return list(self._kept.values())

    def held(self, name: str) -> History:
        """Return a named line-up, played once."""
        return self._once(name, lambda: self.lineup(LINEUPS[name]))

    def _once(self, name: str, made: Callable[[], History]) -> History:
        if name not in self._kept:
            self._kept[name] = made()
        return self._kept[name]

    def lineup(self, courses: Lineup, changes: Mapping[str, Any] | None = None, worlds: int | None = None) -> History:
        """Play a line-up of held courses."""
        self.told(", ".join(courses))
        return self.of(lineup(courses).change(self.changes).change(changes or {}), worlds)

    def play(
        self, what: str, changes: Mapping[str, Any], imposed: Imposed | None = None, worlds: int | None = None,
        first_world: int = 0,
    ) -> History:  # fmt: skip
        """Play spring 2017 with some changes and imposed moves; `what` says it in a few words."""
        self.told(what)
        return self.of(self.base.change(changes), worlds, imposed, first_world)

    def of(
        self, scenario: Scenario, worlds: int | None = None, imposed: Imposed | None = None, first_world: int = 0
    ) -> History:
        """Play a scenario and return the histories of its worlds."""
        given = inputs(scenario)
        orders = impose(given.orders, imposed or {})
        made = play(self.job(given, worlds or self.worlds, orders, first_world), jobs=self.jobs)
        return History(made.record, given.numbers, given.levers)

    def job(self, given: Any, worlds: int, orders: npt.NDArray[np.int8], first_world: int = 0) -> Job:
        """Return the job that plays what a scenario comes to."""
        numbers = {name: value for name, value in given.numbers.items() if name in NUMBERS}
        return Job(
            worlds, self.seed, given.months, first_world, numbers=numbers, levers=given.levers, orders=orders,
            calendar=given.calendar, record=recorded(),
        )  # fmt: skip

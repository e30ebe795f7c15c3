"""Worlds with choices from outside the rules: each month pauses while agents are asked.

A function in place of a rule sees a `View`, as a compiled user-written rule does. A program at a
seat sees the world as its capital perceives it, and chooses a statement and an action.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from copy import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.engine import arrays, kernel, plain
from sim.core.engine.job import DEFAULTS, FREE, USUAL, Job, PreparedJob, Whole, Worlds, game_of
from sim.core.engine.kernel import Engine, engine_for
from sim.core.engine.records import names_of
from sim.core.engine.source import Game, read_game
from sim.core.engine.toolchain import FORMS
from sim.core.engine.translated import translation
from sim.core.game.world import Orders
from sim.policies.external_agents import FAULTS, PROCESSES, AgentSeat, ExternalAgents, agents_of
from sim.policies.fields import Kind
from sim.policies.user_rules import Part, game_with, menus_of, parts_of

if TYPE_CHECKING:
    from sim.policies.agents.table import AgentTable

Moves = NDArray[np.int8]


class Stepped:
    """The worlds of a job under one or more games with the same places, such as the halves of a
    month.

    `state` is the current state, `(places, worlds)`. `recorded` is the job's record of the last
    month that was played, `(recorded, worlds)`. Worlds that have ended take no further step.
    """

    def __init__(self, job: Job, games: Sequence[Game], engine: Engine | None = None) -> None:
        self.plans = [PreparedJob(job, game_of(job, game)) for game in games]
        self.engine = engine_for(self.plans[0], engine)
        self.places = self.plans[0].places
        self.worlds = job.worlds
        self._start = self.plans[0].start()
        self.state: Floats = self._start.copy()
        record: Floats = np.empty((1, len(job.record), job.worlds))
        self.recorded: Floats = record[0]
        self._kept = record, np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)
        self._calls: list[kernel.Calls] = []

    def begin(self, seed: int, ids: Whole) -> None:
        """Begin worlds of this seed with these numbers; no month is played yet."""
        for plan in self.plans:
            plan.job = replace(plan.job, seed=seed, state=None)
            plan.ids = np.ascontiguousarray(ids, np.int64)
        self.state[:] = self._start
        self._run(self._month(0, 0, 0))
        for plan in self.plans:
            plan.job = replace(plan.job, state=self.state)
        if self.engine == "kernel":
            entries = [
                kernel.kernel(
                    translation(plan.game),
                    FORMS[plan.own_numbers],
                    plan.job.months * plan.job.worlds,
                )
                for plan in self.plans
            ]
            self._calls = [
                kernel.Calls(plan, self.state, *self._kept, 0, self.worlds, entry)
                for plan, entry in zip(self.plans, entries, strict=True)
            ]

    def play(self, game: int, month: int, orders: Moves | None = None) -> None:
        """Play a month of a game; `orders`, `(orders, worlds)`, stands for the job's own."""
        if orders is not None:
            orders = np.ascontiguousarray(orders)
        if self.engine != "kernel":
            plan = self._month(game, month)
            if orders is not None:
                plan.orders = orders[None]
            self._run(plan)
        else:
            self._calls[game].play(month, orders)

    def orders_of(self, month: int) -> Moves:
        """Return the job's own orders of a month as `(orders, worlds)`, to be written to."""
        orders = self.plans[0].orders[month]
        return np.array(
            orders if orders.ndim == 2 else np.repeat(orders[:, None], self.worlds, axis=1)
        )

    def _month(self, game: int, month: int, months: int = 1) -> PreparedJob:
        whole = self.plans[game]
        plan = copy(whole)
        plan.job = replace(whole.job, months=months, first_month=whole.job.first_month + month)
        for name in ("levers", "orders", "calendar", "luck"):
            sheet = getattr(whole, name)
            setattr(plan, name, None if sheet is None else sheet[month : month + 1])
        return plan

    def _run(self, plan: PreparedJob) -> None:
        record, lived, failed = self._kept
        if self.engine == "kernel":
            kernel.run(plan, self.state, record, lived, failed, 0, self.worlds)
            return
        run: Any = arrays.run if self.engine == "numpy" else plain.run
        run(plan, self.state, record, lived)


OPENING: Final = 0
ACTING: Final = 1
ORDERS: Final = names_of(Orders)


class Months:
    """The worlds of a job, played month by month in two halves, between which capitals observe.

    `open` plays a month until statements and actions are chosen, `act` the rest of it. User-written
    code is compiled or asked; an agent is asked in the half in which it chooses. `errors` maps the
    place of a world to the reason why a function failed it. `defaults` holds by capital the fault
    of its program this month, `(worlds,)`, as a place in FAULTS.
    """

    def __init__(self, job: Job, engine: Engine | None = None) -> None:
        rules, replaced = parts_of(job.rules)
        outside = agents_of(job.outside) or ExternalAgents(rules=rules, replaced=replaced)
        halves: tuple[Part, Part] = ("first_half", "second_half")
        games = [read_game(game_with(outside.all_rules, half, outside.replaced)) for half in halves]
        record = tuple(name for name in job.record if name not in DEFAULTS)
        self.stepped = Stepped(
            replace(job, record=record, rules=USUAL, outside=None), games, engine
        )
        self.outside = outside
        self.errors: dict[int, str] = {}
        self.defaults: dict[str, Floats] = {}
        self._table: AgentTable | None = None

    def begin(self, seed: int, ids: Whole) -> None:
        """Begin worlds of this seed with these numbers; no month is opened yet."""
        self.close()
        self.errors = {}
        self.stepped.begin(seed, ids)
        if self.outside.seats:
            from sim.policies.agents.table import AgentTable

            self._table = AgentTable(self.outside, seed, ids)

    def open(self, month: int) -> None:
        """Play the first half of a month: new governments, reviews, and the observations of
        capitals.
        """
        self._ask("course", OPENING, month, None)
        self.stepped.play(OPENING, month)

    def act(self, month: int, orders: Moves | None = None) -> None:
        """Play the second half: statements and actions. `orders`, `(orders, worlds)`, fixes those
        that it does not leave free.
        """
        self.defaults = {}
        self.stepped.play(ACTING, month, self._ask("moves", ACTING, month, orders))

    def close(self) -> None:
        """Close the agents, if there are any."""
        if self._table is not None:
            self._table.close()
            self._table = None

    def row(self, name: str) -> Floats:
        """Return the values of one place in all worlds, `(worlds,)`, as a view that may be written
        to.
        """
        row: Floats = self.stepped.state[self.stepped.places.index(name)]
        return row

    def _ask(self, kind: Kind, game: int, month: int, orders: Moves | None) -> Moves | None:
        """Ask agents for their choices this month, and return the orders with those of programs.

        A function's choice is stored in the memory of the rule that stands in for it.
        """
        seats = [each for each in self.outside.seats if each.kind == kind]
        live = np.flatnonzero((self.row("ending") == 0.0) & ~np.isnan(self.row("relation_drift")))
        if self._table is None or not seats or not live.size:
            return orders
        sights = self._views(game, month, orders, [each for each in seats if each.is_function])
        programs = [each.capital for each in seats if not each.is_function]
        sights |= dict.fromkeys(programs, (live, self.stepped.state[:, live]))
        for capital, (places, faults) in self._table.ask(month, sights).items():
            worlds = sights[capital][0]
            if capital in programs:
                orders = self.stepped.orders_of(month) if orders is None else orders
                for name, values in zip(("word", "deed"), places, strict=True):
                    row = orders[ORDERS.index(f"{capital}_{name}")]
                    row[worlds] = np.where(row[worlds] == FREE, values, row[worlds])
                self.defaults[capital] = np.zeros(self.stepped.worlds)
                self.defaults[capital][worlds] = [FAULTS.index(fault) for fault in faults]
                continue
            for name, values in zip(menus_of(capital, kind), places, strict=True):
                self.row(f"{capital}_memory.{name}")[worlds] = values
            for world, fault in zip(worlds.tolist(), faults, strict=True):
                if fault:
                    self.errors[world] = fault
                    self.row("ending")[world] = 1.0  # it takes no further step
        return orders

    def _views(
        self, game: int, month: int, orders: Moves | None, seats: Sequence[AgentSeat]
    ) -> dict[str, tuple[Whole, Floats]]:
        """Return by capital the worlds that ask a function, and its view of them, `(fields,
        worlds)`.

        The views are found by playing the month and then restoring the state: its random draws are
        the same each time.
        """
        if not seats:
            return {}
        state, places, views = self.stepped.state, self.stepped.places, {}
        for seat in seats:
            self.row(f"{seat.capital}_memory.asked")[:] = 0.0
        start = state.copy()
        self.stepped.play(game, month, orders)
        for seat in seats:
            memory = f"{seat.capital}_memory."
            worlds = np.flatnonzero(
                (start[places.index("ending")] == 0.0) & (self.row(f"{memory}asked") == 1.0)
            )
            first = places.index(f"{memory}seen_{seat.fields[0]}")
            views[seat.capital] = worlds, state[first : first + len(seat.fields)][:, worlds]
        state[:] = start
        return views


def play_asking(job: Job, outside: ExternalAgents, engine: Engine | None) -> Worlds:
    """Play the worlds of a job in which agents are asked; raises UsageProblem for worlds that have
    begun already.
    """
    if job.state is not None:
        message = "worlds that have begun cannot be played by a function or a program from outside the rules"
        raise UsageProblem(message, "policy", "Begin them as a scenario says.")
    programs = len(outside.programs)
    size = min(job.worlds, max(1, PROCESSES // programs) if programs else job.worlds)
    starts = range(0, job.worlds, size)
    parts = [play_part(job.part(low, min(low + size, job.worlds)), engine) for low in starts]
    errors: dict[int, str] = {}
    for low, part in zip(starts, parts, strict=True):
        errors |= {low + k: why for k, why in part.errors.items()}
    join = partial(np.concatenate, axis=-1)
    return Worlds(
        join([part.state for part in parts]),
        {name: join([part.record[name] for part in parts]) for name in job.record},
        join([part.months_lived for part in parts]),
        join([part.failed for part in parts]),
        parts[0].places,
        errors,
    )


def play_part(job: Job, engine: Engine | None) -> Worlds:
    """Play one batch of worlds, asking agents every month."""
    record = {name: np.zeros((job.months, job.worlds)) for name in job.record}
    lived = np.zeros(job.worlds, np.int32)
    with closing(Months(job, engine)) as months:
        stepped = months.stepped
        months.begin(job.seed, stepped.plans[0].ids)
        for month in range(job.months):
            live = months.row("ending") == 0.0
            lived += live
            months.open(month)
            months.act(month)
            for name, row in zip(stepped.plans[ACTING].job.record, stepped.recorded, strict=True):
                # A world that has ended keeps the record of its last month.
                record[name][month] = (
                    row if name in stepped.places else np.where(live, row, record[name][month - 1])
                )
            for name in record.keys() & {f"{capital}_default" for capital in months.defaults}:
                record[name][month] = months.defaults[name.partition("_")[0]]
    lost = np.isin(np.arange(job.worlds), list(months.errors))
    lost |= ~np.isfinite(stepped.state).all(axis=0)
    stepped.state[:, lost] = np.nan
    return Worlds(stepped.state, record, lived, lost, stepped.places, months.errors)

"""Worlds in which somebody outside the rules chooses: each month stops where they are asked, and goes on from there.

A function that is asked for what its capital would choose in the place of a rule sees a `View`, as a rule of a user's
own does. A program at a seat sees the world as its capital takes it, and chooses a word and a deed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.engine.engines import Engine
from sim.engine.external_agents import DEFAULTS, ExternalAgents, ExternalFunction, Mind, Sitting, Whole
from sim.engine.job import FREE, USUAL, Job, Worlds
from sim.engine.records import hints_of, names_of
from sim.engine.stepped import Stepped
from sim.engine.user_rules import Kind, half_months, menus_of, parts_of
from sim.errors import UsageProblem
from sim.game.view import View
from sim.game.world import Orders

OPENING: Final = 0
ACTING: Final = 1
ORDERS: Final = names_of(Orders)
SEEN: Final = tuple(hints_of(View))


class Months:
    """The worlds of a job, played month by month in two halves; in between lies what each capital sees.

    `open` plays a month up to where words and deeds are chosen, `act` the rest of it. What is a user's own in the job
    is played, compiled or asked: a function is asked in the half in which it chooses. `errors` says of a world, by its
    place, why a function failed it.
    """

    def __init__(self, job: Job, engine: Engine | None = None, jobs: int = 1) -> None:
        outside = job.outside or ExternalAgents((), None, *parts_of(job.rules))
        games = half_months(outside.all_rules, outside.replaced)
        record = tuple(name for name in job.record if name not in DEFAULTS)
        self.stepped = Stepped(replace(job, record=record, rules=USUAL, outside=None), games, engine, jobs)
        self.outside = outside
        self.errors: dict[int, str] = {}
        self._minds: list[tuple[ExternalFunction, Mind]] = []

    def begin(self, seed: int, ids: Whole) -> None:
        """Begin worlds of this seed with these numbers; no month is opened yet."""
        self.close()
        self.errors = {}
        self.stepped.begin(seed, ids)
        self._minds = [(each, each.sit()) for each in self.outside.functions]

    def open(self, month: int) -> None:
        """Play the first half of a month: governments and reviews, and what each capital sees then."""
        self._ask("course", OPENING, month, None)
        self.stepped.play(OPENING, month)

    def act(self, month: int, orders: NDArray[np.int8] | None = None) -> None:
        """Play the second half: words and deeds, by `orders`, `(orders, worlds)`, where they do not leave them free."""
        self._ask("moves", ACTING, month, orders)
        self.stepped.play(ACTING, month, orders)

    def close(self) -> None:
        """Let go of the functions that were asked."""
        for _, mind in self._minds:
            mind.close()
        self._minds = []

    def row(self, name: str) -> Floats:
        """Return one place of all worlds, `(worlds,)`, to be read or written."""
        found: Floats = self.stepped.state[self.stepped.places.index(name)]
        return found

    def _ask(self, kind: Kind, game: int, month: int, orders: NDArray[np.int8] | None) -> None:
        """Ask functions what they choose this month, and write it down for the rules that stand in for them.

        What each sees is found by playing the month on a copy, up to its end: the luck of a month is the same each
        time.
        """
        state, places = self.stepped.state, self.stepped.places
        for asked, mind in self._minds:
            if asked.kind != kind:
                continue
            at = f"{asked.capital}_memory."
            self.row(f"{at}asked")[:] = 0.0
            before = state.copy()
            self.stepped.play(game, month, orders)
            tried = state.copy()
            state[:] = before
            who = np.flatnonzero((self.row("ending") == 0.0) & (tried[places.index(f"{at}asked")] == 1.0))
            if not who.size:
                continue
            first = places.index(f"{at}seen_{SEEN[0]}")
            chosen, errors = mind.choose(month, who, tried[first : first + len(SEEN)][:, who])
            names = ("course",) if kind == "course" else ("word", "deed")
            for name, menu, values in zip(names, menus_of(asked.capital, kind), chosen, strict=True):
                wrong = (values < 0) | (values >= len(menu))
                for k in np.flatnonzero(wrong).tolist():
                    errors.setdefault(k, f"{int(values[k])} is no {menu.__name__}")
                self.row(f"{at}{name}")[who] = np.where(wrong, 0, values)
            for k, why in errors.items():
                self.errors[int(who[k])] = why
                self.row("ending")[who[k]] = 1.0  # it takes no further step


def play_asking(job: Job, outside: ExternalAgents, engine: Engine | None, progress: Callable[[int], None]) -> Worlds:
    """Play the worlds of a job in which somebody is asked; raises UsageProblem for worlds that have begun already."""
    if job.state is not None:
        what = "worlds that have begun cannot be played by a function or a program from outside the rules"
        raise UsageProblem(what, "policy", "Begin them as a scenario says.")
    size = min(job.worlds, outside.table.at_once if outside.table else job.worlds)
    parts = []
    for low in range(0, job.worlds, size):
        parts.append(play_part(part_of(job, low, min(low + size, job.worlds)), outside, engine))
        progress(parts[-1].months_lived.size)
    starts = np.cumsum([0, *(part.months_lived.size for part in parts)])
    errors = {int(at) + k: why for at, part in zip(starts, parts, strict=False) for k, why in part.errors.items()}
    return Worlds(
        np.concatenate([part.state for part in parts], axis=1),
        {name: np.concatenate([part.record[name] for part in parts], axis=1) for name in parts[0].record},
        np.concatenate([part.months_lived for part in parts]), np.concatenate([part.failed for part in parts]),
        parts[0].places, errors,
    )  # fmt: skip


def part_of(job: Job, low: int, high: int) -> Job:
    """Return the job of some of its worlds."""
    own = slice(low, high)
    ids = np.arange(job.first_world, job.first_world + job.worlds) if job.ids is None else job.ids
    cut: dict[str, Any] = {
        "numbers": {name: value[own] if np.ndim(value) else value for name, value in job.numbers.items()},
        "ids": np.asarray(ids)[own],
    }
    for name in ("levers", "orders", "calendar", "luck"):
        values = getattr(job, name)
        cut[name] = values[:, :, own] if values is not None and values.ndim == 3 else values
    for name in ("generation", "clone"):
        values = getattr(job, name)
        cut[name] = None if values is None else values[own]
    return replace(job, worlds=high - low, **cut)


def play_part(job: Job, outside: ExternalAgents, engine: Engine | None) -> Worlds:
    """Play worlds that are asked about side by side."""
    kept = {name: np.zeros((job.months, job.worlds)) for name in job.record}
    lived = np.zeros(job.worlds, np.int32)
    with ExitStack() as open_ones:
        months = open_ones.enter_context(closing(Months(job, engine)))
        stepped = months.stepped
        ids = stepped.plans[0].ids
        months.begin(job.seed, ids)
        sitting = outside.table.sit(job.seed, ids) if outside.table else None
        if sitting:
            open_ones.enter_context(closing(sitting))
        for month in range(job.months):
            live = months.row("ending") == 0.0
            lived += live
            months.open(month)
            orders = stepped.orders_of(month) if sitting else None
            if sitting and orders is not None:
                seat(months, month, sitting, orders, kept)
            months.act(month, orders)
            for name, row in zip(stepped.plans[ACTING].job.record, stepped.recorded, strict=True):
                # A world that has ended tells nothing more: what it told in its last month stays.
                kept[name][month] = row if name in stepped.places else np.where(live, row, kept[name][month - 1])
    lost = np.isin(np.arange(job.worlds), list(months.errors)) | ~np.isfinite(stepped.state).all(axis=0)
    stepped.state[:, lost] = np.nan
    return Worlds(stepped.state, kept, lived, lost, stepped.places, months.errors)


def seat(months: Months, month: int, sitting: Sitting, orders: NDArray[np.int8], record: dict[str, Floats]) -> None:
    """Ask the programs at the table for words and deeds: orders of the month, where it has none of its own."""
    live = np.flatnonzero(months.row("ending") == 0.0)
    if not live.size:
        return
    chosen, faults = sitting.choose(month, live, months.stepped.state[:, live])
    for capital, moves in chosen.items():
        for kind, values in zip(("word", "deed"), moves, strict=True):
            row = orders[ORDERS.index(f"{capital}_{kind}")]
            row[live] = np.where(row[live] == FREE, values, row[live])
        if f"{capital}_default" in record:
            record[f"{capital}_default"][month, live] = faults[capital]


def split_record(job: Job) -> tuple[Job, dict[str, Floats]]:
    """Return a job that nobody is asked in without the series of defaults, and those series, which are 0."""
    told = [name for name in job.record if name in DEFAULTS]
    if not told:
        return job, {}
    zeros = {name: np.zeros((job.months, job.worlds)) for name in told}
    return replace(job, record=tuple(name for name in job.record if name not in told)), zeros

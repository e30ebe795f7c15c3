"""Worlds in which somebody outside the rules chooses: each month stops where they are asked, and goes on from there.

A function that is asked for what its capital would choose in the place of a rule sees a `View`, as a rule of a user's
own does. A program at a seat sees the world as its capital takes it, and chooses a word and a deed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats
from sim.engine.engines import Engine
from sim.engine.job import FREE, Job, Worlds
from sim.engine.outside import DEFAULTS, Asked, Mind, Outside, Sitting
from sim.engine.own import half_months, menus_of
from sim.engine.records import hints_of, names_of
from sim.engine.stepped import Stepped
from sim.errors import UsageProblem
from sim.game.view import View
from sim.game.world import Orders

OPENING: Final = 0
ACTING: Final = 1
ORDERS: Final = names_of(Orders)
SEEN: Final = tuple(hints_of(View))


@dataclass
class Playing:
    """Worlds of a job while they are played: which have failed and why, and what was recorded."""

    record: dict[str, Floats]
    lived: NDArray[np.int32]
    failed: Flags
    errors: dict[int, str] = field(default_factory=dict)


def play_asking(job: Job, outside: Outside, engine: Engine | None, progress: Callable[[int], None]) -> Worlds:
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


def play_part(job: Job, outside: Outside, engine: Engine | None) -> Worlds:
    """Play worlds that are asked about side by side."""
    games = half_months(outside.all_rules, outside.replaced)
    told = [name for name in job.record if name in DEFAULTS]
    stepped = Stepped(replace(job, record=(), outside=None), games, engine)
    stepped.open(job.seed, stepped.plans[0].ids)
    kept = {name: np.zeros((job.months, job.worlds)) for name in job.record}
    playing = Playing(kept, np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.bool_))
    rows = {name: stepped.places.index(name) for name in job.record if name not in told}
    ending = stepped.places.index("ending")
    with ExitStack() as open_ones:
        minds = [(each, open_ones.enter_context(closing(each.sit()))) for each in outside.functions]
        sitting = outside.table.sit(stepped.places, job.seed, stepped.plans[0].ids) if outside.table else None
        if sitting:
            open_ones.enter_context(closing(sitting))
        for month in range(job.months):
            live = np.flatnonzero(stepped.state[ending] == 0.0)
            playing.lived[live] += 1
            for asked, mind in minds:
                if asked.kind == "course":
                    ask(stepped, OPENING, month, None, asked, mind, playing)
            stepped.play(OPENING, month)
            orders = stepped.orders_of(month) if sitting else None
            if sitting and orders is not None:
                seat(stepped, month, sitting, orders, playing)
            for asked, mind in minds:
                if asked.kind == "moves":
                    ask(stepped, ACTING, month, orders, asked, mind, playing)
            stepped.play(ACTING, month, orders)
            for name, row in rows.items():
                playing.record[name][month] = stepped.state[row]
    lost = playing.failed | ~np.isfinite(stepped.state).all(axis=0)
    stepped.state[:, lost] = np.nan
    return Worlds(stepped.state, playing.record, playing.lived, lost, stepped.places, playing.errors)


def ask(
    stepped: Stepped, game: int, month: int, orders: NDArray[np.int8] | None, asked: Asked, mind: Mind, playing: Playing
) -> None:
    """Ask a function what it chooses this month, and write it down for the rule that stands in for it.

    What it sees is found by playing the month on a copy, up to its end: the luck of a month is the same each time.
    """
    at, places = f"{asked.capital}_memory.", stepped.places
    before = stepped.state.copy()
    before[places.index(f"{at}asked")] = 0.0
    stepped.state[:] = before
    stepped.play(game, month, orders)
    tried = stepped.state.copy()
    stepped.state[:] = before
    live = before[places.index("ending")] == 0.0
    who = np.flatnonzero(live & (tried[places.index(f"{at}asked")] == 1.0))
    if not who.size:
        return
    first = places.index(f"{at}seen_{SEEN[0]}")
    chosen, errors = mind.choose(month, who, tried[first : first + len(SEEN)][:, who])
    names = ("course",) if asked.kind == "course" else ("word", "deed")
    for name, menu, values in zip(names, menus_of(asked.capital, asked.kind), chosen, strict=True):
        for k in np.flatnonzero((values < 0) | (values >= len(menu))).tolist():
            errors.setdefault(k, f"{int(values[k])} is no {menu.__name__}")
        stepped.state[places.index(f"{at}{name}"), who] = np.where((values < 0) | (values >= len(menu)), 0, values)
    for k, why in errors.items():
        world = int(who[k])
        playing.failed[world] = True
        playing.errors[world] = why
        stepped.state[places.index("ending"), world] = 1.0  # it takes no further step


def seat(stepped: Stepped, month: int, sitting: Sitting, orders: NDArray[np.int8], playing: Playing) -> None:
    """Ask the programs at the table for words and deeds: orders of the month, where it has none of its own."""
    live = np.flatnonzero(stepped.state[stepped.places.index("ending")] == 0.0)
    if not live.size:
        return
    chosen, faults = sitting.choose(month, live, stepped.state[:, live])
    for capital, moves in chosen.items():
        for kind, values in zip(("word", "deed"), moves, strict=True):
            row = orders[ORDERS.index(f"{capital}_{kind}")]
            row[live] = np.where(row[live] == FREE, values, row[live])
        if f"{capital}_default" in playing.record:
            playing.record[f"{capital}_default"][month, live] = faults[capital]


def split_record(job: Job) -> tuple[Job, dict[str, Floats]]:
    """Return a job that nobody is asked in without the series of defaults, and those series, which are 0."""
    told = [name for name in job.record if name in DEFAULTS]
    if not told:
        return job, {}
    zeros = {name: np.zeros((job.months, job.worlds)) for name in told}
    return replace(job, record=tuple(name for name in job.record if name not in told)), zeros

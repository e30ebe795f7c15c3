"""Worlds at random, each with parameters, levers, orders, calendar and luck of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

import numpy as np
from numpy.random import Generator

from sim.core.game.parameters import RULE_PARAMETERS, Entry, Parameters
from sim.core.game.world import Levers, Luck as Slots

from .arrays import CAPITALS, PLACES, Array, Fields, Luck

SLOTS = tuple(item.name for item in fields(Slots))
ONLY_NOISE = (
    "tension",
    "sports",
    "scale_washington",
    "relation",
)
LEVERS = {item.name: item.name.split("_", 1)[1] for item in fields(Levers)} | {
    "washington_secondary_sanctions": "secondary",
    "beijing_enforcement": "enforcing",
    "pyongyang_deterrent_goal": "goal",
    **{name: name for name in ("beijing_word", "beijing_proof", "seoul_word", "seoul_proof")},
}
"""The names of the levers in the code, and in the formulas of the description."""
WHOLE = ("start_quiet", "learn_until")
YES_OR_NO = ("start_freeze",)
RARE = ("strike_base", "strike_window", "attack_base")
"""What keeps a world from an ending that few meet: drawn high in every world."""
SIGNS = 8
PLANS = tuple(
    f"{capital}_{part}" for capital in CAPITALS for part in ("second", "leaves", "returns")
)
"""What is ordered beside a course where a capital has a plan."""


def chances(rng: Generator, places: int, worlds: int) -> Array:
    """Return tables of chances; some do not sum to 1, some hold zeros."""
    found = rng.dirichlet(np.full(places, 0.7), worlds).T
    found[rng.integers(places, size=worlds), np.arange(worlds)] *= rng.random(worlds) > 0.2
    return found / np.where(rng.random(worlds) < 0.9, np.maximum(found.sum(axis=0), 1e-9), 1.0)


def any_number(rng: Generator, entry: Entry, worlds: int) -> Array:
    """Return values within the range of a number: anywhere, at its ends, or not too far from its
    default.
    """
    if entry.name in YES_OR_NO:
        return (rng.random(worlds) < 0.3) * 1.0
    if entry.name in WHOLE:
        return rng.integers(0, 24, worlds) * 1.0
    if entry.name in RARE:
        return rng.uniform(entry.default, entry.high, worlds)
    near = np.clip(
        rng.normal(entry.default, 0.5 * abs(entry.default) + 0.05, worlds), entry.low, entry.high
    )
    anywhere = rng.uniform(entry.low, entry.high, worlds)
    end = np.where(rng.random(worlds) < 0.5, entry.low, entry.high)
    return np.choose(rng.choice(3, worlds, p=(0.5, 0.4, 0.1)), (near, anywhere, end))


def any_table(rng: Generator, entry: Entry, worlds: int) -> Array:
    """Return values for every cell of a table or grid, cells by worlds."""
    if entry.unit == "chance" and not entry.name.startswith("prior"):
        return chances(rng, len(entry.cells), worlds)
    defaults = np.array([value for _, value in entry.cells])[:, None]
    near = defaults + rng.normal(
        0, 1.0 if entry.unit == "log-odds" else 0.3, (len(defaults), worlds)
    )
    if entry.name.endswith("_lean"):
        near = np.where(rng.random(near.shape) < 0.2, entry.low, near)
    return np.clip(near, entry.low, entry.high)


def numbers(rng: Generator, worlds: int) -> Fields:
    """Return every parameter; some worlds keep most defaults, others few."""
    found, plain, wild = Fields(), Parameters(), rng.uniform(0, 0.8, worlds)
    for entry in RULE_PARAMETERS.values():
        default = np.asarray(getattr(plain, entry.name))
        found[entry.name] = np.repeat(default[..., None], worlds, axis=-1)
        drawn = (
            any_number(rng, entry, worlds)
            if entry.kind == "number"
            else any_table(rng, entry, worlds)
        )
        changed = (rng.random(worlds) < wild) | (entry.name in RARE)
        cells = list(places_of(entry, default))
        for cell, values in zip(cells, drawn if cells != [()] else [drawn], strict=True):
            found[entry.name][cell] = np.where(changed, values, found[entry.name][cell])
    return found


def places_of(entry: Entry, default: Array) -> Iterable[tuple[int, ...]]:
    """Return where the cells of a number, table or grid lie in its array."""
    if entry.kind != "grid":
        return [(place,) for place in range(len(entry.cells))] if entry.kind == "table" else [()]
    return [(int(course), int(place)) for course, place in (at.split(".") for at in entry.places)]


def levers(rng: Generator, worlds: int, before: Fields | None) -> Fields:
    """Return levers of a month; now and then one of a world is set anew."""
    plain, found = Levers(), Fields()
    for name, short in LEVERS.items():
        low = 0.6 if short == "goal" else 0.0
        default = np.full(worlds, getattr(plain, name))
        old = default if before is None else before[short]
        changed = rng.random(worlds) < (0.5 if before is None else 0.05)
        found[short] = np.where(changed, rng.uniform(low, 1, worlds), old)
    return found


def orders(rng: Generator, worlds: int, before: Fields | None) -> Fields:
    """Return the orders of a month: courses and plans are held for a while, words and deeds imposed
    once.

    Now and then the leaders meet for some months, so that talks come to a freeze.
    """
    found = Fields()
    for name, places in PLACES.items():
        new = np.where(rng.random(worlds) < 0.04, rng.integers(places, size=worlds), -1)
        if name.endswith("_course"):
            old = np.full(worlds, -1) if before is None else before[name]
            found[name] = np.where((new < 0) & (rng.random(worlds) < 0.8), old, new)
        else:
            found[name] = new
    for capital in CAPITALS:
        begins = rng.random(worlds) < (0.4 if before is None else 0.05)
        for part, places in (
            ("second", PLACES[f"{capital}_course"]),
            ("leaves", SIGNS),
            ("returns", SIGNS),
        ):
            old = np.full(worlds, -1) if before is None else before[f"{capital}_{part}"]
            new = rng.integers(-1, places, worlds)
            found[f"{capital}_{part}"] = np.where(begins, new, old)
    meets = rng.random(worlds) < (0.08 if before is None else np.where(before.meets, 0.8, 0.03))
    relief = meets & (rng.random(worlds) < 0.4)
    found["washington_word"] = np.where(meets, 0, found.washington_word)
    found["washington_deed"] = np.where(meets, np.where(relief, 0, 1), found.washington_deed)
    found["pyongyang_word"] = np.where(meets, rng.integers(2, size=worlds), found.pyongyang_word)
    found["pyongyang_deed"] = np.where(meets, 1, found.pyongyang_deed)
    return found.but(meets=meets)


def calendar(rng: Generator, worlds: int, month: int, first: Array) -> Fields:
    """Return what the date brings to each world."""

    def now_and_then(chance: float) -> Array:
        return rng.random(worlds) < chance

    found = Fields(month=np.full(worlds, month), month_of_year=(first + month) % 12 + 1)
    for capital in CAPITALS:
        found[f"{capital}_switch"] = now_and_then(0.04)
        found[f"{capital}_office"] = chances(rng, PLACES[f"{capital}_course"], worlds)
    # An election in Seoul divides by their sum.
    found["seoul_office"] = np.maximum(found.seoul_office, 0.01)
    return found.but(
        washington_election=now_and_then(0.05),
        seoul_election=now_and_then(0.05),
        new_leader=now_and_then(0.02),
        window=np.where(now_and_then(0.1), rng.integers(1, 3, worlds), 0),
        incident=np.where(now_and_then(0.1), rng.integers(1, 5, worlds), 0),
        expiry=np.where(now_and_then(0.1), rng.uniform(0, 0.3, worlds), 0.0),
    )


def luck(rng: Generator, worlds: int) -> Luck:
    """Return uniforms of all slots, now and then far out."""
    found = {}
    for slot in SLOTS:
        u = rng.random(worlds) * (1 - 2e-9) + 1e-9
        far = 2.0**-54 if slot in ONLY_NOISE else 1e-9
        found[slot] = np.where(rng.random(worlds) < 0.005, np.where(u < 0.5, far, 1 - 1e-9), u)
    return Luck(found)


class Scenarios:
    """A scenario for each of many worlds; `next` brings the coming month."""

    def __init__(self, seed: int, worlds: int) -> None:
        self.rng, self.worlds, self.month = np.random.default_rng(seed), worlds, 0
        self.numbers = numbers(self.rng, worlds)
        self.first = self.rng.integers(12, size=worlds)
        self.levers = levers(self.rng, worlds, None)
        self.orders = orders(self.rng, worlds, None)

    def start(self) -> Fields:
        """Return what stands before the first month: its levers and orders, and the luck of the
        start.
        """
        return Fields(luck=luck(self.rng, self.worlds), levers=self.levers, orders=self.orders)

    def next(self) -> Fields:
        """Return what the coming month brings."""
        if self.month > 0:
            self.levers = levers(self.rng, self.worlds, self.levers)
            self.orders = orders(self.rng, self.worlds, self.orders)
        now = self.start().but(calendar=calendar(self.rng, self.worlds, self.month, self.first))
        self.month += 1
        return now

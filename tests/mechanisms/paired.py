"""Two runs of the same worlds under the same luck, apart by one thing, and the difference between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.engine import CALENDAR, LEVERS, ORDERS, Job, Worlds, play
from sim.game.moves import (
    BeijingDeed,
    BeijingWord,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.study.scenario import Inputs, inputs, load_scenario

WORLDS = 3000
MONTHS = 24
RECORDED = (
    "washington_word", "washington_deed", "washington_course", "beijing_word", "beijing_deed", "beijing_course",
    "pyongyang_word", "pyongyang_deed", "pyongyang_course", "seoul_word", "seoul_deed", "seoul_course", "tension",
    "arsenal", "presence", "enforcement", "un_measures", "bite", "economy", "cohesion", "talks", "audience", "relation",
    "thaad", "refugees", "softness_seen", "threat_felt", "perceived_risk", "kim.type", "evidence.0", "evidence.1",
    "evidence.2", "evidence_beijing.0", "evidence_beijing.1", "evidence_beijing.2", "beijing_payoff",
)  # fmt: skip
MENUS = {
    "washington_word": WashingtonWord, "washington_deed": WashingtonDeed, "beijing_word": BeijingWord,
    "beijing_deed": BeijingDeed, "pyongyang_word": PyongyangWord, "pyongyang_deed": PyongyangDeed,
    "seoul_word": SeoulWord, "seoul_deed": SeoulDeed,
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A mean of paired differences with its 95 % interval."""

    mean: float
    reach: float

    @property
    def up(self) -> bool:
        return self.mean - self.reach > 0.0

    @property
    def down(self) -> bool:
        return self.mean + self.reach < 0.0


def difference(a: np.ndarray, b: np.ndarray) -> Difference:
    """Return the mean of a − b over worlds with its interval."""
    apart = np.asarray(a, float) - np.asarray(b, float)
    return Difference(float(apart.mean()), float(1.96 * apart.std() / np.sqrt(apart.size)))


@cache
def spring(months: int) -> Inputs:
    """Return what the engine is given of spring 2017."""
    return inputs(load_scenario("2017-spring").change({"months": months}))


def changed(array: np.ndarray, columns: tuple[str, ...], cells: Mapping[tuple[str, int | None], float]) -> np.ndarray:
    """Return a copy of a table by month with cells set: `("washington_word", 5)`, or None for every month."""
    copy = array.copy()
    for (name, month), value in cells.items():
        rows = slice(None) if month is None else month
        copy[rows, columns.index(name)] = value
    return copy


def played(
    *,
    months: int = MONTHS,
    worlds: int = WORLDS,
    levers: Mapping[str, float] | None = None,
    orders: Mapping[tuple[str, int | None], int] | None = None,
    calendar: Mapping[tuple[str, int | None], float] | None = None,
    **numbers: float,
) -> Worlds:
    """Play spring 2017 with levers held, moves or courses ordered, dates or numbers changed."""
    given = spring(months)
    return play(
        Job(
            worlds,
            seed=20170730,
            months=months,
            numbers={**given.numbers, **{name.replace("__", "."): value for name, value in numbers.items()}},
            levers=changed(given.levers, LEVERS, {(name, None): v for name, v in (levers or {}).items()}),
            orders=changed(given.orders, ORDERS, orders or {}),
            calendar=changed(given.calendar, CALENDAR, calendar or {}),
            record=RECORDED,
        ),
        jobs=2,
    )


def live(worlds: Worlds) -> np.ndarray:
    """Return where a world is in play, the month of its end included, `(months, worlds)`."""
    months = next(iter(worlds.record.values())).shape[0]
    return np.arange(months)[:, None] < worlds.months_lived


def share(worlds: Worlds, name: str, *moves: int, months: slice = slice(None)) -> np.ndarray:
    """Return the share of a world's live months in which one of these moves was made, `(worlds,)`."""
    alive = live(worlds)[months]
    made = np.isin(worlds.record[name][months], moves) & alive
    return made.sum(axis=0) / np.maximum(1, alive.sum(axis=0))


def mean(worlds: Worlds, name: str, months: slice = slice(None)) -> np.ndarray:
    """Return the mean of a state over a world's live months, `(worlds,)`."""
    alive = live(worlds)[months]
    return (worlds.record[name][months] * alive).sum(axis=0) / np.maximum(1, alive.sum(axis=0))


def war(worlds: Worlds) -> np.ndarray:
    """Return where a world ended in war, `(worlds,)`."""
    ending = worlds.of("ending")
    return (ending >= 1) & (ending <= 4)

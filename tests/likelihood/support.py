"""Random months of a particle, and sums over all that might have been."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.engine import Job, play
from sim.core.engine.records import fill_record, flat, names_of
from sim.core.game.world import Luck as GameLuck, Orders
from sim.history.filter import Clouds, game
from sim.history.likelihood import Calendar, Now, Parameters, SightingParameters, World

OBSERVED = (
    "seen_test",
    "seen_big",
    "seen_talks",
    "seen_resolution",
    "seen_lethal",
    "seen_korea",
    "seen_exercise",
)
CALENDAR = names_of(Calendar)
NOTHING = 1e-12  # chance of a way that is not worth going: what the rules call infeasible


def log_likelihood(clouds: Clouds, calendar: Floats, jobs: int = 1) -> Floats:
    """Read months `(months, places)`; return the log chance of each by vector, `(months,
    vectors)`.
    """
    return np.array([after.log_chance for after in after_months(clouds, calendar, jobs)])


def after_months(clouds: Clouds, calendar: Floats, jobs: int = 1) -> list[Clouds]:
    """Return the clouds after each month."""
    read = []
    for month in calendar:
        clouds = clouds.read(month, jobs)
        read.append(clouds)
    return read


@dataclass
class Case:
    """A particle before it moves, and a month that shows something."""

    world: World
    now: Now
    p: Parameters


def numbers_of(settings: Mapping[str, float]) -> Parameters:
    """Return the parameters with some set by their names."""
    values = dict(zip(names_of(Parameters), flat(Parameters()), strict=True))
    assert set(settings) <= set(values)
    return fill_record(Parameters(), (values | dict(settings)).values())


def months_of(*months: Mapping[str, float]) -> Floats:
    """Return the calendar of months in which only this is set, `(months, places)`; nothing else is
    known.
    """
    blank = dict(zip(CALENDAR, flat(Calendar()), strict=True))
    return np.array([list((blank | dict(month)).values()) for month in months])


@cache
def cases(count: int = 24) -> tuple[Case, ...]:
    """Return particles of many kinds, each with a month that shows at random yes, no or nothing of
    each thing.
    """
    r = np.random.default_rng(5)
    orders = np.full((12, len(names_of(Orders)), count), -1, np.int8)
    orders[:, :4] = r.integers(0, 3, (4, count))
    odds = {
        "start_tension": r.uniform(1.0, 7.0, count),
        "kim_chance.0": 0.3,
        "kim_chance.1": 0.3,
        "kim_chance.2": 0.4,
    }
    state = play(Job(count, 3, 12, numbers=odds, orders=orders), game=game()).state
    return tuple(case_of(state[:, k], r) for k in range(count))


def case_of(state: Floats, r: np.random.Generator) -> Case:
    """Return a case whose particle is in a state, with all that matters to moves stirred."""
    world: World = fill_record(World(), state)
    world.kim_odds = [*r.dirichlet([1.0, 1.0, 1.0]).tolist(), 0.0, 0.0, 0.0]
    world.freeze, world.lethal = float(r.integers(2)), float(r.integers(2))
    world.big_test, world.talks = r.uniform(), r.uniform()
    now = Now()
    fill_record(now.luck, r.uniform(size=len(names_of(type(now.luck)))))
    now.calendar.month_of_year = float(r.choice([1, 3, 6, 8]))
    for place in OBSERVED:
        setattr(now.calendar, place, float(r.choice([-1, 0, 1])))
    # What a type is convicted by counts in full, so that Bayes's rule holds.
    p = Parameters(type_evidence=1.0, type_fade=0.0)
    for name in names_of(SightingParameters):
        setattr(p, name, r.uniform(0.05, 0.95))
    return Case(world, now, p)


class Branch:
    """One way through a rule that draws: a script of choices, then the first that can be, others
    noted.
    """

    def __init__(self, script: tuple[int, ...]) -> None:
        self.script, self.taken, self.chance = script, (), 1.0
        self.others: list[tuple[int, ...]] = []
        self.taken: tuple[int, ...]

    def choose(self, chances: Sequence[float]) -> int:
        """Return which of some things happens, and keep how likely that was."""
        place = len(self.taken)
        can = [each for each, chance in enumerate(chances) if chance > NOTHING]
        one = self.script[place] if place < len(self.script) else can[0]
        if place >= len(self.script):
            self.others += [(*self.taken, other) for other in can[1:]]
        self.taken = (*self.taken, one)
        self.chance *= chances[one]
        return one

    def drawn(self, chance: list[float], count: int, u: float) -> int:
        """Take the place of the rule that draws a move."""
        return self.choose(chance[:count])


def every_way(run: Callable[[Branch], Any]) -> Iterator[tuple[float, Any]]:
    """Yield the chance and the outcome of every way through a rule that asks a branch what
    happens.
    """
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        branch = Branch(waiting.pop())
        outcome = run(branch)
        yield branch.chance, outcome
        waiting += branch.others


def chance_of(
    asked: Callable[[World, Now, Any], bool], slot: str, world: Any, now: Any, p: Any
) -> float:
    """Return the chance of a yes that luck decides: where on a slot of luck it ends, found by
    halving.
    """
    low, high, kept = 0.0, 1.0, getattr(now.luck, slot)
    for _ in range(60):
        middle = 0.5 * (low + high)
        setattr(now.luck, slot, middle)
        low, high = (middle, high) if asked(world, now, p) else (low, middle)
    setattr(now.luck, slot, kept)
    return low


MARKS = {name: (place + 1.0) / 128.0 for place, name in enumerate(names_of(GameLuck))} | {
    "kim_known": 0.999
}
"""A value of luck for every slot, by which a draw can be told from others."""

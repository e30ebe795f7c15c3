"""Records that the model itself makes, with the numbers behind them: what a fit must be able to find again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.history.ahead import MOVES, Ensemble, listed, numbers_of
from sim.analysis.history.posterior import Beginning
from sim.analysis.history.prior import FITTED, Fitted, log_peace_before, numbers_at
from sim.analysis.history.sightings import PLACES, SEEN
from sim.arrays import Flags, Floats
from sim.engine import CALENDAR, Job, play
from sim.engine.records import names_of
from sim.game.likelihood.sighting_numbers import SightingNumbers
from sim.study.estimate.bootstrap import Stream, generator

ROUND: Final = 16
"""Records that are tried at a time."""

RARELY: Final = 1000
"""Rounds without a record at peace after which no more are tried."""


@dataclass(frozen=True, eq=False)
class Made:
    """A record that the model made, as the months of the likelihood, and the numbers that made it, on log-odds."""

    calendar: Floats
    logits: Floats


def simulated(
    count: int, calendar: Floats, seed: int, fitted: tuple[Fitted, ...] = FITTED, beginning: Beginning | None = None,
    jobs: int = 1,
) -> list[Made]:  # fmt: skip
    """Return records that the model makes under the offices of `calendar`, numbers drawn from the prior.

    As the record does, they stay at peace: numbers are kept by the chance that no crisis before 1990 reached war, and
    records in which no world ends. The arsenal is left to the game.
    """
    made: list[Made] = []
    for lot in range(RARELY):
        made += records_of(lot, calendar, seed, fitted, beginning or Beginning.of_1990(), jobs)
        if len(made) >= count:
            return made[:count]
    raise RuntimeError("hardly any simulated record stays at peace")


def records_of(
    lot: int, calendar: Floats, seed: int, fitted: tuple[Fitted, ...], beginning: Beginning, jobs: int
) -> Iterator[Made]:
    """Yield the records at peace of one lot of numbers."""
    luck = generator(seed, Stream.RECORDS_DRAWN, lot)
    uniform = luck.random((ROUND, len(fitted)))
    logits = np.log(uniform) - np.log1p(-uniform)
    numbers = numbers_at(logits, fitted)
    start = {name: low + (high - low) * luck.random(ROUND) for name, (low, high) in beginning.ranges.items()}
    peaceful = np.log(luck.random(ROUND)) < log_peace_before(numbers, beginning.certain, seed, jobs)
    months, known = len(calendar), set(names_of(SightingNumbers))
    own: dict[str, Any] = {name: values for name, values in numbers.items() if name not in known}
    job = Job(
        ROUND, int(luck.integers(2**31)), months, numbers={**beginning.certain, **start, **own},
        calendar=of_the_game(calendar), record=MOVES,
    )  # fmt: skip
    played = play(job, jobs=jobs)
    p = numbers_of(Ensemble(played.state, numbers, beginning.certain, 0))
    shown = seen_by_luck(listed(played.record, of_the_game(calendar), p), luck)
    for world in np.flatnonzero(peaceful & (played.months_lived == months) & ~played.failed):
        yield Made(as_calendar(calendar, {name: flags[:, world] for name, flags in shown.items()}), logits[world])


def of_the_game(calendar: Floats) -> Floats:
    """Return the months of the likelihood as the game's own: who takes office, and no sightings."""
    return calendar[:, [PLACES.index(name) for name in CALENDAR]]


def seen_by_luck(chances: dict[str, Floats], luck: np.random.Generator) -> dict[str, Flags]:
    """Return what the lists show by their chances; a big test is a test, so both fall by the same luck."""
    drawn = {name: luck.random(chance.shape) for name, chance in chances.items()}
    drawn["big_test"] = drawn["test_month"]
    return {name: drawn[name] < chance for name, chance in chances.items()}


def as_calendar(calendar: Floats, shown: dict[str, Flags]) -> Floats:
    """Return months with other sightings in the place of those that they have."""
    made = calendar.copy()
    for place, name in SEEN.items():
        made[:, PLACES.index(place)] = shown[name]
    made[:, PLACES.index("seen_arsenal")] = -1.0
    return made

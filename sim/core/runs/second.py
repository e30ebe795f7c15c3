"""Worlds under a second profile, played once for each random draw and each setting that their rules
read.

Cells that differ in nothing that holds under the second profile, such as a course of Washington
that is held against engagement, share its worlds; so do two runs of one process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Flags, Floats
from sim.core.engine import Job, play
from sim.core.engine.play import Engine
from sim.core.game.catalogue import GIANTS
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.outcomes.values import value

MOST_BYTES: Final = 2**26
"""Most bytes of worlds that are kept: some 180 000 worlds of which only the values are."""

BYTES_OF_A_KEY: Final = 350
"""Bytes that a world takes beside its numbers: its key and its places in two tables."""

SERIES_OF_VALUES: Final = {
    capital: frozenset(asked_of(partial(value, capital=capital))) for capital in GIANTS
}
"""The series that the value of each power reads."""

Measure = Callable[[dict[str, Floats], Any], dict[str, Floats]]
"""What is kept of worlds: arrays from their record and their places in the job."""


@dataclass(frozen=True, eq=False)
class Played:
    """Worlds that were played by one job: series by name, each `(months, worlds)`, or what was
    measured of them, each `(worlds,)`, and which have failed.
    """

    record: dict[str, Floats]
    failed: Flags


Spot = tuple[Played, int]
"""A world that was played, and its column there."""

_lock: Final = Lock()
_spots: Final[dict[bytes, Spot]] = {}
_stored: Final[deque[tuple[list[bytes], int]]] = deque()


def play_once(
    job: Job, keys: Sequence[bytes], engine: Engine | None, measure: Measure | None = None
) -> Played:
    """Return the worlds of a job, and play only those whose key is unknown.

    `keys`, one a world, stand for all inputs of the world, for the recorded series and for what is
    measured of them, if they are not kept themselves.
    """
    with _lock:
        known = {key: _spots[key] for key in keys if key in _spots}
    chosen = {key: place for place, key in enumerate(keys) if key not in known}
    if chosen:
        every = len(chosen) == len(keys)
        places = np.fromiter(chosen.values(), np.int64, len(chosen))
        result = play(job if every else job.select(places), engine)
        record = measure(result.record, slice(None) if every else places) if measure else None
        played = Played(record or result.record, result.failed)
        fresh = {key: (played, column) for column, key in enumerate(chosen)}
        size = sum(series.nbytes for series in played.record.values())
        keep(fresh, size + BYTES_OF_A_KEY * len(fresh))
        if every:
            return played
        known |= fresh
    return gathered([known[key] for key in keys])


def values_kept(
    numbers: Mapping[str, Any], record: dict[str, Floats], places: Any
) -> dict[str, Floats]:
    """Return the value of worlds to each power whose value they were recorded for, `(worlds,)`."""
    own_numbers = {
        name: held[places] if isinstance(held, np.ndarray) else held
        for name, held in numbers.items()
    }
    history = History(record, own_numbers)
    return {
        capital: value(history, capital)
        for capital, series in SERIES_OF_VALUES.items()
        if series <= record.keys()
    }


def as_record(values: Mapping[str, Floats], names: Sequence[str], months: int) -> dict[str, Floats]:
    """Return series of months with these values: all is paid in the first month, and nothing ends.

    A value that is read from them is the value that was kept, to the bit.
    """
    worlds = next(iter(values.values())).size
    record: dict[str, Floats] = dict.fromkeys(names, np.broadcast_to(0.0, (months, worlds)))
    for capital, kept_value in values.items():
        paid = np.zeros((months, worlds))
        paid[0] = kept_value
        record[f"{capital}_payoff"] = paid
    return record


def keep(fresh: dict[bytes, Spot], size: int) -> None:
    """Keep some worlds, and give up those that were played first, beyond MOST_BYTES."""
    with _lock:
        _spots.update(fresh)
        _stored.append((list(fresh), size))
        while sum(count for _, count in _stored) > MOST_BYTES:
            for key in _stored.popleft()[0]:
                _spots.pop(key, None)


def gathered(spots: Sequence[Spot]) -> Played:
    """Return worlds that were played here and there side by side."""
    record = {
        name: np.empty((*series.shape[:-1], len(spots)))
        for name, series in spots[0][0].record.items()
    }
    failed = np.empty(len(spots), bool)
    places: dict[int, list[int]] = {}
    for place, spot in enumerate(spots):
        places.setdefault(id(spot[0]), []).append(place)
    for chosen in map(np.array, places.values()):
        source = spots[chosen[0]][0]
        columns = np.array([spots[place][1] for place in chosen])
        failed[chosen] = source.failed[columns]
        for name, series in record.items():
            series[..., chosen] = source.record[name][..., columns]
    return Played(record, failed)

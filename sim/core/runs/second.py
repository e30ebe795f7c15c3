"""Worlds under a second profile, played once for each random draw and each setting that their rules
read.

Cells that differ in nothing that holds under the second profile, such as a course of Washington
that is held against engagement, share its worlds; so do two runs of one process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats
from sim.core.engine import Job, play
from sim.core.engine.play import Engine

MOST_BYTES: Final = 2**25
"""Most bytes of worlds that are kept: 16 000 worlds of 36 months, as built-in outcomes read them."""


@dataclass(frozen=True, eq=False)
class Played:
    """Worlds that were played by one job: series by name, each `(months, worlds)`, and which have
    failed.
    """

    record: dict[str, Floats]
    failed: Flags


Spot = tuple[Played, int]
"""A world that was played, and its column there."""

_lock: Final = Lock()
_spots: Final[dict[bytes, Spot]] = {}
_stored: Final[deque[tuple[list[bytes], int]]] = deque()


def play_once(job: Job, keys: Sequence[bytes], engine: Engine | None) -> Played:
    """Return the worlds of a job, and play only those whose key is unknown.

    `keys`, one a world, stand for all inputs of the world and for the recorded series.
    """
    with _lock:
        known = {key: _spots[key] for key in keys if key in _spots}
    chosen = {key: place for place, key in enumerate(keys) if key not in known}
    if chosen:
        every = len(chosen) == len(keys)
        places = np.fromiter(chosen.values(), np.int64, len(chosen))
        result = play(job if every else job.select(places), engine)
        played = Played(result.record, result.failed)
        fresh = {key: (played, column) for column, key in enumerate(chosen)}
        keep(fresh, sum(series.nbytes for series in played.record.values()))
        if every:
            return played
        known |= fresh
    return gathered([known[key] for key in keys], job)


def keep(fresh: dict[bytes, Spot], size: int) -> None:
    """Keep some worlds, and give up those that were played first, beyond MOST_BYTES."""
    with _lock:
        _spots.update(fresh)
        _stored.append((list(fresh), size))
        while sum(count for _, count in _stored) > MOST_BYTES:
            for key in _stored.popleft()[0]:
                _spots.pop(key, None)


def gathered(spots: Sequence[Spot], job: Job) -> Played:
    """Return worlds that were played here and there side by side."""
    record = {name: np.empty((job.months, len(spots))) for name in job.record}
    failed = np.empty(len(spots), bool)
    places: dict[int, list[int]] = {}
    for place, spot in enumerate(spots):
        places.setdefault(id(spot[0]), []).append(place)
    for chosen in map(np.array, places.values()):
        source = spots[chosen[0]][0]
        columns = np.array([spots[place][1] for place in chosen])
        failed[chosen] = source.failed[columns]
        for name, series in record.items():
            series[:, chosen] = source.record[name][:, columns]
    return Played(record, failed)

"""Histories made by hand, in which every outcome is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.core.game.moves import (
    BeijingDeed,
    BeijingWord,
    Ending,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.payoffs import PARTS
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import BENCHMARK, series_of
from sim.core.outcomes.values import parts_of_value

CONTENT: Mapping[str, float] = {
    "tension": 2.5,
    "presence": 0.5,
    "thaad": 1.0,
    "cohesion": 0.7,
    "talks": 0.5,
    "freeze": 1.0,
    "refugees": 1.0,
    "threat_felt": 0.2,
    "washington_word": WashingtonWord.TALKS,
    "washington_deed": WashingtonDeed.HOLD,
    "beijing_word": BeijingWord.MEDIATE,
    "beijing_deed": BeijingDeed.ENFORCE_PARTLY,
    "pyongyang_word": PyongyangWord.TALKS,
    "pyongyang_deed": PyongyangDeed.HOLD,
    "seoul_word": SeoulWord.SILENCE,
    "seoul_deed": SeoulDeed.HOLD,
}
"""A world in which every capital keeps every goal; what is not named is 0."""

SERIES = tuple(
    dict.fromkeys(
        (
            *series_of(),
            *asked_of(lambda history: [parts_of_value(history, capital) for capital in PARTS]),
        )
    )
)


def made(
    months: int = 36,
    ends: tuple[int, Ending] | None = None,
    numbers: Mapping[str, Any] | None = None,
    **series: Any,
) -> History:
    """Return one world, content but for some series: each one value, or one a month.

    Under the benchmark it is the same. `ends` is the month of its end and how. After it every
    series repeats the value of that month.
    """
    state = {}
    for name in SERIES:
        given = series.get(name, CONTENT.get(name, 0.0))
        state[name] = np.array(np.broadcast_to(np.asarray(given, dtype=np.float64), months))[
            :, None
        ]
    assert not set(series) - set(SERIES), "nothing reads such a series"
    if ends is not None:
        month, ending = ends
        state["ending"][month:] = ending
        for rows in state.values():
            rows[month + 1 :] = rows[month]
    return against(History(state, numbers or {}))


def against(history: History, other: History | None = None) -> History:
    """Return a history with what it is compared with, itself if nothing else is given."""
    return replace(history, seconds={BENCHMARK: other or replace(history)})


def side_by_side(*histories: History) -> History:
    """Return worlds of several histories of one length as one history."""
    return against(
        History(
            {
                name: np.concatenate([one.state[name] for one in histories], axis=1)
                for name in SERIES
            }
        )
    )


def in_months(months: int, places: Any, value: float, otherwise: float = 0.0) -> list[float]:
    """Return a value for each month: one in some months, another in the rest."""
    return [value if month in places else otherwise for month in range(months)]

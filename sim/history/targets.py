"""What is forecast and scored: counts of months, and turns such as the onset of talks, from marked
months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Floats, Ints, Marks
from sim.history.observe import UNKNOWN

SPELL: Final = 6
"""Months without that make a pause: no shorter gap is one."""

Seen = Mapping[str, Marks]
"""What a record shows: `(months,)` by the name of an observable."""
Key = tuple[str, int]
"""A target and a horizon in months."""
Kind = Literal["count", "begins", "pauses"]


@dataclass(frozen=True, slots=True)
class ForecastTarget:
    """One thing that is forecast for the next months, and the observable whose months it is about.

    A `count` is in how many months it happens. `begins` is that it happens at all, after a pause;
    `pauses` that a pause begins. A pause is six months or more without.
    """

    name: str
    label: str
    flag: str
    kind: Kind
    meaning: str


TARGETS: Final[dict[str, ForecastTarget]] = {
    each.name: each
    for each in (
        ForecastTarget("test_month", "test", "test_month", "count", "months with a test"),
        ForecastTarget(
            "big_test",
            "big test",
            "big_test",
            "count",
            "months with an ICBM, a missile like it or a nuclear test",
        ),
        ForecastTarget(
            "talks_month", "US–DPRK talks", "talks_month", "count", "months with US–DPRK talks"
        ),
        ForecastTarget(
            "resolution",
            "sanctions resolution",
            "resolution",
            "count",
            "months with a sanctions resolution",
        ),
        ForecastTarget(
            "lethal_incident",
            "lethal incident",
            "lethal_incident",
            "count",
            "months with a lethal incident",
        ),
        ForecastTarget(
            "talks_begin",
            "onset of talks",
            "talks_month",
            "begins",
            "talks, after six months or more without",
        ),
        ForecastTarget(
            "talks_end", "end of talks", "talks_month", "pauses", "six months without talks begin"
        ),
        ForecastTarget(
            "test_pause_begins",
            "onset of a test pause",
            "test_month",
            "pauses",
            "six months without tests begin",
        ),
        ForecastTarget(
            "test_pause_ends",
            "end of a test pause",
            "test_month",
            "begins",
            "a test, after six months without",
        ),
    )
}
COUNTS: Final = tuple(name for name, each in TARGETS.items() if each.kind == "count")
EVENTS: Final = tuple(name for name, each in TARGETS.items() if each.kind != "count")


def months_needed(target: ForecastTarget, horizon: int) -> int:
    """Return how many months from the origin on must be known before it is known what happened.

    A pause that begins within the horizon is known for one when its six months have passed.
    """
    return horizon + SPELL - 1 if target.kind == "pauses" else horizon


def count_in(marks: npt.NDArray[np.int8] | npt.NDArray[np.bool_], horizon: int) -> Ints:
    """Return in how many of the first months it happens, `(…)` of `(months, …)`; −1 where a month
    is unknown.
    """
    window = np.asarray(marks[:horizon], dtype=np.intp)
    return np.where((window < 0).any(axis=0), UNKNOWN, (window > 0).sum(axis=0))


def at_stake(target: ForecastTarget, past: Marks) -> bool:
    """Return whether a target can happen next, given all months before the origin, `(months,)`.

    Talks that go on cannot begin, and those in a pause cannot end: each state has its one next
    turn, and a turn after the next is no target. A pause is on where none of the last six months
    has it. Counts are always at stake.
    """
    latest = past[-SPELL:]
    if target.kind == "pauses":
        return bool((latest == 1).any())
    return target.kind == "count" or (len(latest) == SPELL and bool((latest == 0).all()))


def find_onsets(
    target: ForecastTarget, future: npt.NDArray[np.int8] | npt.NDArray[np.bool_], horizon: int
) -> Marks:
    """Return whether an event that is at stake happens, `(…)` of the months from the origin on,
    `(months, …)`.

    A pause begins within the horizon where six months in a row have none and the first of them is
    one of the horizon. −1 where unknown months leave it open. The months given reach as far as
    `months_needed` says.
    """
    months = np.asarray(future[: months_needed(target, horizon)], dtype=np.int8)
    surely, perhaps = (_turned(target, marks) for marks in (months == 1, months != 0))
    if target.kind == "pauses":
        surely, perhaps = perhaps, surely
    return np.where(surely, 1, np.where(perhaps, UNKNOWN, 0)).astype(np.int8)


def _turned(target: ForecastTarget, flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return whether an event happens in months that are all known."""
    if target.kind == "begins":
        return np.asarray(flags.any(axis=0))
    spells = np.lib.stride_tricks.sliding_window_view(flags, SPELL, axis=0)
    return np.asarray((~spells.any(axis=-1)).any(axis=0))


def outcomes(target: ForecastTarget, marks: Marks, origins: Sequence[int], horizon: int) -> Ints:
    """Return what happened from each origin on, `(origins,)`: a count, or 0 or 1 of an event.

    `marks` is `(months,)`, and an origin the place of the first month that is forecast. −1 where
    the record does not say what happened, or ends before, and where the event is not at stake.
    """
    found, months = np.full(len(origins), UNKNOWN, dtype=np.intp), months_needed(target, horizon)
    rows = [
        row
        for row, origin in enumerate(origins)
        if origin + months <= len(marks) and at_stake(target, marks[:origin])
    ]
    if rows:
        futures = np.stack([marks[origins[row] : origins[row] + months] for row in rows], axis=1)
        found[rows] = (count_in if target.kind == "count" else partial(find_onsets, target))(
            futures, horizon
        )
    return found


def all_outcomes(seen: Seen, origins: Sequence[int], horizons: Sequence[int]) -> dict[Key, Ints]:
    """Return what happened from each origin on, by target and horizon, as `outcomes` does."""
    return {
        (t.name, h): outcomes(t, seen[t.flag], origins, h)
        for t in TARGETS.values()
        for h in horizons
    }


def share_of_worlds(
    target: ForecastTarget, past: Marks, futures: npt.NDArray[np.bool_], horizon: int
) -> Floats:
    """Return what simulated worlds say at an origin: the chance of each count `(horizon + 1,)`, of
    an event `()`.

    `past` holds the months before the origin as the record has them, `(months,)`, and `futures`
    those that the worlds play, `(months, worlds)`, as far as `months_needed` says. The chance of an
    event that is not at stake is NaN.
    """
    if target.kind == "count":
        return np.asarray(
            np.bincount(count_in(futures, horizon), minlength=horizon + 1) / futures.shape[1]
        )
    return np.asarray(
        find_onsets(target, futures, horizon).mean() if at_stake(target, past) else np.nan
    )

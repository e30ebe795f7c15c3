"""The observation model: what counts as a test month, a talks month and so on, in the record and in a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.history.record import Record
from sim.analysis.history.schema import TEXTS
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.world.actions import (
    B_LIFELINE,
    B_PROTECT,
    CONCILIATORY,
    P_ATTACK,
    P_BIG,
    P_LETHAL,
    P_MISSILE,
    S_EXERCISE,
    S_INITIATIVE,
    W_SANCTIONS,
)  # fmt: skip

Flags = npt.NDArray[np.bool_]
Moves = Mapping[str, npt.NDArray[Any]]
Match = Literal["good", "fair", "poor"]

NEEDED: Final = CAPITALS
"""What must be recorded of a run to observe it: the moves of the four capitals. No state is needed."""


@dataclass(frozen=True, slots=True)
class Observable:
    """One thing that both a record and a world can show in a month.

    `columns` are those of the record: the month has it where one of them is above 0 (a scale: not "none"). `record`
    and `model` say in words what counts, `match` how well the two agree, and `mismatch` where they do not. The
    definition is data (tag D) on the side of the record and our own (tag A) on the side of the model.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    record: str
    model: str
    match: Match
    mismatch: str


DEFINITIONS: Final[tuple[Observable, ...]] = (
    Observable(
        "test_month", "test", ("missile_tests", "ballistic_missiles", "satellite_launches", "launch_days",
                               "long_range_tests", "nuclear_tests"),
        "any launch of a missile or a satellite carrier, or a nuclear test, on one of two lists",
        "Pyongyang's move is a missile test or a big test",
        "good", "a test hides what else Pyongyang does that month",
    ),
    Observable(
        "big_test", "big test", ("long_range_tests", "nuclear_tests"),
        "a launch of an ICBM or an intermediate-range missile, or a nuclear test",
        "Pyongyang's move is a big test: an ICBM or a nuclear device",
        "fair", "an intermediate-range missile counts in the record only, and 2016 is full of them",
    ),
    Observable(
        "talks_month", "US–DPRK talks", ("us_talks",),
        "an official contact: high level, envoys, working level of track 1, summits",
        "Washington and Pyongyang both make a move of talks in that month",
        "fair", "many such months rest on a back channel, most of which the list would not know",
    ),
    Observable(
        "inter_korean_talks", "inter-Korean talks", ("korea_talks",),
        "talks of vice ministers and above, summits included",
        "Seoul's move is aid or a peace initiative, and Pyongyang's a move of talks",
        "poor", "Red Cross and working-level talks are in neither; aid is not always talked over",
    ),
    Observable(
        "resolution", "sanctions resolution", ("resolutions",),
        "the Security Council adopts a resolution that imposes sanctions",
        "Washington's move is sanctions, and Beijing neither protects nor feeds",
        "fair", "Washington's own sanctions are the same move, but not in the record",
    ),
    Observable(
        "lethal_incident", "lethal incident", ("lethal_incidents",),
        "a hostile act with a death",
        "Pyongyang's move is a lethal provocation or an attack",
        "fair", "the model's act is meant to kill; the record also has a naval clash and a tourist who was shot",
    ),
    Observable(
        "exercise", "US–ROK exercise", ("exercise_scale",),
        "three days or more of an exercise of the theatre fall into the month",
        "Seoul's move is an exercise",
        "poor", "the real ones come by the calendar, in March and August",
    ),
)  # fmt: skip
OBSERVABLES: Final = tuple(item.name for item in DEFINITIONS)
LABELS: Final = {item.name: item.label for item in DEFINITIONS}


def observed_record(record: Record) -> dict[str, Flags]:
    """Return what the record shows, `(months,)` by name in OBSERVABLES.

    Raises DataProblem where an empty cell leaves open whether a month counts: "not found" is not "no".
    """
    return {item.name: observed_column(record, item) for item in DEFINITIONS}


def observed_column(record: Record, item: Observable) -> Flags:
    """Return where one observable is in the record, `(months,)`; raises DataProblem as `observed_record` does."""
    happened = np.zeros(len(record), dtype=bool)
    empty = np.zeros(len(record), dtype=bool)
    for name in item.columns:
        if name in TEXTS:
            texts = np.array(record.texts[name])
            happened |= (texts != "none") & (texts != "")
            empty |= texts == ""
        else:
            happened |= record.columns[name] > 0.0
            empty |= np.isnan(record.columns[name])
    for row in np.flatnonzero(empty & ~happened)[:1]:
        raise DataProblem(
            f"nothing was found for {record.months[row]}, so whether it saw a {item.label} is open",
            f"{record.label}, column {' or '.join(item.columns)}",
            "Fill the cell, or use only months that are known.",
        )
    return happened


def observed_worlds(moves: Moves) -> dict[str, Flags]:
    """Return what worlds show, `(months, worlds)` by name in OBSERVABLES; False after a world has ended.

    `moves[capital]` holds the numbers of the moves, `(months, worlds)`, −1 after the end; NEEDED names what to record.
    """
    washington, beijing, pyongyang, seoul = (moves[capital] for capital in CAPITALS)
    dprk_talks = (pyongyang >= 0) & (pyongyang <= CONCILIATORY)
    big = pyongyang == P_BIG
    return {
        "test_month": (pyongyang == P_MISSILE) | big,
        "big_test": big,
        "talks_month": (washington >= 0) & (washington <= CONCILIATORY) & dprk_talks,
        "inter_korean_talks": (seoul >= 0) & (seoul <= S_INITIATIVE) & dprk_talks,
        "resolution": (washington == W_SANCTIONS) & (beijing != B_LIFELINE) & (beijing != B_PROTECT),
        "lethal_incident": (pyongyang == P_LETHAL) | (pyongyang == P_ATTACK),
        "exercise": seoul == S_EXERCISE,
    }

"""The observation model: what counts as a test month, a talks month and so on, in the record and in a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.history.record import Record
from sim.analysis.history.schema import TEXTS
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.game.moves import PyongyangDeed, PyongyangWord, SeoulDeed, SeoulWord, WashingtonWord

Series = Mapping[str, npt.NDArray[Any]]
Match = Literal["good", "fair", "poor"]

ROUND: Final = "un_round_ago"
NEEDED: Final = (*(f"{capital}.{kind}" for capital in CAPITALS for kind in ("word", "deed")), ROUND)
"""What must be recorded of a run to observe it: words and deeds, and when the United Nations last agreed to a round."""


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
        "Pyongyang's deed is a missile test or a big test",
        "good", "a lethal act hides a test of the same month in the model",
    ),
    Observable(
        "big_test", "big test", ("long_range_tests", "nuclear_tests"),
        "a launch of an ICBM or an intermediate-range missile, or a nuclear test",
        "Pyongyang's deed is a big test: an ICBM or a nuclear device",
        "fair", "an intermediate-range missile counts in the record only, and 2016 is full of them",
    ),
    Observable(
        "talks_month", "US–DPRK talks", ("us_talks",),
        "an official contact: high level, envoys, working level of track 1, summits",
        "Washington's word is talks or a back channel, and Pyongyang's is talks or an offer",
        "fair", "the list would not know most back channels",
    ),
    Observable(
        "inter_korean_talks", "inter-Korean talks", ("korea_talks",),
        "talks of vice ministers and above, summits included",
        "Seoul's word is an initiative or its deed aid, and Pyongyang's word is talks or an offer",
        "poor", "Red Cross and working-level talks are in neither; aid is not always talked over",
    ),
    Observable(
        "resolution", "sanctions resolution", ("resolutions",),
        "the Security Council adopts a resolution that imposes sanctions",
        "the Council agrees to a round: Washington asks for one after a big test, and Beijing does not shield",
        "good", "a resolution can answer a satellite launch, a round in the model only a big test",
    ),
    Observable(
        "lethal_incident", "lethal incident", ("lethal_incidents",),
        "a hostile act with a death",
        "Pyongyang's deed is a lethal act",
        "fair", "the model's act is meant to kill; the record also has a naval clash and a tourist who was shot",
    ),
    Observable(
        "exercise", "US–ROK exercise", ("exercise_scale",),
        "three days or more of an exercise of the theatre fall into the month",
        "Seoul's deed is an exercise",
        "fair", "in the model only in March and August; of the real ones a third went on in April",
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


def observed_worlds(actions: Series, state: Series) -> dict[str, Flags]:
    """Return what worlds show, `(months, worlds)` by name in OBSERVABLES; False after a world has ended.

    `actions[menu]` holds places on the menus, `(months, worlds)`, −1 after the end, and `state["un_round_ago"]` is
    `(months + 1, worlds)`, NaN after it, as a run has them; NEEDED names what to record.
    """
    pyongyang = actions["pyongyang.deed"]
    talks_washington = np.isin(actions["washington.word"], (WashingtonWord.TALKS, WashingtonWord.BACK_CHANNEL))
    soft_pyongyang = np.isin(actions["pyongyang.word"], (PyongyangWord.TALKS, PyongyangWord.OFFER))
    soft_seoul = (actions["seoul.word"] == SeoulWord.INITIATIVE) | (actions["seoul.deed"] == SeoulDeed.AID)
    big = pyongyang == PyongyangDeed.BIG_TEST
    return {
        "test_month": (pyongyang == PyongyangDeed.MISSILE_TEST) | big,
        "big_test": big,
        "talks_month": talks_washington & soft_pyongyang,
        "inter_korean_talks": soft_seoul & soft_pyongyang,
        "resolution": state[ROUND][1:] == 0.0,
        "lethal_incident": pyongyang == PyongyangDeed.LETHAL_ACT,
        "exercise": actions["seoul.deed"] == SeoulDeed.EXERCISE,
    }

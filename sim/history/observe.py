"""The observation model: the definitions of a test month, a talks month and so on, in a record and
in worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.core.base.arrays import Array, Flags, Floats, Marks
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import PyongyangDeed, PyongyangWord, SeoulDeed, SeoulWord, WashingtonWord
from sim.core.outcomes.history import History
from sim.history.record import TEXTS, Record
from sim.study.experiment.own_outcome import Outcome

Series = Mapping[str, Array]
Match = Literal["good", "fair", "poor"]
UNKNOWN: Final = -1
"""The mark of an observable that a record leaves unknown in a month; 1 is yes, 0 no."""


ROUND: Final = "un_round_ago"
NEEDED: Final = (*(f"{capital}.{kind}" for capital in CAPITALS for kind in ("word", "deed")), ROUND)
"""Quantities that a run must record to be observed: statements and actions, and the months since
the last round of the United Nations.
"""


@dataclass(frozen=True, slots=True)
class Observable:
    """One observable that both a record and a world can show in a month.

    `columns` are those of the record: the month has it if one of them is above 0 (a scale: not
    "none"). It has not if the first `enough` of them are known and none is above 0; else it is
    unknown. `record` and `model` define it in words, `match` says how well the two agree, and
    `mismatch` how they differ. The definition is data (tag D) on the side of the record and our own
    (tag A) on the side of the model.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    enough: int
    record: str
    model: str
    match: Match
    mismatch: str


DEFINITIONS: Final[tuple[Observable, ...]] = (
    Observable(
        "test_month",
        "test",
        (
            "missile_tests",
            "nuclear_tests",
            "ballistic_missiles",
            "satellite_launches",
            "launch_days",
            "long_range_tests",
        ),
        2,
        "any launch of a missile or a satellite carrier, or a nuclear test, on one of two lists",
        "Pyongyang's action is a missile test or a big test",
        "good",
        "a lethal act hides a test of the same month in the model",
    ),
    Observable(
        "big_test",
        "big test",
        ("long_range_tests", "nuclear_tests"),
        2,
        "a launch of an ICBM or an intermediate-range missile, or a nuclear test",
        "Pyongyang's action is a big test: an ICBM or a nuclear device",
        "fair",
        "an intermediate-range missile counts in the record only, and 2016 is full of them",
    ),
    Observable(
        "talks_month",
        "US–DPRK talks",
        ("us_talks",),
        1,
        "an official contact: high level, envoys, working level of track 1, summits",
        "Washington's statement is talks or a back channel, and Pyongyang's is talks or an offer",
        "fair",
        "the list would not know most back channels",
    ),
    Observable(
        "inter_korean_talks",
        "inter-Korean talks",
        ("korea_talks",),
        1,
        "talks of vice ministers and above, summits included",
        "Seoul's statement is an initiative or its action aid, and Pyongyang's statement is talks or an offer",
        "poor",
        "Red Cross and working-level talks are in neither; aid is not always talked over",
    ),
    Observable(
        "resolution",
        "sanctions resolution",
        ("resolutions",),
        1,
        "the Security Council adopts a resolution that imposes sanctions",
        "the Council agrees to a round: Washington asks for one after a big test, and Beijing does not shield",
        "good",
        "a resolution can answer a satellite launch, a round in the model only a big test",
    ),
    Observable(
        "lethal_incident",
        "lethal incident",
        ("lethal_incidents",),
        1,
        "a hostile act with a death",
        "Pyongyang's action is a lethal act",
        "fair",
        "the model's act is meant to kill; the record also has a naval clash and a tourist who was shot",
    ),
    Observable(
        "exercise",
        "US–ROK exercise",
        ("exercise_scale",),
        1,
        "three days or more of an exercise of the theatre fall into the month",
        "Seoul's action is an exercise",
        "fair",
        "in the model only in March and August; of the real ones a third went on in April",
    ),
)
OBSERVABLES: Final = tuple(item.name for item in DEFINITIONS)
LABELS: Final = {item.name: item.label for item in DEFINITIONS}


def seen_in(record: Record) -> dict[str, Marks]:
    """Return the observables of a record, `(months,)` by name in OBSERVABLES: 1 yes, 0 no, −1
    unknown.
    """
    return {item.name: seen_column(record, item) for item in DEFINITIONS}


def seen_column(record: Record, item: Observable) -> Marks:
    """Return one observable of a record, `(months,)`: 1 yes, 0 no, −1 unknown."""
    happened, is_known = np.zeros(len(record), dtype=bool), np.ones(len(record), dtype=bool)
    for place, name in enumerate(item.columns):
        if name in TEXTS:
            texts = np.array(record.texts[name])
            yes, empty = (texts != "none") & (texts != ""), texts == ""
        else:
            yes, empty = record.columns[name] > 0.0, np.isnan(record.columns[name])
        happened |= yes
        if place < item.enough:
            is_known &= ~empty
    return np.where(happened, 1, np.where(is_known, 0, UNKNOWN)).astype(np.int8)


def observed_worlds(actions: Series, state: Series) -> dict[str, Flags]:
    """Return the observables of worlds, `(months, worlds)` by name in OBSERVABLES; False after a
    world has ended.

    `actions[menu]` holds places on the menus, `(months, worlds)`, −1 after the end, and
    `state["un_round_ago"]` is `(months + 1, worlds)`, NaN after it, as a run has them; NEEDED names
    the quantities to record.
    """
    pyongyang = actions["pyongyang.deed"]
    talks_washington = np.isin(
        actions["washington.word"], (WashingtonWord.TALKS, WashingtonWord.BACK_CHANNEL)
    )
    soft_pyongyang = np.isin(actions["pyongyang.word"], (PyongyangWord.TALKS, PyongyangWord.OFFER))
    soft_seoul = (actions["seoul.word"] == SeoulWord.INITIATIVE) | (
        actions["seoul.deed"] == SeoulDeed.AID
    )
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


def observe_history(history: History) -> dict[str, Flags]:
    """Return the observables of the worlds of a history, as `observed_worlds` does."""
    menus = [name for name in NEEDED if name != ROUND]
    actions = {
        menu: np.where(history.live, history.state[menu.replace(".", "_")], -1.0) for menu in menus
    }
    since = np.where(history.live, history.state[ROUND], np.nan)
    return observed_worlds(actions, {ROUND: np.concatenate([since[:1], since])})


def months_outcome(name: str) -> Outcome:
    """Return the outcome that counts the months in which a world shows an observable."""

    def months_shown(history: History) -> Floats:
        return np.asarray(observe_history(history)[name].sum(axis=0), dtype=np.float64)

    return Outcome(f"months_of_{name}", f"Months of a world with a {LABELS[name]}.", months_shown)

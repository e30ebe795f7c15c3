"""The observation model: the definitions of a test month, a talks month and so on, in a record and
in worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.core.base.arrays import Array, Flags, Floats, Marks, weighted_sum
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate, wilson
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import PyongyangDeed, PyongyangWord, SeoulDeed, SeoulWord, WashingtonWord
from sim.core.outcomes.history import History
from sim.core.scenario import Scenario
from sim.history.record import NUMBERS, TEXTS, Record
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

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


COUNTED: Final = {
    "missile_tests": "test_month",
    "long_range_tests": "big_test",
    "us_talks": "talks_month",
    "korea_talks": "inter_korean_talks",
    "resolutions": "resolution",
    "lethal_incidents": "lethal_incident",
}
"""Columns that the model fills with 1 or 0. A big test stands under `long_range_tests`, whichever
it was.
"""

WITHIN: Final = {
    "ballistic_missiles": "test_month",
    "satellite_launches": "test_month",
    "launch_days": "test_month",
    "nuclear_tests": "big_test",
    "us_summits": "talks_month",
    "korea_summits": "inter_korean_talks",
}
"""Columns of which the model knows only that they are 0 in a month without the observable; in other
months they are empty.
"""


BITS: Final = 48
"""Months that one measure holds: a number has room for 52 without loss."""


def observe_history(history: History) -> dict[str, Flags]:
    """Return the observables of the worlds of a history, as `observed_worlds` does."""
    menus = [name for name in NEEDED if name != ROUND]
    actions = {
        menu: np.where(history.live, history.state[menu.replace(".", "_")], -1.0) for menu in menus
    }
    since = np.where(history.live, history.state[ROUND], np.nan)
    return observed_worlds(actions, {ROUND: np.concatenate([since[:1], since])})


def pack_flags(flags: Flags) -> Floats:
    """Return the flags of up to 48 months as one number a world, `(worlds,)`: month k is worth 2 to
    the k.
    """
    return np.asarray(weighted_sum(flags.astype(np.float64), np.ldexp(1.0, np.arange(len(flags)))))


def measures(names: Sequence[str], months: int) -> tuple[Outcome, ...]:
    """Return the outcomes that encode the months of each observable, 48 months each."""
    return tuple(measure(name, first) for name in names for first in range(0, months, BITS))


def measure(name: str, first: int) -> Outcome:
    """Return the outcome that encodes the months, of 48, in which an observable happens."""

    def happened(history: History) -> Floats:
        return pack_flags(observe_history(history)[name][first : first + BITS])

    months = f"months {first + 1} to {first + BITS}"
    meaning = (
        f"In which of {months} a world shows a {LABELS[name]}: month k counts 2 to the k, from 0."
    )
    return Outcome(column_of(name, first), meaning, happened)


def column_of(name: str, first: int) -> str:
    """Return the name of the outcome for the months from the first of a block of 48."""
    return f"{name}_from_{first + 1}"


@dataclass(frozen=True, eq=False)
class SeenWorlds:
    """Observables of the worlds of a scenario, `observables[name]`, and the months that each `played`;
    both `(months, worlds)`.
    """

    scenario: Scenario
    observables: Mapping[str, Flags]
    played: Flags

    @property
    def worlds(self) -> int:
        """The number of worlds."""
        return len(self.played[0])


def seen_worlds(scenario: Scenario, results: Results) -> SeenWorlds:
    """Return the observables of the worlds of an experiment of one cell, which must hold the
    measures of all.
    """
    observables, months = {}, np.arange(scenario.months)
    for name in OBSERVABLES:
        blocks = [
            results.by_cell(column_of(name, first))[0].astype(np.int64)
            for first in range(0, len(months), BITS)
        ]
        observables[name] = np.stack(
            [(blocks[month // BITS] >> month % BITS & 1).astype(bool) for month in months]
        )
    return SeenWorlds(scenario, observables, months[:, None] < results.by_cell("months")[0])


def simulated_record(worlds: SeenWorlds, world: int = 0) -> Record:
    """Return the months that one world played as a record, with every column that the model can
    fill.

    Columns that the model lacks (trade, names, salvos) are empty.
    """
    count = int(worlds.played[:, world].sum())
    observables = {name: flags[:count, world] for name, flags in worlds.observables.items()}
    columns: dict[str, Floats] = {name: np.full(count, np.nan) for name in NUMBERS}
    for column, name in COUNTED.items():
        columns[column] = observables[name].astype(np.float64)
    for column, name in WITHIN.items():
        columns[column] = np.where(observables[name], np.nan, 0.0)
    texts = dict.fromkeys(TEXTS, ("",) * count)
    texts["exercise_scale"] = tuple(
        "full" if exercise else "none" for exercise in observables["exercise"]
    )
    months = tuple(month_after(worlds.scenario.start, month) for month in range(count))
    return Record(months, columns, texts, f"world {world} of {worlds.scenario.name}")


def shares_of(worlds: SeenWorlds) -> Iterator[tuple[str, str, Estimate]]:
    """Yield how many of the worlds still playing show each observable, month by month, with
    Wilson's interval.

    Months that no world plays are left out.
    """
    for row, n in enumerate(np.count_nonzero(worlds.played, axis=1)):
        for name, flags in worlds.observables.items():
            if n:
                yield (
                    month_after(worlds.scenario.start, row),
                    name,
                    wilson(int(np.count_nonzero(flags[row])), int(n)),
                )

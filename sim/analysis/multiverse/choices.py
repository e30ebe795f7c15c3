"""The choices of a multiverse: how lose-lose is read, and how the model is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import product
from typing import Any, Final

from sim.analysis.multiverse import AIMS, EXCHANGE, OWN, READINGS, VALUE, MultiverseOptions
from sim.errors import ScenarioProblem
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.numbers import LEDGER
from sim.game.policies import FREE, HELD
from sim.scenario import Scenario
from sim.study.estimate.writing import short_text
from sim.study.measure.values import MARGIN

LENIENT, STRICT = "lenient", "strict"
THRESHOLDS: Final = (LENIENT, OWN, STRICT)
DIMENSIONS: Final = ("reading", "threshold", "kim", "courses", "learning", "lookahead", "accident")
WORDS: Final = {
    "reading": "reading of lose-lose",
    "threshold": "threshold of the reading",
    "kim": "Kim's type",
    "courses": "courses",
    "learning": "learning",
    "lookahead": "look-ahead",
    "accident": "law of accidents",
}
Changes = Mapping[str, Any]
Levels = Mapping[str, Mapping[str, Changes]]
_SLOPE: Final = LEDGER["accident_slope"]
LEVELS: Final[dict[str, dict[str, Changes]]] = {
    "kim": {kim: {"kim_type": kim} for kim in ("drawn", *(kim.name.lower() for kim in KimType))},
    "courses": {
        FREE: {f"{capital}.courses": FREE for capital in CAPITALS},
        HELD: {f"{capital}.courses": HELD for capital in CAPITALS},
    },
    "learning": {"exact": {"learn": 1.0}, "none": {"learn": 0.0}},
    "lookahead": {"none": {"lookahead": 0.0, "lookahead_beijing": 0.0, "lookahead_seoul": 0.0}},
    "accident": {"flat": {"accident_slope": _SLOPE.low}, "steep": {"accident_slope": _SLOPE.high}},
}
"""The levels of each way to build the model, with what each changes; the scenario's own is among them or beside."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say what lose-lose is: by which measure, and from which threshold on."""

    reading: str
    threshold: str

    @property
    def label(self) -> str:
        """The reading in words: "aims, own", "exchange, gain > 0.1", "value, κ = 0.5"."""
        return f"{self.reading}, {self.threshold}"


@dataclass(frozen=True, slots=True)
class Structure:
    """One way to build the model, by the names of its levels."""

    kim: str
    courses: str
    learning: str
    lookahead: str
    accident: str

    @property
    def label(self) -> str:
        """The structure in words."""
        return ", ".join(f"{WORDS[item.name]} {getattr(self, item.name)}" for item in fields(self))


@dataclass(frozen=True)
class Choices:
    """The levels of every dimension, the scenario's own among them, and which structures are left out.

    `levels` holds the levels of each way to build the model with what they change, the scenario's own first. `numbers`
    maps the threshold of a reading to its number, `middles` a reading to its middle threshold. `left_out` counts
    combinations that would play the same worlds again or that cannot be, by reason.
    """

    scenario: Scenario
    readings: tuple[Reading, ...]
    structures: tuple[Structure, ...]
    levels: Levels
    numbers: Mapping[str, float]
    middles: Mapping[str, str]
    left_out: Mapping[str, int]

    @property
    def default(self) -> tuple[Structure, Reading]:
        """The scenario's own structure, and lose-lose against the exchange, by its own margin."""
        return self.structures[0], Reading(EXCHANGE, self.middles[EXCHANGE])

    @property
    def count(self) -> int:
        """How many specifications there are."""
        return len(self.readings) * len(self.structures)

    def changes(self, how: Structure) -> dict[str, Any]:
        """Return what a structure changes in the scenario."""
        return changes_of(self.levels, how)


def plain_number(number: float) -> str:
    """Write a number without zeros at the end: 0.45, 1."""
    return short_text(number, 6)


def levels_of(scenario: Scenario, dimension: str) -> dict[str, Changes]:
    """Return the levels of a dimension that differ, the scenario's own first, with what each changes.

    The scenario's own has the name of the level that it equals, or else "own".
    """
    known = LEVELS[dimension]
    own = next((name for name, changes in known.items() if same(scenario, changes)), OWN)
    return {own: {}} | {name: changes for name, changes in known.items() if name != own}


def same(scenario: Scenario, changes: Changes) -> bool:
    """Say whether changes leave a scenario as it is; what cannot be changed so does not."""
    try:
        return scenario.change(changes).hash == scenario.hash
    except ScenarioProblem:
        return False


def changes_of(every: Levels, how: Structure) -> dict[str, Any]:
    """Return what a structure changes in the scenario."""
    changes: dict[str, Any] = {}
    for dimension, known in every.items():
        changes |= known[getattr(how, dimension)]
    return changes


def why_not(scenario: Scenario, every: Levels, how: Structure) -> str:
    """Return why a structure is left out, or nothing."""
    if how.courses == HELD and how.lookahead != next(iter(every["lookahead"])):
        return "nobody looks ahead where all courses are held"
    try:
        scenario.change(changes_of(every, how))
    except ScenarioProblem as problem:
        return problem.what
    return ""


@lru_cache(maxsize=4)
def choices_of(options: MultiverseOptions) -> Choices:
    """Return the specifications to try, the scenario's own choices among them."""
    scenario = options.scenario
    gains = {f"gain > {plain_number(line)}": line for line in (MARGIN / 2.0, MARGIN, 2.0 * MARGIN)}
    losses = {f"κ = {plain_number(kappa)}": kappa for kappa in sorted(set(options.kappas))}
    thresholds = {EXCHANGE: tuple(gains), AIMS: THRESHOLDS, VALUE: tuple(losses)}
    middles = {EXCHANGE: tuple(gains)[len(gains) // 2], AIMS: OWN, VALUE: tuple(losses)[len(losses) // 2]}
    every = {dimension: levels_of(scenario, dimension) for dimension in LEVELS}
    tried = [
        [name for name in known if name in getattr(options, dimension) or not known[name]]
        for dimension, known in every.items()
    ]
    kept, left_out = [], Counter[str]()
    for each in product(*tried):
        structure = Structure(*each)
        reason = why_not(scenario, every, structure)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(structure)
    named = [name for name in READINGS if name in options.readings or name == EXCHANGE]
    readings = tuple(Reading(name, each) for name in named for each in thresholds[name])
    return Choices(scenario, readings, tuple(kept), every, gains | losses, middles, dict(left_out))

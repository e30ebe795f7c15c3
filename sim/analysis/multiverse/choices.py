"""The choices of a multiverse, how lose-lose is read and how the model is built, and which moves
the answer most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import combinations, product
from typing import Any, Final

import numpy as np

from sim.analysis.multiverse import BENCHMARK, GOALS, OWN, READINGS, VALUE, MultiverseOptions
from sim.core.base.arrays import Flags
from sim.core.base.errors import ScenarioProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import short_text
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.policies import FREE, HELD
from sim.core.outcomes.outcomes import Columns
from sim.core.outcomes.values import MARGIN
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import KIM_TYPES
from sim.study.estimate.bootstrap import Stream, mirror_interval, resampled_counts, resampled_means
from sim.study.estimate.paired import PairedDifference, compare_paired

LENIENT, STRICT = "lenient", "strict"
THRESHOLDS: Final = (LENIENT, OWN, STRICT)
DIMENSIONS: Final = (
    "reading",
    "threshold",
    "kim_type",
    "courses",
    "learning",
    "lookahead",
    "accident",
)
WORDS: Final = {
    "reading": "reading of lose-lose",
    "threshold": "threshold of the reading",
    "kim_type": "Kim's type",
    "courses": "courses",
    "learning": "learning",
    "lookahead": "look-ahead",
    "accident": "law of accidents",
}
Changes = Mapping[str, Any]
LOOKAHEADS: Final = (
    "lookahead",
    "lookahead_beijing",
    "lookahead_pyongyang",
)
_SLOPE: Final = RULE_PARAMETERS["accident_slope"]
LEVELS: Final[dict[str, dict[str, Changes]]] = {
    "kim_type": {kim: {"kim_type": kim} for kim in KIM_TYPES},
    "courses": {
        FREE: {f"{capital}.policy": FREE for capital in CAPITALS},
        HELD: {f"{capital}.policy": HELD for capital in CAPITALS},
    },
    "learning": {"exact": {"learn": 1.0}, "none": {"learn": 0.0}},
    "lookahead": {"none": dict.fromkeys(LOOKAHEADS, 0.0)},
    "accident": {"flat": {"accident_slope": _SLOPE.low}, "steep": {"accident_slope": _SLOPE.high}},
}
"""The levels of each structural dimension, with the changes that each makes; the scenario's own
level is one of them or an additional one.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One definition of lose-lose: its measure and its threshold."""

    reading: str
    threshold: str

    @property
    def label(self) -> str:
        """The reading in words: "goals, own", "benchmark, gain > 0.1", "value, κ = 0.5"."""
        return f"{self.reading}, {self.threshold}"


@dataclass(frozen=True, slots=True)
class Structure:
    """One way to build the model, by the names of its levels."""

    kim_type: str
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
    """The readings and structures to try, the scenario's own among them, and the structures left
    out.

    `structures` holds the changes that each structure makes to the scenario, the scenario's own
    first. `numbers` maps the threshold of a reading to its number, `middles` a reading to its
    middle threshold. `left_out` counts, by reason, combinations that are invalid or would play the
    same worlds again.
    """

    readings: tuple[Reading, ...]
    structures: Mapping[Structure, Data]
    numbers: Mapping[str, float]
    middles: Mapping[str, str]
    left_out: Mapping[str, int]

    @property
    def default(self) -> tuple[Structure, Reading]:
        """The scenario's own structure, and lose-lose against the benchmark, by its own margin."""
        return next(iter(self.structures)), Reading(BENCHMARK, self.middles[BENCHMARK])


def levels_of(scenario: Scenario, dimension: str) -> dict[str, Changes]:
    """Return the changes of each distinct level of a dimension by its name, the scenario's own
    first.

    The scenario's own level has the name of the level that it equals, or else "own".
    """
    known = LEVELS[dimension]
    own = next((name for name, changes in known.items() if same(scenario, changes)), OWN)
    return {own: {}} | {name: changes for name, changes in known.items() if name != own}


def same(scenario: Scenario, changes: Changes) -> bool:
    """Say whether changes leave a scenario as it is; False for invalid changes."""
    try:
        return scenario.change(changes).hash == scenario.hash
    except ScenarioProblem:
        return False


@lru_cache(maxsize=4)
def choices_of(options: MultiverseOptions) -> Choices:
    """Return the specifications to try, the scenario's own choices among them."""
    scenario = options.scenario
    gains = {f"gain > {short_text(line, 6)}": line for line in (MARGIN / 2.0, MARGIN, 2.0 * MARGIN)}
    losses = {f"κ = {short_text(kappa, 6)}": kappa for kappa in sorted(set(options.kappas))}
    thresholds = {BENCHMARK: tuple(gains), GOALS: THRESHOLDS, VALUE: tuple(losses)}
    middles = {
        BENCHMARK: tuple(gains)[len(gains) // 2],
        GOALS: OWN,
        VALUE: tuple(losses)[len(losses) // 2],
    }
    every = {dimension: levels_of(scenario, dimension) for dimension in LEVELS}
    tried = [
        [name for name in known if name in getattr(options, dimension) or not known[name]]
        for dimension, known in every.items()
    ]
    kept, left_out = dict[Structure, Data](), Counter[str]()
    for each in product(*tried):
        how, changes = Structure(*each), Data()
        for known, name in zip(every.values(), each, strict=True):
            changes |= known[name]
        if how.courses == HELD and every["lookahead"][how.lookahead]:
            left_out["no capital looks ahead if all courses are held"] += 1
            continue
        try:
            scenario.change(changes)
        except ScenarioProblem as problem:
            left_out[problem.message] += 1
        else:
            kept[how] = changes
    named = [name for name in READINGS if name in options.readings or name == BENCHMARK]
    readings = tuple(Reading(name, each) for name in named for each in thresholds[name])
    return Choices(readings, kept, gains | losses, middles, dict(left_out))


RESAMPLES: Final = 1000
METHOD: Final = "basic bootstrap over worlds"
Key = tuple[Structure, Reading]


@dataclass(frozen=True, slots=True)
class Influence:
    """How much one choice moves P(lose-lose): the mean over all pairs of specifications that differ
    in it alone.

    `change` is the mean absolute difference with the sampling error taken out, never below 0;
    `plain` is the same without that. `largest` names the pair that is furthest apart.
    """

    dimension: str
    pairs: int
    change: Estimate
    plain: float
    largest: tuple[Key, Key]
    furthest: float


def level(key: Key, dimension: str) -> object:
    """Return the level of a specification in a dimension."""
    structure, reading = key
    return getattr(reading if dimension in ("reading", "threshold") else structure, dimension)


def pairs_of(
    keys: Sequence[Key], dimension: str, middles: Mapping[str, str]
) -> list[tuple[int, int]]:
    """Return the pairs of specifications that differ in one dimension alone, as places in `keys`.

    Readings are compared at their middle thresholds.
    """
    aside = ("reading", "threshold") if dimension == "reading" else (dimension,)
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, key in enumerate(keys):
        if dimension == "reading" and key[1].threshold != middles[key[1].reading]:
            continue
        groups.setdefault(
            tuple(level(key, each) for each in DIMENSIONS if each not in aside), []
        ).append(place)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def influences(
    keys: Sequence[Key],
    flags: Flags,
    middles: Mapping[str, str],
    seed: int,
    resamples: int = RESAMPLES,
) -> list[Influence]:
    """Return the influence of every dimension with two levels or more, the largest first.

    The interval is that of the basic bootstrap, which takes out that noise makes absolute changes
    look larger.
    """
    counts = resampled_counts(flags.shape[1], resamples, seed, Stream.SPECIFICATIONS_RESAMPLED)
    # Whole worlds are resampled, to keep the correlation between specifications.
    shares, again = flags.mean(axis=1), resampled_means(flags, counts)
    found = []
    for dimension in DIMENSIONS:
        if not (pairs := pairs_of(keys, dimension, middles)):
            continue
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        apart = np.abs(shares[left] - shares[right])
        plain, most = float(apart.mean()), int(apart.argmax())
        drawn = np.abs(again[:, left] - again[:, right]).mean(axis=1)
        moved = mirror_interval(plain, drawn, flags.shape[1], METHOD)
        change = replace(
            moved, **{end: max(0.0, getattr(moved, end)) for end in ("value", "low", "high")}
        )
        largest = keys[left[most]], keys[right[most]]
        found.append(Influence(dimension, len(pairs), change, plain, largest, float(apart[most])))
    return sorted(found, key=lambda each: -each.change.value)


OUTCOMES: Final = ("lose_lose", "war")
CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "look-ahead": LOOKAHEADS,
    "fear of a strike": ("fear_strike",),
    "doubt about Kim": ("doubt",),
    "hope of a reply": ("reply",),
    "learning": ("learn", "learn_until"),
    "needs of a complete deterrent": ("deterrent_saturation",),
    "changes of Kim's type": ("type_drift",),
    "hunger and Beijing's leverage": ("leverage_courses",),
    "misperception": ("blur",),
    "errors of state": ("error",),
    "ambiguity": ("washington.ambiguity",),
    "dialogue windows": ("window_gain",),
    "scale of war": ("war_scale",),
    "trend of the relation": ("relation_trend",),
    "contact of Beijing": ("beijing.contact",),
    "unpredictability": ("pyongyang.unpredictability",),
    "rates of review": ("review_rate_washington",),
}
"""Every parameter and lever that has a neutral value, by the channel that it belongs to."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """The effect of a channel: paired differences, without it minus with it, of P(lose-lose) and
    P(war).

    `moved` counts the worlds of which lose-lose, war or a value changes; 0 says that the channel
    does nothing here.
    """

    channel: str
    differences: Mapping[str, PairedDifference]
    moved: int


def neutral(channel: str) -> Changes:
    """Return the parameters and levers of a channel with the values at which it changes nothing."""
    return {
        name: (LEVERS[name] if name in LEVERS else RULE_PARAMETERS[name]).neutral
        for name in CHANNELS[channel]
    }


def switches(scenario: Scenario) -> tuple[dict[str, Changes], list[str]]:
    """Return the changes that switch off each channel in use, and the channels that are off
    already.
    """
    changes = {channel: neutral(channel) for channel in CHANNELS}
    off = [channel for channel, own in changes.items() if same(scenario, own)]
    return {channel: own for channel, own in changes.items() if channel not in off}, off


def ablation_of(channel: str, own: Columns, without: Columns) -> Ablation:
    """Return the effect of a channel from the columns of the same worlds with and without it."""
    differences = {name: compare_paired(without[name], own[name]) for name in OUTCOMES}
    moved = np.logical_or.reduce([values != without[name] for name, values in own.items()])
    return Ablation(channel, differences, int(np.count_nonzero(moved)))

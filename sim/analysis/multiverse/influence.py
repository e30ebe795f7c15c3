"""Which choice moves the answer most: the mean absolute change when one choice is made otherwise, all else the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.multiverse.choices import DIMENSIONS, Reading, Structure
from sim.game.levers import LEVERS
from sim.game.numbers import LEDGER
from sim.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, mirror_interval, resampled_counts, resampled_means
from sim.study.estimate.interval import Estimate
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.measure.outcomes import Columns

RESAMPLES: Final = 1000
METHOD: Final = "basic bootstrap over worlds"
Key = tuple[Structure, Reading]
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Influence:
    """How much one choice moves P(lose-lose): the mean over all pairs of specifications that differ in it alone.

    `change` is the mean absolute difference with the sampling error taken out, never below 0; `plain` is the same
    without that. `largest` names the pair that is furthest apart.
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


def pairs_of(keys: Sequence[Key], dimension: str, middles: Mapping[str, str]) -> Pairs:
    """Return the pairs of specifications that differ in one dimension alone, as places in `keys`.

    Readings are compared at their middle thresholds.
    """
    aside = ("reading", "threshold") if dimension == "reading" else (dimension,)
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, key in enumerate(keys):
        if dimension == "reading" and key[1].threshold != middles[key[1].reading]:
            continue
        groups.setdefault(tuple(level(key, each) for each in DIMENSIONS if each not in aside), []).append(place)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def influences(
    keys: Sequence[Key], flags: npt.NDArray[np.bool_], middles: Mapping[str, str], seed: int,
    resamples: int = RESAMPLES,
) -> list[Influence]:  # fmt: skip
    """Return the influence of every dimension with two levels or more, the largest first.

    The interval is that of the basic bootstrap, which takes out that noise makes absolute changes look larger.
    """
    counts = resampled_counts(flags.shape[1], resamples, seed, Stream.SPECIFICATIONS_RESAMPLED)
    # Whole worlds are drawn, so that what specifications share stays.
    shares, again = flags.mean(axis=1), resampled_means(flags, counts)
    found = []
    for dimension in DIMENSIONS:
        pairs = pairs_of(keys, dimension, middles)
        if pairs:
            found.append(influence(dimension, keys, pairs, shares, again, flags.shape[1]))
    return sorted(found, key=lambda each: -each.change.value)


def influence(
    dimension: str, keys: Sequence[Key], pairs: Pairs, shares: npt.NDArray[np.float64],
    again: npt.NDArray[np.float64], worlds: int,
) -> Influence:  # fmt: skip
    """Return the influence of one dimension from shares `(specifications,)` and resampled shares."""
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    apart = np.abs(shares[left] - shares[right])
    plain = float(apart.mean())
    drawn = np.abs(again[:, left] - again[:, right]).mean(axis=1)
    found = mirror_interval(plain, drawn, worlds, METHOD)
    value, low, high = (max(0.0, each) for each in (found.value, found.low, found.high))
    estimate = replace(found, value=value, low=low, high=high)
    most = int(apart.argmax())
    return Influence(dimension, len(pairs), estimate, plain, (keys[left[most]], keys[right[most]]), float(apart[most]))


OUTCOMES: Final = ("lose_lose", "war")
CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "look-ahead": ("lookahead", "lookahead_beijing", "lookahead_seoul"),
    "fear of a strike": ("fear_strike",),
    "doubt about Kim": ("doubt",),
    "hope of a reply": ("reply",),
    "learning": ("learn", "learn_until"),
    "what a small arsenal lacks": ("capacity",),
    "what a complete deterrent needs": ("sated",),
    "a Kim who changes": ("type_drift",),
    "hunger and Beijing's key": ("key_courses",),
    "misperception": ("blur", "mishearing"),
    "errors of state": ("error_enforcement", "error_economy", "error_arsenal"),
    "secrecy": ("leak",),
    "ambiguity": ("ambiguity_brink", "washington.ambiguity"),
    "credibility": (
        "credibility_rate", "credibility_broken", "credibility_rhetoric", "credibility_freeze", "start_credibility",
    ),
    "detainees": ("arrest", "detainee_death", "detainee_release"),
    "sports diplomacy": ("sports",),
    "dialogue windows": ("window_gain",),
    "noise of refugees": ("refugee_noise",),
    "elections by tension": ("election_tension",),
    "freezes lost by a vote": ("inherit_break",),
    "scale of war": ("war_scale",),
    "trend of the relation": ("relation_trend",),
    "contact of Beijing": ("beijing.contact",),
    "unpredictability": ("pyongyang.unpredictability",),
    "tit for tat": ("washington_tit_for_tat", "pyongyang_tit_for_tat"),
    "rates of review": (
        "review_rate_washington", "review_rate_beijing", "review_rate_pyongyang", "review_rate_seoul",
    ),
}  # fmt: skip
"""Every number and lever that has a neutral value, by the channel that it belongs to."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """What a channel does: without it minus with it, world by world, for P(lose-lose) and P(war).

    `moved` counts the worlds of which lose-lose, war or a value changes; 0 says that the channel does nothing here.
    """

    channel: str
    differences: Mapping[str, PairedDifference]
    moved: int


def neutral(channel: str) -> dict[str, float]:
    """Return the numbers and levers of a channel with the values at which it changes nothing."""
    found = {}
    for name in CHANNELS[channel]:
        value = (LEVERS[name] if name in LEVERS else LEDGER[name]).neutral
        assert value is not None
        found[name] = value
    return found


def switches(scenario: Scenario) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Return what switches off each channel that is in use, and the channels that are off already."""
    changes = {channel: neutral(channel) for channel in CHANNELS}
    off = [channel for channel, own in changes.items() if scenario.change(own).hash == scenario.hash]
    return {channel: own for channel, own in changes.items() if channel not in off}, off


def ablation_of(channel: str, own: Columns, without: Columns) -> Ablation:
    """Return what a channel does, from the columns of the same worlds with and without it."""
    differences = {name: compare_paired(without[name], own[name]) for name in OUTCOMES}
    moved: npt.NDArray[np.bool_] = np.zeros(own["war"].size, dtype=bool)
    for name, values in own.items():
        moved |= values != without[name]
    return Ablation(channel, differences, int(np.count_nonzero(moved)))

"""The ablation: what each channel of the model does, switched off by its neutral values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.game.levers import LEVERS
from sim.game.numbers import LEDGER
from sim.study.outcomes import Columns
from sim.study.paired import PairedDifference, paired
from sim.study.scenario import Scenario

OUTCOMES: Final = ("lose_lose", "war")
CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "look-ahead": ("lookahead",),
    "doubt about Kim": ("doubt",),
    "hope of a reply": ("reply",),
    "learning": ("learn", "learn_until"),
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
class Switch:
    """A channel switched off: the scenario without it."""

    channel: str
    without: Scenario


@dataclass(frozen=True, slots=True)
class Ablation:
    """What a channel does: without it minus with it, world by world, for P(lose-lose) and P(war).

    `moved` counts the worlds of which lose-lose, war or a value changes; 0 says that the channel does nothing here.
    """

    channel: str
    differences: Mapping[str, PairedDifference]
    moved: int

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "channel": self.channel,
            "neutral": neutral(self.channel),
            "worlds_moved": self.moved,
            "differences": {name: each.as_dict() for name, each in self.differences.items()},
        }


def neutral(channel: str) -> dict[str, float]:
    """Return the numbers and levers of a channel with the values at which it changes nothing."""
    found = {}
    for name in CHANNELS[channel]:
        value = (LEVERS[name] if name in LEVERS else LEDGER[name]).neutral
        assert value is not None
        found[name] = value
    return found


def switches(scenario: Scenario) -> tuple[list[Switch], list[str]]:
    """Return every channel that can be switched off, and those that are off already."""
    found, off = [], []
    for channel in CHANNELS:
        without = scenario.change(neutral(channel))
        if without.hash == scenario.hash:
            off.append(channel)
        else:
            found.append(Switch(channel, without))
    return found, off


def ablation_of(channel: str, own: Columns, without: Columns) -> Ablation:
    """Return what a channel does, from the columns of the same worlds with and without it."""
    differences = {name: paired(without[name], own[name]) for name in OUTCOMES}
    moved: npt.NDArray[np.bool_] = np.zeros(own["war"].size, dtype=bool)
    for name, values in own.items():
        moved |= values != without[name]
    return Ablation(channel, differences, int(np.count_nonzero(moved)))

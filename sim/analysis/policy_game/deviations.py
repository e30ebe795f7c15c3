"""What a player would gain or lose by leaving a profile alone, world by world, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.policy_game.game import PolicyGame
from sim.study.paired import PairedDifference, paired


@dataclass(frozen=True, slots=True)
class Deviation:
    """A player that leaves a profile for another policy: `gain` is what it would get more, in months.

    The intervals of all deviations from one profile hold together at 95 %: each has a level of 1 - .05 / their number.
    """

    player: str
    policy: str
    gain: PairedDifference

    def as_dict(self) -> dict[str, Any]:
        """Return the deviation as plain data."""
        return {"player": self.player, "policy": self.policy, "gain": self.gain.as_dict()}


def deviations_from(game: PolicyGame, profile: Sequence[int]) -> list[Deviation]:
    """Return every deviation of one player from a profile, with simultaneous paired t intervals (Bonferroni)."""
    family = sum(game.shape) - len(game.shape)
    found = []
    for place, player in enumerate(game.agents):
        here = game.worth_to(place, game.pure(profile))
        for policy, name in enumerate(player.policies):
            if policy == profile[place]:
                continue
            there = game.worth_to(place, game.pure((*profile[:place], policy, *profile[place + 1 :])))
            found.append(Deviation(player.name, name, paired(there, here, 1.0 - 0.05 / family)))
    return found


def regret_bounds(deviations: Sequence[Deviation]) -> dict[str, float]:
    """Return the most that each player may gain by leaving, in months, all bounds together at 95 %; at least 0."""
    bounds: dict[str, float] = {}
    for each in deviations:
        bounds[each.player] = max(bounds.get(each.player, 0.0), float(each.gain.high))
    return bounds


def decided(deviations: Sequence[Deviation]) -> bool:
    """Say whether these worlds rule out, all together at 95 %, that any deviation pays."""
    return bool(np.all([each.gain.high <= 0.0 for each in deviations]))

"""What it costs that each capital chooses for itself: an equilibrium against the best profile for all four."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.policy_game.game import PolicyGame, mean_over_worlds
from sim.study.paired import PairedDifference, paired
from sim.study.estimate import Estimate, probability
from sim.world.actions import CAPITALS
from sim.world.types import Floats

Place = tuple[int, ...]
CRITERIA = {
    "welfare": "highest sum of the four values, each counted in its own limited-war losses",
    "lose_lose": "lowest probability of lose-lose",
}


@dataclass(frozen=True, slots=True)
class Best:
    """The best profile for all four by one criterion, found in all worlds.

    `again` is the share of resamples in which the same profile is best; `held_out` the profile that is best in the
    even worlds, on which the gaps to an equilibrium are measured in the odd ones: a profile picked because it looks
    best in some worlds looks too good in them.
    """

    criterion: str
    profile: Place
    policies: dict[str, str]
    lose_lose: Estimate
    again: Estimate
    held_out: Place


@dataclass(frozen=True, slots=True)
class Anarchy:
    """An equilibrium minus the best profile for all four: P(lose-lose), and the value of each capital in months."""

    criterion: str
    equilibrium: dict[str, str]
    best: dict[str, str]
    lose_lose: PairedDifference
    values: dict[str, PairedDifference]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "criterion": self.criterion,
            "equilibrium": self.equilibrium,
            "best_in_even_worlds": self.best,
            "lose_lose_more_at_equilibrium": self.lose_lose.as_dict(),
            "value_more_at_equilibrium": {capital: value.as_dict() for capital, value in self.values.items()},
        }


def merit(game: PolicyGame, criterion: str, worlds: slice = slice(None)) -> Floats:
    """Return how good each profile is for all four, `(*profiles)`: higher is better."""
    if criterion == "lose_lose":
        return -mean_over_worlds(game.lose_lose[..., worlds].astype(np.float64))
    each = [mean_over_worlds(value[..., worlds]) / loss for value, loss in zip(game.value, game.loss, strict=True)]
    return each[0] + each[1] + each[2] + each[3]


def top(scores: Floats) -> Place:
    """Return the profile with the highest score; of several the first."""
    return tuple(int(at) for at in np.unravel_index(int(scores.argmax()), scores.shape))


def best_for_all(game: PolicyGame, criterion: str, resampled: Floats) -> Best:
    """Return the best profile by a criterion; `resampled` are the merits in resamples, `(resamples, *profiles)`."""
    profile = top(merit(game, criterion))
    flat = resampled.reshape(resampled.shape[0], -1)
    same = flat[:, int(np.ravel_multi_index(profile, game.shape))] >= flat.max(axis=1)
    return Best(
        criterion, profile, game.named(profile), probability(game.lose_lose[profile]), probability(same),
        top(merit(game, criterion, slice(0, None, 2))),
    )  # fmt: skip


def price_of(game: PolicyGame, equilibrium: Place, best: Best) -> Anarchy:
    """Compare an equilibrium with the best profile for all four in the odd worlds, which did not choose the profile."""
    odd = slice(1, None, 2)
    flips = paired(game.lose_lose[equilibrium][odd], game.lose_lose[best.held_out][odd])
    values = {
        capital: paired(value[equilibrium][odd], value[best.held_out][odd])
        for capital, value in zip(CAPITALS, game.value, strict=True)
    }
    return Anarchy(best.criterion, game.named(equilibrium), game.named(best.held_out), flips, values)

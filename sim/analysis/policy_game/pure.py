"""Pure equilibria of a policy game, each with how sure these worlds are of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.best_replies import pure_equilibria
from sim.analysis.policy_game.deviations import Deviation, decided, deviations_from, regret_bounds
from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.study.estimate import Estimate, mean_estimate, probability, wilson

STABLE: Final = 0.95
FRAGILE: Final = 0.5
RIVAL: Final = 0.05
MOST_RIVALS: Final = 12


@dataclass(frozen=True, slots=True)
class ProfileFinding:
    """A profile that is an equilibrium of the means, or of enough resamples to be named.

    `name` has its policies in a line. `stays` is the share of resamples in which it is an equilibrium (n counts
    resamples); `regret` the largest gain of any player by leaving it, with the limits of the resamples; `bounds` the
    most each player may gain.
    """

    profile: tuple[int, ...]
    name: str
    policies: dict[str, str]
    is_equilibrium: bool
    stays: Estimate
    regret: Estimate
    bounds: dict[str, float]
    deviations: tuple[Deviation, ...]
    lose_lose: Estimate
    values: dict[str, Estimate]

    @property
    def decided(self) -> bool:
        """Whether no deviation can pay, by paired intervals that hold together."""
        return decided(self.deviations)

    @property
    def verdict(self) -> str:
        """How far to trust it: stable, fragile or unstable under resampling of the worlds."""
        if self.stays.value >= STABLE:
            return "stable"
        return "fragile" if self.stays.value >= FRAGILE else "unstable"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "policies": self.policies,
            "equilibrium": self.is_equilibrium,
            "verdict": self.verdict,
            "stays": self.stays.as_dict(),
            "no_deviation_can_pay": self.decided,
            "largest_gain_of_any": self.regret.as_dict(),
            "gain_at_most": self.bounds,
            "lose_lose": self.lose_lose.as_dict(),
            "values": {capital: value.as_dict() for capital, value in self.values.items()},
            "deviations": [each.as_dict() for each in self.deviations],
        }


def chance_of(losing: Floats) -> Estimate:
    """Return the mean of chances, world by world: as a share where each is 0 or 1, which has the better interval."""
    return probability(losing > 0.0) if np.isin(losing, (0.0, 1.0)).all() else mean_estimate(losing)


def described(game: PolicyGame, profile: tuple[int, ...], gains: Floats, in_means: bool) -> ProfileFinding:
    """Return what these worlds say of a profile; `gains` are the largest in resamples, `(resamples, *profiles)`."""
    own = gains.reshape(len(gains), -1)[:, int(np.ravel_multi_index(profile, game.shape))]
    leaving = deviations_from(game, profile)
    low, high = np.quantile(own, [0.025, 0.975]).tolist()
    largest = max(0.0, *(float(each.gain.value) for each in leaving))
    mix = game.pure(profile)
    return ProfileFinding(
        profile,
        game.line(profile),
        game.named(profile),
        in_means,
        wilson(int(np.count_nonzero(own == 0.0)), own.size),
        Estimate(largest, min(low, largest), max(high, largest), game.worlds, "percentiles of resampled worlds"),
        regret_bounds(leaving),
        tuple(leaving),
        chance_of(game.losing(mix)),
        {capital: mean_estimate(game.worth(capital, mix)) for capital in CAPITALS},
    )


def pure_findings(game: PolicyGame, gains: Floats) -> tuple[list[ProfileFinding], list[ProfileFinding], Estimate]:
    """Return the equilibria of the means, the other profiles that often are one, and how many resamples have none.

    `gains` are the largest of any player in each resample, `(resamples, *profiles)`.
    """
    found = pure_equilibria(game.payoffs())
    settled = gains == 0.0
    often = settled.mean(axis=0)
    rivals = [tuple(int(at) for at in place) for place in np.argwhere(often >= RIVAL)]
    rivals = sorted((each for each in rivals if each not in found), key=lambda each: -often[each])[:MOST_RIVALS]
    none = ~settled.reshape(settled.shape[0], -1).any(axis=1)
    equilibria = [described(game, profile, gains, True) for profile in found]
    equilibria.sort(key=lambda each: -each.stays.value)
    return equilibria, [described(game, profile, gains, False) for profile in rivals], probability(none)

"""Mixed equilibria of a policy game: what they pay, and how far sampling moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.nash import NashEquilibrium, regret_of
from sim.analysis.policy_game.equilibria import mixes_again
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.pure import chance_of
from sim.analysis.policy_game.resampling import Resamples
from sim.study.estimate import Estimate, wilson

RESOLVED: Final = 200
"""Resamples in which a mixed equilibrium is looked for again."""

METHOD: Final = "percentiles of resampled worlds"


@dataclass(frozen=True, slots=True)
class MixedFinding:
    """A mixed equilibrium of the means.

    `regret` is the most that any player would gain by leaving it, with limits from resampled payoffs. `stays` is the
    share of resamples that have an equilibrium mixing the same policies (n counts resamples); None for a limit, which
    is approximate.
    """

    equilibrium: NashEquilibrium
    shares: dict[str, dict[str, float]]
    stays: Estimate | None
    regret: Estimate
    lose_lose: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "kind": self.equilibrium.kind,
            "shares": self.shares,
            "same_policies_mixed": None if self.stays is None else self.stays.as_dict(),
            "largest_gain_of_any": self.regret.as_dict(),
            "lose_lose": self.lose_lose.as_dict(),
        }


def mixed_findings(game: PolicyGame, resamples: Resamples, found: Sequence[NashEquilibrium]) -> list[MixedFinding]:
    """Return what these worlds say of mixed equilibria."""
    return [_described(game, resamples, each) for each in found]


def _described(game: PolicyGame, resamples: Resamples, found: NashEquilibrium) -> MixedFinding:
    """Return what these worlds say of one mixed equilibrium."""
    tried = range(min(RESOLVED, len(resamples)))
    regrets = [regret_of(resamples.payoffs(at), found.profile) for at in tried]
    low, high = np.quantile(regrets, [0.025, 0.975]).tolist()
    again = None
    if found.kind == "mixed":
        again = wilson(sum(mixes_again(game, resamples.mean[at], found.profile) for at in tried), len(tried))
    return MixedFinding(
        found,
        {
            player: dict(zip(policies, chance.tolist(), strict=True))
            for player, policies, chance in zip(game.players, game.policies, found.profile, strict=True)
        },
        again,
        Estimate(found.regret, min(low, found.regret), max(high, found.regret), game.worlds, METHOD),
        chance_of(game.losing(found.profile)),
    )

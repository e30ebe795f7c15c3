"""Mixed equilibria of a policy game: what they pay, and how far sampling moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.choice import Profile
from sim.analysis.games.nash import NashEquilibrium, nash_equilibria, regret_of
from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats
from sim.study.estimate import Estimate, mean_estimate, wilson

RESOLVED: Final = 200
"""Resamples in which all equilibria of a two-player game are found anew."""

METHOD: Final = "percentiles of resampled worlds"


@dataclass(frozen=True, slots=True)
class MixedFinding:
    """A mixed equilibrium of the means.

    `regret` is the most that any player would gain by leaving it, with limits from resampled payoffs. `stays` is the
    share of resamples that have an equilibrium mixing the same policies (n counts resamples); None where not all
    equilibria of a game can be found.
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


def mixed_over(values: Floats, profile: Profile) -> Floats:
    """Return what remains of `(*profiles, ...)` when every player mixes: the axes behind those of the profiles."""
    for chance in profile:
        values = np.tensordot(chance, values, axes=(0, 0))
    return values


def supports(profile: Profile) -> tuple[tuple[int, ...], ...]:
    """Return which actions each player mixes."""
    return tuple(tuple(np.flatnonzero(chance).tolist()) for chance in profile)


def mixed_findings(game: PolicyGame, payoffs: Floats, found: list[NashEquilibrium]) -> list[MixedFinding]:
    """Return what these worlds say of mixed equilibria; `payoffs` are resampled, `(players, resamples, *profiles)`."""
    if not found:
        return []
    seen: list[set[tuple[tuple[int, ...], ...]]] = []
    if len(game.players) == 2:
        solved = min(RESOLVED, payoffs.shape[1])
        seen = [{supports(e.profile) for e in nash_equilibria(list(payoffs[:, at]))} for at in range(solved)]
    return [_described(game, payoffs, each, seen) for each in found]


def _described(
    game: PolicyGame, payoffs: Floats, found: NashEquilibrium, seen: list[set[tuple[tuple[int, ...], ...]]]
) -> MixedFinding:
    """Return what these worlds say of one mixed equilibrium."""
    regrets = [regret_of(tuple(payoffs[:, at]), found.profile) for at in range(min(RESOLVED, payoffs.shape[1]))]
    low, high = np.quantile(regrets, [0.025, 0.975]).tolist()
    own = supports(found.profile)
    exact = found.kind == "mixed" and bool(seen)
    return MixedFinding(
        found,
        {
            player: dict(zip(policies, chance.tolist(), strict=True))
            for player, policies, chance in zip(game.players, game.policies, found.profile, strict=True)
        },
        wilson(sum(own in each for each in seen), len(seen)) if exact else None,
        Estimate(found.regret, min(low, found.regret), max(high, found.regret), game.worlds, METHOD),
        mean_estimate(mixed_over(game.lose_lose.astype(np.float64), found.profile)),
    )

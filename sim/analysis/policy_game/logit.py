"""Logit equilibria of a policy game at several precisions, with what they imply and how far sampling moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.branch import ScoreMap
from sim.analysis.games.equilibrium import logit_equilibrium
from sim.analysis.games.nash import regret_of
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.resampling import resampled_means
from sim.study.estimate import Estimate
from sim.world.choice import Profile
from sim.world.types import Floats

PRECISIONS: Final = (0.03, 0.1, 0.3, 1.0, 10.0)
"""Precisions in 1 / months of value: at 1, a policy worth a month more is picked 2.7 times as often."""

RESOLVED: Final = 100
"""Resamples in which the equilibrium is solved anew."""

METHOD: Final = "percentiles of resampled worlds"
SETTLED: Final = 1e-10


@dataclass(frozen=True, slots=True)
class LogitFinding:
    """A logit equilibrium: how each player mixes, and P(lose-lose) under it.

    `shares` maps a player to the chance of each of its policies, with limits from resampled worlds. `regret` is what
    the player with most to gain would gain by its best policy, in months. `lost` counts resamples whose equilibrium
    near this one could not be found; they are left out.
    """

    precision: float
    branch: str
    shares: dict[str, dict[str, Estimate]]
    lose_lose: Estimate
    regret: float
    lost: int

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "precision": self.precision,
            "branch": self.branch,
            "shares": {
                player: {policy: share.as_dict() for policy, share in own.items()}
                for player, own in self.shares.items()
            },
            "lose_lose": self.lose_lose.as_dict(),
            "regret_months": self.regret,
            "resamples_lost": self.lost,
        }


def logit_finding(game: PolicyGame, precision: float, payoffs: Floats, counts: Floats) -> LogitFinding:
    """Return the logit equilibrium at a precision, a share of the resamples solved anew from it.

    `payoffs` are those of the resamples, `(players, resamples, *profiles)`, and `counts` their worlds. Raises
    ArithmeticError where the branch cannot be followed.
    """
    means = game.payoffs()
    found = logit_equilibrium(means, precision)
    solved = min(RESOLVED, counts.shape[0])
    chance = resampled_means(game.lose_lose.astype(np.float64), counts[:solved])
    moved: list[Profile] = []
    losing: list[float] = []
    for number in range(solved):
        near = nearby(tuple(payoffs[:, number]), found.profile, precision)
        if near is not None:
            moved.append(near)
            losing.append(mixed_mean(chance[number], near))
    shares = {
        player: {
            policy: limits(float(found.profile[k][at]), [each[k][at] for each in moved], game.worlds)
            for at, policy in enumerate(game.policies[k])
        }
        for k, player in enumerate(game.players)
    }
    here = mixed_mean(game.lose_lose.mean(axis=-1), found.profile)
    return LogitFinding(
        precision, found.branch, shares, limits(here, losing, game.worlds), regret_of(means, found.profile),
        solved - len(moved),
    )  # fmt: skip


def mixed_mean(values: Floats, profile: Profile) -> float:
    """Return the mean of `(*profiles)` when every player mixes."""
    for chance in profile:
        values = np.tensordot(chance, values, axes=(0, 0))
    return float(values)


def limits(value: float, resampled: list[Any], worlds: int) -> Estimate:
    """Return a value with the 95 % limits of resampled ones; unbounded where too few were solved."""
    if len(resampled) < 20:
        return Estimate(value, -np.inf, np.inf, worlds, METHOD)
    low, high = np.quantile(np.array(resampled, dtype=np.float64), [0.025, 0.975]).tolist()
    return Estimate(value, min(low, value), max(high, value), worlds, METHOD)


def nearby(payoffs: Profile, start: Profile, precision: float) -> Profile | None:
    """Return the logit equilibrium of other payoffs that Newton's method reaches from a profile, or None.

    Steps are halved until the gap falls, so that the answer stays close to the start.
    """
    game = ScoreMap(payoffs)
    # The scores that the other payoffs give to the start; logarithms of its shares would be worse where one is 0.
    guess = np.append(precision * game.gains(start), precision)
    size = float(np.abs(game.gap(guess)).max())
    for _ in range(60):
        if size <= SETTLED * (1.0 + float(np.abs(guess).max())):
            return game.profile(guess)
        try:
            step = np.linalg.solve(game.slopes(guess)[:, :-1], -game.gap(guess))
        except np.linalg.LinAlgError:
            return None
        share = 1.0
        while share > 1e-4:
            trial = guess + share * np.append(step, 0.0)
            new = float(np.abs(game.gap(trial)).max())
            if new < size:
                break
            share /= 2.0
        else:
            return None
        guess, size = trial, new
    return None

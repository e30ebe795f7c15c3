"""Logit equilibria of a policy game at several precisions, with what they imply and how far sampling moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.games.choice import Profile
from sim.analysis.games.equilibrium import LogitEquilibrium, ScoreMap
from sim.analysis.games.nash import regret_of
from sim.analysis.policy_game.equilibria import METHOD
from sim.analysis.policy_game.game import PolicyGame, Resamples
from sim.study.estimate.interval import Estimate

PRECISIONS: Final = (0.03, 0.1, 0.3, 1.0)
"""Precisions in 1 / months of value: at 1, a policy worth a month more is picked 2.7 times as often."""

RESOLVED: Final = 50
"""Resamples in which the equilibrium is solved anew."""

SETTLED: Final = 1e-10
SHORTEST: Final = 0.02


@dataclass(frozen=True, slots=True)
class LogitFinding:
    """A logit equilibrium: how each player mixes, and P(lose-lose) under it.

    `shares` maps a player to the chance of each of its policies, with limits from resampled worlds. `regret` is what
    the player with most to gain would gain by its best policy, in months. `lost` counts resamples in which
    it vanishes; they are left out.
    """

    precision: float
    branch: str
    profile: Profile
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


def logit_finding(game: PolicyGame, found: LogitEquilibrium, resamples: Resamples) -> LogitFinding:
    """Return what these worlds say of a logit equilibrium of the means; some of the resamples are solved anew."""
    means, precision = game.payoffs(), found.precision
    solved = min(RESOLVED, len(resamples))
    moved: list[Profile] = []
    losing: list[float] = []
    for number in range(solved):
        try:
            near = moved_by(means, resamples.payoffs(number), found.profile, precision)
        except ArithmeticError:
            continue
        moved.append(near)
        losing.append(float(game.under(resamples.losing[number][..., None], near)[0]))
    shares = {
        player: {
            policy: limits(float(found.profile[k][at]), [each[k][at] for each in moved], game.worlds)
            for at, policy in enumerate(game.policies[k])
        }
        for k, player in enumerate(game.players)
    }
    here = float(game.losing(found.profile).mean())
    return LogitFinding(
        precision, found.branch, found.profile, shares, limits(here, losing, game.worlds),
        regret_of(means, found.profile), solved - len(moved),
    )  # fmt: skip


def limits(value: float, resampled: ArrayLike, worlds: int) -> Estimate:
    """Return a value with the 95 % limits of resampled ones; unbounded where too few were solved."""
    if np.size(resampled) < 20:
        return Estimate(value, -np.inf, np.inf, worlds, METHOD)
    low, high = np.quantile(np.asarray(resampled, dtype=np.float64), [0.025, 0.975]).tolist()
    return Estimate(value, min(low, value), max(high, value), worlds, METHOD)


def moved_by(before: Profile, after: Profile, start: Profile, precision: float) -> Profile:
    """Return the logit equilibrium to which one of payoffs moves as they turn into others step by step.

    Raises ArithmeticError where it vanishes on the way.
    """
    share, step, here = 0.0, 1.0, start
    while share < 1.0:
        reached = min(1.0, share + step)
        there = nearby(tuple(a + reached * (b - a) for a, b in zip(before, after, strict=True)), here, precision)
        if there is not None:
            share, here = reached, there
        elif step < SHORTEST:
            raise ArithmeticError("the equilibrium vanishes on the way to the other payoffs")
        else:
            step /= 4.0
    return here


def nearby(payoffs: Profile, start: Profile, precision: float) -> Profile | None:
    """Return the logit equilibrium that Newton's method reaches from a profile, or None.

    Steps are halved until the gap falls, so that the answer stays close to the start.
    """
    game = ScoreMap(payoffs)
    # The scores that these payoffs give to the start; logarithms of its shares would be worse where one is near 0.
    guess = np.append(precision * game.gains(start), precision)
    size = float(np.abs(game.gap(guess)).max())
    for _ in range(40):
        if size <= SETTLED * (1.0 + float(np.abs(guess).max())):
            return game.profile(guess)
        try:
            step = np.linalg.solve(game.slopes(guess)[:, :-1], -game.gap(guess))
        except np.linalg.LinAlgError:
            return None
        share = 1.0
        while True:
            trial = guess + share * np.append(step, 0.0)
            new = float(np.abs(game.gap(trial)).max())
            if new < size:
                break
            share /= 2.0
            if share < 1e-3:
                return None
        guess, size = trial, new
    return None

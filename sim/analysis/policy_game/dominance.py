"""Which policies are best whatever the others do, and which never are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.games.best_replies import is_best_reply, slack
from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats


@dataclass(frozen=True, slots=True)
class Dominance:
    """Of one player: in which share of the others' profiles each policy is a best reply, by the means.

    `dominant` are those that are one in all of them; `dominated` maps a policy to one that is better in all.
    """

    player: str
    best: dict[str, float]
    dominated: dict[str, str]

    @property
    def dominant(self) -> list[str]:
        """The policies that are a best reply to every profile of the others."""
        return [policy for policy, share in self.best.items() if share == 1.0]

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "player": self.player,
            "best_reply_share": self.best,
            "dominant": self.dominant,
            "dominated": self.dominated,
        }


def dominance_of(game: PolicyGame) -> list[Dominance]:
    """Return what is dominant and dominated for each player of a game."""
    payoffs = game.payoffs()
    found = []
    for place, (player, payoff, best) in enumerate(zip(game.agents, payoffs, is_best_reply(payoffs), strict=True)):
        shares = np.moveaxis(best, place, 0).reshape(len(player.policies), -1).mean(axis=1).tolist()
        rows = np.moveaxis(payoff, place, 0).reshape(len(player.policies), -1)
        names = player.policies
        found.append(
            Dominance(player.name, dict(zip(names, shares, strict=True)), dominated(names, rows, slack(payoff)))
        )
    return found


def dominated(names: tuple[str, ...], rows: Floats, rounding: float) -> dict[str, str]:
    """Return the policies to which another one is strictly better whatever the others do, each with such a one."""
    found = {}
    for name, row in zip(names, rows, strict=True):
        better = [other for other, its in zip(names, rows, strict=True) if (its - row > rounding).all()]
        if better:
            found[name] = better[0]
    return found

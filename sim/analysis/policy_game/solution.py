"""What one strategic form tells, several equilibria side by side and none singled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from sim.analysis.finding import plain_data
from sim.analysis.games.equilibrium import Profile
from sim.analysis.games.nash import NashEquilibria, limit_precision
from sim.analysis.policy_game.equilibria import (
    LogitFinding,
    MixedFinding,
    ProfileFinding,
    branch_of,
    chance_of,
    equilibria_of,
    logit_finding,
    mixed_finding,
    pure_findings,
)
from sim.analysis.policy_game.game import Place, PolicyGame, Resamples, mean_over_worlds
from sim.analysis.policy_game.replies import Dominance, Path, Sink, dominance_of, path_from, sinks_of, start_of
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.study.estimate.interval import Estimate, probability
from sim.study.estimate.paired import PairedDifference, paired


@dataclass(frozen=True, eq=False)
class Solution:
    """What a policy game tells: of one type of Kim that everybody knows, or over the types.

    `equilibria` are the pure ones of the means; `rivals` other profiles that are one in many resamples; `none` the
    share of resamples without any. `nash` holds all equilibria found, `mixed` what is known of those that mix; `logit`
    those that err; `unsolved` the precisions whose branch could not be followed. `path` leads by best replies from the
    line-up of the scenario, if the game has it. `best` and `anarchy` compare with the best for all.
    """

    game: PolicyGame
    resamples: int
    dominance: list[Dominance]
    equilibria: list[ProfileFinding]
    rivals: list[ProfileFinding]
    none: Estimate
    nash: NashEquilibria
    mixed: list[MixedFinding]
    logit: list[LogitFinding]
    unsolved: list[float]
    sinks: list[Sink]
    path: Path | None
    best: list[Best]
    anarchy: list[Anarchy]

    @property
    def stable(self) -> list[ProfileFinding]:
        """The pure equilibria that are stable under resampling of the worlds."""
        return [each for each in self.equilibria if each.verdict == "stable"]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        left_out = ("game", "nash")
        found = {each.name: plain_data(getattr(self, each.name)) for each in fields(self) if each.name not in left_out}
        for each, own in zip(self.equilibria, found["equilibria"], strict=True):
            own |= {"verdict": each.verdict, "no_deviation_can_pay": each.decided}
        players = dict(zip(self.game.players, map(list, self.game.policies), strict=True))
        search = {"method": self.nash.method, "complete": self.nash.complete}
        return {"players": players, "profiles": self.game.profiles, "search": search} | found


def solved(game: PolicyGame, resamples: Resamples, precisions: Sequence[float] = ()) -> Solution:
    """Find the equilibria of one strategic form and how far its worlds support each."""
    means = game.payoffs()
    equilibria, rivals, none = pure_findings(game, resamples.largest_gains())
    branch = branch_of(game, [*precisions, limit_precision(means)])
    nash = equilibria_of(game, branch)
    mixed = [mixed_finding(game, each, resamples) for each in nash if each.kind != "pure"]
    logit = [logit_finding(game, branch[each], resamples) for each in precisions if each in branch]
    unsolved = [each for each in precisions if each not in branch]
    best = best_for_all(game, resamples)
    named = [(each.name, game.pure(each.profile)) for each in equilibria]
    named += [(f"{each.equilibrium.kind} equilibrium {n}", each.equilibrium.profile) for n, each in enumerate(mixed, 1)]
    named += [(f"logit equilibrium at precision {each.precision:g}", each.profile) for each in logit]
    anarchy = [price_of(game, name, mix, one) for name, mix in named for one in best]
    start = start_of(game)
    path = None if start is None else path_from(game, means, start)
    return Solution(
        game, len(resamples), dominance_of(game), equilibria, rivals, none, nash, mixed, logit, unsolved,
        sinks_of(means), path, best, anarchy,
    )  # fmt: skip


CRITERIA: Final = {
    "welfare": "highest sum of the four values, each counted in its own limited-war losses",
    "lose_lose": "lowest probability of lose-lose; of equals the one with the highest sum",
}
HAIR: Final = 1e-10
"""The weight of the sum among profiles that are equal in lose-lose: too light to outweigh one world of many."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best profile for all four by one criterion, found in all worlds.

    `again` is the share of resamples in which the same profile is best; `held_out` the profile that is best in the
    even worlds, on which the gaps to an equilibrium are measured in the odd ones: a profile picked because it looks
    best in some worlds looks too good in them.
    """

    criterion: str
    profile: Place
    name: str
    policies: dict[str, str]
    lose_lose: Estimate
    again: Estimate
    held_out: Place


@dataclass(frozen=True, slots=True)
class Anarchy:
    """An equilibrium minus the best profile for all four: P(lose-lose), and the value of each capital in months.

    `equilibrium` names it: the policies of a pure one, else its kind.
    """

    criterion: str
    equilibrium: str
    best: dict[str, str]
    lose_lose: PairedDifference
    values: dict[str, PairedDifference]


def welfare(game: PolicyGame, mean: Floats) -> Floats:
    """Return the sum of the four values in every profile, each in its own limited-war losses, `(..., *profiles)`.

    `mean` is `(..., types, capitals, w, b, p, s)`.
    """
    parts = [mean[..., place, :, :, :, :] / loss for place, loss in enumerate(game.loss)]
    return game.over_types(parts[0] + parts[1] + parts[2] + parts[3])


def merit(criterion: str, sums: Floats, losing: Floats) -> Floats:
    """Return how good profiles are for all four, higher is better, from their sums and their shares of lose-lose."""
    return sums if criterion == "welfare" else HAIR * sums - losing


def merits_in(game: PolicyGame, worlds: slice) -> dict[str, Floats]:
    """Return how good each profile is by each criterion in some of the worlds, `(*profiles)`."""
    sums = welfare(game, mean_over_worlds(game.value[..., worlds]))
    losing = game.over_types(mean_over_worlds(game.lose_lose[..., worlds].astype(np.float64)))
    return {criterion: merit(criterion, sums, losing) for criterion in CRITERIA}


def top(scores: Floats) -> Place:
    """Return the profile with the highest score; of several the first."""
    return tuple(int(at) for at in np.unravel_index(int(scores.argmax()), scores.shape))


def best_for_all(game: PolicyGame, resamples: Resamples) -> list[Best]:
    """Return the best profile by each criterion."""
    everywhere, even = merits_in(game, slice(None)), merits_in(game, slice(0, None, 2))
    sums, losing = welfare(game, resamples.mean), game.over_types(resamples.losing)
    found = []
    for criterion in CRITERIA:
        profile = top(everywhere[criterion])
        flat = merit(criterion, sums, losing).reshape(len(resamples), -1)
        same = flat.argmax(axis=1) == int(np.ravel_multi_index(profile, game.shape))
        found.append(
            Best(
                criterion, profile, game.line(profile), game.named(profile), chance_of(game.losing(game.pure(profile))),
                probability(same), top(even[criterion]),
            )
        )  # fmt: skip
    return found


def price_of(game: PolicyGame, name: str, mix: Profile, best: Best) -> Anarchy:
    """Compare an equilibrium with the best profile for all four in the odd worlds, which did not choose the profile."""
    odd, there = slice(1, None, 2), game.pure(best.held_out)
    here_lost, there_lost = game.losing(mix)[odd], game.losing(there)[odd]
    if np.isin(here_lost, (0.0, 1.0)).all() and np.isin(there_lost, (0.0, 1.0)).all():
        losing = paired(here_lost > 0.0, there_lost > 0.0)
    else:
        losing = paired(here_lost, there_lost)
    values = {capital: paired(game.payoff(capital, mix)[odd], game.payoff(capital, there)[odd]) for capital in CAPITALS}
    return Anarchy(best.criterion, name, game.named(best.held_out), losing, values)

"""The equilibria of a policy game: the pure ones, the mixed ones of two sides, and the limit of the logit branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.games.equilibrium import LogitEquilibrium, Profile, logit_equilibria, moved_by
from sim.analysis.games.nash import (
    SAME,
    TIE,
    NashEquilibria,
    NashEquilibrium,
    Plan,
    equilibria_over_types,
    limit_precision,
    on_same_support,
    pure_equilibria,
    regret_of,
    regrets_of,
    small_enough,
)
from sim.analysis.policy_game.game import CHUNK, PYONGYANG, PolicyGame, Resamples
from sim.analysis.policy_game.replies import Deviation, decided, deviations_from
from sim.arrays import Floats, weighted_sum
from sim.game.catalogue import CAPITALS
from sim.study.estimate.bootstrap import percentiles
from sim.study.estimate.interval import Estimate, mean_estimate, probability, wilson

PURE: Final = "pure ones by looking at every profile"
VERTICES: Final = "mixed ones from the vertices of the best-reply polytopes"
LIMIT: Final = "of the others only the limit of the principal logit branch, approximately"


@dataclass(frozen=True, slots=True)
class Sides:
    """The players of a game as two sides that may mix, one player and the types of another, and those who do not."""

    one: int
    types: tuple[int, ...]
    others: tuple[int, ...]


def sides_of(game: PolicyGame) -> Sides:
    """Return the sides of a game: the first capital against Pyongyang's types, or against the last capital."""
    kims = tuple(k for k, player in enumerate(game.agents) if player.capital == CAPITALS[PYONGYANG])
    types = kims or (len(game.agents) - 1,)
    one, *others = [k for k in range(len(game.agents)) if k not in types]
    return Sides(one, types, tuple(others))


def of_sides(game: PolicyGame, mean: Floats, sides: Sides, at: dict[int, int]) -> tuple[Floats, Floats, Floats]:
    """Return the payoffs of both sides and the chances of the types, where the others pick the policies `at`.

    Payoffs are `(types, policies of the one, policies of the other)`, from means `(types, capitals, w, b, p, s)`.
    """
    one, other = (CAPITALS.index(game.agents[k].capital) for k in (sides.one, sides.types[0]))
    fixed = {CAPITALS.index(game.agents[k].capital): place for k, place in at.items()}
    spots = tuple(slice(None) if capital in (one, other) else fixed.get(capital, 0) for capital in range(len(CAPITALS)))
    rows = [mean[:, capital][(slice(None), *spots)] for capital in (one, other)]
    if one > other:
        rows = [row.swapaxes(1, 2) for row in rows]
    chances = np.array(game.chances)
    if len(sides.types) < len(game.types):
        rows = [weighted_sum(row, chances)[None] for row in rows]
        chances = np.ones(1)
    return rows[0], rows[1], chances


def profile_of(game: PolicyGame, sides: Sides, at: dict[int, int], plan: Plan) -> Profile:
    """Return the mixed choices of all players from a plan of the two sides and the policies of the others."""
    chosen = {sides.one: plan[0], **dict(zip(sides.types, plan[1], strict=True))}
    return tuple(chosen[k] if k in chosen else np.eye(size)[at[k]] for k, size in enumerate(game.shape))


def sits(payoffs: Profile, profile: Profile) -> bool:
    """Say whether nobody gains by leaving a profile, but for rounding."""
    return regret_of(payoffs, profile) <= 100.0 * TIE * max(float(np.ptp(payoff)) for payoff in payoffs)


def mixed_of_sides(game: PolicyGame, payoffs: Profile) -> Iterator[Profile]:
    """Yield the equilibria in which one or both sides mix and the others do not."""
    sides = sides_of(game)
    for places in product(*(range(game.shape[k]) for k in sides.others)):
        at = dict(zip(sides.others, places, strict=True))
        for plan in equilibria_over_types(*of_sides(game, game.mean, sides, at)):
            profile = profile_of(game, sides, at, plan)
            if any(np.count_nonzero(choice) > 1 for choice in profile) and sits(payoffs, profile):
                yield profile


def branch_of(game: PolicyGame, precisions: Sequence[float]) -> dict[float, LogitEquilibrium]:
    """Return the equilibrium at each precision, as far as the principal branch of the means can be followed."""
    found: dict[float, LogitEquilibrium] = {}
    with suppress(ArithmeticError):
        for each in logit_equilibria(game.payoffs(), sorted(set(precisions)), game.parts_of(game.mean)):
            found[each.precision] = each
    return found


def equilibria_of(game: PolicyGame, branch: Mapping[float, LogitEquilibrium] | None = None) -> NashEquilibria:
    """Return the equilibria of the means of a game, pure ones first, and how they were found.

    All pure ones are found, and all mixed ones in which only one capital and Pyongyang mix. Of games with more players
    the limit of the principal logit branch is added, as an approximation, where it is none of those. `branch` holds
    points of it that are known already, by precision.
    """
    payoffs, sides = game.payoffs(), sides_of(game)
    found = [NashEquilibrium(game.pure(each), "pure", 0.0) for each in pure_equilibria(payoffs)]
    small = small_enough(len(sides.types), game.shape[sides.one], game.shape[sides.types[0]])
    if small:
        found += [NashEquilibrium(each, "mixed", regret_of(payoffs, each)) for each in mixed_of_sides(game, payoffs)]
    if small and not sides.others:
        return NashEquilibria(tuple(found), True, False, f"{PURE}; {VERTICES}: all there are")
    end = limit_precision(payoffs)
    known = branch_of(game, [end]) if branch is None else branch
    if end in known and all(apart(known[end].profile, each.profile) > SAME for each in found):
        limit = known[end].profile
        found.append(NashEquilibrium(limit, "approximate", regret_of(payoffs, limit)))
    resting = ", ".join(game.players[k].capitalize() for k in sides.others)
    method = f"{PURE}; {VERTICES}, {resting} not mixing; {LIMIT}" if small else f"{PURE}; {LIMIT}"
    return NashEquilibria(tuple(found), False, False, method)


def apart(one: Profile, other: Profile) -> float:
    """Return the largest difference between two mixed profiles."""
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other, strict=True))


def mixes_again(game: PolicyGame, mean: Floats, profile: Profile) -> bool:
    """Say whether other means have an equilibrium that mixes the same policies as a profile."""
    sides = sides_of(game)
    at = {k: int(profile[k].argmax()) for k in sides.others}
    plan = (profile[sides.one], np.stack([profile[k] for k in sides.types]))
    again = on_same_support(*of_sides(game, mean, sides, at), plan)
    return again is not None and sits(game.payoffs_of(mean), profile_of(game, sides, at, again))


STABLE: Final = 0.95
FRAGILE: Final = 0.5
RIVAL: Final = 0.05
MOST_RIVALS: Final = 12


@dataclass(frozen=True, slots=True)
class ProfileFinding:
    """A profile that is an equilibrium of the means, or of enough resamples to be named.

    `name` has its policies in a line. `stays` is the share of resamples in which it is an equilibrium (n counts
    resamples); `regret` the largest gain of any player by leaving it, with the limits of the resamples.
    """

    profile: tuple[int, ...]
    name: str
    policies: dict[str, str]
    is_equilibrium: bool
    stays: Estimate
    regret: Estimate
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


def chance_of(losing: Floats) -> Estimate:
    """Return the mean of chances, world by world: as a share where each is 0 or 1, which has the better interval."""
    return probability(losing > 0.0) if np.isin(losing, (0.0, 1.0)).all() else mean_estimate(losing, kind="share")


def described(game: PolicyGame, profile: tuple[int, ...], gains: Floats, in_means: bool) -> ProfileFinding:
    """Return what these worlds say of a profile; `gains` are the largest in resamples, `(resamples, *profiles)`."""
    own = gains.reshape(len(gains), -1)[:, int(np.ravel_multi_index(profile, game.shape))]
    leaving = deviations_from(game, profile)
    largest = max(0.0, *(float(each.gain.value) for each in leaving))
    mix = game.pure(profile)
    return ProfileFinding(
        profile,
        game.line(profile),
        game.named(profile),
        in_means,
        wilson(int(np.count_nonzero(own == 0.0)), own.size),
        limits(largest, own, game.worlds),
        tuple(leaving),
        chance_of(game.losing(mix)),
        {capital: mean_estimate(game.payoff(capital, mix)) for capital in CAPITALS},
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


def mixed_finding(game: PolicyGame, found: NashEquilibrium, resamples: Resamples) -> MixedFinding:
    """Return what these worlds say of one mixed equilibrium."""
    tried = range(min(RESOLVED, len(resamples)))
    parts = [game.payoffs_of(resamples.mean[tried][first : first + CHUNK]) for first in tried[::CHUNK]]
    regrets = np.concatenate([regrets_of(payoffs, found.profile) for payoffs in parts])
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
        limits(found.regret, regrets, game.worlds),
        chance_of(game.losing(found.profile)),
    )


LEAST_SOLVED: Final = 20
TURNED: Final = 50
"""Resamples in which a logit equilibrium is solved anew."""


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


def logit_finding(game: PolicyGame, found: LogitEquilibrium, resamples: Resamples) -> LogitFinding:
    """Return what these worlds say of a logit equilibrium of the means; some of the resamples are solved anew."""
    parts, precision = game.parts_of(game.mean), found.precision
    solved = min(TURNED, len(resamples))
    moved: list[Profile] = []
    losing: list[float] = []
    for number in range(solved):
        try:
            near = moved_by(parts, game.parts_of(resamples.mean[number]), found.profile, precision)
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
        regret_of(game.payoffs(), found.profile), solved - len(moved),
    )  # fmt: skip


def limits(value: float, drawn: ArrayLike, worlds: int) -> Estimate:
    """Return a value with the 95 % limits of resampled ones; unbounded where too few were solved."""
    if np.size(drawn) < LEAST_SOLVED:
        return Estimate(value, -np.inf, np.inf, worlds, METHOD)
    return percentiles(value, np.asarray(drawn, dtype=np.float64), worlds, METHOD)

"""Best replies and equilibria of a policy game, how far its worlds support each, and the profiles
that are better for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis import games as solver
from sim.analysis.finding import plain_data
from sim.analysis.games import Profile, logit_equilibrium
from sim.analysis.policy_game import game as games
from sim.core.base.arrays import Flags, Floats, weighted_sum
from sim.core.estimate.interval import Estimate, mean_estimate, probability, wilson
from sim.core.game.catalogue import BENCHMARK, CAPITALS
from sim.study.estimate.bootstrap import percentiles
from sim.study.estimate.paired import PairedDifference, compare_paired


@dataclass(frozen=True, slots=True)
class Deviation:
    """A player's move from a profile to another policy: `gain` is its gain, in months.

    The intervals of all deviations from one profile hold together at 95 %: each has a level of 1 -
    .05 / their number.
    """

    player: str
    policy: str
    gain: PairedDifference


def deviations_from(game: games.PolicyGame, profile: Sequence[int]) -> list[Deviation]:
    """Return every deviation of one player from a profile, with simultaneous paired t intervals
    (Bonferroni).
    """
    family = sum(game.shape) - len(game.shape)
    found = []
    for place, player in enumerate(game.agents):
        here = game.payoff_to(place, game.pure(profile))
        for policy, name in enumerate(player.policies):
            if policy == profile[place]:
                continue
            there = game.payoff_to(
                place, game.pure((*profile[:place], policy, *profile[place + 1 :]))
            )
            found.append(
                Deviation(player.name, name, compare_paired(there, here, 1.0 - 0.05 / family))
            )
    return found


CORE: Final = {"washington": ("maximum_pressure", "engagement"), "pyongyang": ("build", "charm")}
"""Hard and soft: the two courses of each whose 2 × 2 game has a name. A capital with two policies
uses those instead.
"""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Payoffs of Washington and Pyongyang by their policies for one type of Kim, averaged over
    Beijing's and Seoul's policies.

    `washington` and `pyongyang` are in months, `(Washington's policies, Pyongyang's)`. `name` is
    the ordinal name of the 2 × 2 game of the policies in `core`, None without such policies;
    `again` is the share of resamples of worlds with the same name (n counts resamples).
    """

    kim: str
    chance: float
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    washington: Floats
    pyongyang: Floats
    core: tuple[tuple[str, ...], tuple[str, ...]] | None
    name: str | None
    again: Estimate | None

    def best(self) -> tuple[Any, ...]:
        """Return where Washington's and where Pyongyang's policy is a best reply to the other's."""
        return solver.is_best_reply((self.washington, self.pyongyang))


def two_of(capital: str, policies: Sequence[str]) -> tuple[str, ...] | None:
    """Return the two policies of a capital whose game has a name, or None."""
    if len(policies) == 2:
        return tuple(policies)
    return CORE[capital] if set(CORE[capital]) <= set(policies) else None


def matrices_of(game: games.PolicyGame, resampled: Floats) -> list[Matrix]:
    """Return the matrix for each type of Kim; empty if Washington or Pyongyang has no choice."""
    rows, columns = game.choices["washington"], game.choices["pyongyang"]
    if min(len(rows), len(columns)) < 2:
        return []
    pairs = two_of("washington", rows), two_of("pyongyang", columns)
    core = None if pairs[0] is None or pairs[1] is None else (pairs[0], pairs[1])
    # The axes are Washington, Beijing, Pyongyang, Seoul: the second and the fourth are averaged
    # over.
    both = [
        game.mean[:, capital].mean(axis=(2, 4)) for capital in (games.WASHINGTON, games.PYONGYANG)
    ]
    drawn = [
        resampled[:, :, capital].mean(axis=(3, 5))
        for capital in (games.WASHINGTON, games.PYONGYANG)
    ]
    found = []
    for at, (kim, chance) in enumerate(zip(game.types, game.chances, strict=True)):
        name, again = None, None
        if core is not None:
            spots = np.ix_(
                [rows.index(each) for each in core[0]], [columns.index(each) for each in core[1]]
            )
            name = solver.ordinal_name(both[0][at][spots], both[1][at][spots])
            names = [
                solver.ordinal_name(us[at][spots], kims[at][spots])
                for us, kims in zip(*drawn, strict=True)
            ]
            again = wilson(names.count(name), len(names))
        found.append(
            Matrix(kim, chance, rows, columns, both[0][at], both[1][at], core, name, again)
        )
    return found


@dataclass(frozen=True, slots=True)
class Dominance:
    """In which share of the others' profiles each policy of a player is best, and which policy
    dominates it, if any.
    """

    player: str
    best: dict[str, float]
    dominated: dict[str, str]


def best_shares(best: Flags, place: int) -> Floats:
    """Return the share of the others' profiles to which each policy of a player is a best reply.

    `best` marks the profiles in which the player's policy is a best reply.
    """
    shares: Floats = np.moveaxis(best, place, 0).reshape(best.shape[place], -1).mean(axis=1)
    return shares


def dominance_of(game: games.PolicyGame) -> list[Dominance]:
    """Return for each player the shares of best replies of its policies, and the policies that
    another strictly dominates.
    """
    payoffs = game.payoffs()
    found = []
    for place, (player, payoff, best) in enumerate(
        zip(game.agents, payoffs, solver.is_best_reply(payoffs), strict=True)
    ):
        rows = np.moveaxis(payoff, place, 0).reshape(len(player.policies), -1)
        named = dict(zip(player.policies, rows, strict=True))
        better = {
            name: next(
                (other for other, its in named.items() if (its - row > solver.slack(payoff)).all()),
                "",
            )
            for name, row in named.items()
        }
        shares = dict(zip(player.policies, best_shares(best, place).tolist(), strict=True))
        found.append(
            Dominance(player.name, shares, {name: other for name, other in better.items() if other})
        )
    return found


PURE: Final = "pure ones by looking at every profile"
VERTICES: Final = "mixed ones from the vertices of the best-reply polytopes"
SAME: Final = 0.01
"""A limit closer than this to another equilibrium counts as that equilibrium."""

LIMIT_PRECISION: Final = 2e4
"""The precision of the logit equilibrium that approximates the limit, for payoffs with a range of
1.
"""

LIMIT: Final = "of the others only the limit of the principal logit branch, approximately"


def sides_of(game: games.PolicyGame) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Return the two sides that may mix, a player and the types of another capital, and the players
    that do not mix.

    They are the first capital, and Pyongyang's types, or the last capital if Pyongyang does not
    play.
    """
    kims = tuple(
        k for k, player in enumerate(game.agents) if player.capital == CAPITALS[games.PYONGYANG]
    )
    types = kims or (len(game.agents) - 1,)
    one, *others = [k for k in range(len(game.agents)) if k not in types]
    return one, types, tuple(others)


def of_sides(
    game: games.PolicyGame, mean: Floats, side: int, types: Sequence[int], at: dict[int, int]
) -> tuple[Floats, Floats, Floats]:
    """Return the payoffs of both sides and the belief of the first over the types, the others at
    the policies `at`.

    Payoffs are `(types, policies of the one, policies of the other)`, from means `(types, capitals,
    w, b, p, s)`.
    """
    players = [game.agents[k].capital for k in (side, types[0])]
    one, other = map(CAPITALS.index, players)
    fixed = {CAPITALS.index(game.agents[k].capital): place for k, place in at.items()}
    spots = tuple(
        slice(None) if capital in (one, other) else fixed.get(capital, 0)
        for capital in range(len(CAPITALS))
    )
    rows = [mean[:, capital][(slice(None), *spots)] for capital in (one, other)]
    if one > other:
        rows = [row.swapaxes(1, 2) for row in rows]
    chances = np.array(game.weights_of(players[0]))
    if len(types) < len(game.types):
        rows = [
            weighted_sum(row, game.weights_of(name))[None]
            for row, name in zip(rows, players, strict=True)
        ]
        chances = np.ones(1)
    return rows[0], rows[1], chances


def sits(payoffs: Profile, profile: Profile) -> bool:
    """Say whether no player gains by leaving a profile, up to rounding."""
    return solver.regret_of(payoffs, profile) <= 100.0 * solver.TIE * max(
        float(np.ptp(payoff)) for payoff in payoffs
    )


def mixed_of_sides(game: games.PolicyGame, mean: Floats) -> Iterator[Profile]:
    """Yield the equilibria of means in which one or both sides mix and the others do not."""
    (one, types, others), payoffs = sides_of(game), game.payoffs_of(mean)
    for places in product(*(range(game.shape[k]) for k in others)):
        at = dict(zip(others, places, strict=True))
        for plan in solver.equilibria_over_types(*of_sides(game, mean, one, types, at)):
            chosen = {one: plan[0], **dict(zip(types, plan[1], strict=True))}
            profile = tuple(
                chosen[k] if k in chosen else np.eye(size)[at[k]]
                for k, size in enumerate(game.shape)
            )
            if any(np.count_nonzero(choice) > 1 for choice in profile) and sits(payoffs, profile):
                yield profile


def equilibria_of(game: games.PolicyGame) -> solver.NashEquilibria:
    """Return the equilibria of the means of a game, pure ones first, and how they were found.

    All pure ones are found, and all mixed ones in which only one capital and Pyongyang mix. For
    games with more players the limit of the principal logit branch is added as an approximation, if
    it can be reached and is none of those.
    """
    payoffs, (one, types, others) = game.payoffs(), sides_of(game)
    found = [
        solver.NashEquilibrium(game.pure(each), "pure", 0.0)
        for each in solver.pure_equilibria(payoffs)
    ]
    small = solver.small_enough(len(types), game.shape[one], game.shape[types[0]])
    if small:
        found += [
            solver.NashEquilibrium(each, "mixed", solver.regret_of(payoffs, each))
            for each in mixed_of_sides(game, game.mean)
        ]
    if small and not others:
        return solver.NashEquilibria(tuple(found), True, f"{PURE}; {VERTICES}: all there are")
    with suppress(ArithmeticError):
        spread = max(float(np.ptp(payoff)) for payoff in payoffs) or 1.0
        limit = logit_equilibrium(payoffs, LIMIT_PRECISION / spread, game.parts_of(game.mean))
        if all(apart(limit, each.profile) > SAME for each in found):
            found.append(
                solver.NashEquilibrium(limit, "approximate", solver.regret_of(payoffs, limit))
            )
    resting = ", ".join(game.players[k].capitalize() for k in others)
    method = f"{PURE}; {VERTICES}, {resting} not mixing; {LIMIT}" if small else f"{PURE}; {LIMIT}"
    return solver.NashEquilibria(tuple(found), False, method)


def apart(one: Profile, other: Profile) -> float:
    """Return the largest difference between two mixed profiles."""
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other, strict=True))


STABLE: Final = 0.95
FRAGILE: Final = 0.5


@dataclass(frozen=True, slots=True)
class ProfileFinding:
    """A profile that is an equilibrium of the means.

    `name` has its policies in a line. `stays` is the share of resamples in which it is an
    equilibrium (n counts resamples); `regret` the largest gain of any player by leaving it, with
    the limits of the resamples.
    """

    profile: tuple[int, ...]
    name: str
    policies: dict[str, str]
    stays: Estimate
    regret: Estimate
    deviations: tuple[Deviation, ...]
    goals_failed: Estimate

    @property
    def decided(self) -> bool:
        """Whether no deviation can pay, by paired intervals that hold together."""
        return all(each.gain.high <= 0.0 for each in self.deviations)

    @property
    def verdict(self) -> str:
        """How robust it is: stable, fragile or unstable under resampling of the worlds."""
        if self.stays.value >= STABLE:
            return "stable"
        return "fragile" if self.stays.value >= FRAGILE else "unstable"


def chance_of(losing: Floats) -> Estimate:
    """Return the mean of probabilities, world by world: as a share if each is 0 or 1, which has the
    better interval.
    """
    return (
        probability(losing > 0.0)
        if np.isin(losing, (0.0, 1.0)).all()
        else mean_estimate(losing, kind="share")
    )


def describe_profile(
    game: games.PolicyGame, profile: tuple[int, ...], gains: Floats
) -> ProfileFinding:
    """Return the evidence of these worlds for a profile; `gains` are the largest gains in
    resamples, `(resamples, *profiles)`.
    """
    own = gains.reshape(len(gains), -1)[:, int(np.ravel_multi_index(profile, game.shape))]
    leaving = deviations_from(game, profile)
    largest = max(0.0, *(float(each.gain.value) for each in leaving))
    return ProfileFinding(
        profile,
        game.line(profile),
        game.named(profile),
        wilson(int(np.count_nonzero(own == 0.0)), own.size),
        percentiles(largest, own, game.worlds, METHOD),
        tuple(leaving),
        chance_of(game.losing(game.pure(profile))),
    )


def pure_findings(game: games.PolicyGame, gains: Floats) -> tuple[list[ProfileFinding], Estimate]:
    """Return the equilibria of the means, the steadiest first, and how many resamples have none.

    `gains` are the largest of any player in each resample, `(resamples, *profiles)`.
    """
    none = ~(gains == 0.0).reshape(len(gains), -1).any(axis=1)
    equilibria = [
        describe_profile(game, profile, gains) for profile in solver.pure_equilibria(game.payoffs())
    ]
    return sorted(equilibria, key=lambda each: -each.stays.value), probability(none)


METHOD: Final = "percentiles of resampled worlds"
METHOD_OF_LEAST: Final = "least limits of paired t"


@dataclass(frozen=True, slots=True)
class Gap:
    """The gain of each player if all moved from the profile `start` to `end`, in its own war costs.

    `least` is the smallest of these gains: above 0, `end` is better for all. The intervals of all
    gains and of the least hold together at 95 %.
    """

    start: games.Place
    end: games.Place
    name: str
    policies: dict[str, str]
    gains: dict[str, PairedDifference]
    least: Estimate


def gaps_in(
    game: games.PolicyGame, payoffs: Profile
) -> list[tuple[games.Place, games.Place, float]]:
    """Return each pure equilibrium, the profile that is best for all against it, and the smallest
    gain there.

    `payoffs` hold means over all worlds, over the even and over the odd ones, `(3, *profiles)`: the
    other profile is the best in the even worlds, and the gain is measured in the odd ones.
    """
    found = []
    for start in solver.pure_equilibria(tuple(each[0] for each in payoffs)):
        here = (..., *start, *[None] * len(start))
        gains = [(each - each[here]) / game.unit(place) for place, each in enumerate(payoffs)]
        _, even, odd = np.minimum.reduce(gains)  # smallest gain of any player
        end = tuple(int(at) for at in np.unravel_index(int(even.argmax()), game.shape))
        found.append((start, end, float(odd[end])))
    return found


def gap_between(game: games.PolicyGame, start: games.Place, end: games.Place, worlds: slice) -> Gap:
    """Return the gains of the players from one profile to another, measured in the selected
    worlds.
    """
    level = 1.0 - 0.1 / (len(game.shape) + 1)
    gains = {}
    for k, player in enumerate(game.agents):
        there, here = (
            game.payoff_to(k, game.pure(each))[worlds] / game.unit(k) for each in (end, start)
        )
        gains[player.name] = compare_paired(there, here, level)
    value, low, high = (
        min(getattr(each, what) for each in gains.values()) for what in ("value", "low", "high")
    )
    least = Estimate(value, low, high, next(iter(gains.values())).n, METHOD_OF_LEAST)
    return Gap(start, end, game.line(end), game.named(end), gains, least)


def halves(game: games.PolicyGame) -> Floats:
    """Return means over all worlds, the even and the odd ones, `(3, types, capitals, w, b, p,
    s)`.
    """
    return np.stack(
        [
            game.mean,
            *(games.mean_over_worlds(game.value[..., each]) for each in (games.EVEN, games.ODD)),
        ]
    )


@dataclass(frozen=True, eq=False)
class Solution:
    """The solution of a policy game under one weighting of the types.

    `equilibria` are the pure ones of the means; `none` is the share of resamples without any.
    `nash` holds all equilibria found. `better` and `benchmark` have for each pure one the gap to
    the profile that is best for all, None if it is the equilibrium itself, and the gap to the
    benchmark, None if the players cannot play it.
    """

    game: games.PolicyGame
    resamples: int
    dominance: list[Dominance]
    equilibria: list[ProfileFinding]
    none: Estimate
    nash: solver.NashEquilibria
    better: list[Gap | None]
    benchmark: list[Gap | None]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        left_out = ("game", "nash")
        found = {
            each.name: plain_data(getattr(self, each.name))
            for each in fields(self)
            if each.name not in left_out
        }
        for each, own in zip(self.equilibria, found["equilibria"], strict=True):
            own |= {"verdict": each.verdict, "no_deviation_can_pay": each.decided}
        search = {"method": self.nash.method, "complete": self.nash.complete}
        return {"search": search} | found


def solve_game(game: games.PolicyGame, resampled: Floats) -> Solution:
    """Find the equilibria of a game, how far its worlds support each, and the gains of all
    elsewhere.

    `resampled` are its means over resampled worlds.
    """
    equilibria, none = pure_findings(game, games.largest_gains(game, resampled))
    nash = equilibria_of(game)
    ends = {start: end for start, end, _ in gaps_in(game, game.payoffs_of(halves(game)))}
    # The profile in which each power meets the other's demand, if the two alone play and can
    # make it.
    benchmark = game.place(game.held | BENCHMARK) if set(game.players) == set(BENCHMARK) else None
    return Solution(
        game,
        len(resampled),
        dominance_of(game),
        equilibria,
        none,
        nash,
        [
            gap_between(game, own, ends[own], games.ODD) if ends[own] != own else None
            for own in (each.profile for each in equilibria)
        ],
        [
            None if benchmark is None else gap_between(game, each.profile, benchmark, games.ALL)
            for each in equilibria
        ],
    )

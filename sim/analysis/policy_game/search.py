"""The search for equilibria over all plans of a class, by double oracle, and for the pairs that both
powers prefer to free play.

Method: McMahan, Gordon and Blum 2003. Their theorem is for games with one loser, and this is none:
so what the search ends at is judged by the gain of the best other plan in fresh worlds.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeVar

import numpy as np

from sim.analysis.games import equilibria_by_support
from sim.analysis.know.cells import weights_of
from sim.analysis.policy_game import GameOptions
from sim.core.base.arrays import Floats, inner, weighted_sum
from sim.core.game.catalogue import GIANTS
from sim.core.game.policies import POLICIES, courses_of, signs_of

Pair = tuple[str, str]
"""A plan of Washington and one of Beijing; a capital without a plan reviews its courses freely."""

Mix = tuple[Mapping[str, float], Mapping[str, float]]
"""The chances of the plans that Washington and Beijing play."""

FREE: Final[Pair] = ("", "")
STAGES: Final = ((60, 16), (400, 4), (2000, 4))
"""Replies are found in few worlds, and the best of them compared in more: worlds, and plans left."""

SMALL_GAMES: Final = STAGES[-1][0]
"""Worlds of a pair in the small games; with fewer their equilibria mix by noise alone."""

STOP: Final = 0.01
"""The search ends if no plan of the class gains more of a limited war."""

ROUNDS: Final = 12
ADDED: Final = 2
"""Rounds of the search at most, and plans that each adds to a side."""

STARTS: Final[tuple[Pair, ...]] = (
    ("maximum_pressure", "shield"),
    ("engagement", "mediate"),
    ("patience", "enforce"),
)
"""The pairs of courses from which the search begins."""

BOTH_PREFER: Final = "both prefer"
TRAP, BARGAIN = "the trap", "the bargain"
NAMED: Final = {
    TRAP: ("press_until_soft", "shield"),
    BARGAIN: ("wait_if_enforced", "enforce_until_pressed"),
}
"""Pairs that people argue about, whose cost of staying is measured too."""

FEW: Final = 30
BEAM: Final = 5
SWEEPS: Final = 4
"""Worlds of a pair, plans kept, and sweeps, in the search for what both prefer."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Request:
    """Pairs to be played for each type of Kim; `whole` asks for every world, else for the means."""

    pairs: tuple[Pair, ...]
    worlds: int
    seed: int
    whole: bool = False


Search = Generator[Request, Floats, Answer]
"""A search that asks for worlds, and is sent their values `(pairs, types, 2)`, or `(…, worlds)`."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search found: `ends` with the starts that led to each, the last small game of the
    first as plans and payoffs `(2, w, b)`, and each profile by name with the best replies of both.

    `values` are those of `pairs` in fresh worlds, `(pairs, types, 2, worlds)`.
    """

    ends: Mapping[str, int]
    menus: tuple[tuple[str, ...], tuple[str, ...]]
    payoffs: Floats
    profiles: Mapping[str, Mix]
    replies: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    pairs: tuple[Pair, ...]
    values: Floats


def plans_of(capital: str, states: int) -> tuple[str, ...]:
    """Return a capital's class of plans: its courses, and with two states all pairs of them with the
    signs at which the first is left, and the second for it.
    """
    courses, signs = courses_of(capital), signs_of(capital)
    if states == 1:
        return courses
    ways_back = ("", *(f" until {sign}" for sign in signs))
    return courses + tuple(
        f"{first} until {sign} then {second}{back}"
        for first, sign, second, back in product(courses, signs, courses, ways_back)
        if first != second
    )


def written(capital: str, policy: str) -> str:
    """Return a named plan as it is written; a course is its own name."""
    named = POLICIES[capital].get(policy)
    return (named.written if named else "") or policy


class PlanGame:
    """The game of both powers' plans: mean payoffs by own belief, each pair played once at a size."""

    def __init__(self, options: GameOptions) -> None:
        scenario = options.scenario
        self.seed = options.seed
        self.plans = tuple(plans_of(name, options.states) for name in GIANTS)
        self.weights = [weights_of(scenario, name) for name in GIANTS]
        self.loss = np.array([scenario.value(f"loss_{name}") for name in GIANTS])
        self.known: dict[tuple[Pair, int], Floats] = {}

    def means(self, pairs: Sequence[Pair], worlds: int) -> Search[Floats]:
        """Return the payoffs of pairs to both, `(pairs, 2)`; those that were not played are
        requested.
        """
        new = tuple(pair for pair in dict.fromkeys(pairs) if (pair, worlds) not in self.known)
        if new:
            # Every size has worlds of its own, so that a reply is not confirmed by the luck that
            # made it look good.
            values = yield Request(new, worlds, self.seed + worlds)
            for pair, value in zip(new, values, strict=True):
                payoffs = [inner(self.weights[k], value[:, k]) for k in range(len(GIANTS))]
                self.known[pair, worlds] = np.array(payoffs)
        return np.array([self.known[pair, worlds] for pair in pairs])

    def small_game(self, menus: Sequence[Sequence[str]]) -> Search[Floats]:
        """Return the payoffs of the game of some plans, `(2, w, b)`."""
        pairs = [(plan, reply) for plan in menus[0] for reply in menus[1]]
        table = yield from self.means(pairs, SMALL_GAMES)
        return table.T.reshape(2, *map(len, menus))

    def replies(self, mix: Mix, place: int) -> Search[tuple[tuple[str, ...], float]]:
        """Return a power's best plans of the class against the other's mix, the best first, and the
        best one's gain over its own mix, in limited wars.
        """

        def worth(plans: Sequence[str], worlds: int) -> Search[Floats]:
            pairs = pairs_against(plans, mix, place)
            table = (yield from self.means(pairs, worlds))[:, place].reshape(len(plans), -1)
            return np.asarray(weighted_sum(table.T, np.array([*mix[1 - place].values()])))

        plans: Sequence[str] = self.plans[place]
        for worlds, count in STAGES:
            values = yield from worth(plans, worlds)
            best = np.argsort(-values, kind="stable")[:count]
            plans = [plans[place_of] for place_of in best]
        values_here = yield from worth([*mix[place]], SMALL_GAMES)
        here = inner(np.array([*mix[place].values()]), values_here)
        return tuple(plans), (float(values[best[0]]) - here) / float(self.loss[place])

    def oracle(self, start: Pair) -> Search[tuple[Mix, list[list[str]]]]:
        """Return the equilibrium at which the search from a pair of plans ends, and the plans of the
        last small game.
        """
        menus = [[plan] for plan in start]
        for _ in range(ROUNDS):
            payoffs = yield from self.small_game(menus)
            profile = next(equilibria_by_support(payoffs[0], payoffs[1]))
            mix = mix_of(menus, profile)
            more = False
            for place in range(len(GIANTS)):
                plans, gain = yield from self.replies(mix, place)
                new = [plan for plan in plans if plan not in menus[place]][:ADDED]
                if gain > STOP and new:
                    menus[place] += new
                    more = True
            if not more:
                break
        return mix, menus

    def preferred(self, starts: Sequence[str]) -> Search[Pair]:
        """Return the pair of plans by which both gain most over free play: by the product of their
        gains, as in Nash's bargaining solution.

        All plans of one power are tried against the best few of the other, in turn for `SWEEPS`
        sweeps, from some plans of Beijing.
        """
        gains: dict[Pair, float] = {}

        def gain(pairs: Sequence[Pair], worlds: int) -> Search[dict[Pair, float]]:
            table = yield from self.means([FREE, *pairs], worlds)
            more = table[1:] - table[0]
            least = more.min(axis=1)
            rank = np.where(least > 0.0, more.prod(axis=1), least)
            return dict(zip(pairs, rank.tolist(), strict=True))

        beam, place = [*dict.fromkeys(starts)], 0
        for _ in range(SWEEPS):
            around = dict.fromkeys(beam, 1.0)
            mix: Mix = (around, around)
            gains |= yield from gain(pairs_against(self.plans[place], mix, place), FEW)
            best = sorted(gains, key=lambda pair: -gains[pair])
            beam = [*dict.fromkeys(pair[place] for pair in best)][:BEAM]
            place = 1 - place
        for worlds, count in zip((400, SMALL_GAMES), (24, 4), strict=True):
            again = yield from gain(best[:count], worlds)
            best = sorted(again, key=lambda pair: -again[pair])
        return best[0]


def pairs_against(plans: Sequence[str], mix: Mix, place: int) -> list[Pair]:
    """Return each plan of a power with each plan that the other one mixes, the last fastest."""
    return [
        (plan, other) if place == 0 else (other, plan) for plan in plans for other in mix[1 - place]
    ]


def mix_of(menus: Sequence[Sequence[str]], profile: Sequence[Floats]) -> Mix:
    """Return the plans that are played in a profile of a small game, with their chances."""
    washington, beijing = (
        {plan: float(chance) for plan, chance in zip(menu, chances, strict=True) if chance > 0.0}
        for menu, chances in zip(menus, profile, strict=True)
    )
    return washington, beijing


def search(options: GameOptions) -> Search[Searched]:
    """Search for the equilibria from each start, and for the pair that both prefer; then ask for
    fresh worlds of these, of the named pairs and of the best replies to each.
    """
    game = PlanGame(options)
    ends: dict[str, int] = {}
    profiles: dict[str, Mix] = {}
    menus: list[list[str]] = []
    for start in STARTS:
        mix, last = yield from game.oracle(start)
        menus = menus or last
        equal = [name for name, other in profiles.items() if other == mix]
        name = equal[0] if equal else f"equilibrium {len(ends) + 1}" if ends else "equilibrium"
        profiles[name] = mix
        ends[name] = ends.get(name, 0) + 1
    payoffs = yield from game.small_game(menus)
    replies_of_beijing = [plan for mix in profiles.values() for plan in mix[1]]
    argued = {name: pair_of(pair) for name, pair in NAMED.items()}
    pair = yield from game.preferred([*courses_of(GIANTS[1]), *replies_of_beijing])
    profiles |= {BOTH_PREFER: ({pair[0]: 1.0}, {pair[1]: 1.0}), **argued}
    replies = {}
    requested: dict[Pair, None] = {FREE: None}
    for name, mix in profiles.items():
        best = []
        for place in range(len(GIANTS)):
            plans, _ = yield from game.replies(mix, place)
            best.append(plans)
            requested |= dict.fromkeys(pairs_against([*mix[place], *plans], mix, place))
        replies[name] = (best[0], best[1])
    values = yield Request(tuple(requested), options.worlds, options.seed, True)
    fixed = (tuple(menus[0]), tuple(menus[1]))
    return Searched(ends, fixed, payoffs, profiles, replies, tuple(requested), values)


def pair_of(policies: Pair) -> Mix:
    """Return a pair of named policies as the plans that both play."""
    washington, beijing = (
        {written(name, policy): 1.0} for name, policy in zip(GIANTS, policies, strict=True)
    )
    return washington, beijing

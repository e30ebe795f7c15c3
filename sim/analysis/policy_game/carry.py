"""The parts of the payoffs on which the answer rests: how far each may shrink or grow before it
changes.

Parts are recorded, and Washington and Beijing, if held, do not act on payoffs, so the same worlds
are reweighted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.games import Profile, pure_equilibria
from sim.analysis.policy_game.bargain import has_bargain, leaver_in
from sim.analysis.policy_game.game import EVEN, ODD, PolicyGame
from sim.analysis.policy_game.parts import GROUPS, parts_named
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.game.catalogue import CAPITALS

DOWN: Final = tuple(round(1.0 - 0.05 * step, 2) for step in range(1, 21))
UP: Final = tuple(round(1.0 + 0.1 * step, 1) for step in range(1, 31))
"""The factors by which a part is multiplied in turn: down to 0, and up to 4."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The first factor at which the answer changes, and the new answer; `halves` are the factors in
    the even and in the odd worlds, None if the answer does not change there.
    """

    factor: float
    becomes: str
    halves: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A part of a power's payoffs, or several at once, and where it changes an answer.

    `of` is "courses", the equilibria among them, or "bargain", the power that leaves it.
    """

    capital: str
    label: str
    group: bool
    of: str
    down: Turn | None
    up: Turn | None

    @property
    def moves(self) -> bool:
        """Whether it changes the answer at all, at factors from 0 to 4."""
        return self.down is not None or self.up is not None

    @property
    def nearest(self) -> tuple[Turn, str]:
        """The turn whose factor is nearest to 1 on a log scale, and its direction."""
        turns = [(each, way) for each, way in ((self.down, "below"), (self.up, "above")) if each]
        return min(turns, key=lambda each: ratio_of(each[0]))

    @property
    def reach(self) -> float:
        """The distance of that factor from 1, on a log scale."""
        return ratio_of(self.nearest[0])


def ratio_of(turn: Turn) -> float:
    """Return the distance of a factor from 1, on a log scale."""
    return abs(math.log(max(turn.factor, 1e-9)))


def scaled(game: PolicyGame, capital: str, factors: Floats, worlds: slice | None = None) -> Floats:
    """Return means with the parts of a capital multiplied, `(types, capitals, w, b, p, s)`, over
    all worlds, the even or the odd ones.
    """
    means = game.mean.copy()
    for name, (even, _) in game.parts.items():
        own = factors if name == capital else np.ones(even.shape[1])
        means[:, CAPITALS.index(name)] = sum_of_parts(game, name, own, worlds)
    return means


def sum_of_parts(game: PolicyGame, capital: str, factors: Floats, worlds: slice | None) -> Floats:
    """Return a capital's mean payoffs with its parts multiplied, `(types, w, b, p, s)`."""
    halves = [half.swapaxes(0, 1) for half in game.parts[capital]]
    if worlds is not None:
        return np.asarray(weighted_sum(halves[worlds == ODD], factors))
    count = game.worlds
    shares = (len(range(count)[EVEN]) / count, len(range(count)[ODD]) / count)
    sums = [np.asarray(weighted_sum(half, factors)) for half in halves]
    return np.asarray(weighted_sum(sums, shares))


def carriers_of(game: PolicyGame) -> tuple[Carrier, ...]:
    """Return for each part of the payoffs, and each group, the factors at which it changes an
    answer.

    The result is empty if the parts of two players were not kept.
    """
    if len(game.parts) != 2:
        return ()
    courses = game.of_courses()
    answers: dict[str, tuple[PolicyGame, Callable[[Profile], str]]] = {
        "courses": (
            courses,
            lambda payoffs: "; ".join(
                sorted(courses.line(each) for each in pure_equilibria(payoffs))
            ),
        )
    }
    if has_bargain(game):
        answers["bargain"] = (game, lambda payoffs: leaver_in(game, payoffs))
    found = []
    for capital in game.parts:
        for label, group, places in parts_and_groups(capital):
            for of, (own, answer) in answers.items():
                turns = [turn_of(own, answer, capital, places, way) for way in (DOWN, UP)]
                found.append(Carrier(capital, label, group, of, *turns))
    return tuple(found)


def parts_and_groups(capital: str) -> Iterator[tuple[str, bool, list[int]]]:
    """Yield the label, whether it is a group, and the places of each single part that a shipped
    game pays, then of each group of several parts.
    """
    named = parts_named(capital)
    order = list(named)
    for name, label in named.items():
        if name != "own":
            yield label, False, [order.index(name)]
    for label, own in GROUPS.items():
        if len(parts := own.get(capital, ())) > 1:
            yield label, True, [order.index(name) for name in parts]


def turn_of(
    game: PolicyGame,
    answer: Callable[[Profile], str],
    capital: str,
    places: list[int],
    way: tuple[float, ...],
) -> Turn | None:
    """Return the first factor along `way` at which the answer differs from that at 1, or None."""

    ones = np.ones(game.parts[capital].shape[2])

    def first(worlds: slice | None) -> tuple[float, str] | None:
        means = scaled(game, capital, ones, worlds)

        def at(factor: float) -> str:
            factors = ones.copy()
            factors[places] = factor
            means[:, CAPITALS.index(capital)] = sum_of_parts(game, capital, factors, worlds)
            return answer(game.payoffs_of(means))

        usual = at(1.0)
        return next(((each, new) for each in way if (new := at(each)) != usual), None)

    turned = first(None)
    if turned is None:
        return None
    even, odd = first(EVEN), first(ODD)
    return Turn(*turned, (even and even[0], odd and odd[0]))

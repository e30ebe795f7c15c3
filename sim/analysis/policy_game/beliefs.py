"""The role of beliefs and payoffs: when pressing pays, and under which beliefs and payoffs the
dilemma stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.plausible import SIZE
from sim.analysis.plausible.draws import Vectors, vectors_on
from sim.analysis.policy_game.equilibria import METHOD, gaps_in, halves
from sim.analysis.policy_game.game import Place, PolicyGame
from sim.analysis.policy_game.parts import AFTER, WAR, parts_named, weights_of
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.interval import Estimate, wilson
from sim.core.game.catalogue import CAPITALS
from sim.core.scenario.parameters import DEFAULTS
from sim.study.estimate.bootstrap import (
    Stream,
    percentiles,
    resampled_counts,
    resampled_means,
)
from sim.study.estimate.paired import PairedDifference, compare_paired

PRESSING, TALKING, GREEDY = "maximum_pressure", "engagement", "greedy"
SMALL, LARGE = 0.05, 0.2
"""Gaps in war costs from which a dilemma counts as one, and as a large one."""

MOST_PARTS: Final = 6
SUMS: Final = {
    "arsenal": "the arsenal, now and later",
    "early": "the arsenal, now and later",
    AFTER: "the arsenal, now and later",
    "both": "talks and a freeze",
    "freeze": "talks and a freeze",
    "restraint": "tests met with pressure",
    "passed": "tests met with pressure",
    "tension": "tension and war",
    WAR: "tension and war",
    "relation": "Beijing and Seoul",
    "presence": "Beijing and Seoul",
    "alliance": "Beijing and Seoul",
}
"""Parts that are shown as one, in the sum of six that gives the threshold to press."""

STEP: Final = 0.05
"""The distance between beliefs on the grid on which the dilemma is looked for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The belief in a greedy Kim from which on pressing pays Washington more than talking, the
    others at a profile.

    The other types keep their relative shares of the remaining belief. 0 is always, 1 never.
    `drawn` is the median over the payoffs of the set, with a 90 % range; `by_type` is the gain from
    pressing over talking for each type of Kim, in months. `parts` are the `MOST_PARTS` largest
    parts of that gain, `{part: {type: months}}`, and `by_parts` the belief that they alone give,
    None if parts were not kept.
    """

    against: dict[str, str]
    sure: Estimate
    believed: float
    drawn: Estimate | None
    by_type: dict[str, PairedDifference]
    parts: dict[str, dict[str, float]]
    by_parts: float | None


def turning_point(gains: Floats, rest: Sequence[float], greedy: int) -> Floats:
    """Return the belief in a greedy Kim from which on pressing pays, `(...)`, from its gains by
    type, `(types, ...)`.

    >>> turning_point(np.array([[-2.0], [2.0], [-2.0]]), (0.5, 0.0, 0.5), 1).tolist()
    [0.5]
    """
    own, others = gains[greedy], np.asarray(weighted_sum(gains, rest))
    between = -others / np.where(own > others, own - others, 1.0)
    return np.where(own <= 0.0, 1.0, np.where(others >= 0.0, 0.0, between))


def has_decision(game: PolicyGame) -> bool:
    """Say whether Washington may press or talk, and is unsure whether Kim is greedy."""
    doubts = GREEDY in game.types and len(game.types) > 1
    return (
        doubts
        and "washington" in game.players
        and {PRESSING, TALKING} <= set(game.choices["washington"])
    )


def ends_at(game: PolicyGame, profile: Place) -> tuple[Place, Place]:
    """Return the profiles in which Washington presses and talks, the others at a profile."""
    place = game.players.index("washington")
    press, talk = (
        (*profile[:place], game.policies[place].index(course), *profile[place + 1 :])
        for course in (PRESSING, TALKING)
    )
    return press, talk


def decision_at(
    game: PolicyGame,
    at: Place,
    draws: Floats | None,
    resamples: int,
) -> Decision | None:
    """Return Washington's threshold to press, the others at a profile.

    None if it lacks one of the two courses, or is not in doubt. `draws` are mean payoffs under the
    vectors of the set, `(vectors, types, capitals, w, b, p, s)`.
    """
    if not has_decision(game):
        return None
    greedy, belief = game.types.index(GREEDY), game.weights_of("washington")
    rest = [
        0.0 if at == greedy else each / (1.0 - belief[greedy]) for at, each in enumerate(belief)
    ]
    ends = ends_at(game, at)
    values = game.value[:, CAPITALS.index("washington")]
    press, talk = (game.by_type(values, game.pure(each)) for each in ends)
    counts = resampled_counts(game.worlds, resamples, game.seed, Stream.PROFILES_RESAMPLED)
    again = turning_point(resampled_means(press - talk, counts).T, rest, greedy)
    here = float(turning_point((press - talk).mean(axis=1)[:, None], rest, greedy)[0])
    drawn = None
    if draws is not None:
        paid = np.moveaxis(draws[:, :, CAPITALS.index("washington")], 0, -1)
        pressed, talked = (game.by_type(paid, game.pure(each)) for each in ends)
        turns = turning_point(pressed - talked, rest, greedy)
        drawn = percentiles(float(np.median(turns)), turns, len(turns), "payoffs of the set", 0.9)
    parts = parts_between(game, ends)
    belief_by = np.array(belief)
    largest = dict(
        sorted(parts.items(), key=lambda each: -float((np.abs(each[1]) * belief_by).sum()))[
            :MOST_PARTS
        ]
    )
    by_parts = (
        float(turning_point(sum(largest.values(), np.zeros(len(belief)))[:, None], rest, greedy)[0])
        if largest
        else None
    )
    return Decision(
        {
            name: policy
            for name, policy in game.named(at).items()
            if name in game.players and name != "washington"
        },
        percentiles(here, again, game.worlds, METHOD),
        belief[greedy],
        drawn,
        {kim: compare_paired(press[at], talk[at]) for at, kim in enumerate(game.types)},
        {label: dict(zip(game.types, own.tolist(), strict=True)) for label, own in largest.items()},
        by_parts,
    )


def parts_between(game: PolicyGame, ends: tuple[Place, Place]) -> dict[str, Floats]:
    """Return Washington's gain from pressing over talking by part of its payoff, `{part: (types,)}`
    in months.

    Parts that `SUMS` names are added up. The result is empty if parts were not kept.
    """
    if "washington" not in game.parts:
        return {}
    even, odd = game.parts["washington"]
    half = len(range(game.worlds)[::2]) / game.worlds
    means = half * even + (1.0 - half) * odd
    press, talk = (
        np.stack([means[(at, slice(None), *game.spots(end, at))] for at in range(len(means))])
        for end in ends
    )
    found: dict[str, Floats] = {}
    for at, (name, label) in enumerate(parts_named("washington").items()):
        sums = SUMS.get(name, label)
        found[sums] = found.get(sums, np.zeros(len(press))) + (press - talk)[:, at]
    return found


def beliefs_shared(types: int) -> list[tuple[float, ...]]:
    """Return a grid of beliefs over this number of types, each a tuple of probabilities."""
    steps = round(1.0 / STEP)
    return [
        (*(each / steps for each in own), (steps - sum(own)) / steps)
        for own in np.ndindex(*[steps + 1] * (types - 1))
        if sum(own) <= steps
    ]


@dataclass(frozen=True, slots=True)
class Draws:
    """The dilemma under each payoff vector of the set.

    `gaps` are the largest gaps, `(vectors,)` in the scenario's war costs; `equilibria` counts
    vectors by pure equilibrium.
    """

    gaps: Floats
    equilibria: dict[str, int]

    def over(self, gap: float) -> Estimate:
        """Return the share of vectors with a larger gap."""
        return wilson(int(np.count_nonzero(self.gaps > gap)), self.gaps.size)


def drawn_means(game: PolicyGame) -> Floats:
    """Return mean payoffs under each payoff vector of the set that ships, `(vectors, 3, types,
    capitals, w, b, p, s)`; halves as `halves`.

    Players are held to courses or plans, so their moves do not depend on their payoffs: the same
    worlds are reweighted.
    """
    weights = (
        len(range(game.worlds)[::2]) / game.worlds,
        len(range(game.worlds)[1::2]) / game.worlds,
    )
    vectors = vectors_on(game.scenario, SIZE)
    found = np.repeat(halves(game)[None], len(vectors), axis=0)
    for capital, (even, odd) in game.parts.items():
        for draw, own in enumerate(multiples(capital, vectors)):
            sums = [np.asarray(weighted_sum(half.swapaxes(0, 1), own)) for half in (even, odd)]
            found[draw, :, :, CAPITALS.index(capital)] = [weighted_sum(sums, weights), *sums]
    return found


def multiples(capital: str, vectors: Vectors) -> Floats:
    """Return the factor by which each vector multiplies each part of a payoff, `(vectors, parts)`.

    The factor is the parameter that weighs the part over its default, and 1 if the vector does not
    hold it.
    """
    names = weights_of(capital)
    return np.array(
        [[own[name] / DEFAULTS[name] if name in own else 1.0 for name in names] for own in vectors]
    )


def draws_of(game: PolicyGame, means: Floats) -> Draws:
    """Return the dilemma under the payoffs of the set, from `drawn_means`."""
    gaps, names = [], Counter[str]()
    for own in means:
        found = gaps_in(game, game.payoffs_of(own))
        gaps.append(max((gap for _, _, gap in found), default=0.0))
        names.update(game.line(start) for start, _, _ in found)
    return Draws(np.array(gaps), dict(names.most_common()))

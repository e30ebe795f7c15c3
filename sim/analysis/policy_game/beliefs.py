"""What beliefs and payoffs decide: when pressing pays, in which beliefs the dilemma stands, and in
which payoffs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.games import pure_equilibria
from sim.analysis.policy_game.equilibria import METHOD, gaps_in, halves
from sim.analysis.policy_game.game import Place, PolicyGame
from sim.analysis.policy_game.parts import AFTER, WAR, lots_of, parts_named, spans_of
from sim.core.base.arrays import Floats, exp, log, weighted_sum
from sim.core.estimate.interval import Estimate, wilson
from sim.core.game.catalogue import CAPITALS
from sim.study.estimate.bootstrap import (
    Stream,
    generator,
    percentiles,
    resampled_counts,
    resampled_means,
)
from sim.study.estimate.paired import PairedDifference, compare_paired

PRESSING, TALKING, GREEDY = "maximum_pressure", "engagement", "greedy"
SMALL, LARGE = 0.05, 0.2
"""Gaps in limited wars from which a dilemma counts as one, and as a large one."""

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
"""Parts that are told as one, in the sum of six that gives the threshold."""

STEP: Final = 0.05
"""How far apart the beliefs are in which the dilemma is looked for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """From which belief in a greedy Kim on pressing pays Washington more than talking, the others
    at a profile.

    Of the rest of its belief the other types keep their shares. 0 is always, 1 never. `drawn` is
    the median over draws of the payoffs, `by_numbers` over draws of all that nobody knows, each
    with 90 % of them; `by_type` what pressing pays more if Kim is of a type, in months. `parts` are
    the `MOST_PARTS` largest parts of that, `{part: {type: months}}`, and `by_parts` the belief that
    they alone give, None where parts were not kept.
    """

    against: dict[str, str]
    sure: Estimate
    believed: float
    drawn: Estimate | None
    by_numbers: Estimate | None
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
    """Say whether Washington may press or talk, and doubts whether Kim is greedy."""
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


def decisions_in(game: PolicyGame) -> list[tuple[Place, Place]]:
    """Return the ends of Washington's decision at each pure equilibrium of the means; none where it
    has none.
    """
    found = pure_equilibria(game.payoffs()) if has_decision(game) else ()
    return list(dict.fromkeys(ends_at(game, tuple(each)) for each in found))


def decision_at(
    game: PolicyGame,
    at: Place,
    draws: Floats | None,
    resamples: int,
    numbers: Mapping[tuple[Place, Place], Floats],
) -> Decision | None:
    """Return how sure Washington must be, the others at a profile; None where it has not both
    courses, or no doubt.

    `draws` are means of values in draws of the payoffs, `(draws, types, capitals, w, b, p, s)`;
    `numbers` what pressing pays more in draws of the uncertain parameters, as `gains_drawn` makes
    them.
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
    drawn = by_numbers = None
    if draws is not None:
        paid = np.moveaxis(draws[:, :, CAPITALS.index("washington")], 0, -1)
        pressed, talked = (game.by_type(paid, game.pure(each)) for each in ends)
        drawn = spread_of(turning_point(pressed - talked, rest, greedy), "draws of the payoffs")
    if (several := numbers.get(ends)) is not None:
        by_numbers = spread_of(
            turning_point(several, rest, greedy), "draws of payoffs and uncertain parameters"
        )
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
        by_numbers,
        {kim: compare_paired(press[at], talk[at]) for at, kim in enumerate(game.types)},
        {label: dict(zip(game.types, own.tolist(), strict=True)) for label, own in largest.items()},
        by_parts,
    )


def parts_between(game: PolicyGame, ends: tuple[Place, Place]) -> dict[str, Floats]:
    """Return what each part pays Washington more by pressing than by talking, `{part: (types,)}` in
    months; those that `SUMS` names are added up. Nothing where parts were not kept.
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


def spread_of(found: Floats, method: str) -> Estimate:
    """Return the median of turning points over draws, with 90 % of them."""
    return percentiles(float(np.median(found)), found, len(found), method, 0.9)


def beliefs_shared(types: int) -> list[tuple[float, ...]]:
    """Return a grid of beliefs in so many types, each a tuple of shares."""
    steps = round(1.0 / STEP)
    return [
        (*(each / steps for each in own), (steps - sum(own)) / steps)
        for own in np.ndindex(*[steps + 1] * (types - 1))
        if sum(own) <= steps
    ]


@dataclass(frozen=True, slots=True)
class Draws:
    """What becomes of the dilemma where every part of the players' payoffs is drawn anew.

    `gaps` are the largest gaps, `(draws,)` in limited wars as shipped; `equilibria` counts draws by
    pure equilibrium.
    """

    gaps: Floats
    equilibria: dict[str, int]

    def over(self, gap: float) -> Estimate:
        """Return the share of draws with a gap of more."""
        return wilson(int(np.count_nonzero(self.gaps > gap)), self.gaps.size)


def drawn_means(game: PolicyGame, draws: int) -> Floats:
    """Return means of values in draws of the payoffs, `(draws, 3, types, capitals, w, b, p, s)`;
    halves as `halves`.

    Players are held to courses or plans, so nothing that they do hangs on what they are paid: the
    same worlds are weighed anew.
    """
    weights = (
        len(range(game.worlds)[::2]) / game.worlds,
        len(range(game.worlds)[1::2]) / game.worlds,
    )
    found = np.repeat(halves(game)[None], draws, axis=0)
    uniform = generator(game.seed, Stream.PAYOFFS_DRAWN)
    for capital, (even, odd) in game.parts.items():
        for draw, own in enumerate(multiples(uniform, draws, capital)):
            sums = [np.asarray(weighted_sum(half.swapaxes(0, 1), own)) for half in (even, odd)]
            found[draw, :, :, CAPITALS.index(capital)] = [weighted_sum(sums, weights), *sums]
    return found


def multiples(rng: np.random.Generator, draws: int, capital: str) -> Floats:
    """Return by what each part of a payoff is multiplied in each draw, `(draws, parts)`: even on a
    scale of ratios over the range of the parameter that weighs it, and together for a group.
    """
    lots, spans = np.array(lots_of(capital)), log(spans_of(capital))
    even = rng.random((draws, int(lots.max()) + 1))[:, lots]
    return np.asarray(exp(spans[:, 0] + even * (spans[:, 1] - spans[:, 0])))


def draws_of(game: PolicyGame, means: Floats) -> Draws:
    """Return what becomes of the dilemma in draws of the payoffs."""
    gaps, names = [], Counter[str]()
    for own in means:
        found = gaps_in(game, game.payoffs_of(own))
        gaps.append(max((gap for _, _, gap in found), default=0.0))
        names.update(game.line(start) for start, _, _ in found)
    return Draws(np.array(gaps), dict(names.most_common()))

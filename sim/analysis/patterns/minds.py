"""They learn and think: the information in the state about moves, the calibration of beliefs, and
the accuracy of the look-ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.claims import StatisticInput
from sim.analysis.claims.measures import TWO_YEARS, doubt, entropy, estimate_by_jackknife, slope
from sim.analysis.patterns.plays import PatternPlays, free_worlds
from sim.core.base.arrays import Flags, Floats, Ints, inner, weighted_sum
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.game.conduct import exercises_due, find_chances, keep_moves
from sim.core.game.language import rarely
from sim.core.game.month import begin, open_month
from sim.core.game.moves import KimType
from sim.core.game.parameters import Parameters
from sim.core.game.reviews import (
    hold_reviews,
    prospects_of_pyongyang,
    prospects_of_washington,
    pyongyang_reviews,
    settle_courses,
    washington_reviews,
)
from sim.core.game.world import Moves, Now, World
from sim.core.outcomes.history import History, beliefs
from sim.core.outcomes.values import outlasting
from sim.study.estimate.paired import compare_unpaired

IN_DOUBT: Final = 0.85
CERTAIN: Final = 0.5
CALM: Final = 5.0
LAST_YEAR: Final = slice(108, 120)


def after_two_years(inputs: StatisticInput) -> tuple[Floats, Any, Flags]:
    """Return Washington's belief in each type after 24 months, `(types, worlds)`, Kim's type then,
    and the worlds that still live.
    """
    h = free_worlds(inputs)
    return (
        beliefs(h, "washington")[:, TWO_YEARS],
        h.state["kim.type"][TWO_YEARS].astype(np.intp),
        h.live[TWO_YEARS],
    )


def find_erratic_less_known(inputs: StatisticInput) -> Estimate:
    """Return how much less the erratic Kim is known than the less known of the others."""
    belief, kim, live = after_two_years(inputs)
    return least_known(belief[kim, np.arange(len(kim))], kim, live)


def find_calibration(inputs: StatisticInput) -> Estimate:
    """Return the slope of truth on Washington's belief."""
    return calibrate_belief(*after_two_years(inputs))


def least_known(true: Floats, kim: Any, live: Flags) -> Estimate:
    """Return the belief in the true type where Kim is erratic, less the lower of the other two."""

    def of(worlds: Any) -> float:
        beliefs_in_truth = [
            true[worlds][live[worlds] & (kim[worlds] == kim_type)] for kim_type in KimType
        ]
        if any(len(kim_type) == 0 for kim_type in beliefs_in_truth):
            return float("nan")
        fearful, greedy, erratic = (float(kim_type.mean()) for kim_type in beliefs_in_truth)
        return erratic - min(fearful, greedy)

    return estimate_by_jackknife(len(kim), of)


def calibrate_belief(belief: Floats, kim: Any, live: Flags) -> Estimate:
    """Return the slope of truth, 0 or 1, on belief, over all types."""

    def of(worlds: Any) -> float:
        beliefs_held = belief[:, worlds][:, live[worlds]]
        truth = np.array(
            [kim[worlds][live[worlds]] == kim_type for kim_type in KimType], np.float64
        )
        return slope(beliefs_held.ravel(), truth.ravel())

    return estimate_by_jackknife(len(kim), of)


def find_risk_in_doubt(inputs: StatisticInput) -> Estimate | None:
    """Return how much more risk Washington perceives at a review outside a crisis if it is in doubt
    about Kim's type; None if one of the groups is empty.
    """
    h = free_worlds(inputs)
    belief_before = beliefs(h, "washington")[:, :-1]
    at_review = (inputs.plays.thinking.expected["washington"][1:] != 0.0) & (
        h.state["tension"][:-1] < CALM
    )
    risk, unsure = h.state["perceived_risk"][1:][at_review], doubt(belief_before)[at_review]
    much, little = risk[unsure > IN_DOUBT], risk[unsure < CERTAIN]
    if not len(much) or not len(little):
        return None
    gap = compare_unpaired(much, little)
    return Estimate(gap.value, gap.low, gap.high, len(much) + len(little), gap.method)


def find_late_gain(one: History, other: History) -> Estimate:
    """Return Washington's gain a month in arm a over arm b in the last of ten years; 0 in worlds
    that have ended.
    """
    gain = (one.state["washington_payoff"] - other.state["washington_payoff"])[LAST_YEAR].mean(
        axis=0
    )
    return mean_estimate(np.where(~one.ended & ~other.ended, gain, 0.0))


def fit_foresight(statistic: Callable[[Floats, Floats], float], inputs: StatisticInput) -> Estimate:
    """Return a statistic of a capital's expected and realized payoff of the year after each review."""
    expected = inputs.plays.thinking.expected[inputs.argument]
    return fit_reviews(expected, brought(free_worlds(inputs), inputs.argument), statistic)


@dataclass(frozen=True, eq=False)
class Pool:
    """The chances of one menu, summed over the live months of each world by own course and own last
    move.

    `chance` is `(courses, last moves, moves, worlds)`, `months` `(courses, last moves, worlds)`;
    `left` is the sum of the entropy of the chances themselves, `(worlds,)`, which no state
    explains.
    """

    chance: Floats
    months: Floats
    left: Floats


def pool_chances(chance: Floats, live: Flags, course: Floats, last: Floats) -> Pool:
    """Sum chances `(moves, months, worlds)` by course and last move, `(months, worlds)` each."""
    moves, _, worlds = chance.shape
    courses = int(course.max()) + 1
    sums, months = np.zeros((courses, moves, moves, worlds)), np.zeros((courses, moves, worlds))
    for of_course in range(courses):
        for move in range(moves):
            here = live & (course == of_course) & (last == move)
            sums[of_course, move] = (chance * here).sum(axis=1)
            months[of_course, move] = here.sum(axis=0)
    return Pool(sums, months, (entropy(chance) * live).sum(axis=0))


@dataclass(frozen=True)
class Entropies:
    """Entropy a month, in nats: of the mean choice, given the course, given course and last move,
    and given the whole state.
    """

    marginal: float
    course: float
    last: float
    left: float


def entropies(pools: list[Pool], worlds: Ints) -> Entropies:
    """Return the entropies of some menus, summed, over some of the worlds."""
    total = np.zeros(4)
    for pool in pools:
        chance, months = (
            pool.chance[..., worlds].sum(axis=-1),
            pool.months[..., worlds].sum(axis=-1),
        )
        flat = chance.reshape(-1, chance.shape[-1])
        total += (
            conditional(flat.sum(axis=0)[None], months.sum()[None]),
            conditional(chance.sum(axis=1), months.sum(axis=1)),
            conditional(flat, months.ravel()),
            pool.left[worlds].sum() / months.sum(),
        )
    return Entropies(*total.tolist())


def conditional(chance: Floats, months: Floats) -> float:
    """Return the mean entropy over cases, `(cases, moves)` and `(cases,)`, each weighed by its
    months.
    """
    happened = months > 0.0
    mean = chance[happened] / months[happened, None]
    return inner(entropy(mean.T), months[happened]) / float(months.sum())


def pools_of(inputs: StatisticInput) -> list[Pool]:
    """Return the chances of a capital's words and of its deeds, by its course and its last move."""
    plays: PatternPlays = inputs.plays
    h, capital = free_worlds(inputs), inputs.argument
    return [
        pool_chances(
            plays.thinking.chances[f"{capital}.{kind}"],
            h.live,
            h.state[f"{capital}_course"],
            last_moves(h, capital, kind),
        )
        for kind in ("word", "deed")
    ]


def last_moves(h: History, capital: str, kind: str) -> Floats:
    """Return the move of the month before, `(months, worlds)`; before the first month it is that of
    a new world.
    """
    moves = h.state[f"{capital}_{kind}"]
    first_move = float(getattr(World(), f"{capital}_{kind}"))
    return np.vstack([np.full(moves.shape[1], first_move), moves[:-1]])


TOLD: Final[Mapping[str, Callable[[Entropies], float]]] = {
    "told": lambda of: 1.0 - of.left / of.marginal,
    "told_beyond": lambda of: (of.course - of.left) / of.marginal,
    "told_by_last": lambda of: (of.course - of.last) / of.marginal,
}
"""Shares of the entropy of moves that are explained: by the state; by the state beyond the own
course; by the own last move beyond the own course.
"""


def share_told(pools: list[Pool], measure: str) -> Estimate:
    """Return one of those shares, by its name."""
    return estimate_by_jackknife(
        len(pools[0].left), lambda worlds: TOLD[measure](entropies(pools, worlds))
    )


YEAR: Final = 12


def brought(h: History, capital: str) -> Floats:
    """Return a capital's mean monthly payoff over each month and the eleven after it, `(months,
    worlds)`.

    Weights are those of the look-ahead, and Washington is charged for an arsenal that outlasts the
    year. The result is NaN if the world ends within the year: wars are left out on both sides.
    """
    weights = np.cumprod([1.0, *[h.number("lookahead_discount")] * (YEAR - 1)])
    flow, realised = h.state[f"{capital}_payoff"], np.full(h.live.shape, np.nan)
    for month in range(h.months - YEAR + 1):
        year = weighted_sum(flow[month : month + YEAR], weights) / weights.sum()
        if capital == "washington":
            arsenal, freeze = (
                h.state["arsenal"][month + YEAR - 1],
                h.state["freeze"][month + YEAR - 1],
            )
            left = outlasting(arsenal, freeze, h.number("arsenal_early"))
            year = year - h.number("after_weight") / 24.0 * left
        whole_year = h.lived - h.ended >= month + YEAR
        realised[month, whole_year] = year[whole_year]
    return realised


def fit_reviews(expected: Floats, realised: Floats, statistic: Any) -> Estimate:
    """Return a statistic of reviews whose year is known."""
    finite = (expected != 0.0) & np.isfinite(realised)

    def of(worlds: Any) -> float:
        here = finite[:, worlds]
        return float(statistic(expected[:, worlds][here], realised[:, worlds][here]))

    return estimate_by_jackknife(expected.shape[1], of)


__all__ = ["begin", "month"]


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month of one world up to the choice of moves."""
    open_month(world, now, p)
    hold_reviews(world, now, p)
    if rarely(washington_reviews(world, now, p)):
        show_washington(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        show_pyongyang(world, now, p)
    settle_courses(world, now, p)
    show_chances(world, now, p)


def show_washington(world: World, now: Now, p: Parameters) -> None:
    """Store Washington's expected payoff of the course that it takes in `washington_loss`."""
    worth = prospects_of_washington(world, now, p)
    world.washington_loss = worth[world.washington_next]


def show_pyongyang(world: World, now: Now, p: Parameters) -> None:
    """Store Pyongyang's expected payoff of the course that it takes in `pyongyang_loss`."""
    worth = prospects_of_pyongyang(world, now, p)
    world.pyongyang_loss = worth[world.pyongyang_next]


def show_chances(world: World, now: Now, p: Parameters) -> None:
    """Keep the chance of each word and deed."""
    moves = Moves()
    find_chances(moves, world, exercises_due(now), now, p)
    keep_moves(world, moves)

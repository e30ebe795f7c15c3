"""They learn: who Kim is becomes known, not at once and not for sure, and what is believed steers Washington."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.patterns.measures import (
    DOWN,
    UP,
    Line,
    Wanted,
    correlation,
    doubt,
    entropy,
    grouped,
    mean_of,
    on,
    per_world,
    quotient,
    slope,
)
from sim.analysis.patterns.plays import LOOK_AHEAD, Plays
from sim.arrays import Flags, Floats
from sim.game.conduct import exercises_due, find_chances, keep_moves
from sim.game.language import rarely
from sim.game.month import begin, hold_reviews, open_month
from sim.game.moves import KimType, WashingtonCourse
from sim.game.numbers import Numbers
from sim.game.reviews import (
    prospects_of_pyongyang,
    prospects_of_washington,
    pyongyang_reviews,
    settle_courses,
    washington_reviews,
)
from sim.game.world import Moves, Now, World
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.paired import unpaired
from sim.study.run.history import History, beliefs
from sim.study.values import outlasting

AFTER: Final = 23
"""The month that ends two years."""

SURE: Final = 0.98
IN_DOUBT: Final = 0.85
CERTAIN: Final = 0.5
CALM: Final = 5.0
FROZEN_FROM: Final = 12
LAST_YEAR: Final = slice(108, 120)


def learning_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h = plays.free
    live = h.live[AFTER]
    kim = h.state["kim.type"][AFTER].astype(np.intp)
    belief = beliefs(h, "washington")[:, AFTER]
    true = belief[kim, np.arange(len(kim))]
    found = [
        Line("learn.true", "Washington's belief in the true type after 24 months", Wanted(0.5, 0.8),
             mean_of(true[live])),
        *(
            Line(f"learn.true.{each.name.lower()}", f"the same where Kim is {each.name.lower()}", None,
                 mean_of(true[live & (kim == each)]))
            for each in KimType
        ),
        Line("learn.erratic", "the same: the erratic less the least known of the others", DOWN,
             least_known(true, kim, live)),
        Line("learn.calibrated", "slope of truth on belief after 24 months", Wanted(0.8, 1.2),
             calibrated(belief, kim, live)),
    ]  # fmt: skip
    return [*found, *steering(plays), *fears(plays), adapting(plays)]


def least_known(true: Floats, kim: Any, live: Flags) -> Estimate:
    """Return the belief in the true type where Kim is erratic, less the lower of the other two."""

    def of(who: Any) -> float:
        known = [true[who][live[who] & (kim[who] == each)] for each in KimType]
        if any(len(each) == 0 for each in known):
            return float("nan")
        fearful, greedy, erratic = (float(each.mean()) for each in known)
        return erratic - min(fearful, greedy)

    return grouped(len(kim), of)


def calibrated(belief: Floats, kim: Any, live: Flags) -> Estimate:
    """Return the slope of truth, 0 or 1, on belief, over all types."""

    def of(who: Any) -> float:
        held = belief[:, who][:, live[who]]
        truth = np.array([kim[who][live[who]] == each for each in KimType], np.float64)
        return slope(held.ravel(), truth.ravel())

    return grouped(len(kim), of)


def steering(plays: Plays) -> list[Line]:
    """Return how much more a Washington that is sure of a fearful Kim engages than one sure of a greedy one."""
    engaged = {}
    for sure in ("fearful", "greedy"):
        prior = {f"prior_washington.{each.name.lower()}": (1.0 - SURE) / 2.0 for each in KimType}
        h = plays.play({"learn": 0.0, **prior, f"prior_washington.{sure}": SURE})
        engaged[sure] = (per_world(on(h, "washington", WashingtonCourse.ENGAGEMENT)), h.lived.astype(np.float64))
    what = "learning off: months engaged where Washington is sure of a fearful Kim, over those sure of a greedy one"
    found = quotient(plays.worlds, engaged["fearful"], engaged["greedy"])
    return [Line("learn.steers", what, Wanted(low=2.0), found)]


def fears(plays: Plays) -> list[Line]:
    """Return how much more risk Washington perceives at a review outside a crisis when it doubts who Kim is."""
    h = plays.free
    before = beliefs(h, "washington")[:, :-1]
    at_review = (plays.thinking.expected["washington"][1:] != 0.0) & (h.state["tension"][:-1] < CALM)
    risk, unsure = h.state["perceived_risk"][1:][at_review], doubt(before)[at_review]
    much, little = risk[unsure > IN_DOUBT], risk[unsure < CERTAIN]
    if not len(much) or not len(little):
        return []
    made = unpaired(much, little)
    found = Estimate(made.value, made.low, made.high, len(much) + len(little), made.method)
    what = "risk of war a month that Washington perceives at a review: in doubt of Kim less certain of him"
    return [Line("learn.doubt", what, UP, found)]


def adapting(plays: Plays) -> Line:
    """Return what Washington gains in the last of ten years over one that learns nothing after the first."""
    ten = {"months": 120, "washington.policy": "adaptive"}
    learning = plays.play(ten)
    frozen = plays.play({**ten, "learn_until": float(FROZEN_FROM)})
    gain = (learning.state["washington_payoff"] - frozen.state["washington_payoff"])[LAST_YEAR].mean(axis=0)
    alive = ~learning.ended & ~frozen.ended
    what = "adaptive Washington against the same frozen at month 12: payoff a month in months 108 to 119"
    return Line("learn.adaptive", what, UP, mean_estimate(np.where(alive, gain, 0.0)))


Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pool:
    """The chances of one menu, summed over the live months of each world by own course and own last move.

    `chance` is `(courses, last moves, moves, worlds)`, `months` `(courses, last moves, worlds)`; `left` is the sum of
    the entropy of the chances themselves, `(worlds,)`: what nothing tells.
    """

    chance: Floats
    months: Floats
    left: Floats


def pooled(chance: Floats, live: Flags, course: Floats, last: Floats) -> Pool:
    """Sum chances `(moves, months, worlds)` by course and last move, `(months, worlds)` each."""
    moves, _, worlds = chance.shape
    courses = int(course.max()) + 1
    sums, months = np.zeros((courses, moves, moves, worlds)), np.zeros((courses, moves, worlds))
    for own in range(courses):
        for move in range(moves):
            here = live & (course == own) & (last == move)
            sums[own, move] = (chance * here).sum(axis=1)
            months[own, move] = here.sum(axis=0)
    return Pool(sums, months, (entropy(chance) * live).sum(axis=0))


@dataclass(frozen=True)
class Entropies:
    """Entropy a month, in nats: of the mean choice, given the course, given course and last move, and what is left."""

    marginal: float
    course: float
    last: float
    left: float


def entropies(pools: list[Pool], who: Whole) -> Entropies:
    """Return the entropies of some menus, summed, over some of the worlds."""
    total = np.zeros(4)
    for pool in pools:
        chance, months = pool.chance[..., who].sum(axis=-1), pool.months[..., who].sum(axis=-1)
        flat = chance.reshape(-1, chance.shape[-1])
        total += (
            conditional(flat.sum(axis=0)[None], months.sum()[None]),
            conditional(chance.sum(axis=1), months.sum(axis=1)),
            conditional(flat, months.ravel()),
            pool.left[who].sum() / months.sum(),
        )
    return Entropies(*total.tolist())


def conditional(chance: Floats, months: Floats) -> float:
    """Return the mean entropy over cases, `(cases, moves)` and `(cases,)`, each weighed by its months."""
    met = months > 0.0
    mean = chance[met] / months[met, None]
    return float(entropy(mean.T) @ months[met] / months.sum())


def told(pools: list[Pool]) -> Estimate:
    """Return the share of the entropy of moves that the whole state tells."""
    return grouped(_worlds(pools), lambda who: 1.0 - (e := entropies(pools, who)).left / e.marginal)


def told_beyond(pools: list[Pool]) -> Estimate:
    """Return the share that the state tells beyond the own course."""
    return grouped(_worlds(pools), lambda who: ((e := entropies(pools, who)).course - e.left) / e.marginal)


def told_by_last(pools: list[Pool]) -> Estimate:
    """Return the share that the own last move tells beyond the own course."""
    return grouped(_worlds(pools), lambda who: ((e := entropies(pools, who)).course - e.last) / e.marginal)


def _worlds(pools: list[Pool]) -> int:
    return len(pools[0].left)


YEAR: Final = 12


def look_ahead_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    found = []
    for capital in LOOK_AHEAD:
        expected = plays.thinking.expected[capital]
        realised = brought(plays.free, capital)
        name = capital.title()
        found += [
            Line(f"look.correlation.{capital}", f"{name}: expected and realised worth of a year, correlation",
                 Wanted(low=0.5), fitted(expected, realised, correlation)),
            Line(f"look.slope.{capital}", f"{name}: slope of realised on expected worth", None,
                 fitted(expected, realised, slope)),
        ]  # fmt: skip
    return found


def brought(h: History, capital: str) -> Floats:
    """Return what each month and the eleven after it brought a capital a month, `(months, worlds)`.

    Weights are those of the look-ahead, and Washington is charged for an arsenal that outlasts the year. NaN where the
    year is not lived to its end: wars are left out on both sides.
    """
    weights = np.asarray(h.number("lookahead_discount")) ** np.arange(YEAR)
    flow, made = h.state[f"{capital}_payoff"], np.full(h.live.shape, np.nan)
    for month in range(h.months - YEAR + 1):
        year = np.tensordot(weights, flow[month : month + YEAR], axes=1) / weights.sum()
        if capital == "washington":
            arsenal, freeze = h.state["arsenal"][month + YEAR - 1], h.state["freeze"][month + YEAR - 1]
            year = year - h.number("after_weight") / 24.0 * outlasting(arsenal, freeze)
        lived = h.lived - h.ended >= month + YEAR
        made[month, lived] = year[lived]
    return made


def fitted(expected: Floats, realised: Floats, statistic: Any) -> Estimate:
    """Return a statistic of reviews whose year is known."""
    known = (expected != 0.0) & np.isfinite(realised)

    def of(who: Any) -> float:
        here = known[:, who]
        return float(statistic(expected[:, who][here], realised[:, who][here]))

    return grouped(expected.shape[1], of)


__all__ = ["begin", "month"]


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month of one world up to the choice of moves."""
    open_month(world, now, p)
    hold_reviews(world, now, p)
    if rarely(washington_reviews(world, now, p)):
        show_washington(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        show_pyongyang(world, now, p)
    settle_courses(world, now, p)
    show_chances(world, now, p)


def show_washington(world: World, now: Now, p: Numbers) -> None:
    """Keep what Washington expects of the course that it takes."""
    worth = prospects_of_washington(world, now, p)
    world.washington_loss = worth[world.washington_next]


def show_pyongyang(world: World, now: Now, p: Numbers) -> None:
    """Keep what Pyongyang expects of the course that it takes."""
    worth = prospects_of_pyongyang(world, now, p)
    world.pyongyang_loss = worth[world.pyongyang_next]


def show_chances(world: World, now: Now, p: Numbers) -> None:
    """Keep the chance of each word and deed."""
    moves = Moves()
    find_chances(moves, world, exercises_due(now), now, p)
    keep_moves(world, moves)

"""The answer of a game again with a parameter at another value."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.policy_game.bargain import bargain_of
from sim.analysis.policy_game.beliefs import decision_at
from sim.analysis.policy_game.equilibria import gap_between, gaps_in, halves
from sim.analysis.policy_game.game import ODD, PolicyGame, resample_game
from sim.core.estimate.interval import Estimate


@dataclass(frozen=True, slots=True)
class Variation:
    """The answer by each power's own belief with a parameter at another value.

    `courses` are the equilibria among the courses, `loss` the largest loss of both there, None if
    there is none; `pressing` is Washington's threshold to press; `leaver` is the power that leaves
    the bargain, `""` if it holds; `over_trap` is the smallest gain of a power by it over the trap.
    """

    name: str
    courses: str
    loss: Estimate | None
    pressing: Estimate | None
    leaver: str
    over_trap: Estimate | None


def variation_of(name: str, game: PolicyGame, resamples: int) -> Variation:
    """Return the summary of a game."""
    courses = game.of_courses()
    gaps = sorted(gaps_in(courses, courses.payoffs_of(halves(courses))), key=lambda each: -each[-1])
    loss = pressing = None
    if gaps:
        start, end, lost = gaps[0]
        loss = gap_between(courses, start, end, ODD).least if lost > 0.0 else None
        pressing = decision_at(courses, start, None, resamples)
    struck = bargain_of(game, resample_game(game, resamples))
    return Variation(
        name,
        "; ".join(courses.line(start) for start, _, _ in gaps),
        loss,
        pressing.sure if pressing else None,
        struck.bargain.leaver if struck and not struck.bargain.stands else "",
        struck.bargain.over_trap if struck else None,
    )

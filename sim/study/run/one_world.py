"""One world in plain Python, month by month, by the rules as they stand: the world of an ensemble to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.engine import SLOTS, Job
from sim.engine.job import Plan
from sim.engine.luck import BEFORE
from sim.engine.plain import now_of
from sim.engine.records import filled
from sim.engine.source import read
from sim.errors import UsageProblem
from sim.game.beliefs import belief
from sim.game.month import begin
from sim.game.moves import Ending, KimType
from sim.game.numbers import Numbers
from sim.game.reviews import (
    beijing_reviews,
    pyongyang_reviews,
    review_beijing,
    review_pyongyang,
    review_seoul,
    review_washington,
    seoul_reviews,
    washington_reviews,
)
from sim.game.world import Now, World
from sim.study.run.history import EVIDENCE
from sim.study.run.interventions import Intervention, Sheets, within_horizon
from sim.study.run.worlds import MOST_SEED, checked_scenario, whole
from sim.study.scenario import Scenario, inputs

IsDue = Callable[[World, Now, Numbers], bool]
Review = Callable[[World, Now, Numbers], None]

REVIEWS: Final[dict[str, tuple[IsDue, Review]]] = {
    "washington": (washington_reviews, review_washington),
    "beijing": (beijing_reviews, review_beijing),
    "pyongyang": (pyongyang_reviews, review_pyongyang),
    "seoul": (seoul_reviews, review_seoul),
}
"""Of each capital: whether it reviews its course in a month, and the review. All see the courses as they stand."""


def job_of(scenario: Scenario, seed: int, world: int, interventions: Sequence[Intervention] = ()) -> Job:
    """Return the job of one world by number: each sheet is `(months, columns)`, and luck is none where it is drawn.

    Raises UsageProblem for a scenario, a seed or a number that is none, and for an intervention outside the horizon.
    """
    checked_scenario(scenario)
    seed, world = whole("seed", seed, 0, MOST_SEED), whole("world", world, 0)
    given, number = inputs(scenario), np.array([world], dtype=np.int64)
    luck = np.full((scenario.months, len(SLOTS)), np.nan)
    sheets = Sheets(given.levers, given.orders, luck)
    sheets.impose(within_horizon(interventions, scenario.months), number)
    levers, orders, luck = (alone(sheet) for sheet in (sheets.levers, sheets.orders, sheets.luck))
    return replace(given, levers=levers, orders=orders).job(1, seed=seed, ids=number, luck=luck)


def alone(sheet: npt.NDArray[Any] | None) -> npt.NDArray[Any]:
    """Return a sheet of one world without its axis of worlds."""
    assert sheet is not None
    return sheet[..., 0] if sheet.ndim == 3 else sheet


class OneWorld:
    """The one world of a job: `state` as it stands after `month` months, and `p`, the numbers of its rules.

    Raises UsageProblem for a job that cannot be played.
    """

    def __init__(self, job: Job) -> None:
        if job.own:
            what = "a world that is told month by month cannot follow a policy or a rule of one's own yet"
            raise UsageProblem(what, "policy", "Name a policy that ships here; sim run and sim sweep play your own.")
        self.plan = Plan(job, read())
        self.p = filled(Numbers(), self.plan.numbers_of(0).tolist())
        self.state = World()
        self.month = 0
        begin(self.state, now_of(self.plan, 0, 0, BEFORE), self.p)

    @property
    def over(self) -> bool:
        """Whether the world has ended, by an event or at the horizon."""
        return self.state.ending != Ending.NONE or self.month >= self.plan.job.months

    def now(self) -> Now:
        """Return what the coming month brings."""
        now: Now = now_of(self.plan, 0, self.month, self.month)
        return now


def belief_of(capital: str, world: World, p: Numbers) -> dict[str, float]:
    """Return how likely a capital holds each type of Kim to be; Pyongyang knows."""
    if capital not in EVIDENCE:
        return {kim.name.lower(): float(kim == world.kim.type) for kim in KimType}
    held = belief(getattr(p, f"prior_{capital}"), getattr(world, EVIDENCE[capital]))
    return {kim.name.lower(): held[kim] for kim in KimType}

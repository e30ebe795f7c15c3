"""The plays that patterns are measured on: scenarios, imposed moves and types of Kim, all with the
same random draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.analysis import claims
from sim.analysis.claims import Arm, StatisticInput
from sim.analysis.defaults import BASE, PROFILES, Profile
from sim.analysis.patterns.dilemma import CourseGame, game_in, profiles_of
from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.base.months import months_into
from sim.core.base.plain import Data
from sim.core.engine import Job, play
from sim.core.engine.source import read_game
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.outcomes.history import EVIDENCE, History, evidence_of
from sim.core.outcomes.outcomes import series_of
from sim.core.runs.inputs import Start
from sim.core.scenario import Election, Scenario, Switch, load_scenario
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Execution, play as play_experiment
from sim.study.store.results import Results

OWN: Final = (
    *(f"{capital}_{kind}" for capital in CAPITALS for kind in ("word", "deed", "course")),
    *(name for observer in EVIDENCE for name in evidence_of(observer)),
    "audience",
    "sanction_pressure",
    "deterrent",
    "economy",
    "enforcement",
    "freeze",
    "kim.type",
    "perceived_risk",
    "quiet",
    "relation",
    "relation_drift",
    "tension",
    "thaad",
    "un_round_ago",
    "washington_yields",
    "pyongyang_yields",
)
"""The places that the measures read beside those that outcomes read."""

OF_A_PROFILE: Final = 0.5
LEAST_OF_A_PROFILE: Final = 40
"""Worlds of a profile of held courses and a type of Kim, to one world of other plays, and the least
of them.
"""


def held(courses: Profile) -> dict[str, str]:
    """Return the changes of a scenario that hold every capital to one course, in their order."""
    return {f"{capital}.policy": course for capital, course in zip(CAPITALS, courses, strict=True)}


@dataclass
class PatternPlays(claims.Plays):
    """Worlds of spring 2017, with all that outcomes read recorded; `changes` are applied to every
    scenario, for tuning.

    `played` are the worlds of the game of held courses, where they are there already.
    """

    recorded: tuple[str, ...] = field(
        default_factory=lambda: tuple(dict.fromkeys((*OWN, *series_of())))
    )
    changes: Mapping[str, Any] = field(default_factory=dict)
    played: Results | None = None

    @cached_property
    def base(self) -> Scenario:
        """Spring 2017, changed."""
        return load_scenario(BASE).change(self.changes)

    @property
    def free(self) -> History:
        """Spring 2017 with all capitals free."""
        return self.of(self.base)

    def held(self, name: str) -> History:
        """Return the worlds of a named profile."""
        return self.profile(PROFILES[name])

    def profile(self, courses: Profile) -> History:
        """Return the worlds of a profile of held courses."""
        return self.of(self.base.change(held(courses)))

    def after(self, scenario: Scenario, start: Start) -> History:
        """Return the worlds of a scenario that go on from where they have begun."""
        worlds = np.arange(start.worlds)
        own_inputs, job = self.job(scenario, start.worlds, record=(*self.recorded, "ending"))
        job = replace(
            job, numbers={**job.numbers, **start.numbers_in(scenario, worlds)}, **start.job(worlds)
        )
        return History(play(job, jobs=self.jobs).record, own_inputs.numbers, scenario.start)

    @cached_property
    def thinking(self) -> Thinking:
        """The chances of moves and the expected payoffs in every month of the free worlds."""
        _, job = self.job(self.base, self.worlds)
        return thinking_of(job, self.jobs)

    @property
    def profiles(self) -> Experiment:
        """Every profile of held courses in the same worlds, for each type of Kim."""
        worlds = max(LEAST_OF_A_PROFILE, round(self.worlds * OF_A_PROFILE))
        return profiles_of(self.base, worlds, self.seed)

    @cached_property
    def game(self) -> CourseGame:
        """The game of held courses, played once."""
        played = self.played or play_experiment(self.profiles, way=Execution(jobs=self.jobs))
        return game_in(self.base, played)

    def offices(self, capital: str) -> list[int]:
        """Return the months in which the calendar gives a capital a new government or an announced
        course.
        """
        offices: tuple[Election | Switch, ...] = (*self.base.elections, *self.base.switches)
        return [
            months_into(self.base.start, office.month, capital)
            for office in offices
            if office.capital == capital
        ]


def free_worlds(inputs: StatisticInput) -> History:
    """Return the free worlds, the only ones of which thoughts are known; raises UsageProblem for a
    claim of others.
    """
    if inputs.claim.arms != (Arm(inputs.plays.base),):
        message = "this is known of free worlds alone"
        raise UsageProblem(
            message, inputs.claim.name, "Leave out its arms and all that it sets or imposes."
        )
    history: History = inputs.plays.free
    return history


LOOK_AHEAD: Final = ("washington", "pyongyang")
"""The capitals that look ahead at a review."""


@dataclass(frozen=True, eq=False)
class Thinking:
    """The chances of moves and the expected payoffs in every month of a job.

    `chances[menu]` holds the chance of each move, `(moves, months, worlds)`. `expected[capital]`
    holds the expected monthly payoff of the course taken at a review, `(months, worlds)`: 0 in a
    month without a review.
    """

    chances: dict[str, Floats]
    expected: dict[str, Floats]


def thinking_of(job: Job, jobs: int) -> Thinking:
    """Play a job a month at a time, and before each month one that stops before anybody acts."""
    before_acting = read_game("sim.analysis.patterns.minds")
    chances: dict[str, list[Floats]] = {menu: [] for menu in MOVES}
    expected: dict[str, list[Floats]] = {capital: [] for capital in LOOK_AHEAD}
    state: Floats | None = None
    for month in range(job.months):
        one = replace(month_of(job, month), state=state)
        results = play(one, jobs=jobs, game=before_acting)
        for menu, months in chances.items():
            place = f"moves.{menu.replace('.', '_')}"
            months.append(
                np.array([results.final(f"{place}.{move}") for move in range(len(MOVES[menu]))])
            )
        for capital, rows in expected.items():
            rows.append(
                np.where(results.final("ending") > 0.0, 0.0, results.final(f"{capital}_loss"))
            )
        state = play(one, jobs=jobs).state
    return Thinking(
        {menu: np.stack(months, axis=1) for menu, months in chances.items()},
        {capital: np.stack(rows) for capital, rows in expected.items()},
    )


def month_of(job: Job, month: int) -> Job:
    """Return one month of a job, to be played from the state before it."""
    this_month = slice(month, month + 1)
    sheets: Data = {
        name: sheet if sheet is None else sheet[this_month]
        for name, sheet in (
            ("levers", job.levers),
            ("orders", job.orders),
            ("calendar", job.calendar),
        )
    }
    return replace(job, months=1, first_month=job.first_month + month, record=(), **sheets)

"""Trace one world month by month: each capital's state, expectations and menu, by the rules
themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.engine import PLACES, Job, play
from sim.core.engine.luck import LEAST
from sim.core.engine.records import flat
from sim.core.game import reviews as course_reviews
from sim.core.game.capitals.beijing import lean_of_beijing
from sim.core.game.capitals.pyongyang import lean_of_pyongyang
from sim.core.game.capitals.washington import lean_of_washington
from sim.core.game.catalogue import CAPITALS
from sim.core.game.conduct import exercises_due, find_chances
from sim.core.game.language import Row, copy_of
from sim.core.game.month import act
from sim.core.game.moves import Ending
from sim.core.game.parameters import Parameters
from sim.core.game.policies import COURSE_MENUS
from sim.core.game.rules.war import ACCIDENTS_FROM
from sim.core.game.world import Moves, Now, World
from sim.core.outcomes.history import History, PolicyProfile, defaults
from sim.core.outcomes.outcomes import BENCHMARK, STATES, outcomes
from sim.core.runs.inputs import inputs
from sim.core.runs.runner import put_under
from sim.core.scenario import Scenario
from sim.policies.user_rules import ActiveRules
from sim.study.run.one_world import PLACE, OneWorld

MOST: Final = 1.0 - 2.0**-53
"""The largest uniform below 1: an event that needs a small one does not happen."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A capital's estimates at a review, a number for each of its courses.

    `lean` are log-odds without the expected payoff of a course, and without the inertia of the
    present one. `worth` is the expected monthly payoff of each course. `risk` is the risk of war a
    month that Washington expects.
    """

    lean: tuple[float, ...]
    worth: tuple[float, ...]
    chances: tuple[float, ...]
    risk: float | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One month of a world.

    `before` is the world at its start, `opened` once governments are in office, `chosen` with this
    month's courses in force, when all choose, and `after` at its end. `spared` is the world on
    which war was settled in a month of danger: the end of the month, had both stood firm and no war
    or collapse come. `reviews` holds each capital's estimates; `rules` gives each rule as this
    world plays it.
    """

    number: int
    now: Now
    before: World
    opened: World
    chosen: World
    chances: Moves
    after: World
    spared: World | None
    p: Parameters
    reviews: dict[str, Weighed]
    rules: ActiveRules


def watch(one: OneWorld) -> list[Transition]:
    """Play a world to its end, and return the transition of every month; tracing does not change
    the world.
    """
    steps: list[Transition] = []
    while not one.over:
        steps.append(watched_month(one))
    return steps


def watched_month(one: OneWorld) -> Transition:
    """Play a month in the order of `sim.core.game.month`, and copy the world before each choice."""
    world, now, p, number, rules = one.state, one.now(), one.p, one.month, one.rules
    before = copy_of(world)
    one.open_month(now)
    opened = copy_of(world)
    reviews: dict[str, Weighed] = {}
    for capital in CAPITALS:
        if one.reviews(capital, now):
            reviews[capital] = weigh(capital, world, now, p, rules)
        one.review(capital, now)
    one.settle_courses(now)
    chosen, chances = copy_of(world), chances_of(one, now)
    one.act(now)
    after = copy_of(world)
    # Whether the world could end this month, or a side backed down, as its end shows.
    danger = after.washington_yields or after.pyongyang_yields
    danger = danger or after.tension >= ACCIDENTS_FROM or after.ending != Ending.NONE
    spared = end_without_brink(chosen, now, p, rules) if danger else None
    return Transition(
        number, now, before, opened, chosen, chances, after, spared, p, reviews, rules
    )


def chances_of(one: OneWorld, now: Now) -> Moves:
    """Return the probability of each statement and action this month; the choice of a user policy
    is certain.
    """
    world, chances, rules = copy_of(one.state), Moves(), one.rules
    rules(find_chances)(chances, world, rules(exercises_due)(now), now, one.p)
    for capital, kind in rules.choosing:
        if kind == "moves":
            getattr(rules.month, f"own_moves_of_{capital}")(world, chances, now, one.p)
    return chances


def end_without_brink(chosen: World, now: Now, p: Parameters, rules: ActiveRules) -> World:
    """Return the end of a month in which both stand firm at the brink, and no random draw ends the
    world.
    """
    world = copy_of(chosen)
    luck = replace(
        now.luck,
        stand_washington=LEAST,
        stand_pyongyang=LEAST,
        strike=MOST,
        attack=MOST,
        clash=MOST,
        accident=MOST,
        collapse=MOST,
    )
    rules(act)(world, replace(now, luck=luck), p)
    return world


WEIGHING: Final = {
    "washington": (
        course_reviews.prospects_of_washington,
        course_reviews.courses_of_washington,
        "lookahead",
    ),
    "beijing": (
        course_reviews.prospects_of_beijing,
        course_reviews.courses_of_beijing,
        "lookahead_beijing",
    ),
    "pyongyang": (
        course_reviews.prospects_of_pyongyang,
        course_reviews.courses_of_pyongyang,
        "lookahead_pyongyang",
    ),
    "seoul": (
        course_reviews.prospects_of_seoul,
        course_reviews.courses_of_seoul,
        "lookahead_pyongyang",
    ),
}
"""For each capital: the rule of the expected payoffs of its courses, that of their probabilities,
and the weight of its look-ahead.
"""


def weigh(capital: str, world: World, now: Now, p: Parameters, rules: ActiveRules) -> Weighed:
    """Return a capital's estimates at a review."""
    leaning: dict[str, Callable[[], Row]] = {
        "washington": lambda: rules(lean_of_washington)(world, now, p),
        "beijing": lambda: rules(lean_of_beijing)(world, now, p),
        "pyongyang": lambda: rules(lean_of_pyongyang)(world, p),
        "seoul": lambda: world.seoul_lean,
    }
    prospects, choose, foresight = WEIGHING[capital]
    lean, worth, size = (
        leaning[capital](),
        rules(prospects)(world, now, p),
        len(COURSE_MENUS[capital]),
    )
    chances = rules(choose)(
        world, rules(course_reviews.valued)(lean, worth, size, getattr(p, foresight)), p
    )
    risk = worth[size] if capital == "washington" else None
    return Weighed(tuple(lean[:size]), tuple(worth[:size]), tuple(chances[:size]), risk)


SHEETS: Final = ("levers", "orders", "calendar", "luck")
Pair = tuple[Job, Job]
"""The jobs of a world and of its benchmark."""


@dataclass(frozen=True, eq=False)
class Trace:
    """One world as it was played: its `job`, `rows` with the state after each month lived, and its
    outcomes.

    `rows` is `(months lived, places)`, in the order of the engine's PLACES. The outcomes are those
    of a run, states by name; `benchmark` is the job of the world with which they compare it.
    """

    job: Job
    benchmark: Job
    rows: Floats
    outcomes: Data

    @property
    def world(self) -> int:
        """The number of the world."""
        return self.job.first_world if self.job.ids is None else int(self.job.ids[0])

    @property
    def months(self) -> int:
        """The number of months that it lived."""
        return len(self.rows)

    def of(self, name: str) -> Floats:
        """Return a place of the state after each month lived, `(months lived,)`."""
        return self.rows[:, PLACE[name]]


def trace_of(scenario: Scenario, pair: Pair, worlds: Sequence[World]) -> Trace:
    """Return a world that was played in plain Python, from its state after each month lived."""
    rows = np.array(
        [flat(world)[: len(PLACES)] for world in worlds]
    )  # the memory of a policy comes after them
    padded = np.concatenate([rows, np.repeat(rows[-1:], pair[0].months - len(rows), axis=0)])
    return traces_of(scenario, [pair], [padded], tables(scenario, pair[1:]))[0]


def traces(scenario: Scenario, pairs: Sequence[Pair]) -> list[Trace]:
    """Play worlds of a scenario, each with its benchmark, side by side, and return them in order.

    All jobs have one seed and one horizon. They start anew, since Kim's type, or a course held from
    the first month, is settled before it; a hundred worlds of 36 months take a hundredth of a
    second. Raises DataProblem for a world that fails.
    """
    played = tables(scenario, [job for side in zip(*pairs, strict=True) for job in side])
    return traces_of(scenario, pairs, played[: len(pairs)], played[len(pairs) :])


def tables(scenario: Scenario, jobs: Sequence[Job]) -> list[Floats]:
    """Play the one world of each job, and return its states, `(months, places)` each, in order."""
    alike: dict[Any, list[int]] = {}
    for k, job in enumerate(jobs):
        alike.setdefault((job.rules, job.outside), []).append(k)
    found: dict[int, Floats] = {}
    for chosen in alike.values():
        played = play(replace(side_by_side([jobs[k] for k in chosen]), record=PLACES))
        if played.failed.any():
            why = next(iter(played.errors.values()), "a number is lost")
            raise DataProblem(
                f"a world with a change fails: {why}",
                scenario.name,
                "Correct the policy, or choose another world.",
            )
        table = np.stack([played.record[name] for name in PLACES], axis=1)
        found |= zip(chosen, np.moveaxis(table, 2, 0), strict=True)
    return [found[k] for k in range(len(jobs))]


def traces_of(
    scenario: Scenario, pairs: Sequence[Pair], own: Sequence[Floats], against: Sequence[Floats]
) -> list[Trace]:
    """Return worlds with their outcomes, from the states of each and of its benchmark."""
    worlds, benchmarks = zip(*pairs, strict=True)
    other = history_of(put_under(scenario, BENCHMARK), benchmarks, against, {})
    history = history_of(scenario, worlds, own, {BENCHMARK: other})
    columns = {name: column.tolist() for name, column in outcomes(history).items()}
    return [
        Trace(
            *pair,
            own[k][: history.lived[k]],
            {
                name: STATES[name][column[k]] if name in STATES else column[k]
                for name, column in columns.items()
            },
        )
        for k, pair in enumerate(pairs)
    ]


def history_of(
    scenario: Scenario,
    jobs: Sequence[Job],
    states: Sequence[Floats],
    seconds: Mapping[PolicyProfile, History],
) -> History:
    """Return the history of the worlds of jobs, one a job.

    The scenario gives the goals; the rest is that of the jobs.
    """
    state = dict(zip(PLACES, np.stack(states, axis=-1).transpose(1, 0, 2), strict=True))
    numbers = {**inputs(scenario).numbers, **side_by_side(jobs).numbers}
    return History(state, numbers, seconds=seconds)


def side_by_side(jobs: Sequence[Job]) -> Job:
    """Return the worlds of some jobs of one world each as one job; numbers and sheets are by
    world.
    """
    names = dict.fromkeys(name for job in jobs for name in job.numbers)
    numbers = {
        name: np.array([job.numbers.get(name, defaults()[name]) for job in jobs]) for name in names
    }
    sheets: Data = {
        name: np.stack([getattr(job, name) for job in jobs], axis=-1) for name in SHEETS
    }
    ids = np.concatenate([np.asarray(job.ids) for job in jobs])
    return replace(jobs[0], worlds=len(jobs), numbers=numbers, ids=ids, **sheets)

"""The story of one world: month by month the reviews, statements and actions, with probabilities
and results.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np

from sim.analysis.counterfactual.events import ENDINGS, Event, causes, events_in, perils
from sim.analysis.counterfactual.tracing import Pair, Trace, Transition, trace_of, watch
from sim.analysis.finding import plain_data
from sim.core.base.arrays import Floats, Ints
from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after
from sim.core.base.plain import Data
from sim.core.game.catalogue import CAPITALS, MOVES, label_on, menu_names
from sim.core.game.choosing import drawn
from sim.core.game.world import World
from sim.core.outcomes.outcomes import BENCHMARK
from sim.core.runs.runner import put_under
from sim.core.scenario import Scenario
from sim.study.run.one_world import OneWorld, belief_of, job_of

SURPRISES: Final = 3
"""Months of the largest surprise that count as decisive."""

TELLING: Final = ("crisis", "freeze", "freeze_ends", "own_turn")
"""The kinds of events that make a month decisive."""

STATES: Final = tuple(
    item.name
    for item in fields(World)[: [item.name for item in fields(World)].index("washington_course")]
)
"""The states of the peninsula and of the capitals' beliefs and memories, by name."""


@dataclass(frozen=True, slots=True)
class ChosenMove:
    """A capital's menu of statements, or actions, in a month, and its move.

    `menu` is its key, such as `pyongyang.deed`; `chances` belong to the menu in order. `uniform` is
    the random number by which the move `drawn` was drawn; `done` differs from it only if it was
    `imposed`.
    """

    menu: str
    chances: tuple[float, ...]
    uniform: float
    drawn: str
    done: str
    imposed: bool

    @property
    def moves(self) -> tuple[str, ...]:
        """The names of the menu."""
        return menu_names(self.menu)

    @property
    def chance(self) -> float:
        """The probability of the move."""
        return self.chances[self.moves.index(self.done)]

    @property
    def surprise(self) -> float:
        """The surprise of the drawn move, in bits: one more for every halving of its
        probability.
        """
        return -math.log2(max(self.chances[self.moves.index(self.drawn)], 1e-300))

    @property
    def label(self) -> str:
        """The move in words."""
        return label_on(self.menu, self.done)

    def as_dict(self) -> Data:
        """Return the choice as plain data."""
        return {
            "done": self.done,
            "chance": self.chance,
            "drawn": self.drawn,
            "imposed": self.imposed,
            "uniform": self.uniform,
            "surprise_bits": self.surprise,
            "menu": [
                {"move": m, "chance": c} for m, c in zip(self.moves, self.chances, strict=True)
            ],
        }


@dataclass(frozen=True, slots=True)
class Review:
    """A capital's review of its course; numbers belong to its courses in order.

    `causes` are the causes of the review. `worth` is the expected monthly payoff of each course,
    `lean` its log-odds before. `chances` include both and the inertia of the `present` course;
    `uniform` drew the `chosen` one. `risk` is Washington's estimate of the risk of war a month, and
    `belief` the capital's belief about Kim's type.
    """

    capital: str
    causes: tuple[str, ...]
    present: str
    lean: tuple[float, ...]
    worth: tuple[float, ...]
    chances: tuple[float, ...]
    uniform: float
    chosen: str
    risk: float | None
    belief: dict[str, float]

    @property
    def courses(self) -> tuple[str, ...]:
        """The names of the capital's courses."""
        return menu_names(f"{self.capital}.course")

    @property
    def chance(self) -> float:
        """The probability of the course that was chosen."""
        return self.chances[self.courses.index(self.chosen)]

    @property
    def turns(self) -> bool:
        """Whether the capital turns to another course."""
        return self.chosen != self.present

    def as_dict(self) -> Data:
        """Return the review as plain data."""
        rows = zip(self.courses, self.lean, self.worth, self.chances, strict=True)
        return {
            "causes": list(self.causes),
            "present": self.present,
            "chosen": self.chosen,
            "uniform": self.uniform,
            "risk_of_war": self.risk,
            "belief": self.belief,
            "courses": [{"course": c, "lean": r, "worth": w, "chance": x} for c, r, w, x in rows],
        }


@dataclass(frozen=True, slots=True)
class MonthStory:
    """One month of a world: `number` counts from 0, `label` is "2017-05".

    `faced` are the states on which all chose, `states` those at its end. `courses` are those in
    force, `choices` the statements and actions by menu (`washington.word`, …), `reviews` those
    held, `beliefs` each capital's belief about Kim's type at its end. `perils` are the
    probabilities of each end of the world, empty without danger.
    """

    number: int
    label: str
    faced: dict[str, float]
    states: dict[str, float]
    courses: dict[str, str]
    reviews: dict[str, Review]
    choices: dict[str, ChosenMove]
    beliefs: dict[str, dict[str, float]]
    perils: dict[str, float]
    events: tuple[Event, ...]

    @property
    def rung(self) -> int:
        """The rung of the ladder at the end of the month, 0 to 7; a war is among the events."""
        return int(self.states["tension"])

    @property
    def surprise(self) -> float:
        """The surprise of the least likely statement or action, in bits."""
        return max(each.surprise for each in self.choices.values())

    @property
    def turns(self) -> bool:
        """Whether Washington or Pyongyang turns to another course at a review."""
        return any(
            review.turns
            for name, review in self.reviews.items()
            if name in ("washington", "pyongyang")
        )

    def has(self, *kinds: str) -> bool:
        """Say whether something of these kinds happened."""
        return any(event.kind in kinds for event in self.events)

    def as_dict(self) -> Data:
        """Return the month as plain data."""
        return {
            "month": self.label,
            "number": self.number,
            "rung": self.rung,
            "states": self.states,
            "faced": self.faced,
            "courses": self.courses,
            "reviews": {name: each.as_dict() for name, each in self.reviews.items()},
            "choices": {name: each.as_dict() for name, each in self.choices.items()},
            "beliefs": self.beliefs,
            "perils": self.perils,
            "events": plain_data(self.events),
        }


@dataclass(frozen=True, eq=False)
class Story:
    """The story of one world of a scenario under a seed.

    `trace` is the world as numbers and outcomes. Before the first month `kim` is Kim's type,
    `start` holds the states and `opening` the courses. `months` are only those lived.
    """

    scenario: Scenario
    trace: Trace
    kim: str
    start: dict[str, float]
    opening: dict[str, str]
    months: tuple[MonthStory, ...]

    @property
    def seed(self) -> int:
        """The seed of the random draws."""
        return self.trace.job.seed

    @property
    def world(self) -> int:
        """The number of the world."""
        return self.trace.world

    @property
    def outcomes(self) -> Data:
        """The outcomes of the world as a run has them; states by name."""
        return self.trace.outcomes

    @property
    def final_state(self) -> str:
        """How the world ends, as one of FINAL_STATES."""
        return str(self.outcomes["final_state"])

    @property
    def ended_early(self) -> bool:
        """Whether an event ended the world before the horizon, or in its last month."""
        return self.months[-1].has(*ENDINGS)

    def series(self, state: str) -> Floats:
        """Return a state as a run records it: at the start and the end of each month, NaN after the
        end.
        """
        rows = np.full(self.scenario.months + 1, np.nan)
        rows[: len(self.months) + 1] = [
            self.start[state],
            *(month.states[state] for month in self.months),
        ]
        return rows

    def lane(self, menu: str) -> Ints:
        """Return the moves by their places on a menu such as `pyongyang.course`, as in a run: −1
        after the end.
        """
        rows = np.full(self.scenario.months, -1, dtype=np.intp)
        rows[: self.trace.months] = self.trace.of(menu.replace(".", "_"))
        return rows

    @cached_property
    def decisive(self) -> tuple[MonthStory, ...]:
        """The decisive months: the largest surprises, turns, starts of crises, freezes, and the
        end.
        """
        least_likely = sorted(self.months, key=lambda month: -month.surprise)[:SURPRISES]
        chosen = {month.number for month in least_likely} | {self.months[-1].number}
        chosen |= {month.number for month in self.months if month.turns or month.has(*TELLING)}
        return tuple(month for month in self.months if month.number in chosen)

    def as_dict(self) -> Data:
        """Return the whole story as plain data."""
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "world": self.world,
            "kim": self.kim,
            "start": self.start,
            "opening": self.opening,
            "outcomes": self.outcomes,
            "decisive": [month.label for month in self.decisive],
            "months": [month.as_dict() for month in self.months],
        }


def story(scenario: Scenario, seed: int, world: int) -> Story:
    """Return the story of one world."""
    asked = put_under(scenario, BENCHMARK)
    return story_of_jobs(scenario, (job_of(scenario, seed, world), job_of(asked, seed, world)))


def story_of_jobs(scenario: Scenario, pair: Pair) -> Story:
    """Return the story of the world of the first job of a pair, compared with the world of its
    benchmark.

    The job plays the scenario with any changes. Raises DataProblem for a world that fails: one in
    which a number is lost.
    """
    job, _ = pair
    one = OneWorld(job)
    start, kim, opening = (
        states_of(one.state),
        one.state.kim.type.name.lower(),
        courses_of(one.state),
    )
    try:
        steps = watch(one)
    except ArithmeticError as error:
        where = f"{month_after(scenario.start, one.month)}, seed {job.seed}"
        raise DataProblem(f"the world fails: {error}", where, "Ask for another world.") from None
    months = tuple(month_of(scenario, steps, step) for step in steps)
    return Story(
        scenario,
        trace_of(scenario, pair, [step.after for step in steps]),
        kim,
        start,
        opening,
        months,
    )


def month_of(scenario: Scenario, steps: Sequence[Transition], step: Transition) -> MonthStory:
    """Return a month of a world that was watched."""
    after = step.after
    return MonthStory(
        step.number,
        month_after(scenario.start, step.number),
        states_of(step.chosen),
        states_of(after),
        courses_of(after),
        {capital: review_of(step, capital) for capital in step.reviews},
        {menu: choice_of(step, menu) for menu in MOVES},
        {capital: belief_of(capital, after, step.p, step.rules) for capital in CAPITALS},
        perils(step),
        events_in(steps, step.number),
    )


def states_of(world: World) -> dict[str, float]:
    """Return the states of a world."""
    return {name: float(getattr(world, name)) for name in STATES}


def courses_of(world: World) -> dict[str, str]:
    """Return the course of each capital, by name."""
    return {capital: getattr(world, f"{capital}_course").name.lower() for capital in CAPITALS}


def choice_of(step: Transition, menu: str) -> ChosenMove:
    """Return a capital's move in a month, and its other moves."""
    name = menu.replace(".", "_")
    moves = menu_names(menu)
    row = getattr(step.chances, name)
    uniform = getattr(step.now.luck, name)
    return ChosenMove(
        menu,
        tuple(row[: len(moves)]),
        uniform,
        moves[drawn(row, len(moves), uniform)],
        moves[getattr(step.after, name)],
        getattr(step.now.orders, name) >= 0,
    )


def review_of(step: Transition, capital: str) -> Review:
    """Return a capital's review: its expectations and its choice."""
    weighed = step.reviews[capital]
    names = menu_names(f"{capital}.course")
    present, chosen = (getattr(world, f"{capital}_course") for world in (step.opened, step.chosen))
    return Review(
        capital,
        causes(capital, step),
        names[present],
        weighed.lean,
        weighed.worth,
        weighed.chances,
        getattr(step.now.luck, f"course_{capital}"),
        names[chosen],
        weighed.risk,
        belief_of(capital, step.opened, step.p, step.rules),
    )


def end_text(was: Story) -> str:
    """Return how a world ends, with the month if an event ends it."""
    return f"{was.final_state} in {was.months[-1].label}" if was.ended_early else was.final_state


def lost(was: Story) -> str:
    """Say whether Washington and Beijing both do worse in a world than in its benchmark."""
    worse = "do worse than in the benchmark"
    return f"both powers {worse}" if was.outcomes["lose_lose"] else f"not both powers {worse}"

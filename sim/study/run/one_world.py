"""One world in plain Python, month by month, by the rules: equal to that world of an ensemble to
the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from math import isnan
from typing import Final
from weakref import finalize

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.engine import SLOTS, Job, kernel
from sim.core.engine.job import PreparedJob
from sim.core.engine.luck import BEFORE_START
from sim.core.engine.plain import now_of
from sim.core.engine.records import fill_record, flat, names_of
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import FORMS
from sim.core.engine.translated import translation
from sim.core.game import reviews
from sim.core.game.beliefs import belief
from sim.core.game.language import copy_of
from sim.core.game.month import act, begin, open_month
from sim.core.game.moves import Ending, KimType
from sim.core.game.parameters import Parameters
from sim.core.game.plans import follow_plans, some_plan
from sim.core.game.world import Now, World
from sim.core.outcomes.history import EVIDENCE, PRIORS
from sim.core.runs.inputs import inputs
from sim.core.runs.interventions import Intervention
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import checked_scenario
from sim.options import MOST_SEED, checked_whole
from sim.policies.external_agents import ExternalAgents, agents_of
from sim.policies.fields import Kind
from sim.policies.user_rules import ActiveRules, game_with, menus_of

IsDue = Callable[[World, Now, Parameters], bool]
Review = Callable[[World, Now, Parameters], None]

REVIEWS: Final[dict[str, tuple[IsDue, Review]]] = {
    "washington": (reviews.washington_reviews, reviews.review_washington),
    "beijing": (reviews.beijing_reviews, reviews.review_beijing),
    "pyongyang": (reviews.pyongyang_reviews, reviews.review_pyongyang),
    "seoul": (reviews.seoul_reviews, reviews.review_seoul),
}
"""For each capital: whether it reviews its course in a month, and the review. All reviews of a
month see the courses before it.
"""


def job_of(
    scenario: Scenario, seed: int, world: int, interventions: Sequence[Intervention] = ()
) -> Job:
    """Return the job of one world by number: each sheet is `(months, columns)`; NaN marks a draw to
    be made.

    Raises UsageProblem for an invalid scenario, seed or number, and for an intervention outside the
    horizon.
    """
    checked_scenario(scenario)
    seed, world = checked_whole("seed", seed, 0, MOST_SEED), checked_whole("world", world, 0)
    given, number = inputs(scenario), np.array([world], dtype=np.int64)
    luck = np.full((scenario.months, len(SLOTS)), np.nan)
    made = replace(given, luck=luck).imposed(interventions, number)
    sheets = {name: getattr(made, name) for name in ("levers", "orders", "luck")}
    # One world needs no axis of worlds.
    alone = {name: sheet[..., 0] if sheet.ndim == 3 else sheet for name, sheet in sheets.items()}
    check_told(agents_of(given.outside))
    return replace(made, **alone).job(1, seed=seed, ids=number)


HERE: Final = np.zeros(1, np.int64)
"""The index of the one world."""


class AskedHere:
    """A user's functions that choose in one world, each in a process of its own that ends with this
    object.

    Raises UsageProblem for a program that plays a capital.
    """

    def __init__(self, outside: ExternalAgents | None) -> None:
        check_told(outside)
        self.seats = outside.functions if outside else ()
        if outside and self.seats:
            from sim.policies.agents.table import AgentTable

            self.table = AgentTable(outside, 0, HERE)
            finalize(self, self.table.close)

    def ask(
        self,
        kind: Kind,
        capital: str | None,
        month: int,
        world: World,
        play: Callable[[World], None],
    ) -> None:
        """Ask the functions of one capital, or of all, and store their choices for the rules to
        read.

        A function's view is found by playing on with a copy of the world. Raises DataProblem if a
        function fails.
        """
        for seat in self.seats:
            if seat.kind != kind or capital not in (None, seat.capital):
                continue
            memory = f"{seat.capital}_memory"
            choice = getattr(world, memory)
            choice.asked = 0.0
            copy = copy_of(world)
            play(copy)
            view = getattr(copy, memory)
            if view.asked != 1.0:
                continue
            row = np.array([[float(getattr(view, f"seen_{name}"))] for name in seat.fields])
            places, (fault,) = self.table.ask(month, {seat.capital: (HERE, row)})[seat.capital]
            if fault:
                where = f"policy of {seat.capital}"
                raise DataProblem(f"the world fails: {fault}", where, "Correct the policy.")
            menus = menus_of(seat.capital, kind).items()
            for (name, menu), value in zip(menus, places[:, 0].tolist(), strict=True):
                setattr(choice, name, menu(value))


def check_told(outside: ExternalAgents | None) -> None:
    """Refuse a program that plays a capital in a world that is played month by month; raises
    UsageProblem.
    """
    if outside is not None and outside.programs:
        what = "a program at a seat cannot be asked in a world that is played month by month"
        remedy = "Name a policy or a function; sim run and sim compare play programs."
        raise UsageProblem(what, "policy", remedy)


class OneWorld:
    """The one world of a job: its `state` after `month` months, and `p`, the parameters of its
    rules.

    A month is `now()`, then `open_month`, `review` for each capital, `settle_courses` and `act`, in
    the order of `sim.core.game.month`. `rules` gives the version of each rule that plays this
    world. Raises UsageProblem for a job that cannot be played, and DataProblem in a month in which
    a user's own policy fails.
    """

    def __init__(self, job: Job) -> None:
        outside = agents_of(job.outside)
        self.asked = AskedHere(outside)
        module = game_with(outside.all_rules, "month", outside.replaced) if outside else job.rules
        self.rules = ActiveRules(module)
        game = read_game(module)
        told = tuple(
            f"{name}.{place}" for name, record in game.outputs.items() for place in names_of(record)
        )
        self.plan = PreparedJob(replace(job, rules=module, outside=None, record=told), game)
        self.p = fill_record(Parameters(), self.plan.numbers_of(0).tolist())
        self.state: World = self.plan.game.world()
        self.month = 0
        self.rules(begin)(self.state, now_of(self.plan, 0, 0, BEFORE_START), self.p)

    @property
    def ended(self) -> bool:
        """Whether an event has ended the world."""
        return self.state.ending != Ending.NONE

    @property
    def over(self) -> bool:
        """Whether the world has ended, by an event or at the horizon."""
        return self.ended or self.month >= self.plan.job.months

    def now(self) -> Now:
        """Return the inputs of the coming month: random draws, levers, orders and calendar."""
        now: Now = now_of(self.plan, 0, self.month, self.month)
        return now

    def open_month(self, now: Now) -> None:
        """Open the month: the windows of Washington and Beijing, Kim's type this month, and
        governments.
        """
        self.rules(open_month)(self.state, now, self.p)

    def reviews(self, capital: str, now: Now) -> bool:
        """Say whether a capital reviews its course by the rules this month."""
        is_due, _ = REVIEWS[capital]
        ruled = (capital, "course") not in self.rules.choosing and not self.ended
        return ruled and self.rules(is_due)(self.state, now, self.p)

    def review(self, capital: str, now: Now) -> None:
        """Let a capital choose its course, by a review that is due or by a user's own policy."""
        if self.reviews(capital, now):
            self.rules(REVIEWS[capital][1])(self.state, now, self.p)
        elif (capital, "course") in self.rules.choosing and not self.ended:
            step = getattr(self.rules.month, f"own_course_of_{capital}")
            self.asked.ask(
                "course", capital, self.month, self.state, lambda world: step(world, now, self.p)
            )
            step(self.state, now, self.p)

    def settle_courses(self, now: Now) -> None:
        """Let plans turn and the new courses take force; functions in plain Python then choose
        statements and actions.
        """
        if not self.ended:
            if self.rules(some_plan)(self.state, now, self.p):
                self.rules(follow_plans)(self.state, now, self.p)
            self.rules(reviews.settle_courses)(self.state, now, self.p)
            self.asked.ask(
                "moves",
                None,
                self.month,
                self.state,
                lambda world: self.rules(act)(world, now, self.p),
            )

    def act(self, now: Now) -> None:
        """Let all capitals choose and the world react, which ends the month; raises DataProblem if
        a number is lost.
        """
        if not self.ended:
            self.rules(act)(self.state, now, self.p)
        self.month += 1
        if isnan(self.state.relation_drift):
            raise failure_of(self.rules)

    def play_at_once(self) -> bool:
        """Play the coming month as a whole by the kernel, and return whether it was played.

        It is not played if no kernel is at hand or functions are asked. Raises DataProblem as `act`
        does.
        """
        if self._at_once is None:
            return False
        calls, plan, state, _ = self._at_once
        state[:, 0], plan.numbers[:] = flat(self.state), flat(self.p)
        calls.play(self.month)
        self.month += 1
        if np.isnan(state).any():
            raise failure_of(self.rules)
        fill_record(self.state, state[:, 0].tolist())
        return True

    def told(self) -> Now:
        """Return the record of the last month, which `play_at_once` played."""
        assert self._at_once is not None
        _, plan, _, told = self._at_once
        now: Now = now_of(self.plan, 0, self.month - 1, self.month - 1)
        values = told[0, :, 0].tolist()
        for name, record in plan.game.outputs.items():
            count = len(names_of(record))
            fill_record(getattr(now, name), values[:count])
            values = values[count:]
        return now

    @cached_property
    def _at_once(self) -> tuple[kernel.Calls, PreparedJob, Floats, Floats] | None:
        """The world in the kernel: its calls, their plan, its state, and the record of a month;
        None if the kernel cannot play it.
        """
        made, form = translation(self.plan.game), FORMS[self.plan.own_numbers]
        if self.asked.seats or self.plan.own_numbers or not kernel.is_at_hand(made, form):
            return None
        plan, told = copy(self.plan), np.empty((1, len(self.plan.recorded), 1))
        plan.job = replace(plan.job, state=plan.start())
        plan.numbers = plan.numbers.copy()
        state: Floats = np.empty((len(plan.places), 1))
        lived, failed = np.zeros(1, np.int32), np.zeros(1, np.int8)
        entry = kernel.kernel(made, form, plan.job.months)
        return kernel.Calls(plan, state, told, lived, failed, 0, 1, entry), plan, state, told


def failure_of(rules: ActiveRules) -> DataProblem:
    """Return the problem of a world that fails: a rule gave NaN, or a policy chose outside its
    menu.
    """
    whose = " or ".join(sorted({capital.capitalize() for capital, _ in rules.choosing}))
    if not whose:
        return DataProblem("the world fails: a rule gives no number", "rules", "Correct your rule.")
    remedy = "Return the name of a move or a course, such as WashingtonCourse.PATIENCE."
    return DataProblem(
        f"the world fails: the policy of {whose} chose a move on no menu", "policy", remedy
    )


def belief_of(capital: str, world: World, p: Parameters, rules: ActiveRules) -> dict[str, float]:
    """Return a capital's probability of each type of Kim, by name; Pyongyang knows the type."""
    if capital not in EVIDENCE:
        return {kim.name.lower(): float(kim == world.kim.type) for kim in KimType}
    held = rules(belief)(getattr(p, PRIORS[capital]), getattr(world, EVIDENCE[capital]))
    return {kim.name.lower(): held[kim] for kim in KimType}

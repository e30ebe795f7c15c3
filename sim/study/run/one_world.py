"""One world in plain Python, month by month, by the rules: equal to that world of an ensemble to
the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from math import isnan
from operator import attrgetter
from types import MappingProxyType
from typing import Final
from weakref import finalize

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.engine import PLACES, SLOTS, Job, kernel
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
from sim.policies.external_agents import Agent, AgentSeat, ExternalAgents, agents_of
from sim.policies.fields import Kind
from sim.policies.user_rules import ActiveRules, game_with, menus_of, parts_of

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
    scenario_inputs, number = inputs(scenario), np.array([world], dtype=np.int64)
    luck = np.full((scenario.months, len(SLOTS)), np.nan)
    imposed = replace(scenario_inputs, luck=luck).imposed(interventions, number)
    sheets = {name: getattr(imposed, name) for name in ("levers", "orders", "luck")}
    # One world needs no axis of worlds.
    alone = {name: sheet[..., 0] if sheet.ndim == 3 else sheet for name, sheet in sheets.items()}
    check_told(agents_of(scenario_inputs.outside))
    return replace(imposed, **alone).job(1, seed=seed, ids=number)


PLACE: Final = {name: place for place, name in enumerate(PLACES)}
"""The places of a state; policies with a memory add theirs behind these."""

Answer = Callable[[list[float]], list[int]]
"""An agent of this process: what it chooses, as places on its menus, given a view as numbers."""

EMPTY: Final[Mapping[str, tuple[Kind, Answer]]] = MappingProxyType({})
"""No agents of this process."""

HERE: Final = np.zeros(1, np.int64)
"""The index of the one world."""


def with_agents(job: Job, answers: Mapping[str, tuple[Kind, Answer]]) -> ExternalAgents | None:
    """Return the agents of a job and those of this process, which take the seats of others."""
    outside = agents_of(job.outside)
    if not answers:
        return outside
    rules, replaced = parts_of(job.rules)
    outside = outside or ExternalAgents(rules=rules, replaced=replaced)
    here = [
        AgentSeat(name, Agent(name, ()), kind, False, True) for name, (kind, _) in answers.items()
    ]
    others = [seat for seat in outside.seats if seat.capital not in answers]
    other_rules = tuple(rule for rule in outside.rules if rule.capital not in answers)
    return replace(outside, seats=(*others, *here), rules=other_rules)


class AskedHere:
    """A user's functions that choose in one world, each in a process of its own that ends with this
    object, and the agents of this process, by capital.

    Raises UsageProblem for a program that plays a capital.
    """

    def __init__(
        self, outside: ExternalAgents | None, answers: Mapping[str, tuple[Kind, Answer]]
    ) -> None:
        check_told(outside)
        self.seats = outside.functions if outside else ()
        self.answers = answers
        afar = tuple(seat for seat in self.seats if not seat.is_here)
        if outside and afar:
            from sim.policies.agents.table import AgentTable

            self.table = AgentTable(replace(outside, seats=afar), 0, HERE)
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
            values = [float(getattr(view, f"seen_{name}")) for name in seat.fields]
            menus = menus_of(seat.capital, kind).items()
            for (name, menu), value in zip(menus, self.choice(seat, month, values), strict=True):
                setattr(choice, name, menu(value))

    def choice(self, seat: AgentSeat, month: int, values: list[float]) -> list[int]:
        """Return what a seat chooses, as places on its menus; raises DataProblem if it fails."""
        if seat.is_here:
            return self.answers[seat.capital][1](values)
        sight = HERE, np.array(values)[:, None]
        places, (fault,) = self.table.ask(month, {seat.capital: sight})[seat.capital]
        if fault:
            location = f"policy of {seat.capital}"
            raise DataProblem(f"the world fails: {fault}", location, "Correct the policy.")
        moves: list[int] = places[:, 0].tolist()
        return moves


def check_told(outside: ExternalAgents | None) -> None:
    """Refuse a program that plays a capital in a world that is played month by month; raises
    UsageProblem.
    """
    if outside is not None and outside.programs:
        message = "a program at a seat cannot be asked in a world that is played month by month"
        remedy = "Name a policy or a function; sim run and sim compare play programs."
        raise UsageProblem(message, "policy", remedy)


class OneWorld:
    """The one world of a job: its `state` after `month` months, and `p`, the parameters of its
    rules.

    A month is `now()`, then `open_month`, `review` for each capital, `settle_courses` and `act`, in
    the order of `sim.core.game.month`. `rules` gives the version of each rule that plays this
    world. `answers` are agents of this process by capital.
    Raises UsageProblem for a job that cannot be played, and DataProblem in a month in which
    a user's own policy fails.
    """

    def __init__(self, job: Job, answers: Mapping[str, tuple[Kind, Answer]] = EMPTY) -> None:
        outside = with_agents(job, answers)
        self.asked = AskedHere(outside, answers)
        module = game_with(outside.all_rules, "month", outside.replaced) if outside else job.rules
        self.rules = ActiveRules(module)
        game = read_game(module)
        self.plan = PreparedJob(replace(job, rules=module, outside=None), game)
        self.month = 0
        self._numbers: Floats = self.plan.numbers_of(0)
        world: World = game.world()
        self.rules(begin)(world, now_of(self.plan, 0, 0, BEFORE_START), self._new_p())
        self._values = flat(world)
        self._ahead: Floats | None = None

    # Both are made when they are first asked for: before that nobody can have changed them.

    @cached_property
    def state(self) -> World:
        """The world as it stands; whoever holds it may change it."""
        world: World = fill_record(self.plan.game.world(), self._values)
        return world

    @cached_property
    def p(self) -> Parameters:
        """The parameters of the rules; whoever holds them may change them."""
        return self._new_p()

    def _new_p(self) -> Parameters:
        return fill_record(Parameters(), self._numbers.tolist())

    @property
    def values(self) -> list[float]:
        """The state as floats, in the order of its places."""
        return flat(self.state) if "state" in vars(self) else self._values

    def value(self, place: str) -> float:
        """Return one place of the state."""
        if "state" in vars(self):
            return float(attrgetter(place)(self.state))
        return self._values[PLACE[place]]

    @property
    def ended(self) -> bool:
        """Whether an event has ended the world."""
        return self.value("ending") != Ending.NONE

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
        self._ahead = None
        if isnan(self.state.relation_drift):
            raise failure_of(self.rules)

    def play_at_once(self) -> bool:
        """Play the coming month as a whole by the kernel, and return whether it was played.

        The kernel plays all months to come in one call, and again once the state or the parameters
        were changed. No month is played if no kernel is at hand or functions are asked. Raises
        DataProblem as `act` does.
        """
        if self._entry is None:
            return False
        if self._takes_over_changes() or self._ahead is None:
            self._ahead = self._months_ahead(self._entry)
        self.month += 1
        self._values = self._ahead[self.month - 1, : len(self.plan.places)].tolist()
        if any(map(isnan, self._values)):
            raise failure_of(self.rules)
        if "state" in vars(self):
            fill_record(self.state, self._values)
        return True

    def told(self) -> Now:
        """Return the record of the last month, which `play_at_once` played."""
        assert self._ahead is not None
        now: Now = now_of(self.plan, 0, self.month - 1, self.month - 1)
        values = self._ahead[self.month - 1, len(self.plan.places) :].tolist()
        for name, record in self.plan.game.outputs.items():
            count = len(names_of(record))
            fill_record(getattr(now, name), values[:count])
            values = values[count:]
        return now

    def _takes_over_changes(self) -> bool:
        """Take over the state and the parameters from those who hold them, and say whether they
        changed.
        """
        old_values, numbers = self._values, self._numbers
        self._values = self.values
        if "p" in vars(self):
            self._numbers = np.array(flat(self.p))
        are_numbers = self._numbers is numbers or np.array_equal(self._numbers, numbers)
        return self._values != old_values or not are_numbers

    def _months_ahead(self, entry: kernel.KernelEntry) -> Floats:
        """Return the state after each month and what the month tells, `(months, places)`; the
        months before this one are empty.
        """
        plan, months = copy(self.plan), self.plan.job.months
        state = np.array(self._values)[:, None]
        plan.job = replace(
            plan.job, first_month=self.month, months=months - self.month, state=state
        )
        plan.numbers = self._numbers
        for name in kernel.SHEETS:
            sheet = getattr(plan, name)
            setattr(plan, name, None if sheet is None else sheet[self.month :])
        count = sum(len(names_of(record)) for record in plan.game.outputs.values())
        plan.recorded = np.arange(len(plan.places) + count, dtype=np.int32)
        ahead = np.empty((months, len(plan.recorded)))
        months_lived, failed = np.zeros(1, np.int32), np.zeros(1, np.int8)
        kernel.run(plan, state, ahead[self.month :, :, None], months_lived, failed, 0, 1, entry)
        return ahead

    @cached_property
    def _entry(self) -> kernel.KernelEntry | None:
        """The kernel of this world; None if it is not at hand or cannot play it."""
        printed, form = translation(self.plan.game), FORMS[self.plan.own_numbers]
        if self.asked.seats or self.plan.own_numbers or not kernel.is_at_hand(printed, form):
            return None
        return kernel.kernel(printed, form, self.plan.job.months)


def failure_of(rules: ActiveRules) -> DataProblem:
    """Return the problem of a world that fails: a rule gave NaN, or a policy chose outside its
    menu.
    """
    capitals = " or ".join(sorted({capital.capitalize() for capital, _ in rules.choosing}))
    if not capitals:
        return DataProblem("the world fails: a rule gives no number", "rules", "Correct your rule.")
    remedy = "Return the name of a move or a course, such as WashingtonCourse.PATIENCE."
    return DataProblem(
        f"the world fails: the policy of {capitals} chose a move on no menu", "policy", remedy
    )


def belief_of(capital: str, world: World, p: Parameters, rules: ActiveRules) -> dict[str, float]:
    """Return a capital's probability of each type of Kim, by name; Pyongyang knows the type."""
    if capital not in EVIDENCE:
        return {kim.name.lower(): float(kim == world.kim.type) for kim in KimType}
    chances = rules(belief)(getattr(p, PRIORS[capital]), getattr(world, EVIDENCE[capital]))
    return {kim.name.lower(): chances[kim] for kim in KimType}

"""Single changes to one world: another policy, another word or deed, another lever, another piece of luck."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.counterfactual.story import Story, course_of, label_of
from sim.engine import CALENDAR, LEVERS, ORDERS, SLOTS, Job
from sim.errors import UsageProblem
from sim.game.catalogue import COURSES, MOVES
from sim.game.levers import LEVERS as LEDGER_OF_LEVERS
from sim.game.policies import FREE, HELD
from sim.months import month_after
from sim.scenario.plan import policy_of
from sim.scenario.scenario import own_policies
from sim.scenario.user_policies import is_own, own_policy
from sim.study.experiment.labels import policy_clause
from sim.study.measure.history import defaults
from sim.study.run.inputs import inputs

COLUMNS: Final[dict[str, tuple[str, ...]]] = {"levers": LEVERS, "orders": ORDERS, "calendar": CALENDAR, "luck": SLOTS}


class Change(ABC):
    """One thing that is different in a world, from a month on where it `lasts`, else in its month (0 is the first)."""

    __slots__ = ()
    month: int
    lasts: ClassVar[bool] = False

    @property
    @abstractmethod
    def text(self) -> str:
        """The change in words, without its month."""

    @property
    @abstractmethod
    def thing(self) -> tuple[object, ...]:
        """What is changed, so that two changes of one thing are found."""

    @abstractmethod
    def applied(self, story: Story, job: Job) -> Job:
        """Return what decides the world, with the change to the world of a story written into it."""


def write_into_sheet(job: Job, sheet: str, months: int | slice, values: Mapping[str, float]) -> Job:
    """Return a job with values written into one of its sheets by column: levers, orders, calendar or luck."""
    made: npt.NDArray[Any] = np.array(getattr(job, sheet))
    for name, value in values.items():
        made[months, COLUMNS[sheet].index(name)] = value
    changed: dict[str, Any] = {sheet: made}
    return replace(job, **changed)


def renumber_job(job: Job, story: Story, changes: Mapping[str, Any]) -> Job:
    """Return a job with the numbers that differ once the scenario of a story is changed."""
    before, after = (inputs(each).numbers for each in (story.scenario, story.scenario.change(changes)))
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    own = {name: after.get(name, defaults()[name]) for name in differing}
    return replace(job, numbers={**job.numbers, **own})


@dataclass(frozen=True, slots=True)
class PolicyChange(Change):
    """A capital follows another policy from a month on: it is held to a course, free, or under a rule.

    `held` means the course that it is on when the month begins. A rule over courses, such as `hawk`, holds throughout,
    and the capital's elections are called off: a new government would go by its own lean.
    """

    capital: str
    policy: str
    month: int = 0
    lasts: ClassVar[bool] = True

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        name = self.capital.capitalize()
        course = policy_of(self.capital, self.policy).course
        if course is not None:
            return f"{name} holds to {course_of(self.capital, course)}"
        said = {FREE: "reviews its course freely", HELD: "holds to the course it is on"}
        return f"{name} {said.get(self.policy, policy_clause(self.capital, self.policy))}"

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return "policy", self.capital, self.month

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with the course ordered from the month on, or left free, or under the rule.

        What is asked in the place of a rule is settled for all changes together, by `played_by`.
        """
        policy, order = policy_of(self.capital, self.policy), f"{self.capital}_course"
        course = self._present(story) if self.policy == HELD else policy.course
        names = [entry.name for entry in COURSES[self.capital]]
        place = -1 if course is None else names.index(course)
        made = write_into_sheet(job, "orders", slice(self.month, None), {order: place})
        if course is not None or self.policy == FREE:
            return made
        if f"{self.capital}_election" in CALENDAR:
            made = write_into_sheet(made, "calendar", slice(None), {f"{self.capital}_election": 0.0})
        return renumber_job(made, story, {f"{self.capital}.policy": self.policy})

    def _present(self, story: Story) -> str:
        if self.month:
            return story.months[self.month - 1].courses[self.capital]
        return story.opening[self.capital]


@dataclass(frozen=True, slots=True)
class MoveChange(Change):
    """A capital says a given word, or does a given deed, in a month; `menu` is its key, such as `seoul.deed`."""

    menu: str
    move: str
    month: int

    @property
    def capital(self) -> str:
        """The capital whose menu it is."""
        return self.menu.partition(".")[0]

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return f"{self.capital.capitalize()}: {label_of(self.menu, self.move)}"

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return "move", self.menu, self.month

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with the move ordered."""
        place = [entry.name for entry in MOVES[self.menu]].index(self.move)
        return write_into_sheet(job, "orders", self.month, {self.menu.replace(".", "_"): place})


@dataclass(frozen=True, slots=True)
class LeverChange(Change):
    """A lever, such as `washington.pressure`, holds another value from a month on."""

    lever: str
    value: float
    month: int = 0
    lasts: ClassVar[bool] = True

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        capital = self.lever.partition(".")[0].capitalize()
        return f"{capital}'s {LEDGER_OF_LEVERS[self.lever].label} at {self.value:g}"

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return "lever", self.lever, self.month

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with the lever at its value."""
        return write_into_sheet(
            job, "levers", slice(self.month, None), {LEDGER_OF_LEVERS[self.lever].field: self.value}
        )


@dataclass(frozen=True, slots=True)
class LuckChange(Change):
    """A slot of luck has another uniform in a month; `words` says what that means, where it is known."""

    slot: str
    value: float
    month: int
    words: str = ""

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return self.words or f"the luck of {self.slot} is {self.value:g}"

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return "luck", self.slot, self.month

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with the luck replaced."""
        return write_into_sheet(job, "luck", self.month, {self.slot: self.value})


@dataclass(frozen=True, slots=True)
class EventChange(Change):
    """Something that the calendar brings goes another way: a vote, a dialogue, an incident, a measure.

    `calendar` holds values by column, and `luck` is replaced beside it.
    """

    month: int
    words: str
    calendar: Mapping[str, float]
    luck: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return self.words

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return "event", self.words, self.month

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with calendar and luck replaced."""
        made = write_into_sheet(job, "calendar", self.month, self.calendar)
        return write_into_sheet(made, "luck", self.month, self.luck)


@dataclass(frozen=True, slots=True)
class KimChange(Change):
    """Kim is of another type, from the first month on."""

    kim: str
    month: int = field(default=0, init=False)
    lasts: ClassVar[bool] = True

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return f"Kim is {self.kim}"

    @property
    def thing(self) -> tuple[object, ...]:
        """What is changed."""
        return ("kim",)

    def applied(self, story: Story, job: Job) -> Job:
        """Return the job with the type imposed; it does not drift."""
        return renumber_job(job, story, {"kim_type": self.kim})


def when(story: Story, change: Change) -> str:
    """Return a change with its month: "Beijing holds to shield from 2017-09", "Seoul: aid in 2017-09"."""
    month = month_after(story.scenario.start, change.month)
    if change.lasts:
        return f"{change.text} from {month}" if change.month else f"{change.text} throughout"
    return f"{change.text} in {month}"


def check_changes(story: Story, changes: Sequence[Change]) -> None:
    """Raise UsageProblem for a change after the end of the world, a rule from a month on, or a thing changed twice."""
    seen: set[tuple[object, ...]] = set()
    for change in changes:
        where = when(story, change)
        if change.month >= len(story.months):
            last = story.months[-1].label
            raise UsageProblem(f"world {story.world} ends in {last}", where, f"Change something up to {last}.")
        if isinstance(change, PolicyChange) and change.month:
            check_from_a_month_on(story, change, where)
        key = change.thing
        if key in seen:
            raise UsageProblem("one thing is changed twice", where, "Keep one of the two.")
        seen.add(key)


def check_from_a_month_on(story: Story, change: PolicyChange, where: str) -> None:
    """Raise UsageProblem for a policy change within the game that takes a rule for the whole game, or ends one."""
    remedy = f"Leave the month out, or hold a course: {', '.join(c.name for c in COURSES[change.capital])}."
    if is_rule(change.capital, change.policy):
        raise UsageProblem(f"'{change.policy}' is a rule for the whole game", where, remedy)
    own = own_policies(story.scenario).get(change.capital)
    if own and (change.policy == FREE or own_policy(own).rule.kind == "moves"):
        raise UsageProblem(f"'{own}', which it follows, is a rule for the whole game", where, "Leave the month out.")


def is_rule(capital: str, policy: str) -> bool:
    """Tell whether a policy is a rule over courses, and neither a course nor `free` nor `held`."""
    return policy not in (FREE, HELD) and policy_of(capital, policy).course is None


def played_by(story: Story, changes: Sequence[Change], job: Job) -> Job:
    """Return a job with the policies of a user's own that are followed after some changes. Raises UsageProblem."""
    new = {f"{change.capital}.policy": change.policy for change in changes
           if isinstance(change, PolicyChange) and not change.month}  # fmt: skip
    if not own_policies(story.scenario) and not any(map(is_own, new.values())):
        return job
    given = inputs(story.scenario.change(new))
    return replace(job, rules=given.rules, outside=given.outside)

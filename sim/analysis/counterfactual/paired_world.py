"""A world and its twin with the same random draws and some changes: where they part, and how each
ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sim.analysis.counterfactual import changes as alter
from sim.analysis.counterfactual.story import STATES, Story, story_of_jobs
from sim.analysis.counterfactual.tracing import Pair, Trace, traces
from sim.core.base.months import month_after
from sim.core.base.plain import Data
from sim.core.engine import Job
from sim.core.estimate.writing import number_text
from sim.core.game.catalogue import CAPITALS, MENUS, MOVES, QUIET, VALUES, CourseEntry, MoveEntry
from sim.core.game.levers import LEVERS
from sim.core.game.policies import HELD, POLICIES
from sim.core.outcomes.outcomes import BENCHMARK, FLAGS, plain_name
from sim.core.runs.runner import put_under
from sim.core.scenario import Scenario
from sim.study.run.one_world import PLACE

DONE: Final = (*(f"{capital}.course" for capital in CAPITALS), *MOVES)
"""The moves of a capital in a month, by key: its course, its statement and its action."""

SPANS: Final = {
    "tension": 8.0,
    "relation": 2.0,
    "quiet": 36.0,
    "dry": 36.0,
    "un_round_ago": 36.0,
    "refugees": 100.0,
}
"""The spans by which differences of states are ranked; 1 for a state that is not listed."""

COMPARED: Final = np.array(
    [PLACE[name] for name in (*(menu.replace(".", "_") for menu in DONE), *STATES, "kim.type")]
)
"""The places of the state by which two worlds are compared."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference between two worlds in a month: a course, a statement or an action, or a state
    at its end.

    `name` is a key such as `seoul.deed`, or a state; for a menu the values are places on it.
    """

    name: str
    was: float
    would: float

    @property
    def is_move(self) -> bool:
        """Whether it is a course, a statement or an action."""
        return self.name in MENUS

    @property
    def size(self) -> float:
        """The difference between the two values of a state, as a share of its span."""
        return abs(self.would - self.was) / SPANS.get(self.name, 1.0)

    @property
    def text(self) -> str:
        """The difference in words."""
        if self.is_move:
            capital = self.name.partition(".")[0].capitalize()
            return (
                f"{capital}: {self.entry(self.would).label} instead of {self.entry(self.was).label}"
            )
        # As many decimals as distinguish the two, up to six.
        pairs = [
            (number_text(self.would, decimals), number_text(self.was, decimals))
            for decimals in range(2, 7)
        ]
        would, was = next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
        return f"{self.name.replace('_', ' ')} {would} instead of {was}"

    def entry(self, place: float) -> MoveEntry | CourseEntry:
        """Return the course, statement or action at a place on the menu."""
        return MENUS[self.name][int(place)]

    def as_dict(self) -> Data:
        """Return the difference as plain data."""
        was, would = (
            self.entry(value).name if self.is_move else value for value in (self.was, self.would)
        )
        return {"what": self.name, "was": was, "would": would}


@dataclass(frozen=True, eq=False)
class Counterfactual:
    """The story of a world as it `was`, and the world as it `would` have been with some `changes`
    and the same random draws.
    """

    changes: tuple[alter.Change, ...]
    was: Story
    would: Trace

    @property
    def label(self) -> str:
        """The changes in words."""
        return (
            ", and ".join(alter.when(self.was, change) for change in self.changes)
            or "nothing is changed"
        )

    @cached_property
    def would_story(self) -> Story:
        """The story of the world with the changes."""
        return story_of_jobs(self.was.scenario, (self.would.job, self.would.benchmark))

    @cached_property
    def parted(self) -> int | None:
        """The first month, counted from 0, in which a course, a move or a state differs in any bit;
        None if there is none.
        """
        shorter = min(self.was.trace.months, self.would.months)
        a, b = (trace.rows[:shorter, COMPARED] for trace in (self.was.trace, self.would))
        differing = np.flatnonzero((a != b).any(axis=1))
        if differing.size:
            return int(differing[0])
        # One may end, by an event that leaves no trace in the states, while the other goes on.
        ends = [trace.outcomes["ending"] for trace in (self.was.trace, self.would)]
        return (
            shorter - 1
            if self.was.trace.months != self.would.months or ends[0] != ends[1]
            else None
        )

    @property
    def parted_label(self) -> str | None:
        """The month in which the two part, "2017-09", or None if they never do."""
        return None if self.parted is None else self.was.months[self.parted].label

    @cached_property
    def differences(self) -> tuple[Differing, ...]:
        """The differences in the month in which the two part: moves first, then states, the largest
        first.
        """
        if self.parted is None:
            return ()

        def pair(name: str) -> tuple[float, float]:
            place = PLACE[name.replace(".", "_")]
            return float(self.was.trace.rows[self.parted, place]), float(
                self.would.rows[self.parted, place]
            )

        moves = [Differing(menu, *pair(menu)) for menu in DONE]
        states = sorted(
            (Differing(name, *pair(name)) for name in STATES),
            key=lambda difference: -difference.size,
        )
        return tuple(
            difference for difference in (*moves, *states) if difference.was != difference.would
        )

    @property
    def parting(self) -> str:
        """The first difference of the two in the month in which they part, in words: an event, else
        a move, else a state.
        """
        if self.parted is None:
            return "nothing differs"
        a, b = self.was.months[self.parted], self.would_story.months[self.parted]
        for name, months, other in (("as it was", a, b), ("with the change", b, a)):
            texts = {event.text for event in other.events}
            news = [event.text.rstrip(".") for event in months.events if event.text not in texts]
            if news:
                return f"{'. '.join(news)} ({name})"
        return self.differences[0].text if self.differences else "one of them ends"

    @property
    def ends_otherwise(self) -> bool:
        """Whether the final state is another, or comes in another month."""
        same_state = self.was.final_state == self.would.outcomes["final_state"]
        return not same_state or self.was.trace.months != self.would.months

    def flips(self, outcome: str) -> bool:
        """Say whether an outcome happens in one of the two worlds only."""
        return happens(self.was.trace, outcome) != happens(self.would, outcome)

    def as_dict(self) -> Data:
        """Return the effect of the changes as plain data, without the two stories."""
        return {
            "change": self.label,
            "parted": self.parted_label,
            "differences": [difference.as_dict() for difference in self.differences],
            "was": end_of(self.was, self.was.trace),
            "would": end_of(self.was, self.would),
        }


def end_of(story: Story, trace: Trace) -> Data:
    """Return how a world ends as plain data: its outcomes and its last month."""
    return {
        "last_month": last_month(story, trace),
        "ended_early": trace.outcomes["ending"] != "none",
        **trace.outcomes,
    }


def last_month(story: Story, trace: Trace) -> str:
    """Return the last month that a world of the scenario of a story lived."""
    return month_after(story.scenario.start, trace.months - 1)


def happens(trace: Trace, outcome: str) -> bool:
    """Say whether an outcome, a flag or a final state as `sim` names them, happens in a world."""
    if outcome in FLAGS:
        return bool(trace.outcomes[outcome])
    return plain_name(str(trace.outcomes["final_state"])) == plain_name(outcome)


def check_change(story: Story, changes: Sequence[alter.Change]) -> Pair:
    """Return the jobs of the twin and of its benchmark; raises UsageProblem for an impossible
    change.

    The benchmark has the changes too, except policies and levers of Washington and Beijing.
    """
    alter.check_changes(story, changes)
    scenario, trace = story.scenario, story.trace
    spared = [change for change in changes if not change.of_giants]
    return written(story, scenario, trace.job, changes), written(
        story, put_under(scenario, BENCHMARK), trace.benchmark, spared
    )


def written(story: Story, scenario: Scenario, job: Job, changes: Sequence[alter.Change]) -> Job:
    """Return a job of a scenario with some changes."""
    for change in sorted(changes, key=lambda each: each.month):
        job = change.write(story, job)
    return alter.played_by(scenario, changes, job)


def counterfactual(story: Story, changes: Sequence[alter.Change]) -> Counterfactual:
    """Return a world with some changes and as it was; without a change both are equal, bit for
    bit.
    """
    return Counterfactual(
        tuple(changes), story, traces(story.scenario, [check_change(story, changes)])[0]
    )


def each_alone(story: Story, changes: Iterable[alter.Change]) -> list[Counterfactual]:
    """Return a counterfactual for every change alone, in order; all are played side by side."""
    singles = list(changes)
    played = traces(story.scenario, [check_change(story, [change]) for change in singles])
    return [
        Counterfactual((change,), story, would)
        for change, would in zip(singles, played, strict=True)
    ]


KINDS: Final = ("policies", "levers", "moves", "shocks")


@dataclass(frozen=True)
class Screen:
    """The standard single changes to a world, by kind, and the outcome asked about."""

    story: Story
    outcome: str
    tried: dict[str, list[Counterfactual]]

    @property
    def all(self) -> list[Counterfactual]:
        """Every change after which the world differs in some bit, in order."""
        return [counterfactual for kind in KINDS for counterfactual in self.tried[kind]]

    @property
    def flipping(self) -> list[Counterfactual]:
        """The changes after which the outcome is another."""
        return [counterfactual for counterfactual in self.all if counterfactual.flips(self.outcome)]

    @property
    def ending_otherwise(self) -> list[Counterfactual]:
        """The changes after which the world ends otherwise, though the outcome is the same."""
        return [
            counterfactual
            for counterfactual in self.all
            if counterfactual.ends_otherwise and not counterfactual.flips(self.outcome)
        ]

    def as_dict(self) -> Data:
        """Return the screen as plain data."""
        return {"outcome": self.outcome, "happens": happens(self.story.trace, self.outcome)} | {
            kind: [
                {
                    "change": counterfactual.label,
                    "parted": counterfactual.parted_label,
                    "flips": counterfactual.flips(self.outcome),
                    "ends_otherwise": counterfactual.ends_otherwise,
                    "last_month": last_month(self.story, counterfactual.would),
                    **{
                        name: counterfactual.would.outcomes[name]
                        for name in ("final_state", *VALUES)
                    },
                }
                for counterfactual in self.tried[kind]
            ]
            for kind in KINDS
        }


def screen(story: Story, outcome: str = "lose_lose") -> Screen:
    """Try every standard single change on a world.

    Policies: each named one of each capital throughout. Levers: each at its least and at its most.
    Moves: the statements and actions of the decisive months, each replaced by the quiet one.
    Shocks: those of the story undone.
    """
    policies = [
        (capital, policy) for capital in CAPITALS for policy in POLICIES[capital] if policy != HELD
    ]
    moves = [
        (menu, month.number)
        for month in story.decisive
        for menu, choice in month.choices.items()
        if choice.done != QUIET[menu]
    ]
    changes: dict[str, list[alter.Change]] = {
        "policies": [alter.follow_policy(*counterfactual) for counterfactual in policies],
        "levers": [
            alter.set_lever(name, value)
            for name, lever in LEVERS.items()
            for value in (lever.low, lever.high)
        ],
        "moves": [alter.impose_move(menu, QUIET[menu], month) for menu, month in moves],
        "shocks": list(alter.undone(story)),
    }
    counterfactuals = iter(
        each_alone(story, [change for kind in KINDS for change in changes[kind]])
    )
    tried = {kind: [next(counterfactuals) for _ in changes[kind]] for kind in KINDS}
    differing = {
        kind: [
            counterfactual for counterfactual in tried[kind] if counterfactual.parted is not None
        ]
        for kind in KINDS
    }
    return Screen(story, outcome, differing)

"""A world and its twin: the same luck, one thing changed; where they part, and how each ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sim.game.catalogue import CAPITALS
from sim.study.estimate import number_text
from sim.study.run import FLAGS
from sim.world.batch import structure
from sim.world.door import Intervention
from sim.world.outcomes import plain_name
from sim.world.scenario import Scenario
from sim.world.state import RANGES

from .changes import Change, check_changes, when
from .story import Month, Story, label_of, told

BEFALLS: Final = (
    "arrested", "dies", "released", "window_succeeds", "window_fails", "expiry", "election", "turn", "thaad",
    "accident", "major", "limited", "collapse",
)  # fmt: skip
"""Events that befall a world, and are not somebody's choice or what came of it."""

WIDE: Final = 100.0
"""The range by which a state without bounds is scaled when differences are put in order."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing that differs between two worlds in a month: a move by capital, or a state at the end of the month."""

    name: str
    was: Any
    would: Any

    @property
    def is_move(self) -> bool:
        """Whether it is a move of a capital."""
        return self.name in CAPITALS

    @property
    def size(self) -> float:
        """How far apart the two values of a state lie, as a share of its range."""
        low, high = RANGES[self.name]
        return float(abs(self.would - self.was) / min(high - low, WIDE))

    @property
    def text(self) -> str:
        """The difference in words."""
        if self.is_move:
            return (
                f"{self.name.capitalize()} plays {label_of(self.name, self.would)} instead of "
                f"{label_of(self.name, self.was)}"
            )
        # As many decimals as tell the two apart, up to where both are the same for any purpose.
        shown = [(number_text(self.would, decimals), number_text(self.was, decimals)) for decimals in range(2, 7)]
        would, was = next((pair for pair in shown if pair[0] != pair[1]), shown[-1])
        return f"{self.name.replace('_', ' ')} {would} instead of {was}"

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {"what": self.name, "was": self.was, "would": self.would}


@dataclass(frozen=True)
class Counterfactual:
    """A world as it `was` and as it `would` have been with some `changes`, under the same luck."""

    changes: tuple[Change, ...]
    was: Story
    would: Story

    @property
    def label(self) -> str:
        """The changes in words."""
        return ", and ".join(when(self.was.scenario, change) for change in self.changes) or "nothing is changed"

    @cached_property
    def parted(self) -> int | None:
        """The first month, counted from 0, in which a move or a state differs in any bit; None where none does."""
        for a, b in zip(self.was.months, self.would.months, strict=False):
            if a.faced != b.faced or a.states != b.states or moves_of(a) != moves_of(b):
                return a.number
        shorter = min(len(self.was.months), len(self.would.months))
        # One may end, by an event that leaves no trace in the states, where the other goes on.
        return shorter - 1 if len(self.was.months) != len(self.would.months) else None

    @property
    def parted_label(self) -> str | None:
        """The month in which the two part, "2017-09", or None where they never do."""
        return None if self.parted is None else self.was.months[self.parted].label

    @cached_property
    def differences(self) -> tuple[Differing, ...]:
        """What differs in the month in which they part: moves first, then states, the largest difference first."""
        if self.parted is None:
            return ()
        a, b = self.was.months[self.parted], self.would.months[self.parted]
        moves = [Differing(name, x, y) for (name, x), y in zip(moves_of(a).items(), moves_of(b).values(), strict=True)]
        states = [Differing(name, a.states[name], b.states[name]) for name in a.states]
        states.sort(key=lambda each: -each.size)
        return tuple(each for each in (*moves, *states) if each.was != each.would)

    @property
    def parting(self) -> str:
        """What sets the two apart in the month in which they part, in words: a shock, else a move, else a state."""
        if self.parted is None:
            return "nothing differs"
        a, b = self.was.months[self.parted], self.would.months[self.parted]
        for name, own, other in (("as it was", a, b), ("with the change", b, a)):
            texts = {event.text for event in other.events}
            news = [e.text.rstrip(".") for e in own.events if e.kind in BEFALLS and e.text not in texts]
            if news:
                return f"{'. '.join(news)} ({name})"
        return self.differences[0].text if self.differences else "one of them ends"

    @property
    def ends_otherwise(self) -> bool:
        """Whether the final state is another, or comes in another month."""
        return self.was.final_state != self.would.final_state or len(self.was.months) != len(self.would.months)

    def flips(self, outcome: str) -> bool:
        """Say whether an outcome happens in one of the two worlds only."""
        return happens(self.was, outcome) != happens(self.would, outcome)

    def as_dict(self) -> dict[str, Any]:
        """Return what became of the change as plain data, without the two stories."""
        return {
            "change": self.label, "parted": self.parted_label,
            "differences": [each.as_dict() for each in self.differences],
            "was": end_of(self.was), "would": end_of(self.would),
        }  # fmt: skip


def moves_of(month: Month) -> dict[str, str]:
    """Return the four moves of a month by name."""
    return {name: each.move for name, each in month.decisions.items()}


def end_of(story: Story) -> dict[str, Any]:
    """Return how a world ends as plain data: its outcomes and its last month."""
    return {"last_month": story.months[-1].label, "ended_early": story.ended_early, **story.outcomes}


def happens(story: Story, outcome: str) -> bool:
    """Say whether an outcome, a flag or a final state as `sim` names them, happens in a world."""
    if outcome in FLAGS:
        return bool(story.outcomes[outcome])
    return plain_name(story.final_state) == plain_name(outcome)


def changed(story: Story, changes: Sequence[Change]) -> tuple[Scenario, tuple[Intervention, ...]]:
    """Return the scenario of the twin, and what is imposed on it; raises UsageProblem for a change that cannot be."""
    check_changes(story, changes)
    scenario, imposed = story.scenario, list(story.interventions)
    for change in sorted(changes, key=lambda each: each.month):
        scenario = change.scenario(story, scenario)
        imposed += change.interventions(story)
    return scenario, tuple(imposed)


def counterfactual(story: Story, changes: Sequence[Change]) -> Counterfactual:
    """Return a world with some changes beside the world as it was; no change gives the same world, bit for bit."""
    scenario, imposed = changed(story, changes)
    (would,) = told([(scenario, story.world)], story.seed, imposed)
    return Counterfactual(tuple(changes), story, would)


def each_alone(story: Story, changes: Iterable[Change]) -> list[Counterfactual]:
    """Return a counterfactual for every change alone, in order; those that may share a batch are played together."""
    asked = list(changes)
    made = [changed(story, [change]) for change in asked]
    groups: dict[Any, list[int]] = {}
    for place, (scenario, imposed) in enumerate(made):
        # What is imposed holds for a world by number, and so for all worlds of a batch here.
        groups.setdefault((structure(scenario), imposed), []).append(place)
    found: dict[int, Counterfactual] = {}
    for (_, imposed), places in groups.items():
        told_together = told([(made[place][0], story.world) for place in places], story.seed, imposed)
        for place, would in zip(places, told_together, strict=True):
            found[place] = Counterfactual((asked[place],), story, would)
    return [found[place] for place in range(len(asked))]

"""Single changes to one world: another policy, another move, another piece of luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sim.calendar import month_after, months_from
from sim.errors import UsageProblem
from sim.world.actions import ACTIONS
from sim.world.door import ImposedMove, Intervention, ReplacedLuck
from sim.world.scenario import Election, Scenario, Spell

from .happenings import in_words
from .story import Story, label_of


class Change(Protocol):
    """One thing that is different in a world, from a month on or in a month (0 is the first)."""

    @property
    def month(self) -> int:
        """The first month that the change touches."""

    @property
    def lasts(self) -> bool:
        """Whether the change holds from its month on, or only in it."""

    @property
    def text(self) -> str:
        """The change in words, without its month."""

    def scenario(self, story: Story, scenario: Scenario) -> Scenario:
        """Return the scenario with the change, as far as it lies in the scenario."""

    def interventions(self, story: Story) -> tuple[Intervention, ...]:
        """Return what the change imposes on the world of the story."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A capital follows another policy from a month on, and no vote replaces it.

    What the capital did until then stays: its spells, and who came into office by a vote.
    """

    capital: str
    policy: str
    month: int = 0

    @property
    def lasts(self) -> bool:
        """It holds from its month on."""
        return True

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return f"{self.capital.capitalize()} follows {in_words(self.policy)}"

    def scenario(self, story: Story, scenario: Scenario) -> Scenario:
        """Return the scenario in which the capital's schedule is what happened, and then the new policy."""
        plan, start = scenario.plan(self.capital), scenario.start
        spells = [spell for spell in plan.spells if months_from(start, spell.start, "start") < self.month]
        votes = [vote for vote in scenario.elections if vote.capital == self.capital]
        if "elections" in scenario.modules:
            for vote in sorted(votes, key=lambda vote: vote.in_force):
                spells = after_vote(story, vote, spells, self.month)
        new = Spell(month_after(start, self.month), self.policy)
        reached = [vote for vote in votes if months_from(start, vote.in_force, "vote") < scenario.months]
        kept = tuple(vote for vote in scenario.elections if vote not in reached)
        plans: dict[str, Any] = {self.capital: replace(plan, spells=(*spells, new))}
        return replace(scenario, elections=kept, **plans)

    def interventions(self, story: Story) -> tuple[Intervention, ...]:
        """Return nothing: the change lies in the scenario."""
        return ()


def after_vote(story: Story, vote: Election, spells: list[Spell], month: int) -> list[Spell]:
    """Return the spells before a month with who came into office by a vote in the story in place of the rest."""
    start = story.scenario.start
    in_force, held = months_from(start, vote.in_force, "vote"), months_from(start, vote.month, "vote")
    if in_force >= min(month, len(story.months)):
        return spells
    winner = story.months[in_force].decisions[vote.capital].policy
    present = [spell for spell in spells if months_from(start, spell.start, "start") <= held][-1]
    stays = vote.keep > 0.0 and winner == present.policy
    earlier = [spell for spell in spells if months_from(start, spell.start, "start") < in_force]
    return [*earlier, Spell(vote.in_force, winner, present.levers if stays else ())]


@dataclass(frozen=True, slots=True)
class MoveChange:
    """A capital makes a given move in a month; a war move only where it is feasible."""

    capital: str
    move: str
    month: int

    @property
    def lasts(self) -> bool:
        """It holds in its month only."""
        return False

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return f"{self.capital.capitalize()} plays {label_of(self.capital, self.move)}"

    @property
    def is_war(self) -> bool:
        """Whether the move begins a war."""
        return any(action.war for action in ACTIONS[self.capital] if action.name == self.move)

    def scenario(self, story: Story, scenario: Scenario) -> Scenario:
        """Return the scenario as it is: the change is imposed."""
        return scenario

    def interventions(self, story: Story) -> tuple[Intervention, ...]:
        """Return the move that is imposed."""
        return (ImposedMove(self.capital, self.month, self.move, (story.world,)),)


@dataclass(frozen=True, slots=True)
class LuckChange:
    """A slot of luck has another uniform in a month; `words` says what that means, where it is known.

    Luck that is drawn once, in the first month, `lasts`.
    """

    slot: str
    value: float
    month: int
    words: str = ""
    lasts: bool = False

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return self.words or f"the luck of {self.slot} is {self.value:g}"

    def scenario(self, story: Story, scenario: Scenario) -> Scenario:
        """Return the scenario as it is: the change is a matter of luck."""
        return scenario

    def interventions(self, story: Story) -> tuple[Intervention, ...]:
        """Return the luck that is replaced."""
        return (ReplacedLuck(self.month, self.slot, self.value, (story.world,)),)


@dataclass(frozen=True, slots=True)
class EventChange:
    """An event that the scenario names goes another way: a vote, a dialogue, an incident, a measure, or who Kim is.

    `edit` returns a scenario with the change; `luck` is replaced beside it. Who Kim is `lasts`.
    """

    edit: Callable[[Scenario], Scenario]
    month: int
    words: str
    luck: tuple[tuple[str, float], ...] = ()
    lasts: bool = False

    @property
    def text(self) -> str:
        """The change in words, without its month."""
        return self.words

    def scenario(self, story: Story, scenario: Scenario) -> Scenario:
        """Return the scenario edited."""
        return self.edit(scenario)

    def interventions(self, story: Story) -> tuple[Intervention, ...]:
        """Return the luck that is replaced."""
        return tuple(ReplacedLuck(self.month, slot, value, (story.world,)) for slot, value in self.luck)


def when(scenario: Scenario, change: Change) -> str:
    """Return a change with its month: "Beijing follows lax from 2017-09", "Seoul plays wait in 2017-09"."""
    month = month_after(scenario.start, change.month)
    if change.lasts:
        return f"{change.text} from {month}" if change.month else f"{change.text} throughout"
    return f"{change.text} in {month}"


def check_changes(story: Story, changes: Sequence[Change]) -> None:
    """Raise UsageProblem for a change after the end of the world, or two changes of one thing."""
    played, start = len(story.months), story.scenario.start
    for change in changes:
        if change.month >= played:
            last = month_after(start, played - 1)
            raise UsageProblem(
                f"world {story.world} ends in {last}", when(story.scenario, change), f"Change something up to {last}."
            )
    for kind in (PolicyChange, MoveChange):
        seen: set[tuple[str, int]] = set()
        for each in changes:
            if isinstance(each, kind) and isinstance(each, PolicyChange | MoveChange):
                key = (each.capital, each.month)
                if key in seen:
                    raise UsageProblem("one thing is changed twice", when(story.scenario, each), "Keep one of the two.")
                seen.add(key)

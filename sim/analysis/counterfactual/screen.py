"""The screen: standard single changes to a world, and which of them would have changed its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.game.catalogue import CAPITALS
from sim.world.actions import OPENING_MOVES
from sim.world.capitals import POLICIES

from .changes import Change, MoveChange, PolicyChange
from .shocks import undone
from .story import Story
from .twin import Counterfactual, each_alone, happens

KINDS = ("policies", "moves", "shocks")


@dataclass(frozen=True)
class Screen:
    """The standard single changes to a world, by kind, and the outcome that is asked about."""

    story: Story
    outcome: str
    tried: dict[str, list[Counterfactual]]

    @property
    def all(self) -> list[Counterfactual]:
        """Every change that made a difference in some bit or not, in order."""
        return [each for kind in KINDS for each in self.tried[kind]]

    @property
    def flipping(self) -> list[Counterfactual]:
        """The changes after which the outcome is another."""
        return [each for each in self.all if each.flips(self.outcome)]

    @property
    def ending_otherwise(self) -> list[Counterfactual]:
        """The changes after which the world ends otherwise, though the outcome is the same."""
        return [each for each in self.all if each.ends_otherwise and not each.flips(self.outcome)]

    def as_dict(self) -> dict[str, Any]:
        """Return the screen as plain data."""
        return {
            "outcome": self.outcome, "happens": happens(self.story, self.outcome),
            **{
                kind: [
                    each.as_dict() | {"flips": each.flips(self.outcome), "ends_otherwise": each.ends_otherwise}
                    for each in self.tried[kind]
                ]
                for kind in KINDS
            },
        }  # fmt: skip


def screen(story: Story, outcome: str = "lose_lose") -> Screen:
    """Try every standard single change on a world: policies, moves of the decisive months, and shocks."""
    asked = {"policies": list(policies(story)), "moves": list(moves(story)), "shocks": list(undone(story))}
    found = iter(each_alone(story, [change for kind in KINDS for change in asked[kind]]))
    tried = {kind: [next(found) for _ in asked[kind]] for kind in KINDS}
    alike = {kind: [each for each in tried[kind] if each.parted is not None] for kind in KINDS}
    return Screen(story, outcome, alike)


def policies(story: Story) -> Iterator[Change]:
    """Yield each named policy of each capital, held throughout."""
    for capital in CAPITALS:
        for policy in POLICIES[capital]:
            yield PolicyChange(capital, policy)


def moves(story: Story) -> Iterator[Change]:
    """Yield the moves of the decisive months, each replaced by the capital's quiet move."""
    quiet = dict(zip(CAPITALS, OPENING_MOVES, strict=True))
    for month in story.decisive():
        for capital, decision in month.decisions.items():
            if decision.move != quiet[capital]:
                yield MoveChange(capital, quiet[capital], month.number)

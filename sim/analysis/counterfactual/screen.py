"""The screen: standard single changes to a world, and which of them would have changed its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.counterfactual.changes import Change, LeverChange, MoveChange, PolicyChange
from sim.analysis.counterfactual.shocks import undone
from sim.analysis.counterfactual.story import Story
from sim.analysis.counterfactual.twin import Counterfactual, each_alone, happens, last_month
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.levers import LEVERS
from sim.game.policies import HELD, POLICIES

KINDS: Final = ("policies", "levers", "moves", "shocks")
QUIET: Final = {menu: "silence" if menu.endswith("word") else "hold" for menu in MOVES} | {
    "beijing.deed": "enforce_partly"
}
"""The quiet word and deed of each menu."""

VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)


@dataclass(frozen=True)
class Screen:
    """The standard single changes to a world, by kind, and the outcome that is asked about."""

    story: Story
    outcome: str
    tried: dict[str, list[Counterfactual]]

    @property
    def all(self) -> list[Counterfactual]:
        """Every change after which the world differs in some bit, in order."""
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
            "outcome": self.outcome, "happens": happens(self.story.trace, self.outcome),
            **{kind: [self._brief(each) for each in self.tried[kind]] for kind in KINDS},
        }  # fmt: skip

    def _brief(self, each: Counterfactual) -> dict[str, Any]:
        kept = {name: each.would.outcomes[name] for name in ("final_state", *VALUES)}
        return {
            "change": each.label, "parted": each.parted_label, "flips": each.flips(self.outcome),
            "ends_otherwise": each.ends_otherwise, "last_month": last_month(self.story, each.would), **kept,
        }  # fmt: skip


def screen(story: Story, outcome: str = "lose_lose") -> Screen:
    """Try every standard single change on a world: policies, levers, moves of the decisive months, and shocks."""
    asked: dict[str, list[Change]] = {
        "policies": list(policies()), "levers": list(levers()), "moves": list(moves(story)),
        "shocks": list(undone(story)),
    }  # fmt: skip
    found = iter(each_alone(story, [change for kind in KINDS for change in asked[kind]]))
    tried = {kind: [next(found) for _ in asked[kind]] for kind in KINDS}
    differing = {kind: [each for each in tried[kind] if each.parted is not None] for kind in KINDS}
    return Screen(story, outcome, differing)


def policies() -> Iterator[Change]:
    """Yield each named policy of each capital throughout: free, every course held, every rule over courses."""
    for capital in CAPITALS:
        for policy in POLICIES[capital]:
            if policy != HELD:
                yield PolicyChange(capital, policy)


def levers() -> Iterator[Change]:
    """Yield each lever at its least and at its most throughout."""
    for name, lever in LEVERS.items():
        for value in (lever.low, lever.high):
            yield LeverChange(name, value)


def moves(story: Story) -> Iterator[Change]:
    """Yield the words and deeds of the decisive months, each replaced by the quiet one."""
    for month in story.decisive:
        for menu, choice in month.choices.items():
            if choice.done != QUIET[menu]:
                yield MoveChange(menu, QUIET[menu], month.number)

"""The analyses that ship: under which group `sim --help` lists each, its line there, and where it is declared.

It is read without importing any of them. CONTRIBUTING.md names what else a new one needs outside its room.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sim.analysis.declaration import Analysis


@dataclass(frozen=True)
class Entry:
    """Where an analysis is declared: `room` is a package with `ANALYSIS`, `function` its name in Python."""

    group: str
    says: str
    room: str
    function: str

    def load(self) -> Analysis:
        """Return the declaration, imported only now."""
        made: Analysis = module_in(f"sim.analysis.{self.room}").ANALYSIS
        return made

    def findings(self) -> Any:
        """Return the module by which it is played, imported only now: its `ask` and `find`."""
        return module_in(f"sim.analysis.{self.room}", ".findings")


def module_in(package: str, part: str = "") -> Any:
    """Return the module of a room; of a `part` of it, None where the room has none of that name."""
    return import_module(package + part) if not part or find_spec(package + part) else None


ENTRIES: Final = {
    "compare": Entry("Play", "Compare scenarios under the same luck.", "compare", "compare"),
    "why": Entry("Play", "Tell one world, and what would have changed it.", "counterfactual", "why"),
    "sensitivity": Entry(
        "Analyse", "Find which factors move an outcome, and what is luck.", "sensitivity", "sensitivity"
    ),
    "discover": Entry("Analyse", "Find where over levers and numbers an outcome is likely.", "discovery", "discover"),
    "robustness": Entry("Analyse", "Compare line-ups over the numbers that nobody knows.", "robustness", "robustness"),
    "multiverse": Entry("Analyse", "Try every choice that could be made otherwise.", "multiverse", "multiverse"),
    "game": Entry("Analyse", "Solve the game in which each capital picks a policy.", "policy_game", "policy_game"),
    "learn": Entry("Analyse", "Learn what capitals would better do.", "learn", "learn"),
    "tournament": Entry("Analyse", "Seat programs and policies, and compare them.", "tournament", "tournament"),
}  # fmt: skip
"""The analyses by the names of their commands."""

FUNCTIONS: Final = {each.function: each for each in ENTRIES.values()}


def listed(group: str) -> dict[str, str]:
    """Return the commands of a group with their lines."""
    return {name: each.says for name, each in ENTRIES.items() if each.group == group}

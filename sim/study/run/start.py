"""Where worlds begin when it is not where their scenario says: a state and numbers of its own for each world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.engine import NUMBERS, PLACES
from sim.errors import UsageProblem
from sim.scenario import Scenario
from sim.scenario.parameters import PLACES as ENGINE_NAMES
from sim.scenario.scenario import DRAWN

BEGUN: Final = "start_"
"""How the numbers begin that say where a world starts."""


@dataclass(frozen=True, eq=False)
class Start:
    """Worlds that have begun: world k of a run goes on from column k.

    `state` is `(places, worlds)`; `numbers[name]` `(worlds,)`, by the engine's name, are those that differ by world.
    `first` is the first month to come, `month` and `generation` the address of its luck. `said` is what it is in words.
    """

    state: Floats
    numbers: Mapping[str, Floats]
    first: str
    month: int
    generation: int
    said: str = ""

    @property
    def worlds(self) -> int:
        """The number of worlds that have begun."""
        return len(self.state[0])

    def check(self, scenario: Scenario, worlds: int) -> None:
        """Raise UsageProblem for a scenario that begins elsewhere, or for more worlds than have begun."""
        check_begun(scenario, self.first)
        if worlds > self.worlds:
            remedy = "Ask for fewer worlds, or for more when you make the start."
            raise UsageProblem(f"{self.worlds} worlds have begun, not {worlds}", "start", remedy)

    def numbers_in(self, scenario: Scenario, worlds: Ints) -> dict[str, float | Floats]:
        """Return the numbers of some worlds but for those that the scenario sets; they started as they have begun."""
        chosen = {ENGINE_NAMES[name] for name, _ in scenario.values}
        own: dict[str, float | Floats] = {
            name: values[worlds] for name, values in self.numbers.items() if name not in chosen
        }
        places = [place for place in PLACES if BEGUN + place in NUMBERS]
        return own | {BEGUN + place: self.state[PLACES.index(place)][worlds] for place in places}

    def job(self, worlds: Ints) -> dict[str, Any]:
        """Return what a job needs for some worlds to go on."""
        return {
            "state": self.state[:, worlds], "first_month": self.month,
            "generation": np.full(len(worlds), self.generation, np.int64),
        }  # fmt: skip


def check_begun(scenario: Scenario, first: str) -> None:
    """Raise UsageProblem unless a scenario begins in a month and leaves to worlds that have begun where they stand."""
    if scenario.start != first:
        remedy = "Leave the start as it is."
        raise UsageProblem(f"worlds begin in {first}, the scenario in {scenario.start}", "start", remedy)
    begun = [name for name, _ in scenario.values if name.startswith(BEGUN)]
    begun += ["kim_type"] if scenario.kim_type != DRAWN else []
    if begun:
        remedy = "Change policies, levers and other numbers."
        raise UsageProblem("worlds that have begun cannot be given another start", begun[0], remedy)

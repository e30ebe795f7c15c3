"""The ablation: what each module does, switched off from the full model and switched on from the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.study.paired import PairedDifference, paired
from sim.study.run import Run
from sim.world.parameters import MODULES
from sim.study.scenario import Scenario

from .choices import BELIEFS

OUTCOMES: Final = ("lose_lose", "war")
OFF, ON = "off", "on"


@dataclass(frozen=True, slots=True)
class Switch:
    """One module switched off from the full model, or on from the core: the model before and after."""

    module: str
    direction: str
    before: Scenario
    after: Scenario


@dataclass(frozen=True, slots=True)
class Ablation:
    """What a switch changes: after minus before, world by world, for P(lose-lose) and P(war).

    `moved` counts the worlds of which any outcome changes; 0 says that the module does nothing here.
    """

    module: str
    direction: str
    differences: Mapping[str, PairedDifference]
    moved: int

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "module": self.module,
            "switched": self.direction,
            "worlds_moved": self.moved,
            "differences": {name: each.as_dict() for name, each in self.differences.items()},
        }


def switches(scenario: Scenario) -> tuple[list[Switch], list[str]]:
    """Return every switch of a module with the scenario's own forecast and Kim, and those that cannot be.

    A capital cannot forecast by belief without the module beliefs.
    """
    full, core = scenario.change({"modules": MODULES}), scenario.change({"modules": ()})
    found, impossible = [], []
    for direction, start in ((OFF, full), (ON, core)):
        for module in MODULES:
            after = start.change({f"modules.{module}": direction == ON})
            if scenario.forecast == "belief" and not all(BELIEFS in each.modules for each in (start, after)):
                impossible.append(f"{module} {direction}")
            else:
                found.append(Switch(module, direction, start, after))
    return found, impossible


def ablation_of(switch: Switch, runs: Mapping[str, Run]) -> Ablation:
    """Return what a switch changes, from the runs by hash."""
    before, after = runs[switch.before.hash], runs[switch.after.hash]
    differences = {name: paired(after.flag(name), before.flag(name)) for name in OUTCOMES}
    moved = np.zeros(before.worlds, dtype=bool)
    for name, values in before.columns.items():
        moved |= values != after.columns[name]
    return Ablation(switch.module, switch.direction, differences, int(np.count_nonzero(moved)))

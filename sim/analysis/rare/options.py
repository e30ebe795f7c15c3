"""What is asked of rare wars."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.options import Options, seed, whole, worlds

if TYPE_CHECKING:
    from sim.study.scenario import Scenario


@dataclass(frozen=True)
class RareOptions(Options):
    """Of which scenario, from how many worlds, each with its copies. `jobs` threads move no result."""

    scenario: Scenario
    worlds: int = worlds(20_000)
    seed: int = seed()
    trial: int = whole(1000, 100, 1_000_000, "Worlds of each trial that places the levels.", unit="worlds")
    jobs: int = field(default=1, repr=False, compare=False)

"""Rare events: how likely war is where it is rare, by splitting on tension."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.analysis.declaration import Analysis
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


ANALYSIS = Analysis(
    "rare",
    """
    Say how likely war is where it is rare, by splitting on tension, and what that saves.

    Worlds that climb in tension are copied. The answer is the probability with its interval, that of the same worlds
    without copies, and how many times the work plain worlds would take; in full how war begins, and the levels. Worth
    while below some wars in a thousand worlds.
    """,
    RareOptions,
    shell=(
        "sim rare dual-track",
        "sim rare 2017-spring --set washington.policy=engagement --set pyongyang.policy=charm -o results/rare",
    ),
    python="""
    >>> import sim
    >>> found = sim.rare(sim.load_scenario("dual-track").change({"months": 6}), worlds=200, trial=100)
    >>> found.war.n
    200
    """,
)  # fmt: skip

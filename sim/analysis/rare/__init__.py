"""Rare events: how likely war is where it is rare, by splitting on tension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.analysis.rare.options import RareOptions

if TYPE_CHECKING:
    from sim.analysis.rare.findings import RareFinding


def steps() -> Any:
    """Return how it is carried out."""
    from sim.analysis.rare.findings import ask, find

    return ask, find


ANALYSIS: Analysis[RareFinding] = Analysis(
    "rare",
    """
    Say how likely war is where it is rare, by splitting on tension, and what that saves.

    Worlds that climb in tension are copied. The answer is the probability with its interval, that of the same worlds
    without copies, and how many times the work plain worlds would take; in full how war begins, and the levels. Worth
    while below some wars in a thousand worlds.
    """,
    RareOptions, steps,
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

"""Robustness: how line-ups of courses and policies do over the numbers that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.analysis.robustness.options import RobustnessOptions

if TYPE_CHECKING:
    from sim.analysis.finding import Drawn
    from sim.analysis.robustness.findings import RobustnessFinding


def steps() -> Any:
    """Return how it is carried out."""
    from sim.analysis.robustness.findings import find
    from sim.analysis.robustness.trial import ask

    return ask, find


def figures(found: RobustnessFinding) -> Drawn:
    """Return what draws each of its figures."""
    from sim.analysis.robustness.figures import figures

    return figures(found)


ANALYSIS: Analysis[RobustnessFinding] = Analysis(
    "robustness",
    """
    Compare line-ups over many points of uncertain numbers: regret, worst case, satisficing, the Pareto set.

    Line-ups of courses and policies are played at points spread over uncertain numbers of a scenario. The answer is the
    line-up that regrets least and the criteria of each; in full all measures, the Pareto set of what they are worth to
    Washington and Beijing, and how the numbers were made.
    """,
    RobustnessOptions, steps, figures,
    shell=("sim robustness 2017-spring --uncertain accident --uncertain feint.greedy=0:0.5",),
    python="""
    >>> import sim
    >>> found = sim.robustness(sim.load_scenario("2017-spring"), points=20, worlds=10, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
)  # fmt: skip

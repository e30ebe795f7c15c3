"""Discovery: where over levers and uncertainties an outcome is likely, as a box in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.analysis.discovery.options import DiscoveryOptions

if TYPE_CHECKING:
    from sim.analysis.discovery.findings import DiscoveryFinding
    from sim.analysis.finding import Drawn
    from sim.study.store.study_results import StudyResults


def steps() -> Any:
    """Return how it is carried out."""
    from sim.analysis.discovery.asking import ask
    from sim.analysis.discovery.findings import find

    return ask, find


def figures(found: DiscoveryFinding) -> Drawn:
    """Return what draws each of its figures."""
    from sim.analysis.discovery.figures import figures

    return figures(found)


def of_study(results: StudyResults, **asked: Any) -> DiscoveryOptions:
    """Return what is asked of a study that is read."""
    from sim.analysis.discovery.asking import options_of_study

    return options_of_study(results, **asked)


ANALYSIS: Analysis[DiscoveryFinding] = Analysis(
    "discover",
    """
    Find where over levers and uncertainties an outcome is likely, as a box in plain words.

    The source is a scenario, played at points spread over the factors, or a folder that `sim sweep STUDY` has filled
    (in Python the results of a study): its cells are then the points, and factors name those of its factors to use.
    """,
    DiscoveryOptions, steps, figures, of_study,
    shell=("sim discover 2017-spring --factor washington.pressure --factor beijing.enforcement --factor feint.greedy",),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.discover(spring, factors=["beijing.enforcement", "learn"], points=400, resamples=50, shuffles=49)
    >>> found.scenario.name
    '2017-spring'
    """,
)  # fmt: skip

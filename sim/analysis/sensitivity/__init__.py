"""Sensitivity: which factors move an outcome, alone and together, and how much is luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.analysis.sensitivity.options import SensitivityOptions

if TYPE_CHECKING:
    from sim.analysis.finding import Drawn
    from sim.analysis.sensitivity.findings import SensitivityFinding
    from sim.study.store.study_results import StudyResults


def steps() -> Any:
    """Return how it is carried out."""
    from sim.analysis.sensitivity.asking import ask
    from sim.analysis.sensitivity.findings import find

    return ask, find


def figures(found: SensitivityFinding) -> Drawn:
    """Return what draws each of its figures."""
    from sim.analysis.sensitivity.figures import figures

    return figures(found)


def of_study(results: StudyResults, **asked: Any) -> SensitivityOptions:
    """Return what is asked of a study that is read."""
    from sim.analysis.sensitivity.asking import options_of_study

    return options_of_study(results, **asked)


ANALYSIS: Analysis[SensitivityFinding] = Analysis(
    "sensitivity",
    """
    Find which factors move an outcome averaged over worlds, alone and together, and how much is luck.

    Factors of a scenario are varied over their ranges. A dummy factor that touches nothing is always among them, and
    each index says whether it is above it. A folder of a study with a Saltelli or Morris design (in Python its results)
    is read instead of run: then factors name those of its factors to use.
    """,
    SensitivityOptions, steps, figures, of_study,
    shell=(
        "sim sensitivity 2017-spring -j 2",
        "sim sensitivity 2017-spring --factor accident --factor washington.pressure --outcome war",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> few = dict(method="morris", points=10, worlds=10, resamples=50, tornado_worlds=20)
    >>> found = sim.sensitivity(spring, factors=["accident", "washington.pressure"], **few)
    >>> found.seed
    7
    """,
)  # fmt: skip

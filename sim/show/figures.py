"""The figures of each analysis, by the names of their files; a finding of one's own draws itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.finding import Finding
from sim.analysis.robustness import RobustnessFinding
from sim.show.provenance import Provenance
from sim.study.fingerprint import tool_version
from sim.study.notebook import Shown

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

RESAMPLED: Final = "95 % percentiles of resampled points"
Drawn = Mapping[str, Callable[[], Any]]
"""What draws each figure, by the name of its file."""


@singledispatch
def figures_of(result: Shown) -> Mapping[str, Callable[[], FigureBase]]:
    """Return what draws each figure of a result, by the name of its file."""
    return result.figures() if isinstance(result, Finding) else {}


@figures_of.register
def _(finding: RobustnessFinding) -> Drawn:
    from sim.show.pareto import pareto
    from sim.show.regret import regret_bars

    about = provenance_of(finding, finding.options.points, RESAMPLED, f"points of {finding.options.worlds} worlds")
    return {
        "pareto": lambda: pareto(finding.standings, replace(about, method="t 95 %")),
        "regret": lambda: regret_bars(finding, about),
    }


def provenance_of(finding: Finding, n: int, method: str, counted: str = "worlds") -> Provenance:
    """Return where the numbers of a figure come from: `n` counts what `counted` names."""
    scenario = finding.scenario
    return Provenance(scenario.name, scenario.hash, finding.seed, n, method, tool_version(), counted)

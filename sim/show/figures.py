"""The figures of each analysis, by the names of their files; a finding of one's own draws itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.counterfactual.findings import StoryFinding
from sim.analysis.counterfactual.twin import MENUS
from sim.analysis.finding import Finding
from sim.analysis.robustness import RobustnessFinding
from sim.show.provenance import Provenance
from sim.study.fingerprint import tool_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESAMPLED: Final = "95 % percentiles of resampled points"
Drawn = Mapping[str, Callable[[], Any]]
"""What draws each figure, by the name of its file."""


@singledispatch
def figures_of(finding: Finding) -> Mapping[str, Callable[[], Figure]]:
    """Return what draws each figure of a finding, by the name of its file."""
    return finding.figures()


@figures_of.register
def _(finding: RobustnessFinding) -> Drawn:
    from sim.show.pareto import pareto
    from sim.show.regret import regret_bars

    about = provenance_of(finding, finding.options.points, RESAMPLED, f"points of {finding.options.worlds} worlds")
    return {
        "pareto": lambda: pareto(finding.standings, replace(about, method="t 95 %")),
        "regret": lambda: regret_bars(finding, about),
    }


@figures_of.register
def _(finding: StoryFinding) -> Drawn:
    from sim.show.timeline import paired_timeline, timeline

    about, was, twin = provenance_of(finding, 1, "none, one world"), finding.was, finding.twin
    if twin:
        return {"twin": lambda: paired_timeline(twin, about)}
    series = was.series("tension"), was.series("freeze")
    lanes = {menu: was.lane(menu) for menu in MENUS}
    return {"timeline": lambda: timeline(*series, lanes, was.final_state, was.world, was.scenario.start, about)}


def provenance_of(finding: Finding, n: int, method: str, counted: str = "worlds") -> Provenance:
    """Return where the numbers of a figure come from: `n` counts what `counted` names."""
    scenario = finding.scenario
    return Provenance(scenario.name, scenario.hash, finding.seed, n, method, tool_version(), counted)

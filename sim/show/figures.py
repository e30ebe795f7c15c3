"""The figures of each analysis, by the names of their files; a finding of one's own draws itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, singledispatch
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.compare import CompareFinding
from sim.analysis.finding import Finding
from sim.analysis.policy_game import GameFinding
from sim.analysis.robustness import RobustnessFinding
from sim.analysis.run import RunFinding
from sim.analysis.sweep import SweepFinding
from sim.show.provenance import Provenance
from sim.study.estimate.interval import count_text
from sim.study.fingerprint import tool_version
from sim.study.notebook import Shown
from sim.study.outcomes import PROBABILITIES

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


@figures_of.register
def _(finding: RunFinding) -> Drawn:
    from sim.show import run_pictures as of_a_run

    names = ("outcomes", "kappa", "ladder", "time_to_war", "timeline")
    return {name.replace("_", "-"): partial(getattr(of_a_run, name), finding.run) for name in names}


@figures_of.register
def _(finding: SweepFinding) -> Drawn:
    from sim.show.grid_pictures import drawable, plane

    grid, shares = finding.grid, [name for name in finding.shown if name in PROBABILITIES]
    if grid is None or not drawable(grid.factors):
        return {}
    return {"-".join(("heat-map", name)[: 1 + bool(k)]): partial(plane, grid, name) for k, name in enumerate(shares)}


@figures_of.register
def _(finding: CompareFinding) -> Drawn:
    from sim.show.compared import compared

    return {"difference": lambda: compared(finding)}


@figures_of.register
def _(finding: GameFinding) -> Drawn:
    from sim.show.best_response_graph import best_response_graph

    method = f"shares of {count_text(finding.over_types.resamples)} resamples of worlds"
    about = provenance_of(finding, finding.game.worlds, method, "worlds a profile")
    return {f"best-responses-{kim}": partial(best_response_graph, own, about) for kim, own in finding.by_type.items()}


def provenance_of(finding: Finding, n: int, method: str, counted: str = "worlds") -> Provenance:
    """Return where the numbers of a figure come from: `n` counts what `counted` names."""
    scenario = finding.scenario
    return Provenance(scenario.name, scenario.hash, finding.seed, n, method, tool_version(), counted)

"""How a result shows itself: the figures of each analysis by name, HTML for a notebook, one sentence that cites it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, singledispatch
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.compare import CompareFinding
from sim.analysis.counterfactual.findings import StoryFinding
from sim.analysis.counterfactual.twin import MENUS
from sim.analysis.discovery import DiscoveryFinding
from sim.analysis.finding import CAVEAT, Finding, main_tables
from sim.analysis.history.fit_findings import CalibrationFinding
from sim.analysis.history.nowcast import NowcastFinding
from sim.analysis.history.scoreboard import HindcastFinding
from sim.analysis.learn import LearnFinding
from sim.analysis.multiverse import MultiverseFinding
from sim.analysis.policy_game import GameFinding
from sim.analysis.robustness import RobustnessFinding
from sim.analysis.run import RunFinding
from sim.analysis.sensitivity import SensitivityFinding
from sim.analysis.sweep import SweepFinding, of_results
from sim.analysis.tournament import TournamentFinding
from sim.errors import UsageProblem, nearest
from sim.show.style import Provenance, drawn_into
from sim.show.tables import as_html
from sim.study.estimate.writing import count_text
from sim.study.fingerprint import fingerprint, tool_version
from sim.study.notebook import Shown
from sim.study.run.grid import Grid
from sim.study.run.worlds import Run
from sim.study.store.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase


RESAMPLED: Final = "95 % percentiles of resampled points"
Drawn = Mapping[str, Callable[[], Any]]
"""What draws each figure, by the name of its file."""


@singledispatch
def figures_of(finding: Finding) -> Mapping[str, Callable[[], FigureBase]]:
    """Return what draws each figure of a finding, by the name of its file."""
    return finding.figures()


@figures_of.register
def _(finding: RobustnessFinding) -> Drawn:
    from sim.show.pareto import pareto, regret_bars

    about = provenance_of(finding, finding.options.points, RESAMPLED, f"points of {finding.options.worlds} worlds")
    return {
        "pareto": lambda: pareto(finding.standings, replace(about, method="t 95 %")),
        "regret": lambda: regret_bars(finding, about),
    }


@figures_of.register
def _(finding: RunFinding) -> Drawn:
    from sim.show import pictures as of_a_run

    names = ("outcomes", "kappa", "ladder", "time_to_war", "timeline")
    return {name.replace("_", "-"): partial(getattr(of_a_run, name), finding.run) for name in names}


@figures_of.register
def _(finding: SweepFinding) -> Drawn:
    from sim.show.pictures import drawable, plane

    grid, shares = finding.grid, [name for name in finding.shown if name in finding.results.ledger.probabilities]
    if grid is None or not drawable(grid.factors):
        return {}
    return {"heat-map" if len(shares) == 1 else name: partial(plane, grid, name) for name in shares}


@figures_of.register
def _(finding: CompareFinding) -> Drawn:
    from sim.show.outcome_bars import compared

    return {"difference": lambda: compared(finding)}


@figures_of.register
def _(finding: TournamentFinding) -> Drawn:
    from sim.show.seat_worth import seat_worth

    about = provenance_of(finding, int(finding.sound.sum()), "paired Student 95 %", "worlds a line-up")
    return {"seats": lambda: seat_worth(finding, about)}


@figures_of.register
def _(finding: SensitivityFinding) -> Drawn:
    from sim.show.sensitivity_bars import sensitivity_bars, tornado_plot
    from sim.study.experiment.components import GROUPS

    sample, storm = finding.sample, finding.tornado
    counted = f"{GROUPS[sample.method]} with {sample.worlds_a_point} worlds a point"
    about = provenance_of(finding, sample.groups, "95 % percentiles of resamples", counted)
    drawn: dict[str, Callable[[], Any]] = {"sensitivity": lambda: sensitivity_bars(finding, about)}
    if storm:
        pairs = provenance_of(finding, storm.base.n, "paired 95 %", "pairs of worlds")
        drawn["tornado"] = lambda: tornado_plot(finding, pairs)
    return drawn


@figures_of.register
def _(finding: StoryFinding) -> Drawn:
    from sim.show.timeline import paired_timeline, timeline

    about, was, twin = provenance_of(finding, 1, "none, one world"), finding.was, finding.twin
    if twin:
        return {"twin": lambda: paired_timeline(twin, about)}
    series = was.series("tension"), was.series("freeze")
    lanes = {menu: was.lane(menu) for menu in MENUS}
    return {"timeline": lambda: timeline(*series, lanes, was.final_state, was.world, was.scenario.start, about)}


@figures_of.register
def _(finding: GameFinding) -> Drawn:
    from sim.show.best_response_graph import best_response_graph

    method = f"shares of {count_text(finding.over_types.resamples)} resamples of worlds"
    about = provenance_of(finding, finding.game.worlds, method, "worlds a profile")
    return {f"best-responses-{kim}": partial(best_response_graph, own, about) for kim, own in finding.by_type.items()}


@figures_of.register
def _(finding: LearnFinding) -> Drawn:
    from sim.show.learnt_policy import conduct, gains

    about = provenance_of(finding, finding.options.worlds, "paired t, together 95 %", "pairs of worlds")
    drawn: dict[str, Callable[[], Any]] = {"gains": partial(gains, finding, about)}
    for capital, pair in finding.conduct.items():
        shown = provenance_of(finding, pair[0].worlds, "none drawn; see the table", "worlds a side")
        beside, start = finding.replies[capital].beside, finding.scenario.start
        drawn[f"conduct-{capital}"] = partial(conduct, pair, beside, start, shown)
    return drawn


@figures_of.register
def _(finding: DiscoveryFinding) -> Drawn:
    from sim.show.box_pairs import box_pairs, peeling

    sample = finding.sample
    method = f"{finding.measures.coverage.method} 95 %"
    about = provenance_of(finding, sample.points, method, f"points of {sample.worlds_text}")
    drawn: dict[str, Callable[[], Any]] = {"peeling": lambda: peeling(finding, about)}
    if finding.found:
        drawn["box_pairs"] = lambda: box_pairs(finding, about)
    return drawn


@figures_of.register
def _(finding: MultiverseFinding) -> Drawn:
    from sim.show.specification_curve import MOST, ablation_dots, specification_curve

    about = provenance_of(finding, finding.worlds, "Wilson 95 %", "worlds a specification")
    pairs = replace(about, method="Tango 95 %", counted="pairs of worlds")
    curve = {"specification-curve": partial(specification_curve, finding, about)}
    dots = {"ablation": partial(ablation_dots, finding.ablation, pairs)}
    # Of more specifications than can be told apart there is the table alone.
    return (curve if finding.choices.count <= MOST else {}) | (dots if finding.ablation else {})


@figures_of.register
def _(finding: HindcastFinding) -> Drawn:
    from sim.show.reliability import pit_histograms, reliability_diagram

    f = finding.board.forecasts
    about = Provenance(
        f"record-{f.first}-to-{f.last}", f.record_hash, f.seed, len(f.origins[f.horizons[0]]),
        "Wilson 95 %, n / horizon", tool_version(), "origins",
    )  # fmt: skip
    return {
        "reliability": lambda: reliability_diagram(finding.board, about),
        "pit": lambda: pit_histograms(finding.board, about),
    }


@figures_of.register
def _(finding: CalibrationFinding) -> Drawn:
    from sim.show.fit_pictures import posterior_forest, surprise_by_month

    sets = sum(len(chain.weight) for chain in finding.chains)
    about = provenance_of(finding, sets, "95 % of the posterior", "sets of numbers")
    return {
        "posterior": lambda: posterior_forest(finding, about),
        "surprise": lambda: surprise_by_month(finding, replace(about, method="none drawn; see the table")),
    }


@figures_of.register
def _(finding: NowcastFinding) -> Drawn:
    from sim.show.belief_bands import belief_bands

    about = provenance_of(finding, finding.beliefs.sets, "none drawn; see the table", "sets of numbers")
    return {"bands": lambda: belief_bands(finding.beliefs, finding.options.record, about)}


def provenance_of(finding: Finding, n: int, method: str, counted: str = "worlds") -> Provenance:
    """Return where the numbers of a figure come from: `n` counts what `counted` names."""
    scenario = finding.scenario
    return Provenance(scenario.name, scenario.hash, finding.seed, n, method, tool_version(), counted)


@singledispatch
def finding_of(result: Any) -> Finding:
    """Return what a result of any kind says, as the command that makes such results would."""
    raise UsageProblem("this is no result", type(result).__name__, "Give what a function of sim returns.")


@finding_of.register
def _(result: Finding) -> Finding:
    return result


@finding_of.register
def _(result: Run) -> Finding:
    return RunFinding(result.scenario, None, result)


@finding_of.register
def _(result: Results) -> Finding:
    return of_results(result)


@finding_of.register
def _(result: Grid) -> Finding:
    return of_results(result.results)


def html_of(result: Shown) -> str:
    """Return what was found as HTML: the answer, the main tables, and what it is conditional on."""
    finding = finding_of(result)
    said = [f"<p>{html.escape(text)}</p>" for text in finding.sentences()]
    tables = [as_html(table) for table in main_tables(finding)]
    return "\n".join([*said, *tables, f"<p><small>{html.escape(CAVEAT)}</small></p>"])


def plot_of(result: Shown, name: str = "", ax: Axes | None = None) -> FigureBase:
    """Draw a figure of a result, the first one where no name is given, into `ax` if given; raises UsageProblem."""
    known = figures_of(finding_of(result))
    if not known:
        raise UsageProblem("there is no figure of this result", type(result).__name__, "Use .to_frame() and draw it.")
    name = name or next(iter(known))
    if name not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
        raise UsageProblem(f"there is no figure '{name}'", "name", remedy)
    with drawn_into(ax):
        return known[name]()


def citation_of(result: Shown) -> str:
    """Return one sentence that says what was run, by which rules and luck."""
    scenario = result.scenario
    return (
        f"{type(result).__name__} of the scenario {scenario.name} ({scenario.hash}), model {fingerprint()}, "
        f"seed {result.seed}; Korea escalation, version {tool_version()}. {CAVEAT}"
    )

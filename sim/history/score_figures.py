"""Pictures of a hindcast: how often what was forecast did happen, and whether the truth falls evenly over forecasts."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.history.benchmarks import POOL
from sim.history.observe import LABELS
from sim.history.scoreboard import HindcastFinding, Scoreboard
from sim.scenario.fingerprint import tool_version
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.palette import BLACK, BLUE, FAINT, GREY
from sim.study.estimate.interval import binomial_quantile
from sim.study.estimate.writing import p_text, tick_text


@drawing
def reliability_diagram(found: Scoreboard, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the share of events that happened over their forecast probability, a panel a horizon.

    Raises DataProblem for another number of origins than the provenance says.
    """
    f = found.forecasts
    provenance.confirm(len(f.origins[f.horizons[0]]))
    title = f"Reliability of forecasts, {f.first} to {f.last}"
    reading = (
        "Each point: forecasts of like probability that one of five things happens at all. On the line is right. "
        "Numbers count them."
    )
    count = len(f.horizons)
    beside = g.broad()
    tall = now().width_mm * (1.1 / count if beside else count)
    grid = g.side_by_side(ax, count, tall).ravel()
    for axes, horizon in zip(grid, f.horizons, strict=True):
        _panel(axes, found, horizon)
    for axes in grid[: 1 if beside else None]:
        axes.set_ylabel("share that happened")
    data = [
        {"panel": f"{horizon} months", "n": each.happened.n, "forecast": each.forecast, "share": each.happened.value,
         "low": each.happened.low, "high": each.happened.high}
        for horizon in f.horizons for each in found.reliability[horizon]
    ]  # fmt: skip
    return Drawn(grid, {}, title, reading, provenance, data)


def _panel(axes: Axes, found: Scoreboard, horizon: int) -> None:
    """Draw one horizon."""
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--")
    for each in found.reliability[horizon]:
        share = each.happened
        ends = [[share.value - share.low], [share.high - share.value]]
        axes.errorbar(each.forecast, share.value, ends, marker="o", color=BLUE, markeredgecolor=BLACK,
                      gid=f"{horizon} {each.low}")  # fmt: skip
        axes.annotate(
            str(share.n), (each.forecast, share.value), (9, -4), textcoords="offset points", size=now().small,
            color=BLACK, path_effects=g.halo(),
        )  # fmt: skip
    axes.set_title(f"{horizon} months")
    # Room for the number beside a point at 1.
    axes.set_xlim(-0.03, 1.13)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")
    g.share_axis(axes, "", "y")
    g.share_axis(axes, "forecast probability", "x")
    axes.grid(axis="both")


BINS: Final = 5


@drawing
def pit_histograms(found: Scoreboard, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the randomised PIT of the pool, a row a target and a column a horizon.

    Raises DataProblem for another number of origins than the provenance says.
    """
    f = found.forecasts
    provenance.confirm(len(f.origins[f.horizons[0]]))
    title = f"Calibration of forecasts, {f.first} to {f.last}: randomised PIT"
    reading = (
        "Flat is right. High on the right: more happened than forecast; on the left: less. Grey: where a bar of a "
        "right forecast lies in 95 of 100 cases."
    )
    targets = list(dict.fromkeys(target for target, _ in found.pit[POOL]))
    grid = panels(ax, len(targets), len(f.horizons), share="xy", height_mm=now().width_mm * 0.18 * len(targets))
    data = []
    for row, target in zip(grid, targets, strict=True):
        for axes, horizon in zip(row, f.horizons, strict=True):
            data += _pit_panel(axes, found, target, horizon)
        row[0].set_ylabel(LABELS[target].replace(" talks", "\ntalks").replace(" resolution", "\nresolution")
                          .replace(" incident", "\nincident"), size=now().small)  # fmt: skip
    for axes, horizon in zip(grid[0], f.horizons, strict=True):
        axes.set_title(f"{horizon} months")
    for axes in grid[-1]:
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    return Drawn(grid, {}, title, reading, provenance, data)


def _pit_panel(axes: Axes, found: Scoreboard, target: str, horizon: int) -> list[dict[str, Any]]:
    """Draw one histogram, with the band of a uniform one and the test, and return its numbers."""
    values = found.pit[POOL][target, horizon]
    shares = np.histogram(values, BINS, (0.0, 1.0))[0] / len(values)
    apart = max(len(values) // horizon, 1)
    low, high = (binomial_quantile(p, apart, 1 / BINS) / apart for p in (0.025, 0.975))
    axes.axhspan(low, high, color=FAINT, zorder=0)
    axes.axhline(1 / BINS, color=GREY)
    axes.bar(np.arange(BINS) / BINS, shares, 0.96 / BINS, align="edge", color=g.lighter(BLUE, 0.65),
             gid=f"{target} {horizon}")  # fmt: skip
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], map(tick_text, (0, 0.5, 1)))
    axes.set_xlim(0, 1)
    test = found.tests[POOL][target, horizon]
    if test is not None:
        axes.text(0.02, 0.95, f"p {p_text(test.p)}", va="top", size=now().small, color=BLACK)
    about = {"panel": LABELS[target], "horizon": f"{horizon} months"}
    return [about | {"from": k / BINS, "share": share, "low": low, "high": high} for k, share in enumerate(shares)]


def figures(found: HindcastFinding) -> Figures:
    """Return the reliability of the forecasts and their histograms."""
    f = found.board.forecasts
    about = Provenance(
        f"record-{f.first}-to-{f.last}", f.record_hash, f.seed, len(f.origins[f.horizons[0]]),
        "Wilson 95 %, n / horizon", tool_version(), "origins",
    )  # fmt: skip
    return {
        "reliability": partial(reliability_diagram, found.board, about),
        "pit": partial(pit_histograms, found.board, about),
    }

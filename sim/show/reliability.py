"""Reliability diagram: how often what was forecast with some probability did happen."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes

from sim.analysis.history.scoreboard import Scoreboard
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, GREY, SMALL_SIZE, Picture, halo, house_style, new_figure, share_axis

LEVEL: Final = 0.95


@house_style()
def reliability_diagram(found: Scoreboard, provenance: Provenance) -> Picture:
    """Draw the share of events that happened over their forecast probability, a panel a horizon.

    Raises DataProblem for another number of origins than the foot line would print.
    """
    f = found.forecasts
    provenance.confirm(len(f.origins[f.horizons[0]]))
    figure = new_figure(
        f"Reliability of forecasts, {f.first} to {f.last}",
        "Each point: forecasts of like probability that one of five things happens at all. On the line is right. "
        "Numbers count them.",
        provenance,
    )
    panels = figure.subplots(1, len(f.horizons), sharey=True, squeeze=False)[0]
    for axes, horizon in zip(panels, f.horizons, strict=True):
        _panel(axes, found, horizon)
    panels[0].set_ylabel("share that happened")
    return figure.settle()


def _panel(axes: Axes, found: Scoreboard, horizon: int) -> None:
    """Draw one horizon."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1.5, linestyle="--")
    for each in found.reliability[horizon]:
        share = each.happened
        axes.errorbar(
            each.forecast, share.value, yerr=[[share.value - share.low], [share.high - share.value]], marker="o",
            markersize=9, color=BLUE, markeredgecolor=BLACK, capsize=4, elinewidth=1.5, gid=f"{horizon} {each.low}",
        )  # fmt: skip
        axes.annotate(
            str(share.n), (each.forecast, share.value), (9, -4), textcoords="offset points", size=SMALL_SIZE,
            color=BLACK, path_effects=halo(),
        )  # fmt: skip
    axes.set_title(f"{horizon} months")
    # Room for the number beside a point at 1.
    axes.set_xlim(-0.03, 1.13)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")
    share_axis(axes, "", "y")
    share_axis(axes, "forecast probability", "x")
    axes.grid(axis="both")

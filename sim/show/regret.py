"""Regret bars: how much worse each line-up does than the best one at the same point, on average and at the worst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.robustness.criteria import Criterion
from sim.analysis.robustness.findings import RobustnessFinding
from sim.analysis.robustness.trial import VALUES
from sim.errors import DataProblem
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    CAPITAL_COLOUR,
    GREY,
    SMALL_SIZE,
    Picture,
    house_style,
    lighter,
    new_figure,
    share_axis,
)
from sim.study.estimate.interval import Estimate
from sim.study.outcomes import label_of

MOST: Final = 20
PANELS: Final = ("mean_regret", "largest_regret")


@house_style()
def regret_bars(found: RobustnessFinding, provenance: Provenance) -> Picture:
    """Draw the mean and the largest regret of each line-up, a panel a measure, with their intervals.

    Line-ups are in order of their mean regret in the outcome, the least on top. Raises DataProblem for more than 20
    line-ups, or for another number of points than the foot line would print.
    """
    trial = found.trial
    provenance.confirm(trial.points)
    if len(trial.names) > MOST:
        raise DataProblem(
            f"{len(trial.names)} line-ups are too many for one figure.", "the line-ups to draw", f"Draw at most {MOST}."
        )
    figure = new_figure(
        f"{provenance.scenario}: regret of line-ups over {trial.points} points of uncertain numbers",
        "Regret: how much worse than the best of these line-ups at the same point. Short is good. Whiskers: intervals.",
        provenance,
    )
    measures = (trial.outcome, *VALUES)
    first = found.criterion(trial.outcome, "mean_regret").estimates
    order = sorted(trial.names, key=lambda name: first[name].value)
    columns = figure.subplots(1, len(measures), sharey=True)
    for axes, measure in zip(columns, measures, strict=True):
        mean, largest = (found.criterion(measure, name) for name in PANELS)
        _panel(axes, order, mean, largest, _colour(measure))
        if measure == trial.outcome:
            share_axis(axes, f"P({label_of(measure)})", "x", bins=4)
        else:
            axes.set_xlabel(f"value to {measure.removeprefix('value_').capitalize()}\n(months)")
            axes.grid(axis="x")
            axes.locator_params(axis="x", nbins=4)
    columns[0].set_yticks(range(len(order)), order)
    columns[0].set_ylim(len(order) - 0.4, -0.6)
    handles = [
        Patch(color=GREY, label="mean regret"),
        Line2D([], [], marker="D", linestyle="none", color=BLACK, markerfacecolor="white", markersize=8,
               label="largest regret, at least"),
    ]  # fmt: skip
    # A legend wider than its panel would push the others away.
    for axes, handle in zip(columns, handles, strict=False):
        axes.legend(handles=[handle], loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0.3)
    return figure.settle()


def _colour(measure: str) -> str:
    """Return the colour of a measure: that of the capital, or grey for the outcome."""
    return CAPITAL_COLOUR.get(measure.removeprefix("value_"), GREY)


def _panel(axes: Axes, order: Sequence[str], mean: Criterion, largest: Criterion, colour: str) -> None:
    """Draw a bar and a diamond for each line-up."""
    for row, name in enumerate(order):
        own, most = mean.estimates[name], largest.estimates[name]
        axes.barh(row, own.value, 0.6, color=lighter(colour, 0.65), gid=f"{mean.measure}: {name}")
        axes.errorbar(own.value, row, xerr=_reach(own), color=BLACK, capsize=4, elinewidth=1.5, capthick=1.5)
        axes.errorbar(
            most.value, row, xerr=_reach(most), marker="D", markersize=8, markerfacecolor="white", color=GREY,
            markeredgecolor=BLACK, capsize=3, elinewidth=1.2,
        )  # fmt: skip
    # Room for a diamond at 0, which the best line-up may have.
    axes.set_xlim(left=-0.05 * max(axes.get_xlim()[1], 1e-9))
    axes.axvline(0, color=BLACK, linewidth=1.2)
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE)
    axes.spines["left"].set_visible(False)


def _reach(estimate: Estimate) -> list[list[float]]:
    """Return how far the interval reaches to the left and to the right."""
    return [[estimate.value - estimate.low], [estimate.high - estimate.value]]

"""Line-ups: the Pareto plot of what they are worth to Washington and Beijing, and the bars of their regret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, Patch

from sim.analysis.finding import Drawn
from sim.analysis.robustness.findings import Criterion, RobustnessFinding, Standing
from sim.analysis.robustness.trial import VALUES
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.show import style
from sim.show.inputs import nothing
from sim.show.palette import CAPITAL_COLOUR
from sim.show.style import Picture, Provenance
from sim.study.outcomes import label_of

MOST: Final = 20
"""Line-ups whose names fit beside the points."""

IN_SET: Final = {"marker": "o", "markerfacecolor": style.BLUE, "markeredgecolor": style.BLACK}
PERHAPS: Final = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": style.ORANGE}
BEATEN: Final = {"marker": "X", "markerfacecolor": style.GREY, "markeredgecolor": style.GREY}
WORDS: Final = {
    "in set": "in the Pareto set",
    "perhaps": "in the set: another is better for both in the means only",
    "beaten": "dominated: another is better for both, both intervals above 0",
}


@style.house_style()
def pareto(standings: Sequence[Standing], provenance: Provenance) -> Picture:
    """Draw line-ups in the plane of the values of Washington and Beijing with their intervals, in months.

    Raises DataProblem where there is none, too many, a value that is not finite, or another number of points than the
    foot line would print.
    """
    if not standings or not all(np.isfinite([s.washington.value, s.beijing.value]).all() for s in standings):
        raise nothing("the values of the line-ups")
    if len(standings) > MOST:
        raise DataProblem(
            f"{len(standings)} line-ups are too many for one figure.", "the line-ups to draw", f"Draw at most {MOST}."
        )
    for each in standings:
        provenance.confirm(each.washington.n)
    figure = style.new_figure(
        f"{provenance.scenario}: what line-ups are worth to Washington and to Beijing",
        "Right and up is better. Bars: intervals of means over the points; domination is judged on paired differences.",
        provenance,
    )
    axes = figure.subplots()
    kinds = [kind_of(each) for each in standings]
    for each, kind in zip(standings, kinds, strict=True):
        _point(axes, each, kind)
    axes.set(xlabel="value to Washington (months)", ylabel="value to Beijing (months)")
    axes.grid()
    _names(axes, standings)
    styles: dict[str, dict[str, Any]] = {"in set": IN_SET, "perhaps": PERHAPS, "beaten": BEATEN}
    handles = [
        Line2D([], [], linestyle="none", markersize=10, label=f"{WORDS[kind]} ({kinds.count(kind)})", **look)
        for kind, look in styles.items()
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1, borderaxespad=0.3)
    return figure.settle()


def kind_of(standing: Standing) -> str:
    """Return how a line-up stands: in the set, in it perhaps, or beaten."""
    if not standing.in_set:
        return "beaten"
    return "perhaps" if standing.perhaps_by else "in set"


def _point(axes: Axes, each: Standing, kind: str) -> None:
    """Draw one line-up with the intervals of its two values."""
    look: dict[str, Any] = {"in set": IN_SET, "perhaps": PERHAPS, "beaten": BEATEN}[kind]
    w, b = each.washington, each.beijing
    colour = style.GREY if kind == "beaten" else style.BLACK
    axes.errorbar(
        w.value, b.value, xerr=[[w.value - w.low], [w.high - w.value]], yerr=[[b.value - b.low], [b.high - b.value]],
        color=colour, elinewidth=1.4, capsize=3, markersize=10, zorder=4, **look,
    )  # fmt: skip
    axes.plot([w.value], [b.value], linestyle="none", markersize=10, zorder=5, gid=f"{kind}: {each.lineup}", **look)


def _names(axes: Axes, standings: Sequence[Standing]) -> None:
    """Write the names in a column at the right edge, each joined to its point by a thin line."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    order = np.argsort([each.beijing.value for each in standings])
    shares = np.array([(standings[k].beijing.value - low) / (high - low) for k in order])
    for k, share in zip(order, spread_out(shares, 0.055), strict=True):
        each = standings[k]
        axes.text(1.04, float(share), each.lineup, transform=axes.transAxes, va="center", size=style.SMALL_SIZE)
        thread = ConnectionPatch(
            (each.washington.value, each.beijing.value), (1.035, float(share)), "data", "axes fraction", axesA=axes,
            axesB=axes, color=style.PALE, linewidth=1.0, zorder=1, clip_on=False,
        )  # fmt: skip
        axes.add_artist(thread)


def spread_out(places: Floats, room: float) -> Floats:
    """Return rising places moved as little as need be to lie at least `room` apart, from half a room to 1 less half.

    Where there is no such room they are spaced evenly.
    """
    count = places.size
    if count * room >= 1.0:
        return (np.arange(count) + 0.5) / count
    steps = room * np.arange(count)
    # Without the steps the places need only not fall: pool those that do, and bound what remains.
    free = [[float(place), 1.0] for place in places - steps]
    pooled: list[list[float]] = []
    for value, weight in free:
        pooled.append([value, weight])
        while len(pooled) > 1 and pooled[-2][0] > pooled[-1][0]:
            (a, n), (b, m) = pooled[-2:]
            pooled[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    level = np.concatenate([np.full(int(weight), value) for value, weight in pooled])
    moved: Floats = np.clip(level, room / 2, 1.0 - room / 2 - steps[-1]) + steps
    return moved


MOST_BARS: Final = 20
PANELS: Final = ("mean_regret", "largest_regret")


@style.house_style()
def regret_bars(found: RobustnessFinding, provenance: Provenance) -> Picture:
    """Draw the mean and the largest regret of each line-up, a panel a measure, with their intervals.

    Line-ups are in order of their mean regret in the outcome, the least on top. Raises DataProblem for more than 20
    line-ups, or for another number of points than the foot line would print.
    """
    trial = found.trial
    provenance.confirm(trial.points)
    if len(trial.names) > MOST_BARS:
        raise DataProblem(f"{len(trial.names)} line-ups are too many for one figure.", "the line-ups to draw",
                          f"Draw at most {MOST_BARS}.")  # fmt: skip
    figure = style.new_figure(
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
            style.points_axis(axes, f"P({label_of(measure)})", "x", bins=4)
        else:
            style.number_axis(axes, f"value to {measure.removeprefix('value_').capitalize()}\n(months)", "x", bins=4)
    columns[0].set_yticks(range(len(order)), order)
    columns[0].set_ylim(len(order) - 0.4, -0.6)
    handles = [
        Patch(color=style.GREY, label="mean regret"),
        Line2D([], [], marker="D", linestyle="none", color=style.BLACK, markerfacecolor="white", markersize=8,
               label="largest regret, at least"),
    ]  # fmt: skip
    # A legend wider than its panel would push the others away.
    for axes, handle in zip(columns, handles, strict=False):
        axes.legend(handles=[handle], loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0.3)
    return figure.settle()


def _colour(measure: str) -> str:
    """Return the colour of a measure: that of the capital, or grey for the outcome."""
    return CAPITAL_COLOUR.get(measure.removeprefix("value_"), style.GREY)


def _panel(axes: Axes, order: Sequence[str], mean: Criterion, largest: Criterion, colour: str) -> None:
    """Draw a bar and a diamond for each line-up."""
    for row, name in enumerate(order):
        own, most = mean.estimates[name], largest.estimates[name]
        axes.barh(row, own.value, 0.6, color=style.lighter(colour, 0.65), gid=f"{mean.measure}: {name}")
        axes.errorbar(
            own.value, row, xerr=style.reach_of(own), color=style.BLACK, capsize=4, elinewidth=1.5, capthick=1.5
        )
        axes.errorbar(
            most.value, row, xerr=style.reach_of(most), marker="D", markersize=8, markerfacecolor="white",
            color=style.GREY, markeredgecolor=style.BLACK, capsize=3, elinewidth=1.2,
        )  # fmt: skip
    # Room for a diamond at 0, which the best line-up may have.
    axes.set_xlim(left=-0.05 * max(axes.get_xlim()[1], 1e-9))
    axes.axvline(0, color=style.BLACK, linewidth=1.2)
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL_SIZE)
    axes.spines["left"].set_visible(False)


def figures(found: RobustnessFinding) -> Drawn:
    """Return the Pareto plot and the bars of regret."""
    counted = f"points of {found.options.worlds} worlds"
    return {
        "pareto": lambda: pareto(found.standings, found.provenance(found.options.points, "t 95 %", counted)),
        "regret": lambda: regret_bars(
            found, found.provenance(found.options.points, "95 % percentiles of resampled points", counted)
        ),
    }

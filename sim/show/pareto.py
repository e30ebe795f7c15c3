"""The Pareto plot: what line-ups are worth to Washington and to Beijing, and which none beats for both beyond doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch

from sim.analysis.robustness.criteria import Standing
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.show.inputs import nothing
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, GREY, ORANGE, PALE, SMALL_SIZE, Picture, house_style, new_figure

MOST: Final = 20
"""Line-ups whose names fit beside the points."""

IN_SET: Final = {"marker": "o", "markerfacecolor": BLUE, "markeredgecolor": BLACK}
PERHAPS: Final = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": ORANGE}
BEATEN: Final = {"marker": "X", "markerfacecolor": GREY, "markeredgecolor": GREY}
WORDS: Final = {
    "in set": "in the Pareto set",
    "perhaps": "in the set: another is better for both in the means only",
    "beaten": "dominated: another is better for both, both intervals above 0",
}


@house_style()
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
    figure = new_figure(
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
        Line2D([], [], linestyle="none", markersize=10, label=f"{WORDS[kind]} ({kinds.count(kind)})", **style)
        for kind, style in styles.items()
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
    style: dict[str, Any] = {"in set": IN_SET, "perhaps": PERHAPS, "beaten": BEATEN}[kind]
    w, b = each.washington, each.beijing
    colour = GREY if kind == "beaten" else BLACK
    axes.errorbar(
        w.value, b.value, xerr=[[w.value - w.low], [w.high - w.value]], yerr=[[b.value - b.low], [b.high - b.value]],
        color=colour, elinewidth=1.4, capsize=3, markersize=10, zorder=4, **style,
    )  # fmt: skip
    axes.plot([w.value], [b.value], linestyle="none", markersize=10, zorder=5, gid=f"{kind}: {each.lineup}", **style)


def _names(axes: Axes, standings: Sequence[Standing]) -> None:
    """Write the names in a column at the right edge, each joined to its point by a thin line."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    order = np.argsort([each.beijing.value for each in standings])
    shares = np.array([(standings[k].beijing.value - low) / (high - low) for k in order])
    for k, share in zip(order, spread_out(shares, 0.055), strict=True):
        each = standings[k]
        axes.text(1.04, float(share), each.lineup, transform=axes.transAxes, va="center", size=SMALL_SIZE)
        thread = ConnectionPatch(
            (each.washington.value, each.beijing.value), (1.035, float(share)), "data", "axes fraction", axesA=axes,
            axesB=axes, color=PALE, linewidth=1.0, zorder=1, clip_on=False,
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

"""The figure of a comparison: the share of each outcome in both scenarios, and the difference."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.compare.findings import MAIN, CompareFinding, Row
from sim.analysis.finding import Drawn
from sim.show import style
from sim.show.style import Picture, Provenance
from sim.study.estimate.shown import points, share
from sim.study.fingerprint import tool_version
from sim.study.outcomes import label_of, subtitle


@style.house_style()
def compared(finding: CompareFinding) -> Picture:
    """Draw the main outcomes of two scenarios: at the left the share in each, at the right A minus B in points."""
    options = finding.options
    rows = [row for name in dict.fromkeys((options.outcome, *MAIN)) for row in finding.shares if named(row) == name]
    parts = [
        Provenance(run.scenario.name, run.scenario.hash, run.seed, run.worlds, "Wilson 95 %", tool_version())
        for run in (finding.a, finding.b)
    ]
    luck = "the same worlds, one by one" if finding.paired else "worlds of their own"
    text = (
        f"A: {finding.a.scenario.title}. B: {finding.b.scenario.title}. Each in {luck}. Whiskers: 95 % intervals; "
        "hollow: not to be told from 0."
    )
    first, *_ = rows
    title = f"{label_of(first.name)}: A {share(first.a).text()}, B {share(first.b).text()}"
    figure = style.new_figure(
        title[0].upper() + title[1:], subtitle(text, [row.name for row in rows]), style.together(parts)
    )
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.25, 1))
    places = np.arange(len(rows), dtype=np.float64)
    both(left, rows, places)
    difference(right, rows, places)
    left.set_yticks(places, [label_of(row.name) for row in rows])
    left.set_ylim(len(rows) - 0.4, -0.6)
    left.tick_params(axis="y", length=0)
    return figure.settle()


def named(row: Row) -> str:
    """Return an outcome as it is typed."""
    return row.name.replace(" ", "_")


def both(axes: Axes, rows: list[Row], places: np.ndarray) -> None:
    """Draw the share of each outcome in A and in B, a line between them."""
    for row, place in zip(rows, places, strict=True):
        axes.plot([row.a.value, row.b.value], [place - 0.12, place + 0.12], color=style.GREY, linewidth=1.2, zorder=1)
    for side, colour, marker, shift in (("a", style.BLUE, "o", -0.12), ("b", style.ORANGE, "s", 0.12)):
        found = [getattr(row, side) for row in rows]
        value = np.array([each.value for each in found])
        reach = [[each.value - each.low for each in found], [each.high - each.value for each in found]]
        axes.errorbar(
            value, places + shift, xerr=np.maximum(reach, 0.0), fmt=marker, color=colour, ecolor=colour, markersize=9,
            capsize=4, label=side.upper(), gid=f"side {side}", zorder=3,
        )  # fmt: skip
    axes.set_xlim(left=0.0)
    style.share_axis(axes, "share of worlds", "x")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2)


def difference(axes: Axes, rows: list[Row], places: np.ndarray) -> None:
    """Draw A minus B of each outcome in points with its interval, hollow where it cannot be told from none."""
    axes.axvline(0.0, color=style.BLACK, linewidth=1.2)
    for row, place in zip(rows, places, strict=True):
        change = row.change
        value, low, high = change.value, change.low, change.high
        sure = change.distinguishable and not change.same
        axes.errorbar(
            value, place, xerr=[[max(value - low, 0.0)], [max(high - value, 0.0)]], fmt="D", color=style.BLACK,
            markerfacecolor=style.BLACK if sure else "white", markersize=8, capsize=4, gid=f"difference {named(row)}",
        )  # fmt: skip
        axes.annotate(
            points(change).text(), (value, place), (0, 11), textcoords="offset points", ha="center",
            size=style.SMALL_SIZE, path_effects=style.halo(),
        )  # fmt: skip
    reach = max(0.01, 1.35 * max(abs(edge) for row in rows for edge in (row.change.low, row.change.high)))
    axes.set_xlim(-reach, reach)
    style.points_axis(axes, "A minus B", "x")


def figures(found: CompareFinding) -> Drawn:
    """Return both sides and their difference."""
    return {"difference": lambda: compared(found)}

"""The peeling trade-off: what a box gains in density and gives up in coverage as it is peeled smaller."""

from __future__ import annotations

from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm
from matplotlib.lines import Line2D

from sim.analysis.discovery.findings import DiscoveryFinding, noun
from sim.analysis.discovery.sample import Measures
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    GREY,
    ORANGE,
    PALE,
    SEQUENCE,
    SKY,
    SMALL_SIZE,
    Picture,
    house_style,
    new_figure,
    share_axis,
)
from sim.study.estimate.interval import number_text
from sim.study.outcomes import label_of

FITTED: Final = {"marker": "*", "markersize": 20, "markerfacecolor": ORANGE}
OTHER: Final = {"marker": "D", "markersize": 11, "markerfacecolor": SKY}


@house_style()
def peeling(found: DiscoveryFinding, provenance: Provenance) -> Picture:
    """Draw every box of the peeling path by coverage and density, coloured by how many factors it restricts.

    Raises DataProblem for another number of points than the foot line would print.
    """
    sample, path = found.sample, found.fit.path
    provenance.confirm(sample.points)
    verdict = "" if found.found else ", nothing found"
    figure = new_figure(
        f"{provenance.scenario}: {label_of(sample.outcome)} along the peeling path{verdict}",
        "Peeling begins at the lower right with all points. Each step takes a slab away: up is gained, left is lost.",
        provenance,
    )
    axes = figure.subplots()
    across = np.array([step.happened for step in path]) / path[0].happened
    along = np.array([step.density for step in path])
    counts = np.array([len(step.box.restricted) for step in path])
    most = max(int(counts.max()), 1)
    colours = mpl.colormaps[SEQUENCE]
    norm = BoundaryNorm(np.arange(-0.5, most + 1.0), colours.N)
    axes.plot(across, along, color=PALE, linewidth=1.5, zorder=2)
    axes.scatter(across, along, c=counts, cmap=colours, norm=norm, s=60, edgecolor=BLACK, linewidth=0.6, zorder=3,
                 gid="path")  # fmt: skip
    axes.axhline(found.measures.overall.value, color=GREY, linestyle="--", linewidth=1.3)
    axes.annotate("overall", (0.0, found.measures.overall.value), (3, 4), textcoords="offset points",
                  size=SMALL_SIZE, color=GREY)  # fmt: skip
    handles = [_picked(axes, across, along, found.fit.picked)] if found.fit.picked else []
    if found.found:
        handles += _boxes(axes, found)
    share_axis(axes, f"coverage: share of all {noun(sample.outcome)} that lie in the box", "x", bins=6)
    share_axis(axes, f"density: P({label_of(sample.outcome)}) in the box")
    axes.set_xlim(0.0, 1.03)
    axes.set_ylim(0.0, min(max(1.15 * _highest(found), 0.1), 1.04))
    step = max(1, -(-most // 12))
    bar = figure.colorbar(ScalarMappable(norm, colours), ax=axes, pad=0.02, ticks=np.arange(0, most + 1, step))
    bar.set_label("restricted factors")
    bar.outline.set_visible(False)
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.3)
    return figure.settle()


def _highest(found: DiscoveryFinding) -> float:
    """Return the highest density that is drawn, intervals included."""
    drawn = [step.density for step in found.fit.path]
    if found.found:
        drawn += [m.density.high for m in (found.measures, found.held_out.measures) if m and m.density]
    return max(drawn)


def _picked(axes: Axes, across: Any, along: Any, place: int) -> Line2D:
    """Ring the box of the path that was picked, and return the entry of the legend."""
    ring: dict[str, Any] = {
        "marker": "o", "markersize": 15, "markerfacecolor": "none", "markeredgecolor": BLACK, "markeredgewidth": 1.8,
    }  # fmt: skip
    axes.plot([across[place]], [along[place]], linestyle="none", zorder=4, gid="picked", **ring)
    return Line2D([], [], linestyle="none", label="picked on the path", **ring)


def _boxes(axes: Axes, found: DiscoveryFinding) -> list[Line2D]:
    """Draw the box and that of one half, with their intervals, and return the entries of the legend."""
    count = len(found.fit.box.restricted)
    held = found.held_out.measures
    assert held is not None
    drawn: tuple[tuple[Measures, dict[str, Any], str], ...] = (
        (found.measures, FITTED, f"the box: {number_text(count, 0)} restricted, limits trimmed"),
        (held, OTHER, "a box of one half, on the other half"),
    )
    handles = []
    for measures, style, text in drawn:
        density, coverage = measures.density, measures.coverage
        assert density is not None
        axes.errorbar(
            coverage.value, density.value,
            xerr=[[coverage.value - coverage.low], [coverage.high - coverage.value]],
            yerr=[[density.value - density.low], [density.high - density.value]],
            color=BLACK, elinewidth=1.4, capsize=3, markeredgecolor=BLACK, zorder=6, **style,
        )  # fmt: skip
        handles.append(Line2D([], [], linestyle="none", markeredgecolor=BLACK, label=text, **style))
    return handles

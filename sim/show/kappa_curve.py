"""Lose-lose read twice: by value against the threshold κ, and by aims with its range over their own thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.show.inputs import nothing, numbers, one_a_world
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    BLUE,
    ORANGE,
    PALE,
    SMALL_SIZE,
    TEXT_SIZE,
    Picture,
    house_style,
    lighter,
    new_figure,
    share_axis,
    share_text,
)
from sim.study.estimate.interval import Estimate, number_text, value_text, wilson_cells
from sim.study.run.readings import QUADRANTS, Range

THRESHOLDS: Final = np.linspace(0.0, 2.0, 81)


@house_style()
def kappa_curve(
    losses: Mapping[str, ArrayLike], by_aims: Mapping[str, Estimate], around: Range, provenance: Provenance
) -> Picture:
    """Draw the share of worlds in which both lose more than κ by value, and the four quadrants by aims.

    `losses` holds what Washington and Beijing lost against a start that lasted, in limited wars, `(worlds,)` each, as
    `Run.losses()` gives it; `by_aims` the shares of QUADRANTS; `around` the range of the first of them over joint
    draws of the thresholds of the aims. Raises DataProblem where these do not fit.
    """
    washington = numbers(losses["washington"], "the losses of Washington")
    one_a_world(washington, "the losses of Washington", washington.size)
    beijing = one_a_world(losses["beijing"], "the losses of Beijing", washington.size)
    if washington.size == 0:
        raise nothing("the losses of Washington")
    if tuple(by_aims) != QUADRANTS:
        raise DataProblem(
            "The table needs the four quadrants.", f"by_aims: {', '.join(by_aims)}", "Give Run.quadrants()."
        )
    for worlds in (washington.size, *(e.n for e in by_aims.values())):
        provenance.confirm(worlds)
    figure = new_figure(
        f"{provenance.scenario}: who loses, {provenance.size}",
        "By value: both lose more than κ limited wars against a start that lasted. By aims: of each a vital aim fails, "
        f"or two others; the band holds 90 % of {len(around.shares)} joint draws of the thresholds of the aims.",
        provenance,
    )
    left, right = figure.subplots(1, 2, width_ratios=(1.75, 1))
    _curve(left, np.minimum(washington, beijing), by_aims[QUADRANTS[0]], around)
    _table(right, by_aims)
    return figure.settle()


def _curve(axes: Axes, worse: Floats, by_aims: Estimate, around: Range) -> None:
    """Draw the share by value against κ with its interval; across it the share by aims, with its range."""
    cells = wilson_cells([int(np.count_nonzero(worse > each)) for each in THRESHOLDS.tolist()], worse.size)
    axes.fill_between(THRESHOLDS, cells.low, cells.high, color=lighter(BLUE, 0.35), linewidth=0, gid="interval")
    axes.plot(THRESHOLDS, cells.value, color=BLUE, linewidth=2.4, zorder=4, gid="curve")
    band = lighter(ORANGE, 0.35)
    axes.axhspan(around.low, around.high, facecolor=band, linewidth=0, zorder=0, gid="range by aims")
    axes.axhline(by_aims.value, color=ORANGE, linewidth=2.4, linestyle=(0, (5, 3)), zorder=3, gid="by aims")
    axes.set_xlim(0, float(THRESHOLDS[-1]))
    axes.set_ylim(0, max(0.1, min(1.04, 1.1 * max(float(cells.high.max()), by_aims.high, around.high))))
    share = value_text(by_aims.value, by_aims.low, by_aims.high, 3)
    reach = f"{number_text(around.low, 2)} to {number_text(around.high, 2)}"
    handles: list[Any] = [
        Line2D([], [], color=BLUE, linewidth=2.4, label="by value"),
        Line2D([], [], color=ORANGE, linewidth=2.4, linestyle=(0, (5, 3)), label=f"by aims: {share}"),
        Patch(facecolor=band, label=f"range: {reach}"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.3)
    axes.set_xlabel("threshold κ, in limited wars")
    axes.set_xticks(np.arange(0, 2.01, 0.25).tolist())
    axes.xaxis.set_major_formatter(lambda each, _: share_text(each))
    share_axis(axes, "share of worlds in which both lose")


def _table(axes: Axes, shares: Mapping[str, Estimate]) -> None:
    """Write the four quadrants as a table of two by two, the darker the likelier."""
    axes.set(xlim=(0, 2), ylim=(0, 2), xticks=[0.5, 1.5], yticks=[0.5, 1.5])
    axes.set_xticklabels(["Washington\nloses", "Washington\ndoes not"])
    axes.set_yticklabels(["Beijing\ndoes not", "Beijing\nloses"])
    axes.tick_params(length=0, top=True, bottom=False, labeltop=True, labelbottom=False)
    axes.set_title("by aims", pad=12)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for (name, e), (column, row) in zip(shares.items(), ((0, 1), (0, 0), (1, 1), (1, 0)), strict=True):
        axes.add_patch(
            Rectangle((column, row), 1, 1, facecolor=lighter(BLUE, 0.5 * e.value), edgecolor=PALE, linewidth=1.5)
        )
        value, _, interval = value_text(e.value, e.low, e.high, 3).partition(" ")
        for part, text, height, size in (
            ("name", name.replace("Washington ", "Washington\n"), 0.76, SMALL_SIZE),
            ("value", value, 0.5, TEXT_SIZE + 5),
            ("interval", interval, 0.27, SMALL_SIZE),
        ):
            axes.text(
                column + 0.5, row + height, text, ha="center", va="center", size=size, color=BLACK,
                gid=f"{name}: {part}",
            )  # fmt: skip

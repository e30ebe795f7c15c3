"""The ribbon: how any state of the peninsula spreads over the worlds month by month, with its median bounded."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.show.axes import month_axis, span
from sim.show.inputs import state_rows
from sim.show.ladder import SHARES, quantiles
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, GREY, Picture, halo, house_style, lighter, new_figure, share_axis, share_text
from sim.study.estimate.interval import count_text, quantile_estimate, value_text, wilson_cells

OUTER, INNER, MEDIAN_BAND = 0.22, 0.45, 1.0


@house_style()
def ribbon(state: ArrayLike, name: str, meaning: str, start: str, provenance: Provenance) -> Picture:
    """Draw quantiles of a state by month, with the interval of the median, over the share of worlds still running.

    `state` is `(months + 1, worlds)`, NaN after the end; the quantiles are those of the worlds still running. `meaning`
    says what the state is, in words. Raises DataProblem where the state does not fit.
    """
    rows = state_rows(state, name)
    horizon, worlds = rows.shape[0] - 1, rows.shape[1]
    provenance.confirm(worlds)
    left = int(np.count_nonzero(~np.isnan(rows[-1])))
    figure = new_figure(
        f"{provenance.scenario}: {name.replace('_', ' ')} over {span(horizon)}, {provenance.size}",
        f"{meaning[:1].upper()}{meaning[1:]}. Quantiles of the worlds still running ({count_text(left)} at the end).",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    _fan(upper, rows, name)
    _running(lower, rows)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    figure.align_ylabels()
    return figure.settle()


def median_limits(rows: Floats) -> Floats:
    """Return the median of each month's running worlds with its limits, `(3, months + 1)`; NaN where none runs.

    The limits are those of order statistics, within the worlds where there are too few to bound it.
    """
    table = np.full((3, rows.shape[0]), np.nan)
    for month, row in enumerate(rows):
        running = row[~np.isnan(row)]
        if running.size:
            e = quantile_estimate(running, 0.5)
            table[:, month] = np.clip((e.low, e.value, e.high), running.min(), running.max())
    return table


def _fan(axes: Axes, rows: Floats, name: str) -> None:
    """Draw both bands, the interval of the median and the median, with its last value in numbers."""
    table, median = quantiles(rows), median_limits(rows)
    x = np.arange(rows.shape[0])
    for low, high, strength in ((0, 4, OUTER), (1, 3, INNER)):
        axes.fill_between(
            x, table[low], table[high], color=lighter(BLUE, strength), linewidth=0,
            gid=f"band {SHARES[low]}-{SHARES[high]}",
        )  # fmt: skip
    axes.fill_between(x, median[0], median[2], color=lighter(BLUE, MEDIAN_BAND), linewidth=0.8, gid="median interval")
    axes.plot(x, median[1], color=BLACK, linewidth=2.0, gid="median", path_effects=halo(width=4.0))
    axes.set_ylabel(name.replace("_", " "))
    axes.grid(axis="y")
    axes.margins(y=0.06)
    axes.yaxis.set_major_formatter(lambda value, _: share_text(value))
    if np.nanmin(table) == np.nanmax(table):
        axes.set_ylim(table[2, 0] - 0.5, table[2, 0] + 0.5)
    last = int(np.flatnonzero(~np.isnan(median[1])).max())
    text = value_text(float(median[1, last]), float(median[0, last]), float(median[2, last]), 2)
    axes.text(0.012, 0.97, f"median at the end: {text}", transform=axes.transAxes, va="top", path_effects=halo())
    handles = [
        Line2D([], [], color=BLACK, linewidth=2.0, label="median"),
        Patch(color=lighter(BLUE, MEDIAN_BAND), label="its 95 % interval"),
        Patch(color=lighter(BLUE, INNER), label="half of the worlds (25–75 %)"),
        Patch(color=lighter(BLUE, OUTER), label="nine in ten (5–95 %)"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.3)


def _running(axes: Axes, rows: Floats) -> None:
    """Draw the share of worlds still running, with its Wilson interval."""
    cells = wilson_cells(np.count_nonzero(~np.isnan(rows), axis=1), rows.shape[1])
    x = np.arange(rows.shape[0])
    axes.fill_between(x, cells.low, cells.high, color=lighter(GREY, 0.4), linewidth=0, gid="running interval")
    axes.plot(x, cells.value, color=GREY, linewidth=2.0, gid="running", clip_on=False)
    axes.set_ylim(0, 1.05)
    share_axis(axes, "running", bins=2)

"""The ladder ribbon: how tension spreads over the rungs month by month, and the worlds that war ends."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike, NDArray

from sim.analysis.history.war_number import WAR_SHORT
from sim.arrays import Floats
from sim.show.axes import LIMITED_WAR, month_axis, rung_axis, span
from sim.show.inputs import flags, months_played, state_rows
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    GREY,
    SMALL_SIZE,
    VERMILLION,
    Picture,
    halo,
    house_style,
    lighter,
    new_figure,
    rung_colour,
    share_axis,
)
from sim.study.estimate.interval import count_text, value_text, wilson, wilson_cells

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles: 90 % of the worlds lie between the outer two, half between the second and the fourth."""

FAINT_BAND = 0.38


@house_style()
def ladder(tension: ArrayLike, war: ArrayLike, months: ArrayLike, start: str, provenance: Provenance) -> Picture:
    """Draw quantiles of tension by month on the ladder, over the share of worlds that war has ended.

    `tension` is `(months + 1, worlds)`, NaN after the end; `war` (bool) and `months` (when each world ended)
    are `(worlds,)`. Quantiles are those of the worlds still running. Raises DataProblem where these do not
    fit.
    """
    rows = state_rows(tension, "tension")
    horizon, worlds = rows.shape[0] - 1, rows.shape[1]
    at_war = flags(war, "war")
    ended = months_played(months, at_war.size, horizon)
    for size in (worlds, at_war.size):
        provenance.confirm(size)
    left = int(np.count_nonzero(~np.isnan(rows[-1])))
    figure = new_figure(
        f"{provenance.scenario}: tension over {span(horizon)}, {provenance.size}",
        f"Above: tension in the worlds still running ({count_text(left)} at the end). "
        f"Below: share of all worlds that war has ended. {WAR_SHORT}",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1.15))
    _ribbon(upper, quantiles(rows))
    _strip(lower, at_war, ended, horizon)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    figure.align_ylabels()
    return figure.settle()


def quantiles(rows: Floats) -> Floats:
    """Return the quantiles SHARES of each month's running worlds, `(5, months + 1)`; NaN where none runs."""
    table = np.full((len(SHARES), rows.shape[0]), np.nan)
    for month, row in enumerate(rows):
        running = row[~np.isnan(row)]
        if running.size:
            table[:, month] = np.quantile(running, SHARES)
    return table


def _ribbon(axes: Axes, table: Floats) -> None:
    """Draw both bands in the colours of the rungs they cross, and the median."""
    rung_axis(axes)
    x = np.arange(table.shape[1])
    for rung in range(LIMITED_WAR):
        for low, high, strength in ((0, 4, FAINT_BAND), (1, 3, 1.0)):
            band = axes.fill_between(
                x, table[low], table[high], color=lighter(rung_colour(rung), strength), linewidth=0, zorder=2,
                gid=f"band {SHARES[low]}-{SHARES[high]}",
            )  # fmt: skip
            band.set_clip_path(Rectangle((0, rung), table.shape[1], 1, transform=axes.transData))
    axes.plot(x, table[2], color="white", linewidth=2.6, zorder=4, path_effects=halo(BLACK, 5.0), gid="median")
    axes.text(
        0.01, LIMITED_WAR + 0.12, "reached by war only: see below", transform=axes.get_yaxis_transform(),
        size=SMALL_SIZE, color=GREY, va="bottom",
    )  # fmt: skip
    handles = [
        Line2D([], [], color="white", linewidth=2.6, path_effects=halo(BLACK, 5.0), label="median"),
        Patch(color=GREY, label="half of the worlds (25–75 %)"),
        Patch(color=lighter(GREY, FAINT_BAND), label="nine in ten (5–95 %)"),
    ]
    axes.legend(handles=handles, loc="upper right", ncols=3, borderaxespad=0.4)


def _strip(axes: Axes, war: NDArray[np.bool_], ended: Floats, horizon: int) -> None:
    """Draw the share of worlds that war has ended by each month, with its interval."""
    months = np.arange(horizon + 1)
    by_month = np.bincount(ended[war].astype(np.intp), minlength=horizon + 1)
    cells = wilson_cells(np.cumsum(by_month), war.size)
    axes.fill_between(months, cells.low, cells.high, color=VERMILLION, alpha=0.3, linewidth=0, gid="war interval")
    axes.plot(months, cells.value, color=VERMILLION, linewidth=2.4, gid="war", clip_on=False)
    axes.set_ylim(0, max(0.1, min(1.04, float(cells.high[-1]) * 1.15)))
    share_axis(axes, "ended by war", bins=3)
    last = wilson(int(np.count_nonzero(war)), war.size)
    text = f"war within {span(horizon)}: {value_text(last.value, last.low, last.high, 3)}"
    axes.text(0.012, 0.92, text, transform=axes.transAxes, va="top", color=BLACK, path_effects=halo())

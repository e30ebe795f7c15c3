"""Two curves: lose-lose by value against the threshold κ, and the share of worlds at war by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike, NDArray

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.months import month_after
from sim.show import style
from sim.show.inputs import flags, months_played, nothing, numbers, one_a_world, span, tick_places
from sim.show.style import Picture, Provenance
from sim.study.estimate.interval import Estimate, wilson, wilson_cells
from sim.study.estimate.shown import share
from sim.study.estimate.writing import percent_text
from sim.study.outcomes import WAR_SHORT
from sim.study.run.readings import QUADRANTS, Range

THRESHOLDS: Final = np.linspace(0.0, 2.0, 81)


@style.house_style()
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
    figure = style.new_figure(
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
    axes.fill_between(
        THRESHOLDS, cells.low, cells.high, color=style.lighter(style.BLUE, 0.35), linewidth=0, gid="interval"
    )
    axes.plot(THRESHOLDS, cells.value, color=style.BLUE, linewidth=2.4, zorder=4, gid="curve")
    band = style.lighter(style.ORANGE, 0.35)
    axes.axhspan(around.low, around.high, facecolor=band, linewidth=0, zorder=0, gid="range by aims")
    axes.axhline(by_aims.value, color=style.ORANGE, linewidth=2.4, linestyle=(0, (5, 3)), zorder=3, gid="by aims")
    axes.set_xlim(0, float(THRESHOLDS[-1]))
    axes.set_ylim(0, max(0.1, min(1.04, 1.1 * max(float(cells.high.max()), by_aims.high, around.high))))
    reach = f"{percent_text(around.low)} to {percent_text(around.high)}"
    handles: list[Any] = [
        Line2D([], [], color=style.BLUE, linewidth=2.4, label="by value"),
        Line2D(
            [], [], color=style.ORANGE, linewidth=2.4, linestyle=(0, (5, 3)), label=f"by aims: {share(by_aims).text()}"
        ),
        Patch(facecolor=band, label=f"range: {reach}"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.3)
    style.number_axis(axes, "threshold κ, in limited wars", "x")
    axes.set_xticks(np.arange(0, 2.01, 0.25).tolist())
    style.share_axis(axes, "share of worlds in which both lose")


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
            Rectangle(
                (column, row),
                1,
                1,
                facecolor=style.lighter(style.BLUE, 0.5 * e.value),
                edgecolor=style.PALE,
                linewidth=1.5,
            )
        )
        value, bracket, interval = share(e).text().partition(" (")
        for part, text, height, size in (
            ("name", name.replace("Washington ", "Washington\n"), 0.76, style.SMALL_SIZE),
            ("value", value, 0.5, style.TEXT_SIZE + 5),
            ("interval", bracket.strip() + interval, 0.27, style.SMALL_SIZE),
        ):
            axes.text(
                column + 0.5, row + height, text, ha="center", va="center", size=size, color=style.BLACK,
                gid=f"{name}: {part}",
            )  # fmt: skip


DOTS: Final = 50
COLUMN: Final = 5
"""Dots in a column of those without war, so that they can be counted."""

BINS: Final = (1, 2, 3, 4, 6, 12, 24, 60, 120)
LARGE: Final = 50.0
"""A dot this many pixels wide is large enough; wider bins would only blur the months."""


@style.house_style()
def time_to_war(war: ArrayLike, months: ArrayLike, horizon: int, start: str, provenance: Provenance) -> Picture:
    """Draw when war comes as fifty dots of equal probability, those without a war apart at the right.

    `war` (bool) and `months` (the month in which each world ended, 1 to `horizon`) are `(worlds,)`. A world
    that ends in another way has no war. Raises DataProblem where these do not fit.
    """
    at_war = flags(war, "war")
    ended = months_played(months, at_war.size, horizon)
    provenance.confirm(at_war.size)
    times = quantile_dots(np.where(at_war, ended, np.inf))
    coming: Floats = times[np.isfinite(times)]
    figure = style.new_figure(
        f"{provenance.scenario}: months until war, {provenance.size}",
        f"Each of the {DOTS} dots is one chance in {DOTS}. {WAR_SHORT}",
        provenance,
    )
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    _frame(left, right, horizon, start)
    left.set_title(_summary(at_war, ended, horizon, coming.size), loc="left", linespacing=1.4)
    right.set_title(f"no war within {span(horizon)}: {DOTS - coming.size} of {DOTS} dots", loc="left", linespacing=1.4)
    figure.settle()
    _place_dots(left, right, coming, horizon)
    return figure


def quantile_dots(times: Floats) -> Floats:
    """Return the quantiles 1/100, 3/100, … 99/100, `(50,)`, of times `(worlds,)`, infinite without a war."""
    ranks = -(-times.size * (2 * np.arange(1, DOTS + 1) - 1) // (2 * DOTS))
    return np.sort(times)[ranks - 1]


def _summary(war: NDArray[np.bool_], ended: Floats, horizon: int, dots: int) -> str:
    """Say how likely war is within the horizon, and within a year where that is less."""
    lines = [f"war within {span(horizon)}: {dots} of {DOTS} dots"]
    for limit in dict.fromkeys((min(12, horizon), horizon)):
        e = wilson(int(np.count_nonzero(war & (ended <= limit))), war.size)
        lines.append(f"share of worlds within {span(limit)}: {share(e).text()}")
    return "\n".join(lines)


def _frame(left: Axes, right: Axes, horizon: int, start: str) -> None:
    """Draw the axis of months, and take away what dots do not need."""
    places = tick_places(horizon)
    left.set_xlim(0, horizon)
    left.set_xticks(places, [f"{place}\n{month_after(start, place)}" for place in places])
    left.set_xlabel("months played")
    right.set_xticks([])
    for axes in (left, right):
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)


def _place_dots(left: Axes, right: Axes, coming: Floats, horizon: int) -> None:
    """Draw all dots in one size: the largest, up to LARGE, at which the stacks of the narrowest bins fit."""
    wide, high = _pixels(left)
    narrow, _ = _pixels(right)
    least_columns = -(-(DOTS - coming.size) // COLUMN)
    most = min(LARGE, high / COLUMN, narrow / max(least_columns, 1))

    def fitting(bin_months: int) -> float:
        _, heights = _stacks(coming, bin_months)
        tallest = float(heights.max(initial=1))
        return min(most, wide * bin_months / horizon, high / tallest)

    # The narrowest of the best, since `max` keeps the first; bins fill the horizon.
    bin_months = max((each for each in BINS if horizon % each == 0), key=fitting)
    size = fitting(bin_months)
    across, heights = _stacks(coming, bin_months)
    _dots(left, across, heights - 0.5, size, style.VERMILLION, style.VERMILLION, "war dots")
    numbers = np.arange(DOTS - coming.size, dtype=np.float64)
    columns = (numbers // COLUMN + 0.5) * size / narrow
    right.set_xlim(0, 1)
    _dots(right, columns, numbers % COLUMN + 0.5, size, "white", style.GREY, "other dots")
    label = left.get_xlabel()
    left.set_xlabel(label if bin_months == 1 else f"{label}; a column of dots: {span(bin_months)}")


def _stacks(coming: Floats, bin_months: int) -> tuple[Floats, Floats]:
    """Return the middle of each dot's bin and its place in the stack, from 1."""
    across: Floats = np.ceil(coming / bin_months) * bin_months - bin_months / 2
    _, first, inverse = np.unique(across, return_index=True, return_inverse=True)
    places: Floats = np.arange(1, across.size + 1, dtype=np.float64)
    return across, places - first[inverse]


def _dots(axes: Axes, x: Floats, y: Floats, pixels: float, face: str, edge: str, gid: str) -> None:
    """Draw dots that touch when they stand one above the other."""
    axes.set_ylim(0, _pixels(axes)[1] / pixels)
    points = pixels * 72 / style.DPI - 2.0
    axes.scatter(x, y, s=points * points, c=face, edgecolors=edge, linewidths=1.5, clip_on=False, gid=gid)


def _pixels(axes: Axes) -> tuple[float, float]:
    """Return the width and the height of axes in pixels, once the layout is fixed."""
    box = axes.get_window_extent()
    return float(box.width), float(box.height)

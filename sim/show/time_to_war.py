"""Time to war as a quantile dot plot: fifty dots, each one chance in fifty.

Source: Kay, Kola, Hullman and Munson 2016, When (ish) is My Bus?, CHI '16.
"""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from sim.analysis.history.war_number import WAR_SHORT
from sim.arrays import Floats
from sim.calendar import month_after
from sim.show.axes import span, tick_places
from sim.show.inputs import flags, months_played
from sim.show.provenance import Provenance
from sim.show.style import DPI, GREY, VERMILLION, Picture, house_style, new_figure
from sim.study.estimate.interval import value_text, wilson

DOTS: Final = 50
COLUMN: Final = 5
"""Dots in a column of those without war, so that they can be counted."""

BINS: Final = (1, 2, 3, 4, 6, 12, 24, 60, 120)
LARGE: Final = 50.0
"""A dot this many pixels wide is large enough; wider bins would only blur the months."""


@house_style()
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
    figure = new_figure(
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
        lines.append(f"share of worlds within {span(limit)}: {value_text(e.value, e.low, e.high, 3)}")
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
    _dots(left, across, heights - 0.5, size, VERMILLION, VERMILLION, "war dots")
    numbers = np.arange(DOTS - coming.size, dtype=np.float64)
    columns = (numbers // COLUMN + 0.5) * size / narrow
    right.set_xlim(0, 1)
    _dots(right, columns, numbers % COLUMN + 0.5, size, "white", GREY, "other dots")
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
    points = pixels * 72 / DPI - 2.0
    axes.scatter(x, y, s=points * points, c=face, edgecolors=edge, linewidths=1.5, clip_on=False, gid=gid)


def _pixels(axes: Axes) -> tuple[float, float]:
    """Return the width and the height of axes in pixels, once the layout is fixed."""
    box = axes.get_window_extent()
    return float(box.width), float(box.height)

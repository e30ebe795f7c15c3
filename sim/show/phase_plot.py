"""The phase plot: tension against the bite of sanctions, the mean drift of a month, the mean path, and the ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.months import month_after
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import drawing, halo, now, number_axis
from sim.show.members import STATE_WORLDS, facts_of, members
from sim.show.palette import BLACK, ENDINGS, GREY, marker
from sim.study.estimate.interval import Estimate, mean_estimate, normal_quantile, wilson
from sim.study.estimate.shown import share
from sim.study.estimate.writing import count_text
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import Run

LEAST_MONTHS: Final = 30
LEAST_WORLDS: Final = 10
X_EDGES: Final = np.linspace(0.0, 1.0, 21)
Y_EDGES: Final = np.linspace(0.0, 8.0, 17)
TYPICAL: Final = 0.03
"""A final state that fewer worlds reach is not drawn."""

REACHES: Final = (1, 2, 3, 5, 10, 20, 50)


@drawing
def phase(run: Run, *, ax: Axes | None = None) -> Drawn:
    """Draw the plane of tension and the bite of sanctions with its mean monthly drift, over the first worlds of a run.

    An arrow stands where at least 30 months of ten worlds begin, a dot where its direction is not distinguishable from
    standing still. Raises DataProblem where there are too few worlds.
    """
    shown = run.part(0, STATE_WORLDS)
    shown.record(["tension", "bite"])
    provenance = facts_of(members(shown), "t, by world, Wilson, 95 %")
    y, x, ends = shown.state["tension"], shown.state["bite"], shown.columns["final_state"]
    start = run.scenario.start
    field = drifts(x, y, X_EDGES, Y_EDGES)
    reach = _reach(field)
    title = f"{provenance.scenario}: tension and the bite of sanctions, {provenance.size}"
    reading = (
        f"Arrows: mean drift of {reach} {'month' if reach == 1 else 'months'}, where at least {LEAST_MONTHS} months "
        "begin. Dots: not distinguishable from standing still. Big marks: median of the worlds that end so."
    )
    grid = axes = ax or g.canvas(height_mm=now().width_mm * 0.75)[1]
    _field(axes, field, reach)
    handles = [_path(axes, x, y, start), *_marks(axes, x, y, ends)]
    number_axis(axes, "bite: effective pressure of all sanctions", "x")
    number_axis(axes, "tension, by rung", "y", bins=9)
    g.key(axes, handles)
    return Drawn(grid, {}, title, reading, provenance)


def _reach(field: Sequence[Drift]) -> int:
    """Return for how many months of drift an arrow stands, so that long ones are about as long as a bin."""
    if not field:
        return 1
    width, height = X_EDGES[1] - X_EDGES[0], Y_EDGES[1] - Y_EDGES[0]
    lengths = [float(np.hypot(each.along.value / width, each.up.value / height)) for each in field]
    longest = float(np.quantile(lengths, 0.9))
    return max((each for each in REACHES if each * longest <= 1.3), default=1)


def _field(axes: Axes, field: Sequence[Drift], reach: int) -> None:
    """Draw an arrow or a dot in each bin, the darker the more months begin in it."""
    if not field:
        raise DataProblem(
            f"In no bin of the plane do {LEAST_MONTHS} months of {LEAST_WORLDS} worlds begin.",
            "the months of tension and bite", "Run more worlds.",
        )  # fmt: skip
    months = np.array([each.months for each in field])
    norm = LogNorm(LEAST_MONTHS, max(int(months.max()), 2 * LEAST_MONTHS))
    shades = mpl.colormaps["cividis_r"]
    clear = [each for each in field if each.clear]
    still = [each for each in field if not each.clear]
    if clear:
        axes.quiver(
            [each.x for each in clear], [each.y for each in clear], [reach * each.along.value for each in clear],
            [reach * each.up.value for each in clear], color=[shades(norm(each.months)) for each in clear],
            angles="xy", scale_units="xy", scale=1.0, pivot="tail", width=0.0036, headwidth=4, headlength=5,
            headaxislength=4.5, edgecolor=GREY, zorder=2, gid="drift",
        )  # fmt: skip
    if still:
        axes.scatter(
            [each.x for each in still], [each.y for each in still], s=26,
            c=[shades(norm(each.months)) for each in still], edgecolors=GREY, linewidths=0.5, zorder=2, gid="still",
        )  # fmt: skip
    across, along = ([getattr(each, name) for each in field] for name in ("x", "y"))
    axes.set_xlim(max(0.0, min(across) - 0.06), min(1.0, max(across) + 0.09))
    axes.set_ylim(max(0.0, min(along) - 0.7), min(8.3, max(along) + 0.9))
    _months_bar(axes, ScalarMappable(norm, shades), int(norm.vmax or 0))


def _months_bar(axes: Axes, mapped: ScalarMappable, most: int) -> None:
    """Draw the scale of how many months begin in a bin."""
    bar = g.colour_bar(axes, mapped, "months that begin in the bin")
    places = [place for place in (30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000) if place <= most]
    bar.set_ticks(places, labels=[count_text(place) for place in places])
    bar.ax.minorticks_off()


def _path(axes: Axes, x: Floats, y: Floats, start: str) -> Any:
    """Draw the mean path with its interval once a year, and the start; return its handle."""
    along, up = mean_path(x), mean_path(y)
    axes.plot(
        [each.value for each in along], [each.value for each in up], color=BLACK, zorder=4,
        path_effects=halo(width=4.5), gid="mean path",
    )  # fmt: skip
    for month in range(0, len(up), 12):
        across, high = along[month], up[month]
        axes.errorbar(
            across.value, high.value, xerr=_whisker(across), yerr=_whisker(high), color=BLACK, marker="o",
            markerfacecolor="white", markeredgewidth=1.6, zorder=5,
        )  # fmt: skip
    axes.annotate(
        start, (along[0].value, up[0].value), (0, -10), textcoords="offset points", ha="center", va="top",
        size=now().small, path_effects=halo(), zorder=8,
    )  # fmt: skip
    last = month_after(start, len(up) - 1)
    return Line2D(
        [], [], color=BLACK, marker="o", markerfacecolor="white",
        label=f"mean of the worlds\nstill running, each year\nwith its interval,\n{start} to {last}",
    )  # fmt: skip


def _whisker(e: Estimate) -> list[list[float]]:
    """Return how far a finite interval reaches to both sides; one world has none."""
    if not np.isfinite(e.half_width):
        return [[0.0], [0.0]]
    return [[e.value - e.low], [e.high - e.value]]


def _marks(axes: Axes, x: Floats, y: Floats, ends: NDArray[Any]) -> list[Any]:
    """Mark where the worlds of each typical end were last, and return the marks with their shares."""
    handles = []
    last_x, last_y = last_of(x), last_of(y)
    for number, name in enumerate(FINAL_STATES):
        those = ends == number
        e = wilson(int(np.count_nonzero(those)), ends.size)
        if e.value < TYPICAL:
            continue
        sign = ENDINGS[name]
        look: dict[str, Any] = {
            "marker": marker(sign), "color": sign.colour, "markeredgecolor": BLACK, "markersize": 14,
        }  # fmt: skip
        axes.plot([np.median(last_x[those])], [np.median(last_y[those])], zorder=7, gid=f"end {name}", **look)
        text = f"{name}\n{share(e).text()}"
        handles.append(Line2D([], [], linestyle="none", label=text, **look))
    return handles


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean change in a month of both states from one bin of the plane.

    `x` and `y` are the middle of the bin and `along` and `up` the mean changes, with intervals that run over worlds,
    since the months of one world are not independent; n counts worlds. `months` counts the months behind them.
    """

    x: float
    y: float
    along: Estimate
    up: Estimate
    months: int

    @property
    def clear(self) -> bool:
        """Whether the interval of either change leaves 0 out."""
        return any(not each.low <= 0.0 <= each.high for each in (self.along, self.up))


METHOD: Final = "mean by world, linearised"


def drifts(x: Floats, y: Floats, x_edges: Floats, y_edges: Floats, least: int = LEAST_MONTHS) -> list[Drift]:
    """Return the mean monthly drift in every bin that `least` months of ten worlds or more begin in.

    `x` and `y` are states `(months + 1, worlds)`, NaN after the end; the edges rise. The two intervals of a bin hold
    together at 95 % (Bonferroni). Raises DataProblem for states of different shapes.
    """
    if x.shape != y.shape or x.ndim != 2:
        raise DataProblem(
            "A phase plane needs two states of the same worlds.", f"shapes {x.shape} and {y.shape}",
            "Give both states of one run.",
        )  # fmt: skip
    month, world = np.nonzero(~np.isnan(x[1:]) & ~np.isnan(y[1:]))
    from_x, from_y = x[month, world], y[month, world]
    to_x, to_y = x[month + 1, world] - from_x, y[month + 1, world] - from_y
    column, row = bins(from_x, x_edges), bins(from_y, y_edges)
    found = []
    for r in range(y_edges.size - 1):
        for c in range(x_edges.size - 1):
            here = (column == c) & (row == r)
            months = int(np.count_nonzero(here))
            _, whose = np.unique(world[here], return_inverse=True)
            if months < least or whose.max() + 1 < LEAST_WORLDS:
                continue
            along, up = (mean_by_world(each[here], whose) for each in (to_x, to_y))
            centre = ((edges[k] + edges[k + 1]) / 2 for edges, k in ((x_edges, c), (y_edges, r)))
            found.append(Drift(float(next(centre)), float(next(centre)), along, up, months))
    return found


def bins(values: Floats, edges: Floats) -> npt.NDArray[np.intp]:
    """Return the bin of each value, the last one closed above; −1 outside the edges."""
    place = np.searchsorted(edges, values, side="right") - 1
    place = np.where(values == edges[-1], edges.size - 2, place)
    return np.where((values < edges[0]) | (values > edges[-1]), -1, place)


def mean_by_world(values: Floats, whose: npt.NDArray[np.intp], level: float = 0.975) -> Estimate:
    """Return the mean of values with an interval over the worlds they come from, `whose` from 0 to the last world.

    Source: Cochran 1977, Sampling Techniques, section 6.4, the ratio of two totals over worlds.
    """
    totals, counts = np.bincount(whose, values), np.bincount(whose)
    n, months = counts.size, values.size
    value = math.fsum(values.tolist()) / months
    residual = totals - value * counts
    reach = normal_quantile(level) * math.sqrt(n * math.fsum((residual * residual).tolist()) / max(n - 1, 1)) / months
    return Estimate(value, value - reach, value + reach, n, METHOD, level)


def mean_path(state: Floats) -> list[Estimate]:
    """Return the mean of a state over the worlds still running in each month, with t intervals; it stops with them."""
    path = []
    for row in state:
        running = row[~np.isnan(row)]
        if not running.size:
            break
        path.append(mean_estimate(running))
    return path


def last_of(state: Floats) -> Floats:
    """Return the last value of a state that each world has, `(worlds,)`."""
    last = np.count_nonzero(~np.isnan(state), axis=0) - 1
    ends: Floats = state[last, np.arange(state.shape[1])]
    return ends

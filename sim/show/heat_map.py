"""The heat map: a probability over a grid of two things, with the cells that this many worlds cannot decide."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.show.inputs import nothing, numbers
from sim.show.style import BLACK, GREY, SEQUENCE, SMALL_SIZE, Picture, Provenance, halo, house_style, new_figure
from sim.study.estimate.interval import Cells
from sim.study.estimate.writing import percent_text, quantity_text, short_text, tick_text
from sim.study.outcomes import subtitle

Ticks = Sequence[str] | ArrayLike
FEW_TICKS = 13
MOST_WRITTEN = 6
LABEL_BOX = {"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0}


@house_style()
def heat_map(
    x: Ticks, y: Ticks, cells: Cells, names: tuple[str, str, str], line: float, provenance: Provenance
) -> Picture:
    """Draw a probability over a grid with a ring on each undecided cell, and contours if both axes are numbers.

    `x` has shape (nx,) and `y` (ny,): rising numbers, or names of policies. `cells` holds arrays (ny, nx),
    NaN where no world ran. `names` are those of x, y and the outcome. A cell is undecided where its interval
    holds `line`, the share over all cells. Raises DataProblem where these do not fit or no cell has a value.
    """
    across, along = _places(x, names[0]), _places(y, names[1])
    value = _checked(cells, (along.size, across.size), names[2])
    figure = new_figure(
        f"{provenance.scenario}: {names[2]}, {provenance.size}",
        subtitle(
            f"Ring: the cell's interval holds {percent_text(line)}, the share over all cells: this many worlds cannot "
            "tell above from below.",
            [names[2]],
        ),
        provenance,
    )
    axes = figure.subplots()
    axes.patch.set(facecolor="white", edgecolor=GREY, hatch="//")
    low, high = _limits(value)
    mesh = axes.pcolormesh(
        _edges(across), _edges(along), np.ma.masked_invalid(value), cmap=SEQUENCE, vmin=low, vmax=high
    )
    if _numeric(x) and _numeric(y):
        handles = _contours(axes, across, along, value, line)
    else:
        handles = []
        _write(axes, across, along, cells)
    handles += _rings(axes, across, along, undecided(cells, line), line)
    if np.isnan(value).any():
        handles.append(Patch(facecolor="white", edgecolor=GREY, hatch="//", label="no worlds"))
    _tick(axes, "x", x, across)
    _tick(axes, "y", y, along)
    axes.set(xlabel=names[0], ylabel=names[1])
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, format=lambda level, _: tick_text(level))
    bar.set_label(f"share of worlds: {names[2]}")
    bar.outline.set_visible(False)
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.3)
    return figure.settle()


def undecided(cells: Cells, line: float) -> NDArray[np.bool_]:
    """Say which cells have an interval that holds `line`; a cell without worlds has none."""
    inside: NDArray[np.bool_] = (np.asarray(cells.low) <= line) & (line <= np.asarray(cells.high))
    return inside


def _checked(cells: Cells, shape: tuple[int, int], name: str) -> Floats:
    """Return the values, or refuse cells of another shape or without any value."""
    arrays = [numbers(each, name) for each in cells]
    if any(each.shape != shape for each in arrays):
        raise DataProblem(
            "A heat map needs one probability a cell.",
            f"a grid of {shape[0]} × {shape[1]}, values of shape {' and '.join(str(a.shape) for a in arrays)}",
            "Give arrays with a row for each y and a column for each x.",
        )
    if np.isnan(arrays[0]).all():
        raise nothing(name)
    return arrays[0]


def _numeric(ticks: Ticks) -> bool:
    return np.asarray(ticks).dtype.kind in "biuf"


def _places(ticks: Ticks, name: str) -> Floats:
    """Return where the columns or rows lie: at their numbers, or one after another for names."""
    given = np.asarray(ticks)
    if given.ndim != 1 or given.size == 0:
        raise DataProblem(f"{name} needs a list of values.", name, "Give at least one value.")
    places = given.astype(np.float64) if _numeric(ticks) else np.arange(given.size, dtype=np.float64)
    if not np.isfinite(places).all() or (np.diff(places) <= 0).any():
        raise DataProblem(f"The values of {name} are not finite, or do not rise.", name, "Sort them and drop doubles.")
    return places


def _edges(places: Floats) -> Floats:
    """Return the borders of cells around their places: half way between, and as far outside at the ends."""
    if places.size == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    middle = (places[1:] + places[:-1]) / 2
    return np.concatenate(([2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]))


def _limits(value: Floats) -> tuple[float, float]:
    """Return the ends of the colour scale: the range of the values, at least a tenth wide, within 0 to 1."""
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    if high - low < 0.1:
        low = min(max((low + high) / 2 - 0.05, 0.0), 0.9)
        high = low + 0.1
    return low, high


def _contours(axes: Axes, x: Floats, y: Floats, value: Floats, line: float) -> list[Any]:
    """Draw contours with their levels written on, the named line thicker; nothing on a grid of one row."""
    if min(value.shape) < 2:
        return []
    levels = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(*_limits(value))
    levels = [level for level in levels if np.nanmin(value) < level < np.nanmax(value) and abs(level - line) > 1e-9]
    handles: list[Any] = []
    if levels:
        drawn = axes.contour(x, y, np.ma.masked_invalid(value), levels=levels, colors="white", linewidths=1.3)
        for text in axes.clabel(drawn, fmt=tick_text, fontsize=SMALL_SIZE + 1, colors=BLACK, zorder=6):
            text.set(rotation=0, bbox=LABEL_BOX)
    if np.nanmin(value) < line < np.nanmax(value):
        drawn = axes.contour(x, y, np.ma.masked_invalid(value), levels=[line], colors="white", linewidths=3.2)
        drawn.set(path_effects=halo(BLACK, 5.5))
        handles.append(
            Line2D(
                [],
                [],
                color="white",
                linewidth=3.2,
                path_effects=halo(BLACK, 5.5),
                label=f"contour at {percent_text(line)}",
            )
        )
    return handles


def _rings(axes: Axes, x: Floats, y: Floats, marked: NDArray[np.bool_], line: float) -> list[Any]:
    """Mark the undecided cells, and return the line of the legend that says what a ring means."""
    rows, columns = np.nonzero(marked)
    size = 9 if max(x.size, y.size) <= 21 else 5
    look: dict[str, Any] = {
        "marker": "o", "linestyle": "none", "markersize": size, "markerfacecolor": "white",
        "markeredgecolor": BLACK, "markeredgewidth": 1.6,
    }  # fmt: skip
    axes.plot(x[columns], y[rows], gid="undecided", zorder=5, **look)
    label = f"undecided: interval holds {percent_text(line)} ({marked.sum()} of {marked.size} cells)"
    return [Line2D([], [], label=label, **look)]


def _write(axes: Axes, x: Floats, y: Floats, cells: Cells) -> None:
    """Write each value with its interval into its cell, where contours make no sense and there is room."""
    if x.size > MOST_WRITTEN or y.size > MOST_WRITTEN:
        return
    for row, column in zip(*np.nonzero(~np.isnan(cells.value)), strict=True):
        value, low, high = (float(each[row, column]) for each in cells)
        axes.annotate(
            quantity_text(value, low, high, "share"), (x[column], y[row]), (0, -11), textcoords="offset points",
            ha="center", va="top", size=SMALL_SIZE, bbox=LABEL_BOX, zorder=6,
        )  # fmt: skip


def _tick(axes: Axes, which: str, ticks: Ticks, places: Floats) -> None:
    """Put ticks on the columns or rows: every one where there is room, else every second, third, …"""
    axis = axes.xaxis if which == "x" else axes.yaxis
    step = -(-places.size // FEW_TICKS)
    labels = [short_text(each) if _numeric(ticks) else str(each) for each in np.asarray(ticks).tolist()]
    axis.set_ticks(places[::step], labels[::step])
    axis.set_tick_params(length=0)

"""The grammar of figures: themes in millimetres and points, and layers that draw on axes that are
given.

A layer takes axes and numbers, draws there, and returns its artists. It leaves all else alone:
other artists, titles, the figure and its layout, settings of matplotlib. Sizes are those of the
print; nothing is scaled afterwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from types import MappingProxyType
from typing import Any, Final, Literal, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakSet

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import ArrayLike

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem, check_known
from sim.core.estimate.writing import lines_of, short_text, tick_text
from sim.show.palette import BLACK, BLUE, FAINT, GREY, INKS

SEQUENCE: Final = "cividis"
DIVERGING: Final = "RdBu_r"
LEAST_MM: Final = 60.0
LEAST_LETTERS: Final = 20
"""Widths of a letter that a figure is wide at least."""

LEAST_PT: Final = 6.0
INCH: Final = 25.4
POINTS: Final = 72.0
"""Millimetres and points in an inch."""


@dataclass(frozen=True)
class Theme:
    """How large things are: a width in millimetres, and all else in points.

    `foot` asks for the line of provenance; `head` for a headline, a line with measure and n, and a
    key of signs, so that the picture can be pasted alone.
    """

    name: str
    width_mm: float
    text: float
    small: float
    line: float
    dot: float
    aspect: float
    dpi: int
    foot: bool = False
    head: bool = False

    def settings(self) -> Any:
        """Return the settings of matplotlib for this theme."""
        return {
            "font.family": ["DejaVu Sans"],
            "font.size": self.text,
            "axes.titlesize": self.text,
            "axes.labelsize": self.text,
            "xtick.labelsize": self.small,
            "ytick.labelsize": self.small,
            "legend.fontsize": self.small,
            "legend.title_fontsize": self.small,
            "legend.frameon": False,
            "lines.linewidth": self.line,
            "lines.markersize": self.dot,
            "axes.linewidth": self.line * 0.5,
            "grid.linewidth": self.line * 0.4,
            "xtick.major.width": self.line * 0.5,
            "ytick.major.width": self.line * 0.5,
            "xtick.major.size": self.small * 0.35,
            "ytick.major.size": self.small * 0.35,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": GREY,
            "axes.axisbelow": True,
            "grid.color": FAINT,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.labelcolor": BLACK,
            "ytick.labelcolor": BLACK,
            "axes.titlelocation": "left",
            "axes.labelpad": self.small * 0.3,
            "axes.titlepad": self.small * 0.6,
            "hatch.linewidth": self.line * 0.4,
            # A dollar sign in the name of a scenario is a dollar sign.
            "text.parse_math": False,
            "axes.unicode_minus": True,
            # These make the bytes of a file repeat.
            "svg.hashsalt": "sim",
            "svg.fonttype": "path",
            "pdf.fonttype": 42,
        }


THEMES: Final = {
    each.name: each
    for each in (
        Theme("journal", 89, 7, 6.5, 1.1, 3.2, 0.72, 300),
        Theme("journal-wide", 183, 7.5, 6.8, 1.2, 3.6, 0.45, 300),
        Theme("memo", 160, 9.5, 8.5, 1.6, 5, 0.55, 150, True, True),
        Theme("slide", 254, 18, 15, 2.8, 9, 0.5, 100, True, True),
        Theme("web", 230, 12, 10.5, 2, 6, 0.5, 110, head=True),
    )
}
"""A column and a page of a journal, a memo, a slide, and a page of the web, which is where nothing
is said.
"""

_NOW: Final[ContextVar[Theme | None]] = ContextVar("theme", default=None)


@contextmanager
def theme(name: str = "journal", width_mm: float | None = None, **changes: Any) -> Iterator[Theme]:
    """Draw in a theme: journal (89 mm), journal-wide (183), memo, slide or web; fonts do not follow
    `width_mm`.

    Raises UsageProblem for another name, and for a width below 60 mm.

    >>> import sim
    >>> with sim.theme("journal", width_mm=120) as chosen:
    ...     print(chosen.text)
    7
    """
    check_known("theme", name, THEMES, "theme")
    sized: dict[str, Any] = changes if width_mm is None else changes | {"width_mm": float(width_mm)}
    changed = replace(THEMES[name], **sized)
    least = max(LEAST_MM, math.ceil(LEAST_LETTERS * changed.text / POINTS * INCH))
    if not least <= changed.width_mm <= 1000:
        remedy = f"Give from {least:g} to 1000 mm: a column of a journal has 89."
        problem = f"nobody can read a figure of {changed.width_mm:g} mm in letters of {changed.text:g} points"
        raise UsageProblem(problem, "width", remedy)
    token = _NOW.set(changed)
    try:
        with mpl.rc_context(changed.settings()):
            yield changed
    finally:
        _NOW.reset(token)


def theme_for(width_mm: float) -> str:
    """Return the theme whose letters suit a width in millimetres."""
    return "journal" if width_mm < 120 else "journal-wide" if width_mm < 200 else "web"


def now() -> Theme:
    """Return the theme that is drawn in."""
    return _NOW.get() or THEMES["web"]


OWN: Final[WeakSet[Figure]] = WeakSet()
"""The figures that were made here, and not by the user."""

P = ParamSpec("P")
R = TypeVar("R")


def drawing(draw: Callable[P, R]) -> Callable[P, R]:
    """Let a function draw in the theme that was chosen, else in one that suits its axes; settings
    are put back.
    """

    @wraps(draw)
    def on(*arguments: P.args, **options: P.kwargs) -> R:
        ax: Any = options.get("ax")
        chosen = _NOW.get() or THEMES["web"]
        if ax is not None and not _NOW.get():
            wide = float(ax.get_figure(root=True).get_size_inches()[0]) * INCH
            chosen = replace(THEMES[theme_for(wide)], width_mm=max(wide, LEAST_MM))
        sizes = {key: getattr(chosen, key) for key in ("width_mm", "foot", "head")}
        with theme(chosen.name, **sizes):
            return draw(*arguments, **options)

    return on


def canvas(
    rows: int = 1, columns: int = 1, *, height_mm: float | None = None, **more: Any
) -> tuple[Figure, Any]:
    """Return an empty figure of the theme's width, and its axes: the only function here that makes
    a figure.
    """
    t = now()
    wide = t.width_mm / INCH
    high = height_mm / INCH if height_mm else wide * t.aspect * rows
    figure = Figure(figsize=(wide, high), dpi=t.dpi, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    OWN.add(figure)
    pad = t.small / POINTS * 0.35
    engine: Any = figure.get_layout_engine()
    engine.set(w_pad=pad, h_pad=pad, wspace=0.02, hspace=0.02)
    return figure, figure.subplots(rows, columns, **more)


def panels(
    ax: Axes | None,
    rows: int = 1,
    columns: int = 1,
    *,
    heights: Sequence[float] = (),
    widths: Sequence[float] = (),
    height_mm: float | None = None,
    share: str = "",
    gap: float = 2.6,
) -> Any:
    """Return axes `(rows, columns)`: a figure's own, or small ones within `ax`, whose frame then
    gives way to them.

    `share` names the axes that are shared: "x", "y" or both; `gap` is the room between rows within
    `ax`, in lines.
    """
    tall, wide = list(heights or [1.0] * rows), list(widths or [1.0] * columns)
    if ax is None:
        _, grid_of_figure = canvas(
            rows,
            columns,
            height_mm=height_mm,
            squeeze=False,
            height_ratios=tall,
            width_ratios=wide,
            sharex="col" if "x" in share else False,
            sharey="row" if "y" in share else False,
        )
        return grid_of_figure
    ax.set_frame_on(False)
    ax.set(xticks=[], yticks=[])
    box = ax.get_window_extent()
    unit = now().small / POINTS * ax.figure.dpi
    across, along = 3.4 * unit / box.width, gap * unit / box.height
    if "y" in share:
        across *= 0.4
    room_x, room_y = (1 - across * (columns - 1)) / sum(wide), (1 - along * (rows - 1)) / sum(tall)
    grid = np.empty((rows, columns), dtype=object)
    for r in range(rows):
        for c in range(columns):
            left = sum(wide[:c]) * room_x + c * across
            low = 1.0 - sum(tall[: r + 1]) * room_y - r * along
            grid[r, c] = ax.inset_axes(
                (left, low, wide[c] * room_x, tall[r] * room_y),
                sharex=grid[0, c] if "x" in share and r else None,
                sharey=grid[r, 0] if "y" in share and c else None,
            )
            grid[r, c].tick_params(
                labelleft="y" not in share or not c, labelbottom="x" not in share or r == rows - 1
            )
    return grid


def side_by_side(ax: Axes | None, count: int, height_mm: float) -> Any:
    """Return panels beside one another with one y axis, or below one another where they do not
    fit.
    """
    if broad():
        return panels(ax, 1, count, share="y", height_mm=height_mm)
    return panels(ax, count, 1, height_mm=height_mm)


# Axes: settings that a layer makes unless the user has made them.

_REACH: Final[WeakKeyDictionary[Axes, dict[str, tuple[float, float]]]] = WeakKeyDictionary()


def extend_axis(ax: Axes, direction: Literal["x", "y"], low: float, high: float) -> None:
    """Make an axis hold a stretch: of axes that are drawn on twice, both; limits that the user has
    set stay.
    """
    reached = _REACH.setdefault(ax, {})
    limits = ax.get_xlim() if direction == "x" else ax.get_ylim()
    free = ax.get_autoscalex_on() if direction == "x" else ax.get_autoscaley_on()
    if direction in reached and np.allclose(limits, reached[direction]):
        low, high = min(low, *limits), max(high, *limits)
    elif not free:
        return
    if high <= low:
        low, high = low - 0.5, high + 0.5
    reached[direction] = (float(low), float(high))
    (ax.set_xlim if direction == "x" else ax.set_ylim)(low, high)


def axis_of(
    ax: Axes, label: str, direction: Literal["x", "y"], bins: int = 5, grid: bool = True
) -> Any:
    """Give an axis its label where it has none, sizes of the theme, a grid, and ticks at round
    numbers.
    """
    axis: Any = ax.xaxis if direction == "x" else ax.yaxis
    box = ax.get_window_extent()
    room = (box.width if direction == "x" else box.height) / ax.figure.dpi * POINTS
    if label and not axis.get_label_text():
        part = 0.8 if direction == "y" else 0.55 if room < 16 * now().text else 1.0
        letters = max(12, int(part * room / (0.56 * now().text)))
        axis.set_label_text(balanced(label, letters), size=now().text)
    axis.set_tick_params(labelsize=now().small)
    axis.set_major_locator(RoundTicks(bins, (4.5 if direction == "x" else 3.0) * now().small))
    if grid:
        ax.grid(axis=direction, color=FAINT, linewidth=now().line * 0.4)
        ax.set_axisbelow(True)
    return axis


class RoundTicks(MaxNLocator):
    """At most so many steps between round numbers, each as wide as `room` points or wider."""

    def __init__(self, most: int, room: float) -> None:
        super().__init__(steps=[1, 2, 2.5, 5, 10])
        self.most, self.room = most, room

    def __call__(self) -> Any:
        """Return the ticks in the view of the axis."""
        axis: Any = self.axis
        size = axis.axes.bbox.width if axis.axis_name == "x" else axis.axes.bbox.height
        fit = int(size / axis.figure.dpi * POINTS / self.room)
        self.set_params(nbins=max(1, min(self.most, fit)))
        low, high = sorted(axis.get_view_interval())
        ticks, slack = np.asarray(super().__call__()), 1e-9 * (high - low)
        return ticks[(ticks >= low - slack) & (ticks <= high + slack)]


JOINED: Final = re.compile(
    r"(?<=\bn) (?==)|(?<==) (?=\d)|(?<=\d) (?=worlds?\b|to [−\d])|(?<=\d to) (?=[−\d])"
)
"""Spaces at which no line of a figure ends: in "n = 400 worlds" and "−43 to −21"."""


def balanced(text: str, width: int) -> str:
    """Break a text into as few lines as its width asks for, all of nearly the same length."""
    joined = JOINED.sub("\u00a0", text)
    count = len(lines_of(joined, width))
    least = next(
        letters for letters in range(1, width + 1) if len(lines_of(joined, letters)) <= count
    )
    longest = max(map(len, joined.split(" ")), default=1)
    return "\n".join(lines_of(joined, min(width, max(least, longest))))


def share_axis(ax: Axes, label: str = "", direction: Literal["x", "y"] = "y") -> None:
    """Make an axis one of shares, in per cent."""
    axis_of(ax, label, direction).set_major_formatter(lambda value, _: tick_text(value))


def points_axis(ax: Axes, label: str = "", direction: Literal["x", "y"] = "y") -> None:
    """Make an axis one of differences of shares, in percentage points with their sign."""
    axis_of(ax, label, direction).set_major_formatter(
        lambda value, _: short_text(100.0 * value, 4, signed=True)
    )


def number_axis(
    ax: Axes, label: str = "", direction: Literal["x", "y"] = "y", bins: int = 5, grid: bool = True
) -> None:
    """Make an axis one of amounts."""
    axis_of(ax, label, direction, bins, grid).set_major_formatter(
        lambda value, _: short_text(value)
    )


def stretched(values: Sequence[Floats]) -> float:
    """Return the unit of a logarithmic axis for amounts whose top lies far above their middle; 0
    where a plain axis shows them.
    """
    every = np.concatenate(list(values))
    if not every.size or not np.isfinite(every).all() or every.min() < 0:
        return 0.0
    least, middle, top = (float(quantile) for quantile in np.quantile(every, (0.01, 0.5, 0.992)))
    return max(least, top / 1000) if top > 5 * middle else 0.0


def log_axis(ax: Axes, unit: float, high: float) -> None:
    """Make the x axis logarithmic above a unit, with 0 at its left end."""
    ax.set_xscale(
        "function", functions=(lambda v: np.log1p(v / unit), lambda v: unit * np.expm1(v))
    )
    low = min(ax.get_xlim())
    whole = range(math.floor(math.log10(unit)), math.ceil(math.log10(high)))
    ticks = [tick * 10.0**k for k in whole for tick in (1, 2, 5)]
    ticks_in_view = [tick for tick in [0.0, *ticks] if low <= tick <= high]
    ax.set_xticks(ticks_in_view, [short_text(tick) for tick in ticks_in_view])
    label = ax.get_xlabel()
    ax.set_xlabel(f"{label} (logarithmic)" if label and "logarithmic" not in label else label)


def measure_box(ax: Axes) -> Any:
    """Return the box of axes in pixels, once the layout of a figure that has one is worked out."""
    figure: Any = ax.get_figure(root=True)
    if figure.get_layout_engine() is not None:
        figure.get_layout_engine().execute(figure)
    return ax.get_window_extent()


# Layers.


def lighter(colour: str, strength: float) -> str:
    """Return a colour mixed with white, as it would look at that opacity, but opaque: overlaps
    leave no seam.
    """
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def lightness(colour: Any) -> float:
    """Return how light a colour looks, from 0 to 1. Source: ITU-R BT.601, luma."""
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def ink(colour: str) -> str:
    """Return a colour as dark as text needs to be read on white."""
    light, (red, green, blue) = lightness(colour), to_rgb(colour)
    strength = min(1.0, 0.42 / light) if light else 1.0
    return to_hex((red * strength, green * strength, blue * strength))


def halo(width: float | None = None) -> list[AbstractPathEffect]:
    """Return the outline that keeps text or a line legible on any ground."""
    return [withStroke(linewidth=width or 1.5 * now().line, foreground="white")]


def bands(
    ax: Axes,
    x: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    colour: str = BLUE,
    strength: float = 0.3,
    **more: Any,
) -> Any:
    """Draw a band between two lines."""
    look: Any = {"color": lighter(colour, strength), "linewidth": 0} | more
    return ax.fill_between(x, low, high, **look)


def lines(ax: Axes, x: ArrayLike, y: ArrayLike, colour: str = BLUE, **more: Any) -> Any:
    """Draw a line."""
    look: Any = {"linewidth": now().line, "solid_capstyle": "round"} | more
    return ax.plot(x, y, color=colour, **look)[0]


def dots(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    colour: str = BLUE,
    marker: Any = "o",
    hollow: Any = False,
    size: float | None = None,
    **more: Any,
) -> Any:
    """Draw dots; hollow ones mean not distinguishable from 0."""
    across = np.atleast_1d(x)
    faces = [
        "white" if is_hollow else colour
        for is_hollow in np.broadcast_to(hollow, across.shape).ravel()
    ]
    look: Any = {"edgecolors": colour, "linewidths": now().line * 0.8, "zorder": 4} | more
    return ax.scatter(
        across,
        np.atleast_1d(y),
        s=(size or now().dot) ** 2,
        c=faces,
        marker=marker,
        **look,
    )


def whiskers(
    ax: Axes,
    places: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    colour: str = BLACK,
    across: bool = True,
    width: float | None = None,
    **more: Any,
) -> Any:
    """Draw intervals: across from `low` to `high` at a height, or upwards at a place."""
    draw: Any = ax.hlines if across else ax.vlines
    return draw(
        places,
        low,
        high,
        color=colour,
        linewidth=width or now().line * 0.9,
        **{"zorder": 3, "capstyle": "round"} | more,
    )


def bars(
    ax: Axes,
    places: ArrayLike,
    value: ArrayLike,
    colour: str = BLUE,
    base: Any = 0.0,
    thick: float = 0.7,
) -> Any:
    """Draw bars across, from `base` on."""
    return ax.barh(places, value, thick, left=base, color=colour, linewidth=0)


def rule(
    ax: Axes, place: float = 0.0, across: bool = False, colour: str = GREY, **more: Any
) -> Any:
    """Draw a straight line through all of the axes, across or upwards."""
    draw: Any = ax.axhline if across else ax.axvline
    return draw(place, color=colour, **{"linewidth": now().line * 0.7, "zorder": 1} | more)


def rows(ax: Axes, names: Sequence[str], colours: Sequence[str] = ()) -> Floats:
    """Name rows from the top down, and return where they lie."""
    ax.set_yticks(range(len(names)), list(names), size=now().small)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(len(names) - 0.4, -0.6)
    for label, colour in zip(ax.get_yticklabels(), colours, strict=False):
        label.set_color(ink(colour))
    return np.arange(len(names), dtype=np.float64)


@dataclass(frozen=True)
class EstimateRow:
    """One estimate to draw: hollow unless `sure`; `text` stands right."""

    value: float
    low: float
    high: float
    sure: bool = True
    text: str = ""


def tall_for(count: int) -> float:
    """Return how many millimetres high a figure of so many rows is, with room for an axis and a
    key.
    """
    t = now()
    return max(0.3 * t.width_mm, (count * 2.1 + 3.0) * t.small / POINTS * INCH + 0.1 * t.width_mm)


def key_mm(handles: int, letters: int = 18) -> float:
    """Return how many millimetres high a key under a whole figure is, of labels of so many letters."""
    small = key_size(handles) / POINTS * INCH
    columns = max(1, int(now().width_mm / ((0.58 * letters + 4) * small)))
    return 1.6 * small * math.ceil(handles / columns)


def key_size(handles: int) -> float:
    """Return the size of the letters of a key: those of a long one are smaller."""
    return max(LEAST_PT, (0.75 if handles > LONG_KEY else 1.0) * now().small)


LONG_KEY: Final = 9
"""Entries of a key of full size."""


def rows_for(most: int, panels: int = 1) -> int:
    """Return how many rows a figure shows of so many: on a slide, which is low, at most nine; where
    panels stand above one another, 24 in all.
    """
    return min(most, 9 if now().name == "slide" else most if broad() else 24 // panels)


MARKERS: Final = ("o", "s", "D", "v", "^", "P")
_NOTED: Final[WeakKeyDictionary[Axes, list[dict[str, Any]]]] = WeakKeyDictionary()


def collect_estimates(axes: Any) -> list[dict[str, Any]]:
    """Return the estimates that were drawn on axes, a row each under the name of its panel, and
    forget them.
    """
    parts = [(axes_of_panel, _NOTED.pop(axes_of_panel, ())) for axes_of_panel in np.ravel(axes)]
    several = sum(bool(rows) for _, rows in parts) > 1
    names = [
        " ".join((axes_of_panel.get_title("left") or axes_of_panel.get_xlabel()).split())
        if several
        else ""
        for axes_of_panel, _ in parts
    ]
    return [
        ({"panel": name} if name else {}) | row
        for name, (_, estimates_of_panel) in zip(names, parts, strict=True)
        for row in estimates_of_panel
    ]


def estimates(
    ax: Axes,
    names: Sequence[str],
    series: Mapping[str, Sequence[EstimateRow | None]],
    *,
    colours: Mapping[str, str] = MappingProxyType({}),
    bar: bool = False,
    unit: str = "share",
    label: str = "",
    zero: bool = True,
) -> dict[str, Any]:
    """Draw rows of estimates with their intervals; several series share a row, each in a lane of
    its own.

    `series` maps a name to an EstimateRow or None for each row; `unit` is "share", "points" or
    "amount". Texts of rows stand in a column at the right.
    """
    places, colour_of = rows(ax, names), {}
    if zero:
        rule(ax, colour=BLACK)
    for i, (name, cells) in enumerate(series.items()):
        lane = (i - (len(series) - 1) / 2) * 0.8 / len(series)
        for head, place, row in zip(names, places + lane, cells, strict=True):
            if row is None:
                continue
            colour = colours.get(name, INKS[i % len(INKS)])
            numbers = {key: round(float(getattr(row, key)), 6) for key in ("value", "low", "high")}
            words = {"row": head} | ({"series": name} if len(series) > 1 else {})
            _NOTED.setdefault(ax, []).append(words | numbers)
            if bar:
                bars(
                    ax,
                    place,
                    row.value,
                    lighter(colour, 0.65 if row.sure else 0.25),
                    thick=0.72 / len(series),
                )
            whiskers(ax, place, row.low, row.high, BLACK if bar else colour)
            if not bar:
                dots(
                    ax,
                    row.value,
                    place,
                    colour,
                    MARKERS[i % len(MARKERS)],
                    hollow=not row.sure,
                    size=now().dot * (0.85 if len(series) > 2 else 1),
                )
            if row.text:
                write_right(ax, place, row.text)
            colour_of[name] = colour
    {"share": share_axis, "points": points_axis, "amount": number_axis}[unit](ax, label, "x")
    return colour_of


def write_right(ax: Axes, place: float, text: str) -> None:
    """Write a text right of axes, beside a row."""
    ax.annotate(
        text,
        (1.0, place),
        (now().small * 0.5, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
        va="center",
        size=now().small,
    )


def spread_out(places: ArrayLike, room: float) -> Floats:
    """Return places moved as little as need be to lie `room` apart, in their order (pooling of
    adjacent violators).
    """
    from scipy.optimize import isotonic_regression

    wished = np.asarray(places, dtype=np.float64)
    order, steps, moved = (
        np.argsort(wished, kind="stable"),
        room * np.arange(wished.size),
        np.empty_like(wished),
    )
    moved[order] = isotonic_regression(wished[order] - steps).x + steps
    return moved


def roomy(ax: Axes, texts: Sequence[str], share: float = 0.28) -> bool:
    """Say whether there is room for names beside or within axes: the longest takes less than a
    share of their width.
    """
    wide = ax.get_window_extent().width / ax.figure.dpi * POINTS
    return max(map(len, texts), default=0) * 0.58 * now().small < share * wide


def key(ax: Axes, handles: Sequence[Any], whole: bool = False) -> Any:
    """Put a legend under axes, below their labels, or under the whole figure; as many columns as
    have room.
    """
    t, root, small = now(), ax.get_figure(root=True), key_size(len(handles))
    assert root is not None
    names = [str(handle.get_label()) for handle in handles]
    if any(
        names == [text.get_text() for text in handle.get_texts()] for handle in root.findobj(Legend)
    ):
        return None  # One key is enough for a figure.
    wide = (root.bbox if whole else ax.get_window_extent()).width / ax.figure.dpi * POINTS
    longest = (max(map(len, names)) * 0.58 + 4) * small
    if longest > wide:
        for handle, name in zip(handles, names, strict=True):
            handle.set_label(balanced(name, int(wide / (0.58 * small)) - 7))
    look: Any = {
        "handles": list(handles),
        "ncols": max(1, min(len(handles), int(wide / longest))),
        "borderaxespad": 0.0,
        "fontsize": small,
        "handlelength": 1.6,
        "columnspacing": 1.2,
    }
    if whole:
        return root.legend(loc="outside lower left", **look | {"borderaxespad": 0.2})
    ticks = ax.xaxis.get_tick_padding() + 1.3 * t.small if len(ax.get_xticks()) else 0.0
    label = (
        ax.xaxis.labelpad + 1.25 * t.text * (ax.get_xlabel().count("\n") + 1)
        if ax.get_xlabel()
        else 0.0
    )
    down = ScaledTranslation(0, -(ticks + label + 0.5 * t.small) / POINTS, root.dpi_scale_trans)
    return ax.legend(
        loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=ax.transAxes + down, **look
    )


def broad() -> bool:
    """Say whether panels fit side by side: some 45 letters of text on a line; a slide is wide by
    nature.
    """
    return now().name == "slide" or now().width_mm / INCH * POINTS / now().text > 45


def sample(label: str, colour: str, dash: Any = "-", marker: Any = "", **more: Any) -> Line2D:
    """Return the entry of a legend for a line or a dot."""
    return Line2D([], [], color=colour, linestyle=dash, marker=marker, label=label, **more)


def patch(label: str, colour: str, **more: Any) -> Patch:
    """Return the entry of a legend for an area."""
    look: dict[str, Any] = {"facecolor": colour, "linewidth": 0, "label": label}
    return Patch(**look | more)


def interval(colour: str = BLACK) -> Line2D:
    """Return the sign of an interval, as the key of signs explains it."""
    return sample("95 % interval", colour, linewidth=now().line * 0.9)


def spread(label: str, colour: str = GREY, strength: float = 0.4) -> Line2D:
    """Return the sign of where worlds or points lie: a broad line, pale, and full for their half."""
    return sample(label, lighter(colour, strength), linewidth=now().line * 2.6)


def median(label: str = "median", colour: str = GREY) -> Line2D:
    """Return the sign of a median: a full dot with a white rim, since a hollow one means not
    distinguishable.
    """
    return sample(label, colour, "none", "o", markeredgecolor="white", markersize=1.3 * now().dot)


def hollow(label: str, colour: str = GREY, marker: Any = "o") -> Line2D:
    """Return a hollow sign, as the key of signs explains it."""
    return sample(label, colour, "none", marker, markerfacecolor="white")


def colour_bar(ax: Axes, mapped: Any, label: str, **more: Any) -> Any:
    """Draw the scale of colours in a strip at the right of axes, which keep their size."""
    strip = ax.inset_axes((1.03, 0.0, 0.035, 1.0))
    bar = ax.figure.colorbar(mapped, cax=strip, **more)
    bar.set_label(label, size=now().text)
    bar.ax.tick_params(labelsize=now().small)
    bar.outline.set_visible(False)
    return bar

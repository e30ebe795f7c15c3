"""Discovery: pair plots of the factors that a box restricts, and the curve of its peeling."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter

from sim.analysis.discovery.box import Box, short_names
from sim.analysis.discovery.findings import DiscoveryFinding, noun
from sim.analysis.discovery.sample import Measures, Sample, happening
from sim.analysis.finding import Figures
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.palette import BLACK, GREY, ORANGE, PALE, SKY
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import Estimate
from sim.study.estimate.writing import count_text, tick_text
from sim.study.experiment.definition import Factor
from sim.study.names import factor_value
from sim.study.outcomes import label_of

MOST: Final = 5
"""Factors whose pairs fit on one figure; of more, the first restricted are drawn."""

MOST_DOTS: Final = 1500
BINS: Final = 10
FEW_LEVELS: Final = 30
"""Levels of a number up to which each is drawn for itself; of more, ranges are."""


@drawing
def box_pairs(found: DiscoveryFinding, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the factors that the box restricts in pairs, and on the diagonal how often the outcome happens along each.

    Raises DataProblem where the box restricts nothing, or for another number of points than the provenance says.
    """
    sample, box = found.sample, found.fit.box
    provenance.confirm(sample.points)
    numbers = box.restricted[:MOST]
    if not numbers:
        raise DataProblem("The box restricts no factor.", "the box to draw", "Draw the peeling path instead.")
    drawn = _drawn(sample)
    title = f"{provenance.scenario}: the box where {label_of(sample.outcome)} is likely"
    reading = found.sentences()[0]
    grid = panels(ax, len(numbers), len(numbers), share="x", height_mm=now().width_mm * 0.8)
    names = short_names(sample.factors)
    for row, column in itertools.product(range(len(numbers)), repeat=2):
        axes: Axes = grid[row, column]
        if column > row:
            axes.set_axis_off()
            continue
        if column == row:
            _along(axes, sample, box, numbers[row], alone=len(numbers) == 1)
        else:
            _pair(axes, sample, box, (numbers[column], numbers[row]), drawn)
            _ticks(axes, "y", sample.factors[numbers[row]], named=column == 0)
            if column == 0:
                axes.set_ylabel(wrapped(names[numbers[row]]), size=now().small)
        _ticks(axes, "x", sample.factors[numbers[column]], named=row == len(numbers) - 1)
        if row == len(numbers) - 1:
            axes.set_xlabel(wrapped(names[numbers[column]]), size=now().small)
    _explain(grid, sample, drawn.size, ax is None)
    return Drawn(grid, {}, title, reading, provenance)


def wrapped(name: str) -> str:
    """Return a name broken at its dots and underscores where it is long, so that it fits beside a small panel."""
    lines = textwrap.wrap(name.replace("_", " ").replace(".", ". "), 14, break_long_words=False)
    return "\n".join(lines).replace(". ", ".")


def spans(sample: Sample, box: Box, number: int) -> list[tuple[float, float]]:
    """Return where the box lies along a factor: one stretch, or one for each category that it keeps."""
    factor = sample.factors[number]
    kept, low, high = (box.limit(number, side) for side in ("kept", "low", "high"))
    if factor.labels:
        codes = range(len(factor.labels)) if kept is None else sorted(kept.kept)
        return [(code - 0.5, code + 0.5) for code in codes]
    first, last = stretch(sample, number)
    # An open side ends where the points do, a little within the panel.
    room = 0.25 * (factor.low - first)
    return [(low.value if low else first + room, high.value if high else last - room)]


def stretch(sample: Sample, number: int) -> tuple[float, float]:
    """Return the ends of an axis: the range of a factor with room for spread-out levels, or its categories."""
    factor = sample.factors[number]
    if factor.labels:
        return -0.6, len(factor.labels) - 0.4
    room = 0.03 * (factor.high - factor.low) + 0.25 * _step(sample.values[:, number])
    return factor.low - room, factor.high + room


def _step(column: Floats) -> float:
    """Return the smallest step between the few levels that a number takes; 0 where they are many, or one."""
    levels = np.unique(column)
    return float(np.diff(levels).min()) if 1 < levels.size <= FEW_LEVELS else 0.0


def _drawn(sample: Sample) -> Any:
    """Return which points are drawn: all, or as many as can be told apart."""
    rng = generator(sample.seed, Stream.BOX_PICTURE)
    return np.sort(rng.permutation(sample.points)[:MOST_DOTS])


def _pair(axes: Axes, sample: Sample, box: Box, pair: tuple[int, int], drawn: Any) -> None:
    """Draw the points over two factors and the box as rectangles."""
    x, y = (_spread(sample, number, drawn) for number in pair)
    share = sample.share[drawn]
    if sample.single:
        for happened, colour, size in ((False, PALE, 9), (True, ORANGE, 13)):
            which = (share > 0) == happened
            axes.scatter(x[which], y[which], s=size, color=colour, linewidth=0, zorder=2 + happened)
    else:
        rising = np.argsort(share, kind="stable")
        axes.scatter(x[rising], y[rising], c=share[rising], cmap=g.SEQUENCE, s=14, linewidth=0, zorder=2,
                     norm=_norm(sample))  # fmt: skip
    across, along = (spans(sample, box, number) for number in pair)
    for (left, right), (low, high) in itertools.product(across, along):
        axes.add_patch(
            Rectangle((left, low), right - left, high - low, fill=False, edgecolor=BLACK, zorder=5,
                      gid=f"box: {pair[0]}, {pair[1]}")
        )  # fmt: skip
    axes.set_ylim(stretch(sample, pair[1]))


def _along(axes: Axes, sample: Sample, box: Box, number: int, alone: bool) -> None:
    """Draw how often the outcome happens along a factor, with intervals, and shade the box.

    Beside other panels its scale stands at the right, since the left belongs to the factor of the row.
    """
    factor, column = sample.factors[number], sample.values[:, number]
    levels = np.arange(len(factor.labels), dtype=np.float64) if factor.labels else np.unique(column)
    if factor.labels or levels.size <= FEW_LEVELS:
        places = levels
        members = [column == place for place in places]
    else:
        edges = np.linspace(factor.low, factor.high, BINS + 1)
        which = np.clip(np.searchsorted(edges, column, side="right") - 1, 0, BINS - 1)
        places = (edges[1:] + edges[:-1]) / 2.0
        members = [which == place for place in range(BINS)]
    for left, right in spans(sample, box, number):
        axes.axvspan(left, right, color=ORANGE, alpha=0.18, linewidth=0, gid=f"span: {number}")
    for place, inside in zip(places, members, strict=True):
        if inside.any():
            _bar(axes, float(place), happening(sample, inside))
    axes.axhline(float(sample.share.mean()), color=GREY, linestyle="--")
    g.share_axis(axes, f"P({label_of(sample.outcome)})" if alone else "", bins=6 if alone else 4)
    axes.set_ylim(bottom=0.0)
    if not alone:
        axes.yaxis.tick_right()
    axes.tick_params(axis="y", labelsize=now().small)
    axes.set_xlim(stretch(sample, number))


def _bar(axes: Axes, place: float, estimate: Estimate) -> None:
    """Draw an estimate with its interval; an interval that says nothing is left out."""
    reach = [[estimate.value - estimate.low], [estimate.high - estimate.value]]
    axes.errorbar([place], [estimate.value], yerr=reach, fmt="o", color=BLACK, linewidth=1.2)


def _norm(sample: Sample) -> Normalize:
    """Return the scale of the shares."""
    return Normalize(0.0, max(float(sample.share.max()), 1e-9))


def _spread(sample: Sample, number: int, drawn: Any) -> Floats:
    """Return where points lie along a factor; categories and levels are spread a little, so that none hides another."""
    factor, column = sample.factors[number], sample.values[drawn, number]
    gap = 1.0 if factor.labels else _step(sample.values[:, number])
    rng = generator(sample.seed, Stream.BOX_PICTURE, 1, number)
    spread: Floats = column + 0.35 * gap * (rng.random(column.size) - 0.5)
    return spread


def _ticks(axes: Axes, which: Any, factor: Factor, named: bool) -> None:
    """Write the ticks of a factor, or none within the grid."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    if factor.labels:
        axis.set_ticks(range(len(factor.labels)), [factor_value(factor.name, each) for each in factor.labels])
        if which == "x" and len(factor.labels) > 2:
            for text in axis.get_ticklabels():
                text.set_rotation(90)
    else:
        axes.locator_params(axis=which, nbins=4)
    axes.tick_params(axis=which, labelsize=now().small, **{"labelbottom" if which == "x" else "labelleft": named})


def _explain(grid: Any, sample: Sample, dots: int, whole: bool) -> None:
    """Say what is what: above a single panel, else in the empty corner."""
    chance = f"P({label_of(sample.outcome)}), with interval"
    handles: list[Any] = [
        Line2D([], [], marker="o", linestyle="none", color=BLACK, label=chance),
        Line2D([], [], linestyle="--", color=GREY, label="overall"),
        Patch(color=ORANGE, alpha=0.18, label="within the box"),
    ]
    size = grid.shape[0]
    if size > 1:
        handles.append(Patch(facecolor="none", edgecolor=BLACK, label="the box"))
        if sample.single:
            handles += [
                Line2D([], [], marker="o", linestyle="none", color=ORANGE, label=noun(sample.outcome)),
                Line2D([], [], marker="o", linestyle="none", color=PALE, label="other worlds"),
            ]
        else:
            bar = g.colour_bar(
                grid[-1, -1], ScalarMappable(_norm(sample), mpl.colormaps[g.SEQUENCE]),
                f"share of a point's worlds with {label_of(sample.outcome)}",
            )  # fmt: skip
            bar.formatter = FuncFormatter(lambda value, _: tick_text(value))
    if size > 1 and dots < sample.points:
        drawn = f"({count_text(dots)} of {count_text(sample.points)} points drawn)"
        handles.append(Line2D([], [], linestyle="none", label=drawn))
    g.key(grid[-1, 0], handles, whole=whole)


FITTED: Final = {"marker": "*", "markerfacecolor": ORANGE}
OTHER: Final = {"marker": "D", "markerfacecolor": SKY}


@drawing
def peeling(found: DiscoveryFinding, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw every box of the peeling path by coverage and density, coloured by how many factors it restricts.

    Raises DataProblem for another number of points than the provenance says.
    """
    sample, path = found.sample, found.fit.path
    provenance.confirm(sample.points)
    verdict = "" if found.found else ", nothing found"
    title = f"{provenance.scenario}: {label_of(sample.outcome)} along the peeling path{verdict}"
    reading = (
        "Peeling begins at the lower right with all points. Each step takes a slab away: up is gained, left is lost."
    )
    axes = grid = ax or g.canvas()[1]
    across = np.array([step.happened for step in path]) / path[0].happened
    along = np.array([step.density for step in path])
    counts = np.array([len(step.box.restricted) for step in path])
    most = max(int(counts.max()), 1)
    colours = mpl.colormaps[g.SEQUENCE]
    norm = BoundaryNorm(np.arange(-0.5, most + 1.0), colours.N)
    axes.plot(across, along, color=PALE, zorder=2)
    axes.scatter(across, along, c=counts, cmap=colours, norm=norm, s=60, edgecolor=BLACK, zorder=3,
                 gid="path")  # fmt: skip
    axes.axhline(found.measures.overall.value, color=GREY, linestyle="--")
    axes.annotate("overall", (0.0, found.measures.overall.value), (3, 4), textcoords="offset points",
                  size=now().small, color=GREY)  # fmt: skip
    handles = [_picked(axes, across, along, found.fit.picked)] if found.fit.picked else []
    if found.found:
        handles += _boxes(axes, found)
    g.share_axis(axes, f"coverage: share of all {noun(sample.outcome)} that lie in the box", "x", bins=6)
    g.share_axis(axes, f"density: P({label_of(sample.outcome)}) in the box")
    axes.set_xlim(0.0, 1.03)
    axes.set_ylim(0.0, min(max(1.15 * _highest(found), 0.1), 1.04))
    step = max(1, -(-most // 12))
    g.colour_bar(axes, ScalarMappable(norm, colours), "restricted factors", ticks=np.arange(0, most + 1, step))
    g.key(axes, handles)
    return Drawn(grid, {}, title, reading, provenance)


def _highest(found: DiscoveryFinding) -> float:
    """Return the highest density that is drawn, intervals included."""
    drawn = [step.density for step in found.fit.path]
    if found.found:
        drawn += [m.density.high for m in (found.measures, found.held_out.measures) if m and m.density]
    return max(drawn)


def _picked(axes: Axes, across: Any, along: Any, place: int) -> Line2D:
    """Ring the box of the path that was picked, and return the entry of the legend."""
    ring: dict[str, Any] = {
        "marker": "o", "markerfacecolor": "none", "markeredgecolor": BLACK,
        "markeredgewidth": 1.8,
    }  # fmt: skip
    axes.plot([across[place]], [along[place]], linestyle="none", zorder=4, gid="picked", **ring)
    return Line2D([], [], linestyle="none", label="picked on the path", **ring)


def _boxes(axes: Axes, found: DiscoveryFinding) -> list[Line2D]:
    """Draw the box and that of one half, with their intervals, and return the entries of the legend."""
    count = len(found.fit.box.restricted)
    held = found.held_out.measures
    assert held is not None
    drawn: tuple[tuple[Measures, dict[str, Any], str], ...] = (
        (found.measures, FITTED, f"the box: {count} restricted, limits trimmed"),
        (held, OTHER, "a box of one half, on the other half"),
    )
    handles = []
    for measures, look, text in drawn:
        density, coverage = measures.density, measures.coverage
        assert density is not None
        axes.errorbar(
            coverage.value, density.value,
            xerr=[[coverage.value - coverage.low], [coverage.high - coverage.value]],
            yerr=[[density.value - density.low], [density.high - density.value]],
            color=BLACK, markeredgecolor=BLACK, zorder=6, **look,
        )  # fmt: skip
        handles.append(Line2D([], [], linestyle="none", markeredgecolor=BLACK, label=text, **look))
    return handles


def figures(found: DiscoveryFinding) -> Figures:
    """Return the path of peeling, and the box by pairs of factors where there is one."""
    sample = found.sample
    method = f"{found.measures.coverage.method} 95 %"
    about = found.provenance(sample.points, method, f"points of {sample.worlds_text}")
    drawn: dict[str, Callable[[], Any]] = {"peeling": partial(peeling, found, about)}
    if found.found:
        drawn["box_pairs"] = partial(box_pairs, found, about)
    return drawn

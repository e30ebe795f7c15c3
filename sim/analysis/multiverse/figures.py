"""The specification curve: P(lose-lose) under every choice in order."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.finding import Figures
from sim.analysis.multiverse import GOALS
from sim.analysis.multiverse.choices import THRESHOLDS, level
from sim.analysis.multiverse.findings import MultiverseFinding
from sim.core.estimate.writing import percent_text
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import drawing, now, panels
from sim.show.palette import BLACK, BLUE, GREY, INKS, PALE, VERMILLION
from sim.study.estimate.quantities import share

MOST: Final = 1000
"""Specifications that can be told apart in a curve."""

GAP: Final = 0.6
HEADS: Final = {
    "threshold": "lose-lose by",
    "kim_type": "Kim",
    "courses": "courses",
    "learning": "learning",
    "lookahead": "look-ahead",
    "accident": "accidents",
}
"""The groups of marks. A threshold belongs to one reading, so that both stand in one line."""

COLOURS: Final = dict(zip(HEADS, (*INKS[:4], GREY, BLACK), strict=True))


@drawing
def specification_curve(found: MultiverseFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw all specifications by their share with Wilson intervals, over a matrix of their choices.

    The default is marked, and the middle half of the point estimates is shaded, apart from the
    intervals.
    """
    rows, spread = found.specifications, found.spread()
    low, high = (percent_text(each) for each in (spread.lowest, spread.highest))
    title = f"{found.scenario.name}: lose-lose under {len(rows)} specifications, {low} to {high}"
    reading = (
        "Each column is one way to read lose-lose and to build the model. Whiskers: sampling error of that one way. "
        "The spread between columns is choice, not chance."
    )
    slide = now().name == "slide"
    tall = 0.45 * now().width_mm if slide else max(0.85 * now().width_mm, g.tall_for(36))
    # A slide has no room for a line a choice: it shows the curve alone.
    shape: tuple[float, ...] = (1,) if slide else (1, 3.1)
    grid = panels(ax, len(shape), 1, heights=shape, share="x", gap=0.6, height_mm=tall).ravel()
    handles = _curve(grid[0], found)
    if not slide:
        _matrix(grid[1], found)
    g.key(grid[-1], handles, whole=ax is None)
    for axes in grid:
        axes.set_xlim(-0.02 * len(rows) - 0.5, 1.02 * len(rows) - 0.5)
    data = []
    for k, row in enumerate(rows):
        chosen = {HEADS.get(each, each): level for each, level in row.chosen.items()}
        data.append(
            {
                "place": k,
                **chosen,
                "share": row.share.value,
                "low": row.share.low,
                "high": row.share.high,
            }
        )
    about = found.provenance(found.options.worlds, "Wilson 95 %", "worlds a specification")
    more = "" if slide else "; below, the choices of each"
    measure = f"Lose-lose, share of worlds, under {len(rows)} specifications{more}"
    return Drawn(grid, {}, title, reading, about, data, measure=measure)


def _curve(axes: Axes, found: MultiverseFinding) -> list[Any]:
    """Draw the shares in order, the middle half of them, and the default with its numbers; return
    the entries of the key.
    """
    rows, spread = found.specifications, found.spread()
    places = np.arange(len(rows))
    shares = np.array([(each.share.low, each.share.value, each.share.high) for each in rows])
    axes.axhspan(
        spread.lower_quarter,
        spread.upper_quarter,
        color=g.lighter(BLUE, 0.12),
        linewidth=0,
        gid="middle half",
    )
    width = _width(len(rows))
    axes.vlines(
        places,
        shares[:, 0],
        shares[:, 2],
        color=g.lighter(BLUE, 0.45),
        linewidth=width,
        gid="wilson",
    )
    axes.plot(places, shares[:, 1], ".", color=BLACK, gid="shares")
    own = next(place for place, each in enumerate(rows) if each.default)
    low, value, high = shares[own]
    axes.errorbar(
        own,
        value,
        yerr=[[value - low], [high - value]],
        marker="D",
        color=VERMILLION,
        markeredgecolor=BLACK,
        zorder=5,
    )
    # The curve rises, so that there is room above it on the left.
    axes.annotate(
        f"default: {share(rows[own].share).text()}",
        (0.02, 0.92),
        xycoords="axes fraction",
        va="top",
        color=g.ink(VERMILLION),
        path_effects=g.halo(),
        zorder=6,
    )
    axes.set_ylim(
        max(0.0, float(shares[:, 0].min()) - 0.05), min(1.02, float(shares[:, 2].max()) + 0.08)
    )
    g.share_axis(axes, "lose-lose")
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    return [
        Line2D([], [], marker="D", color=VERMILLION, markeredgecolor=BLACK, label="default"),
        Line2D([], [], color=g.lighter(BLUE, 0.45), label="95 % interval (random draws)"),
        Patch(color=g.lighter(BLUE, 0.12), label="middle half of the specifications (choice)"),
    ]


def _width(count: int) -> float:
    """Return the width of a whisker in points, so that neighbours do not run together."""
    return min(4.0, max(0.8, 480 / count))


def _matrix(axes: Axes, found: MultiverseFinding) -> None:
    """Draw a mark where a specification makes a choice, a line of marks a level, levels grouped by
    dimension.
    """
    rows, own, choices = found.specifications, found.default, found.choices
    keys = [
        (structure, reading) for structure in choices.structures for reading in choices.readings
    ]
    height, names, places, heads = 0.0, [], [], {}
    for dimension in HEADS:
        heads[dimension] = height
        for each in dict.fromkeys(level(key, dimension) for key in keys):
            chosen = [place for place, row in enumerate(rows) if row.chosen[dimension] == each]
            axes.plot(
                chosen,
                [height] * len(chosen),
                "|",
                color=COLOURS[dimension],
                markeredgewidth=_width(len(rows)) * 0.9,
                gid=f"{dimension} {each}",
            )
            default = each == own.chosen[dimension]
            by = f"{GOALS}, " if dimension == "threshold" and each in THRESHOLDS else ""
            names.append(f"{by}{each}{' ◆' if default else ''}")
            places.append(height)
            height += 1.0
        height += GAP
    beyond = 0.6 * now().small * (max(map(len, names)) + 2)
    for dimension, at in heads.items() if g.broad() else ():
        axes.annotate(
            HEADS[dimension],
            (0, at),
            (-beyond, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            size=now().small,
            color=BLACK,
            gid=f"head {dimension}",
        )
    axes.axvline(rows.index(own), color=VERMILLION, zorder=0)
    axes.set_yticks(places, names, size=now().small)
    axes.set_ylim(height - GAP - 0.3, -0.7)
    axes.hlines(places, -0.5, len(rows) - 0.5, color=PALE, zorder=0)
    axes.tick_params(axis="both", length=0)
    g.axis_of(
        axes,
        "specifications, from the least to the most lose-lose (◆ the default's)",
        "x",
        grid=False,
    )
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def figures(found: MultiverseFinding) -> Figures:
    """Return the curve of specifications; of more than can be told apart there is the table
    alone.
    """
    few = len(found.specifications) <= MOST
    return {"specification-curve": partial(specification_curve, found)} if few else {}

"""Pictures of a fit: each number's posterior on the range of its prior, and the months that surprised the model."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Drawn
from sim.analysis.history.belief_bands import events_strip, year_axis
from sim.analysis.history.fit_findings import CalibrationFinding
from sim.analysis.history.learnt import Learnt
from sim.show import style
from sim.show.style import Picture, Provenance
from sim.study.estimate.writing import number_text, short_text

NAMED: Final = 8
"""Months of surprise that bear their name."""

APART: Final = 0.06
"""Share of the width that the names of two months stand apart, else the lesser one has none."""


@style.house_style()
def posterior_forest(found: CalibrationFinding, provenance: Provenance) -> Picture:
    """Draw the posterior of each number over the range of its prior, those that are informed in blue.

    Raises DataProblem for another number of sets than the foot line would print.
    """
    provenance.confirm(sum(len(chain.weight) for chain in found.chains))
    figure = style.new_figure(
        f"What {found.options.first} to {found.options.last} say of {len(found.learnt)} numbers: "
        f"{found.informed} informed",
        "Grey: the prior, even over its range. Columns: the posterior; line: its 95 %; point: its mean. Blue: "
        "informed, its sd below 0.7 of the prior's.",
        provenance,
    )
    axes = figure.subplots()
    rows = len(found.learnt)
    for row, each in enumerate(found.learnt):
        _row(axes, row, each)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(-0.06, 1.2)
    axes.set_yticks(range(rows), [each.item.label for each in found.learnt], size=style.FOOT_SIZE)
    axes.text(1.14, -0.75, "sd ratio", ha="center", size=style.FOOT_SIZE, color=style.GREY)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(False)
    return figure.settle()


def _row(axes: Axes, row: int, each: Learnt) -> None:
    """Draw one number: shades of its posterior, interval, mean, ends of the range and sd ratio."""
    item, colour = each.item, style.BLUE if each.informed else style.GREY
    width = 1.0 / len(each.shares)
    axes.broken_barh([(0.0, 1.0)], (row - 0.36, 0.72), facecolor=style.FAINT, linewidth=0, zorder=0)
    places = np.arange(len(each.shares)) * width
    heights = 0.72 * each.shares / each.shares.max()
    axes.bar(places, -heights, width, row + 0.36, align="edge", color=style.lighter(colour, 0.6), linewidth=0, zorder=1)
    low, mean, high = ((value - item.low) / (item.high - item.low) for value in (
        each.mean.low, each.mean.value, each.mean.high))  # fmt: skip
    axes.plot([low, high], [row, row], color=style.BLACK, linewidth=1.6, zorder=3, gid=f"interval {item.name}")
    axes.plot([mean], [row], "o", color=style.BLACK, markersize=4.5, zorder=4)
    for x, side, end in ((-0.01, "right", item.low), (1.01, "left", item.high)):
        axes.text(x, row, short_text(end), ha=side, va="center", size=style.FOOT_SIZE - 1, color=style.GREY)
    axes.text(1.14, row, number_text(each.ratio.value, 2), ha="center", va="center", size=style.FOOT_SIZE, color=colour,
              fontweight="bold" if each.informed else "normal")  # fmt: skip


@style.house_style()
def surprise_by_month(found: CalibrationFinding, provenance: Provenance) -> Picture:
    """Draw how much each month surprised the model, under the events of the record.

    Raises DataProblem for another number of sets than the foot line would print.
    """
    provenance.confirm(sum(len(chain.weight) for chain in found.chains))
    o, surprise = found.options, -found.evidence.mean(axis=0)
    figure = style.new_figure(
        f"Where the model was surprised, {o.first} to {o.last}",
        "Height: minus the log chance of a month's entries from the months before it alone; 4.6 is a chance of 1 %. "
        "Numbers are learnt on the way.",
        provenance,
    )
    strip, axes = figure.subplots(2, 1, sharex=True, height_ratios=(0.9, 2.6))
    events_strip(strip, o.record.window(o.months[0], o.last))
    strip.tick_params(axis="x", length=0, labelbottom=False)
    middle = np.arange(len(surprise)) + 0.5
    axes.bar(middle, surprise, 1.0, color=style.lighter(style.BLUE, 0.65), linewidth=0, gid="surprise")
    names = _named(surprise)
    axes.bar(middle[names], surprise[names], 1.0, color=style.VERMILLION, linewidth=0)
    for row in names:
        axes.annotate(
            o.months[row], (middle[row], surprise[row]), (0, 3), textcoords="offset points",
            ha="left" if row < APART / 2 * len(surprise) else "center", va="bottom",
            size=style.SMALL_SIZE, color=style.BLACK, path_effects=style.halo(),
        )  # fmt: skip
    axes.set_ylim(0.0, float(surprise.max()) * 1.12)
    axes.set_ylabel("surprise, nats")
    year_axis(axes, o.months)
    return figure.settle()


def _named(surprise: np.ndarray) -> list[int]:
    """Return the months of the greatest surprise whose names do not run into one another."""
    apart = max(len(surprise) * APART, 1.0)
    chosen: list[int] = []
    for row in np.argsort(-surprise, kind="stable").tolist():
        if len(chosen) < NAMED and all(abs(row - other) >= apart for other in chosen):
            chosen.append(row)
    return chosen


def figures(found: CalibrationFinding) -> Drawn:
    """Return the posterior of each number, and how surprising each month was."""
    sets = sum(len(chain.weight) for chain in found.chains)
    about = found.provenance(sets, "95 % of the posterior", "sets of numbers")
    plain = found.provenance(sets, "none drawn; see the table", "sets of numbers")
    return {"posterior": lambda: posterior_forest(found, about), "surprise": lambda: surprise_by_month(found, plain)}

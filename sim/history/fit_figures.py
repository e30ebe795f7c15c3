"""Pictures of a fit: each direction's posterior over its prior, and the months that surprised the model."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.history.belief_bands import events_strip, year_axis
from sim.history.fit_findings import CalibrationFinding
from sim.history.learnt import Learnt
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.palette import BLACK, BLUE, FAINT, GREY, VERMILLION
from sim.study.estimate.writing import number_text

NAMED: Final = 8
"""Months of surprise that bear their name."""

APART: Final = 0.06
"""Share of the width that the names of two months stand apart, else the lesser one has none."""


@drawing
def posterior_forest(found: CalibrationFinding, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the posterior of each direction over equal parts of its prior, those that are informed in blue.

    Raises DataProblem for another number of sets than the provenance says.
    """
    provenance.confirm(sum(len(chain.z) for chain in found.chains))
    informed = sum(each.informed for each in found.learnt)
    title = (
        f"What {found.options.first} to {found.options.last} say of {len(found.fitted)} directions: {informed} are "
        "informed"
    )
    reading = (
        "Grey: the prior, even over ten equally likely parts. Columns: the posterior. Right: share of the prior's "
        "variance lost. Blue: .3 more than the idle direction, in every chain."
    )
    axes = grid = ax or g.canvas()[1]
    rows = len(found.learnt)
    for row, each in enumerate(found.learnt):
        _row(axes, row, each)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.14)
    axes.set_yticks(range(rows), [each.direction.name for each in found.learnt], size=now().small)
    axes.text(1.08, -0.65, "lost", ha="center", size=now().small, color=GREY)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(False)
    return Drawn(grid, {}, title, reading, provenance)


def _row(axes: Axes, row: int, each: Learnt) -> None:
    """Draw one direction: its prior, the shares of its posterior, and the variance lost."""
    name, colour = each.direction.name, BLUE if each.informed else GREY
    width = 1.0 / len(each.shares)
    axes.broken_barh([(0.0, 1.0)], (row - 0.36, 0.72), facecolor=FAINT, linewidth=0, zorder=0)
    heights = 0.72 * each.shares / each.shares.max()
    axes.bar(np.arange(len(heights)) * width, -heights, width, row + 0.36, align="edge",
             color=g.lighter(colour, 0.6), linewidth=0, zorder=1, gid=f"posterior {name}")  # fmt: skip
    axes.text(1.08, row, number_text(each.lost.value, 2), ha="center", va="center", size=now().small, color=colour,
              fontweight="bold" if each.informed else "normal")  # fmt: skip


@drawing
def surprise_by_month(found: CalibrationFinding, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw how much each month surprised the model, under the events of the record.

    Raises DataProblem for another number of sets than the provenance says.
    """
    provenance.confirm(sum(len(chain.z) for chain in found.chains))
    o, surprise = found.options, -found.evidence.mean(axis=0)
    title = f"Where the model was surprised, {o.first} to {o.last}"
    reading = (
        "Height: minus the log chance of a month's entries from the months before it alone; 4.6 is a chance of 1 %. "
        "Directions are learnt on the way."
    )
    grid = panels(ax, 2, 1, heights=(0.9, 2.6), share="x").ravel()
    strip, axes = grid
    events_strip(strip, o.record.window(o.months[0], o.last))
    strip.tick_params(axis="x", length=0, labelbottom=False)
    middle = np.arange(len(surprise)) + 0.5
    axes.bar(middle, surprise, 1.0, color=g.lighter(BLUE, 0.65), linewidth=0, gid="surprise")
    names = _named(surprise)
    axes.bar(middle[names], surprise[names], 1.0, color=VERMILLION, linewidth=0)
    for row in names:
        axes.annotate(
            o.months[row], (middle[row], surprise[row]), (0, 3), textcoords="offset points",
            ha="left" if row < APART / 2 * len(surprise) else "center", va="bottom",
            size=now().small, color=BLACK, path_effects=g.halo(),
        )  # fmt: skip
    axes.set_ylim(0.0, float(surprise.max()) * 1.12)
    axes.set_ylabel("surprise, nats")
    year_axis(axes, o.months)
    return Drawn(grid, {}, title, reading, provenance)


def _named(surprise: np.ndarray) -> list[int]:
    """Return the months of the greatest surprise whose names do not run into one another."""
    apart = max(len(surprise) * APART, 1.0)
    chosen: list[int] = []
    for row in np.argsort(-surprise, kind="stable").tolist():
        if len(chosen) < NAMED and all(abs(row - other) >= apart for other in chosen):
            chosen.append(row)
    return chosen


def figures(found: CalibrationFinding) -> Figures:
    """Return the posterior of each direction, and how surprising each month was."""
    sets = sum(len(chain.z) for chain in found.chains)
    about = found.provenance(sets, "95 % of the posterior", "sets of numbers")
    plain = found.provenance(sets, "none drawn; see the table", "sets of numbers")
    return {"posterior": partial(posterior_forest, found, about), "surprise": partial(surprise_by_month, found, plain)}

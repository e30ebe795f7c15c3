"""The picture of a fit: each direction's posterior over its prior."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.history.fit_findings import CalibrationFinding
from sim.history.learnt import Learnt
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now
from sim.show.palette import BLUE, FAINT, GREY
from sim.study.estimate.writing import number_text


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
    data = [
        {"panel": "posterior", "series": each.direction.name, "part": k, "share": round(float(share), 6)}
        for each in found.learnt for k, share in enumerate(each.shares, 1)
    ] + [
        {"panel": "variance lost", "row": each.direction.name, "lost": e.value, "low": e.low, "high": e.high}
        for each in found.learnt for e in [each.lost]
    ]  # fmt: skip
    return Drawn(grid, {}, title, reading, provenance, data)


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


def figures(found: CalibrationFinding) -> Figures:
    """Return the posterior of each direction."""
    about = found.provenance(sum(len(chain.z) for chain in found.chains), "95 % of the posterior", "sets of numbers")
    return {"posterior": partial(posterior_forest, found, about)}

"""Prior and posterior: what the record taught about each number."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.calibration.overlap import BINS
from sim.analysis.history.lesson import Lesson, Number
from sim.arrays import Floats
from sim.errors import DataProblem

from .provenance import Provenance
from .style import BLACK, BLUE, GREY, PALE, SMALL_SIZE, Picture, house_style, lighter, new_figure

COLUMNS: Final = 5
MOST: Final = 25


@house_style()
def posterior_plot(learned: Lesson, provenance: Provenance) -> Picture:
    """Draw the posterior of each number over its prior, the best informed first.

    The axis is the scale on which the prior is even. Raises DataProblem for more than 25 numbers, or for another
    number of draws than the foot line would print.
    """
    provenance.confirm(len(learned.draws))
    if len(learned.numbers) > MOST:
        count = len(learned.numbers)
        raise DataProblem(f"{count} numbers are too many", "the numbers to draw", f"Draw at most {MOST}.")
    found = learned.calibration
    figure = new_figure(
        f"What {found.first} to {found.last} taught about {len(learned.numbers)} numbers",
        "Bars: posterior, blue where the record informed the number. Grey line: prior. Mark: the default, not used.",
        provenance,
    )
    order = sorted(learned.numbers, key=lambda number: number.learnt.overlap)
    rows = math.ceil(len(order) / COLUMNS)
    panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    names = [prior.name for prior in found.priors]
    for axes, number in zip(panels, order, strict=False):
        place = names.index(number.prior.name)
        _panel(axes, number, found.sample.places[:, place], found.sample.weights)
    for axes in panels[len(order) :]:
        axes.set_axis_off()
    return figure.settle()


def _panel(axes: Axes, number: Number, places: Floats, weights: Floats) -> None:
    """Draw one number."""
    shares, ends = np.histogram(places, BINS, (0.0, 1.0), weights=weights)
    density = shares / shares.sum() * BINS
    colour = lighter(BLUE, 0.65) if number.learnt.informed else PALE
    axes.bar(ends[:-1], density, 1 / BINS, align="edge", color=colour, gid=number.prior.name)
    axes.axhline(1.0, color=GREY, linewidth=1.5)
    top = max(float(density.max()), 1.0) * 1.25
    axes.set_ylim(0, top)
    axes.set_xlim(0, 1)
    prior = number.prior
    if prior.low <= number.default <= prior.high:
        place = float(prior.place(np.array(number.default)))
        axes.plot([place], [top * 0.93], marker="v", markersize=7, color=BLACK, clip_on=False)
    axes.set_title(f"{prior.name}\noverlap {number.learnt.overlap:.2f}".replace("0.", "."), size=SMALL_SIZE - 1.5)
    middle = float(prior.value(np.array(0.5)))
    axes.set_xticks([0, 0.5, 1], [f"{value:.2g}" for value in (prior.low, middle, prior.high)], size=SMALL_SIZE - 1.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)

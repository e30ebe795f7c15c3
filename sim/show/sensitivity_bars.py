"""Sensitivity bars: every factor's indices with intervals, and the dummy's interval as a band to rise above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.sensitivity import DUMMY, SensitivityFinding
from sim.analysis.sensitivity.index import Index
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PALE,
    SMALL_SIZE,
    Picture,
    house_style,
    lighter,
    new_figure,
    share_axis,
)
from sim.study.estimate.interval import Estimate
from sim.study.experiment.plans import SOBOL
from sim.study.outcomes import is_number, label_of

MOST: Final = 24
PANELS: Final = {
    "first": "first order: alone",
    "total": "total order: with interactions",
    "mu_star": "mu star: mean size of the effect",
    "sigma": "sigma: spread of the effect",
}


@house_style()
def sensitivity_bars(found: SensitivityFinding, provenance: Provenance) -> Picture:
    """Draw first and total order, or mu star and sigma, of each factor, blue where above the dummy.

    The largest factor is on top and the dummy at the bottom; of more than 24 factors the largest are drawn. Raises
    DataProblem for another n than the foot line would print.
    """
    made = found.indices
    provenance.confirm(made.sample.groups)
    shown = made.ranked[:MOST]
    names = (*shown, DUMMY)
    what = found.measure if is_number(found.options.outcome) else f"P({label_of(found.options.outcome)})"
    left = "" if len(shown) == len(made.ranked) else f" The {MOST} largest of {len(made.ranked)} factors."
    figure = new_figure(
        f"{found.scenario.name}: what moves {what}",
        "Whiskers: intervals. Band: what luck alone gives, the 99 % interval of a dummy factor that touches nothing."
        + left,
        provenance,
    )
    panels = figure.subplots(1, 2, sharey=True)
    for axes, index in zip(panels, [each for each in made.indices if each.name in PANELS], strict=True):
        _panel(axes, index, names)
        axes.set_title(PANELS[index.name], loc="left")
        unit = "share of the variance between points" if made.sample.method == SOBOL else "change over the full range"
        share_axis(axes, unit, "x")
    panels[0].set_yticks(range(len(names)), names)
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    known = [Patch(color=BLUE, label="above the dummy"), Patch(color=PALE, label="not above")]
    band = [Patch(color=lighter(ORANGE, 0.35), label="interval of the dummy")]
    # Below the panels, where no bar can reach; a legend wider than its panel would push the other away.
    for axes, handles in zip(panels, (known, band), strict=True):
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2, borderaxespad=0)
    return figure.settle()


def _panel(axes: Axes, index: Index, names: Sequence[str]) -> None:
    """Draw a bar and a whisker for each factor over the band of the dummy."""
    dummy = index.dummy
    axes.axvspan(dummy.low, dummy.high, color=lighter(ORANGE, 0.35), zorder=0, linewidth=0, gid=f"band: {index.name}")
    for row, name in enumerate(names):
        own = index.estimates[name]
        colour = GREY if name == DUMMY else BLUE if index.above(name) else PALE
        axes.barh(row, own.value, 0.62, color=colour, gid=f"{index.name}: {name}")
        axes.errorbar(own.value, row, xerr=_reach(own), color=BLACK, capsize=3, elinewidth=1.3, capthick=1.3)
    axes.axvline(0, color=BLACK, linewidth=1.2)
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE)
    axes.spines["left"].set_visible(False)


def _reach(estimate: Estimate) -> list[list[float]]:
    """Return how far the interval reaches to the left and to the right."""
    return [[estimate.value - estimate.low], [estimate.high - estimate.value]]

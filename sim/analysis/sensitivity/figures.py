"""Sensitivity: every factor's indices with intervals above the dummy's, and the tornado of single swings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.finding import Drawn
from sim.analysis.sensitivity.findings import SensitivityFinding, Swing, Tornado, ends_of
from sim.analysis.sensitivity.index import Index
from sim.analysis.sensitivity.sample import DUMMY
from sim.errors import DataProblem
from sim.show import style
from sim.show.style import Picture, Provenance
from sim.study.estimate.shown import amount, points
from sim.study.experiment.groups import GROUPS, SOBOL
from sim.study.names import factor_name
from sim.study.outcomes import is_number, label_of

MOST: Final = 24
PANELS: Final = {
    "first": "first order: alone",
    "total": "total order: with interactions",
    "mu_star": "mu star: mean size of the effect",
    "sigma": "sigma: spread of the effect",
}


@style.house_style()
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
    figure = style.new_figure(
        f"{found.scenario.name}: what moves {what}",
        "Whiskers: intervals. Band: what luck alone gives, the 99 % interval of a dummy factor that touches nothing."
        + left,
        provenance,
    )
    panels = figure.subplots(1, 2, sharey=True)
    for axes, index in zip(panels, [each for each in made.indices if each.name in PANELS], strict=True):
        _panel(axes, index, names)
        axes.set_title(PANELS[index.name], loc="left")
        if made.sample.method == SOBOL:
            style.share_axis(axes, "share of the variance between points", "x")
        else:
            (style.number_axis if is_number(found.options.outcome) else style.points_axis)(
                axes, "change over the full range", "x"
            )
    panels[0].set_yticks(range(len(names)), [*map(factor_name, names)])
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    known = [Patch(color=style.BLUE, label="above the dummy"), Patch(color=style.PALE, label="not above")]
    band = [Patch(color=style.lighter(style.ORANGE, 0.35), label="interval of the dummy")]
    # Below the panels, where no bar can reach; a legend wider than its panel would push the other away.
    for axes, handles in zip(panels, (known, band), strict=True):
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2, borderaxespad=0)
    return figure.settle()


def _panel(axes: Axes, index: Index, names: Sequence[str]) -> None:
    """Draw a bar and a whisker for each factor over the band of the dummy."""
    dummy = index.dummy
    axes.axvspan(
        dummy.low, dummy.high, color=style.lighter(style.ORANGE, 0.35), zorder=0, linewidth=0, gid=f"band: {index.name}"
    )
    for row, name in enumerate(names):
        own = index.estimates[name]
        colour = style.GREY if name == DUMMY else style.BLUE if index.above(name) else style.PALE
        axes.barh(row, own.value, 0.62, color=colour, gid=f"{index.name}: {name}")
        axes.errorbar(
            own.value, row, xerr=style.reach_of(own), color=style.BLACK, capsize=3, elinewidth=1.3, capthick=1.3
        )
    axes.axvline(0, color=style.BLACK, linewidth=1.2)
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL_SIZE)
    axes.spines["left"].set_visible(False)


MOST_SWINGS: Final = 20


@style.house_style()
def tornado_plot(found: SensitivityFinding, provenance: Provenance) -> Picture:
    """Draw the swing of each factor around the base, the largest on top, with the intervals of paired differences.

    Of more than 20 factors the largest swings are drawn. Raises DataProblem where there is no tornado, or for another
    number of worlds than the foot line would print.
    """
    storm = found.tornado
    if storm is None:
        raise DataProblem("there is no tornado", "a study that was read", "Run sim sensitivity on a scenario.")
    provenance.confirm(storm.base.n)
    shown = storm.swings[:MOST_SWINGS]
    chance = not is_number(found.options.outcome)
    what = f"P({label_of(found.options.outcome)})" if chance else found.measure
    left = "" if len(shown) == len(storm.swings) else f" The {MOST_SWINGS} largest of {len(storm.swings)}."
    figure = style.new_figure(
        f"{found.scenario.name}: one factor at a time, and {what}",
        "Bars run from the base scenario to each end of the range, in the same worlds. Whiskers: intervals of the "
        f"paired differences{', cut at 0 and 100 %' if chance else ''}. At the right: high end minus low end.{left}",
        provenance,
    )
    axes = figure.subplots()
    for row, swing in enumerate(shown):
        _row(axes, row, swing, storm, chance)
    axes.axvline(storm.base.value, color=style.BLACK, linewidth=1.4, gid="base")
    axes.set_yticks(
        range(len(shown)),
        [f"{factor_name(each.factor.name)}  {' to '.join(ends_of(each))}" for each in shown],
        size=style.SMALL_SIZE,
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    if not chance:
        style.number_axis(axes, what.removeprefix("the "), "x", bins=8)
    else:
        style.share_axis(axes, what, "x", bins=8)
    axes.legend(
        handles=[Patch(color=style.SKY, label="at the low end"), Patch(color=style.ORANGE, label="at the high end")],
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.3,
    )  # fmt: skip
    return figure.settle()


def _row(axes: Axes, row: int, swing: Swing, storm: Tornado, chance: bool) -> None:
    """Draw both ends of a factor in two lanes of a row, for they may lie on one side of the base.

    Whiskers of a chance end at 0 and 1: the interval of a difference may reach further than a chance can.
    """
    base = storm.base.value
    least, most = (-base, 1.0 - base) if chance else (-math.inf, math.inf)
    for end, difference, colour, lane in zip(
        ("low", "high"), swing.from_base, (style.SKY, style.ORANGE), (-0.2, 0.2), strict=True
    ):
        axes.barh(row + lane, difference.value, 0.38, left=base, color=colour, gid=f"{end}: {swing.factor.name}")
        axes.errorbar(
            base + difference.value, row + lane, color=style.BLACK, capsize=2.5, elinewidth=1.2, capthick=1.2,
            xerr=[[difference.value - max(difference.low, least)], [min(difference.high, most) - difference.value]],
        )  # fmt: skip
    own = swing.swing
    axes.annotate(
        (points(own) if chance else amount(own)).text(), (1.0, row), (10, 0), textcoords="offset points",
        xycoords=axes.get_yaxis_transform(), va="center", size=style.SMALL_SIZE,
        color=style.BLACK if own.distinguishable else style.GREY, gid=f"swing: {swing.factor.name}",
    )  # fmt: skip


def figures(found: SensitivityFinding) -> Drawn:
    """Return the bars of the indices and the tornado."""
    sample, storm = found.sample, found.tornado
    counted = f"{GROUPS[sample.method]} with {sample.worlds_a_point} worlds a point"
    about = found.provenance(sample.groups, "95 % percentiles of resamples", counted)
    drawn: dict[str, Callable[[], Any]] = {"sensitivity": lambda: sensitivity_bars(found, about)}
    if storm:
        pairs = found.provenance(storm.base.n, "paired 95 %", "pairs of worlds")
        drawn["tornado"] = lambda: tornado_plot(found, pairs)
    return drawn

"""The tornado: each factor alone at both ends of its range, against the base scenario in the same worlds."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.sensitivity.findings import SensitivityFinding, Swing, Tornado
from sim.errors import DataProblem
from sim.show.provenance import Provenance
from sim.show.style import BLACK, GREY, ORANGE, SKY, SMALL_SIZE, Picture, house_style, new_figure, share_axis
from sim.study.estimate.interval import STUDENT
from sim.study.estimate.interval import value_text as span_text
from sim.study.experiment.definition import value_text
from sim.study.outcomes import is_number, label_of

MOST: Final = 20


@house_style()
def tornado_plot(found: SensitivityFinding, provenance: Provenance) -> Picture:
    """Draw the swing of each factor around the base, the largest on top, with the intervals of paired differences.

    Of more than 20 factors the largest swings are drawn. Raises DataProblem where there is no tornado, or for another
    number of worlds than the foot line would print.
    """
    storm = found.tornado
    if storm is None:
        raise DataProblem("there is no tornado", "a study that was read", "Run sim sensitivity on a scenario.")
    provenance.confirm(storm.base.n)
    shown = storm.swings[:MOST]
    chance = not is_number(found.options.outcome)
    what = f"P({label_of(found.options.outcome)})" if chance else found.measure
    left = "" if len(shown) == len(storm.swings) else f" The {MOST} largest of {len(storm.swings)}."
    figure = new_figure(
        f"{found.scenario.name}: one factor at a time, and {what}",
        "Bars run from the base scenario to each end of the range, in the same worlds. Whiskers: intervals of the "
        f"paired differences{', cut at 0 and 1' if chance else ''}. At the right: high end minus low end.{left}",
        provenance,
    )
    axes = figure.subplots()
    for row, swing in enumerate(shown):
        _row(axes, row, swing, storm, chance)
    axes.axvline(storm.base.value, color=BLACK, linewidth=1.4, gid="base")
    axes.set_yticks(range(len(shown)), [f"{each.factor.name}  {_ends(each)}" for each in shown], size=SMALL_SIZE)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    if not chance:
        axes.set_xlabel(what.removeprefix("the "))
        axes.grid(axis="x")
    else:
        share_axis(axes, what, "x", bins=8)
    axes.legend(
        handles=[Patch(color=SKY, label="at the low end"), Patch(color=ORANGE, label="at the high end")],
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.3,
    )  # fmt: skip
    return figure.settle()


def _row(axes: Axes, row: int, swing: Swing, storm: Tornado, chance: bool) -> None:
    """Draw both ends of a factor in two lanes of a row, for they may lie on one side of the base.

    Whiskers of a chance end at 0 and 1: the interval of a difference may reach further than a chance can.
    """
    base = storm.base.value
    least, most = (-base, 1.0 - base) if chance else (-math.inf, math.inf)
    for end, difference, colour, lane in zip(("low", "high"), swing.from_base, (SKY, ORANGE), (-0.2, 0.2), strict=True):
        axes.barh(row + lane, difference.value, 0.38, left=base, color=colour, gid=f"{end}: {swing.factor.name}")
        axes.errorbar(
            base + difference.value, row + lane, color=BLACK, capsize=2.5, elinewidth=1.2, capthick=1.2,
            xerr=[[difference.value - max(difference.low, least)], [min(difference.high, most) - difference.value]],
        )  # fmt: skip
    own = swing.swing
    text = span_text(own.value, own.low, own.high, 0 if own.method == STUDENT else 2)
    axes.annotate(
        text, (1.0, row), (10, 0), textcoords="offset points", xycoords=axes.get_yaxis_transform(), va="center",
        size=SMALL_SIZE, color=BLACK if own.distinguishable else GREY, gid=f"swing: {swing.factor.name}",
    )  # fmt: skip


def _ends(swing: Swing) -> str:
    """Return the ends of a factor, written as all numbers of the house: .05 to .2."""
    return " to ".join(value_text(end).replace("_", " ") for end in swing.ends)

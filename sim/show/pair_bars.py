"""Pair bars: what changes from one scenario to another, world by world, and what these worlds cannot tell."""

import math
from collections.abc import Mapping
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.history.war_number import subtitle
from sim.errors import DataProblem
from sim.study.estimate import STUDENT, value_text
from sim.study.paired import UNDECIDED, WELCH, PairedDifference, UnpairedDifference

from .inputs import nothing
from .labels import label
from .provenance import Provenance
from .style import BLACK, BLUE, GREY, PALE, SMALL_SIZE, VERMILLION, Picture, halo, house_style, new_figure, share_axis

Compared = PairedDifference | UnpairedDifference
MOST_ROWS: Final = 24


@house_style()
def pair_bars(differences: Mapping[str, Compared], names: tuple[str, str], provenance: Provenance) -> Picture:
    """Draw differences A minus B with their intervals around zero, grey where this many worlds cannot tell.

    `differences` go from outcome to difference, drawn in this order: shares of worlds above, means (in months
    of payoff) below on an axis of their own. `names` are those of A and B. Raises DataProblem where there is
    nothing, too much, or a value that is not finite.
    """
    panels = [
        {outcome: d for outcome, d in differences.items() if (d.method in (STUDENT, WELCH)) == means}
        for means in (False, True)
    ]
    _check(differences)
    for d in differences.values():
        for worlds in (d.n,) if isinstance(d, PairedDifference) else (d.n_a, d.n_b):
            provenance.confirm(worlds)
    filled = [panel for panel in panels if panel]
    figure = new_figure(
        f"{names[0]} minus {names[1]}, {provenance.size}",
        subtitle(f"Right of zero: more in {names[0]}. Whiskers: intervals.", differences),
        provenance,
    )
    rows = figure.subplots(len(filled), 1, squeeze=False, height_ratios=[len(panel) + 0.6 for panel in filled])
    for axes, panel in zip(rows[:, 0], filled, strict=True):
        _panel(axes, panel)
        if panel is panels[0]:
            share_axis(axes, "difference in the share of worlds", "x")
        else:
            axes.set_xlabel("difference in the mean change of value (months)")
            axes.grid(axis="x")
    handles = [
        Patch(color=VERMILLION, label=f"more in {names[0]}"),
        Patch(color=BLUE, label=f"less in {names[0]}"),
        Patch(color=PALE, label=UNDECIDED),
    ]
    rows[0, 0].legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.3)
    return figure.settle()


def _check(differences: Mapping[str, Compared]) -> None:
    if not differences or not all(math.isfinite(d.value) for d in differences.values()):
        raise nothing("differences")
    if len(differences) > MOST_ROWS:
        raise DataProblem(
            f"{len(differences)} differences are too many for one figure.",
            "the differences to draw",
            f"Draw at most {MOST_ROWS}, in several figures.",
        )


def _panel(axes: Axes, panel: Mapping[str, Compared]) -> None:
    """Draw one bar a row from zero, with its whisker and its numbers at the right edge."""
    finite = [abs(end) for d in panel.values() for end in (d.low, d.high, d.value) if math.isfinite(end)]
    reach = max(finite) * 1.08 or 1.0
    axes.set_xlim(-reach, reach)
    for row, (outcome, d) in enumerate(panel.items()):
        colour = (VERMILLION if d.value > 0 else BLUE) if d.distinguishable else PALE
        axes.barh(row, d.value, 0.62, color=colour, gid=outcome)
        # An interval without an end runs to the edge of the figure.
        ends = [[max(d.value - max(d.low, -reach), 0.0)], [max(min(d.high, reach) - d.value, 0.0)]]
        ink = BLACK if d.distinguishable else GREY
        axes.errorbar(d.value, row, xerr=ends, color=ink, capsize=4, elinewidth=1.5, capthick=1.5)
        least = 0 if d.method in (STUDENT, WELCH) else 3
        axes.annotate(
            value_text(d.value, d.low, d.high, least), (1.0, row), (10, 0), textcoords="offset points",
            xycoords=axes.get_yaxis_transform(), va="center", size=SMALL_SIZE, color=ink, path_effects=halo(),
        )  # fmt: skip
    axes.axvline(0, color=BLACK, linewidth=1.2)
    axes.set_yticks(range(len(panel)), [label(outcome) for outcome in panel])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(panel) - 0.4, -0.6)

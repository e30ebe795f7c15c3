"""The ablation as dots: what each channel changes when it is switched off, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.multiverse.influence import OUTCOMES, Ablation
from sim.errors import DataProblem
from sim.show.inputs import nothing
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, GREY, PALE, SMALL_SIZE, Picture, house_style, new_figure, share_axis
from sim.study.outcomes import label_of

MOST: Final = 40


@house_style()
def ablation_dots(rows: Sequence[Ablation], provenance: Provenance) -> Picture:
    """Draw the paired difference that each switch makes in P(lose-lose) and in P(war), with its Tango interval.

    Channels are in order of what they change most. A mark is hollow where these worlds cannot tell the sign. Raises
    DataProblem for nothing, for more than 40 channels, and for another number of pairs than the foot line would print.
    """
    if not rows:
        raise nothing("ablation")
    for each in rows:
        provenance.confirm(each.differences[OUTCOMES[0]].n)
    if len(rows) > MOST:
        raise DataProblem(f"{len(rows)} channels are too many for one figure.", "the ablation", f"Draw at most {MOST}.")
    order = sorted(rows, key=lambda each: -abs(each.differences[OUTCOMES[0]].value))
    figure = new_figure(
        f"{provenance.scenario}: what switching off each channel changes, {provenance.size}",
        "Right of zero: without the channel there is more of it, in the same worlds. Whiskers: 95 % intervals. Hollow: "
        "not distinguishable from 0 at this n.",
        provenance,
    )
    panels = figure.subplots(1, len(OUTCOMES), sharey=True)
    for axes, outcome in zip(panels, OUTCOMES, strict=True):
        for height, each in enumerate(order):
            _dot(axes, height, each, outcome)
        axes.axvline(0, color=BLACK, linewidth=1.2)
        for height in range(len(order)):
            axes.axhline(height + 0.5, color=PALE, linewidth=0.6, zorder=0)
        share_axis(axes, f"change in P({label_of(outcome)})", "x", bins=6)
        axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE)
        axes.spines["left"].set_visible(False)
    panels[0].set_yticks(range(len(order)), [each.channel for each in order])
    panels[0].set_ylim(len(order) - 0.4, -0.6)
    return figure.settle()


def _dot(axes: Axes, height: int, each: Ablation, outcome: str) -> None:
    """Draw one difference."""
    d = each.differences[outcome]
    ink = BLUE if d.distinguishable else GREY
    axes.errorbar(
        d.value, height, xerr=[[d.value - d.low], [d.high - d.value]], color=ink, marker="o", markersize=7,
        markerfacecolor=BLUE if d.distinguishable else "white", markeredgecolor=ink, elinewidth=1.5, capsize=3,
        capthick=1.2,
    )  # fmt: skip
    axes.plot([d.value], [height], linestyle="none", gid=f"{outcome} {each.channel}")

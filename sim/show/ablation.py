"""The ablation as dots: what each module changes, off from the full model and on from the core, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.multiverse.ablation import OFF, ON, OUTCOMES, Ablation
from sim.errors import DataProblem

from .inputs import nothing
from .labels import label
from .provenance import Provenance
from .style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    SMALL_SIZE,
    VERMILLION,
    Picture,
    house_style,
    new_figure,
    share_axis,
)

MOST: Final = 40
SHIFT: Final = {OFF: -0.19, ON: 0.19}
STYLES: Final[dict[str, dict[str, Any]]] = {
    OFF: {"marker": "o", "color": BLUE}, ON: {"marker": "s", "color": VERMILLION},
}  # fmt: skip
WORDS: Final = {OFF: "switched off from the full model", ON: "switched on from the core"}


@house_style()
def ablation_dots(rows: Sequence[Ablation], provenance: Provenance) -> Picture:
    """Draw the paired difference that each switch makes in P(lose-lose) and in P(war), with its Tango interval.

    Modules are in order of what they change most. A mark is hollow where these worlds cannot tell the sign. Raises
    DataProblem for nothing, for more than 40 modules, and for another number of pairs than the foot line would print.
    """
    if not rows:
        raise nothing("ablation")
    for each in rows:
        provenance.confirm(each.differences[OUTCOMES[0]].n)
    order = _order(rows)
    if len(order) > MOST:
        raise DataProblem(f"{len(order)} modules are too many for one figure.", "the ablation", f"Draw at most {MOST}.")
    figure = new_figure(
        f"{provenance.scenario}: what each module changes, {provenance.size}",
        "Right of zero: the switch brings more of it, in the same worlds. Whiskers: 95 % intervals. Hollow: not "
        "distinguishable from 0 at this n.",
        provenance,
    )
    panels = figure.subplots(1, len(OUTCOMES), sharey=True)
    for axes, outcome in zip(panels, OUTCOMES, strict=True):
        for each in rows:
            _dot(axes, order.index(each.module), each, outcome)
        axes.axvline(0, color=BLACK, linewidth=1.2)
        for height in range(len(order)):
            axes.axhline(height + 0.5, color=PALE, linewidth=0.6, zorder=0)
        share_axis(axes, f"change in P({'lose-lose' if outcome == 'lose_lose' else label(outcome)})", "x", bins=6)
        axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE)
        axes.spines["left"].set_visible(False)
    panels[0].set_yticks(range(len(order)), [name.replace("_", " ") for name in order])
    panels[0].set_ylim(len(order) - 0.4, -0.6)
    present = [direction for direction in (OFF, ON) if any(each.direction == direction for each in rows)]
    handles = [
        Line2D([], [], linestyle="none", markersize=8, label=WORDS[each], **STYLES[each]) for each in present
    ]
    # A legend wider than its panel would push the others away.
    for axes, handle in zip(panels, handles, strict=False):
        axes.legend(handles=[handle], loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0.3)
    return figure.settle()


def _order(rows: Sequence[Ablation]) -> list[str]:
    """Return the modules, that which changes P(lose-lose) most on top."""
    most: dict[str, float] = {}
    for each in rows:
        most[each.module] = max(most.get(each.module, 0.0), abs(each.differences[OUTCOMES[0]].value))
    return sorted(most, key=lambda name: -most[name])


def _dot(axes: Axes, height: int, each: Ablation, outcome: str) -> None:
    """Draw one difference."""
    d, style = each.differences[outcome], STYLES[each.direction]
    clear = d.distinguishable
    ink = style["color"] if clear else GREY
    axes.errorbar(
        d.value, height + SHIFT[each.direction], xerr=[[d.value - d.low], [d.high - d.value]], color=ink,
        marker=style["marker"], markersize=7, markerfacecolor=style["color"] if clear else "white",
        markeredgecolor=ink, elinewidth=1.5, capsize=3, capthick=1.2,
    )  # fmt: skip
    axes.plot(
        [d.value], [height + SHIFT[each.direction]], linestyle="none", gid=f"{outcome} {each.module} {each.direction}"
    )

"""The paired timeline: one world and its twin under the same luck, where they part, and what each capital did."""

from __future__ import annotations

from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm
from matplotlib.lines import Line2D

from sim.analysis.counterfactual.story import Story
from sim.analysis.counterfactual.twin import Counterfactual
from sim.game.catalogue import CAPITALS
from sim.study.estimate import number_text
from sim.world.actions import ACTIONS

from .months import month_axis
from .provenance import Provenance
from .rungs import LIMITED_WAR, RUNGS, rung_axis
from .style import (
    BLACK,
    CAPITAL_COLOUR,
    CAPITAL_LABEL,
    CAPITAL_MARKER,
    DIVERGING,
    FOOT_SIZE,
    GREY,
    ORANGE,
    PALE,
    VERMILLION,
    Picture,
    house_style,
    new_figure,
)
from .timeline import EVENTS, READABLE, SHORT

HALF_SIZE: Final = 8.5
HALVES: Final[dict[str, str]] = {
    "relief": "reli.", "channel": "back", "sanctions": "sanc.", "threat": "thr.", "deploy": "depl.", "STRIKE": "WAR",
    "lifeline": "aid", "protect": "veto", "restraint": "urge", "mediate": "medi.", "partial": "part.",
    "disarm": "disa.", "pause": "halt", "rhetoric": "rhet.", "missile": "miss.", "big test": "BIG",
    "lethal": "leth.", "ATTACK": "WAR",
    "initiative": "offer", "condemn": "cond.", "exercise": "exer.", "retaliate": "reta.",
}  # fmt: skip
"""Shorter labels, for a cell of half the height."""

WAS, WOULD = BLACK, ORANGE
EDGE: Final = 0.03


@house_style()
def paired_timeline(found: Counterfactual, provenance: Provenance) -> Picture:
    """Draw a world as it was and with some changes: tension of both on the ladder, and below the moves of both.

    A cell is split where the two worlds do different things: above as it was, below as it would have been. Raises
    DataProblem where the provenance is not that of one world.
    """
    was, would = found.was, found.would
    provenance.confirm(1)
    start, horizon = was.scenario.start, was.scenario.months
    figure = new_figure(f"{provenance.scenario}, world {was.world}: {found.label}", reading(found), provenance)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2))
    rung_axis(upper)
    upper.tick_params(axis="y", labelsize=FOOT_SIZE)
    tension(upper, would, WOULD, "would", found.parted)
    tension(upper, was, WAS, "was", 0)
    handles = [
        Line2D([], [], color=WAS, linewidth=2, label=f"as it was: {ending(was)}"),
        Line2D([], [], color=WOULD, linewidth=4, label=f"with the change: {ending(would)}"),
    ]
    upper.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1, borderaxespad=0.2)
    norm = TwoSlopeNorm(0, -3, 4)
    moves(lower, was, would, norm)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    if found.parted is not None:
        for axes in (upper, lower):
            axes.axvline(found.parted, color=GREY, linewidth=1.6, linestyle=(0, (4, 2)), zorder=6, gid="parting")
    bar = figure.colorbar(ScalarMappable(norm, DIVERGING), ax=[upper, lower], pad=0.015, aspect=45, shrink=0.96)
    bar.set_label("severity of a move", labelpad=2)
    bar.set_ticks([-3, 0, 4], labels=["-3", "0", "4"])
    bar.outline.set_visible(False)
    return figure.settle()


def reading(found: Counterfactual) -> str:
    """Say where the two worlds part and how the cells are read."""
    if found.parted is None:
        return "The same luck. The change makes no difference: the two worlds are the same in every month."
    return (
        f"The same luck. They part in {found.parted_label} (dashed): {found.parting}. "
        "Split cells: above as it was, below with the change."
    )


def ending(story: Story) -> str:
    """Return how a world ends, and the change of value of Washington and Beijing."""
    how = f"{story.final_state} in {story.months[-1].label}" if story.final_state in EVENTS else story.final_state
    values = (f"{name.capitalize()} {number_text(story.outcomes[f'delta_{name}'], 1)}" for name in CAPITALS[:2])
    lost = "lose-lose" if story.outcomes["lose_lose"] else "not lose-lose"
    return f"{how}; {lost} (change of value: {', '.join(values)})"


def tension(axes: Axes, story: Story, colour: str, name: str, first: int | None) -> None:
    """Draw the tension of a world from a month on, and a star where an event ends it."""
    if first is None:
        return
    line = story.series("tension")
    months = np.arange(line.size)[first:]
    wide = name == "would"
    axes.plot(
        months, line[first:], color=colour, linewidth=4 if wide else 1.8, zorder=3 if wide else 4,
        solid_capstyle="round", gid=f"tension: {name}",
    )  # fmt: skip
    played = len(story.months)
    if story.final_state not in EVENTS:
        return
    top = {"limited war": LIMITED_WAR + 0.5, "major war": LIMITED_WAR + 1.5}.get(story.final_state, line[played])
    axes.plot([played] * 2, [line[played], top], color=colour, linewidth=2, linestyle=":", zorder=5)
    style: dict[str, Any] = {"marker": "*", "markersize": 19 if wide else 13, "markeredgecolor": BLACK}
    face = colour if wide else VERMILLION
    place: dict[str, Any] = {"zorder": 6 if wide else 7, "clip_on": False, "gid": f"event: {name}"}
    axes.plot([played], [min(top, len(RUNGS))], color=face, **style, **place)


def moves(axes: Axes, was: Story, would: Story, norm: TwoSlopeNorm) -> None:
    """Draw a lane for each capital, whose cells are split where the two worlds differ."""
    axes.set_ylim(len(CAPITALS), 0)
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    where = axes.get_yaxis_transform()
    for row, capital in enumerate(CAPITALS):
        axes.plot(
            [-0.03], [row + 0.5], CAPITAL_MARKER[capital], color=CAPITAL_COLOUR[capital], markersize=11,
            transform=where, clip_on=False,
        )  # fmt: skip
        axes.text(-0.046, row + 0.5, CAPITAL_LABEL[capital], transform=where, ha="right", va="center")
        for top, colour in ((row + EDGE, WAS), (row + 0.5, WOULD)):
            axes.plot([-0.008] * 2, [top + 0.02, top + 0.45], color=colour, linewidth=4, transform=where, clip_on=False,
                      solid_capstyle="butt")  # fmt: skip
        cells(axes, row, capital, was, would, norm)


def cells(axes: Axes, row: int, capital: str, was: Story, would: Story, norm: TwoSlopeNorm) -> None:
    """Draw the cells of one lane: whole where both worlds do the same, else two halves."""
    a, b = was.lane(capital), would.lane(capital)
    named = a.size <= READABLE
    boxes: list[tuple[int, float, float, int]] = []
    for month, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        if x == y:
            boxes.append((month, row + EDGE, 1 - 2 * EDGE, x))
        else:
            boxes += [(month, row + EDGE, 0.5 - EDGE - 0.012, x), (month, row + 0.512, 0.5 - EDGE - 0.012, y)]
    for month, top, height, move in boxes:
        if move < 0:
            axes.broken_barh([(month, 1)], (top, height), facecolor="white", edgecolor=PALE, hatch="//", linewidth=0)
            continue
        action = ACTIONS[capital][move]
        colour = mpl.colormaps[DIVERGING](norm(action.severity))
        axes.broken_barh(
            [(month, 1)], (top, height), facecolors=[colour], edgecolor="white", linewidth=1.0 if named else 0,
            gid=f"{capital} {month}: {action.name}",
        )  # fmt: skip
        if named:
            write(axes, (month + 0.5, top + height / 2), capital, action.name, height, colour)


def write(axes: Axes, place: tuple[float, float], capital: str, move: str, height: float, colour: Any) -> None:
    """Write the name of a move into its cell, upwards, white on a dark cell."""
    red, green, blue, _ = colour
    dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
    short = SHORT[capital][move]
    whole = height > 0.5
    text = axes.text(
        *place, short if whole else HALVES.get(short, short), rotation=90, ha="center", va="center",
        size=FOOT_SIZE if whole else HALF_SIZE, color="white" if dark else BLACK, zorder=7,
    )  # fmt: skip
    text.set_in_layout(False)
